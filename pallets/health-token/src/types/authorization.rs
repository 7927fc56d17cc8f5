//! Tokens set aside for one provider.
//!
//! A *prepayment* is the payer's own provision: only invoices are paid out of it, and the payer may take back what no open invoice
//! claims. A *pre-authorisation* is a promise to the provider: the provider captures from it what was delivered, and the payer cannot
//! take it back before its end.
//!
//! | from | by | to | tokens |
//! |---|---|---|---|
//! | nothing | `prepay`, `authorize` | Open | held |
//! | Open, not over | `draw` (prepayment), `capture` (pre-authorisation), in part | Open | that part to the provider |
//! | Open, not over | the same, of all that remains | Concluded, Exhausted | to the provider |
//! | Open, not over | `reclaim` (prepayment), in part | Open | that part given back |
//! | Open, not over | the same, of all that remains | Concluded, Reclaimed | given back |
//! | Open | `release` | Concluded, Released | given back |
//! | Open | its end passes | Concluded, Expired | given back |

use super::{Balance, PriceVersion};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::Moment;
use scale_info::TypeInfo;

/// What tokens are set aside for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum AuthorizationKind {
	/// To pay the provider's invoices.
	Prepayment,
	/// For the provider to capture from.
	PreAuthorization,
}

/// How it came that nothing is set aside any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Conclusion {
	/// All of it was spent or taken back in parts, the last part by the provider.
	Exhausted,
	/// The provider does not need the rest.
	Released,
	/// The payer took the rest back.
	Reclaimed,
	/// It was over.
	Expired,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum AuthorizationState {
	/// Something is held.
	Open {
		/// What is still held of the payer's, in plancks; not zero.
		remaining: Balance,
	},
	/// Nothing is held any more.
	Concluded {
		/// How that came.
		by: Conclusion,
		/// When.
		at: Moment,
	},
}

/// Tokens set aside for one provider.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Authorization<AccountId> {
	/// Whose tokens.
	pub payer: AccountId,
	/// For whom.
	pub provider: AccountId,
	/// What for.
	pub kind: AuthorizationKind,
	/// How much was set aside at first, in plancks.
	pub amount: Balance,
	/// What the provider got of it, in plancks.
	pub spent: Balance,
	/// When it was set aside.
	pub given: Moment,
	/// The version that the provider's next price was to have then.
	pub next_version: PriceVersion,
	/// Last moment to use it.
	pub until: Moment,
	/// Where it stands.
	pub state: AuthorizationState,
}

impl<AccountId> Authorization<AccountId> {
	/// What is still held.
	pub fn remaining(&self) -> Balance {
		match self.state {
			AuthorizationState::Open { remaining } => remaining,
			AuthorizationState::Concluded { .. } => 0,
		}
	}

	/// Whether something is held, be it over.
	pub fn is_open(&self) -> bool {
		matches!(self.state, AuthorizationState::Open { .. })
	}

	/// What can be used at `now`.
	pub fn available(&self, now: Moment) -> Balance {
		if now <= self.until {
			self.remaining()
		} else {
			0
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn nothing_is_available_after_the_end() {
		let mut authorization = Authorization {
			payer: 1u64,
			provider: 2,
			kind: AuthorizationKind::Prepayment,
			amount: 9,
			spent: 2,
			given: 0,
			next_version: PriceVersion(0),
			until: 10,
			state: AuthorizationState::Open { remaining: 7 },
		};
		assert_eq!(authorization.available(10), 7);
		assert_eq!((authorization.available(11), authorization.remaining()), (0, 7));
		authorization.state = AuthorizationState::Concluded { by: Conclusion::Released, at: 3 };
		assert_eq!((authorization.available(3), authorization.remaining(), authorization.is_open()), (0, 0, false));
	}
}

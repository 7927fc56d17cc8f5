//! Tokens handed in for money.
//!
//! | from | by | to | tokens |
//! |---|---|---|---|
//! | nothing | `redeem` | Pending | held |
//! | Pending | `settle` in time | Settled | burnt |
//! | Pending | `refuse_redemption` | Refused | given back |
//! | Pending | the deadline passes | Returned | given back |
//!
//! Settled, Refused and Returned are final. The owner cannot take a redemption back: the desk may have paid already.

use super::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{Commitment, Moment, RedemptionId, RoundId};
use scale_info::TypeInfo;

/// Where a redemption stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RedemptionState {
	/// The tokens are held, and the desk is to pay.
	Pending {
		/// Last moment for the desk to settle.
		deadline: Moment,
	},
	/// The desk paid, and the tokens are burnt.
	Settled {
		/// Commitment to the receipt of the payment.
		payment: Commitment,
		/// When.
		at: Moment,
	},
	/// The desk does not want to redeem them, and the owner has them back.
	Refused {
		/// When.
		at: Moment,
	},
	/// The desk let the deadline pass, and the owner has them back.
	Returned {
		/// When that was settled.
		at: Moment,
	},
}

/// Tokens handed in at a desk.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Redemption<AccountId> {
	/// Whose tokens.
	pub owner: AccountId,
	/// At which desk.
	pub desk: AccountId,
	/// How many, in plancks.
	pub amount: Balance,
	/// Commitment to where and in what the owner wants to be paid.
	pub payout: Commitment,
	/// When they were handed in.
	pub requested: Moment,
	/// Where it stands.
	pub state: RedemptionState,
}

impl<AccountId> Redemption<AccountId> {
	/// The deadline, as long as it is pending.
	pub fn deadline(&self) -> Option<Moment> {
		match self.state {
			RedemptionState::Pending { deadline } => Some(deadline),
			_ => None,
		}
	}
}

/// What a desk used the receipt of a payment outside of the chain for. Each serves once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum OutsideReceipt {
	/// Money it received, for which it issued tokens.
	Issue,
	/// Money it received for tokens sold in a round.
	Purchase(RoundId),
	/// Money it paid for tokens handed in.
	Payout(RedemptionId),
}

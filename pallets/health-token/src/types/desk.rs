//! Banks and exchanges that issue tokens for money and redeem them.
//!
//! | from | by | to |
//! |---|---|---|
//! | nothing, Revoked | `authorize_desk` | Authorized |
//! | Authorized | `authorize_desk` | Authorized, under the new terms |
//! | Authorized | `revoke_desk` | Revoked |

use super::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{Commitment, Moment};
use scale_info::TypeInfo;

/// How much a desk may issue in each period. Periods are fixed: they follow one another from the moment of authorisation. So within
/// any span as long as a period, a desk issues at most twice the allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Allowance {
	/// How much, in plancks.
	pub amount: Balance,
	/// Length of a period in milliseconds; not zero.
	pub period: Moment,
	/// When the first period began.
	pub since: Moment,
	/// The number of the period that `used` is about.
	pub number: u64,
	/// How much was issued in it.
	pub used: Balance,
}

impl Allowance {
	/// The allowance that begins at `now`, of which `used` is used already.
	pub fn new(amount: Balance, period: Moment, now: Moment, used: Balance) -> Self {
		Self { amount, period, since: now, number: 0, used }
	}

	/// What was issued in the period of `now`.
	pub fn used_at(&self, now: Moment) -> Balance {
		if self.number_at(now) == self.number {
			self.used
		} else {
			0
		}
	}

	/// What may still be issued in the period of `now`.
	pub fn left_at(&self, now: Moment) -> Balance {
		self.amount.saturating_sub(self.used_at(now))
	}

	/// The allowance after `amount` more was issued at `now`; `None` if that is more than is left.
	pub fn after(&self, now: Moment, amount: Balance) -> Option<Self> {
		if amount > self.left_at(now) {
			return None;
		}
		let used = self.used_at(now).checked_add(amount)?;
		Some(Self { number: self.number_at(now), used, ..*self })
	}

	fn number_at(&self, now: Moment) -> u64 {
		now.saturating_sub(self.since).checked_div(self.period).unwrap_or(0)
	}
}

/// An auditor's word on what a desk has in reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Attestation {
	/// Commitment to the auditor's report.
	pub commitment: Commitment,
	/// What the reserves are worth, in plancks.
	pub reserves: Balance,
	/// The day of the report: when there was so much.
	pub as_of: Moment,
	/// When it was put on chain.
	pub at: Moment,
}

impl Attestation {
	/// Whether it still counts at `now`.
	pub fn is_fresh(&self, now: Moment, max_age: Moment) -> bool {
		now <= self.as_of.saturating_add(max_age)
	}
}

/// Whether a desk is authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DeskState {
	/// It may issue and take redemptions, as long as its certificate is in force.
	Authorized {
		/// Within this.
		allowance: Allowance,
	},
	/// It may not; what it owes it still owes.
	Revoked {
		/// Since then.
		at: Moment,
	},
}

/// A bank or an exchange that issues and redeems.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Desk<AccountId> {
	/// Who attests its reserves; never itself.
	pub attestor: AccountId,
	/// All that it ever issued, in plancks, in rounds as well.
	pub issued: Balance,
	/// All that it ever redeemed, in plancks, be it its own or another desk's.
	pub redeemed: Balance,
	/// The latest attestation of its present attestor's.
	pub attestation: Option<Attestation>,
	/// Whether it is authorised.
	pub state: DeskState,
}

/// Why a desk cannot issue so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
	/// It can.
	Sound,
	/// There is no attestation that still counts.
	Stale,
	/// The attested reserves do not cover so much.
	Uncovered,
}

impl<AccountId> Desk<AccountId> {
	/// What it issued and did not redeem, in plancks; nothing if it redeemed more.
	pub fn liabilities(&self) -> Balance {
		self.issued.saturating_sub(self.redeemed)
	}

	/// Whether it may owe `amount` more at `now`.
	pub fn standing(&self, amount: Balance, now: Moment, max_age: Moment) -> Standing {
		let Some(attestation) = self.attestation.filter(|attestation| attestation.is_fresh(now, max_age)) else {
			return Standing::Stale;
		};
		match self.liabilities().checked_add(amount) {
			Some(owed) if owed <= attestation.reserves => Standing::Sound,
			_ => Standing::Uncovered,
		}
	}

	/// The allowance, if it is authorised.
	pub fn allowance(&self) -> Option<Allowance> {
		match self.state {
			DeskState::Authorized { allowance } => Some(allowance),
			DeskState::Revoked { .. } => None,
		}
	}
}

/// How tokens are covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Reserve {
	/// The attested reserves in plancks, counting only attestations that are not too old.
	pub reserves: Balance,
	/// Tokens issued and not redeemed, in plancks.
	pub liabilities: Balance,
	/// Reserves over liabilities in parts per million, rounded down: 1 000 000 is full cover. Absent if nothing is owed.
	pub ratio: Option<u64>,
	/// The day of the oldest attestation that counts.
	pub as_of: Option<Moment>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn an_attestation_counts_up_to_its_age() {
		let attestation = Attestation { commitment: Commitment([0; 32]), reserves: 5, as_of: 10, at: 12 };
		assert!(attestation.is_fresh(10, 5) && attestation.is_fresh(15, 5));
		assert!(!attestation.is_fresh(16, 5));
		assert!(attestation.is_fresh(u64::MAX, u64::MAX));
	}

	#[test]
	fn reserves_cover_what_is_owed_and_no_more() {
		let attestation = Attestation { commitment: Commitment([0; 32]), reserves: 100, as_of: 10, at: 10 };
		let state = DeskState::Revoked { at: 0 };
		let desk = Desk { attestor: 1u64, issued: 70, redeemed: 20, attestation: Some(attestation), state };
		assert_eq!(desk.standing(50, 10, 5), Standing::Sound);
		assert_eq!(desk.standing(51, 10, 5), Standing::Uncovered);
		assert_eq!(desk.standing(u128::MAX, 10, 5), Standing::Uncovered);
		assert_eq!(desk.standing(1, 16, 5), Standing::Stale);
		assert_eq!(Desk { attestation: None, ..desk }.standing(0, 10, 5), Standing::Stale);
	}

	proptest! {
		/// The plain version keeps all that was issued and adds up what fell into the same period.
		#[test]
		fn no_period_sees_more_than_the_allowance(
			amount in 0u128..50,
			period in 1u64..10,
			start in 0u64..20,
			steps in proptest::collection::vec((0u64..6, 0u128..30), 0..40),
		) {
			let mut allowance = Allowance::new(amount, period, start, 0);
			let mut issued: Vec<(u64, u128)> = Vec::new();
			let mut now = start;
			for (passed, wanted) in steps {
				now += passed;
				let number = (now - start) / period;
				let used: u128 = issued.iter().filter(|(at, _)| *at == number).map(|(_, amount)| amount).sum();
				prop_assert_eq!(allowance.left_at(now), amount - used);
				match allowance.after(now, wanted) {
					Some(next) => {
						prop_assert!(used + wanted <= amount);
						issued.push((number, wanted));
						allowance = next;
					},
					None => prop_assert!(used + wanted > amount),
				}
			}
		}
	}
}

//! Sales of new tokens at a price.
//!
//! | from | by | to |
//! |---|---|---|
//! | nothing | `open_round` | Open |
//! | Open, within its window, cap not reached | `record_purchase` | Open |
//! | Open | `close_round` | Closed |

use super::{Balance, Money};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{Moment, Period};
use scale_info::TypeInfo;

/// How the tokens of a purchase become free: in equal parts with each block from `start` on, for `length` blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct VestingTerms<BlockNumber> {
	/// The block after which the first part is free.
	pub start: BlockNumber,
	/// How many blocks it takes; not zero.
	pub length: BlockNumber,
}

/// The least part per block by which `amount` is free after `length` blocks.
pub fn per_block(amount: Balance, length: u128) -> Balance {
	let (Some(part), Some(rest)) = (amount.checked_div(length), amount.checked_rem(length)) else { return amount };
	if rest == 0 {
		part
	} else {
		part.saturating_add(1)
	}
}

/// What a round sells and how.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct RoundTerms<AccountId, BlockNumber> {
	/// The desk that sells.
	pub desk: AccountId,
	/// The price of a whole token.
	pub price: Money,
	/// Most that is sold, in plancks.
	pub cap: Balance,
	/// Most that one buyer gets, in plancks.
	pub per_buyer: Balance,
	/// Least that one purchase is about, in plancks. It limits how many vesting schedules a round puts on an account.
	pub minimum: Balance,
	/// When it sells; it has an end.
	pub window: Period,
	/// How what was sold becomes free; at once if absent.
	pub vesting: Option<VestingTerms<BlockNumber>>,
}

/// Why terms of a round are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundFlaw {
	/// The price is no money.
	Price,
	/// Not `0 < minimum ≤ per_buyer ≤ cap`.
	Amounts,
	/// The window has no end, ends before it starts, or is over.
	Window,
	/// The vesting takes no block.
	Vesting,
}

impl<AccountId, BlockNumber: Default + PartialEq> RoundTerms<AccountId, BlockNumber> {
	/// Checks the terms of a round that is opened at `now`.
	pub fn check(&self, now: Moment) -> Result<(), RoundFlaw> {
		if !self.price.is_valid() {
			return Err(RoundFlaw::Price);
		}
		if self.minimum == 0 || self.minimum > self.per_buyer || self.per_buyer > self.cap {
			return Err(RoundFlaw::Amounts);
		}
		if !self.window.is_valid() || self.window.end.is_none_or(|end| end < now) {
			return Err(RoundFlaw::Window);
		}
		if self.vesting.as_ref().is_some_and(|vesting| vesting.length == BlockNumber::default()) {
			return Err(RoundFlaw::Vesting);
		}
		Ok(())
	}
}

/// Whether a round was closed before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RoundState {
	/// It sells within its window.
	Open,
	/// The council closed it.
	Closed {
		/// When.
		at: Moment,
	},
}

/// A sale of new tokens.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Round<AccountId, BlockNumber> {
	/// What it sells and how.
	pub terms: RoundTerms<AccountId, BlockNumber>,
	/// What was sold, in plancks.
	pub sold: Balance,
	/// Whether it was closed.
	pub state: RoundState,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::types::Currency;
	use proptest::prelude::*;

	fn terms() -> RoundTerms<u64, u64> {
		RoundTerms {
			desk: 1,
			price: Money { currency: Currency::Btc, amount: 3 },
			cap: 100,
			per_buyer: 50,
			minimum: 10,
			window: Period::until(20),
			vesting: Some(VestingTerms { start: 0, length: 1 }),
		}
	}

	#[test]
	fn terms_have_a_price_amounts_in_order_an_end_and_some_time_to_vest() {
		assert_eq!(terms().check(20), Ok(()));
		let price = Money { currency: Currency::Fiat(*b"eur"), amount: 3 };
		assert_eq!(RoundTerms { price, ..terms() }.check(20), Err(RoundFlaw::Price));
		for (minimum, per_buyer, cap) in [(0, 50, 100), (51, 50, 100), (10, 101, 100)] {
			assert_eq!(RoundTerms { minimum, per_buyer, cap, ..terms() }.check(20), Err(RoundFlaw::Amounts));
		}
		assert_eq!(terms().check(21), Err(RoundFlaw::Window));
		assert_eq!(RoundTerms { window: Period::ALWAYS, ..terms() }.check(20), Err(RoundFlaw::Window));
		assert_eq!(RoundTerms { window: Period::between(40, 30), ..terms() }.check(20), Err(RoundFlaw::Window));
		let vesting = Some(VestingTerms { start: 5, length: 0 });
		assert_eq!(RoundTerms { vesting, ..terms() }.check(20), Err(RoundFlaw::Vesting));
		assert_eq!(RoundTerms { vesting: None, ..terms() }.check(20), Ok(()));
	}

	proptest! {
		#[test]
		fn everything_is_free_after_the_length_and_not_a_whole_part_earlier(amount in 1u128..10_000, length in 1u128..500) {
			let part = per_block(amount, length);
			prop_assert!(part > 0 && part * length >= amount);
			prop_assert!((part - 1) * length < amount);
		}
	}
}

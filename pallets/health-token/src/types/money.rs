//! Money outside of the chain, and what it is in tokens.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Amounts of health tokens, in plancks.
pub type Balance = u128;

/// A currency outside of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Currency {
	/// A state's money, by its three capital letters of ISO 4217. Counted in minor units of that standard.
	Fiat([u8; 3]),
	/// Bitcoin, counted in satoshi.
	Btc,
	/// Ether, counted in wei.
	Eth,
}

/// An amount outside of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Money {
	/// Of which currency.
	pub currency: Currency,
	/// How much, in the currency's minor units.
	pub amount: u128,
}

impl Money {
	/// Whether the currency is spelt as ISO 4217 has it, and there is some of it.
	pub fn is_valid(&self) -> bool {
		let spelt = match self.currency {
			Currency::Fiat(letters) => letters.iter().all(u8::is_ascii_uppercase),
			Currency::Btc | Currency::Eth => true,
		};
		spelt && self.amount > 0
	}
}

/// The tokens that `paid` minor units buy at `price` minor units for `whole` plancks: `paid × whole ÷ price`, rounded down. `None`
/// if the price is zero or the result is no balance.
pub fn tokens_for(paid: u128, price: u128, whole: Balance) -> Option<Balance> {
	if price == 0 {
		return None;
	}
	multiply_by_rational_with_rounding(paid, whole, price, Rounding::Down)
}

/// `part ÷ whole` in parts per million, rounded down, at most `u64::MAX`. `None` if the whole is zero.
pub fn parts_per_million(part: Balance, whole: Balance) -> Option<u64> {
	if whole == 0 {
		return None;
	}
	let parts = multiply_by_rational_with_rounding(part, 1_000_000, whole, Rounding::Down).unwrap_or(u128::MAX);
	Some(u64::try_from(parts).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use sp_core::U256;

	/// `a × b ÷ c` in numbers wide enough for everything.
	fn plain(a: u128, b: u128, c: u128) -> U256 {
		U256::from(a) * U256::from(b) / U256::from(c)
	}

	#[test]
	fn currencies_are_spelt_in_capitals() {
		let money = |letters: &[u8; 3], amount| Money { currency: Currency::Fiat(*letters), amount };
		assert!(money(b"EUR", 1).is_valid());
		assert!(!money(b"eur", 1).is_valid() && !money(b"EU1", 1).is_valid() && !money(b"EU ", 1).is_valid());
		assert!(!money(b"EUR", 0).is_valid());
		assert!(Money { currency: Currency::Btc, amount: 1 }.is_valid());
		assert!(!Money { currency: Currency::Eth, amount: 0 }.is_valid());
	}

	#[test]
	fn nothing_is_bought_for_nothing_or_at_no_price() {
		assert_eq!(tokens_for(0, 3, 10), Some(0));
		assert_eq!(tokens_for(7, 0, 10), None);
		assert_eq!(tokens_for(2, 3, 10), Some(6));
		assert_eq!(tokens_for(u128::MAX, 1, 2), None);
		assert_eq!(parts_per_million(1, 0), None);
		assert_eq!(parts_per_million(2, 3), Some(666_666));
		assert_eq!(parts_per_million(u128::MAX, 1), Some(u64::MAX));
	}

	/// Numbers of every magnitude.
	fn number() -> impl Strategy<Value = u128> {
		(any::<u128>(), 0u32..128).prop_map(|(number, shift)| number >> shift)
	}

	proptest! {
		#[test]
		fn tokens_are_those_of_plain_arithmetic(paid in number(), price in number(), whole in number()) {
			let price = price.max(1);
			prop_assert_eq!(tokens_for(paid, price, whole).map(U256::from), {
				let plain = plain(paid, whole, price);
				(plain <= U256::from(u128::MAX)).then_some(plain)
			});
		}

		#[test]
		fn ratios_are_those_of_plain_arithmetic(part in number(), whole in number()) {
			let whole = whole.max(1);
			let plain = plain(part, 1_000_000, whole).min(U256::from(u64::MAX));
			prop_assert_eq!(parts_per_million(part, whole).map(U256::from), Some(plain));
		}
	}
}

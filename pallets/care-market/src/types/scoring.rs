//! Which bid is best: the price beside the lowest, and the quality of who bids, as the poster weighed them.
//!
//! Integers throughout; the only rounding is that of the price's ratio, down to a part in 10^9.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{PerThing, Perbill, Permill};

/// Of what [`FULL_SCORE`] is 1.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Score(pub u64);

/// The score of the cheapest bid by a provider of perfect quality.
pub const FULL_SCORE: Score = Score(1_000_000_000_000_000);

/// A bid as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
	/// What is asked, in plancks.
	pub price: u128,
	/// Who asks.
	pub quality: Permill,
	/// Which bid it was. No two have the same.
	pub number: u32,
}

/// `price_weight * lowest / price + (1 - price_weight) * quality`.
pub fn score(price_weight: Permill, lowest: u128, price: u128, quality: Permill) -> Score {
	let cheapness = Perbill::from_rational(lowest, price);
	let by_price = u64::from(price_weight.deconstruct()).saturating_mul(u64::from(cheapness.deconstruct()));
	// Parts per million are brought to the parts per billion in which the price is.
	let by_quality = u64::from(price_weight.left_from_one().deconstruct())
		.saturating_mul(u64::from(quality.deconstruct()).saturating_mul(1_000));
	Score(by_price.saturating_add(by_quality))
}

/// The number of the best of the candidates; of equals, the first that was placed.
pub fn best(price_weight: Permill, candidates: &[Candidate]) -> Option<u32> {
	let lowest = candidates.iter().map(|candidate| candidate.price).min()?;
	candidates
		.iter()
		.map(|bid| (score(price_weight, lowest, bid.price, bid.quality), core::cmp::Reverse(bid.number)))
		.max()
		.map(|(_, number)| number.0)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn bid(price: u128, percent: u32, number: u32) -> Candidate {
		Candidate { price, quality: Permill::from_percent(percent), number }
	}

	#[test]
	fn the_weights_decide() {
		let bids = [bid(100, 40, 0), bid(200, 100, 1)];
		assert_eq!(best(Permill::one(), &bids), Some(0));
		assert_eq!(best(Permill::zero(), &bids), Some(1));
		// Half and half: 1/2 + 0.2 beats 1/4 + ... only if quality does not make up for it.
		assert_eq!(best(Permill::from_percent(50), &bids), Some(1));
		assert_eq!(best(Permill::from_percent(80), &bids), Some(0));
	}

	#[test]
	fn the_first_of_equals_wins() {
		let bids = [bid(100, 50, 3), bid(100, 50, 1), bid(100, 50, 2)];
		assert_eq!(best(Permill::from_percent(50), &bids), Some(1));
		assert_eq!(best(Permill::from_percent(50), &[]), None);
	}

	#[test]
	fn the_full_score_is_that_of_the_cheapest_and_best() {
		for weight in [Permill::zero(), Permill::from_parts(333_333), Permill::one()] {
			assert_eq!(score(weight, u128::MAX, u128::MAX, Permill::one()), FULL_SCORE);
		}
	}

	/// Exact fractions, compared by cross-multiplication in wide integers made of what fits 128 bits.
	fn plain_beats(weight: u128, lowest: u128, a: &Candidate, b: &Candidate) -> Option<bool> {
		let value = |bid: &Candidate| {
			weight * lowest * 1_000_000 + (1_000_000 - weight) * u128::from(bid.quality.deconstruct()) * bid.price
		};
		let (left, right) = (value(a).checked_mul(b.price)?, value(b).checked_mul(a.price)?);
		Some(left > right)
	}

	proptest! {
		#[test]
		fn nothing_beats_the_best_by_more_than_the_rounding(
			weight in 0u32..=1_000_000,
			bids in proptest::collection::vec((1u128..1_000_000, 0u32..=1_000_000), 1..12),
		) {
			let candidates: Vec<_> = bids
				.into_iter()
				.zip(0u32..)
				.map(|((price, quality), number)| Candidate { price, quality: Permill::from_parts(quality), number })
				.collect();
			let weight = Permill::from_parts(weight);
			let winner = best(weight, &candidates).unwrap();
			let winner = candidates.iter().find(|bid| bid.number == winner).unwrap();
			let lowest = candidates.iter().map(|bid| bid.price).min().unwrap();
			let mine = score(weight, lowest, winner.price, winner.quality);
			for bid in &candidates {
				let theirs = score(weight, lowest, bid.price, bid.quality);
				prop_assert!(mine > theirs || (mine == theirs && winner.number <= bid.number));
				if plain_beats(weight.deconstruct().into(), lowest, bid, winner).unwrap() {
					// Exactly it is better; then by less than one part in 10^9 of the weight of the price.
					prop_assert!(mine.0 - theirs.0 <= u64::from(weight.deconstruct()));
				}
			}
		}
	}
}

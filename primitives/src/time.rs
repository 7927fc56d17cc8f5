//! Business time. Law and FHIR speak of dates, so rules of the domain are kept in milliseconds, never in block numbers.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A point in time: Unix milliseconds, as the timestamp pallet gives them.
pub type Moment = u64;

/// One minute in milliseconds.
pub const MINUTE: Moment = 60_000;
/// One hour in milliseconds.
pub const HOUR: Moment = 60 * MINUTE;
/// One day in milliseconds.
pub const DAY: Moment = 24 * HOUR;

/// A span of time with inclusive boundaries, either of which may be open (FHIR `Period`).
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Period {
	/// First millisecond that belongs to the span; open to the past if absent.
	pub start: Option<Moment>,
	/// Last millisecond that belongs to the span; open to the future if absent.
	pub end: Option<Moment>,
}

impl Period {
	/// The span without boundaries.
	pub const ALWAYS: Self = Self { start: None, end: None };

	/// The span from `start` to `end`, both included.
	pub const fn between(start: Moment, end: Moment) -> Self {
		Self { start: Some(start), end: Some(end) }
	}

	/// The span up to and including `end`.
	pub const fn until(end: Moment) -> Self {
		Self { start: None, end: Some(end) }
	}

	/// Whether the boundaries are in order. A span that ends before it starts contains nothing and is refused as input.
	pub fn is_valid(&self) -> bool {
		match (self.start, self.end) {
			(Some(start), Some(end)) => start <= end,
			_ => true,
		}
	}

	/// Whether `at` lies within the span.
	pub fn contains(&self, at: Moment) -> bool {
		self.start.is_none_or(|start| start <= at) && self.end.is_none_or(|end| at <= end)
	}

	/// Whether every moment of `inner` lies within the span.
	pub fn covers(&self, inner: &Period) -> bool {
		let starts = self.start.is_none_or(|start| inner.start.is_some_and(|other| start <= other));
		let ends = self.end.is_none_or(|end| inner.end.is_some_and(|other| other <= end));
		starts && ends
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn boundaries_are_inclusive_and_may_be_open() {
		let period = Period::between(10, 20);
		assert!(period.contains(10) && period.contains(20));
		assert!(!period.contains(9) && !period.contains(21));
		assert!(Period::ALWAYS.contains(0) && Period::ALWAYS.contains(Moment::MAX));
		assert!(Period::until(5).contains(0) && !Period::until(5).contains(6));
	}

	#[test]
	fn covering_is_containment_of_every_moment() {
		assert!(Period::ALWAYS.covers(&Period::ALWAYS));
		assert!(Period::ALWAYS.covers(&Period::between(1, 2)));
		assert!(!Period::between(1, 2).covers(&Period::ALWAYS));
		assert!(!Period::between(1, 2).covers(&Period::until(2)));
		assert!(Period::between(1, 9).covers(&Period::between(1, 9)));
		assert!(!Period::between(1, 9).covers(&Period::between(0, 9)));
	}

	#[test]
	fn a_reversed_period_is_invalid_and_empty() {
		let reversed = Period::between(2, 1);
		assert!(!reversed.is_valid());
		assert!((0..4).all(|at| !reversed.contains(at)));
	}
}

//! What the chain knows of a provider's work.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// How an order ended for its provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
	/// Everything was accepted, or an arbiter gave the provider everything.
	Delivered,
	/// An arbiter gave the provider less than everything.
	Disputed,
	/// It was not delivered, and that was the provider's fault.
	Lost,
	/// It ended without anybody being found at fault.
	Open,
}

/// How often which verdict fell on a provider.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ProviderRecord {
	/// Patients to whom everything was delivered. A patient's account counts once, however often it comes back.
	pub delivered: u32,
	/// Orders and groups in which an arbiter found against the provider.
	pub disputed: u32,
	/// Orders and groups that were not delivered.
	pub lost: u32,
	/// Counselling groups held. They do not count for the quality, since members need no certificate.
	pub groups: u32,
}

impl ProviderRecord {
	/// The quality that goes into a score: the share of what was delivered in everything, where what was lost counts twice. One
	/// half for who is new, as if one thing had been delivered and one disputed before.
	pub fn quality(&self) -> Permill {
		let good = u64::from(self.delivered).saturating_add(1);
		let bad = u64::from(self.lost).saturating_mul(2).saturating_add(u64::from(self.disputed)).saturating_add(1);
		Permill::from_rational(good, good.saturating_add(bad))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn who_is_new_is_in_the_middle() {
		assert_eq!(ProviderRecord::default().quality(), Permill::from_percent(50));
		assert_eq!(ProviderRecord { groups: 9, ..Default::default() }.quality(), Permill::from_percent(50));
	}

	proptest! {
		#[test]
		fn quality_rises_with_what_was_delivered_and_falls_with_the_rest(
			delivered in 0u32..100_000, disputed in 0u32..1_000, lost in 0u32..1_000,
		) {
			let record = ProviderRecord { delivered, disputed, lost, groups: 0 };
			let quality = record.quality();
			let once_more = ProviderRecord { delivered: delivered + 1, ..record }.quality();
			prop_assert!(once_more >= quality);
			let once_disputed = ProviderRecord { disputed: disputed + 1, ..record }.quality();
			let once_lost = ProviderRecord { lost: lost + 1, ..record }.quality();
			prop_assert!(once_disputed <= quality && once_lost <= once_disputed);
			let (good, all) = (f64::from(delivered) + 1.0, f64::from(delivered + disputed) + 2.0 * f64::from(lost) + 2.0);
			prop_assert!((good / all * 1e6 - f64::from(quality.deconstruct())).abs() <= 1.0);
		}
	}

	#[test]
	fn the_largest_record_has_a_quality() {
		let record = ProviderRecord { delivered: u32::MAX, disputed: u32::MAX, lost: u32::MAX, groups: u32::MAX };
		assert_eq!(record.quality(), Permill::from_percent(25));
	}
}

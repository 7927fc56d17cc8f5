//! Weights for `pallet_care_market`.
//!
//! Reads and writes are those of the worst case of each call; times are to be measured by `benchmarking.rs`.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame_support::{traits::Get, weights::{Weight, constants::RocksDbWeight}};
use core::marker::PhantomData;

/// Weight functions needed for `pallet_care_market`.
pub trait WeightInfo {
	fn post() -> Weight;
	fn cancel(b: u32, ) -> Weight;
	fn bid() -> Weight;
	fn withdraw_bid() -> Weight;
	fn reveal() -> Weight;
	fn award(b: u32, ) -> Weight;
	fn deliver() -> Weight;
	fn accept() -> Weight;
	fn dispute() -> Weight;
	fn resolve() -> Weight;
	fn step_back() -> Weight;
	fn propose_referral() -> Weight;
	fn accept_referral() -> Weight;
	fn settle(b: u32, ) -> Weight;
	fn settle_order() -> Weight;
	fn declare_region() -> Weight;
	fn offer_group() -> Weight;
	fn join() -> Weight;
	fn leave() -> Weight;
	fn deliver_group() -> Weight;
	fn accept_place() -> Weight;
	fn dispute_place() -> Weight;
	fn resolve_place() -> Weight;
	fn settle_group(p: u32, ) -> Weight;
	fn work_off_nothing() -> Weight;
	fn work_off_slot() -> Weight;
}

/// Weights for `pallet_care_market` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn post() -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// The range of component `b` is `[0, MaxBids]`: bids that are looked at.
	fn cancel(b: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(Weight::from_parts(25_000_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(b.into())))
	}
	fn bid() -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(40_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn withdraw_bid() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn reveal() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// The range of component `b` is `[0, MaxBids]`: bids that are looked at.
	fn award(b: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads((10_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(12_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(b.into())))
	}
	fn deliver() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(90_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	fn accept() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	fn dispute() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn resolve() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	fn step_back() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(90_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	fn propose_referral() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(25_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn accept_referral() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(30_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	/// The range of component `b` is `[0, MaxBids]`: bids that are looked at.
	fn settle(b: u32, ) -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(Weight::from_parts(30_000_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(90_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(13_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(b.into())))
	}
	fn settle_order() -> Weight {
		Weight::from_parts(150_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(90_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	fn declare_region() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn offer_group() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	fn join() -> Weight {
		Weight::from_parts(50_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn leave() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn deliver_group() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	fn accept_place() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	fn dispute_place() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn resolve_place() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// The range of component `p` is `[0, MaxPlaces]`: places that are looked at.
	fn settle_group(p: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(Weight::from_parts(55_000_000, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(11_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(p.into())))
	}
	fn work_off_nothing() -> Weight {
		Weight::from_parts(4_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	fn work_off_slot() -> Weight {
		Weight::from_parts(6_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn post() -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	/// The range of component `b` is `[0, MaxBids]`: bids that are looked at.
	fn cancel(b: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(Weight::from_parts(25_000_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
			.saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(b.into())))
	}
	fn bid() -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(40_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn withdraw_bid() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn reveal() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// The range of component `b` is `[0, MaxBids]`: bids that are looked at.
	fn award(b: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().reads((10_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
			.saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(b.into())))
	}
	fn deliver() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(90_u64))
			.saturating_add(RocksDbWeight::get().writes(10_u64))
	}
	fn accept() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(13_u64))
	}
	fn dispute() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn resolve() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(20_u64))
			.saturating_add(RocksDbWeight::get().writes(13_u64))
	}
	fn step_back() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(90_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn propose_referral() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(25_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn accept_referral() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(30_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	/// The range of component `b` is `[0, MaxBids]`: bids that are looked at.
	fn settle(b: u32, ) -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(Weight::from_parts(30_000_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(90_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(b.into())))
			.saturating_add(RocksDbWeight::get().writes(13_u64))
			.saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(b.into())))
	}
	fn settle_order() -> Weight {
		Weight::from_parts(150_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(90_u64))
			.saturating_add(RocksDbWeight::get().writes(14_u64))
	}
	fn declare_region() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn offer_group() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(18_u64))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
	}
	fn join() -> Weight {
		Weight::from_parts(50_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn leave() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn deliver_group() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn accept_place() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(12_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	fn dispute_place() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn resolve_place() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(16_u64))
			.saturating_add(RocksDbWeight::get().writes(12_u64))
	}
	/// The range of component `p` is `[0, MaxPlaces]`: places that are looked at.
	fn settle_group(p: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(Weight::from_parts(55_000_000, 0).saturating_mul(p.into()))
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(p.into())))
			.saturating_add(RocksDbWeight::get().writes(11_u64))
			.saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(p.into())))
	}
	fn work_off_nothing() -> Weight {
		Weight::from_parts(4_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn work_off_slot() -> Weight {
		Weight::from_parts(6_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}

//! Weights for `pallet_participants`.
//!
//! Reads and writes are counted; the times are estimates until the benchmarks have run on the reference machine.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame_support::{traits::Get, weights::{Weight, constants::RocksDbWeight}};
use core::marker::PhantomData;

/// Weight functions needed for `pallet_participants`.
pub trait WeightInfo {
	fn register() -> Weight;
	fn enrol_patient() -> Weight;
	fn authorize_authority() -> Weight;
	fn revoke_authority() -> Weight;
	fn certify() -> Weight;
	fn renew() -> Weight;
	fn suspend() -> Weight;
	fn reinstate() -> Weight;
	fn revoke() -> Weight;
	fn rotate_encryption_key() -> Weight;
	fn set_endpoint() -> Weight;
	fn propose_affiliation() -> Weight;
	fn accept_affiliation() -> Weight;
	fn end_affiliation() -> Weight;
	fn count_free_call() -> Weight;
}

/// Weights for `pallet_participants` using the Substrate node and recommended hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Participants::Participants` (r:1 w:1)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	fn register() -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::Participants` (r:2 w:1)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:1 w:0)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:2 w:2)
	fn enrol_patient() -> Weight {
		Weight::from_parts(210_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Participants::Participants` (r:1 w:0)
	/// Storage: `Participants::Authorities` (r:1 w:1)
	fn authorize_authority() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Authorities` (r:1 w:1)
	fn revoke_authority() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Authorities` (r:3 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	fn certify() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:2 w:0)
	fn renew() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:2 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	fn suspend() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:2 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	fn reinstate() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:2 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	fn revoke() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:1 w:1)
	fn rotate_encryption_key() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:1 w:0)
	/// Storage: `Participants::Endpoints` (r:0 w:1)
	fn set_endpoint() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:0)
	/// Storage: `Participants::Authorities` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::Affiliations` (r:1 w:0)
	/// Storage: `Participants::PendingAffiliations` (r:2 w:2)
	fn propose_affiliation() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:0)
	/// Storage: `Participants::Authorities` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::PendingAffiliations` (r:2 w:2)
	/// Storage: `Participants::Affiliations` (r:1 w:1)
	fn accept_affiliation() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Participants::Affiliations` (r:2 w:0)
	/// Storage: `Participants::PendingAffiliations` (r:2 w:2)
	fn end_affiliation() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Participants::Participants` (r:1 w:0)
	/// Storage: `Participants::Certificates` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::FreeCallUsage` (r:1 w:1)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	fn count_free_call() -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	/// Storage: `Participants::Participants` (r:1 w:1)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	fn register() -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::Participants` (r:2 w:1)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:1 w:0)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:2 w:2)
	fn enrol_patient() -> Weight {
		Weight::from_parts(210_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(10_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	/// Storage: `Participants::Participants` (r:1 w:0)
	/// Storage: `Participants::Authorities` (r:1 w:1)
	fn authorize_authority() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Authorities` (r:1 w:1)
	fn revoke_authority() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Authorities` (r:3 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	fn certify() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:2 w:0)
	fn renew() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:2 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	fn suspend() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:2 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	fn reinstate() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:1)
	/// Storage: `Participants::Authorities` (r:2 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	fn revoke() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:1 w:1)
	fn rotate_encryption_key() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:1 w:0)
	/// Storage: `Participants::Endpoints` (r:0 w:1)
	fn set_endpoint() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:0)
	/// Storage: `Participants::Authorities` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::Affiliations` (r:1 w:0)
	/// Storage: `Participants::PendingAffiliations` (r:2 w:2)
	fn propose_affiliation() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	/// Storage: `Participants::Participants` (r:2 w:0)
	/// Storage: `Participants::Certificates` (r:2 w:0)
	/// Storage: `Participants::Authorities` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::PendingAffiliations` (r:2 w:2)
	/// Storage: `Participants::Affiliations` (r:1 w:1)
	fn accept_affiliation() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	/// Storage: `Participants::Affiliations` (r:2 w:0)
	/// Storage: `Participants::PendingAffiliations` (r:2 w:2)
	fn end_affiliation() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	/// Storage: `Participants::Participants` (r:1 w:0)
	/// Storage: `Participants::Certificates` (r:1 w:0)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Storage: `Participants::FreeCallUsage` (r:1 w:1)
	/// Storage: `Parameters::Parameters` (r:1 w:0)
	fn count_free_call() -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}

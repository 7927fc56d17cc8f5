//! The Salus runtime: the only place that knows concrete types.
//!
//! One file per theme: [`configs::system`], [`configs::tokens`], [`configs::consensus`], [`configs::governance`],
//! [`configs::accounts`], [`configs::health`] and [`configs::market`]; the runtime APIs in [`apis`], the genesis presets in [`genesis`].
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	target_arch = "wasm32",
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::panic,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::float_arithmetic
	)
)]
#![recursion_limit = "256"]
// The macros that make a runtime generate public items without documentation; ours are documented.
#![allow(missing_docs)]

extern crate alloc;

// Before the module that uses its macros.
#[cfg(feature = "runtime-benchmarks")]
#[macro_use]
mod benchmarks;
pub mod apis;
pub mod configs;
pub mod genesis;
mod weights;
pub use apis::RuntimeApi;
#[cfg(test)]
mod tests;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

use alloc::{borrow::Cow, vec::Vec};
use pallet_session::historical as session_historical;
use salus_primitives::Moment;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

/// The symbol of the health token.
pub const TOKEN_SYMBOL: &str = "HLT";
/// Decimals of the health token: one HLT is 10^12 plancks.
pub const TOKEN_DECIMALS: u8 = 12;
/// One HLT in plancks.
pub const HLT: Balance = 1_000_000_000_000;
/// A thousandth of a HLT in plancks.
pub const MILLI_HLT: Balance = HLT / 1_000;
/// The address format: the generic one of Substrate, which every wallet reads.
pub const SS58_PREFIX: u8 = 42;

/// Length of a slot in milliseconds. Two seconds leave a validator across a region time to build (0.8 s of weight), send and
/// import a block on two ordinary cores, and make a consent final within seconds.
pub const SLOT_DURATION: Moment = 2_000;

/// Signature of a transaction.
pub type Signature = MultiSignature;
/// Account of a participant or institution.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How transactions name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// Amount of health tokens in plancks.
pub type Balance = u128;
/// Number of transactions of an account.
pub type Nonce = u32;
/// A hash of the chain.
pub type Hash = sp_core::H256;
/// Number of a block.
pub type BlockNumber = u32;
/// Header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What a transaction carries besides its call, in the order of checking.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_participants::CountFreeCalls<Runtime>,
	pallet_skip_feeless_payment::SkipCheckIfFeeless<
		Runtime,
		pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction as it is sent.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// Runs blocks.
pub type Executive =
	frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

/// Types for the node, which needs no more of a transaction than its bytes.
pub mod opaque {
	use super::*;
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// A block whose transactions are bytes.
	pub type Block = generic::Block<Header, UncheckedExtrinsic>;
}

sp_runtime::impl_opaque_keys! {
	/// The keys with which a validator works, as opposed to the account that owns it.
	pub struct SessionKeys {
		/// Authors blocks (sr25519).
		pub aura: Aura,
		/// Finalizes blocks (ed25519).
		pub grandpa: Grandpa,
	}
}

/// The version of this runtime. `spec_version` grows with each change of behaviour, `transaction_version` with each change of how
/// a call is encoded.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("salus"),
	impl_name: Cow::Borrowed("salus"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// The pallets and their indices, in ranges by theme. An index is part of every encoded call and never changes.
#[frame_support::runtime]
mod runtime {
	/// The Salus runtime.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// 0 to 9: the system.
	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Parameters = pallet_parameters;
	#[runtime::pallet_index(3)]
	pub type Migrations = pallet_migrations;

	// 10 to 19: tokens and fees.
	#[runtime::pallet_index(10)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(11)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(12)]
	pub type SkipFeelessPayment = pallet_skip_feeless_payment;
	#[runtime::pallet_index(13)]
	pub type Vesting = pallet_vesting;
	#[runtime::pallet_index(14)]
	pub type HealthToken = pallet_health_token;

	// 20 to 29: consensus. Authorship and Consortium stand before Session, Historical after it, as sessions need them.
	#[runtime::pallet_index(20)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(21)]
	pub type Consortium = pallet_consortium;
	#[runtime::pallet_index(22)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(23)]
	pub type Historical = session_historical;
	#[runtime::pallet_index(24)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(25)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(26)]
	pub type Grandpa = pallet_grandpa;

	// 30 to 39: how institutions decide.
	#[runtime::pallet_index(30)]
	pub type Council = pallet_collective<Instance1>;
	#[runtime::pallet_index(31)]
	pub type CouncilMembership = pallet_membership<Instance1>;
	#[runtime::pallet_index(32)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(33)]
	pub type Scheduler = pallet_scheduler;

	// 40 to 49: what accounts can do together.
	#[runtime::pallet_index(40)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(41)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(42)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(43)]
	pub type Recovery = pallet_recovery;

	// 50 to 79: health.
	#[runtime::pallet_index(50)]
	pub type Participants = pallet_participants;
	#[runtime::pallet_index(51)]
	pub type EmrRecords = pallet_emr_records;
	#[runtime::pallet_index(52)]
	pub type EmrConsent = pallet_emr_consent;
	#[runtime::pallet_index(53)]
	pub type CareMarket = pallet_care_market;

	// 90 to 99: emergencies of the chain.
	#[runtime::pallet_index(90)]
	pub type SafeMode = pallet_safe_mode;
	#[runtime::pallet_index(91)]
	pub type TxPause = pallet_tx_pause;
}

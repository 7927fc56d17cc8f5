//! The system: blocks, time, parameters that the council may tune, migrations.

use super::governance::CouncilTwoThirds;
use crate::*;
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	parameter_types,
	traits::{AsEnsureOriginWithArg, ConstU32, ConstU64, Contains, InsideBoth},
	weights::{
		constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_MILLIS},
		Weight,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use salus_primitives::time::{DAY, HOUR};
use sp_runtime::Perbill;

/// Part of a block that ordinary transactions may fill; the rest is for operational ones.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

/// Computation per block: 800 ms, two fifths of a slot.
const MAXIMUM_BLOCK_WEIGHT: Weight = Weight::from_parts(800 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);

/// Bytes per block: 4 MiB.
const MAXIMUM_BLOCK_LENGTH: u32 = 4 * 1024 * 1024;

parameter_types! {
	/// How long block hashes are kept, and so how long a mortal transaction may wait: 4096 blocks are over two hours.
	pub const BlockHashCount: BlockNumber = 4096;
	/// The version of the runtime.
	pub const Version: RuntimeVersion = VERSION;
	/// Limits of computation.
	pub RuntimeBlockWeights: BlockWeights =
		BlockWeights::with_sensible_defaults(MAXIMUM_BLOCK_WEIGHT, NORMAL_DISPATCH_RATIO);
	/// Limits of length.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAXIMUM_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |max| {
			*max = NORMAL_DISPATCH_RATIO.mul_floor(MAXIMUM_BLOCK_LENGTH);
		})
		.build();
	/// The address format.
	pub const SS58Prefix: u16 = SS58_PREFIX as u16;
	/// Weight that a block spends on migrations at most.
	pub MaxMigrationWeight: Weight = part_of_block(Perbill::from_percent(60));
}

/// A part of what a block may weigh.
pub fn part_of_block(part: Perbill) -> Weight {
	let block = RuntimeBlockWeights::get().max_block;
	Weight::from_parts(part.mul_floor(block.ref_time()), part.mul_floor(block.proof_size()))
}

/// Refuses calls to the council's membership. Seats follow the institutions: a member that moved its seat to another account could no
/// longer be suspended or removed, since the consortium would look for the seat in vain.
pub struct SeatsFollowInstitutions;

impl Contains<RuntimeCall> for SeatsFollowInstitutions {
	fn contains(call: &RuntimeCall) -> bool {
		!matches!(call, RuntimeCall::CouncilMembership(_))
	}
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type AccountData = pallet_balances::AccountData<Balance>;
	type AccountId = AccountId;
	type BaseCallFilter = InsideBoth<SeatsFollowInstitutions, InsideBoth<SafeMode, TxPause>>;
	type Block = Block;
	type BlockHashCount = BlockHashCount;
	type BlockLength = RuntimeBlockLength;
	type BlockWeights = RuntimeBlockWeights;
	type DbWeight = ParityDbWeight;
	type ExtensionsWeightInfo = crate::weights::frame_system_extensions::WeightInfo<Runtime>;
	type Hash = Hash;
	type MaxConsumers = ConstU32<128>;
	type MultiBlockMigrator = Migrations;
	type Nonce = Nonce;
	type SS58Prefix = SS58Prefix;
	type SingleBlockMigrations = SingleBlockMigrations;
	type SystemWeightInfo = crate::weights::frame_system::WeightInfo<Runtime>;
	type Version = Version;
}

/// Migrations that run within one block, at the upgrade that brings them. There is none before the first upgrade.
pub type SingleBlockMigrations = ();

impl pallet_timestamp::Config for Runtime {
	type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
	type Moment = Moment;
	type OnTimestampSet = Aura;
	type WeightInfo = crate::weights::pallet_timestamp::WeightInfo<Runtime>;
}

/// What the council may tune without a runtime upgrade.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// Parameters of the health pallets.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod health {
		/// Calls per day that a certified patient may make without a fee.
		#[codec(index = 0)]
		pub static FreeCallsPerDay: u32 = 50;
		/// Bond in plancks that is held while a provider breaks the glass.
		#[codec(index = 1)]
		pub static BreakGlassBond: Balance = 10 * HLT;
	}

	/// Parameters of the care market.
	#[dynamic_pallet_params]
	#[codec(index = 1)]
	pub mod market {
		/// Shortest phase of a tender or group, in milliseconds.
		#[codec(index = 0)]
		pub static MinPhase: Moment = 12 * HOUR;
		/// Shortest time for accepting or disputing a delivery, in milliseconds.
		#[codec(index = 1)]
		pub static MinAcceptance: Moment = 3 * DAY;
		/// How long before the joining ends a member of a group may leave at last, in milliseconds.
		#[codec(index = 2)]
		pub static LeaveNotice: Moment = DAY;
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		RuntimeParameters::Health(dynamic_params::health::Parameters::FreeCallsPerDay(
			dynamic_params::health::FreeCallsPerDay,
			Some(50),
		))
	}
}

impl pallet_parameters::Config for Runtime {
	type AdminOrigin = AsEnsureOriginWithArg<CouncilTwoThirds>;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type WeightInfo = crate::weights::pallet_parameters::WeightInfo<Runtime>;
}

#[derive_impl(pallet_migrations::config_preludes::TestDefaultConfig)]
impl pallet_migrations::Config for Runtime {
	// A migration that fails leaves the chain in safe mode until the council, which safe mode does not stop, has mended it.
	type FailedMigrationHandler = frame_support::migrations::EnterSafeModeOnFailedMigration<
		SafeMode,
		frame_support::migrations::FreezeChainOnFailedMigration,
	>;
	type MaxServiceWeight = MaxMigrationWeight;
	type MigrationStatusHandler = ();
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Migrations = ();
	type WeightInfo = pallet_migrations::weights::SubstrateWeight<Runtime>;
}

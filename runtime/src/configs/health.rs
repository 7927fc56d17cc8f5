//! The health pallets: who is who, which records exist, who may do what with them.

use super::{
	governance::CouncilTwoThirds,
	system::dynamic_params,
	tokens::{DepositPerByte, DepositPerItem},
};
use crate::*;
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, ConstU64, LinearStoragePrice},
};
use salus_primitives::time::{DAY, HOUR};

parameter_types! {
	/// Why a deposit for a registration is held.
	pub const RegistrationHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Participants(pallet_participants::HoldReason::Registration);
}

impl pallet_participants::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type CouncilOrigin = CouncilTwoThirds;
	type FreeCallsPerDay = dynamic_params::health::FreeCallsPerDay;
	// Ten years: longer than any professional licence and most identity cards.
	type MaxCertificateLifetime = ConstU64<{ 3_653 * DAY }>;
	type MaxEndpointLen = ConstU32<256>;
	type MaxPendingAffiliations = ConstU32<8>;
	type OffchainPublic = <Signature as Verify>::Signer;
	type OffchainSignature = Signature;
	type RegistrationConsideration = HoldConsideration<
		AccountId,
		Balances,
		RegistrationHoldReason,
		LinearStoragePrice<DepositPerItem, DepositPerByte, Balance>,
	>;
	type Time = Timestamp;
	type WeightInfo = pallet_participants::weights::SubstrateWeight<Runtime>;
}

impl pallet_emr_records::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::HealthSetup;
	type Consent = EmrConsent;
	type FreeCalls = Participants;
	type MaxBatch = ConstU32<100>;
	type MaxFacts = ConstU32<4>;
	type MaxPage = ConstU32<100>;
	// Four GiB: the largest studies are stored by series.
	type MaxRecordSize = ConstU64<{ 4 * 1024 * 1024 * 1024 }>;
	type Participants = Participants;
	type Time = Timestamp;
	type WeightInfo = pallet_emr_records::weights::SubstrateWeight<Runtime>;
}

impl pallet_emr_consent::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::HealthSetup;
	type BreakGlassBond = dynamic_params::health::BreakGlassBond;
	// One shift at the bedside.
	type BreakGlassDuration = ConstU64<{ 12 * HOUR }>;
	type CoApproverDelay = ConstU64<{ 2 * DAY }>;
	type Currency = Balances;
	type ErasurePeriod = ConstU64<{ 30 * DAY }>;
	type FreeCalls = Participants;
	type JustificationPeriod = ConstU64<{ 3 * DAY }>;
	type MaxClasses = ConstU32<16>;
	type MaxCoApprovers = ConstU32<8>;
	type MaxCustodians = ConstU32<16>;
	type MaxDirectives = ConstU32<64>;
	type MaxExceptions = ConstU32<8>;
	type MaxHolders = ConstU32<64>;
	type MaxKeyholders = ConstU32<4>;
	type MaxOpenBreakGlasses = ConstU32<16>;
	type MaxOpenRequests = ConstU32<64>;
	type MaxOpenRequestsPerPair = ConstU32<4>;
	type MaxPurposes = ConstU32<8>;
	type MaxQueue = ConstU32<10_000>;
	type MaxRequestsByRequester = ConstU32<1_000>;
	type MaxSettledPerBlock = ConstU32<32>;
	type Participants = Participants;
	type Records = EmrRecords;
	type RequestLifetime = ConstU64<{ 14 * DAY }>;
	type ReviewPeriod = ConstU64<{ 30 * DAY }>;
	type RuntimeHoldReason = RuntimeHoldReason;
	// Burnt: nobody who keeps the chain should gain by an emergency that was not settled in time.
	type SlashDestination = ();
	type Time = Timestamp;
	type WeightInfo = pallet_emr_consent::weights::SubstrateWeight<Runtime>;
}

//! Health money and the market for care: prices, desks, payment, tenders.

use super::{governance::CouncilTwoThirds, system::dynamic_params, tokens::deposit};
use crate::*;
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, ConstU64, WithdrawReasons},
};
use salus_primitives::time::DAY;
use sp_runtime::{traits::ConvertInto, Permill};

parameter_types! {
	/// What vesting tokens may be used for: fees, and whatever the chain holds as a deposit; not for transfers.
	pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons =
		WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);
	/// What a bidder or host puts up: a twentieth of what it wants to earn.
	pub const BondShare: Permill = Permill::from_percent(5);
}

impl pallet_vesting::Config for Runtime {
	type BlockNumberProvider = System;
	type BlockNumberToBalance = ConvertInto;
	type Currency = Balances;
	// Whoever wants to fill another's schedules gives away as many times this.
	type MinVestedTransfer = ConstU128<{ 100 * HLT }>;
	type RuntimeEvent = RuntimeEvent;
	type UnvestedFundsAllowedWithdrawReasons = UnvestedFundsAllowedWithdrawReasons;
	type WeightInfo = crate::weights::pallet_vesting::WeightInfo<Runtime>;
	const MAX_VESTING_SCHEDULES: u32 = 28;
}

impl pallet_health_token::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::HealthSetup;
	type CouncilOrigin = CouncilTwoThirds;
	type Currency = Balances;
	// Time for a payer to see an invoice and decline it.
	type DrawDelay = ConstU64<{ 2 * DAY }>;
	type InvoiceDeposit = ConstU128<{ deposit(3, 1_024) }>;
	type MaxAttestationAge = ConstU64<{ 35 * DAY }>;
	type MaxAuthorizationLifetime = ConstU64<{ 366 * DAY }>;
	type MaxAuthorizationsPerPayer = ConstU32<16>;
	type MaxDesks = ConstU32<64>;
	type MaxInvoiceLifetime = ConstU64<{ 90 * DAY }>;
	type MaxInvoicesByProvider = ConstU32<10_000>;
	type MaxListings = ConstU32<10_000>;
	type MaxOpenInvoices = ConstU32<64>;
	type MaxOpenInvoicesPerPair = ConstU32<8>;
	type MaxProvidersPerService = ConstU32<256>;
	type MaxQueue = ConstU32<100_000>;
	type MaxRedemptionsPerAccount = ConstU32<16>;
	type MaxReferencesPerAuthority = ConstU32<10_000>;
	type MaxSettledPerBlock = ConstU32<64>;
	type MinAuthorization = ConstU128<{ HLT / 10 }>;
	type MinRedemption = ConstU128<HLT>;
	type Participants = Participants;
	type PriceDeposit = ConstU128<{ deposit(2, 512) }>;
	type RedemptionPeriod = ConstU64<{ 7 * DAY }>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Time = Timestamp;
	type Vesting = Vesting;
	type WeightInfo = pallet_health_token::weights::SubstrateWeight<Runtime>;
	type WholeToken = ConstU128<HLT>;
}

impl pallet_care_market::Config for Runtime {
	type ArbiterOrigin = CouncilTwoThirds;
	type ArbitrationPeriod = ConstU64<{ 30 * DAY }>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::HealthSetup;
	type BondShare = BondShare;
	type Consent = EmrConsent;
	type Currency = Balances;
	// No registry of documents yet: a delivery names one, and nothing is said of it.
	type Documents = ();
	type LeaveNotice = dynamic_params::market::LeaveNotice;
	type MaxAcceptance = ConstU64<{ 60 * DAY }>;
	type MaxActive = ConstU32<32>;
	type MaxBids = ConstU32<32>;
	type MaxDuration = ConstU64<{ 2 * 366 * DAY }>;
	type MaxOpenBids = ConstU32<64>;
	type MaxPlaces = ConstU32<32>;
	type MaxSettledPerBlock = ConstU32<32>;
	type MinAcceptance = dynamic_params::market::MinAcceptance;
	type MinBond = ConstU128<HLT>;
	type MinBudget = ConstU128<HLT>;
	type MinPhase = dynamic_params::market::MinPhase;
	type Participants = Participants;
	type RuntimeHoldReason = RuntimeHoldReason;
	// Burnt: no party may gain by a bond that is lost.
	type SlashDestination = ();
	type Tariffs = HealthToken;
	type Time = Timestamp;
	type WeightInfo = pallet_care_market::weights::SubstrateWeight<Runtime>;
}

//! How institutions decide together: a council with one seat per institution, two thirds for whatever concerns others.

use super::{
	system::part_of_block,
	tokens::{DepositPerByte, DepositPerItem},
};
use crate::*;
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration, ConstU32, Contains, EitherOf, EqualPrivilegeOnly, GetCallMetadata,
		LinearStoragePrice, MapSuccess,
	},
	weights::Weight,
};
use frame_system::EnsureRoot;
use sp_runtime::{traits::Replace, FixedU128, Perbill};

/// Most institutions, and so seats and validators.
pub const MAX_INSTITUTIONS: u32 = 100;

/// Blocks per minute and day.
pub const MINUTES: BlockNumber = (60_000 / SLOT_DURATION) as BlockNumber;
/// Blocks per hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks per day.
pub const DAYS: BlockNumber = 24 * HOURS;

/// The council of institutions.
pub type CouncilInstance = pallet_collective::Instance1;

/// A motion of at least two thirds of the council; with fifteen institutions that is ten. Root is what
/// `Consortium::execute_as_root` dispatches with, after such a motion.
pub type CouncilTwoThirds =
	EitherOf<EnsureRoot<AccountId>, pallet_collective::EnsureProportionAtLeast<AccountId, CouncilInstance, 2, 3>>;

/// A motion of more than half of the council.
pub type CouncilMajority =
	EitherOf<EnsureRoot<AccountId>, pallet_collective::EnsureProportionMoreThan<AccountId, CouncilInstance, 1, 2>>;

parameter_types! {
	/// How long a motion may be voted on.
	pub const MotionDuration: BlockNumber = 7 * DAYS;
	/// Why a deposit for a motion is held.
	pub const MotionHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Council(pallet_collective::HoldReason::ProposalSubmission);
	/// What is held for a motion while no other is open.
	pub const MotionDeposit: Balance = HLT;
	/// By how much more is held with each motion that is open: a tenth.
	pub MotionDepositGrowth: FixedU128 = FixedU128::from_rational(11, 10);
	/// Weight that a motion's call may have.
	pub MaxMotionWeight: Weight = part_of_block(Perbill::from_percent(50));
	/// Weight that scheduled calls may have in one block.
	pub MaxScheduledWeight: Weight = part_of_block(Perbill::from_percent(50));
	/// Why a deposit for a stored preimage is held.
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

impl pallet_collective::Config<CouncilInstance> for Runtime {
	// The places for motions are few. Each costs more than the one before, so that no single member can fill them.
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		MotionHoldReason,
		pallet_collective::deposit::Geometric<MotionDepositGrowth, MotionDeposit>,
		u32,
	>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type DisapproveOrigin = CouncilMajority;
	type KillOrigin = CouncilMajority;
	type MaxMembers = ConstU32<MAX_INSTITUTIONS>;
	type MaxProposalWeight = MaxMotionWeight;
	type MaxProposals = ConstU32<100>;
	type MotionDuration = MotionDuration;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	// Seats follow the institutions; nobody sets them by hand.
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type WeightInfo = crate::weights::pallet_collective::WeightInfo<Runtime>;
}

impl pallet_membership::Config<pallet_membership::Instance1> for Runtime {
	type AddOrigin = EnsureRoot<AccountId>;
	type MaxMembers = ConstU32<MAX_INSTITUTIONS>;
	type MembershipChanged = Council;
	type MembershipInitialized = Council;
	type PrimeOrigin = EnsureRoot<AccountId>;
	type RemoveOrigin = EnsureRoot<AccountId>;
	type ResetOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type SwapOrigin = EnsureRoot<AccountId>;
	type WeightInfo = crate::weights::pallet_membership::WeightInfo<Runtime>;
}

impl pallet_preimage::Config for Runtime {
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<DepositPerItem, DepositPerByte, Balance>,
	>;
	type Currency = Balances;
	type ManagerOrigin = CouncilTwoThirds;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = crate::weights::pallet_preimage::WeightInfo<Runtime>;
}

impl pallet_scheduler::Config for Runtime {
	type BlockNumberProvider = System;
	type MaxScheduledPerBlock = ConstU32<50>;
	type MaximumWeight = MaxScheduledWeight;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type PalletsOrigin = OriginCaller;
	type Preimages = Preimage;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type ScheduleOrigin = CouncilTwoThirds;
	type WeightInfo = crate::weights::pallet_scheduler::WeightInfo<Runtime>;
}

/// Calls of consent that nothing stops: taking consent back, and emergencies with all that is due about them. The deadlines of an
/// emergency access run on whatever the council decides, and a life does not wait for it.
fn is_never_stopped(pallet: &[u8], call: &[u8]) -> bool {
	pallet == b"EmrConsent"
		&& matches!(
			call,
			b"deny"
				| b"revoke" | b"mark_entered_in_error"
				| b"confirm_erasure"
				| b"break_glass"
				| b"justify" | b"review"
				| b"settle_break_glass"
		)
}

/// What stays possible while safe mode stops everything else: inherents, what keeps consensus going, the council, which must be
/// able to end it, and the calls of consent that nothing stops.
pub struct AllowedInSafeMode;

impl Contains<RuntimeCall> for AllowedInSafeMode {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(
			call,
			RuntimeCall::System(_)
				| RuntimeCall::Timestamp(_)
				| RuntimeCall::Session(_)
				| RuntimeCall::Grandpa(_)
				| RuntimeCall::Consortium(_)
				| RuntimeCall::Council(_)
				| RuntimeCall::Preimage(_)
				| RuntimeCall::Migrations(_)
				| RuntimeCall::SafeMode(_)
				| RuntimeCall::TxPause(_)
		) || {
			let metadata = call.get_call_metadata();
			is_never_stopped(metadata.pallet_name.as_bytes(), metadata.function_name.as_bytes())
		}
	}
}

parameter_types! {
	/// How long the council's safe mode lasts, unless extended or ended.
	pub const SafeModeDuration: BlockNumber = 4 * HOURS;
	/// Nobody buys a standstill of a health system with a deposit.
	pub const NoDeposit: Option<Balance> = None;
	/// Deposits do not occur, so they are never released either.
	pub const NoRelease: Option<BlockNumber> = None;
}

impl pallet_safe_mode::Config for Runtime {
	type Currency = Balances;
	type EnterDepositAmount = NoDeposit;
	type EnterDuration = SafeModeDuration;
	type ExtendDepositAmount = NoDeposit;
	type ExtendDuration = SafeModeDuration;
	type ForceDepositOrigin = CouncilTwoThirds;
	type ForceEnterOrigin = MapSuccess<CouncilTwoThirds, Replace<SafeModeDuration>>;
	type ForceExitOrigin = CouncilTwoThirds;
	type ForceExtendOrigin = MapSuccess<CouncilTwoThirds, Replace<SafeModeDuration>>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
	type WhitelistedCalls = AllowedInSafeMode;
}

/// Calls that cannot be paused, since pausing them could not be undone, would stop the chain, or would keep patients from taking
/// consent back.
pub struct NeverPaused;

impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for NeverPaused {
	fn contains(name: &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
		matches!(
			name.0.as_slice(),
			b"System" | b"Timestamp" | b"Council" | b"Consortium" | b"Grandpa" | b"Session" | b"TxPause" | b"SafeMode"
		) || is_never_stopped(&name.0, &name.1)
	}
}

impl pallet_tx_pause::Config for Runtime {
	type MaxNameLen = ConstU32<256>;
	type PauseOrigin = CouncilTwoThirds;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type UnpauseOrigin = CouncilTwoThirds;
	type WeightInfo = crate::weights::pallet_tx_pause::WeightInfo<Runtime>;
	type WhitelistedCalls = NeverPaused;
}

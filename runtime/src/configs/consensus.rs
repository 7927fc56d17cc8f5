//! Consensus: who authors and finalizes blocks, and what happens to who misbehaves. It knows nothing of health, since a parachain
//! runtime of the same pallets has another consensus.

use super::governance::{CouncilTwoThirds, MAX_INSTITUTIONS};
use crate::*;
use frame_support::{
	dispatch::RawOrigin,
	pallet_prelude::DispatchResult,
	parameter_types,
	traits::{
		fungible::HoldConsideration, ConstBool, ConstU128, ConstU32, ConstU64, Contains, FindAuthor, LinearStoragePrice,
	},
	ConsensusEngineId,
};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::traits::ConvertInto;

/// Blocks per session: two minutes. A new validator works after two sessions.
pub const SESSION_LENGTH: BlockNumber = 60;

/// Sessions for which an equivocation can be reported: a week.
const REPORT_SESSIONS: u64 = 7 * 24 * 30;

parameter_types! {
	/// Length of a session.
	pub const SessionPeriod: BlockNumber = SESSION_LENGTH;
	/// Block at which the first session ends counts from here.
	pub const SessionOffset: BlockNumber = 0;
	/// Blocks for which a report stays valid in the pool.
	pub const ReportLongevity: u64 = REPORT_SESSIONS.saturating_mul(SESSION_LENGTH as u64);
	/// Most sessions whose GRANDPA authority sets are remembered, so that equivocations in them can be proven.
	pub const MaxSetIdSessionEntries: u64 = REPORT_SESSIONS;
}

impl pallet_aura::Config for Runtime {
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type AuthorityId = AuraId;
	// An offender is removed at the next session, never merely disabled: a disabled author's block would be invalid.
	type DisabledValidators = ();
	type MaxAuthorities = ConstU32<MAX_INSTITUTIONS>;
	type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl pallet_grandpa::Config for Runtime {
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type MaxAuthorities = ConstU32<MAX_INSTITUTIONS>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
}

/// Names the validator account behind the author of a block.
pub struct AuthorAccount;

impl FindAuthor<AccountId> for AuthorAccount {
	fn find_author<'a, I>(digests: I) -> Option<AccountId>
	where
		I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
	{
		let index = <Aura as FindAuthor<u32>>::find_author(digests)?;
		Session::validators().get(usize::try_from(index).ok()?).cloned()
	}
}

impl pallet_authorship::Config for Runtime {
	type EventHandler = ();
	type FindAuthor = AuthorAccount;
}

impl pallet_session::Config for Runtime {
	type Currency = Balances;
	type DisablingStrategy = ();
	// Institutions are vetted by the council; a deposit for keys would only keep a validator account from having no balance.
	type KeyDeposit = ConstU128<0>;
	type Keys = SessionKeys;
	type NextSessionRotation = pallet_session::PeriodicSessions<SessionPeriod, SessionOffset>;
	type RuntimeEvent = RuntimeEvent;
	type SessionHandler = <SessionKeys as sp_runtime::traits::OpaqueKeys>::KeyTypeIdProviders;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, Consortium>;
	type ShouldEndSession = pallet_session::PeriodicSessions<SessionPeriod, SessionOffset>;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

impl pallet_session::historical::Config for Runtime {
	type FullIdentification = AccountId;
	type FullIdentificationOf = pallet_consortium::InstitutionOfValidator<Self>;
	type RuntimeEvent = RuntimeEvent;
}

impl pallet_offences::Config for Runtime {
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Consortium;
	type RuntimeEvent = RuntimeEvent;
}

parameter_types! {
	/// Why an applicant's deposit is held.
	pub const ApplicationHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Consortium(pallet_consortium::HoldReason::Application);
	/// What an institution deposits while its application is open.
	pub const ApplicationDeposit: Balance = 100 * HLT;
}

/// Seats institutions in the council.
pub struct CouncilSeats;

impl pallet_consortium::Seats<AccountId> for CouncilSeats {
	fn seat(who: &AccountId) -> DispatchResult {
		CouncilMembership::add_member(RawOrigin::Root.into(), who.clone().into()).map_err(|error| error.error)?;
		Ok(())
	}

	fn unseat(who: &AccountId) -> DispatchResult {
		CouncilMembership::remove_member(RawOrigin::Root.into(), who.clone().into()).map_err(|error| error.error)?;
		Ok(())
	}
}

/// What the council may dispatch as root: runtime upgrades and bringing back a finality that is lost for good. Nothing that moves
/// anybody's tokens or speaks for anybody's account.
pub struct CouncilAsRoot;

impl Contains<RuntimeCall> for CouncilAsRoot {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(
			call,
			RuntimeCall::System(frame_system::Call::authorize_upgrade { .. })
				| RuntimeCall::Grandpa(pallet_grandpa::Call::note_stalled { .. })
				| RuntimeCall::Migrations(_)
		)
	}
}

impl pallet_consortium::Config for Runtime {
	type ApplicationConsideration = HoldConsideration<
		AccountId,
		Balances,
		ApplicationHoldReason,
		LinearStoragePrice<ApplicationDeposit, ConstU128<0>, Balance>,
	>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::ConsortiumSetup;
	type CouncilOrigin = CouncilTwoThirds;
	type CouncilSeats = CouncilSeats;
	type MaxInstitutions = ConstU32<MAX_INSTITUTIONS>;
	type MaxNameLen = ConstU32<64>;
	type MinValidators = ConstU32<1>;
	type RootCalls = CouncilAsRoot;
	type RuntimeCall = RuntimeCall;
	type Time = Timestamp;
	type ValidatorKeys = Session;
	type WeightInfo = pallet_consortium::weights::SubstrateWeight<Runtime>;
}

impl<C> CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

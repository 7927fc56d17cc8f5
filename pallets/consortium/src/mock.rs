//! A chain of a few institutions with real sessions, real session keys and real deposits.

use crate::{self as pallet_consortium, *};
use codec::Encode;
use frame_support::{
	assert_ok, derive_impl, ord_parameter_types, parameter_types, storage_alias,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU32, ConstU64, Contains, EitherOfDiverse, LinearStoragePrice,
	},
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use pallet_session::historical::NoteHistoricalRoot;
use sp_runtime::{
	impl_opaque_keys, testing::UintAuthorityId, traits::ConvertInto, BuildStorage, DispatchError, DispatchResult,
	RuntimeAppPublic,
};
use sp_staking::SessionIndex;

pub type AccountId = u64;

/// The council's origin, which stands for two thirds of its seats.
pub const COUNCIL: AccountId = 1;
/// An account that has nothing to do with the consortium.
pub const STRANGER: AccountId = 2;

/// The institutions. Each runs the validator account of ten times its number.
pub const HOSPITAL: AccountId = 10;
pub const PHARMACY: AccountId = 11;
pub const LABORATORY: AccountId = 12;
pub const INSURER: AccountId = 13;
pub const CLINIC: AccountId = 14;
pub const REGULATOR: AccountId = 15;
/// Has no funds.
pub const PAUPER: AccountId = 16;

pub const FOUNDERS: [AccountId; 4] = [HOSPITAL, PHARMACY, LABORATORY, INSURER];

/// The time at which a test begins.
pub const NOW: u64 = 1_700_000_000_000;
pub const FUNDS: u64 = 1_000_000;

/// The validator account that an institution runs.
pub const fn validator_of(institution: AccountId) -> AccountId {
	institution * 10
}

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeHoldReason,
		RuntimeFreezeReason,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type Consortium = pallet_consortium;
	#[runtime::pallet_index(4)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(5)]
	pub type Historical = pallet_session::historical;
}

pub type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

impl_opaque_keys! {
	pub struct MockSessionKeys {
		pub dummy: UintAuthorityId,
	}
}

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = pallet_session::PeriodicSessions<ConstU64<10>, ConstU64<0>>;
	type NextSessionRotation = pallet_session::PeriodicSessions<ConstU64<10>, ConstU64<0>>;
	type SessionManager = NoteHistoricalRoot<Test, Consortium>;
	type SessionHandler = pallet_session::TestSessionHandler;
	type Keys = MockSessionKeys;
	type DisablingStrategy = ();
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ConstU64<100>;
}

impl pallet_session::historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = AccountId;
	type FullIdentificationOf = InstitutionOfValidator<Test>;
}

parameter_types! {
	pub const ApplicationReason: RuntimeHoldReason = RuntimeHoldReason::Consortium(HoldReason::Application);
	pub const DepositBase: u64 = 500;
	pub const DepositPerByte: u64 = 1;
	pub static MinValidators: u32 = 3;
	pub static SeatsAreStuck: bool = false;
}

ord_parameter_types! {
	pub const Council: AccountId = COUNCIL;
}

#[storage_alias]
type SeatsTaken = StorageValue<MockCouncil, Vec<AccountId>, frame_support::pallet_prelude::ValueQuery>;

/// A council that keeps its seats in storage, so that they are rolled back with a call that fails.
pub struct MockSeats;

impl Seats<AccountId> for MockSeats {
	fn seat(who: &AccountId) -> DispatchResult {
		if SeatsAreStuck::get() || SeatsTaken::get().contains(who) {
			return Err(DispatchError::Other("seat"));
		}
		SeatsTaken::mutate(|seats| seats.push(*who));
		Ok(())
	}

	fn unseat(who: &AccountId) -> DispatchResult {
		if SeatsAreStuck::get() || !SeatsTaken::get().contains(who) {
			return Err(DispatchError::Other("unseat"));
		}
		SeatsTaken::mutate(|seats| seats.retain(|seat| seat != who));
		Ok(())
	}
}

pub struct MockRootCalls;

impl Contains<RuntimeCall> for MockRootCalls {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(
			call,
			RuntimeCall::System(frame_system::Call::set_heap_pages { .. } | frame_system::Call::remark { .. })
				| RuntimeCall::Balances(pallet_balances::Call::force_transfer { .. })
		)
	}
}

impl Config for Test {
	type RuntimeCall = RuntimeCall;
	type CouncilOrigin = EitherOfDiverse<EnsureSignedBy<Council, AccountId>, EnsureRoot<AccountId>>;
	type CouncilSeats = MockSeats;
	type ValidatorKeys = Session;
	type ApplicationConsideration =
		HoldConsideration<AccountId, Balances, ApplicationReason, LinearStoragePrice<DepositBase, DepositPerByte, u64>>;
	type RootCalls = MockRootCalls;
	type Time = Timestamp;
	type MinValidators = MinValidators;
	type MaxInstitutions = ConstU32<6>;
	type MaxNameLen = ConstU32<32>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockSetup;
	type WeightInfo = ();
}

#[cfg(feature = "runtime-benchmarks")]
pub struct MockSetup;

#[cfg(feature = "runtime-benchmarks")]
impl benchmarking::ConsortiumSetup<AccountId, RuntimeCall> for MockSetup {
	fn register_keys(validator: &AccountId) {
		pallet_session::NextKeys::<Test>::insert(validator, keys(*validator));
	}

	fn root_call() -> RuntimeCall {
		frame_system::Call::remark { remark: vec![] }.into()
	}
}

pub struct ExtBuilder {
	founders: Vec<AccountId>,
	minimum: u32,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { founders: FOUNDERS.to_vec(), minimum: 3 }
	}
}

impl ExtBuilder {
	/// The institutions with which the chain begins.
	pub fn founders(mut self, founders: &[AccountId]) -> Self {
		self.founders = founders.to_vec();
		self
	}

	/// How many validators must remain.
	pub fn minimum(mut self, minimum: u32) -> Self {
		self.minimum = minimum;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		MinValidators::set(self.minimum);
		SeatsAreStuck::set(false);
		let institutions = HOSPITAL..PAUPER;
		let funded = institutions.clone().chain(institutions.map(validator_of)).chain([COUNCIL, STRANGER]);
		let mut storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: funded.map(|account| (account, FUNDS)).collect(),
				..Default::default()
			},
			consortium: pallet_consortium::GenesisConfig {
				institutions: self
					.founders
					.iter()
					.map(|institution| (*institution, format!("Institution {institution}"), validator_of(*institution)))
					.collect(),
			},
			session: pallet_session::GenesisConfig {
				keys: self
					.founders
					.iter()
					.map(|institution| validator_of(*institution))
					.map(|validator| (validator, validator, keys(validator)))
					.collect(),
				..Default::default()
			},
			..Default::default()
		}
		.build_storage()
		.unwrap();
		let mut externalities = sp_io::TestExternalities::from(core::mem::take(&mut storage));
		externalities.execute_with(|| {
			System::set_block_number(1);
			Timestamp::set_timestamp(NOW);
			seat_at_genesis(&self.founders);
		});
		// A benchmark begins with what is committed.
		externalities.commit_all().unwrap();
		externalities
	}

	/// Runs a test and checks afterwards that the state is sound.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			assert_sound();
		});
	}
}

/// Gives seats as the council's own genesis does.
pub fn seat_at_genesis(founders: &[AccountId]) {
	SeatsTaken::put(founders.to_vec());
}

/// Checks the pallet's invariants, and that exactly the members have seats.
pub fn assert_sound() {
	Consortium::do_try_state().unwrap();
	let members: Vec<_> = Consortium::institutions()
		.into_iter()
		.filter(|(_, record)| record.status.is_member())
		.map(|(institution, _)| institution)
		.collect();
	assert_eq!(seats(), members);
}

pub fn keys(validator: AccountId) -> MockSessionKeys {
	MockSessionKeys { dummy: UintAuthorityId(validator) }
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn council() -> RuntimeOrigin {
	signed(COUNCIL)
}

pub fn name(text: &str) -> NameOf<Test> {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub fn seats() -> Vec<AccountId> {
	let mut seats = SeatsTaken::get();
	seats.sort();
	seats
}

pub fn status(institution: AccountId) -> Option<Status> {
	Consortium::institution(institution).map(|record| record.status)
}

pub fn held(who: AccountId) -> u64 {
	Balances::balance_on_hold(&ApplicationReason::get(), &who)
}

/// Sets the session keys of the account with a proof that it holds them.
pub fn set_keys(validator: AccountId) {
	let keys = keys(validator);
	let proof = keys.dummy.sign(&validator.encode()).unwrap().encode();
	assert_ok!(Session::set_keys(signed(validator), keys, proof));
}

pub fn purge_keys(validator: AccountId) {
	assert_ok!(Session::purge_keys(signed(validator)));
}

/// Applies with the institution's own validator, which agrees, without session keys.
pub fn apply(institution: AccountId) {
	assert_ok!(Consortium::apply(signed(institution), name("Newcomer"), validator_of(institution)));
	assert_ok!(Consortium::accept_validation(signed(validator_of(institution)), institution));
}

/// Applies, sets the session keys and is admitted.
pub fn join(institution: AccountId) {
	apply(institution);
	set_keys(validator_of(institution));
	assert_ok!(Consortium::admit(council(), institution, Timestamp::get()));
}

/// Advances by so many sessions.
pub fn rotate(sessions: u32) {
	for _ in 0..sessions {
		System::set_block_number(System::block_number() + 1);
		Timestamp::set_timestamp(Timestamp::get() + 1_000);
		Session::rotate_session();
		assert_sound();
	}
}

/// The validators of the current session.
pub fn in_office() -> Vec<AccountId> {
	Session::validators()
}

pub fn validators_of(institutions: &[AccountId]) -> Vec<AccountId> {
	let mut validators: Vec<_> = institutions.iter().copied().map(validator_of).collect();
	validators.sort();
	validators
}

pub fn current_session() -> SessionIndex {
	Session::current_index()
}

pub fn assert_last_event(event: Event<Test>) {
	System::assert_last_event(event.into());
}

pub fn assert_has_event(event: Event<Test>) {
	System::assert_has_event(event.into());
}

//! A runtime to test in. Participants, records and free calls are kept in storage of the mock's own, so that they are rolled back
//! with a failing call as the real ones would be.

use crate::{self as pallet_emr_consent, types::*, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types, storage_alias,
	traits::{fungible::InspectHold, tokens::imbalance::ResolveTo, ConstU32, ConstU64, Hooks},
	Blake2_128Concat, BoundedVec,
};
use salus_primitives::{
	consent::{AccessMode, Action, ActionSet, Actor, Decision, Obligations, Query},
	purpose::Purpose,
	records::RecordClass,
	roles::{AuthorityKind, FinancialKind, ProviderKind, Role},
	time::{DAY, HOUR},
	traits::{Affiliations, Custodians, FreeCalls, Participants, Records},
	BreakGlassId, Commitment, DirectiveId, EncryptionKey, Epoch, Moment, Period, RequestId, SealedKey,
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult};

pub type AccountId = u64;

pub const PATIENT: AccountId = 1;
pub const OTHER_PATIENT: AccountId = 2;
/// Holds records of the patient in most tests.
pub const HOSPITAL: AccountId = 10;
/// The doctor's organisation.
pub const CLINIC: AccountId = 11;
pub const DOCTOR: AccountId = 12;
pub const LABORATORY: AccountId = 13;
pub const PHARMACY: AccountId = 14;
pub const MANUFACTURER: AccountId = 15;
pub const INSURER: AccountId = 20;
pub const MINISTRY: AccountId = 30;
pub const REGULATOR: AccountId = 31;
pub const RESEARCHER: AccountId = 32;
/// Co-approvers, who need no certificate.
pub const SPOUSE: AccountId = 40;
pub const FRIEND: AccountId = 41;
pub const NEIGHBOUR: AccountId = 42;
/// Nobody certified.
pub const STRANGER: AccountId = 50;
pub const TREASURY: AccountId = 99;

/// The time at which tests begin: a whole hour.
pub const START: Moment = 500_000 * HOUR;
pub const BOND: u64 = 100;
pub const ENDOWMENT: u64 = 1_000;

#[frame_support::runtime]
mod runtime {
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
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type EmrConsent = pallet_emr_consent::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type ExistentialDeposit = ConstU64<1>;
}

parameter_types! {
	pub const Treasury: AccountId = TREASURY;
	pub const RequestLifetime: Moment = 30 * DAY;
	pub const CoApproverDelay: Moment = 7 * DAY;
	pub const BreakGlassDuration: Moment = DAY;
	pub const JustificationPeriod: Moment = 3 * DAY;
	pub const ReviewPeriod: Moment = 30 * DAY;
	pub const ErasurePeriod: Moment = 14 * DAY;
}

impl Config for Test {
	type Time = Timestamp;
	type Participants = MockParticipants;
	type Records = MockRecords;
	type FreeCalls = MockFreeCalls;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SlashDestination = ResolveTo<Treasury, Balances>;
	type BreakGlassBond = ConstU64<BOND>;
	type MaxClasses = ConstU32<6>;
	type MaxPurposes = ConstU32<4>;
	type MaxExceptions = ConstU32<3>;
	type MaxDirectives = ConstU32<5>;
	type MaxCustodians = ConstU32<3>;
	type MaxCoApprovers = ConstU32<3>;
	type MaxHolders = ConstU32<2>;
	type MaxKeyholders = ConstU32<2>;
	type MaxOpenRequests = ConstU32<4>;
	type MaxOpenRequestsPerPair = ConstU32<2>;
	type MaxRequestsByRequester = ConstU32<3>;
	type MaxOpenBreakGlasses = ConstU32<2>;
	type MaxQueue = ConstU32<4>;
	type MaxSettledPerBlock = ConstU32<2>;
	type RequestLifetime = RequestLifetime;
	type CoApproverDelay = CoApproverDelay;
	type BreakGlassDuration = BreakGlassDuration;
	type JustificationPeriod = JustificationPeriod;
	type ReviewPeriod = ReviewPeriod;
	type ErasurePeriod = ErasurePeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockSetup;
	type WeightInfo = ();
}

#[storage_alias]
type Roles = StorageMap<Mock, Blake2_128Concat, AccountId, Role>;
#[storage_alias]
type FormerRoles = StorageMap<Mock, Blake2_128Concat, AccountId, Role>;
#[storage_alias]
type Memberships = StorageMap<Mock, Blake2_128Concat, AccountId, Vec<AccountId>>;
#[storage_alias]
type Holdings = StorageMap<Mock, Blake2_128Concat, (AccountId, RecordClass), Vec<AccountId>>;
#[storage_alias]
type Epochs = StorageMap<Mock, Blake2_128Concat, (AccountId, RecordClass), Epoch>;
#[storage_alias]
type Rotations = StorageMap<Mock, Blake2_128Concat, (AccountId, RecordClass), Vec<Option<EncryptionKey>>>;
#[storage_alias]
type FreeCallsLeft = StorageMap<Mock, Blake2_128Concat, AccountId, u32>;

pub struct MockParticipants;

impl Participants<AccountId> for MockParticipants {
	fn certified_role(who: &AccountId) -> Option<Role> {
		Roles::get(who)
	}

	fn registered_role(who: &AccountId) -> Option<Role> {
		Roles::get(who).or_else(|| FormerRoles::get(who))
	}

	fn all_affiliations(member: &AccountId) -> Affiliations<AccountId> {
		BoundedVec::truncate_from(Memberships::get(member).unwrap_or_default())
	}

	fn affiliations(member: &AccountId) -> Affiliations<AccountId> {
		let organisations = Memberships::get(member).unwrap_or_default();
		BoundedVec::truncate_from(
			organisations.into_iter().filter(|organisation| Roles::contains_key(organisation)).collect(),
		)
	}

	fn encryption_key(_: &AccountId) -> Option<EncryptionKey> {
		None
	}
}

pub struct MockRecords;

impl Records<AccountId> for MockRecords {
	fn custodians(patient: &AccountId, class: RecordClass) -> Custodians<AccountId> {
		BoundedVec::truncate_from(Holdings::get((*patient, class)).unwrap_or_default())
	}

	fn current_epoch(patient: &AccountId, class: RecordClass) -> Option<Epoch> {
		Epochs::get((*patient, class))
	}

	fn rotate_class_key(patient: &AccountId, class: RecordClass, next: Option<EncryptionKey>) -> DispatchResult {
		let Some(epoch) = Epochs::get((*patient, class)) else { return Ok(()) };
		// Written before the checks, so that a test sees whether it is rolled back.
		Rotations::mutate((*patient, class), |list| list.get_or_insert_default().push(next));
		if next.is_some_and(|key| !key.is_valid()) {
			return Err(DispatchError::Other("invalid key"));
		}
		let next = epoch.next().ok_or(DispatchError::Other("last epoch"))?;
		Epochs::insert((*patient, class), next);
		Ok(())
	}
}

pub struct MockFreeCalls;

impl FreeCalls<AccountId> for MockFreeCalls {
	fn remaining(who: &AccountId) -> u32 {
		FreeCallsLeft::get(who).unwrap_or_default()
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub struct MockSetup;

#[cfg(feature = "runtime-benchmarks")]
impl salus_primitives::traits::benchmarking::ParticipantsSetup<AccountId> for MockSetup {
	fn certify(who: &AccountId, role: Role) {
		certify(*who, role);
	}

	fn affiliate(member: &AccountId, organisation: &AccountId) {
		affiliate(*member, *organisation);
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl salus_primitives::traits::benchmarking::RecordsSetup<AccountId> for MockSetup {
	fn publish_class_key(patient: &AccountId, class: RecordClass) {
		publish_key(*patient, class, 0);
	}

	fn add_custodian(patient: &AccountId, class: RecordClass, custodian: &AccountId) {
		add_custodian(*patient, class, *custodian);
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl salus_primitives::traits::benchmarking::ClockSetup for MockSetup {
	fn set_time(now: Moment) {
		at(now);
	}
}

pub fn certify(who: AccountId, role: Role) {
	Roles::insert(who, role);
}

pub fn decertify(who: AccountId) {
	if let Some(role) = Roles::take(who) {
		FormerRoles::insert(who, role);
	}
}

pub fn affiliate(member: AccountId, organisation: AccountId) {
	Memberships::mutate(member, |list| list.get_or_insert_default().push(organisation));
}

pub fn add_custodian(patient: AccountId, class: RecordClass, custodian: AccountId) {
	Holdings::mutate((patient, class), |list| list.get_or_insert_default().push(custodian));
}

pub fn publish_key(patient: AccountId, class: RecordClass, epoch: u16) {
	Epochs::insert((patient, class), Epoch(epoch));
}

pub fn rotations(class: RecordClass) -> Vec<Option<EncryptionKey>> {
	Rotations::get((PATIENT, class)).unwrap_or_default()
}

pub fn grant_free_calls(who: AccountId, calls: u32) {
	FreeCallsLeft::insert(who, calls);
}

/// Sets the clock.
pub fn at(moment: Moment) {
	pallet_timestamp::Now::<Test>::put(moment);
}

/// Sets the clock forward.
pub fn pass(time: Moment) {
	at(now() + time);
}

pub fn now() -> Moment {
	pallet_timestamp::Now::<Test>::get()
}

/// Lets the chain use the idle part of a block.
pub fn idle() {
	EmrConsent::on_idle(System::block_number(), frame_support::weights::Weight::MAX);
}

#[derive(Default)]
pub struct ExtBuilder {
	co_approvers: Option<(Vec<AccountId>, u32)>,
	custodians: Vec<(RecordClass, AccountId)>,
}

impl ExtBuilder {
	/// The patient's co-approvers, already in force.
	pub fn co_approvers(mut self, approvers: &[AccountId], threshold: u32) -> Self {
		self.co_approvers = Some((approvers.to_vec(), threshold));
		self
	}

	/// Somebody who holds records of the patient's class.
	pub fn custodian(mut self, class: RecordClass, custodian: AccountId) -> Self {
		self.custodians.push((class, custodian));
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> {
			balances: (1..=TREASURY).map(|account| (account, ENDOWMENT)).collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			at(START);
			for (who, role) in [
				(PATIENT, Role::Patient),
				(OTHER_PATIENT, Role::Patient),
				(HOSPITAL, Role::Provider(ProviderKind::Hospital)),
				(CLINIC, Role::Provider(ProviderKind::Clinic)),
				(DOCTOR, Role::Provider(ProviderKind::Practitioner)),
				(LABORATORY, Role::Provider(ProviderKind::Laboratory)),
				(PHARMACY, Role::Provider(ProviderKind::Pharmacy)),
				(MANUFACTURER, Role::Provider(ProviderKind::Manufacturer)),
				(INSURER, Role::FinancialEntity(FinancialKind::Insurer)),
				(MINISTRY, Role::HealthAuthority(AuthorityKind::Ministry)),
				(REGULATOR, Role::HealthAuthority(AuthorityKind::Regulator)),
				(RESEARCHER, Role::HealthAuthority(AuthorityKind::Researcher)),
			] {
				certify(who, role);
			}
			affiliate(DOCTOR, CLINIC);
			for (class, custodian) in self.custodians {
				add_custodian(PATIENT, class, custodian);
			}
			if let Some((approvers, threshold)) = self.co_approvers {
				assert_ok!(EmrConsent::set_co_approvers(
					RuntimeOrigin::signed(PATIENT),
					BoundedVec::truncate_from(approvers),
					threshold
				));
			}
			System::reset_events();
		});
		ext
	}

	/// Runs a test and then checks every invariant of the state.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			EmrConsent::do_try_state().unwrap();
		});
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn classes(list: &[RecordClass]) -> BoundedVec<RecordClass, <Test as Config>::MaxClasses> {
	BoundedVec::truncate_from(list.to_vec())
}

pub fn purposes(list: &[Purpose]) -> BoundedVec<Purpose, <Test as Config>::MaxPurposes> {
	BoundedVec::truncate_from(list.to_vec())
}

/// Reading laboratory results for treatment, at all times.
pub fn terms() -> TermsOf<Test> {
	Terms {
		classes: classes(&[RecordClass::Laboratory]),
		actions: ActionSet::ACCESS,
		purposes: purposes(&[Purpose::Treatment]),
		data_period: Period::ALWAYS,
		period: Period::ALWAYS,
		mode: AccessMode::Store,
		erase_by: None,
	}
}

/// A permit for `actor` under [`terms`].
pub fn permit(actor: Actor<AccountId>) -> ProvisionOf<Test> {
	Provision { decision: Ruling::Permit, actor, terms: terms(), obligations: Obligations::NONE }
}

/// A denial to `actor` under [`terms`].
pub fn denial(actor: Actor<AccountId>) -> ProvisionOf<Test> {
	Provision { decision: Ruling::Deny, ..permit(actor) }
}

pub fn no_exceptions() -> ExceptionsOf<Test> {
	BoundedVec::new()
}

pub fn exceptions(list: Vec<ExceptionOf<Test>>) -> ExceptionsOf<Test> {
	BoundedVec::truncate_from(list)
}

pub fn sealed(class: RecordClass, epoch: u16) -> SealedClassKey {
	SealedClassKey { class, epoch: Epoch(epoch), key: SealedKey([epoch as u8; 80]) }
}

pub fn keys(list: Vec<SealedClassKey>) -> SealedKeysOf<Test> {
	BoundedVec::truncate_from(list)
}

pub fn commitment(seed: u8) -> Commitment {
	Commitment([seed; 32])
}

/// Makes the doctor's request under `terms` and returns its id.
pub fn requested_with(terms: TermsOf<Test>) -> RequestId {
	let id = NextRequestId::<Test>::get();
	assert_ok!(EmrConsent::request(signed(DOCTOR), PATIENT, terms));
	id
}

/// Makes the doctor's request under [`terms`].
pub fn requested() -> RequestId {
	requested_with(terms())
}

/// Makes a directive of the patient's and returns its id.
pub fn directed_with(root: ProvisionOf<Test>, exceptions: ExceptionsOf<Test>) -> DirectiveId {
	let id = NextDirectiveId::<Test>::get();
	assert_ok!(EmrConsent::direct(signed(PATIENT), root, exceptions));
	id
}

/// Makes a directive of the patient's without exceptions.
pub fn directed(root: ProvisionOf<Test>) -> DirectiveId {
	directed_with(root, no_exceptions())
}

/// A permit for the doctor under which the doctor holds the key of the laboratory class.
pub fn directed_with_keys() -> DirectiveId {
	publish_key(PATIENT, RecordClass::Laboratory, 3);
	let id = directed(permit(Actor::Account(DOCTOR)));
	assert_ok!(EmrConsent::seal_keys(signed(PATIENT), id, DOCTOR, keys(vec![sealed(RecordClass::Laboratory, 3)])));
	id
}

/// Lets the doctor take emergency access to the patient's data.
pub fn broken() -> BreakGlassId {
	broken_by(DOCTOR, PATIENT)
}

pub fn broken_by(actor: AccountId, patient: AccountId) -> BreakGlassId {
	let id = NextBreakGlassId::<Test>::get();
	assert_ok!(EmrConsent::break_glass(signed(actor), patient, commitment(1)));
	id
}

/// An emergency access of the doctor's that was justified.
pub fn justified() -> BreakGlassId {
	let id = broken();
	assert_ok!(EmrConsent::justify(signed(DOCTOR), id, commitment(2)));
	id
}

/// A query of `actor` to read the patient's laboratory results of any time for treatment.
pub fn query(actor: AccountId) -> Query<AccountId> {
	Query {
		patient: PATIENT,
		actor,
		action: Action::Access,
		purpose: Purpose::Treatment,
		class: RecordClass::Laboratory,
		data_time: None,
	}
}

/// The same query for emergency treatment.
pub fn emergency(actor: AccountId) -> Query<AccountId> {
	Query { purpose: Purpose::EmergencyTreatment, ..query(actor) }
}

pub fn assert_permitted(query: Query<AccountId>) {
	let decision = EmrConsent::decide(query);
	assert!(decision.is_permit(), "{decision:?}");
}

pub fn assert_not_permitted(query: Query<AccountId>) {
	let decision = EmrConsent::decide(query);
	assert!(!decision.is_permit(), "{decision:?}");
}

pub fn assert_decided(query: Query<AccountId>, decision: Decision) {
	assert_eq!(EmrConsent::decide(query), decision);
}

/// What is held of the account as bonds.
pub fn bonded(who: AccountId) -> u64 {
	Balances::balance_on_hold(&HoldReason::BreakGlassBond.into(), &who)
}

pub fn assert_last_event(event: Event<Test>) {
	System::assert_last_event(event.into());
}

pub fn assert_has_event(event: Event<Test>) {
	System::assert_has_event(event.into());
}

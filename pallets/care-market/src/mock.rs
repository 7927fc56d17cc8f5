//! A runtime to test in. Participants, consent, documents and tariffs are kept in storage of the mock's own, so that they are rolled
//! back with a failing call as the real ones would be.

use crate::{self as pallet_care_market, types::*, *};
use frame_support::{
	assert_ok, derive_impl,
	dispatch::DispatchResultWithPostInfo,
	parameter_types, storage_alias,
	traits::{fungible::InspectHold, tokens::imbalance::ResolveTo, ConstU32, ConstU64, Hooks},
	Blake2_128Concat, BoundedVec,
};
use frame_system::EnsureRoot;
use salus_primitives::{
	consent::{Action, Basis, Decision, Obligations, Query},
	purpose::Purpose,
	records::RecordClass,
	roles::{AuthorityKind, FinancialKind, ProviderKind, Role},
	time::{DAY, HOUR},
	traits::{Affiliations, Consent, DocumentStanding, Documents, Participants, Tariffs},
	Commitment, DocumentId, EncryptionKey, GroupId, Moment, Salt, ServiceCode, TenderId,
};
use sp_runtime::{traits::Dispatchable, BuildStorage, DispatchError, DispatchResult, Percent, Permill};

pub type AccountId = u64;
pub type Balance = u64;

pub const PATIENT: AccountId = 1;
pub const OTHER_PATIENT: AccountId = 2;
pub const HOSPITAL: AccountId = 10;
/// The doctor's organisation.
pub const CLINIC: AccountId = 11;
pub const DOCTOR: AccountId = 12;
pub const LABORATORY: AccountId = 13;
pub const PHARMACY: AccountId = 14;
pub const MANUFACTURER: AccountId = 15;
/// Affiliated with the clinic as well.
pub const NURSE: AccountId = 16;
/// A practitioner who works alone.
pub const THERAPIST: AccountId = 17;
pub const INSURER: AccountId = 20;
pub const MINISTRY: AccountId = 30;
pub const REGULATOR: AccountId = 31;
pub const RESEARCHER: AccountId = 32;
/// Pseudonymous accounts, certified as nothing.
pub const MEMBERS: [AccountId; 4] = [40, 41, 42, 43];
pub const STRANGER: AccountId = 50;
/// To be certified as something.
pub const NEWCOMER: AccountId = 60;
pub const TREASURY: AccountId = 99;

/// Everybody with tokens.
pub const EVERYBODY: [AccountId; 21] = [
	PATIENT,
	OTHER_PATIENT,
	HOSPITAL,
	CLINIC,
	DOCTOR,
	LABORATORY,
	PHARMACY,
	MANUFACTURER,
	NURSE,
	THERAPIST,
	INSURER,
	MINISTRY,
	REGULATOR,
	RESEARCHER,
	MEMBERS[0],
	MEMBERS[1],
	MEMBERS[2],
	MEMBERS[3],
	STRANGER,
	NEWCOMER,
	TREASURY,
];

/// The time at which tests begin: a whole hour.
pub const START: Moment = 500_000 * HOUR;
pub const ENDOWMENT: Balance = 100_000;
pub const ISSUANCE: Balance = EVERYBODY.len() as Balance * ENDOWMENT;
pub const BUDGET: Balance = 1_000;
/// A tenth of the budget.
pub const BOND: Balance = 100;
pub const PLACE_PRICE: Balance = 50;
/// A tenth of three places.
pub const HOST_BOND: Balance = 15;
pub const ARBITRATION: Moment = 30 * DAY;
pub const NOTICE: Moment = DAY;

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
	pub type CareMarket = pallet_care_market::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type ExistentialDeposit = ConstU64<5>;
}

parameter_types! {
	pub const Treasury: AccountId = TREASURY;
	pub const BondShare: Permill = Permill::from_percent(10);
}

impl Config for Test {
	type Time = Timestamp;
	type Participants = MockParticipants;
	type Consent = MockConsent;
	type Documents = MockDocuments;
	type Tariffs = MockTariffs;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type ArbiterOrigin = EnsureRoot<AccountId>;
	type SlashDestination = ResolveTo<Treasury, Balances>;
	type MinBudget = ConstU64<10>;
	type MinBond = ConstU64<10>;
	type BondShare = BondShare;
	type MinPhase = ConstU64<HOUR>;
	type MinAcceptance = ConstU64<DAY>;
	type MaxAcceptance = ConstU64<{ 30 * DAY }>;
	type MaxDuration = ConstU64<{ 365 * DAY }>;
	type ArbitrationPeriod = ConstU64<ARBITRATION>;
	type LeaveNotice = ConstU64<NOTICE>;
	type MaxBids = ConstU32<4>;
	type MaxOpenBids = ConstU32<3>;
	type MaxActive = ConstU32<4>;
	type MaxPlaces = ConstU32<4>;
	type MaxSettledPerBlock = ConstU32<2>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockSetup;
	type WeightInfo = ();
}

#[storage_alias]
type Roles = StorageMap<Mock, Blake2_128Concat, AccountId, Role>;
#[storage_alias]
type Memberships = StorageMap<Mock, Blake2_128Concat, AccountId, Vec<AccountId>>;
#[storage_alias]
type Permits = StorageMap<Mock, Blake2_128Concat, (AccountId, AccountId, RecordClass), ()>;
#[storage_alias]
type Registry = StorageMap<Mock, Blake2_128Concat, DocumentId, AccountId>;
#[storage_alias]
type HasRegistry = StorageValue<Mock, ()>;
#[storage_alias]
type Prices = StorageMap<Mock, Blake2_128Concat, (AccountId, ServiceCode), Balance>;
#[storage_alias]
type Ceilings = StorageMap<Mock, Blake2_128Concat, ServiceCode, Balance>;

pub struct MockParticipants;

impl Participants<AccountId> for MockParticipants {
	fn certified_role(who: &AccountId) -> Option<Role> {
		Roles::get(who)
	}

	fn registered_role(_: &AccountId) -> Option<Role> {
		panic!("the market asks for certified roles")
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

pub struct MockConsent;

impl Consent<AccountId> for MockConsent {
	fn decide(query: &Query<AccountId>) -> Decision {
		// What the pallet asks is always the same but for who and which class.
		assert_eq!((query.action, query.purpose, query.data_time), (Action::Collect, Purpose::Treatment, None));
		// As the real one does, to those who are not certified it permits nothing.
		if Roles::contains_key(query.actor) && Permits::contains_key((query.patient, query.actor, query.class)) {
			Decision::Permit { basis: Basis::Patient, obligations: Obligations::NONE, erase_by: None }
		} else {
			Decision::NoConsent
		}
	}
}

pub struct MockDocuments;

impl Documents<AccountId> for MockDocuments {
	fn standing(document: DocumentId, issuer: &AccountId) -> DocumentStanding {
		match (HasRegistry::exists(), Registry::get(document)) {
			(false, _) => DocumentStanding::NoRegistry,
			(true, Some(of)) if of == *issuer => DocumentStanding::Valid,
			(true, _) => DocumentStanding::Invalid,
		}
	}
}

pub struct MockTariffs;

impl Tariffs<AccountId, Balance> for MockTariffs {
	fn price(provider: &AccountId, service: &ServiceCode) -> Option<Balance> {
		Prices::get((*provider, service.clone()))
	}

	fn ceiling(service: &ServiceCode) -> Option<Balance> {
		Ceilings::get(service)
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub struct MockSetup;

#[cfg(feature = "runtime-benchmarks")]
mod setup {
	use super::*;
	use salus_primitives::{consent::ActionSet, traits::benchmarking::*};

	impl ParticipantsSetup<AccountId> for MockSetup {
		fn certify(who: &AccountId, role: Role) {
			certify(*who, role);
		}

		fn affiliate(member: &AccountId, organisation: &AccountId) {
			affiliate(*member, *organisation);
		}
	}

	impl ConsentSetup<AccountId> for MockSetup {
		fn permit(patient: &AccountId, actor: &AccountId, _: ActionSet, class: RecordClass) {
			Permits::insert((*patient, *actor, class), ());
		}
	}

	impl TariffsSetup<AccountId, Balance> for MockSetup {
		fn publish_price(provider: &AccountId, service: &ServiceCode, price: Balance) {
			Prices::insert((*provider, service.clone()), price);
		}

		fn set_ceiling(service: &ServiceCode, ceiling: Balance) {
			set_ceiling(service.clone(), ceiling);
		}
	}

	impl ClockSetup for MockSetup {
		fn set_time(now: Moment) {
			at(now);
		}
	}
}

pub fn certify(who: AccountId, role: Role) {
	Roles::insert(who, role);
}

pub fn decertify(who: AccountId) {
	Roles::remove(who);
}

pub fn affiliate(member: AccountId, organisation: AccountId) {
	Memberships::mutate(member, |list| list.get_or_insert_default().push(organisation));
}

pub fn permit(patient: AccountId, actor: AccountId) {
	Permits::insert((patient, actor, RecordClass::Procedure), ());
}

pub fn revoke(patient: AccountId, actor: AccountId) {
	Permits::remove((patient, actor, RecordClass::Procedure));
}

/// Lets there be a registry of documents.
pub fn open_registry() {
	HasRegistry::put(());
}

pub fn notarize(document: u64, issuer: AccountId) {
	Registry::insert(DocumentId(document), issuer);
}

pub fn set_ceiling(service: ServiceCode, ceiling: Balance) {
	Ceilings::insert(service, ceiling);
}

pub fn publish_price(provider: AccountId, service: ServiceCode, price: Balance) {
	Prices::insert((provider, service), price);
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
	CareMarket::on_idle(System::block_number(), frame_support::weights::Weight::MAX);
}

/// The same for as many blocks as the chain needs to come to the first thing on its agenda.
pub fn idle_long() {
	if let Some(first) = Agenda::<Test>::iter_keys().map(|(slot, _)| slot).min() {
		if first * SLOT <= now() {
			AgendaCursor::<Test>::put(first);
		}
	}
	idle();
}

/// Lets the chain come to the first thing on its agenda, however long it takes.
pub fn await_next() {
	if let Some(first) = Agenda::<Test>::iter_keys().map(|(slot, _)| slot).min() {
		at(now().max(first * SLOT));
		idle_long();
	}
}

/// Lets the chain use the idle parts of blocks until nothing more happens.
pub fn idle_all() {
	for _ in 0..200 {
		idle();
	}
}

#[derive(Default)]
pub struct ExtBuilder {
	registry: bool,
}

impl ExtBuilder {
	/// With a registry of documents.
	pub fn registry(mut self) -> Self {
		self.registry = true;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> {
			balances: EVERYBODY.into_iter().map(|account| (account, ENDOWMENT)).collect(),
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
				(NURSE, Role::Provider(ProviderKind::Practitioner)),
				(THERAPIST, Role::Provider(ProviderKind::Practitioner)),
				(INSURER, Role::FinancialEntity(FinancialKind::Insurer)),
				(MINISTRY, Role::HealthAuthority(AuthorityKind::Ministry)),
				(REGULATOR, Role::HealthAuthority(AuthorityKind::Regulator)),
				(RESEARCHER, Role::HealthAuthority(AuthorityKind::Researcher)),
			] {
				certify(who, role);
			}
			affiliate(DOCTOR, CLINIC);
			affiliate(NURSE, CLINIC);
			for provider in [HOSPITAL, CLINIC, DOCTOR, LABORATORY, THERAPIST] {
				permit(PATIENT, provider);
			}
			if self.registry {
				open_registry();
			}
			System::reset_events();
		});
		ext
	}

	/// Runs a test and then checks every invariant of the state.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			CareMarket::do_try_state().unwrap();
		});
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Makes a call as it is made on chain: what fails is rolled back.
pub fn dispatch(origin: RuntimeOrigin, call: Call<Test>) -> DispatchResult {
	let result: DispatchResultWithPostInfo = RuntimeCall::from(call).dispatch(origin);
	result.map(|_| ()).map_err(|error| error.error)
}

/// The same by a signed account.
pub fn call(who: AccountId, made: Call<Test>) -> DispatchResult {
	dispatch(signed(who), made)
}

pub fn commitment(seed: u8) -> Commitment {
	Commitment([seed; 32])
}

pub fn service() -> ServiceCode {
	ServiceCode {
		system: BoundedVec::truncate_from(b"http://example.org/services".to_vec()),
		code: BoundedVec::truncate_from(b"hip-27130".to_vec()),
	}
}

pub fn region(text: &[u8]) -> Region {
	Region(BoundedVec::truncate_from(text.to_vec()))
}

pub fn milestones(shares: &[u8]) -> Milestones {
	BoundedVec::truncate_from(shares.iter().map(|share| Percent::from_percent(*share)).collect())
}

/// A day for each phase, and ten for the delivery.
pub fn schedule() -> Schedule {
	let now = now();
	Schedule {
		bid_by: now + DAY,
		reveal_by: now + 2 * DAY,
		choose_by: now + 3 * DAY,
		award_by: now + 4 * DAY,
		deliver_by: now + 14 * DAY,
		acceptance: 2 * DAY,
	}
}

/// A procedure in one piece, by price alone.
pub fn specification() -> SpecificationOf<Test> {
	Specification {
		kind: Kind::Procedure,
		service: service(),
		terms: commitment(1),
		class: RecordClass::Procedure,
		budget: BUDGET,
		price_weight: Permill::one(),
		exclusion: Exclusion::none(),
		schedule: schedule(),
		milestones: milestones(&[100]),
	}
}

/// Posts a tender of the patient's and returns its id.
pub fn posted_with(specification: SpecificationOf<Test>) -> TenderId {
	posted_by(PATIENT, specification)
}

pub fn posted_by(poster: AccountId, specification: SpecificationOf<Test>) -> TenderId {
	let id = NextTenderId::<Test>::get();
	assert_ok!(call(poster, Call::post { specification }));
	id
}

pub fn posted() -> TenderId {
	posted_with(specification())
}

pub fn plan() -> Commitment {
	commitment(3)
}

/// Everybody's salt here: the account in every byte.
pub fn salt(bidder: AccountId) -> Salt {
	Salt([bidder as u8; 32])
}

pub fn sealed(id: TenderId, bidder: AccountId, price: Balance) -> Commitment {
	seal(id, &bidder, &price, &plan(), &salt(bidder))
}

/// In whose name an account bids.
pub fn house(bidder: AccountId) -> Option<AccountId> {
	matches!(bidder, DOCTOR | NURSE).then_some(CLINIC)
}

pub fn bid(id: TenderId, bidder: AccountId, price: Balance) -> DispatchResult {
	call(bidder, Call::bid { tender: id, seal: sealed(id, bidder, price), house: house(bidder) })
}

pub fn reveal(id: TenderId, bidder: AccountId, price: Balance) -> DispatchResult {
	call(bidder, Call::reveal { tender: id, price, plan: plan(), salt: salt(bidder) })
}

pub fn schedule_of(id: TenderId) -> Schedule {
	CareMarket::tender(id).unwrap().specification.schedule
}

/// Places the bids, and opens them a moment after the bidding.
pub fn revealed_with(specification: SpecificationOf<Test>, bids: &[(AccountId, Balance)]) -> TenderId {
	let id = posted_with(specification);
	for (bidder, price) in bids {
		assert_ok!(bid(id, *bidder, *price));
	}
	at(schedule_of(id).bid_by + 1);
	for (bidder, price) in bids {
		assert_ok!(reveal(id, *bidder, *price));
	}
	id
}

/// A tender of the patient's won by the hospital for 800, in the given milestones.
pub fn awarded_in(shares: &[u8]) -> TenderId {
	let specification = SpecificationOf::<Test> { milestones: milestones(shares), ..specification() };
	let id = revealed_with(specification, &[(HOSPITAL, PRICE), (CLINIC, 900)]);
	at(schedule_of(id).reveal_by + 1);
	assert_ok!(call(PATIENT, Call::award { tender: id }));
	id
}

/// What the hospital asks.
pub const PRICE: Balance = 800;

pub fn awarded() -> TenderId {
	awarded_in(&[100])
}

pub fn deliver(id: TenderId, milestone: u32, document: u64) -> DispatchResult {
	call(HOSPITAL, Call::deliver { tender: id, milestone, document: DocumentId(document) })
}

/// The same, with the first milestone delivered.
pub fn delivered_in(shares: &[u8]) -> TenderId {
	let id = awarded_in(shares);
	assert_ok!(deliver(id, 0, id.0 * 10));
	id
}

pub fn delivered() -> TenderId {
	delivered_in(&[100])
}

/// The same, disputed by the patient.
pub fn disputed_in(shares: &[u8]) -> TenderId {
	let id = delivered_in(shares);
	assert_ok!(call(PATIENT, Call::dispute { tender: id, reason: commitment(7) }));
	id
}

pub fn order(id: TenderId) -> OrderOf<Test> {
	match CareMarket::tender(id).unwrap().state {
		TenderState::Awarded(order) => order,
		state => panic!("not awarded: {state:?}"),
	}
}

pub fn phase(id: TenderId) -> TenderPhase {
	CareMarket::tender_phase(id).unwrap()
}

/// Three places, two of which have to be taken.
pub fn offer() -> GroupOfferOf<Test> {
	let now = now();
	GroupOffer {
		service: service(),
		terms: commitment(1),
		price: PLACE_PRICE,
		places: 3,
		minimum: 2,
		join_by: now + 7 * DAY,
		deliver_by: now + 21 * DAY,
		acceptance: 2 * DAY,
	}
}

/// Offers a group of the therapist's and returns its id.
pub fn offered() -> GroupId {
	let id = NextGroupId::<Test>::get();
	assert_ok!(call(THERAPIST, Call::offer_group { offer: offer() }));
	id
}

pub fn join(id: GroupId, member: AccountId) -> DispatchResult {
	call(member, Call::join { group: id })
}

/// A group with as many members, after the joining.
pub fn running_with(members: usize) -> GroupId {
	let id = offered();
	for member in MEMBERS.into_iter().take(members) {
		assert_ok!(join(id, member));
	}
	at(CareMarket::group(id).unwrap().offer.join_by + 1);
	id
}

pub fn deliver_group(id: GroupId, document: u64) -> DispatchResult {
	call(THERAPIST, Call::deliver_group { group: id, document: DocumentId(document) })
}

/// A group of three that was held.
pub fn held() -> GroupId {
	let id = running_with(3);
	assert_ok!(deliver_group(id, 1_000 + id.0));
	id
}

pub fn group_state(id: GroupId) -> GroupState {
	CareMarket::group(id).unwrap().state
}

pub fn record(provider: AccountId) -> ProviderRecord {
	CareMarket::provider_record(provider).0
}

pub fn free(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

pub fn held_for(reason: HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn assert_last_event(event: Event<Test>) {
	System::assert_last_event(event.into());
}

pub fn assert_has_event(event: Event<Test>) {
	System::assert_has_event(event.into());
}

pub fn bad_origin() -> DispatchError {
	DispatchError::BadOrigin
}

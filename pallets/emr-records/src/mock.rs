//! A runtime of this pallet alone, with participants and consent that a test sets as it needs them.

use crate as pallet_emr_records;
use crate::{
	pallet::*,
	types::{NewRecord, RecordStatus},
	NewRecordOf, RecordOf,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU32, ConstU64},
	BoundedVec,
};
use salus_primitives::{
	commitment::{CiphertextDigest, ContentDigest, FactKey, FactValue, Fingerprint},
	consent::{Action, Basis, Decision, Obligations, Query},
	purpose::Purpose,
	records::{RecordClass, Relation},
	roles::{FinancialKind, ProviderKind, Role},
	traits::{Affiliations, Consent, FreeCalls, Participants},
	Commitment, DirectiveId, EncryptionKey, Epoch, Moment, RecordId, Salt,
};
use sp_runtime::BuildStorage;
use std::{
	cell::{Cell, RefCell},
	collections::{BTreeMap, BTreeSet},
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Test>;

/// A patient with a key for [`CLASS`].
pub const PATIENT: AccountId = 1;
/// Another patient with a key for [`CLASS`].
pub const OTHER_PATIENT: AccountId = 2;
/// May collect and correct.
pub const HOSPITAL: AccountId = 10;
/// Affiliated with [`HOSPITAL`]; may collect and correct.
pub const DOCTOR: AccountId = 11;
/// Affiliated with [`HOSPITAL`]; may collect and correct.
pub const COLLEAGUE: AccountId = 12;
/// May collect and correct.
pub const CLINIC: AccountId = 20;
/// Affiliated with [`CLINIC`]; may collect and correct.
pub const CLINICIAN: AccountId = 21;
/// A practitioner on its own, who may collect and correct.
pub const REVIEWER: AccountId = 30;
/// A clinical organisation that the patient allows nothing.
pub const PHARMACY: AccountId = 40;
/// No clinical role, yet the patient's consent.
pub const INSURER: AccountId = 50;
/// Not certified.
pub const STRANGER: AccountId = 60;

/// When the tests begin.
pub const START: Moment = 1_800_000_000_000;
/// The class of most records.
pub const CLASS: RecordClass = RecordClass::Laboratory;
/// Another class with a key.
pub const OTHER_CLASS: RecordClass = RecordClass::Allergy;
/// The salt of all commitments.
pub const SALT: Salt = Salt([42; 32]);
/// The most bytes of ciphertext.
pub const MAX_SIZE: u64 = 1_000;

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
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type EmrRecords = pallet_emr_records;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

parameter_types! {
	pub const MaxBatch: u32 = 4;
	pub const MaxFacts: u32 = 3;
}

impl Config for Test {
	type Time = Timestamp;
	type Participants = Directory;
	type Consent = Directives;
	type FreeCalls = Allowance;
	type MaxBatch = MaxBatch;
	type MaxFacts = MaxFacts;
	type MaxRecordSize = ConstU64<MAX_SIZE>;
	type MaxPage = ConstU32<5>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Directory;
	type WeightInfo = ();
}

thread_local! {
	static ROLES: RefCell<BTreeMap<AccountId, Role>> = const { RefCell::new(BTreeMap::new()) };
	static AFFILIATIONS: RefCell<BTreeSet<(AccountId, AccountId)>> = const { RefCell::new(BTreeSet::new()) };
	static PERMITS: RefCell<BTreeSet<(AccountId, AccountId, Action)>> = const { RefCell::new(BTreeSet::new()) };
	static DENIED: Cell<bool> = const { Cell::new(false) };
	static QUERIES: RefCell<Vec<Query<AccountId>>> = const { RefCell::new(Vec::new()) };
	static FREE_CALLS: Cell<u32> = const { Cell::new(0) };
}

/// Who is certified and affiliated, as a test set it.
pub struct Directory;

impl Directory {
	/// Certifies `who`, or nobody any more.
	pub fn set_role(who: AccountId, role: Option<Role>) {
		ROLES.with_borrow_mut(|roles| match role {
			Some(role) => roles.insert(who, role),
			None => roles.remove(&who),
		});
	}

	/// Affiliates `member` with `organisation`.
	pub fn affiliate(member: AccountId, organisation: AccountId) {
		AFFILIATIONS.with_borrow_mut(|all| all.insert((member, organisation)));
	}

	/// Ends an affiliation.
	pub fn part(member: AccountId, organisation: AccountId) {
		AFFILIATIONS.with_borrow_mut(|all| all.remove(&(member, organisation)));
	}
}

impl Participants<AccountId> for Directory {
	fn certified_role(who: &AccountId) -> Option<Role> {
		ROLES.with_borrow(|roles| roles.get(who).copied())
	}

	fn registered_role(_: &AccountId) -> Option<Role> {
		panic!("records ask for certified roles")
	}

	fn affiliations(member: &AccountId) -> Affiliations<AccountId> {
		let mut organisations = Self::all_affiliations(member);
		organisations.retain(|organisation| Self::certified_role(organisation).is_some());
		organisations
	}

	fn all_affiliations(member: &AccountId) -> Affiliations<AccountId> {
		let organisations = AFFILIATIONS.with_borrow(|all| {
			let of_member = all.iter().filter(|(who, _)| who == member);
			of_member.map(|(_, organisation)| *organisation).collect::<Vec<_>>()
		});
		organisations.try_into().expect("tests stay within MAX_AFFILIATIONS")
	}

	fn encryption_key(_: &AccountId) -> Option<EncryptionKey> {
		panic!("records are sealed to class keys, never to participants' own")
	}
}

/// What patients allow, as a test set it.
pub struct Directives;

impl Directives {
	/// Allows `actor` the actions with the patient's data of every class.
	pub fn permit(patient: AccountId, actor: AccountId, actions: &[Action]) {
		PERMITS.with_borrow_mut(|all| all.extend(actions.iter().map(|action| (patient, actor, *action))));
	}

	/// Allows `actor` the action no longer.
	pub fn withdraw(patient: AccountId, actor: AccountId, action: Action) {
		PERMITS.with_borrow_mut(|all| all.remove(&(patient, actor, action)));
	}

	/// Whether a directive forbids what no other permits.
	pub fn deny(denied: bool) {
		DENIED.set(denied);
	}

	/// What was asked since the last time.
	pub fn take_queries() -> Vec<Query<AccountId>> {
		QUERIES.take()
	}
}

impl Consent<AccountId> for Directives {
	fn decide(query: &Query<AccountId>) -> Decision {
		assert_ne!(query.actor, query.patient, "patients need nobody's consent for their own records");
		assert!(matches!(query.action, Action::Collect | Action::Correct), "records are only written here");
		assert!(query.data_time.is_some(), "every record is from a known time");
		QUERIES.with_borrow_mut(|all| all.push(query.clone()));
		let permitted = PERMITS.with_borrow(|all| all.contains(&(query.patient, query.actor, query.action)));
		if permitted {
			let basis = Basis::Directive(DirectiveId(1));
			Decision::Permit { basis, obligations: Obligations::NONE, erase_by: None }
		} else if DENIED.get() {
			Decision::Deny { directive: DirectiveId(2) }
		} else {
			Decision::NoConsent
		}
	}
}

/// How many free calls every patient has.
pub struct Allowance;

impl Allowance {
	/// Sets it.
	pub fn set(calls: u32) {
		FREE_CALLS.set(calls);
	}
}

impl FreeCalls<AccountId> for Allowance {
	fn remaining(who: &AccountId) -> u32 {
		let patient = Directory::certified_role(who) == Some(Role::Patient);
		if patient {
			FREE_CALLS.get()
		} else {
			0
		}
	}
}

#[cfg(feature = "runtime-benchmarks")]
mod setup {
	use super::*;
	use salus_primitives::{
		consent::ActionSet,
		traits::benchmarking::{ConsentSetup, ParticipantsSetup},
	};

	impl ParticipantsSetup<AccountId> for Directory {
		fn certify(who: &AccountId, role: Role) {
			Directory::set_role(*who, Some(role));
		}

		fn affiliate(member: &AccountId, organisation: &AccountId) {
			Directory::affiliate(*member, *organisation);
		}
	}

	impl ConsentSetup<AccountId> for Directory {
		fn permit(patient: &AccountId, actor: &AccountId, actions: ActionSet, _: RecordClass) {
			for action in [Action::Collect, Action::Correct] {
				if actions.contains(action.into()) {
					Directives::permit(*patient, *actor, &[action]);
				}
			}
		}
	}
}

/// Builds the state in which a test begins.
pub struct ExtBuilder {
	keys: bool,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { keys: true }
	}
}

impl ExtBuilder {
	/// Leaves the patients without class keys.
	pub fn without_keys(mut self) -> Self {
		self.keys = false;
		self
	}

	/// The state.
	pub fn build(self) -> sp_io::TestExternalities {
		ROLES.take();
		AFFILIATIONS.take();
		PERMITS.take();
		QUERIES.take();
		DENIED.set(false);
		FREE_CALLS.set(0);

		for patient in [PATIENT, OTHER_PATIENT] {
			Directory::set_role(patient, Some(Role::Patient));
			for actor in [HOSPITAL, DOCTOR, COLLEAGUE, CLINIC, CLINICIAN, REVIEWER, INSURER, STRANGER] {
				Directives::permit(patient, actor, &[Action::Collect, Action::Correct]);
			}
		}
		for (who, kind) in [
			(HOSPITAL, ProviderKind::Hospital),
			(DOCTOR, ProviderKind::Practitioner),
			(COLLEAGUE, ProviderKind::Practitioner),
			(CLINIC, ProviderKind::Clinic),
			(CLINICIAN, ProviderKind::Practitioner),
			(REVIEWER, ProviderKind::Practitioner),
			(PHARMACY, ProviderKind::Pharmacy),
		] {
			Directory::set_role(who, Some(Role::Provider(kind)));
		}
		Directory::set_role(INSURER, Some(Role::FinancialEntity(FinancialKind::Insurer)));
		Directory::affiliate(DOCTOR, HOSPITAL);
		Directory::affiliate(COLLEAGUE, HOSPITAL);
		Directory::affiliate(CLINICIAN, CLINIC);

		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let mut ext = sp_io::TestExternalities::from(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			Timestamp::set_timestamp(START);
			for patient in [PATIENT, OTHER_PATIENT] {
				for class in [CLASS, OTHER_CLASS].into_iter().filter(|_| self.keys) {
					assert_ok!(EmrRecords::publish_class_key(signed(patient), class, Epoch(0), key(1)));
				}
			}
			System::reset_events();
		});
		ext
	}

	/// Runs a test, then checks every invariant.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			EmrRecords::do_try_state().expect("an invariant is broken");
		});
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// A valid key.
pub fn key(seed: u8) -> EncryptionKey {
	EncryptionKey([seed.checked_add(1).unwrap(); 32])
}

/// The first version of a record with its own content.
pub fn original(seed: u8) -> NewRecordOf<Test> {
	NewRecord {
		class: CLASS,
		epoch: Epoch(0),
		commitment: Commitment::new(&SALT, &ContentDigest::of(&[seed])),
		ciphertext: CiphertextDigest([seed; 32]),
		size: 100,
		relation: Relation::Original,
		fingerprint: Fingerprint([seed; 32]),
		emergency: false,
		facts: BoundedVec::new(),
	}
}

/// An amendment of `earlier` with its own content.
pub fn amendment(seed: u8, earlier: RecordId) -> NewRecordOf<Test> {
	NewRecord { relation: Relation::Amends(earlier), ..original(seed) }
}

/// A retraction of `earlier`.
pub fn retraction(seed: u8, earlier: RecordId) -> NewRecordOf<Test> {
	NewRecord { relation: Relation::Retracts(earlier), ..original(seed) }
}

/// The critical fact with this number.
pub fn fact(number: u8) -> FactKey {
	FactKey([number; 32])
}

/// The value of a critical fact with this number.
pub fn value(number: u8) -> FactValue {
	FactValue([number; 32])
}

/// The record with these facts.
pub fn stating(record: NewRecordOf<Test>, facts: &[(u8, u8)]) -> NewRecordOf<Test> {
	let facts = facts.iter().map(|(key, number)| (fact(*key), value(*number))).collect::<Vec<_>>();
	NewRecord { facts: facts.try_into().expect("tests stay within MaxFacts"), ..record }
}

/// Anchors for treatment; the practitioners with a house of their own act on its behalf.
pub fn try_anchor(author: AccountId, patient: AccountId, record: NewRecordOf<Test>) -> sp_runtime::DispatchResult {
	EmrRecords::anchor(signed(author), patient, record, Purpose::Treatment, house_of(author))
}

/// The organisation that the practitioner acts for in these tests.
pub fn house_of(author: AccountId) -> Option<AccountId> {
	match author {
		DOCTOR | COLLEAGUE => Some(HOSPITAL),
		CLINICIAN => Some(CLINIC),
		_ => None,
	}
}

/// Anchors to [`PATIENT`] and returns the id.
pub fn anchor(author: AccountId, record: NewRecordOf<Test>) -> RecordId {
	let id = NextRecordId::<Test>::get();
	assert_ok!(try_anchor(author, PATIENT, record));
	id
}

/// The record with this id.
pub fn record(id: RecordId) -> RecordOf<Test> {
	EmrRecords::record(id).expect("the record exists")
}

/// The status of the record with this id.
pub fn status(id: RecordId) -> RecordStatus {
	record(id).status
}

/// Lets time pass.
pub fn advance(by: Moment) {
	Timestamp::set_timestamp(pallet_timestamp::Now::<Test>::get() + by);
}

/// The last event of this pallet.
pub fn last_event() -> Event<Test> {
	events().pop().expect("an event was emitted")
}

/// The events of this pallet, oldest first.
pub fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet::<Event<Test>>()
}

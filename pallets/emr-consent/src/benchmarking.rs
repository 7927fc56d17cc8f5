//! Benchmarks, each of the worst case of its call.

use super::{types::*, *};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{pallet_prelude::Get, traits::fungible::Mutate, weights::WeightMeter, BoundedVec};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use salus_primitives::{
	consent::{AccessMode, Action, ActionSet, Actor, Obligations},
	purpose::Purpose,
	records::RecordClass,
	roles::{AuthorityKind, ProviderKind, Role},
	time::HOUR,
	traits::{
		benchmarking::{ClockSetup, ParticipantsSetup, RecordsSetup},
		MAX_AFFILIATIONS, MAX_CUSTODIANS,
	},
	BreakGlassId, Commitment, DirectiveId, EncryptionKey, Epoch, Moment, Period, RecordId, RequestId, SealedKey,
};
use sp_runtime::traits::Bounded;

/// A whole hour long after the first block.
const START: Moment = 500_000 * HOUR;
const HOSPITAL: Role = Role::Provider(ProviderKind::Hospital);
const DOCTOR: Role = Role::Provider(ProviderKind::Practitioner);
const MINISTRY: Role = Role::HealthAuthority(AuthorityKind::Ministry);

fn signed<T: Config>(who: &T::AccountId) -> OriginFor<T> {
	RawOrigin::Signed(who.clone()).into()
}

fn certified<T: Config>(name: &'static str, number: u32, role: Role) -> T::AccountId {
	let who: T::AccountId = account(name, number, 0);
	T::BenchmarkHelper::certify(&who, role);
	who
}

/// A patient, in a world whose clock runs.
fn patient<T: Config>() -> T::AccountId {
	T::BenchmarkHelper::set_time(START);
	certified::<T>("patient", 0, Role::Patient)
}

fn organisation<T: Config>(number: u32) -> T::AccountId {
	certified::<T>("organisation", number, HOSPITAL)
}

/// A practitioner who can pay every bond, with as many organisations as there may be.
fn doctor<T: Config>() -> T::AccountId {
	let doctor = certified::<T>("doctor", 0, DOCTOR);
	for number in 0..MAX_AFFILIATIONS {
		T::BenchmarkHelper::affiliate(&doctor, &organisation::<T>(number));
	}
	T::Currency::set_balance(&doctor, BalanceOf::<T>::max_value() / 1_000u32.into());
	doctor
}

/// As many classes as asked for, those that matter in an emergency first.
fn classes<T: Config>(count: u32) -> BoundedVec<RecordClass, T::MaxClasses> {
	let emergency = RecordClass::OPEN.into_iter().filter(|class| class.matters_in_emergency());
	let others = RecordClass::OPEN.into_iter().filter(|class| !class.matters_in_emergency());
	let restricted = (0..=u8::MAX).map(RecordClass::Restricted);
	BoundedVec::truncate_from(emergency.chain(others).chain(restricted).take(count as usize).collect())
}

fn terms<T: Config>(count: u32) -> TermsOf<T> {
	Terms {
		classes: classes::<T>(count),
		actions: ActionSet::ALL,
		purposes: BoundedVec::truncate_from(Purpose::ALL.to_vec()),
		data_period: Period::ALWAYS,
		period: Period::ALWAYS,
		mode: AccessMode::Store,
		erase_by: None,
	}
}

fn keys<T: Config>(count: u32) -> SealedKeysOf<T> {
	let key = |class| SealedClassKey { class, epoch: Epoch(0), key: SealedKey([1; 80]) };
	BoundedVec::truncate_from(classes::<T>(count).into_iter().map(key).collect())
}

fn publish_keys<T: Config>(patient: &T::AccountId) {
	for class in classes::<T>(T::MaxClasses::get()) {
		T::BenchmarkHelper::publish_class_key(patient, class);
	}
}

/// A permit to a large organisation with everything that terms may name.
fn provision<T: Config>() -> ProvisionOf<T> {
	Provision {
		decision: Ruling::Permit,
		actor: Actor::Organisation(organisation::<T>(0)),
		terms: terms::<T>(T::MaxClasses::get()),
		obligations: Obligations::ALL,
	}
}

/// Exceptions that narrow every field.
fn exceptions<T: Config>(count: u32) -> ExceptionsOf<T> {
	let TermsOf::<T> { classes, purposes, actions, .. } = terms::<T>(T::MaxClasses::get());
	let exception = Exception {
		actor: Some(Actor::Account(account("somebody", 0, 0))),
		actions: Some(actions),
		purposes: Some(purposes),
		classes: Some(classes),
		data_period: Some(Period::between(0, 1)),
		period: Some(Period::between(0, 1)),
	};
	BoundedVec::truncate_from((0..count).map(|_| exception.clone()).collect())
}

/// Fills the patient's list of directives; one of them expired and makes room for the next.
fn fill_directives<T: Config>(patient: &T::AccountId) {
	let mut active = ActiveDirectives::<T>::get(patient);
	while !active.is_full() {
		let mut root = provision::<T>();
		if active.is_empty() {
			root.terms.period = Period::until(0);
		}
		let directive = DirectiveOf::<T> {
			patient: patient.clone(),
			created: 0,
			root,
			exceptions: exceptions::<T>(T::MaxExceptions::get()),
			status: DirectiveStatus::Active,
		};
		let id = NextDirectiveId::<T>::get();
		NextDirectiveId::<T>::put(DirectiveId(id.0 + 1));
		Directives::<T>::insert(id, directive);
		active.try_push(id).unwrap();
	}
	ActiveDirectives::<T>::insert(patient, active);
}

/// A directive under which `holders` hold keys of `count` classes each.
fn directive_with_keys<T: Config>(patient: &T::AccountId, holders: u32, count: u32) -> DirectiveId {
	publish_keys::<T>(patient);
	fill_directives::<T>(patient);
	let id = NextDirectiveId::<T>::get();
	let exceptions = exceptions::<T>(T::MaxExceptions::get());
	Pallet::<T>::direct(signed::<T>(patient), provision::<T>(), exceptions).unwrap();
	for number in 0..holders {
		let holder = certified::<T>("holder", number, DOCTOR);
		T::BenchmarkHelper::affiliate(&holder, &organisation::<T>(0));
		Pallet::<T>::seal_keys(signed::<T>(patient), id, holder, keys::<T>(count)).unwrap();
	}
	id
}

/// Lets each class have as many custodians as it may, and all of them together as many as a request may ask.
fn add_custodians<T: Config>(patient: &T::AccountId) {
	let all = T::MaxCustodians::get();
	for (position, class) in (0u32..).zip(classes::<T>(T::MaxClasses::get())) {
		for number in 0..MAX_CUSTODIANS.min(all) {
			let custodian = certified::<T>("custodian", (position * MAX_CUSTODIANS + number) % all, HOSPITAL);
			T::BenchmarkHelper::add_custodian(patient, class, &custodian);
		}
	}
}

fn accounts<T: Config>(name: &'static str, count: u32) -> Vec<T::AccountId> {
	(0..count).map(|number| account(name, number, 0)).collect()
}

fn panel<T: Config>(name: &'static str) -> PanelOf<T> {
	let approvers = BoundedVec::truncate_from(accounts::<T>(name, T::MaxCoApprovers::get()));
	Panel { approvers, threshold: T::MaxCoApprovers::get() }
}

fn name_co_approvers<T: Config>(patient: &T::AccountId) {
	let next = Some(Scheduled { panel: panel::<T>("later"), from: Moment::MAX });
	CoApprovers::<T>::insert(patient, CoApprovalOf::<T> { current: panel::<T>("co-approver"), next });
}

/// Takes all places but one of the patient's list by requests that have the given deadline.
fn fill_requests<T: Config>(patient: &T::AccountId, deadline: Moment) {
	let mut open = OpenRequests::<T>::get(patient);
	for number in 1..T::MaxOpenRequests::get() {
		let requester: T::AccountId = account("requester", number, 0);
		let id = RequestId(1_000_000 + u64::from(number));
		let approvals = Approvals {
			custodians_pending: BoundedVec::truncate_from(accounts::<T>("custodian", T::MaxCustodians::get())),
			custodians_agreed: BoundedVec::new(),
			co_approvers: panel::<T>("co-approver").approvers,
			threshold: 1,
			co_approved: BoundedVec::new(),
		};
		let request = RequestOf::<T> {
			patient: patient.clone(),
			requester: requester.clone(),
			terms: terms::<T>(T::MaxClasses::get()),
			requested: 0,
			deadline,
			state: RequestState::Requested(approvals),
		};
		Requests::<T>::insert(id, request);
		OpenRequestCount::<T>::insert(&requester, 1);
		open.try_push(id).unwrap();
	}
	OpenRequests::<T>::insert(patient, open);
}

/// A request that awaits as many custodians and co-approvers as it may, the last of a full list.
fn requested<T: Config>(patient: &T::AccountId, doctor: &T::AccountId) -> RequestId {
	add_custodians::<T>(patient);
	name_co_approvers::<T>(patient);
	fill_requests::<T>(patient, Moment::MAX);
	let id = NextRequestId::<T>::get();
	let terms = terms::<T>(T::MaxClasses::get());
	Pallet::<T>::request(signed::<T>(doctor), patient.clone(), terms).unwrap();
	id
}

/// Lets all custodians of a request have agreed, and as many co-approvers.
fn agree<T: Config>(id: RequestId, co_approvers: usize) {
	Requests::<T>::mutate(id, |request| {
		let RequestState::Requested(approvals) = &mut request.as_mut().unwrap().state else { panic!("not open") };
		approvals.custodians_agreed = core::mem::take(&mut approvals.custodians_pending);
		let agreed = approvals.co_approvers.iter().take(co_approvers).cloned().collect();
		approvals.co_approved = BoundedVec::truncate_from(agreed);
	});
}

/// Breaks the glass for the data of as many patients as an actor may leave unsettled, but for `but`. Returns the first.
fn broken<T: Config>(actor: &T::AccountId, but: u32) -> BreakGlassId {
	let first = NextBreakGlassId::<T>::get();
	for patient in accounts::<T>("emergency", T::MaxOpenBreakGlasses::get() - but) {
		T::BenchmarkHelper::certify(&patient, Role::Patient);
		Pallet::<T>::break_glass(signed::<T>(actor), patient, Commitment([1; 32])).unwrap();
		T::BenchmarkHelper::set_time(START + 1);
	}
	first
}

/// The time at which the first of [`broken`] is due and no other.
fn when_first_is_due<T: Config>() -> Moment {
	START + T::JustificationPeriod::get() + 1
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn request(c: Linear<1, { T::MaxClasses::get() }>) {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());
		add_custodians::<T>(&patient);
		name_co_approvers::<T>(&patient);
		fill_requests::<T>(&patient, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor), patient.clone(), terms::<T>(c));

		assert_eq!(OpenRequests::<T>::get(&patient).into_inner(), [RequestId(0)]);
	}

	#[benchmark]
	fn agree_as_custodian() {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());
		let id = requested::<T>(&patient, &doctor);
		let RequestState::Requested(approvals) = Requests::<T>::get(id).unwrap().state else { panic!("not open") };
		let custodian = approvals.custodians_pending.last().unwrap().clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(custodian), id);
	}

	#[benchmark]
	fn agree_as_co_approver() {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());
		let id = requested::<T>(&patient, &doctor);
		agree::<T>(id, T::MaxCoApprovers::get() as usize - 1);
		let last = panel::<T>("co-approver").approvers.last().unwrap().clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(last), id);
	}

	#[benchmark]
	fn deny() {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());
		let id = requested::<T>(&patient, &doctor);
		let last = panel::<T>("co-approver").approvers.last().unwrap().clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(last), id);

		assert_eq!(Pallet::<T>::request_standing(id), Some(RequestStanding::Denied));
	}

	#[benchmark]
	fn withdraw() {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());
		let id = requested::<T>(&patient, &doctor);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor), id);

		assert_eq!(Pallet::<T>::request_standing(id), Some(RequestStanding::Withdrawn));
	}

	#[benchmark]
	fn grant(k: Linear<0, { T::MaxClasses::get() }>) {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());
		publish_keys::<T>(&patient);
		let id = requested::<T>(&patient, &doctor);
		agree::<T>(id, T::MaxCoApprovers::get() as usize);
		fill_directives::<T>(&patient);
		let narrowed = Some(terms::<T>(T::MaxClasses::get()));

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), id, narrowed, Obligations::ALL, keys::<T>(k));

		assert_eq!(Pallet::<T>::request_standing(id), Some(RequestStanding::Granted));
	}

	#[benchmark]
	fn direct(e: Linear<0, { T::MaxExceptions::get() }>) {
		let patient = patient::<T>();
		fill_directives::<T>(&patient);
		let id = NextDirectiveId::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), provision::<T>(), exceptions::<T>(e));

		assert!(Directives::<T>::contains_key(id));
	}

	#[benchmark]
	fn seal_keys(k: Linear<1, { T::MaxClasses::get() }>) {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());
		let id = directive_with_keys::<T>(&patient, T::MaxHolders::get() - 1, T::MaxClasses::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), id, doctor.clone(), keys::<T>(k));

		assert_eq!(SealedKeys::<T>::get(id, &doctor).len(), k as usize);
	}

	/// Covers `mark_entered_in_error` as well.
	#[benchmark]
	fn revoke(h: Linear<1, { T::MaxHolders::get() }>, c: Linear<1, { T::MaxClasses::get() }>) {
		let patient = patient::<T>();
		let id = directive_with_keys::<T>(&patient, h, c);
		let next_keys = (100u8..)
			.zip(classes::<T>(c))
			.map(|(first, class)| {
				let mut key = [9; 32];
				key[0] = first;
				(class, EncryptionKey(key))
			})
			.collect();

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), id, BoundedVec::truncate_from(next_keys));

		assert_eq!(Erasures::<T>::iter_prefix(id).count(), h as usize);
	}

	#[benchmark]
	fn confirm_erasure() {
		let patient = patient::<T>();
		let id = directive_with_keys::<T>(&patient, T::MaxHolders::get(), T::MaxClasses::get());
		Pallet::<T>::revoke(signed::<T>(&patient), id, BoundedVec::new()).unwrap();
		let holder: T::AccountId = account("holder", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(holder), id, Commitment([3; 32]));
	}

	#[benchmark]
	fn set_co_approvers() {
		let patient = patient::<T>();
		name_co_approvers::<T>(&patient);
		let Panel { approvers, threshold } = panel::<T>("stranger");

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), approvers, threshold);
	}

	#[benchmark]
	fn set_emergency_keyholders(k: Linear<0, { T::MaxKeyholders::get() }>) {
		let patient = patient::<T>();
		let former = BoundedVec::truncate_from(accounts::<T>("former", T::MaxKeyholders::get()));
		for keyholder in &former {
			EmergencyKeys::<T>::insert(&patient, keyholder, keys::<T>(T::MaxClasses::get()));
		}
		EmergencyKeyholders::<T>::insert(&patient, former);
		let keyholders = BoundedVec::truncate_from((0..k).map(organisation::<T>).collect());

		#[extrinsic_call]
		_(RawOrigin::Signed(patient.clone()), keyholders);

		assert_eq!(EmergencyKeyholders::<T>::get(&patient).len(), k as usize);
	}

	#[benchmark]
	fn seal_emergency_keys(k: Linear<1, 4>) {
		let patient = patient::<T>();
		publish_keys::<T>(&patient);
		let keyholders = BoundedVec::truncate_from(accounts::<T>("keyholder", T::MaxKeyholders::get()));
		let last = keyholders.last().unwrap().clone();
		EmergencyKeyholders::<T>::insert(&patient, keyholders);
		EmergencyKeys::<T>::insert(&patient, &last, keys::<T>(4));

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), last, keys::<T>(k));
	}

	#[benchmark]
	fn break_glass() {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());
		broken::<T>(&doctor, 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor.clone()), patient, Commitment([1; 32]));

		assert!(OpenBreakGlasses::<T>::get(&doctor).is_full());
	}

	#[benchmark]
	fn justify() {
		let (_, doctor) = (patient::<T>(), doctor::<T>());
		let id = broken::<T>(&doctor, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor), id, Commitment([2; 32]));
	}

	#[benchmark]
	fn review() {
		let (_, doctor) = (patient::<T>(), doctor::<T>());
		let id = broken::<T>(&doctor, 0);
		Pallet::<T>::justify(signed::<T>(&doctor), id, Commitment([2; 32])).unwrap();
		let ministry = certified::<T>("ministry", 0, MINISTRY);

		#[extrinsic_call]
		_(RawOrigin::Signed(ministry), id, ReviewOutcome::Rejected);

		assert!(Barred::<T>::contains_key(&doctor));
	}

	#[benchmark]
	fn reinstate() {
		let (_, doctor) = (patient::<T>(), doctor::<T>());
		let bar = Bar { since: START, break_glass: BreakGlassId(0), reason: BarReason::Rejected };
		Barred::<T>::insert(&doctor, bar);
		let ministry = certified::<T>("ministry", 0, MINISTRY);

		#[extrinsic_call]
		_(RawOrigin::Signed(ministry), doctor.clone());

		assert!(!Barred::<T>::contains_key(&doctor));
	}

	#[benchmark]
	fn settle_break_glass() {
		let (_, doctor) = (patient::<T>(), doctor::<T>());
		let id = broken::<T>(&doctor, 0);
		T::BenchmarkHelper::set_time(when_first_is_due::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller::<T::AccountId>()), id);

		assert!(Barred::<T>::contains_key(&doctor));
	}

	#[benchmark]
	fn log_access() {
		let (patient, doctor) = (patient::<T>(), doctor::<T>());

		#[extrinsic_call]
		_(
			RawOrigin::Signed(doctor),
			patient.clone(),
			RecordClass::Restricted(1),
			Some(RecordId(1)),
			Action::Access,
			AccessOutcome::Success,
			Purpose::Treatment,
		);

		assert_eq!(AccessCount::<T>::get(&patient), 1);
	}

	#[benchmark]
	fn log_access_root() {
		let (_, doctor) = (patient::<T>(), doctor::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor.clone()), START - HOUR, [1; 32], u32::MAX);

		assert!(AccessRoots::<T>::contains_key(&doctor, START - HOUR));
	}

	/// Looking at both queues in vain.
	#[benchmark]
	fn work_off_nothing() {
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::work_off_queues(&mut meter);
		}
	}

	/// Settling what nobody justified, with one look more at what is not due.
	#[benchmark]
	fn work_off_one() {
		let (_, doctor) = (patient::<T>(), doctor::<T>());
		broken::<T>(&doctor, 0);
		T::BenchmarkHelper::set_time(when_first_is_due::<T>());
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::work_off_queues(&mut meter);
		}

		assert!(Barred::<T>::contains_key(&doctor));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}

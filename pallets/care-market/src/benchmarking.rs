//! Benchmarks, each of the worst case of its call.

use super::{types::*, *};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{pallet_prelude::Get, traits::fungible::Mutate, weights::WeightMeter, BoundedVec};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use salus_primitives::{
	consent::ActionSet,
	records::RecordClass,
	roles::{AuthorityKind, ProviderKind, Role},
	services::{MAX_CODE, MAX_CODE_SYSTEM},
	time::HOUR,
	traits::{
		benchmarking::{ClockSetup, ConsentSetup, ParticipantsSetup, TariffsSetup},
		MAX_AFFILIATIONS,
	},
	Commitment, DocumentId, GroupId, Moment, Salt, ServiceCode, TenderId,
};
use sp_runtime::{traits::Bounded, Percent, Permill};

/// A whole hour long after the first block.
const START: Moment = 500_000 * HOUR;
const HOSPITAL: Role = Role::Provider(ProviderKind::Hospital);
const DOCTOR: Role = Role::Provider(ProviderKind::Practitioner);
const MINISTRY: Role = Role::HealthAuthority(AuthorityKind::Ministry);
const CLASS: RecordClass = RecordClass::Restricted(1);
const PLAN: Commitment = Commitment([3; 32]);
const REASON: Commitment = Commitment([4; 32]);
const SALT: Salt = Salt([5; 32]);

fn signed<T: Config>(who: &T::AccountId) -> OriginFor<T> {
	RawOrigin::Signed(who.clone()).into()
}

fn at<T: Config>(now: Moment) {
	T::BenchmarkHelper::set_time(now);
}

/// An account with plenty of tokens.
fn rich<T: Config>(name: &'static str, number: u32) -> T::AccountId {
	let who: T::AccountId = account(name, number, 0);
	T::Currency::set_balance(&who, BalanceOf::<T>::max_value() / 1_000_000u32.into());
	who
}

fn certified<T: Config>(name: &'static str, number: u32, role: Role) -> T::AccountId {
	let who = rich::<T>(name, number);
	T::BenchmarkHelper::certify(&who, role);
	who
}

/// A patient, in a world whose clock runs.
fn patient<T: Config>() -> T::AccountId {
	at::<T>(START);
	certified::<T>("patient", 0, Role::Patient)
}

fn region(text: &[u8]) -> Region {
	Region(BoundedVec::truncate_from(text.to_vec()))
}

/// A practitioner with as many organisations as there may be, a region, and bids wherever it may have them but for one. The last of
/// its organisations is nobody else's.
fn doctor<T: Config>(number: u32) -> (T::AccountId, T::AccountId) {
	let doctor = certified::<T>("doctor", number, DOCTOR);
	for other in 1..MAX_AFFILIATIONS {
		T::BenchmarkHelper::affiliate(&doctor, &certified::<T>("organisation", other, HOSPITAL));
	}
	let house = certified::<T>("house", number, HOSPITAL);
	T::BenchmarkHelper::affiliate(&doctor, &house);
	Regions::<T>::insert(&doctor, region(b"DE-BY"));
	let others = (1..T::MaxOpenBids::get()).map(|other| TenderId(1_000_000 + u64::from(other))).collect();
	OpenBids::<T>::insert(&doctor, BoundedVec::truncate_from(others));
	(doctor, house)
}

/// The longest code, with a ceiling.
fn service<T: Config>() -> ServiceCode {
	let service = ServiceCode {
		system: BoundedVec::truncate_from(alloc::vec![b's'; MAX_CODE_SYSTEM as usize]),
		code: BoundedVec::truncate_from(alloc::vec![b'c'; MAX_CODE as usize]),
	};
	T::BenchmarkHelper::set_ceiling(&service, budget::<T>());
	service
}

fn budget<T: Config>() -> BalanceOf<T> {
	T::MinBudget::get() * 1_000u32.into()
}

/// A tender that asks whatever there is to ask, in as many milestones as given.
fn specification<T: Config>(milestones: u8) -> SpecificationOf<T> {
	let phase = T::MinPhase::get();
	let share = 100 / milestones;
	let mut shares = alloc::vec![Percent::from_percent(share); milestones as usize];
	shares[0] = Percent::from_percent(100 - share * (milestones - 1));
	Specification {
		kind: Kind::Referral,
		service: service::<T>(),
		terms: Commitment([1; 32]),
		class: CLASS,
		budget: budget::<T>(),
		price_weight: Permill::from_percent(50),
		exclusion: Exclusion {
			organisation: Some(certified::<T>("excluded", 0, HOSPITAL)),
			region: Some(region(b"FR-75")),
		},
		schedule: Schedule {
			bid_by: START + phase,
			reveal_by: START + 2 * phase,
			choose_by: START + 2 * phase,
			award_by: START + 3 * phase,
			deliver_by: START + 4 * phase,
			acceptance: T::MinAcceptance::get(),
		},
		milestones: BoundedVec::truncate_from(shares),
	}
}

fn posted<T: Config>(patient: &T::AccountId, milestones: u8) -> TenderId {
	let id = NextTenderId::<T>::get();
	Pallet::<T>::post(signed::<T>(patient), specification::<T>(milestones)).unwrap();
	id
}

fn place_bid<T: Config>(id: TenderId, number: u32) -> T::AccountId {
	let (doctor, house) = doctor::<T>(number);
	let seal = seal(id, &doctor, &budget::<T>(), &PLAN, &SALT);
	Pallet::<T>::bid(signed::<T>(&doctor), id, seal, Some(house)).unwrap();
	doctor
}

fn open_bid<T: Config>(id: TenderId, doctor: &T::AccountId) {
	Pallet::<T>::reveal(signed::<T>(doctor), id, budget::<T>(), PLAN, SALT).unwrap();
}

fn schedule_of<T: Config>(id: TenderId) -> Schedule {
	Tenders::<T>::get(id).unwrap().specification.schedule
}

/// As many bids as given, and as many of them revealed.
fn bids<T: Config>(id: TenderId, count: u32, revealed: u32) -> Vec<T::AccountId> {
	let doctors: Vec<_> = (0..count).map(|number| place_bid::<T>(id, number)).collect();
	at::<T>(schedule_of::<T>(id).bid_by + 1);
	for doctor in doctors.iter().take(revealed as usize) {
		open_bid::<T>(id, doctor);
	}
	doctors
}

/// An awarded tender and who is to deliver, with the patient's consent.
fn awarded<T: Config>(patient: &T::AccountId, milestones: u8) -> (TenderId, T::AccountId) {
	let id = posted::<T>(patient, milestones);
	let doctor = bids::<T>(id, 1, 1).remove(0);
	at::<T>(schedule_of::<T>(id).award_by);
	Pallet::<T>::award(signed::<T>(patient), id).unwrap();
	T::BenchmarkHelper::permit(patient, &doctor, ActionSet::COLLECT, CLASS);
	(id, doctor)
}

fn delivered<T: Config>(patient: &T::AccountId, milestones: u8) -> (TenderId, T::AccountId) {
	let (id, doctor) = awarded::<T>(patient, milestones);
	Pallet::<T>::deliver(signed::<T>(&doctor), id, 0, DocumentId(1)).unwrap();
	(id, doctor)
}

/// An order whose first milestone the patient accepted by silence, which nobody has settled.
fn silent<T: Config>(patient: &T::AccountId) -> (TenderId, T::AccountId) {
	let (id, doctor) = delivered::<T>(patient, MAX_MILESTONES as u8);
	at::<T>(schedule_of::<T>(id).award_by + T::MinAcceptance::get() + 1);
	(id, doctor)
}

fn escrow_of<T: Config>(id: TenderId) -> Escrow<T::AccountId, BalanceOf<T>> {
	match Tenders::<T>::get(id).unwrap().state {
		TenderState::Awarded(order) => order.escrow,
		_ => panic!("not awarded"),
	}
}

fn offer<T: Config>(host: &T::AccountId) -> GroupOfferOf<T> {
	let phase = T::MinPhase::get();
	let service = service::<T>();
	T::BenchmarkHelper::publish_price(host, &service, budget::<T>());
	GroupOffer {
		service,
		terms: Commitment([1; 32]),
		price: budget::<T>(),
		places: T::MaxPlaces::get(),
		minimum: 1,
		join_by: START + T::LeaveNotice::get() + phase,
		deliver_by: START + T::LeaveNotice::get() + 2 * phase,
		acceptance: T::MinAcceptance::get(),
	}
}

/// A group and its host.
fn offered<T: Config>() -> (GroupId, T::AccountId) {
	at::<T>(START);
	let host = certified::<T>("host", 0, DOCTOR);
	let id = NextGroupId::<T>::get();
	Pallet::<T>::offer_group(signed::<T>(&host), offer::<T>(&host)).unwrap();
	(id, host)
}

/// A group with as many members.
fn joined<T: Config>(members: u32) -> (GroupId, T::AccountId, Vec<T::AccountId>) {
	let (id, host) = offered::<T>();
	let members: Vec<_> = (0..members).map(|number| rich::<T>("member", number)).collect();
	for member in &members {
		Pallet::<T>::join(signed::<T>(member), id).unwrap();
	}
	(id, host, members)
}

/// A group with as many members, which was held.
fn held<T: Config>(members: u32) -> (GroupId, T::AccountId, Vec<T::AccountId>) {
	let (id, host, members) = joined::<T>(members);
	at::<T>(Groups::<T>::get(id).unwrap().offer.join_by + 1);
	Pallet::<T>::deliver_group(signed::<T>(&host), id, DocumentId(1)).unwrap();
	(id, host, members)
}

fn has_ended<T: Config>(id: GroupId) -> bool {
	matches!(Groups::<T>::get(id).unwrap().state, GroupState::Ended { .. })
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn post() {
		let patient = patient::<T>();
		let specification = specification::<T>(MAX_MILESTONES as u8);

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), specification);

		assert!(Tenders::<T>::contains_key(TenderId(0)));
	}

	#[benchmark]
	fn cancel(b: Linear<0, { T::MaxBids::get() }>) {
		let patient = patient::<T>();
		let id = posted::<T>(&patient, 1);
		for number in 0..b {
			place_bid::<T>(id, number);
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), id);

		assert_eq!(Bids::<T>::iter_prefix(id).count(), 0);
	}

	#[benchmark]
	fn bid() {
		let patient = patient::<T>();
		let id = posted::<T>(&patient, 1);
		for number in 1..T::MaxBids::get() {
			place_bid::<T>(id, number);
		}
		let (doctor, house) = doctor::<T>(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor.clone()), id, REASON, Some(house));

		assert!(Bids::<T>::contains_key(id, &doctor));
	}

	#[benchmark]
	fn withdraw_bid() {
		let patient = patient::<T>();
		let id = posted::<T>(&patient, 1);
		let doctor = place_bid::<T>(id, 0);
		let house: T::AccountId = account("house", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(house), id, doctor.clone());

		assert!(!Bids::<T>::contains_key(id, &doctor));
	}

	#[benchmark]
	fn reveal() {
		let patient = patient::<T>();
		let id = posted::<T>(&patient, 1);
		let doctor = bids::<T>(id, T::MaxBids::get(), 0).remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor), id, budget::<T>(), PLAN, SALT);
	}

	/// Covers `award_to` as well.
	#[benchmark]
	fn award(b: Linear<1, { T::MaxBids::get() }>) {
		let patient = patient::<T>();
		let id = posted::<T>(&patient, 1);
		bids::<T>(id, b, b);
		at::<T>(schedule_of::<T>(id).award_by);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller::<T::AccountId>()), id);

		assert!(matches!(escrow_of::<T>(id), Escrow::Funded { .. }));
	}

	/// After a milestone that was accepted by silence.
	#[benchmark]
	fn deliver() {
		let patient = patient::<T>();
		let (id, doctor) = silent::<T>(&patient);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor), id, 1, DocumentId(2));

		assert!(matches!(escrow_of::<T>(id), Escrow::Delivered { milestone: 1, .. }));
	}

	/// Of the last milestone.
	#[benchmark]
	fn accept() {
		let patient = patient::<T>();
		let (id, _) = delivered::<T>(&patient, 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), id, 0);

		assert!(matches!(escrow_of::<T>(id), Escrow::Released { .. }));
	}

	/// By the provider, after a milestone that was accepted by silence.
	#[benchmark]
	fn dispute() {
		let patient = patient::<T>();
		let (id, doctor) = silent::<T>(&patient);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor), id, REASON);

		assert!(matches!(escrow_of::<T>(id), Escrow::Disputed { by: Side::Provider, .. }));
	}

	#[benchmark]
	fn resolve() {
		let patient = patient::<T>();
		let (id, _) = delivered::<T>(&patient, 1);
		Pallet::<T>::dispute(signed::<T>(&patient), id, REASON).unwrap();
		let ministry = certified::<T>("ministry", 0, MINISTRY);

		#[extrinsic_call]
		_(RawOrigin::Signed(ministry), id, Percent::from_percent(50), true);

		assert!(matches!(escrow_of::<T>(id), Escrow::Resolved { .. }));
	}

	/// With consent, after a milestone that was accepted by silence.
	#[benchmark]
	fn step_back() {
		let patient = patient::<T>();
		let (id, doctor) = silent::<T>(&patient);

		#[extrinsic_call]
		_(RawOrigin::Signed(doctor), id, true);

		assert!(matches!(escrow_of::<T>(id), Escrow::Refunded { .. }));
	}

	/// After a milestone that was accepted by silence.
	#[benchmark]
	fn propose_referral() {
		let patient = patient::<T>();
		let (id, from) = silent::<T>(&patient);
		let (to, _) = doctor::<T>(1);

		#[extrinsic_call]
		_(RawOrigin::Signed(from), id, Some(to));

		assert!(matches!(escrow_of::<T>(id), Escrow::Funded { referral: Some(_), .. }));
	}

	/// By the new provider.
	#[benchmark]
	fn accept_referral() {
		let patient = patient::<T>();
		let (id, from) = awarded::<T>(&patient, 1);
		let (to, _) = doctor::<T>(1);
		Pallet::<T>::propose_referral(signed::<T>(&from), id, Some(to.clone())).unwrap();
		Pallet::<T>::accept_referral(signed::<T>(&patient), id, to.clone()).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id, to.clone());

		assert_eq!(TenderCount::<T>::get((to, Side::Provider)), 1);
	}

	/// A tender of which half of the bids were revealed, and which nobody awarded or settled in between.
	#[benchmark]
	fn settle(b: Linear<0, { T::MaxBids::get() }>) {
		let patient = patient::<T>();
		let id = posted::<T>(&patient, 1);
		bids::<T>(id, b, b.div_ceil(2));
		at::<T>(schedule_of::<T>(id).award_by + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller::<T::AccountId>()), id);

		assert!(matches!(Tenders::<T>::get(id).unwrap().state, TenderState::Unawarded { .. }));
	}

	/// An order of which one milestone was accepted by silence and the next was not delivered.
	#[benchmark]
	fn settle_order() {
		let patient = patient::<T>();
		let (id, _) = silent::<T>(&patient);
		at::<T>(schedule_of::<T>(id).deliver_by + T::MinAcceptance::get() + 1);

		#[block]
		{
			Pallet::<T>::settle(signed::<T>(&whitelisted_caller()), id).unwrap();
		}

		assert!(matches!(escrow_of::<T>(id), Escrow::Refunded { .. }));
	}

	#[benchmark]
	fn declare_region() {
		at::<T>(START);
		let hospital = certified::<T>("hospital", 0, HOSPITAL);

		#[extrinsic_call]
		_(RawOrigin::Signed(hospital.clone()), region(b"DE-BY"));

		assert!(Regions::<T>::contains_key(&hospital));
	}

	#[benchmark]
	fn offer_group() {
		at::<T>(START);
		let host = certified::<T>("host", 0, DOCTOR);
		let offer = offer::<T>(&host);

		#[extrinsic_call]
		_(RawOrigin::Signed(host), offer);

		assert!(Groups::<T>::contains_key(GroupId(0)));
	}

	#[benchmark]
	fn join() {
		let (id, ..) = joined::<T>(T::MaxPlaces::get() - 1);
		let member = rich::<T>("another", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(member.clone()), id);

		assert!(Places::<T>::contains_key(id, &member));
	}

	#[benchmark]
	fn leave() {
		let (id, _, mut members) = joined::<T>(T::MaxPlaces::get());
		let member = members.remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(member.clone()), id);

		assert!(!Places::<T>::contains_key(id, &member));
	}

	/// Of a group whose start nobody has settled.
	#[benchmark]
	fn deliver_group() {
		let (id, host, _) = joined::<T>(T::MaxPlaces::get());
		at::<T>(Groups::<T>::get(id).unwrap().offer.join_by + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(host), id, DocumentId(1));

		assert!(matches!(Groups::<T>::get(id).unwrap().state, GroupState::Delivered { .. }));
	}

	/// Of the last place.
	#[benchmark]
	fn accept_place() {
		let (id, _, mut members) = held::<T>(1);

		#[extrinsic_call]
		_(RawOrigin::Signed(members.remove(0)), id);

		assert!(has_ended::<T>(id));
	}

	#[benchmark]
	fn dispute_place() {
		let (id, _, mut members) = held::<T>(T::MaxPlaces::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(members.remove(0)), id, REASON);
	}

	/// Of the last place.
	#[benchmark]
	fn resolve_place() {
		let (id, _, mut members) = held::<T>(1);
		let member = members.remove(0);
		Pallet::<T>::dispute_place(signed::<T>(&member), id, REASON).unwrap();
		let ministry = certified::<T>("ministry", 0, MINISTRY);

		#[extrinsic_call]
		_(RawOrigin::Signed(ministry), id, member, Percent::from_percent(50));

		assert!(has_ended::<T>(id));
	}

	/// With every place disputed and no arbiter; each is split. Covers `cancel_group` as well.
	#[benchmark]
	fn settle_group(p: Linear<1, { T::MaxPlaces::get() }>) {
		let (id, _, members) = held::<T>(p);
		for member in &members {
			Pallet::<T>::dispute_place(signed::<T>(member), id, REASON).unwrap();
		}
		at::<T>(Groups::<T>::get(id).unwrap().deadline().unwrap() + T::ArbitrationPeriod::get() + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller::<T::AccountId>()), id);

		assert!(has_ended::<T>(id));
	}

	/// Looking at an agenda that has nothing on it.
	#[benchmark]
	fn work_off_nothing() {
		at::<T>(START);
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::work_off_agenda(&mut meter);
		}
	}

	/// Passing a slot that has nothing in it.
	#[benchmark]
	fn work_off_slot() {
		at::<T>(START);
		let present = slot_of(START) - 1;
		Scheduled::<T>::put(1);
		AgendaCursor::<T>::put(present);
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::work_off_agenda(&mut meter);
		}

		assert_eq!(AgendaCursor::<T>::get(), present + 1);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}

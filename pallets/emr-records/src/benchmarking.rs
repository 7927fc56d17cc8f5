//! What the calls cost at worst: the author is a practitioner with as many organisations as one may have, acts for the last of
//! them, and the patient's consent is found in the last of as many directives as there may be.

use crate::{pallet::*, types::*, NewRecordOf};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{pallet_prelude::*, BoundedVec};
use frame_system::RawOrigin;
use salus_primitives::{
	commitment::{CiphertextDigest, FactKey, FactValue, Fingerprint},
	consent::ActionSet,
	purpose::Purpose,
	records::{RecordClass, Relation},
	roles::{ProviderKind, Role},
	traits::{
		benchmarking::{ConsentSetup, ParticipantsSetup, RecordsSetup},
		MAX_AFFILIATIONS, MAX_CUSTODIANS,
	},
	Commitment, ContradictionId, EncryptionKey, Epoch, RecordId,
};

/// The class of all records here.
const CLASS: RecordClass = RecordClass::Restricted(255);

/// 32 bytes that differ for each `what` and `index`.
fn bytes(what: u8, index: u32) -> [u8; 32] {
	let mut bytes = [what; 32];
	bytes[..4].copy_from_slice(&index.to_le_bytes());
	bytes
}

/// A key that can be sealed to.
pub(crate) fn encryption_key(index: u32) -> EncryptionKey {
	EncryptionKey(bytes(9, index))
}

/// A patient with a class that has a key.
fn patient<T: Config>() -> T::AccountId {
	let patient = account("patient", 0, 0);
	T::BenchmarkHelper::certify(&patient, Role::Patient);
	<Pallet<T> as RecordsSetup<_>>::publish_class_key(&patient, CLASS);
	patient
}

/// A practitioner whom the patient allows `actions`, and the last of the organisations it is affiliated with.
fn practitioner<T: Config>(
	who: T::AccountId,
	patient: &T::AccountId,
	actions: ActionSet,
) -> (T::AccountId, T::AccountId) {
	T::BenchmarkHelper::certify(&who, Role::Provider(ProviderKind::Practitioner));
	let mut last = who.clone();
	for index in 0..MAX_AFFILIATIONS {
		last = account("organisation", index, 0);
		T::BenchmarkHelper::certify(&last, Role::Provider(ProviderKind::Hospital));
		T::BenchmarkHelper::affiliate(&who, &last);
	}
	T::BenchmarkHelper::permit(patient, &who, actions, CLASS);
	(who, last)
}

/// The caller as a practitioner who may collect and correct, with a class that has room for one more custodian.
fn author<T: Config>(patient: &T::AccountId) -> (T::AccountId, T::AccountId) {
	for index in 1..MAX_CUSTODIANS {
		<Pallet<T> as RecordsSetup<_>>::add_custodian(patient, CLASS, &account("custodian", index, 0));
	}
	practitioner::<T>(whitelisted_caller(), patient, ActionSet::COLLECT.union(ActionSet::CORRECT))
}

/// `count` facts, numbered from `first`.
fn facts<T: Config>(first: u32, count: u32) -> BoundedVec<(FactKey, FactValue), T::MaxFacts> {
	let facts = (first..first + count).map(|index| (FactKey(bytes(1, index)), FactValue(bytes(2, index))));
	facts.collect::<Vec<_>>().try_into().expect("benchmarks stay within MaxFacts")
}

/// The record with this number.
fn new_record<T: Config>(
	index: u32,
	relation: Relation,
	facts: BoundedVec<(FactKey, FactValue), T::MaxFacts>,
) -> NewRecordOf<T> {
	NewRecord {
		class: CLASS,
		epoch: Epoch::default(),
		commitment: Commitment(bytes(3, index)),
		ciphertext: CiphertextDigest(bytes(4, index)),
		size: T::MaxRecordSize::get(),
		relation,
		fingerprint: Fingerprint(bytes(5, index)),
		emergency: false,
		facts,
	}
}

/// Anchors the record with number 0 and `count` facts numbered from 0.
fn anchored<T: Config>(
	patient: &T::AccountId,
	author: &T::AccountId,
	organisation: &T::AccountId,
	count: u32,
) -> RecordId {
	let id = NextRecordId::<T>::get();
	Pallet::<T>::anchor(
		RawOrigin::Signed(author.clone()).into(),
		patient.clone(),
		new_record::<T>(0, Relation::Original, facts::<T>(0, count)),
		Purpose::Treatment,
		Some(organisation.clone()),
	)
	.expect("the author may collect");
	id
}

/// An open contradiction about `fact`, as large as it gets.
fn contradiction<T: Config>(
	id: ContradictionId,
	patient: &T::AccountId,
	fact: FactKey,
	record: RecordId,
	patient_vote: Option<Side>,
) {
	let someone = |index| account("someone", index, 0);
	let organisations =
		|first| BoundedVec::truncate_from((first..first + MAX_AFFILIATIONS).map(someone).collect::<Vec<_>>());
	OpenContradictions::<T>::insert(patient, fact, id);
	Contradictions::<T>::insert(
		id,
		Contradiction {
			patient: patient.clone(),
			fact,
			standing: StandingValue {
				value: FactValue([1; 32]),
				record,
				author: someone(0),
				organisations: organisations(10),
			},
			claimed: ClaimedValue { value: FactValue([2; 32]), reporter: someone(1), organisations: organisations(20) },
			evidence: Commitment([3; 32]),
			status: ContradictionStatus::Open { patient_vote, reviewer_vote: Some((someone(2), Side::Standing)) },
		},
	);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// A key that replaces one.
	#[benchmark]
	fn publish_class_key() {
		let patient = patient::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(patient.clone()), CLASS, Epoch(1), encryption_key(1));

		assert_eq!(ClassKeys::<T>::get(&patient, CLASS).map(|key| key.epoch), Some(Epoch(1)));
	}

	/// A first version, the organisation's first in the class, with `f` facts that did not stand before.
	#[benchmark]
	fn anchor(f: Linear<0, { T::MaxFacts::get() }>) {
		let patient = patient::<T>();
		let (author, organisation) = author::<T>(&patient);
		let record = new_record::<T>(1, Relation::Original, facts::<T>(0, f));

		#[extrinsic_call]
		_(RawOrigin::Signed(author), patient.clone(), record, Purpose::Treatment, Some(organisation));

		assert_eq!(RecordCounts::<T>::get(patient, CLASS), 1);
	}

	/// An amendment that takes over as many facts as can be, and states `f` of them again.
	#[benchmark]
	fn anchor_amendment(f: Linear<0, { T::MaxFacts::get() }>) {
		let patient = patient::<T>();
		let (author, organisation) = author::<T>(&patient);
		let earlier = anchored::<T>(&patient, &author, &organisation, T::MaxFacts::get());
		let record = new_record::<T>(1, Relation::Amends(earlier), facts::<T>(0, f));

		#[extrinsic_call]
		anchor(RawOrigin::Signed(author), patient, record, Purpose::Treatment, Some(organisation));

		assert!(matches!(Records::<T>::get(earlier).unwrap().status, RecordStatus::Amended { .. }));
	}

	/// A retraction of a record with as many facts as can be, each part of a contradiction.
	#[benchmark]
	fn anchor_retraction() {
		let patient = patient::<T>();
		let (author, organisation) = author::<T>(&patient);
		let earlier = anchored::<T>(&patient, &author, &organisation, T::MaxFacts::get());
		for (index, (fact, _)) in facts::<T>(0, T::MaxFacts::get()).into_iter().enumerate() {
			contradiction::<T>(ContradictionId(index as u64), &patient, fact, earlier, None);
		}
		let record = new_record::<T>(1, Relation::Retracts(earlier), BoundedVec::new());

		#[extrinsic_call]
		anchor(RawOrigin::Signed(author), patient, record, Purpose::Treatment, Some(organisation));

		assert!(matches!(Records::<T>::get(earlier).unwrap().status, RecordStatus::Retracted { .. }));
	}

	/// `n` first versions, of which the last states `f` facts that did not stand before. A fact costs the same wherever it is
	/// stated, so the weight holds for more facts than one record has.
	#[benchmark]
	fn anchor_batch(n: Linear<1, { T::MaxBatch::get() }>, f: Linear<0, { T::MaxFacts::get() }>) {
		let patient = patient::<T>();
		let (author, organisation) = author::<T>(&patient);
		let mut records =
			(1..n).map(|index| new_record::<T>(index, Relation::Original, BoundedVec::new())).collect::<Vec<_>>();
		records.push(new_record::<T>(n, Relation::Original, facts::<T>(0, f)));
		let records = BoundedVec::try_from(records).expect("n is at most MaxBatch");

		#[extrinsic_call]
		_(RawOrigin::Signed(author), patient.clone(), records, Purpose::Treatment, Some(organisation));

		assert_eq!(RecordCounts::<T>::get(patient, CLASS), n);
	}

	/// By a practitioner, about a fact that was corrected before.
	#[benchmark]
	fn report_contradiction() {
		let patient = patient::<T>();
		let (reporter, organisation) = author::<T>(&patient);
		let record = anchored::<T>(&patient, &reporter, &organisation, 1);
		let fact = FactKey(bytes(1, 0));
		let past = ContradictionId(u64::MAX);
		contradiction::<T>(past, &patient, fact, record, Some(Side::Claimed));
		OpenContradictions::<T>::remove(&patient, fact);
		let corrected = Fact { value: FactValue([2; 32]), source: record, corrected: Some(past) };
		Facts::<T>::insert(&patient, fact, corrected);
		let value = FactValue([0xff; 32]);

		#[extrinsic_call]
		_(RawOrigin::Signed(reporter), patient.clone(), fact, value, Commitment([7; 32]), Purpose::Treatment);

		assert!(OpenContradictions::<T>::contains_key(patient, fact));
	}

	/// By a reviewer who may only correct, which is asked second, and who agrees with the patient on the claimed value.
	#[benchmark]
	fn resolve_contradiction() {
		let patient = patient::<T>();
		let (writer, organisation) = author::<T>(&patient);
		let record = anchored::<T>(&patient, &writer, &organisation, T::MaxFacts::get());
		let fact = FactKey(bytes(1, 0));
		let id = ContradictionId(0);
		contradiction::<T>(id, &patient, fact, record, Some(Side::Claimed));
		let (reviewer, _) = practitioner::<T>(account("reviewer", 0, 0), &patient, ActionSet::CORRECT);

		#[extrinsic_call]
		_(RawOrigin::Signed(reviewer), id, Side::Claimed);

		assert!(Facts::<T>::get(patient, fact).unwrap().corrected.is_some());
	}

	/// By the patient.
	#[benchmark]
	fn set_emergency() {
		let patient = patient::<T>();
		let (author, organisation) = author::<T>(&patient);
		let record = anchored::<T>(&patient, &author, &organisation, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(patient), record, true);

		assert!(Records::<T>::get(record).unwrap().emergency);
	}

	/// By the patient, the last of as many custodians as there may be.
	#[benchmark]
	fn release_custodian() {
		let patient = patient::<T>();
		let (author, organisation) = author::<T>(&patient);
		anchored::<T>(&patient, &author, &organisation, 0);
		assert_eq!(Custodians::<T>::get(&patient, CLASS).len() as u32, MAX_CUSTODIANS);

		#[extrinsic_call]
		_(RawOrigin::Signed(patient.clone()), patient.clone(), CLASS, organisation);

		assert_eq!(Custodians::<T>::get(&patient, CLASS).len() as u32, MAX_CUSTODIANS - 1);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}

use crate::{mock::*, pallet::*, types::NewRecord, weights::WeightInfo, NewRecordOf};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, BoundedVec};
use salus_primitives::{consent::Action, purpose::Purpose, RecordId};
use sp_runtime::{DispatchError, DispatchResult};

fn try_batch(author: AccountId, records: &[NewRecordOf<Test>]) -> DispatchResult {
	let records = BoundedVec::try_from(records.to_vec()).expect("tests stay within MaxBatch");
	EmrRecords::anchor_batch(signed(author), PATIENT, records, Purpose::Treatment, house_of(author))
}

fn weight_of(records: &[NewRecordOf<Test>]) -> frame_support::weights::Weight {
	let records = BoundedVec::try_from(records.to_vec()).expect("tests stay within MaxBatch");
	let call =
		Call::<Test>::anchor_batch { patient: PATIENT, records, purpose: Purpose::Treatment, on_behalf_of: None };
	call.get_dispatch_info().call_weight
}

#[test]
fn anchor_batch_should_anchor_all_in_order_when_each_may_be() {
	ExtBuilder::default().build_and_execute(|| {
		let batch = [original(1), original(2), original(3), original(4)];
		assert_ok!(try_batch(DOCTOR, &batch));
		let anchored = EmrRecords::records(PATIENT, CLASS, 0, 10);
		let commitments = anchored.iter().map(|(_, record)| record.commitment).collect::<Vec<_>>();
		assert_eq!(commitments, batch.each_ref().map(|record| record.commitment));
		assert_eq!(events().len(), 5, "four records and one custodian");
	});
}

#[test]
fn anchor_batch_should_ask_once_for_each_right_when_records_share_it() {
	ExtBuilder::default().build_and_execute(|| {
		let earlier = [anchor(DOCTOR, original(1)), anchor(DOCTOR, original(2))];
		advance(1);
		Directives::take_queries();
		let batch = [
			original(11),
			NewRecord { class: OTHER_CLASS, ..original(12) },
			amendment(13, earlier[0]),
			retraction(14, earlier[1]),
		];
		assert_ok!(try_batch(DOCTOR, &batch));
		let asked = Directives::take_queries();
		let asked = asked.iter().map(|query| (query.action, query.class, query.data_time)).collect::<Vec<_>>();
		assert_eq!(
			asked,
			vec![
				(Action::Collect, CLASS, Some(START + 1)),
				(Action::Collect, OTHER_CLASS, Some(START + 1)),
				(Action::Correct, CLASS, Some(START)),
			]
		);
	});
}

#[test]
fn anchor_batch_should_anchor_none_when_one_may_not_be() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, stating(original(1), &[(1, 1)]));
		let cases: [(NewRecordOf<Test>, Error<Test>); 4] = [
			(original(1), Error::Duplicate),
			(stating(original(9), &[(1, 2)]), Error::ContradictsFact),
			(NewRecord { size: 0, ..original(9) }, Error::RecordEmpty),
			(amendment(9, RecordId(77)), Error::RecordNotFound),
		];
		for (bad, error) in cases {
			assert_noop!(try_batch(DOCTOR, &[original(2), original(3), bad]), error);
		}
	});
}

#[test]
fn anchor_batch_should_fail_when_its_own_records_are_the_same_or_contradict() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_batch(DOCTOR, &[original(1), original(1)]), Error::<Test>::Duplicate);
		let same_ciphertext = NewRecord { ciphertext: original(1).ciphertext, ..original(2) };
		assert_noop!(try_batch(DOCTOR, &[original(1), same_ciphertext]), Error::<Test>::CiphertextTaken);
		let contradicting = [stating(original(1), &[(1, 1)]), stating(original(2), &[(1, 2)])];
		assert_noop!(try_batch(DOCTOR, &contradicting), Error::<Test>::ContradictsFact);
	});
}

#[test]
fn anchor_batch_should_fail_when_two_of_its_records_follow_the_same_version() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let batch = [amendment(2, first), amendment(3, first)];
		assert_noop!(try_batch(DOCTOR, &batch), Error::<Test>::NotLatest);
		let batch = [retraction(2, first), amendment(3, first)];
		assert_noop!(try_batch(DOCTOR, &batch), Error::<Test>::AlreadyRetracted);
	});
}

#[test]
fn anchor_batch_should_fail_when_a_record_follows_one_of_the_same_batch() {
	ExtBuilder::default().build_and_execute(|| {
		let next = NextRecordId::<Test>::get();
		assert_noop!(try_batch(DOCTOR, &[original(1), amendment(2, next)]), Error::<Test>::RecordNotFound);
	});
}

#[test]
fn anchor_batch_should_fail_when_one_right_of_two_is_missing() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		Directives::withdraw(PATIENT, DOCTOR, Action::Correct);
		assert_noop!(try_batch(DOCTOR, &[original(2), amendment(3, first)]), Error::<Test>::NoConsent);
	});
}

#[test]
fn anchor_batch_should_fail_when_it_is_empty() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_batch(DOCTOR, &[]), Error::<Test>::EmptyBatch);
	});
}

#[test]
fn anchor_batch_should_fail_when_it_is_longer_than_allowed() {
	let records = (0..=MaxBatch::get()).map(|seed| original(seed as u8)).collect::<Vec<_>>();
	assert!(BoundedVec::<_, MaxBatch>::try_from(records).is_err());
}

#[test]
fn anchor_batch_should_fail_when_the_signer_may_not_write() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_batch(STRANGER, &[original(1)]), Error::<Test>::NotCertified);
		assert_noop!(try_batch(INSURER, &[original(1)]), Error::<Test>::NotClinical);
		assert_noop!(try_batch(PHARMACY, &[original(1)]), Error::<Test>::NoConsent);
		assert_noop!(
			EmrRecords::anchor_batch(
				RuntimeOrigin::root(),
				PATIENT,
				BoundedVec::truncate_from(vec![original(1)]),
				Purpose::Treatment,
				None
			),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn anchor_batch_should_cost_what_its_records_cost_when_they_share_nothing() {
	let first = stating(original(1), &[(1, 1), (2, 2)]);
	let second = stating(original(2), &[(3, 3)]);
	assert_eq!(weight_of(&[first.clone(), second.clone()]), <()>::anchor_batch(2, 3));
	let elsewhere = NewRecord { class: OTHER_CLASS, ..second };
	assert_eq!(
		weight_of(&[first.clone(), elsewhere, amendment(3, RecordId(0)), retraction(4, RecordId(1))]),
		<()>::anchor_batch(1, 2)
			.saturating_add(<()>::anchor(1))
			.saturating_add(<()>::anchor_amendment(0))
			.saturating_add(<()>::anchor_retraction())
	);
}

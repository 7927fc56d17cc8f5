//! `anchor` with a relation to an earlier record.

use crate::{
	mock::*,
	pallet::*,
	types::{NewRecord, RecordStatus},
};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
	consent::{Action, Query},
	purpose::Purpose,
	records::Relation,
	RecordId,
};

#[test]
fn anchor_should_link_both_versions_when_one_amends_the_other() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let second = anchor(DOCTOR, amendment(2, first));
		let third = anchor(DOCTOR, amendment(3, second));
		assert_eq!(status(first), RecordStatus::Amended { by: second });
		assert_eq!(status(second), RecordStatus::Amended { by: third });
		assert_eq!(status(third), RecordStatus::Current);
		assert_eq!(record(third).relation, Relation::Amends(second));
	});
}

#[test]
fn anchor_should_ask_for_the_right_to_correct_when_a_version_follows() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let second = anchor(DOCTOR, original(2));
		advance(10);
		for new in [amendment(3, first), retraction(4, second)] {
			Directives::take_queries();
			anchor(DOCTOR, new);
			assert_eq!(
				Directives::take_queries(),
				vec![Query {
					patient: PATIENT,
					actor: DOCTOR,
					action: Action::Correct,
					purpose: Purpose::Treatment,
					class: CLASS,
					data_time: Some(START),
				}]
			);
		}
	});
}

#[test]
fn anchor_should_fail_when_the_author_may_collect_but_not_correct() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		Directives::withdraw(PATIENT, DOCTOR, Action::Correct);
		for new in [amendment(2, first), retraction(2, first)] {
			assert_noop!(try_anchor(DOCTOR, PATIENT, new), Error::<Test>::NoConsent);
		}
	});
}

#[test]
fn anchor_should_let_a_colleague_follow_when_acting_for_the_same_organisation() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let second = anchor(COLLEAGUE, amendment(2, first));
		let third = anchor(HOSPITAL, amendment(3, second));
		anchor(DOCTOR, retraction(4, third));
		assert!(matches!(status(third), RecordStatus::Retracted { .. }));
	});
}

#[test]
fn anchor_should_fail_when_a_colleague_does_not_name_the_organisation() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		assert_noop!(
			EmrRecords::anchor(signed(COLLEAGUE), PATIENT, amendment(2, first), Purpose::Treatment, None),
			Error::<Test>::NotAuthor
		);
	});
}

#[test]
fn anchor_should_let_the_author_follow_when_it_left_the_organisation() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		Directory::part(DOCTOR, HOSPITAL);
		assert_ok!(EmrRecords::anchor(signed(DOCTOR), PATIENT, amendment(2, first), Purpose::Treatment, None));
	});
}

#[test]
fn anchor_should_fail_when_somebody_else_follows() {
	ExtBuilder::default().build_and_execute(|| {
		let by_doctor = anchor(DOCTOR, original(1));
		let by_patient = anchor(PATIENT, original(2));
		let alone = anchor(REVIEWER, original(3));
		for author in [CLINIC, CLINICIAN, REVIEWER, PATIENT] {
			assert_noop!(try_anchor(author, PATIENT, amendment(9, by_doctor)), Error::<Test>::NotAuthor);
			assert_noop!(try_anchor(author, PATIENT, retraction(9, by_doctor)), Error::<Test>::NotAuthor);
		}
		// Having no custodian in common is not having the same.
		for author in [HOSPITAL, DOCTOR, CLINIC] {
			assert_noop!(try_anchor(author, PATIENT, amendment(9, by_patient)), Error::<Test>::NotAuthor);
			assert_noop!(try_anchor(author, PATIENT, amendment(9, alone)), Error::<Test>::NotAuthor);
		}
		assert_noop!(
			EmrRecords::anchor(signed(DOCTOR), PATIENT, amendment(9, alone), Purpose::Treatment, None),
			Error::<Test>::NotAuthor
		);
		anchor(PATIENT, amendment(9, by_patient));
	});
}

#[test]
fn anchor_should_fail_when_the_earlier_record_is_missing_or_to_come() {
	ExtBuilder::default().build_and_execute(|| {
		let next = NextRecordId::<Test>::get();
		for id in [next, RecordId(1_000)] {
			assert_noop!(try_anchor(DOCTOR, PATIENT, amendment(1, id)), Error::<Test>::RecordNotFound);
			assert_noop!(try_anchor(DOCTOR, PATIENT, retraction(1, id)), Error::<Test>::RecordNotFound);
		}
	});
}

#[test]
fn anchor_should_fail_when_the_earlier_record_is_another_patients() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		assert_noop!(try_anchor(DOCTOR, OTHER_PATIENT, amendment(2, first)), Error::<Test>::WrongPatient);
		assert_noop!(try_anchor(DOCTOR, OTHER_PATIENT, retraction(2, first)), Error::<Test>::WrongPatient);
	});
}

#[test]
fn anchor_should_fail_when_a_version_has_another_class() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		for new in [amendment(2, first), retraction(2, first)] {
			let moved = NewRecord { class: OTHER_CLASS, ..new };
			assert_noop!(try_anchor(DOCTOR, PATIENT, moved), Error::<Test>::WrongClass);
		}
	});
}

#[test]
fn anchor_should_fail_when_the_earlier_record_is_not_the_latest_version() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let second = anchor(DOCTOR, amendment(2, first));
		assert_noop!(try_anchor(DOCTOR, PATIENT, amendment(3, first)), Error::<Test>::NotLatest);
		assert_noop!(try_anchor(DOCTOR, PATIENT, retraction(3, first)), Error::<Test>::NotLatest);

		let third = anchor(DOCTOR, retraction(3, second));
		assert_noop!(try_anchor(DOCTOR, PATIENT, amendment(4, second)), Error::<Test>::AlreadyRetracted);
		assert_noop!(try_anchor(DOCTOR, PATIENT, retraction(4, second)), Error::<Test>::AlreadyRetracted);

		assert_noop!(try_anchor(DOCTOR, PATIENT, amendment(4, third)), Error::<Test>::RetractionIsFinal);
		assert_noop!(try_anchor(DOCTOR, PATIENT, retraction(4, third)), Error::<Test>::RetractionIsFinal);
	});
}

#[test]
fn anchor_should_fail_when_an_amendment_has_the_content_of_a_version_before() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let second = anchor(DOCTOR, amendment(2, first));
		let back = NewRecord { ciphertext: original(3).ciphertext, ..amendment(1, second) };
		assert_noop!(try_anchor(DOCTOR, PATIENT, back), Error::<Test>::Duplicate);
	});
}

#[test]
fn anchor_should_give_the_fingerprint_free_when_the_record_is_retracted() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let reason = anchor(DOCTOR, retraction(2, first));
		assert_eq!(status(first), RecordStatus::Retracted { by: reason });
		assert_eq!(EmrRecords::record_by_fingerprint(PATIENT, original(1).fingerprint), None);
		let again = anchor(CLINICIAN, NewRecord { ciphertext: original(3).ciphertext, ..original(1) });
		assert_eq!(EmrRecords::record_by_fingerprint(PATIENT, original(1).fingerprint), Some(again));
	});
}

#[test]
fn anchor_should_fail_when_a_retraction_carries_facts_or_the_emergency_mark() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, NewRecord { emergency: true, ..original(1) });
		for bad in [stating(retraction(2, first), &[(1, 1)]), NewRecord { emergency: true, ..retraction(2, first) }] {
			assert_noop!(try_anchor(DOCTOR, PATIENT, bad), Error::<Test>::RetractionNotBare);
		}
		anchor(DOCTOR, retraction(2, first));
	});
}

#[test]
fn anchor_should_fail_when_a_providers_amendment_changes_the_emergency_mark() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		assert_ok!(EmrRecords::set_emergency(signed(PATIENT), first, true));
		assert_noop!(try_anchor(DOCTOR, PATIENT, amendment(2, first)), Error::<Test>::EmergencyMarkChanged);
		anchor(DOCTOR, NewRecord { emergency: true, ..amendment(2, first) });

		let own = anchor(PATIENT, original(3));
		anchor(PATIENT, NewRecord { emergency: true, ..amendment(4, own) });
	});
}

use crate::{
	mock::*,
	pallet::*,
	types::{ClaimedValue, Contradiction, ContradictionStatus, Side, StandingValue},
};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
	consent::{Action, Query},
	purpose::Purpose,
	Commitment, ContradictionId,
};
use sp_runtime::{DispatchError, DispatchResult};

const EVIDENCE: Commitment = Commitment([77; 32]);

fn try_report(reporter: AccountId, fact_number: u8, claimed: u8) -> DispatchResult {
	EmrRecords::report_contradiction(
		signed(reporter),
		PATIENT,
		fact(fact_number),
		value(claimed),
		EVIDENCE,
		Purpose::Treatment,
	)
}

#[test]
fn report_contradiction_should_keep_both_values_when_they_differ() {
	ExtBuilder::default().build_and_execute(|| {
		let record = anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		advance(3);
		Directives::take_queries();
		assert_ok!(try_report(CLINICIAN, 1, 11));
		let id = ContradictionId(0);
		assert_eq!(
			EmrRecords::contradiction(id),
			Some(Contradiction {
				patient: PATIENT,
				fact: fact(1),
				standing: StandingValue {
					value: value(10),
					record,
					author: DOCTOR,
					organisations: vec![HOSPITAL].try_into().unwrap()
				},
				claimed: ClaimedValue {
					value: value(11),
					reporter: CLINICIAN,
					organisations: vec![CLINIC].try_into().unwrap(),
				},
				evidence: EVIDENCE,
				status: ContradictionStatus::Open { patient_vote: None, reviewer_vote: None },
			})
		);
		assert_eq!(EmrRecords::open_contradiction(PATIENT, fact(1)), Some(id));
		assert_eq!(EmrRecords::fact(PATIENT, fact(1)).unwrap().value, value(10), "the standing value stands");
		assert_eq!(
			last_event(),
			Event::ContradictionReported { contradiction: id, patient: PATIENT, fact: fact(1), reporter: CLINICIAN }
		);
		assert_eq!(
			Directives::take_queries(),
			vec![Query {
				patient: PATIENT,
				actor: CLINICIAN,
				action: Action::Collect,
				purpose: Purpose::Treatment,
				class: CLASS,
				data_time: Some(START + 3),
			}]
		);
	});
}

#[test]
fn report_contradiction_should_fail_when_no_such_fact_stands() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_report(CLINICIAN, 1, 11), Error::<Test>::FactNotFound);
	});
}

#[test]
fn report_contradiction_should_fail_when_the_value_is_the_standing_one() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		assert_noop!(try_report(CLINICIAN, 1, 10), Error::<Test>::ValueUnchanged);
	});
}

#[test]
fn report_contradiction_should_fail_when_one_is_open() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, stating(original(1), &[(1, 10), (2, 20)]));
		assert_ok!(try_report(CLINICIAN, 1, 11));
		assert_noop!(try_report(REVIEWER, 1, 12), Error::<Test>::ContradictionOpen);
		assert_ok!(try_report(REVIEWER, 2, 21));
	});
}

#[test]
fn report_contradiction_should_fail_when_the_signer_does_not_treat_patients() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		assert_noop!(try_report(STRANGER, 1, 11), Error::<Test>::NotCertified);
		for who in [INSURER, PATIENT] {
			assert_noop!(try_report(who, 1, 11), Error::<Test>::NotClinical);
		}
	});
}

#[test]
fn report_contradiction_should_fail_when_the_patient_does_not_allow_to_collect() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		Directives::permit(PATIENT, PHARMACY, &[Action::Correct]);
		assert_noop!(try_report(PHARMACY, 1, 11), Error::<Test>::NoConsent);
		Directives::deny(true);
		assert_noop!(try_report(PHARMACY, 1, 11), Error::<Test>::ConsentDenied);
	});
}

#[test]
fn report_contradiction_should_fail_when_there_are_no_more_ids() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		NextContradictionId::<Test>::put(ContradictionId(u64::MAX));
		assert_noop!(try_report(CLINICIAN, 1, 11), Error::<Test>::TooManyContradictions);
	});
}

#[test]
fn report_contradiction_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		assert_noop!(
			EmrRecords::report_contradiction(
				RuntimeOrigin::root(),
				PATIENT,
				fact(1),
				value(11),
				EVIDENCE,
				Purpose::Treatment
			),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn report_contradiction_should_be_over_when_the_standing_record_is_retracted() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		assert_ok!(try_report(CLINICIAN, 1, 11));
		let second = anchor(DOCTOR, amendment(2, first));
		assert_eq!(EmrRecords::open_contradiction(PATIENT, fact(1)), Some(ContradictionId(0)));
		advance(9);
		let by = anchor(DOCTOR, retraction(3, second));
		assert_eq!(EmrRecords::open_contradiction(PATIENT, fact(1)), None);
		assert_eq!(
			EmrRecords::contradiction(ContradictionId(0)).unwrap().status,
			ContradictionStatus::Lapsed { by, at: START + 9 }
		);
		assert!(events().contains(&Event::ContradictionLapsed { contradiction: ContradictionId(0), by }));
		assert_noop!(
			EmrRecords::resolve_contradiction(signed(PATIENT), ContradictionId(0), Side::Claimed),
			Error::<Test>::ContradictionClosed
		);
		anchor(CLINICIAN, stating(original(4), &[(1, 11)]));
	});
}

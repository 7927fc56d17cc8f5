use crate::{mock::*, pallet::*};
use frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless};
use sp_runtime::DispatchError;

#[test]
fn release_custodian_should_take_the_organisation_off_when_it_or_the_patient_says_so() {
	for who in [HOSPITAL, PATIENT] {
		ExtBuilder::default().build_and_execute(|| {
			anchor(HOSPITAL, original(1));
			anchor(CLINICIAN, original(2));
			assert_ok!(EmrRecords::release_custodian(signed(who), PATIENT, CLASS, HOSPITAL));
			assert_eq!(last_event(), Event::CustodianReleased { patient: PATIENT, class: CLASS, custodian: HOSPITAL });
			assert!(!EmrRecords::custodians(PATIENT, CLASS).contains(&HOSPITAL));
			// Who writes again holds records again.
			anchor(HOSPITAL, original(3));
			assert!(EmrRecords::custodians(PATIENT, CLASS).contains(&HOSPITAL));
		});
	}
}

#[test]
fn release_custodian_should_make_room_when_the_list_is_full() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(HOSPITAL, original(1));
		assert_ok!(EmrRecords::release_custodian(signed(PATIENT), PATIENT, CLASS, HOSPITAL));
		assert!(!Custodians::<Test>::contains_key(PATIENT, CLASS));
	});
}

#[test]
fn release_custodian_should_fail_when_the_signer_is_neither_patient_nor_the_custodian() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(HOSPITAL, original(1));
		for who in [DOCTOR, CLINIC, OTHER_PATIENT] {
			assert_noop!(
				EmrRecords::release_custodian(signed(who), PATIENT, CLASS, HOSPITAL),
				Error::<Test>::NotCustodianNorPatient
			);
		}
	});
}

#[test]
fn release_custodian_should_fail_when_the_organisation_is_not_listed() {
	ExtBuilder::default().build_and_execute(|| {
		let release = |class, custodian| EmrRecords::release_custodian(signed(PATIENT), PATIENT, class, custodian);
		assert_noop!(release(CLASS, HOSPITAL), Error::<Test>::CustodianNotFound);
		anchor(HOSPITAL, original(1));
		assert_noop!(release(OTHER_CLASS, HOSPITAL), Error::<Test>::CustodianNotFound);
		assert_noop!(release(CLASS, CLINIC), Error::<Test>::CustodianNotFound);
	});
}

#[test]
fn release_custodian_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(HOSPITAL, original(1));
		assert_noop!(
			EmrRecords::release_custodian(RuntimeOrigin::root(), PATIENT, CLASS, HOSPITAL),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn release_custodian_should_be_free_when_a_patient_with_free_calls_releases_from_the_own_list() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::<Test>::release_custodian { patient: PATIENT, class: CLASS, custodian: HOSPITAL };
		assert!(!call.is_feeless(&signed(PATIENT)));
		Allowance::set(1);
		assert!(call.is_feeless(&signed(PATIENT)));
		assert!(!call.is_feeless(&signed(HOSPITAL)));
	});
}

use crate::{mock::*, pallet::*, types::NewRecord};
use frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless};
use salus_primitives::RecordId;
use sp_runtime::DispatchError;

#[test]
fn set_emergency_should_change_the_mark_when_the_patient_wants() {
	ExtBuilder::default().build_and_execute(|| {
		let id = anchor(DOCTOR, original(1));
		for emergency in [true, false] {
			assert_ok!(EmrRecords::set_emergency(signed(PATIENT), id, emergency));
			assert_eq!(record(id).emergency, emergency);
			assert_eq!(last_event(), Event::EmergencyMarkSet { record: id, emergency });
		}
	});
}

#[test]
fn set_emergency_should_fail_when_the_mark_is_as_wanted() {
	ExtBuilder::default().build_and_execute(|| {
		let id = anchor(DOCTOR, original(1));
		assert_noop!(EmrRecords::set_emergency(signed(PATIENT), id, false), Error::<Test>::EmergencyMarkUnchanged);
	});
}

#[test]
fn set_emergency_should_fail_when_the_record_is_another_patients() {
	ExtBuilder::default().build_and_execute(|| {
		let id = anchor(DOCTOR, original(1));
		assert_noop!(EmrRecords::set_emergency(signed(OTHER_PATIENT), id, true), Error::<Test>::WrongPatient);
	});
}

#[test]
fn set_emergency_should_fail_when_the_signer_is_no_certified_patient() {
	ExtBuilder::default().build_and_execute(|| {
		let id = anchor(DOCTOR, original(1));
		for who in [DOCTOR, HOSPITAL] {
			assert_noop!(EmrRecords::set_emergency(signed(who), id, true), Error::<Test>::NotPatient);
		}
		Directory::set_role(PATIENT, None);
		assert_noop!(EmrRecords::set_emergency(signed(PATIENT), id, true), Error::<Test>::NotCertified);
	});
}

#[test]
fn set_emergency_should_fail_when_there_is_no_such_record() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(EmrRecords::set_emergency(signed(PATIENT), RecordId(0), true), Error::<Test>::RecordNotFound);
	});
}

#[test]
fn set_emergency_should_fail_when_the_record_is_not_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, NewRecord { emergency: true, ..original(1) });
		let second = anchor(DOCTOR, NewRecord { emergency: true, ..amendment(2, first) });
		let third = anchor(DOCTOR, retraction(3, second));
		for (id, error) in [
			(first, Error::<Test>::NotLatest),
			(second, Error::<Test>::AlreadyRetracted),
			(third, Error::<Test>::RetractionIsFinal),
		] {
			assert_noop!(EmrRecords::set_emergency(signed(PATIENT), id, false), error);
		}
	});
}

#[test]
fn set_emergency_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = anchor(DOCTOR, original(1));
		assert_noop!(EmrRecords::set_emergency(RuntimeOrigin::root(), id, true), DispatchError::BadOrigin);
	});
}

#[test]
fn set_emergency_should_be_free_when_the_patient_has_free_calls() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::<Test>::set_emergency { record: RecordId(0), emergency: true };
		assert!(!call.is_feeless(&signed(PATIENT)));
		Allowance::set(1);
		assert!(call.is_feeless(&signed(PATIENT)));
		assert!(!call.is_feeless(&signed(DOCTOR)));
	});
}

use super::*;

fn set(who: AccountId, keyholders: &[AccountId]) -> sp_runtime::DispatchResult {
	EmrConsent::set_emergency_keyholders(signed(who), BoundedVec::truncate_from(keyholders.to_vec()))
}

#[test]
fn set_emergency_keyholders_should_replace_the_list_when_the_patient_names_others() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, RecordClass::Allergy, 0);
		assert_ok!(set(PATIENT, &[HOSPITAL, CLINIC]));
		for keyholder in [HOSPITAL, CLINIC] {
			let key = keys(vec![sealed(RecordClass::Allergy, 0)]);
			assert_ok!(EmrConsent::seal_emergency_keys(signed(PATIENT), keyholder, key));
		}
		assert_ok!(set(PATIENT, &[CLINIC]));
		assert_eq!(EmrConsent::emergency_keyholders(PATIENT), vec![CLINIC]);
		assert!(EmrConsent::emergency_keys(PATIENT, HOSPITAL).is_empty());
		assert_eq!(EmrConsent::emergency_keys(PATIENT, CLINIC).len(), 1);
		assert_last_event(Event::EmergencyKeyholdersSet {
			patient: PATIENT,
			keyholders: BoundedVec::truncate_from(vec![CLINIC]),
		});
		assert_ok!(set(PATIENT, &[]));
		assert!(EmrConsent::emergency_keyholders(PATIENT).is_empty());
	});
}

#[test]
fn set_emergency_keyholders_should_fail_when_a_keyholder_does_not_fit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set(PATIENT, &[HOSPITAL, HOSPITAL]), E::DuplicateKeyholder);
		for keyholder in [DOCTOR, INSURER, MINISTRY, OTHER_PATIENT] {
			assert_noop!(set(PATIENT, &[keyholder]), E::NotProviderOrganisation);
		}
		assert_noop!(set(PATIENT, &[STRANGER]), E::NotCertified);
	});
}

#[test]
fn set_emergency_keyholders_should_fail_when_the_caller_is_no_certified_patient() {
	ExtBuilder::default().build_and_execute(|| {
		for caller in [HOSPITAL, STRANGER] {
			assert_noop!(set(caller, &[CLINIC]), E::NotPatient);
		}
		assert_noop!(
			EmrConsent::set_emergency_keyholders(RuntimeOrigin::none(), BoundedVec::new()),
			DispatchError::BadOrigin
		);
	});
}

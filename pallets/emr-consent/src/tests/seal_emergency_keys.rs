use super::*;

fn seal(who: AccountId, keyholder: AccountId, list: Vec<SealedClassKey>) -> sp_runtime::DispatchResult {
	EmrConsent::seal_emergency_keys(signed(who), keyholder, keys(list))
}

fn name_hospital() {
	assert_ok!(EmrConsent::set_emergency_keyholders(signed(PATIENT), BoundedVec::truncate_from(vec![HOSPITAL])));
}

#[test]
fn seal_emergency_keys_should_add_and_replace_when_the_keyholder_is_named() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, RecordClass::Allergy, 1);
		publish_key(PATIENT, RecordClass::Summary, 0);
		name_hospital();
		assert_ok!(seal(PATIENT, HOSPITAL, vec![sealed(RecordClass::Allergy, 0)]));
		assert_ok!(seal(PATIENT, HOSPITAL, vec![sealed(RecordClass::Allergy, 1), sealed(RecordClass::Summary, 0)]));
		assert_last_event(Event::EmergencyKeysSealed { patient: PATIENT, keyholder: HOSPITAL, keys: 2 });
		assert_eq!(
			EmrConsent::emergency_keys(PATIENT, HOSPITAL),
			vec![sealed(RecordClass::Allergy, 1), sealed(RecordClass::Summary, 0)]
		);
	});
}

#[test]
fn seal_emergency_keys_should_fail_when_the_keyholder_is_not_named() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, RecordClass::Allergy, 0);
		publish_key(OTHER_PATIENT, RecordClass::Allergy, 0);
		name_hospital();
		let key = || vec![sealed(RecordClass::Allergy, 0)];
		assert_noop!(seal(PATIENT, CLINIC, key()), E::NotKeyholder);
		assert_noop!(seal(OTHER_PATIENT, HOSPITAL, key()), E::NotKeyholder);
		assert_noop!(seal(HOSPITAL, HOSPITAL, key()), E::NotKeyholder);
	});
}

#[test]
fn seal_emergency_keys_should_fail_when_the_keys_do_not_fit() {
	ExtBuilder::default().build_and_execute(|| {
		name_hospital();
		publish_key(PATIENT, RecordClass::Laboratory, 0);
		publish_key(PATIENT, RecordClass::Restricted(1), 0);
		assert_noop!(seal(PATIENT, HOSPITAL, vec![]), E::NoKeys);
		assert_noop!(seal(PATIENT, HOSPITAL, vec![sealed(RecordClass::Laboratory, 0)]), E::NotEmergencyClass);
		assert_noop!(seal(PATIENT, HOSPITAL, vec![sealed(RecordClass::Restricted(1), 0)]), E::NotEmergencyClass);
		assert_noop!(seal(PATIENT, HOSPITAL, vec![sealed(RecordClass::Allergy, 0)]), E::NoClassKey);
		publish_key(PATIENT, RecordClass::Allergy, 0);
		assert_noop!(seal(PATIENT, HOSPITAL, vec![sealed(RecordClass::Allergy, 1)]), E::EpochInFuture);
		let twice = vec![sealed(RecordClass::Allergy, 0), sealed(RecordClass::Allergy, 0)];
		assert_noop!(seal(PATIENT, HOSPITAL, twice), E::DuplicateClass);
		assert_noop!(
			EmrConsent::seal_emergency_keys(RuntimeOrigin::root(), HOSPITAL, keys(vec![])),
			DispatchError::BadOrigin
		);
	});
}

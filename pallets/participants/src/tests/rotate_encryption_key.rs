use super::*;
use sp_runtime::ArithmeticError;

#[test]
fn rotate_encryption_key_should_replace_the_key_when_it_is_another() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::rotate_encryption_key(signed(DOCTOR), OTHER_KEY));
		assert_eq!(Participants::encryption_key(DOCTOR), Some(OTHER_KEY));
		assert_eq!(Registry::<Test>::get(DOCTOR).unwrap().key_version, 1);
		assert_last_event(Event::EncryptionKeyRotated { account: DOCTOR, version: 1 });
		assert_ok!(Participants::rotate_encryption_key(signed(DOCTOR), KEY));
		assert_last_event(Event::EncryptionKeyRotated { account: DOCTOR, version: 2 });
	});
}

#[test]
fn rotate_encryption_key_should_work_when_the_signer_is_not_certified() {
	ExtBuilder::default().build_and_execute(|| {
		suspend_hospital();
		assert_ok!(Participants::rotate_encryption_key(signed(HOSPITAL), OTHER_KEY));
	});
}

#[test]
fn rotate_encryption_key_should_fail_when_the_key_is_the_same() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::rotate_encryption_key(signed(DOCTOR), KEY), Error::<Test>::EncryptionKeyUnchanged);
	});
}

#[test]
fn rotate_encryption_key_should_fail_when_nothing_can_be_sealed_to_the_key() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Participants::rotate_encryption_key(signed(DOCTOR), WEAK_KEY),
			Error::<Test>::InvalidEncryptionKey
		);
	});
}

#[test]
fn rotate_encryption_key_should_fail_when_the_key_is_the_signing_key() {
	ExtBuilder::default().build_and_execute(|| {
		let signing = EncryptionKey(*DOCTOR.as_ref());
		assert_noop!(Participants::rotate_encryption_key(signed(DOCTOR), signing), Error::<Test>::InvalidEncryptionKey);
	});
}

#[test]
fn rotate_encryption_key_should_fail_when_the_signer_is_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::rotate_encryption_key(signed(STRANGER), KEY), Error::<Test>::NotRegistered);
	});
}

#[test]
fn rotate_encryption_key_should_fail_when_the_versions_are_used_up() {
	ExtBuilder::default().build_and_execute(|| {
		Registry::<Test>::mutate(DOCTOR, |doctor| doctor.as_mut().unwrap().key_version = u32::MAX);
		assert_noop!(Participants::rotate_encryption_key(signed(DOCTOR), OTHER_KEY), ArithmeticError::Overflow);
	});
}

#[test]
fn rotate_encryption_key_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::rotate_encryption_key(RuntimeOrigin::root(), KEY), BadOrigin);
	});
}

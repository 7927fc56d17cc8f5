use super::*;
use crate::types::{wrapped, Enrolment};
use frame_support::traits::fungible::InspectHold;
use sp_runtime::TokenError;

#[test]
fn enrol_patient_should_register_and_certify_when_the_patient_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(enrol(enrolment()));
		assert_eq!(Participants::certified_role(PATIENT), Some(Role::Patient));
		assert_eq!(Participants::encryption_key(PATIENT), Some(KEY));
		let certificate = Certificates::<Test>::get(PATIENT).unwrap();
		assert_eq!((certificate.issuer, certificate.commitment), (HOSPITAL, COMMITMENT));
		assert_eq!((certificate.issued, certificate.expires), (NOW, EXPIRY));
		System::assert_has_event(Event::Registered { account: PATIENT, role: Role::Patient }.into());
		assert_last_event(Event::Certified { account: PATIENT, issuer: HOSPITAL, expires: EXPIRY });
	});
}

#[test]
fn enrol_patient_should_work_when_a_wallet_wrapped_what_was_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let payload = Participants::enrolment_payload(HOSPITAL, PATIENT, KEY, COMMITMENT, EXPIRY, NOW + DAY);
		assert_ok!(enrol_with(enrolment(), sign(&PATIENT, &wrapped(&payload))));
	});
}

#[test]
fn enrol_patient_should_charge_the_institution_when_the_patient_has_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let held = || Balances::balance_on_hold(&RegistrationHold::get(), &HOSPITAL);
		let before = held();
		assert_ok!(enrol(enrolment()));
		assert!(held() > before);
		assert_eq!(Balances::free_balance(PATIENT), 0);
		assert_eq!(Registry::<Test>::get(PATIENT).unwrap().deposit.unwrap().depositor, HOSPITAL);
	});
}

#[test]
fn enrol_patient_should_let_the_patient_sign_when_it_has_no_tokens() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_eq!(System::providers(&PATIENT), 1);
		assert_ok!(submit(PATIENT, crate::Call::rotate_encryption_key { new: OTHER_KEY }).unwrap());
		assert_eq!(System::account_nonce(&PATIENT), 1);
	});
}

#[test]
fn enrol_patient_should_work_in_the_last_millisecond_of_the_signature() {
	ExtBuilder::default().build_and_execute(|| {
		set_time(NOW + DAY);
		assert_ok!(enrol(enrolment()));
	});
}

#[test]
fn enrol_patient_should_work_when_a_ministry_or_clinic_signs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(enrol(Enrolment { institution: MINISTRY, ..enrolment() }));
		assert_ok!(enrol(Enrolment { institution: CLINIC, patient: OTHER_PATIENT, ..enrolment() }));
	});
}

#[test]
fn enrol_patient_should_fail_when_the_signature_was_for_another_enrolment() {
	ExtBuilder::default().build_and_execute(|| {
		let signature = agreed(&enrolment());
		let others = [
			Enrolment { institution: CLINIC, ..enrolment() },
			Enrolment { patient: OTHER_PATIENT, ..enrolment() },
			Enrolment { encryption_key: OTHER_KEY, ..enrolment() },
			Enrolment { certificate: OTHER_COMMITMENT, ..enrolment() },
			Enrolment { expires: EXPIRY + 1, ..enrolment() },
			Enrolment { deadline: NOW + DAY + 1, ..enrolment() },
		];
		for other in others {
			assert_noop!(enrol_with(other, signature.clone()), Error::<Test>::InvalidSignature);
		}
	});
}

#[test]
fn enrol_patient_should_fail_when_the_signature_was_for_another_chain() {
	ExtBuilder::default().build_and_execute(|| {
		let payload = enrolment().payload(&sp_core::H256::zero());
		assert_noop!(enrol_with(enrolment(), sign(&PATIENT, &payload)), Error::<Test>::InvalidSignature);
	});
}

#[test]
fn enrol_patient_should_fail_when_somebody_else_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let payload = Participants::payload_of(&enrolment());
		assert_noop!(enrol_with(enrolment(), sign(&OTHER_PATIENT, &payload)), Error::<Test>::InvalidSignature);
	});
}

#[test]
fn enrol_patient_should_fail_when_sent_twice() {
	ExtBuilder::default().build_and_execute(|| {
		let signature = agreed(&enrolment());
		assert_ok!(enrol_with(enrolment(), signature.clone()));
		assert_noop!(enrol_with(enrolment(), signature.clone()), Error::<Test>::AlreadyRegistered);
		// Not even to undo a revocation.
		assert_ok!(Participants::revoke(signed(CERTIFIER), PATIENT, RevocationReason::IssuedInError));
		assert_noop!(enrol_with(enrolment(), signature), Error::<Test>::AlreadyRegistered);
	});
}

#[test]
fn enrol_patient_should_fail_when_the_deadline_has_passed() {
	ExtBuilder::default().build_and_execute(|| {
		set_time(NOW + DAY + 1);
		assert_noop!(enrol(enrolment()), Error::<Test>::SignatureExpired);
	});
}

#[test]
fn enrol_patient_should_fail_when_the_hospitals_certificate_is_not_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		suspend_hospital();
		assert_noop!(enrol(enrolment()), Error::<Test>::NotCertified);
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, RevocationReason::KeyCompromise));
		assert_noop!(enrol(enrolment()), Error::<Test>::NotCertified);
	});
}

#[test]
fn enrol_patient_should_fail_when_the_hospitals_certificate_has_expired() {
	ExtBuilder::default().build_and_execute(|| {
		let late = Enrolment { deadline: EXPIRY + DAY, expires: EXPIRY + DAY, ..enrolment() };
		set_time(EXPIRY + 1);
		assert_noop!(enrol(late.clone()), Error::<Test>::NotCertified);
		set_time(EXPIRY);
		assert_ok!(enrol(late));
	});
}

#[test]
fn enrol_patient_should_fail_when_the_hospitals_issuer_is_no_longer_authorised() {
	ExtBuilder::default().build_and_execute(|| {
		revoke_certifier();
		assert_noop!(enrol(enrolment()), Error::<Test>::NotCertified);
	});
}

#[test]
fn enrol_patient_should_fail_when_the_role_may_not_enrol() {
	ExtBuilder::default().build_and_execute(|| {
		for institution in [PHARMACY, DOCTOR, INSURER, CERTIFIER] {
			assert_noop!(enrol(Enrolment { institution, ..enrolment() }), Error::<Test>::MayNotEnrol);
		}
		for institution in [STRANGER, OTHER_CERTIFIER] {
			assert_noop!(enrol(Enrolment { institution, ..enrolment() }), Error::<Test>::NotCertified);
		}
	});
}

#[test]
fn enrol_patient_should_fail_when_the_expiry_is_out_of_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(enrol(Enrolment { expires: NOW, ..enrolment() }), Error::<Test>::ExpiresInPast);
		let longest = NOW + 2 * YEAR;
		assert_noop!(enrol(Enrolment { expires: longest + 1, ..enrolment() }), Error::<Test>::LifetimeTooLong);
		assert_ok!(enrol(Enrolment { expires: longest, ..enrolment() }));
	});
}

#[test]
fn enrol_patient_should_fail_when_nothing_can_be_sealed_to_the_key() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(enrol(Enrolment { encryption_key: WEAK_KEY, ..enrolment() }), Error::<Test>::InvalidEncryptionKey);
	});
}

#[test]
fn enrol_patient_should_fail_when_the_institution_cannot_pay() {
	ExtBuilder::default().build_and_execute(|| {
		let spendable = Balances::free_balance(&HOSPITAL);
		assert_ok!(Balances::transfer_allow_death(signed(HOSPITAL), STRANGER, spendable - 50));
		assert_noop!(enrol(enrolment()), TokenError::FundsUnavailable);
		assert_eq!(System::providers(&PATIENT), 0);
	});
}

#[test]
fn enrol_patient_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let signature = agreed(&enrolment());
		assert_noop!(
			Participants::enrol_patient(RuntimeOrigin::root(), PATIENT, KEY, COMMITMENT, EXPIRY, NOW + DAY, signature),
			BadOrigin
		);
	});
}

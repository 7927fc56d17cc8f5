use super::*;

fn certify(issuer: AccountId, account: AccountId) -> frame_support::pallet_prelude::DispatchResult {
	Participants::certify(signed(issuer), account, OTHER_COMMITMENT, EXPIRY)
}

#[test]
fn certify_should_issue_a_certificate_when_the_group_is_in_scope() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::register(signed(STRANGER), Role::Patient, KEY));
		assert_ok!(certify(CERTIFIER, STRANGER));
		assert_eq!(Participants::certified_role(STRANGER), Some(Role::Patient));
		let certificate = Certificates::<Test>::get(STRANGER).unwrap();
		assert_eq!((certificate.issuer, certificate.commitment), (CERTIFIER, OTHER_COMMITMENT));
		assert_eq!((certificate.issued, certificate.expires), (NOW, EXPIRY));
		assert_eq!(certificate.status, CertificateStatus::Active);
		assert_last_event(Event::Certified { account: STRANGER, issuer: CERTIFIER, expires: EXPIRY });
	});
}

#[test]
fn certify_should_replace_the_issuers_own_certificate_when_it_stands() {
	ExtBuilder::default().build_and_execute(|| {
		suspend_hospital();
		assert_ok!(certify(CERTIFIER, HOSPITAL));
		assert_eq!(standing(HOSPITAL), Standing::Active);
	});
}

#[test]
fn certify_should_replace_anothers_certificate_when_it_is_revoked() {
	ExtBuilder::default().build_and_execute(|| {
		authorize_other(&[Group::Provider]);
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, RevocationReason::Superseded));
		assert_ok!(certify(OTHER_CERTIFIER, HOSPITAL));
		assert_eq!(standing(HOSPITAL), Standing::Active);
	});
}

#[test]
fn certify_should_replace_anothers_certificate_when_it_has_expired() {
	ExtBuilder::default().build_and_execute(|| {
		authorize_other(&[Group::Provider]);
		let certify = || Participants::certify(signed(OTHER_CERTIFIER), HOSPITAL, COMMITMENT, EXPIRY + YEAR);
		set_time(EXPIRY);
		assert_noop!(certify(), Error::<Test>::AlreadyCertified);
		set_time(EXPIRY + 1);
		assert_ok!(certify());
	});
}

#[test]
fn certify_should_replace_anothers_certificate_when_its_issuer_is_no_longer_authorised() {
	ExtBuilder::default().build_and_execute(|| {
		authorize_other(&[Group::Provider]);
		revoke_certifier();
		assert_ok!(certify(OTHER_CERTIFIER, HOSPITAL));
		assert_eq!(standing(HOSPITAL), Standing::Active);
	});
}

#[test]
fn certify_should_take_a_patient_over_when_its_hospital_left() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_noop!(certify(CERTIFIER, PATIENT), Error::<Test>::AlreadyCertified);
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, RevocationReason::CessationOfOperation));
		assert_ok!(certify(CERTIFIER, PATIENT));
		assert_eq!(Certificates::<Test>::get(PATIENT).unwrap().issuer, CERTIFIER);
	});
}

#[test]
fn certify_should_fail_when_anothers_certificate_is_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		authorize_other(&[Group::Provider]);
		assert_noop!(certify(OTHER_CERTIFIER, HOSPITAL), Error::<Test>::AlreadyCertified);
	});
}

#[test]
fn certify_should_fail_when_anothers_certificate_is_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		authorize_other(&[Group::Provider]);
		suspend_hospital();
		assert_noop!(certify(OTHER_CERTIFIER, HOSPITAL), Error::<Test>::AlreadyCertified);
	});
}

#[test]
fn certify_should_fail_when_the_group_is_out_of_scope() {
	ExtBuilder::default().build_and_execute(|| {
		authorize_other(&[Group::Patient, Group::FinancialEntity]);
		assert_ok!(Participants::register(signed(STRANGER), Role::Provider(ProviderKind::Clinic), KEY));
		assert_noop!(certify(OTHER_CERTIFIER, STRANGER), Error::<Test>::NotAuthorized);
	});
}

#[test]
fn certify_should_fail_when_the_signer_is_no_authority() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::register(signed(STRANGER), Role::Patient, KEY));
		for who in [STRANGER, HOSPITAL, MINISTRY, OTHER_CERTIFIER, COUNCIL] {
			assert_noop!(certify(who, STRANGER), Error::<Test>::NotAuthorized);
		}
	});
}

#[test]
fn certify_should_fail_when_one_certifies_oneself() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(certify(HOSPITAL, HOSPITAL), Error::<Test>::NotAuthorized);
		assert_noop!(certify(CERTIFIER, CERTIFIER), Error::<Test>::CertifiedByCouncil);
		assert_noop!(certify(OTHER_CERTIFIER, OTHER_CERTIFIER), Error::<Test>::CertifiedByCouncil);
	});
}

#[test]
fn certify_should_fail_when_an_authority_would_make_another() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(certify(CERTIFIER, OTHER_CERTIFIER), Error::<Test>::CertifiedByCouncil);
	});
}

#[test]
fn certify_should_fail_when_the_account_is_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(certify(CERTIFIER, STRANGER), Error::<Test>::NotRegistered);
	});
}

#[test]
fn certify_should_fail_when_the_expiry_is_out_of_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		let until = |expires| Participants::certify(signed(CERTIFIER), HOSPITAL, COMMITMENT, expires);
		assert_noop!(until(0), Error::<Test>::ExpiresInPast);
		assert_noop!(until(NOW), Error::<Test>::ExpiresInPast);
		assert_noop!(until(NOW + 2 * YEAR + 1), Error::<Test>::LifetimeTooLong);
		assert_noop!(until(Moment::MAX), Error::<Test>::LifetimeTooLong);
		assert_ok!(until(NOW + 1));
		assert_ok!(until(NOW + 2 * YEAR));
	});
}

#[test]
fn certify_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::certify(RuntimeOrigin::root(), HOSPITAL, COMMITMENT, EXPIRY), BadOrigin);
	});
}

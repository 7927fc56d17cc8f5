use super::*;

const LATER: Moment = EXPIRY + DAY;

fn renew(issuer: AccountId, account: AccountId) -> frame_support::pallet_prelude::DispatchResult {
	Participants::renew(signed(issuer), account, OTHER_COMMITMENT, LATER)
}

#[test]
fn renew_should_replace_document_and_expiry_when_the_issuer_calls() {
	ExtBuilder::default().build_and_execute(|| {
		set_time(NOW + 5);
		assert_ok!(renew(CERTIFIER, HOSPITAL));
		let certificate = Certificates::<Test>::get(HOSPITAL).unwrap();
		assert_eq!((certificate.commitment, certificate.issued), (OTHER_COMMITMENT, NOW + 5));
		assert_eq!(certificate.expires, LATER);
		assert_last_event(Event::Renewed { account: HOSPITAL, expires: LATER });
	});
}

#[test]
fn renew_should_work_when_a_hospital_renews_its_patients() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(renew(HOSPITAL, PATIENT));
		assert_eq!(Certificates::<Test>::get(PATIENT).unwrap().expires, LATER);
	});
}

#[test]
fn renew_should_bring_it_back_when_the_certificate_has_expired() {
	ExtBuilder::default().build_and_execute(|| {
		set_time(EXPIRY + 1);
		assert_eq!(standing(HOSPITAL), Standing::Expired);
		assert_ok!(renew(CERTIFIER, HOSPITAL));
		assert_eq!(standing(HOSPITAL), Standing::Active);
	});
}

#[test]
fn renew_should_shorten_but_not_below_now() {
	ExtBuilder::default().build_and_execute(|| {
		let until = |expires| Participants::renew(signed(CERTIFIER), HOSPITAL, COMMITMENT, expires);
		assert_ok!(until(NOW + 1));
		assert_noop!(until(NOW), Error::<Test>::ExpiresInPast);
		assert_noop!(until(NOW + 2 * YEAR + 1), Error::<Test>::LifetimeTooLong);
	});
}

#[test]
fn renew_should_fail_when_somebody_else_issued_it() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		authorize_other(&[Group::Provider, Group::Patient]);
		for who in [OTHER_CERTIFIER, HOSPITAL, STRANGER] {
			assert_noop!(renew(who, HOSPITAL), Error::<Test>::NotIssuer);
		}
		// Not even an authority that may suspend it.
		assert_noop!(renew(OTHER_CERTIFIER, PATIENT), Error::<Test>::NotIssuer);
		assert_noop!(renew(PATIENT, PATIENT), Error::<Test>::NotIssuer);
	});
}

#[test]
fn renew_should_fail_when_the_issuer_is_no_longer_entitled() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		suspend_hospital();
		assert_noop!(renew(HOSPITAL, PATIENT), Error::<Test>::NotAuthorized);
		assert_ok!(Participants::authorize_authority(
			signed(COUNCIL),
			CERTIFIER,
			GroupSet::of(&[Group::FinancialEntity])
		));
		assert_noop!(renew(CERTIFIER, HOSPITAL), Error::<Test>::NotAuthorized);
		assert_ok!(renew(CERTIFIER, INSURER));
	});
}

#[test]
fn renew_should_fail_when_it_is_suspended_or_revoked() {
	ExtBuilder::default().build_and_execute(|| {
		suspend_hospital();
		assert_noop!(renew(CERTIFIER, HOSPITAL), Error::<Test>::CertificateSuspended);
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, RevocationReason::Withdrawn));
		assert_noop!(renew(CERTIFIER, HOSPITAL), Error::<Test>::CertificateRevoked);
	});
}

#[test]
fn renew_should_fail_when_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(renew(CERTIFIER, STRANGER), Error::<Test>::NotRegistered);
		assert_noop!(renew(CERTIFIER, OTHER_CERTIFIER), Error::<Test>::CertificateNotFound);
	});
}

#[test]
fn renew_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::renew(RuntimeOrigin::root(), HOSPITAL, COMMITMENT, LATER), BadOrigin);
	});
}

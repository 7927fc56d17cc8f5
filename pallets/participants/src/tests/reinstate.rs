use super::*;

#[test]
fn reinstate_should_certify_again_when_whoever_suspended_calls() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		suspend_hospital();
		assert_ok!(Participants::reinstate(signed(CERTIFIER), HOSPITAL));
		assert_last_event(Event::Reinstated { account: HOSPITAL, by: CERTIFIER });
		assert_eq!(standing(HOSPITAL), Standing::Active);
		assert_ok!(Participants::suspend(signed(HOSPITAL), PATIENT));
		assert_ok!(Participants::reinstate(signed(HOSPITAL), PATIENT));
		assert_eq!(standing(PATIENT), Standing::Active);
	});
}

#[test]
fn reinstate_should_not_prolong_when_it_expired_meanwhile() {
	ExtBuilder::default().build_and_execute(|| {
		suspend_hospital();
		set_time(EXPIRY + 1);
		assert_ok!(Participants::reinstate(signed(CERTIFIER), HOSPITAL));
		assert_eq!(standing(HOSPITAL), Standing::Expired);
	});
}

#[test]
fn reinstate_should_work_on_patients_when_any_authority_for_them_calls() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		authorize_other(&[Group::Patient]);
		assert_ok!(Participants::suspend(signed(HOSPITAL), PATIENT));
		assert_ok!(Participants::reinstate(signed(OTHER_CERTIFIER), PATIENT));
	});
}

#[test]
fn reinstate_should_fail_when_a_hospital_would_undo_what_an_authority_did() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::suspend(signed(CERTIFIER), PATIENT));
		assert_noop!(Participants::reinstate(signed(HOSPITAL), PATIENT), Error::<Test>::SuspendedByAuthority);
		assert_noop!(
			Participants::renew(signed(HOSPITAL), PATIENT, COMMITMENT, EXPIRY),
			Error::<Test>::CertificateSuspended
		);
	});
}

#[test]
fn reinstate_should_fail_when_somebody_else_calls() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::suspend(signed(CERTIFIER), PATIENT));
		suspend_hospital();
		assert_noop!(Participants::reinstate(signed(HOSPITAL), HOSPITAL), Error::<Test>::NotIssuer);
		assert_noop!(Participants::reinstate(signed(PATIENT), PATIENT), Error::<Test>::NotIssuer);
		assert_noop!(Participants::reinstate(signed(HOSPITAL), PATIENT), Error::<Test>::NotAuthorized);
	});
}

#[test]
fn reinstate_should_fail_when_it_is_not_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		let reinstate = || Participants::reinstate(signed(CERTIFIER), HOSPITAL);
		assert_noop!(reinstate(), Error::<Test>::CertificateNotSuspended);
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, RevocationReason::Withdrawn));
		assert_noop!(reinstate(), Error::<Test>::CertificateRevoked);
	});
}

#[test]
fn reinstate_should_fail_when_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::reinstate(signed(CERTIFIER), STRANGER), Error::<Test>::NotRegistered);
		assert_noop!(Participants::reinstate(signed(CERTIFIER), CERTIFIER), Error::<Test>::CertificateNotFound);
	});
}

#[test]
fn reinstate_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::reinstate(RuntimeOrigin::root(), HOSPITAL), BadOrigin);
	});
}

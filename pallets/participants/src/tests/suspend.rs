use super::*;

#[test]
fn suspend_should_end_the_role_in_the_same_block_when_the_issuer_calls() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Participants::certified_role(HOSPITAL), Some(Role::Provider(ProviderKind::Hospital)));
		suspend_hospital();
		assert_eq!(Participants::certified_role(HOSPITAL), None);
		assert_eq!(standing(HOSPITAL), Standing::Suspended);
		assert_eq!(
			Certificates::<Test>::get(HOSPITAL).unwrap().status,
			CertificateStatus::Suspended { by: CERTIFIER, since: NOW }
		);
		assert_last_event(Event::Suspended { account: HOSPITAL, by: CERTIFIER });
	});
}

#[test]
fn suspend_should_work_on_patients_when_any_authority_for_them_calls() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		authorize_other(&[Group::Patient]);
		assert_ok!(Participants::suspend(signed(OTHER_CERTIFIER), PATIENT));
		assert_eq!(Participants::certified_role(PATIENT), None);
	});
}

#[test]
fn suspend_should_work_on_patients_when_their_hospital_calls() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::suspend(signed(HOSPITAL), PATIENT));
		assert_last_event(Event::Suspended { account: PATIENT, by: HOSPITAL });
	});
}

#[test]
fn suspend_should_fail_when_somebody_else_issued_it() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		authorize_other(&[Group::Provider]);
		for who in [OTHER_CERTIFIER, CLINIC, HOSPITAL, STRANGER] {
			assert_noop!(Participants::suspend(signed(who), HOSPITAL), Error::<Test>::NotIssuer);
		}
		for who in [OTHER_CERTIFIER, CLINIC, MINISTRY, PATIENT] {
			assert_noop!(Participants::suspend(signed(who), PATIENT), Error::<Test>::NotIssuer);
		}
	});
}

#[test]
fn suspend_should_fail_when_the_hospital_is_no_longer_certified() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		suspend_hospital();
		assert_noop!(Participants::suspend(signed(HOSPITAL), PATIENT), Error::<Test>::NotAuthorized);
	});
}

#[test]
fn suspend_should_fail_when_it_is_suspended_or_revoked_already() {
	ExtBuilder::default().build_and_execute(|| {
		suspend_hospital();
		assert_noop!(Participants::suspend(signed(CERTIFIER), HOSPITAL), Error::<Test>::CertificateSuspended);
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, RevocationReason::Withdrawn));
		assert_noop!(Participants::suspend(signed(CERTIFIER), HOSPITAL), Error::<Test>::CertificateRevoked);
	});
}

#[test]
fn suspend_should_fail_when_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::suspend(signed(CERTIFIER), STRANGER), Error::<Test>::NotRegistered);
		assert_noop!(Participants::suspend(signed(CERTIFIER), CERTIFIER), Error::<Test>::CertificateNotFound);
	});
}

#[test]
fn suspend_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::suspend(RuntimeOrigin::root(), HOSPITAL), BadOrigin);
	});
}

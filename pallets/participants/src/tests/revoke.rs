use super::*;

const REASON: RevocationReason = RevocationReason::KeyCompromise;

#[test]
fn revoke_should_end_the_role_in_the_same_block_when_the_issuer_calls() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, REASON));
		assert_eq!(Participants::certified_role(HOSPITAL), None);
		assert_eq!(standing(HOSPITAL), Standing::Revoked);
		assert_eq!(
			Certificates::<Test>::get(HOSPITAL).unwrap().status,
			CertificateStatus::Revoked { at: NOW, reason: REASON }
		);
		assert_last_event(Event::Revoked { account: HOSPITAL, by: CERTIFIER, reason: REASON });
	});
}

#[test]
fn revoke_should_work_when_it_is_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		suspend_hospital();
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, REASON));
		assert_eq!(standing(HOSPITAL), Standing::Revoked);
	});
}

#[test]
fn revoke_should_work_on_patients_when_their_hospital_or_an_authority_calls() {
	for revoker in [HOSPITAL, CERTIFIER] {
		ExtBuilder::default().enrolled().build_and_execute(|| {
			assert_ok!(Participants::revoke(signed(revoker), PATIENT, REASON));
			assert_eq!(Participants::certified_role(PATIENT), None);
		});
	}
}

#[test]
fn revoke_should_be_final_when_done() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, REASON));
		assert_noop!(
			Participants::revoke(signed(CERTIFIER), HOSPITAL, RevocationReason::Superseded),
			Error::<Test>::CertificateRevoked
		);
	});
}

#[test]
fn revoke_should_fail_when_somebody_else_issued_it() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		authorize_other(&[Group::Provider]);
		for (who, account) in [(OTHER_CERTIFIER, HOSPITAL), (HOSPITAL, CLINIC), (CLINIC, PATIENT), (PATIENT, HOSPITAL)]
		{
			assert_noop!(Participants::revoke(signed(who), account, REASON), Error::<Test>::NotIssuer);
		}
	});
}

#[test]
fn revoke_should_fail_when_the_hospital_is_no_longer_certified() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, REASON));
		assert_noop!(Participants::revoke(signed(HOSPITAL), PATIENT, REASON), Error::<Test>::NotAuthorized);
		assert_eq!(standing(PATIENT), Standing::Active);
	});
}

#[test]
fn revoke_should_fail_when_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::revoke(signed(CERTIFIER), STRANGER, REASON), Error::<Test>::NotRegistered);
		assert_noop!(Participants::revoke(signed(CERTIFIER), CERTIFIER, REASON), Error::<Test>::CertificateNotFound);
	});
}

#[test]
fn revoke_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::revoke(RuntimeOrigin::root(), HOSPITAL, REASON), BadOrigin);
	});
}

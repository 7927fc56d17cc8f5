use super::*;

#[test]
fn revoke_authority_should_end_what_depends_on_it_when_the_council_says_so() {
	ExtBuilder::default().build_and_execute(|| {
		revoke_certifier();
		assert_last_event(Event::AuthorityRevoked { account: CERTIFIER });
		assert_eq!(standing(CERTIFIER), Standing::Uncertified);
		for who in [HOSPITAL, DOCTOR, INSURER, MINISTRY] {
			assert_eq!(standing(who.clone()), Standing::IssuerNotAuthorized);
			assert_eq!(Participants::certified_role(who), None);
		}
	});
}

#[test]
fn revoke_authority_should_leave_patients_when_it_certified_them() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::register(signed(STRANGER), Role::Patient, KEY));
		assert_ok!(Participants::certify(signed(CERTIFIER), STRANGER, COMMITMENT, EXPIRY));
		revoke_certifier();
		assert_eq!(standing(STRANGER), Standing::Active);
		// And the one whose hospital is not certified any more.
		assert_eq!(standing(HOSPITAL), Standing::IssuerNotAuthorized);
		assert_eq!(standing(PATIENT), Standing::Active);
	});
}

#[test]
fn revoke_authority_should_take_every_power_when_it_is_done() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::register(signed(STRANGER), Role::Patient, KEY));
		revoke_certifier();
		let certifier = || signed(CERTIFIER);
		assert_noop!(Participants::certify(certifier(), STRANGER, COMMITMENT, EXPIRY), Error::<Test>::NotAuthorized);
		assert_noop!(Participants::renew(certifier(), HOSPITAL, COMMITMENT, EXPIRY), Error::<Test>::NotAuthorized);
		assert_noop!(Participants::suspend(certifier(), HOSPITAL), Error::<Test>::NotAuthorized);
		assert_noop!(Participants::suspend(certifier(), PATIENT), Error::<Test>::NotIssuer);
		assert_noop!(
			Participants::revoke(certifier(), HOSPITAL, RevocationReason::Withdrawn),
			Error::<Test>::NotAuthorized
		);
	});
}

#[test]
fn revoke_authority_should_fail_when_it_is_not_authorised() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [OTHER_CERTIFIER, HOSPITAL, STRANGER] {
			assert_noop!(Participants::revoke_authority(signed(COUNCIL), who), Error::<Test>::NotAuthorized);
		}
	});
}

#[test]
fn revoke_authority_should_fail_when_anybody_but_the_council_calls() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::revoke_authority(signed(CERTIFIER), CERTIFIER), BadOrigin);
	});
}

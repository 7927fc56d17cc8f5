use super::*;

fn barred() {
	let id = justified();
	assert_ok!(EmrConsent::review(signed(MINISTRY), id, ReviewOutcome::Rejected));
}

#[test]
fn reinstate_should_lift_the_bar_when_an_authority_says_so() {
	ExtBuilder::default().build_and_execute(|| {
		barred();
		assert_ok!(EmrConsent::reinstate(signed(REGULATOR), DOCTOR));
		assert_last_event(Event::ActorReinstated { actor: DOCTOR, by: REGULATOR });
		assert!(!EmrConsent::is_barred(DOCTOR));
		broken_by(DOCTOR, OTHER_PATIENT);
	});
}

#[test]
fn reinstate_should_fail_when_the_account_is_not_barred() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(EmrConsent::reinstate(signed(MINISTRY), DOCTOR), E::NotBarred);
	});
}

#[test]
fn reinstate_should_fail_when_the_caller_is_no_independent_authority() {
	ExtBuilder::default().build_and_execute(|| {
		barred();
		for caller in [DOCTOR, CLINIC, PATIENT, RESEARCHER] {
			assert_noop!(EmrConsent::reinstate(signed(caller), DOCTOR), E::NotAuthority);
		}
		assert_noop!(EmrConsent::reinstate(signed(STRANGER), DOCTOR), E::NotCertified);
		affiliate(DOCTOR, REGULATOR);
		assert_noop!(EmrConsent::reinstate(signed(REGULATOR), DOCTOR), E::ConflictOfInterest);
		assert_noop!(EmrConsent::reinstate(RuntimeOrigin::root(), DOCTOR), DispatchError::BadOrigin);
	});
}

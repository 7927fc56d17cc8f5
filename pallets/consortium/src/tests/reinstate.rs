use super::*;

#[test]
fn reinstate_should_give_seat_and_validation_back_when_the_institution_is_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		rotate(2);
		let now = Timestamp::get();
		assert_ok!(Consortium::reinstate(council(), HOSPITAL));
		assert_last_event(Event::Reinstated { institution: HOSPITAL });
		assert_eq!(status(HOSPITAL), Some(Status::Member { since: now }));
		assert!(seats().contains(&HOSPITAL));
		rotate(2);
		assert_eq!(in_office(), validators_of(&FOUNDERS));
	});
}

#[test]
fn reinstate_should_fail_when_the_validator_has_no_session_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		purge_keys(validator_of(HOSPITAL));
		assert_noop!(Consortium::reinstate(council(), HOSPITAL), Error::<Test>::NoSessionKeys);
	});
}

#[test]
fn reinstate_should_fail_when_the_institution_is_not_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_noop!(Consortium::reinstate(council(), CLINIC), Error::<Test>::NotSuspended);
		assert_noop!(Consortium::reinstate(council(), HOSPITAL), Error::<Test>::NotSuspended);
		assert_noop!(Consortium::reinstate(council(), STRANGER), Error::<Test>::NotFound);
	});
}

#[test]
fn reinstate_should_fail_when_the_origin_is_not_the_council() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		for caller in [HOSPITAL, PHARMACY, STRANGER] {
			assert_noop!(Consortium::reinstate(signed(caller), HOSPITAL), BadOrigin);
		}
	});
}

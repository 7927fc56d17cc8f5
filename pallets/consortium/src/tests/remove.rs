use super::*;

#[test]
fn remove_should_end_seat_and_validation_when_the_council_decides_so() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::remove(council(), HOSPITAL));
		assert_last_event(Event::Removed { institution: HOSPITAL });
		assert_eq!(status(HOSPITAL), Some(Status::Departed { at: NOW }));
		assert!(!seats().contains(&HOSPITAL));
		assert_eq!(Consortium::institution_of_validator(validator_of(HOSPITAL)), None);
		rotate(2);
		assert_eq!(in_office(), validators_of(&[PHARMACY, LABORATORY, INSURER]));
	});
}

#[test]
fn remove_should_not_ask_for_the_minimum_when_the_institution_is_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_ok!(Consortium::remove(council(), HOSPITAL));
		assert_eq!(status(HOSPITAL), Some(Status::Departed { at: NOW }));
	});
}

#[test]
fn remove_should_drop_the_nomination_when_one_is_open() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(CLINIC)));
		assert_ok!(Consortium::remove(council(), HOSPITAL));
		assert_eq!(Consortium::nominated_validator(HOSPITAL), None);
	});
}

#[test]
fn remove_should_fail_when_too_few_validators_would_remain() {
	ExtBuilder::default().founders(&[HOSPITAL, PHARMACY, LABORATORY]).build_and_execute(|| {
		assert_noop!(Consortium::remove(council(), HOSPITAL), Error::<Test>::BelowMinimum);
	});
}

#[test]
fn remove_should_keep_the_last_seat_when_the_minimum_is_one() {
	ExtBuilder::default().founders(&[HOSPITAL]).minimum(1).build_and_execute(|| {
		purge_keys(validator_of(HOSPITAL));
		assert_noop!(Consortium::remove(council(), HOSPITAL), Error::<Test>::BelowMinimum);
	});
}

#[test]
fn remove_should_fail_when_the_institution_has_no_place() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_noop!(Consortium::remove(council(), CLINIC), Error::<Test>::NotMember);
		assert_noop!(Consortium::remove(council(), STRANGER), Error::<Test>::NotFound);
		assert_ok!(Consortium::remove(council(), HOSPITAL));
		assert_noop!(Consortium::remove(council(), HOSPITAL), Error::<Test>::NotMember);
	});
}

#[test]
fn remove_should_fail_when_the_origin_is_not_the_council() {
	ExtBuilder::default().build_and_execute(|| {
		for caller in [HOSPITAL, PHARMACY, STRANGER] {
			assert_noop!(Consortium::remove(signed(caller), HOSPITAL), BadOrigin);
		}
	});
}

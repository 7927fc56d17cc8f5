use super::*;
use sp_runtime::traits::Convert;

#[test]
fn depart_should_end_seat_at_once_and_validation_after_two_sessions_when_enough_remain() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		assert_last_event(Event::Departed { institution: HOSPITAL });
		assert_eq!(status(HOSPITAL), Some(Status::Departed { at: NOW }));
		assert!(!seats().contains(&HOSPITAL));
		rotate(1);
		assert!(in_office().contains(&validator_of(HOSPITAL)));
		rotate(1);
		assert!(!in_office().contains(&validator_of(HOSPITAL)));
	});
}

#[test]
fn depart_should_succeed_when_the_institution_is_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		assert_eq!(Consortium::institution_of_validator(validator_of(HOSPITAL)), None);
	});
}

#[test]
fn depart_should_free_the_validator_for_another_institution_when_it_is_done() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(HOSPITAL)));
		assert_ok!(Consortium::accept_validation(signed(validator_of(HOSPITAL)), CLINIC));
		assert_ok!(Consortium::admit(council(), CLINIC, NOW));
		rotate(2);
		assert_eq!(InstitutionOfValidator::<Test>::convert(validator_of(HOSPITAL)), Some(CLINIC));
	});
}

#[test]
fn depart_should_fail_when_too_few_validators_would_remain() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		for institution in [PHARMACY, LABORATORY, INSURER] {
			assert_noop!(Consortium::depart(signed(institution)), Error::<Test>::BelowMinimum);
		}
	});
}

#[test]
fn depart_should_fail_when_the_caller_has_no_place() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_noop!(Consortium::depart(signed(CLINIC)), Error::<Test>::NotMember);
		assert_noop!(Consortium::depart(signed(STRANGER)), Error::<Test>::NotFound);
		assert_noop!(Consortium::depart(signed(validator_of(HOSPITAL))), Error::<Test>::NotFound);
	});
}

#[test]
fn depart_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::depart(RuntimeOrigin::root()), BadOrigin);
	});
}

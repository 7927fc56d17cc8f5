use super::*;

#[test]
fn decline_should_return_the_deposit_and_free_the_validator_when_the_council_refuses() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_ok!(Consortium::decline(council(), CLINIC));
		assert_last_event(Event::Declined { institution: CLINIC });
		assert_eq!(held(CLINIC), 0);
		assert_eq!(Consortium::institution(CLINIC), None);
		assert_eq!(Consortium::institution_of_validator(validator_of(CLINIC)), None);
		apply(CLINIC);
	});
}

#[test]
fn decline_should_drop_the_nomination_when_the_validator_has_not_agreed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(CLINIC)));
		assert_ok!(Consortium::decline(council(), CLINIC));
		assert_eq!(Consortium::nominated_validator(CLINIC), None);
	});
}

#[test]
fn decline_should_fail_when_there_is_no_application() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::decline(council(), STRANGER), Error::<Test>::NotFound);
		assert_noop!(Consortium::decline(council(), HOSPITAL), Error::<Test>::NotApplicant);
	});
}

#[test]
fn decline_should_fail_when_the_origin_is_not_the_council() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		for caller in [CLINIC, HOSPITAL, STRANGER] {
			assert_noop!(Consortium::decline(signed(caller), CLINIC), BadOrigin);
		}
	});
}

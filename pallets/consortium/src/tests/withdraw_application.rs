use super::*;

#[test]
fn withdraw_application_should_return_the_deposit_and_leave_nothing_when_it_was_the_first() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_ok!(Consortium::withdraw_application(signed(CLINIC)));
		assert_last_event(Event::ApplicationWithdrawn { institution: CLINIC });
		assert_eq!(held(CLINIC), 0);
		assert_eq!(Consortium::institution(CLINIC), None);
		assert_eq!(Consortium::institution_of_validator(validator_of(CLINIC)), None);
	});
}

#[test]
fn withdraw_application_should_keep_the_record_when_the_institution_departed_before() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		Timestamp::set_timestamp(NOW + 5);
		assert_ok!(Consortium::apply(signed(HOSPITAL), name("Again"), HOSPITAL));
		assert_ok!(Consortium::withdraw_application(signed(HOSPITAL)));
		assert_eq!(status(HOSPITAL), Some(Status::Departed { at: NOW }));
	});
}

#[test]
fn withdraw_application_should_not_free_the_validator_of_another_when_it_had_only_named_it() {
	ExtBuilder::default().build_and_execute(|| {
		let shared = validator_of(CLINIC);
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), shared));
		assert_ok!(Consortium::apply(signed(REGULATOR), name("Regulator"), shared));
		assert_ok!(Consortium::accept_validation(signed(shared), REGULATOR));
		assert_ok!(Consortium::withdraw_application(signed(CLINIC)));
		assert_eq!(Consortium::institution_of_validator(shared), Some(REGULATOR));
	});
}

#[test]
fn withdraw_application_should_fail_when_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::withdraw_application(signed(STRANGER)), Error::<Test>::NotFound);
		assert_noop!(Consortium::withdraw_application(signed(HOSPITAL)), Error::<Test>::NotApplicant);
	});
}

#[test]
fn withdraw_application_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::withdraw_application(RuntimeOrigin::root()), BadOrigin);
	});
}

use super::*;

#[test]
fn accept_validation_should_bind_the_validator_when_an_applicant_named_it() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_last_event(Event::ValidationAccepted { institution: CLINIC, validator: validator_of(CLINIC) });
		assert_eq!(Consortium::institution_of_validator(validator_of(CLINIC)), Some(CLINIC));
		assert_eq!(Consortium::nominated_validator(CLINIC), None);
	});
}

#[test]
fn accept_validation_should_replace_the_validator_when_a_member_named_it() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(validator_of(CLINIC));
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(CLINIC)));
		assert_ok!(Consortium::accept_validation(signed(validator_of(CLINIC)), HOSPITAL));
		assert_last_event(Event::ValidatorReplaced {
			institution: HOSPITAL,
			previous: validator_of(HOSPITAL),
			validator: validator_of(CLINIC),
		});
		assert_eq!(Consortium::institution_of_validator(validator_of(HOSPITAL)), None);
		assert_eq!(Consortium::institution_of_validator(validator_of(CLINIC)), Some(HOSPITAL));
		assert_eq!(Consortium::institution(HOSPITAL).unwrap().validator, validator_of(CLINIC));
	});
}

#[test]
fn accept_validation_should_fail_when_the_caller_was_not_named() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(CLINIC)));
		for caller in [STRANGER, CLINIC, COUNCIL, validator_of(HOSPITAL)] {
			assert_noop!(Consortium::accept_validation(signed(caller), CLINIC), Error::<Test>::NotNominated);
		}
		assert_noop!(
			Consortium::accept_validation(signed(validator_of(CLINIC)), REGULATOR),
			Error::<Test>::NotNominated
		);
	});
}

#[test]
fn accept_validation_should_fail_when_it_was_given_already() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_noop!(Consortium::accept_validation(signed(validator_of(CLINIC)), CLINIC), Error::<Test>::NotNominated);
	});
}

#[test]
fn accept_validation_should_fail_when_the_account_serves_another_institution_by_now() {
	ExtBuilder::default().build_and_execute(|| {
		let shared = validator_of(CLINIC);
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), shared));
		assert_ok!(Consortium::apply(signed(REGULATOR), name("Regulator"), shared));
		assert_ok!(Consortium::accept_validation(signed(shared), REGULATOR));
		assert_noop!(Consortium::accept_validation(signed(shared), CLINIC), Error::<Test>::ValidatorTaken);
	});
}

#[test]
fn accept_validation_should_fail_when_the_application_was_withdrawn() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(CLINIC)));
		assert_ok!(Consortium::withdraw_application(signed(CLINIC)));
		assert_noop!(Consortium::accept_validation(signed(validator_of(CLINIC)), CLINIC), Error::<Test>::NotNominated);
	});
}

#[test]
fn accept_validation_should_fail_when_a_members_next_validator_has_no_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(CLINIC)));
		assert_noop!(
			Consortium::accept_validation(signed(validator_of(CLINIC)), HOSPITAL),
			Error::<Test>::NoSessionKeys
		);
	});
}

#[test]
fn accept_validation_should_fail_when_the_member_was_suspended_since() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(validator_of(CLINIC));
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(CLINIC)));
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_noop!(
			Consortium::accept_validation(signed(validator_of(CLINIC)), HOSPITAL),
			Error::<Test>::NotNominated
		);
	});
}

#[test]
fn accept_validation_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::accept_validation(RuntimeOrigin::root(), CLINIC), BadOrigin);
		assert_noop!(Consortium::accept_validation(RuntimeOrigin::none(), CLINIC), BadOrigin);
	});
}

use super::*;

#[test]
fn replace_validator_should_wait_for_the_named_account_when_it_is_another() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(validator_of(CLINIC));
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(CLINIC)));
		assert_last_event(Event::ValidatorNominated { institution: HOSPITAL, validator: validator_of(CLINIC) });
		assert_eq!(Consortium::institution(HOSPITAL).unwrap().validator, validator_of(HOSPITAL));
		rotate(2);
		assert_eq!(in_office(), validators_of(&FOUNDERS));

		assert_ok!(Consortium::accept_validation(signed(validator_of(CLINIC)), HOSPITAL));
		rotate(2);
		assert_eq!(in_office(), validators_of(&[CLINIC, PHARMACY, LABORATORY, INSURER]));
	});
}

#[test]
fn replace_validator_should_take_effect_at_once_when_the_account_is_the_own() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(HOSPITAL);
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), HOSPITAL));
		assert_last_event(Event::ValidatorReplaced {
			institution: HOSPITAL,
			previous: validator_of(HOSPITAL),
			validator: HOSPITAL,
		});
		assert_eq!(Consortium::institution_of_validator(HOSPITAL), Some(HOSPITAL));
		assert_eq!(Consortium::institution_of_validator(validator_of(HOSPITAL)), None);
	});
}

#[test]
fn replace_validator_should_forget_the_earlier_nomination_when_another_is_named() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(validator_of(CLINIC));
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(CLINIC)));
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(REGULATOR)));
		assert_noop!(
			Consortium::accept_validation(signed(validator_of(CLINIC)), HOSPITAL),
			Error::<Test>::NotNominated
		);
	});
}

#[test]
fn replace_validator_should_take_the_nomination_back_when_the_current_validator_is_named() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(CLINIC)));
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(HOSPITAL)));
		assert_last_event(Event::NominationWithdrawn { institution: HOSPITAL, validator: validator_of(CLINIC) });
		assert_eq!(Consortium::nominated_validator(HOSPITAL), None);
		assert_noop!(
			Consortium::replace_validator(signed(HOSPITAL), validator_of(HOSPITAL)),
			Error::<Test>::AlreadyValidates
		);
	});
}

#[test]
fn replace_validator_should_fail_when_the_account_serves_another_institution() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Consortium::replace_validator(signed(HOSPITAL), validator_of(PHARMACY)),
			Error::<Test>::ValidatorTaken
		);
	});
}

#[test]
fn replace_validator_should_fail_when_the_own_account_has_no_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::replace_validator(signed(HOSPITAL), HOSPITAL), Error::<Test>::NoSessionKeys);
	});
}

#[test]
fn replace_validator_should_fail_when_the_caller_is_no_member() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_noop!(Consortium::replace_validator(signed(CLINIC), CLINIC), Error::<Test>::NotMember);
		assert_noop!(Consortium::replace_validator(signed(STRANGER), STRANGER), Error::<Test>::NotFound);
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_noop!(Consortium::replace_validator(signed(HOSPITAL), HOSPITAL), Error::<Test>::NotMember);
	});
}

#[test]
fn replace_validator_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::replace_validator(RuntimeOrigin::root(), HOSPITAL), BadOrigin);
	});
}

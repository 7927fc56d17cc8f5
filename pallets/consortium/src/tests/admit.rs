use super::*;

#[test]
fn admit_should_seat_the_institution_and_let_it_validate_two_sessions_later_when_all_is_in_order() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		set_keys(validator_of(CLINIC));
		Timestamp::set_timestamp(NOW + 7);
		assert_ok!(Consortium::admit(council(), CLINIC, NOW));
		assert_last_event(Event::Admitted { institution: CLINIC, validator: validator_of(CLINIC) });
		assert_eq!(status(CLINIC), Some(Status::Member { since: NOW + 7 }));
		assert_eq!(held(CLINIC), 0);
		assert!(seats().contains(&CLINIC));

		rotate(1);
		assert_eq!(in_office(), validators_of(&FOUNDERS));
		rotate(1);
		assert_eq!(in_office(), validators_of(&[HOSPITAL, PHARMACY, LABORATORY, INSURER, CLINIC]));
	});
}

#[test]
fn admit_should_take_back_an_institution_when_it_departed_before() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		assert_ok!(Consortium::apply(signed(HOSPITAL), name("Again"), validator_of(HOSPITAL)));
		assert_ok!(Consortium::accept_validation(signed(validator_of(HOSPITAL)), HOSPITAL));
		assert_ok!(Consortium::admit(council(), HOSPITAL, NOW));
		assert!(status(HOSPITAL).unwrap().is_member());
	});
}

#[test]
fn admit_should_fail_when_the_validator_has_no_session_keys() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_noop!(Consortium::admit(council(), CLINIC, NOW), Error::<Test>::NoSessionKeys);
		set_keys(validator_of(CLINIC));
		purge_keys(validator_of(CLINIC));
		assert_noop!(Consortium::admit(council(), CLINIC, NOW), Error::<Test>::NoSessionKeys);
	});
}

#[test]
fn admit_should_fail_when_the_validator_has_not_agreed() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(validator_of(CLINIC));
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(CLINIC)));
		assert_noop!(Consortium::admit(council(), CLINIC, NOW), Error::<Test>::ValidatorNotAccepted);
	});
}

#[test]
fn admit_should_fail_when_the_validator_has_agreed_to_serve_another() {
	ExtBuilder::default().build_and_execute(|| {
		let shared = validator_of(CLINIC);
		set_keys(shared);
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), shared));
		assert_ok!(Consortium::apply(signed(REGULATOR), name("Regulator"), shared));
		assert_ok!(Consortium::accept_validation(signed(shared), REGULATOR));
		assert_noop!(Consortium::admit(council(), CLINIC, NOW), Error::<Test>::ValidatorNotAccepted);
	});
}

#[test]
fn admit_should_fail_when_the_application_was_exchanged_during_the_vote() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		set_keys(validator_of(CLINIC));
		Timestamp::set_timestamp(NOW + 1);
		assert_ok!(Consortium::withdraw_application(signed(CLINIC)));
		assert_ok!(Consortium::apply(signed(CLINIC), name("The Ministry"), CLINIC));
		assert_noop!(Consortium::admit(council(), CLINIC, NOW), Error::<Test>::ApplicationChanged);
	});
}

#[test]
fn admit_should_fail_when_there_is_no_application() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::admit(council(), STRANGER, NOW), Error::<Test>::NotFound);
		assert_noop!(Consortium::admit(council(), HOSPITAL, NOW), Error::<Test>::NotApplicant);
		apply(CLINIC);
		assert_ok!(Consortium::decline(council(), CLINIC));
		assert_noop!(Consortium::admit(council(), CLINIC, NOW), Error::<Test>::NotFound);
	});
}

#[test]
fn admit_should_fail_when_no_place_is_left() {
	let founders = [HOSPITAL, PHARMACY, LABORATORY, INSURER, CLINIC];
	ExtBuilder::default().founders(&founders).build_and_execute(|| {
		join(REGULATOR);
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_ok!(Consortium::apply(signed(STRANGER), name("Seventh"), STRANGER));
		set_keys(STRANGER);
		assert_noop!(Consortium::admit(council(), STRANGER, NOW), Error::<Test>::TooManyInstitutions);
		assert_ok!(Consortium::remove(council(), HOSPITAL));
		assert_ok!(Consortium::admit(council(), STRANGER, NOW));
	});
}

#[test]
fn admit_should_fail_and_keep_the_deposit_when_the_council_has_no_seat() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		set_keys(validator_of(CLINIC));
		SeatsAreStuck::set(true);
		assert_noop!(Consortium::admit(council(), CLINIC, NOW), DispatchError::Other("seat"));
		assert!(held(CLINIC) > 0);
	});
}

#[test]
fn admit_should_fail_when_the_origin_is_not_the_council() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		set_keys(validator_of(CLINIC));
		for caller in [CLINIC, HOSPITAL, STRANGER] {
			assert_noop!(Consortium::admit(signed(caller), CLINIC, NOW), BadOrigin);
		}
		assert_noop!(Consortium::admit(RuntimeOrigin::none(), CLINIC, NOW), BadOrigin);
	});
}

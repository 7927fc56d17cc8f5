use super::*;

#[test]
fn suspend_should_take_seat_and_validation_when_enough_validators_remain() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_last_event(Event::Suspended { institution: HOSPITAL, reason: SuspensionReason::Council });
		assert_eq!(status(HOSPITAL), Some(Status::Suspended { since: NOW, reason: SuspensionReason::Council }));
		assert!(!seats().contains(&HOSPITAL));
		assert_eq!(Consortium::institution_of_validator(validator_of(HOSPITAL)), Some(HOSPITAL));
		rotate(1);
		assert!(in_office().contains(&validator_of(HOSPITAL)));
		rotate(1);
		assert_eq!(in_office(), validators_of(&[PHARMACY, LABORATORY, INSURER]));
	});
}

#[test]
fn suspend_should_fail_when_too_few_validators_would_remain() {
	ExtBuilder::default().founders(&[HOSPITAL, PHARMACY, LABORATORY]).build_and_execute(|| {
		assert_noop!(Consortium::suspend(council(), HOSPITAL), Error::<Test>::BelowMinimum);
	});
}

#[test]
fn suspend_should_not_count_members_without_keys_when_it_judges_the_minimum() {
	ExtBuilder::default().build_and_execute(|| {
		purge_keys(validator_of(INSURER));
		assert_noop!(Consortium::suspend(council(), HOSPITAL), Error::<Test>::BelowMinimum);
		assert_ok!(Consortium::suspend(council(), INSURER));
	});
}

#[test]
fn suspend_should_keep_the_minimum_of_seats_when_members_have_no_keys() {
	ExtBuilder::default().build_and_execute(|| {
		purge_keys(validator_of(INSURER));
		purge_keys(validator_of(LABORATORY));
		assert_ok!(Consortium::suspend(council(), INSURER));
		assert_noop!(Consortium::suspend(council(), LABORATORY), Error::<Test>::BelowMinimum);
	});
}

#[test]
fn suspend_should_fail_when_the_institution_is_no_member() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_noop!(Consortium::suspend(council(), CLINIC), Error::<Test>::NotMember);
		assert_noop!(Consortium::suspend(council(), STRANGER), Error::<Test>::NotFound);
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_noop!(Consortium::suspend(council(), HOSPITAL), Error::<Test>::NotMember);
	});
}

#[test]
fn suspend_should_fail_when_the_seat_cannot_be_taken() {
	ExtBuilder::default().build_and_execute(|| {
		SeatsAreStuck::set(true);
		assert_noop!(Consortium::suspend(council(), HOSPITAL), DispatchError::Other("unseat"));
	});
}

#[test]
fn suspend_should_fail_when_the_origin_is_not_the_council() {
	ExtBuilder::default().build_and_execute(|| {
		for caller in [HOSPITAL, PHARMACY, STRANGER] {
			assert_noop!(Consortium::suspend(signed(caller), HOSPITAL), BadOrigin);
		}
	});
}

#[test]
fn suspend_should_cost_by_the_institutions_looked_at_when_it_succeeds() {
	ExtBuilder::default().build_and_execute(|| {
		let post = Consortium::suspend(council(), HOSPITAL).unwrap();
		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::suspend(4)));
	});
}

use super::*;

#[test]
fn apply_should_make_an_applicant_that_waits_for_its_validator_when_it_names_another_account() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(CLINIC)));
		assert_last_event(Event::Applied { institution: CLINIC, validator: validator_of(CLINIC) });
		assert_eq!(
			Consortium::institution(CLINIC),
			Some(Institution {
				name: name("Clinic"),
				validator: validator_of(CLINIC),
				status: Status::Applicant { since: NOW, departed: None },
				last_offence: None,
			})
		);
		assert_eq!(Consortium::nominated_validator(CLINIC), Some(validator_of(CLINIC)));
		assert_eq!(Consortium::institution_of_validator(validator_of(CLINIC)), None);
		assert!(held(CLINIC) >= DepositBase::get());
		assert!(!seats().contains(&CLINIC));
	});
}

#[test]
fn apply_should_need_no_further_agreement_when_the_validator_is_the_caller() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), CLINIC));
		assert_eq!(Consortium::nominated_validator(CLINIC), None);
		assert_eq!(Consortium::institution_of_validator(CLINIC), Some(CLINIC));
	});
}

#[test]
fn apply_should_keep_the_record_when_the_institution_departed_before() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		Timestamp::set_timestamp(NOW + 5);
		assert_ok!(Consortium::apply(signed(HOSPITAL), name("Again"), HOSPITAL));
		assert_eq!(status(HOSPITAL), Some(Status::Applicant { since: NOW + 5, departed: Some(NOW) }));
	});
}

#[test]
fn apply_should_fail_when_the_name_is_not_valid() {
	ExtBuilder::default().build_and_execute(|| {
		for bad in ["", "   ", " Clinic", "Clinic\t", "Cli\u{202e}nic"] {
			assert_noop!(Consortium::apply(signed(CLINIC), name(bad), CLINIC), Error::<Test>::InvalidName);
		}
		let no_text = vec![0xff, 0xfe].try_into().unwrap();
		assert_noop!(Consortium::apply(signed(CLINIC), no_text, CLINIC), Error::<Test>::InvalidName);
	});
}

#[test]
fn apply_should_take_a_name_of_the_greatest_length_when_it_is_valid() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::apply(signed(CLINIC), name(&"a".repeat(32)), CLINIC));
		assert!(NameOf::<Test>::try_from(vec![b'a'; 33]).is_err());
	});
}

#[test]
fn apply_should_fail_when_the_institution_has_applied_already() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), CLINIC));
		assert_noop!(
			Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(CLINIC)),
			Error::<Test>::AlreadyExists
		);
	});
}

#[test]
fn apply_should_fail_when_the_institution_has_a_place() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::apply(signed(HOSPITAL), name("H"), HOSPITAL), Error::<Test>::AlreadyExists);
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_noop!(Consortium::apply(signed(HOSPITAL), name("H"), HOSPITAL), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn apply_should_fail_when_the_validator_serves_another_institution() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(HOSPITAL)),
			Error::<Test>::ValidatorTaken
		);
	});
}

#[test]
fn apply_should_fail_when_the_own_account_validates_for_another_institution() {
	ExtBuilder::default().build_and_execute(|| {
		let validator = validator_of(HOSPITAL);
		assert_noop!(Consortium::apply(signed(validator), name("Clinic"), validator), Error::<Test>::ValidatorTaken);
	});
}

#[test]
fn apply_should_fail_when_the_deposit_cannot_be_held() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Consortium::apply(signed(PAUPER), name("Pauper"), PAUPER),
			sp_runtime::TokenError::FundsUnavailable
		);
	});
}

#[test]
fn apply_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Consortium::apply(RuntimeOrigin::none(), name("Clinic"), CLINIC), BadOrigin);
		assert_noop!(Consortium::apply(RuntimeOrigin::root(), name("Clinic"), CLINIC), BadOrigin);
	});
}

#[test]
fn apply_should_not_close_the_door_when_many_have_applied() {
	ExtBuilder::default().build_and_execute(|| {
		for applicant in 1_000..1_020 {
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), applicant, FUNDS));
			assert_ok!(Consortium::apply(signed(applicant), name("Crowd"), applicant));
		}
		join(CLINIC);
		assert!(status(CLINIC).unwrap().is_member());
	});
}

use super::*;
use pallet_session::{historical::SessionManager as HistoricalManager, SessionManager};

#[test]
fn new_session_should_plan_nothing_when_nothing_changed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(<Consortium as SessionManager<AccountId>>::new_session(2), None);
		join(CLINIC);
		assert_eq!(
			<Consortium as SessionManager<AccountId>>::new_session(2),
			Some(validators_of(&[HOSPITAL, PHARMACY, LABORATORY, INSURER, CLINIC]))
		);
		assert_has_event(Event::ValidatorsPlanned { session: 2, validators: 5, without_keys: 0 });
		assert_eq!(<Consortium as SessionManager<AccountId>>::new_session(3), None);
	});
}

#[test]
fn new_session_should_name_the_institutions_when_the_historical_pallet_asks() {
	ExtBuilder::default().build_and_execute(|| {
		let set = <Consortium as HistoricalManager<AccountId, AccountId>>::new_session_genesis(0).unwrap();
		assert_eq!(set, FOUNDERS.map(|founder| (validator_of(founder), founder)));
	});
}

#[test]
fn new_session_should_leave_a_member_out_and_take_it_back_when_its_keys_go_and_come() {
	ExtBuilder::default().build_and_execute(|| {
		purge_keys(validator_of(INSURER));
		rotate(2);
		assert_eq!(in_office(), validators_of(&[HOSPITAL, PHARMACY, LABORATORY]));
		assert_has_event(Event::ValidatorsPlanned { session: 2, validators: 3, without_keys: 1 });
		assert!(seats().contains(&INSURER));

		set_keys(validator_of(INSURER));
		rotate(2);
		assert_eq!(in_office(), validators_of(&FOUNDERS));
	});
}

#[test]
fn new_session_should_resume_when_all_members_had_lost_their_keys() {
	ExtBuilder::default().build_and_execute(|| {
		for founder in FOUNDERS {
			purge_keys(validator_of(founder));
		}
		rotate(1);
		assert!(PlannedValidators::<Test>::get().is_empty());
		for founder in FOUNDERS {
			set_keys(validator_of(founder));
		}
		rotate(2);
		assert_eq!(in_office(), validators_of(&FOUNDERS));
	});
}

#[test]
fn new_session_should_change_nobody_when_only_names_of_accounts_are_exchanged_back_and_forth() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(HOSPITAL);
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), HOSPITAL));
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(HOSPITAL)));
		assert_ok!(Consortium::accept_validation(signed(validator_of(HOSPITAL)), HOSPITAL));
		assert_eq!(<Consortium as SessionManager<AccountId>>::new_session(2), None);
	});
}

#[test]
fn start_session_should_hand_over_when_a_planned_set_comes_into_office() {
	ExtBuilder::default().build_and_execute(|| {
		join(CLINIC);
		rotate(1);
		assert_eq!(PlannedValidators::<Test>::get().len(), 5);
		assert_eq!(ActiveValidators::<Test>::get().len(), 4);
		rotate(1);
		assert_eq!(ActiveValidators::<Test>::get(), PlannedValidators::<Test>::get());
	});
}

use super::*;

#[test]
fn institutions_should_list_members_and_suspended_ones_when_others_are_on_record_too() {
	ExtBuilder::default().build_and_execute(|| {
		apply(CLINIC);
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		let accounts: Vec<_> = Consortium::institutions().into_iter().map(|(account, _)| account).collect();
		assert_eq!(accounts, FOUNDERS);
	});
}

#[test]
fn validators_should_foretell_the_session_after_the_next_when_something_changed() {
	ExtBuilder::default().build_and_execute(|| {
		join(CLINIC);
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		purge_keys(validator_of(INSURER));
		let foretold = Consortium::validators();
		assert_eq!(foretold, validators_of(&[PHARMACY, LABORATORY, CLINIC]));
		rotate(2);
		assert_eq!(in_office(), foretold);
	});
}

#[test]
fn standing_should_count_every_institution_once_when_all_standings_occur() {
	ExtBuilder::default().minimum(1).build_and_execute(|| {
		apply(CLINIC);
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		assert_ok!(Consortium::depart(signed(PHARMACY)));
		assert_eq!(Consortium::standing(), Standing { applicants: 1, members: 2, suspended: 1, departed: 1 });
		assert_ok!(Consortium::apply(signed(PHARMACY), name("Again"), PHARMACY));
		assert_eq!(Consortium::standing(), Standing { applicants: 2, members: 2, suspended: 1, departed: 0 });
	});
}

use super::*;
use sp_runtime::BuildStorage;

fn build(institutions: Vec<(AccountId, &str, AccountId)>) {
	let institutions =
		institutions.into_iter().map(|(account, name, validator)| (account, name.into(), validator)).collect();
	let _ = GenesisConfig::<Test> { institutions }.build_storage();
}

#[test]
fn genesis_should_make_members_that_validate_from_the_first_session_when_they_are_founders() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(in_office(), validators_of(&FOUNDERS));
		for founder in FOUNDERS {
			assert_eq!(status(founder), Some(Status::Member { since: 0 }));
			assert_eq!(Consortium::institution_of_validator(validator_of(founder)), Some(founder));
		}
		rotate(3);
		assert_eq!(in_office(), validators_of(&FOUNDERS));
	});
}

#[test]
fn genesis_should_leave_the_sessions_to_their_own_keys_when_there_are_no_founders() {
	ExtBuilder::default().founders(&[]).build_and_execute(|| {
		assert!(in_office().is_empty());
		assert!(PlannedValidators::<Test>::get().is_empty());
	});
}

#[test]
fn genesis_should_leave_a_founder_out_when_its_validator_has_no_keys() {
	let mut storage = RuntimeGenesisConfig {
		consortium: GenesisConfig {
			institutions: vec![(HOSPITAL, "With keys".into(), 100), (PHARMACY, "Without keys".into(), 110)],
		},
		session: pallet_session::GenesisConfig { keys: vec![(100, 100, keys(100))], ..Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap();
	sp_io::TestExternalities::from(core::mem::take(&mut storage)).execute_with(|| {
		seat_at_genesis(&[HOSPITAL, PHARMACY]);
		assert_eq!(in_office(), vec![100]);
		assert!(status(PHARMACY).unwrap().is_member());
		assert_sound();
	});
}

#[test]
#[should_panic(expected = "cannot be a founding institution")]
fn genesis_should_panic_when_an_institution_is_named_twice() {
	build(vec![(1, "One", 10), (1, "Two", 20)]);
}

#[test]
#[should_panic(expected = "cannot be a founding institution")]
fn genesis_should_panic_when_a_validator_is_named_twice() {
	build(vec![(1, "One", 10), (2, "Two", 10)]);
}

#[test]
#[should_panic(expected = "cannot be a founding institution")]
fn genesis_should_panic_when_a_name_is_not_valid() {
	build(vec![(1, "", 10)]);
}

#[test]
#[should_panic(expected = "cannot be a founding institution")]
fn genesis_should_panic_when_a_name_is_too_long() {
	build(vec![(1, "A name that is longer than the thirty-two bytes", 10)]);
}

#[test]
#[should_panic(expected = "cannot be a founding institution")]
fn genesis_should_panic_when_there_are_more_institutions_than_places() {
	build((1..=7).map(|index| (index, "Institution", index * 10)).collect());
}

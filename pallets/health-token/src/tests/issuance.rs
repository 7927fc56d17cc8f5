use super::*;

#[test]
fn issuance_should_be_explained_when_tokens_are_issued_redeemed_and_burnt() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let genesis = HealthToken::issuance().genesis;
		assert_eq!(HealthToken::issuance().total, genesis);
		assert_ok!(HealthToken::issue(signed(BANK), NEWCOMER, 5_000, commitment(1), euros(1)));
		let id = redeemed(600);
		assert_ok!(HealthToken::settle(signed(BANK), id, commitment(2)));
		// Everybody may burn, and accounts leave dust.
		assert_ok!(Balances::burn(signed(STRANGER), 40, true));
		assert_ok!(Balances::transfer_allow_death(signed(NEWCOMER), PATIENT, 4_995));
		let figures = Issuance {
			total: genesis + 5_000 - 600 - 45,
			genesis,
			issued: 5_000,
			redeemed: 600,
			burnt_elsewhere: 45,
			unexplained: 0,
		};
		assert_eq!(HealthToken::issuance(), figures);
		next_block();
		assert_has_event(Event::BurntElsewhere { amount: 45 });
		assert_eq!(HealthToken::issuance(), figures);
		System::reset_events();
		next_block();
		assert!(System::events().is_empty());
	});
}

#[test]
fn issuance_should_stay_unexplained_when_something_else_mints() {
	ExtBuilder::default().build().execute_with(|| {
		use frame_support::traits::fungible::Mutate;
		assert_ok!(<Balances as Mutate<AccountId>>::mint_into(&PATIENT, 7));
		next_block();
		assert_eq!(HealthToken::issuance().unexplained, 7);
		assert!(HealthToken::do_try_state().is_err());
	});
}

#[test]
fn issuance_should_begin_with_what_there_is_when_the_pallet_comes_later() {
	ExtBuilder::default().build_and_execute(|| {
		TokenLedger::<Test>::kill();
		next_block();
		let issuance = HealthToken::issuance();
		assert_eq!((issuance.genesis, issuance.unexplained), (issuance.total, 0));
	});
}

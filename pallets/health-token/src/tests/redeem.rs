use super::*;

fn redeem(who: AccountId, amount: Balance) -> DispatchResult {
	HealthToken::redeem(signed(who), BANK, amount, commitment(1))
}

#[test]
fn redeem_should_hold_the_tokens_when_the_desk_works() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(redeem(PATIENT, 600));
		let deadline = START + RedemptionPeriod::get();
		assert_last_event(Event::RedemptionRequested {
			redemption: RedemptionId(0),
			owner: PATIENT,
			desk: BANK,
			amount: 600,
			payout: commitment(1),
			deadline,
		});
		assert_eq!(held(HoldReason::Redemption, PATIENT), 600);
		assert_eq!(free(PATIENT), ENDOWMENT - 600);
		assert_eq!(HealthToken::redemptions_of(PATIENT)[0].1.state, RedemptionState::Pending { deadline });
	});
}

#[test]
fn redeem_should_fail_when_the_desk_does_not_work() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let call = HealthToken::redeem(signed(PATIENT), EXCHANGE, 600, commitment(1));
		assert_noop!(call, E::DeskNotFound);
		decertify(BANK);
		assert_noop!(redeem(PATIENT, 600), E::NotFinancialEntity);
		assert_noop!(HealthToken::redeem(RuntimeOrigin::none(), BANK, 600, commitment(1)), DispatchError::BadOrigin);
	});
}

#[test]
fn redeem_should_fail_when_the_amount_is_too_small_or_cannot_be_spent() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(redeem(PATIENT, MIN_REDEMPTION - 1), E::AmountTooSmall);
		assert_noop!(redeem(PATIENT, ENDOWMENT), E::NotEnoughTokens);
		assert_noop!(redeem(NEWCOMER, MIN_REDEMPTION), E::NotEnoughTokens);
		assert_ok!(redeem(PATIENT, ENDOWMENT - EXISTENTIAL_DEPOSIT));
	});
}

#[test]
fn redeem_should_fail_when_the_tokens_are_not_yet_free() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(Vesting::vested_transfer(
			signed(STRANGER),
			NEWCOMER,
			pallet_vesting::VestingInfo::new(5_000, 1, 100)
		));
		assert_noop!(redeem(NEWCOMER, 600), E::NotEnoughTokens);
	});
}

#[test]
fn redeem_should_fail_when_the_account_has_too_many_pending() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(redeem(PATIENT, 600));
		assert_ok!(redeem(PATIENT, 600));
		assert_noop!(redeem(PATIENT, 600), E::TooManyRedemptions);
		// What is overdue takes no place, whether it was settled or not.
		pass(RedemptionPeriod::get() + 1);
		assert_ok!(redeem(PATIENT, 600));
		assert_has_event(Event::RedemptionReturned { redemption: RedemptionId(0) });
		assert_eq!(held(HoldReason::Redemption, PATIENT), 1_200);
	});
}

#[test]
fn redeem_should_fail_when_the_queue_is_full_and_work_again_when_the_desk_refuses_one() {
	ExtBuilder::default().desk().build_and_execute(|| {
		// Sham accounts: each place costs them as much as the least redemption, for as long as it lasts.
		for who in [40, 41, 42] {
			assert_ok!(redeem(who, MIN_REDEMPTION));
			if who != 42 {
				assert_ok!(redeem(who, MIN_REDEMPTION));
			}
		}
		assert_noop!(redeem(PATIENT, 600), E::QueueFull);
		assert_ok!(HealthToken::refuse_redemption(signed(BANK), RedemptionId(0)));
		assert_ok!(redeem(PATIENT, 600));
	});
}

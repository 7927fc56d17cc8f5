use super::*;

fn settle(who: AccountId, id: RedemptionId, payment: u8) -> DispatchResult {
	HealthToken::settle(signed(who), id, commitment(payment))
}

#[test]
fn settle_should_burn_the_tokens_when_the_desk_paid() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let id = redeemed(600);
		let before = HealthToken::issuance();
		pass(RedemptionPeriod::get());
		assert_ok!(settle(BANK, id, 7));
		assert_last_event(Event::RedemptionSettled { redemption: id, payment: commitment(7) });
		let after = HealthToken::issuance();
		assert_eq!((after.total, after.redeemed, after.burnt_elsewhere), (before.total - 600, 600, 0));
		assert_eq!(held(HoldReason::Redemption, PATIENT), 0);
		let state = RedemptionState::Settled { payment: commitment(7), at: now() };
		assert_eq!(HealthToken::redemption_info(id).unwrap().state, state);
		assert_noop!(settle(BANK, id, 8), E::RedemptionClosed);
	});
}

#[test]
fn settle_should_fail_when_the_deadline_has_passed_be_it_unnoticed() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let id = redeemed(600);
		pass(RedemptionPeriod::get() + 1);
		assert_noop!(settle(BANK, id, 7), E::DeadlinePassed);
	});
}

#[test]
fn settle_should_fail_when_the_caller_is_another_desk() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(authorized(EXCHANGE));
		let id = redeemed(600);
		assert_noop!(settle(EXCHANGE, id, 7), E::NotOwnDesk);
		assert_noop!(settle(PATIENT, id, 7), E::NotOwnDesk);
		assert_noop!(settle(BANK, RedemptionId(9), 7), E::RedemptionNotFound);
		assert_noop!(HealthToken::settle(RuntimeOrigin::root(), id, commitment(7)), DispatchError::BadOrigin);
	});
}

#[test]
fn settle_should_fail_when_the_payment_was_used() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let (first, second) = (redeemed(600), redeemed(700));
		assert_ok!(settle(BANK, first, 7));
		assert_noop!(settle(BANK, second, 7), E::ReceiptUsed);
		assert_noop!(HealthToken::issue(signed(BANK), PATIENT, 1, commitment(7), euros(1)), E::ReceiptUsed);
	});
}

#[test]
fn settle_should_burn_the_tokens_when_the_owner_locked_its_account_meanwhile() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let id = redeemed(ENDOWMENT - 1_000);
		// The owner gets locked tokens from an account of its own, and sends away what the lock leaves.
		assert_ok!(Vesting::vested_transfer(
			signed(STRANGER),
			PATIENT,
			pallet_vesting::VestingInfo::new(500_000, 1, 100)
		));
		assert_ok!(Balances::transfer_allow_death(signed(PATIENT), OTHER_PATIENT, 500_000));
		assert_ok!(settle(BANK, id, 7));
		assert_eq!(HealthToken::issuance().redeemed, ENDOWMENT - 1_000);
	});
}

use super::*;
use frame_support::traits::VestingSchedule;

fn purchase(round: RoundId, buyer: AccountId, paid: u128, receipt: u8) -> DispatchResult {
	HealthToken::record_purchase(signed(BANK), round, buyer, paid, commitment(receipt))
}

#[test]
fn record_purchase_should_mint_what_the_price_says_rounded_down_when_all_is_in_order() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let round = opened(RoundTerms { price: euros(300), ..round_terms() });
		assert_ok!(purchase(round, NEWCOMER, 500, 1));
		// 500 × 1000 ÷ 300
		assert_last_event(Event::Purchased {
			round,
			buyer: NEWCOMER,
			amount: 1_666,
			paid: 500,
			receipt: commitment(1),
		});
		assert_eq!(free(NEWCOMER), 1_666);
		assert_eq!(HealthToken::tokens_in_round(round, 500), Some(1_666));
		assert_eq!(HealthToken::purchased(round, NEWCOMER), 1_666);
		assert_eq!(HealthToken::round_info(round).unwrap().sold, 1_666);
		assert_eq!(HealthToken::issuance().issued, 1_666);
		// Its cap stands for the allowance; the reserves count all the same.
		assert_eq!(HealthToken::desk(BANK).unwrap().liabilities(), 1_666);
		assert_eq!(HealthToken::issuable(BANK), ALLOWANCE);
	});
}

#[test]
fn record_purchase_should_free_the_tokens_block_by_block_when_the_round_says_so() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let vesting = Some(VestingTerms { start: 10, length: 4 });
		let round = opened(RoundTerms { vesting, ..round_terms() });
		assert_ok!(purchase(round, NEWCOMER, 200, 1));
		assert_eq!(free(NEWCOMER), 1_000);
		assert_eq!(Vesting::vesting_balance(&NEWCOMER), Some(1_000));
		System::set_block_number(12);
		assert_eq!(Vesting::vesting_balance(&NEWCOMER), Some(500));
		System::set_block_number(14);
		assert_ok!(Vesting::vest(signed(NEWCOMER)));
		assert_eq!(Vesting::vesting_balance(&NEWCOMER), None);
	});
}

#[test]
fn record_purchase_should_fail_when_the_buyer_has_too_many_schedules() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let vesting = Some(VestingTerms { start: 10, length: 4 });
		let round = opened(RoundTerms { vesting, ..round_terms() });
		for receipt in 0..3 {
			assert_ok!(purchase(round, NEWCOMER, 100, receipt));
		}
		assert_noop!(purchase(round, NEWCOMER, 100, 3), E::TooManyVestingSchedules);
	});
}

#[test]
fn record_purchase_should_fail_when_a_limit_is_reached() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let round = opened(round_terms());
		assert_noop!(purchase(round, PATIENT, 99, 1), E::BelowMinimum);
		assert_noop!(purchase(round, PATIENT, 801, 1), E::BuyerLimitExceeded);
		assert_ok!(purchase(round, PATIENT, 800, 1));
		assert_noop!(purchase(round, PATIENT, 100, 2), E::BuyerLimitExceeded);
		assert_ok!(purchase(round, OTHER_PATIENT, 800, 2));
		assert_noop!(purchase(round, NEWCOMER, 401, 3), E::CapExceeded);
		assert_ok!(purchase(round, NEWCOMER, 400, 3));
		assert_noop!(purchase(round, STRANGER, u128::MAX, 4), E::Overflow);
	});
}

#[test]
fn record_purchase_should_fail_when_the_window_is_not_open() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let window = Period::between(START + 5, START + 10);
		let round = opened(RoundTerms { window, ..round_terms() });
		assert_noop!(purchase(round, PATIENT, 200, 1), E::OutsideWindow);
		pass(10);
		assert_ok!(purchase(round, PATIENT, 200, 1));
		pass(1);
		assert_noop!(purchase(round, PATIENT, 200, 2), E::OutsideWindow);
	});
}

#[test]
fn record_purchase_should_fail_when_the_caller_is_not_the_working_desk_of_the_round() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(authorized(EXCHANGE));
		assert_noop!(purchase(RoundId(0), PATIENT, 200, 1), E::RoundNotFound);
		let round = opened(round_terms());
		let by = |who| HealthToken::record_purchase(signed(who), round, PATIENT, 200, commitment(1));
		assert_noop!(by(EXCHANGE), E::NotOwnDesk);
		assert_noop!(by(PATIENT), E::NotOwnDesk);
		decertify(BANK);
		assert_noop!(by(BANK), E::NotFinancialEntity);
		let call = HealthToken::record_purchase(RuntimeOrigin::root(), round, PATIENT, 200, commitment(1));
		assert_noop!(call, DispatchError::BadOrigin);
		certify(BANK, Role::FinancialEntity(FinancialKind::Bank));
		assert_ok!(HealthToken::revoke_desk(RuntimeOrigin::root(), BANK));
		assert_noop!(by(BANK), E::DeskNotAuthorized);
	});
}

#[test]
fn record_purchase_should_fail_when_the_receipt_was_used_or_reserves_are_missing() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let round = opened(round_terms());
		assert_ok!(purchase(round, PATIENT, 200, 1));
		assert_noop!(purchase(round, PATIENT, 200, 1), E::ReceiptUsed);
		assert_noop!(HealthToken::issue(signed(BANK), PATIENT, 1, commitment(1), euros(1)), E::ReceiptUsed);
		assert_ok!(attested(BANK, 1_500));
		assert_noop!(purchase(round, PATIENT, 200, 2), E::ReservesExceeded);
		pass(MaxAttestationAge::get() + 1);
		assert_noop!(purchase(round, PATIENT, 200, 2), E::OutsideWindow);
	});
}

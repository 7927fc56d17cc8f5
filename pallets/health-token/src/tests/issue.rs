use super::*;

fn issue(desk: AccountId, amount: Balance, receipt: u8) -> DispatchResult {
	HealthToken::issue(signed(desk), NEWCOMER, amount, commitment(receipt), euros(12_00))
}

#[test]
fn issue_should_mint_and_take_down_when_all_is_in_order() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let before = HealthToken::issuance();
		assert_ok!(issue(BANK, 600, 1));
		assert_last_event(Event::Issued {
			desk: BANK,
			beneficiary: NEWCOMER,
			amount: 600,
			receipt: commitment(1),
			against: euros(12_00),
		});
		assert_eq!(free(NEWCOMER), 600);
		let after = HealthToken::issuance();
		assert_eq!((after.total, after.issued, after.unexplained), (before.total + 600, 600, 0));
		assert_eq!(OutsideReceipts::<Test>::get(BANK, commitment(1)), Some(OutsideReceipt::Issue));
	});
}

#[test]
fn issue_should_fail_when_the_receipt_was_used_and_no_other_desk_can_use_it_up() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(authorized(EXCHANGE));
		assert_ok!(attested(EXCHANGE, 1_000));
		// Another desk saw the commitment in the pool and was faster.
		assert_ok!(issue(EXCHANGE, 600, 1));
		assert_ok!(issue(BANK, 600, 1));
		assert_noop!(issue(BANK, 600, 1), E::ReceiptUsed);
	});
}

#[test]
fn issue_should_fail_when_the_allowance_of_the_period_is_used() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(issue(BANK, ALLOWANCE - 1, 1));
		assert_noop!(issue(BANK, 2, 2), E::AllowanceExceeded);
		pass(PERIOD - 1);
		assert_noop!(issue(BANK, 2, 2), E::AllowanceExceeded);
		pass(1);
		assert_ok!(issue(BANK, ALLOWANCE, 2));
		assert_noop!(issue(BANK, 1, 3), E::AllowanceExceeded);
	});
}

#[test]
fn issue_should_fail_when_the_reserves_do_not_cover_it() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(attested(BANK, 1_000));
		assert_noop!(issue(BANK, 1_001, 1), E::ReservesExceeded);
		assert_ok!(issue(BANK, 1_000, 1));
		assert_noop!(issue(BANK, 1, 2), E::ReservesExceeded);
	});
}

#[test]
fn issue_should_fail_when_there_is_no_fresh_attestation() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(authorized(BANK));
		assert_noop!(issue(BANK, 600, 1), E::AttestationExpired);
		assert_ok!(attested(BANK, 10_000));
		pass(MaxAttestationAge::get());
		assert_ok!(issue(BANK, 600, 1));
		pass(1);
		assert_noop!(issue(BANK, 600, 2), E::AttestationExpired);
		assert_eq!(HealthToken::issuable(BANK), 0);
	});
}

#[test]
fn issue_should_fail_when_the_caller_is_no_certified_desk() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(issue(EXCHANGE, 600, 1), E::DeskNotFound);
		assert_noop!(issue(STRANGER, 600, 1), E::DeskNotFound);
		decertify(BANK);
		assert_noop!(issue(BANK, 600, 1), E::NotFinancialEntity);
		let call = HealthToken::issue(RuntimeOrigin::root(), NEWCOMER, 600, commitment(1), euros(1));
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn issue_should_fail_when_an_amount_is_invalid() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(issue(BANK, 0, 1), E::InvalidAmount);
		for money in [euros(0), Money { currency: Currency::Fiat(*b"Eur"), amount: 1 }] {
			let call = HealthToken::issue(signed(BANK), NEWCOMER, 600, commitment(1), money);
			assert_noop!(call, E::InvalidMoney);
		}
		// Less than an account needs to exist.
		assert_noop!(issue(BANK, EXISTENTIAL_DEPOSIT - 1, 1), sp_runtime::TokenError::BelowMinimum);
	});
}

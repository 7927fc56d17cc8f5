use super::*;

fn capture(who: AccountId, id: AuthorizationId, list: &[(&str, u32)]) -> DispatchResult {
	HealthToken::capture(signed(who), id, commitment(9), items(list))
}

fn builder() -> ExtBuilder {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).price(HOSPITAL, "day", 20)
}

#[test]
fn capture_should_pay_in_parts_and_yield_receipts_when_something_is_left() {
	builder().build_and_execute(|| {
		let before = free(HOSPITAL);
		let id = promised(300);
		assert_ok!(capture(HOSPITAL, id, &[("hip", 1), ("day", 2)]));
		assert_last_event(Event::Captured { authorization: id, receipt: ReceiptId(0), total: 140, remaining: 160 });
		assert_eq!((free(HOSPITAL), held(HoldReason::Authorization, PATIENT)), (before + 140, 160));
		assert_noop!(capture(HOSPITAL, id, &[("hip", 2)]), E::RemainderExceeded);
		assert_ok!(capture(HOSPITAL, id, &[("day", 8)]));
		let by = Conclusion::Exhausted;
		assert_last_event(Event::AuthorizationConcluded { authorization: id, by, returned: 0 });
		assert_eq!(HealthToken::receipt_info(ReceiptId(1)).unwrap().source, ReceiptSource::Authorization(id));
		assert_noop!(capture(HOSPITAL, id, &[("day", 1)]), E::AuthorizationClosed);
		assert_eq!((free(PATIENT), free(HOSPITAL)), (ENDOWMENT - 300, before + 300));
	});
}

#[test]
fn capture_should_charge_the_lower_of_then_and_now_when_the_price_changed() {
	builder().build_and_execute(|| {
		let id = promised(1_000);
		pass(1);
		published(HOSPITAL, "hip", 150);
		let cheaper = published(HOSPITAL, "day", 15);
		assert_ok!(capture(HOSPITAL, id, &[("hip", 1), ("day", 1)]));
		assert_eq!(HealthToken::receipt_info(ReceiptId(0)).unwrap().total, 115);
		// A price that is withdrawn was promised all the same.
		assert_ok!(HealthToken::withdraw_price(signed(HOSPITAL), service("day"), cheaper));
		assert_ok!(HealthToken::withdraw_price(signed(HOSPITAL), service("day"), PriceVersion(1)));
		assert_ok!(capture(HOSPITAL, id, &[("day", 1)]));
		assert_eq!(HealthToken::receipt_info(ReceiptId(1)).unwrap().total, 20);
	});
}

#[test]
fn capture_should_charge_what_the_payer_saw_when_the_provider_changed_it_in_the_same_block() {
	builder().build_and_execute(|| {
		let cheap = published(HOSPITAL, "hip", 60);
		let id = promised(1_000);
		published(HOSPITAL, "day", 900);
		assert_ok!(HealthToken::withdraw_price(signed(HOSPITAL), service("hip"), cheap));
		assert_eq!((price(HOSPITAL, "hip"), price(HOSPITAL, "day")), (Some(100), Some(900)));
		assert_ok!(capture(HOSPITAL, id, &[("hip", 1), ("day", 1)]));
		assert_eq!(HealthToken::receipt_info(ReceiptId(0)).unwrap().total, 80);
	});
}

#[test]
fn capture_should_fail_when_the_payer_could_not_look_the_price_up() {
	builder().build_and_execute(|| {
		let id = promised(1_000);
		pass(1);
		published(HOSPITAL, "knee", 5);
		assert_noop!(capture(HOSPITAL, id, &[("knee", 1)]), E::NotPriced);
		assert_noop!(capture(HOSPITAL, id, &[]), E::NoItems);
		assert_noop!(capture(HOSPITAL, id, &[("hip", 0)]), E::InvalidQuantity);
	});
}

#[test]
fn capture_should_fail_when_a_ceiling_came_below_the_price() {
	builder().build_and_execute(|| {
		let id = promised(1_000);
		assert_ok!(HealthToken::set_reference(signed(MINISTRY), service("hip"), 80, Some(95)));
		assert_noop!(capture(HOSPITAL, id, &[("hip", 1)]), E::AboveCeiling);
	});
}

#[test]
fn capture_should_fail_when_the_caller_is_not_the_certified_provider() {
	builder().price(CLINIC, "hip", 1).build_and_execute(|| {
		let id = promised(1_000);
		assert_noop!(capture(CLINIC, id, &[("hip", 1)]), E::NotOwnProvider);
		assert_noop!(capture(PATIENT, id, &[("hip", 1)]), E::NotOwnProvider);
		assert_noop!(capture(HOSPITAL, AuthorizationId(9), &[("hip", 1)]), E::AuthorizationNotFound);
		let call = HealthToken::capture(RuntimeOrigin::root(), id, commitment(9), items(&[("hip", 1)]));
		assert_noop!(call, DispatchError::BadOrigin);
		decertify(HOSPITAL);
		assert_noop!(capture(HOSPITAL, id, &[("hip", 1)]), E::NotProvider);
	});
}

#[test]
fn capture_should_fail_when_it_is_a_prepayment_or_over_be_it_unnoticed() {
	builder().build_and_execute(|| {
		let prepayment = prepaid(500);
		assert_noop!(capture(HOSPITAL, prepayment, &[("hip", 1)]), E::NotPreAuthorization);
		let id = promised(500);
		pass(20 * DAY);
		assert_ok!(capture(HOSPITAL, id, &[("hip", 1)]));
		pass(1);
		assert_noop!(capture(HOSPITAL, id, &[("hip", 1)]), E::AuthorizationExpired);
	});
}

#[test]
fn capture_should_pay_when_the_payer_locked_its_account_meanwhile() {
	builder().build_and_execute(|| {
		let id = promised(ENDOWMENT - 1_000);
		assert_ok!(Vesting::vested_transfer(
			signed(STRANGER),
			PATIENT,
			pallet_vesting::VestingInfo::new(500_000, 1, 100)
		));
		assert_ok!(Balances::transfer_allow_death(signed(PATIENT), OTHER_PATIENT, 500_000));
		assert_ok!(capture(HOSPITAL, id, &[("hip", 9_000)]));
	});
}

use super::*;

#[test]
fn cancel_invoice_should_close_it_when_the_provider_asks() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		decertify(HOSPITAL);
		assert_ok!(HealthToken::cancel_invoice(signed(HOSPITAL), id));
		assert_last_event(Event::InvoiceCancelled { invoice: id });
		assert_eq!(HealthToken::invoice_standing(id), Some(InvoiceStanding::Cancelled));
		assert_eq!(held(HoldReason::InvoiceDeposit, HOSPITAL), 0);
		assert_noop!(HealthToken::pay(signed(PATIENT), id, 100), E::InvoiceClosed);
	});
}

#[test]
fn cancel_invoice_should_fail_when_somebody_else_asks_or_it_is_too_late() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		assert_noop!(HealthToken::cancel_invoice(signed(PATIENT), id), E::NotOwnProvider);
		assert_noop!(HealthToken::cancel_invoice(signed(CLINIC), id), E::NotOwnProvider);
		assert_noop!(HealthToken::cancel_invoice(signed(HOSPITAL), InvoiceId(9)), E::InvoiceNotFound);
		assert_noop!(HealthToken::cancel_invoice(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
		pass(10 * DAY + 1);
		assert_noop!(HealthToken::cancel_invoice(signed(HOSPITAL), id), E::InvoiceClosed);
	});
}

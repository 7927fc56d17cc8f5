use super::*;

#[test]
fn decline_should_close_the_invoice_when_the_payer_asks() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		assert_ok!(HealthToken::decline(signed(PATIENT), id));
		assert_last_event(Event::InvoiceDeclined { invoice: id });
		assert_eq!(HealthToken::invoice_standing(id), Some(InvoiceStanding::Declined));
		assert_eq!(held(HoldReason::InvoiceDeposit, HOSPITAL), 0);
		for call in [
			HealthToken::decline(signed(PATIENT), id),
			HealthToken::pay(signed(PATIENT), id, 100),
			HealthToken::cancel_invoice(signed(HOSPITAL), id),
			HealthToken::expire(signed(STRANGER), Timed::Invoice(id)),
		] {
			assert_noop!(call, E::InvoiceClosed);
		}
	});
}

#[test]
fn decline_should_fail_when_somebody_else_asks_or_it_is_too_late() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		assert_noop!(HealthToken::decline(signed(HOSPITAL), id), E::NotPayer);
		assert_noop!(HealthToken::decline(signed(PATIENT), InvoiceId(9)), E::InvoiceNotFound);
		assert_noop!(HealthToken::decline(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
		pass(10 * DAY + 1);
		assert_noop!(HealthToken::decline(signed(PATIENT), id), E::InvoiceClosed);
	});
}

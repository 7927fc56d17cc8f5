use super::*;

fn draw(who: AccountId, id: AuthorizationId, invoice: InvoiceId) -> DispatchResult {
	HealthToken::draw(signed(who), id, invoice)
}

fn builder() -> ExtBuilder {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).price(CLINIC, "hip", 100)
}

#[test]
fn draw_should_pay_the_invoice_when_the_payer_had_time_to_decline() {
	builder().build_and_execute(|| {
		let before = free(HOSPITAL);
		let (id, invoice) = (prepaid(300), invoiced(&[("hip", 2)]));
		assert_noop!(draw(HOSPITAL, id, invoice), E::TooEarly);
		pass(DrawDelay::get());
		assert_ok!(draw(HOSPITAL, id, invoice));
		assert_last_event(Event::Paid { invoice, receipt: ReceiptId(0), total: 200 });
		assert_eq!((free(HOSPITAL), held(HoldReason::Prepayment, PATIENT)), (before + 200, 100));
		let receipt = HealthToken::receipt_info(ReceiptId(0)).unwrap();
		assert_eq!(receipt.source, ReceiptSource::Prepayment(invoice, id));
		assert_noop!(draw(HOSPITAL, id, invoice), E::InvoiceClosed);
		// The payer need not wait.
		let second = invoiced(&[("hip", 1)]);
		assert_ok!(draw(PATIENT, id, second));
		let by = Conclusion::Exhausted;
		assert_last_event(Event::AuthorizationConcluded { authorization: id, by, returned: 0 });
	});
}

#[test]
fn draw_should_fail_when_the_payer_declined() {
	builder().build_and_execute(|| {
		let (id, invoice) = (prepaid(300), invoiced(&[("hip", 2)]));
		assert_ok!(HealthToken::decline(signed(PATIENT), invoice));
		pass(DrawDelay::get());
		assert_noop!(draw(HOSPITAL, id, invoice), E::InvoiceClosed);
	});
}

#[test]
fn draw_should_fail_when_parties_or_kinds_differ() {
	builder().build_and_execute(|| {
		let (id, promise) = (prepaid(300), promised(300));
		let foreign = invoiced_by(CLINIC, PATIENT, &[("hip", 1)]);
		let other = invoiced_by(HOSPITAL, OTHER_PATIENT, &[("hip", 1)]);
		let invoice = invoiced(&[("hip", 1)]);
		pass(DrawDelay::get());
		assert_noop!(draw(CLINIC, id, foreign), E::PartiesDiffer);
		assert_noop!(draw(HOSPITAL, id, other), E::PartiesDiffer);
		assert_noop!(draw(OTHER_PATIENT, id, other), E::PartiesDiffer);
		assert_noop!(draw(STRANGER, id, invoice), E::NotParty);
		assert_noop!(draw(HOSPITAL, promise, invoice), E::NotPrepayment);
		assert_noop!(draw(HOSPITAL, AuthorizationId(9), invoice), E::AuthorizationNotFound);
		assert_noop!(draw(HOSPITAL, id, InvoiceId(9)), E::InvoiceNotFound);
		assert_noop!(HealthToken::draw(RuntimeOrigin::root(), id, invoice), DispatchError::BadOrigin);
		decertify(HOSPITAL);
		assert_noop!(draw(HOSPITAL, id, invoice), E::NotProvider);
		assert_ok!(draw(PATIENT, id, invoice));
	});
}

#[test]
fn draw_should_fail_when_too_little_is_left_or_it_is_over() {
	builder().build_and_execute(|| {
		let (id, invoice) = (prepaid(150), invoiced(&[("hip", 2)]));
		assert_noop!(draw(PATIENT, id, invoice), E::RemainderExceeded);
		pass(15 * DAY);
		let second = invoiced(&[("hip", 1)]);
		pass(5 * DAY + 1);
		assert_noop!(draw(PATIENT, id, second), E::AuthorizationExpired);
		assert_ok!(HealthToken::release(signed(HOSPITAL), id));
		assert_noop!(draw(PATIENT, id, second), E::AuthorizationClosed);
	});
}

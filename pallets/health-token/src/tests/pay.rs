use super::*;

fn pay(who: AccountId, id: InvoiceId, max_total: Balance) -> DispatchResult {
	HealthToken::pay(signed(who), id, max_total)
}

fn builder() -> ExtBuilder {
	ExtBuilder::default().price(HOSPITAL, "hip", 100)
}

#[test]
fn pay_should_yield_a_receipt_when_the_payer_agrees_to_the_total() {
	builder().build_and_execute(|| {
		let before = free(HOSPITAL);
		let id = invoiced(&[("hip", 3)]);
		pass(10 * DAY);
		assert_ok!(pay(PATIENT, id, 300));
		assert_last_event(Event::Paid { invoice: id, receipt: ReceiptId(0), total: 300 });
		assert_eq!((free(HOSPITAL), free(PATIENT)), (before + 300, ENDOWMENT - 300));
		assert_eq!(held(HoldReason::InvoiceDeposit, HOSPITAL), 0);
		assert_eq!(HealthToken::invoice_standing(id), Some(InvoiceStanding::Paid(ReceiptId(0))));
		let receipt = HealthToken::receipt_info(ReceiptId(0)).unwrap();
		assert_eq!((receipt.provider, receipt.payer, receipt.total), (HOSPITAL, PATIENT, 300));
		assert_eq!((receipt.patient, receipt.paid_at), (commitment(9), now()));
		assert_eq!(receipt.source, ReceiptSource::Invoice(id));
		assert_noop!(pay(PATIENT, id, 300), E::InvoiceClosed);
	});
}

#[test]
fn pay_should_fail_when_somebody_else_pays_or_there_is_no_such_invoice() {
	builder().build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		assert_noop!(pay(STRANGER, id, 100), E::NotPayer);
		assert_noop!(pay(PATIENT, InvoiceId(9), 100), E::InvoiceNotFound);
		assert_noop!(HealthToken::pay(RuntimeOrigin::root(), id, 100), DispatchError::BadOrigin);
	});
}

#[test]
fn pay_should_fail_when_the_total_is_above_what_the_payer_agrees_to_or_has() {
	builder().price(HOSPITAL, "gold", ENDOWMENT).build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		assert_noop!(pay(PATIENT, id, 99), E::TotalExceeded);
		let dear = invoiced(&[("gold", 1)]);
		assert_noop!(pay(PATIENT, dear, Balance::MAX), sp_runtime::TokenError::NotExpendable);
	});
}

#[test]
fn pay_should_fail_when_the_invoice_is_overdue_be_it_unnoticed() {
	builder().build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		pass(10 * DAY + 1);
		assert_noop!(pay(PATIENT, id, 100), E::InvoiceClosed);
		assert_eq!(HealthToken::invoice_standing(id), Some(InvoiceStanding::Expired));
		assert!(HealthToken::inbox(PATIENT).is_empty());
	});
}

#[test]
fn pay_should_work_when_the_provider_lost_its_certificate_meanwhile() {
	builder().build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		decertify(HOSPITAL);
		assert_ok!(pay(PATIENT, id, 100));
	});
}

use super::*;

fn reclaim(who: AccountId, id: AuthorizationId) -> DispatchResult {
	HealthToken::reclaim(signed(who), id)
}

#[test]
fn reclaim_should_give_back_what_no_open_invoice_claims_when_the_payer_asks() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).price(CLINIC, "hip", 100).build_and_execute(|| {
		let id = prepaid(300);
		let invoice = invoiced(&[("hip", 2)]);
		invoiced_by(CLINIC, PATIENT, &[("hip", 1)]);
		assert_eq!(HealthToken::reclaimable(id), 100);
		assert_ok!(reclaim(PATIENT, id));
		assert_last_event(Event::Reclaimed { authorization: id, amount: 100, remaining: 200 });
		assert_eq!(held(HoldReason::Prepayment, PATIENT), 200);
		assert_noop!(reclaim(PATIENT, id), E::Claimed);
		// A provider cannot keep the payer from the tokens by invoices: they can be declined.
		assert_ok!(HealthToken::decline(signed(PATIENT), invoice));
		assert_ok!(reclaim(PATIENT, id));
		let by = Conclusion::Reclaimed;
		assert_last_event(Event::AuthorizationConcluded { authorization: id, by, returned: 200 });
		assert_eq!(free(PATIENT), ENDOWMENT);
		assert_noop!(reclaim(PATIENT, id), E::AuthorizationClosed);
	});
}

#[test]
fn reclaim_should_give_back_everything_when_the_invoices_are_overdue() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		let id = prepaid(300);
		invoiced(&[("hip", 3)]);
		assert_noop!(reclaim(PATIENT, id), E::Claimed);
		pass(10 * DAY + 1);
		assert_ok!(reclaim(PATIENT, id));
		assert_eq!(free(PATIENT), ENDOWMENT);
	});
}

#[test]
fn reclaim_should_fail_when_it_is_a_promise_or_somebody_else_asks() {
	ExtBuilder::default().build_and_execute(|| {
		let (promise, prepayment) = (promised(300), prepaid(300));
		assert_noop!(reclaim(PATIENT, promise), E::NotPrepayment);
		assert_noop!(reclaim(HOSPITAL, prepayment), E::NotPayer);
		assert_noop!(reclaim(PATIENT, AuthorizationId(9)), E::AuthorizationNotFound);
		assert_noop!(HealthToken::reclaim(RuntimeOrigin::root(), prepayment), DispatchError::BadOrigin);
		pass(20 * DAY + 1);
		assert_noop!(reclaim(PATIENT, prepayment), E::AuthorizationExpired);
	});
}

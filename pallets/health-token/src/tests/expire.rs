use super::*;
use frame_support::weights::Weight;

fn expire(timed: Timed) -> DispatchResult {
	HealthToken::expire(signed(STRANGER), timed)
}

#[test]
fn expire_should_give_everything_back_when_deadlines_have_passed() {
	ExtBuilder::default().desk().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		let before = free(HOSPITAL);
		let (redemption, promise, prepayment) = (redeemed(600), promised(300), prepaid(200));
		let invoice = invoiced(&[("hip", 1)]);
		let all = [
			Timed::Redemption(redemption),
			Timed::Authorization(promise),
			Timed::Authorization(prepayment),
			Timed::Invoice(invoice),
		];
		for timed in all {
			assert_noop!(expire(timed), E::DeadlineNotPassed);
		}
		pass(20 * DAY);
		assert_noop!(expire(all[1]), E::DeadlineNotPassed);
		pass(1);
		for timed in all {
			assert_ok!(expire(timed));
		}
		assert_has_event(Event::RedemptionReturned { redemption });
		let by = Conclusion::Expired;
		assert_has_event(Event::AuthorizationConcluded { authorization: promise, by, returned: 300 });
		assert_has_event(Event::InvoiceExpired { invoice });
		assert_eq!((free(PATIENT), free(HOSPITAL)), (ENDOWMENT, before));
		assert_noop!(expire(all[0]), E::RedemptionClosed);
		assert_noop!(expire(all[1]), E::AuthorizationClosed);
		assert_noop!(expire(all[3]), E::InvoiceClosed);
	});
}

#[test]
fn expire_should_fail_when_there_is_no_such_thing_or_nobody_signs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(expire(Timed::Redemption(RedemptionId(0))), E::RedemptionNotFound);
		assert_noop!(expire(Timed::Authorization(AuthorizationId(0))), E::AuthorizationNotFound);
		assert_noop!(expire(Timed::Invoice(InvoiceId(0))), E::InvoiceNotFound);
		let call = HealthToken::expire(RuntimeOrigin::none(), Timed::Invoice(InvoiceId(0)));
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn expire_should_burn_dust_when_the_payer_has_nothing_else() {
	ExtBuilder::default().price(HOSPITAL, "hip", 97).build_and_execute(|| {
		// Participants exist without tokens.
		System::inc_providers(&PATIENT);
		let id = promised(100);
		assert_ok!(HealthToken::capture(signed(HOSPITAL), id, commitment(9), items(&[("hip", 1)])));
		assert_ok!(Balances::transfer_all(signed(PATIENT), STRANGER, false));
		assert_eq!((free(PATIENT), held(HoldReason::Authorization, PATIENT)), (0, 3));
		pass(20 * DAY + 1);
		assert_ok!(expire(Timed::Authorization(id)));
		assert_eq!((free(PATIENT), held(HoldReason::Authorization, PATIENT)), (0, 0));
		assert_eq!(HealthToken::issuance().burnt_elsewhere, 3);
	});
}

#[test]
fn idle_blocks_should_settle_what_is_due_earliest_first_when_there_is_room() {
	ExtBuilder::default().desk().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		let (promise, redemption) = (promised(300), redeemed(600));
		let invoice = invoiced(&[("hip", 1)]);
		pass(RedemptionPeriod::get());
		idle();
		assert_eq!(Queue::<Test>::iter_keys().count(), 3);
		pass(1);
		idle();
		assert!(matches!(HealthToken::redemption_info(redemption).unwrap().state, RedemptionState::Returned { .. }));
		assert_eq!(Queue::<Test>::iter_keys().count(), 2);
		pass(20 * DAY);
		// Two in a block.
		let late = promised(100);
		pass(20 * DAY + 1);
		idle();
		assert_eq!(HealthToken::invoice_info(invoice).unwrap().state, InvoiceState::Expired { at: now() });
		assert!(!HealthToken::authorization_info(promise).unwrap().is_open());
		assert!(HealthToken::authorization_info(late).unwrap().is_open());
		idle();
		assert!(!HealthToken::authorization_info(late).unwrap().is_open());
		assert_eq!(free(PATIENT), ENDOWMENT);
	});
}

#[test]
fn idle_blocks_should_do_nothing_when_there_is_no_room() {
	ExtBuilder::default().build_and_execute(|| {
		let id = promised(300);
		pass(20 * DAY + 1);
		assert_eq!(HealthToken::on_idle(1, Weight::zero()), Weight::zero());
		let little = <() as WeightInfo>::work_off_nothing();
		assert_eq!(HealthToken::on_idle(1, little), little);
		assert!(HealthToken::authorization_info(id).unwrap().is_open());
		// The call works all the same.
		assert_ok!(expire(Timed::Authorization(id)));
	});
}

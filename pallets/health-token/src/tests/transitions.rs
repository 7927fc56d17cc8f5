//! Whatever is not in the tables of transitions is refused.

use super::*;

fn builder() -> ExtBuilder {
	ExtBuilder::default().desk().price(HOSPITAL, "hip", 100)
}

#[test]
fn invoices_should_stay_as_they_are_when_they_were_concluded() {
	let pay = |id| HealthToken::pay(signed(PATIENT), id, 100);
	let decline = |id| HealthToken::decline(signed(PATIENT), id);
	let cancel = |id| HealthToken::cancel_invoice(signed(HOSPITAL), id);
	let draw = |id| HealthToken::draw(signed(PATIENT), AuthorizationId(0), id);
	let expire = |id| HealthToken::expire(signed(STRANGER), Timed::Invoice(id));
	type Way = fn(InvoiceId) -> DispatchResult;
	let calls: [Way; 5] = [pay, decline, cancel, draw, expire];
	for (number, conclude) in calls.into_iter().enumerate() {
		builder().build_and_execute(|| {
			prepaid(300);
			let id = invoiced(&[("hip", 1)]);
			if number == 4 {
				pass(10 * DAY + 1);
			}
			assert_ok!(conclude(id));
			let invoice = HealthToken::invoice_info(id);
			for call in calls {
				assert_noop!(call(id), E::InvoiceClosed);
			}
			pass(9 * DAY);
			idle();
			assert_eq!(HealthToken::invoice_info(id), invoice);
		});
	}
}

#[test]
fn redemptions_should_stay_as_they_are_when_they_were_concluded() {
	let settle = |id| HealthToken::settle(signed(BANK), id, commitment(5));
	let refuse = |id| HealthToken::refuse_redemption(signed(BANK), id);
	let expire = |id| HealthToken::expire(signed(STRANGER), Timed::Redemption(id));
	type Way = fn(RedemptionId) -> DispatchResult;
	let calls: [Way; 3] = [settle, refuse, expire];
	for (number, conclude) in calls.into_iter().enumerate() {
		builder().build_and_execute(|| {
			let id = redeemed(600);
			if number == 2 {
				pass(RedemptionPeriod::get() + 1);
			}
			assert_ok!(conclude(id));
			let redemption = HealthToken::redemption_info(id);
			for call in calls {
				assert_noop!(call(id), E::RedemptionClosed);
			}
			pass(30 * DAY);
			idle();
			assert_eq!(HealthToken::redemption_info(id), redemption);
		});
	}
}

#[test]
fn authorizations_should_stay_as_they_are_when_they_were_concluded() {
	let capture = |id| HealthToken::capture(signed(HOSPITAL), id, commitment(9), items(&[("hip", 1)]));
	let draw = |id| HealthToken::draw(signed(PATIENT), id, InvoiceId(0));
	let release = |id| HealthToken::release(signed(HOSPITAL), id);
	let reclaim = |id| HealthToken::reclaim(signed(PATIENT), id);
	let expire = |id| HealthToken::expire(signed(STRANGER), Timed::Authorization(id));
	type Way = fn(AuthorizationId) -> DispatchResult;
	let calls: [Way; 5] = [capture, draw, release, reclaim, expire];
	for (number, conclude) in calls.into_iter().enumerate() {
		builder().build_and_execute(|| {
			let id = if number == 0 { promised(100) } else { prepaid(100) };
			if number == 1 {
				invoiced(&[("hip", 1)]);
			}
			if number == 4 {
				pass(20 * DAY + 1);
			}
			assert_ok!(conclude(id));
			let authorization = HealthToken::authorization_info(id);
			for call in calls {
				assert_noop!(call(id), E::AuthorizationClosed);
			}
			pass(30 * DAY);
			idle();
			assert_eq!(HealthToken::authorization_info(id), authorization);
		});
	}
}

#[test]
fn desks_should_do_nothing_new_when_they_were_revoked() {
	builder().build_and_execute(|| {
		let round = opened(round_terms());
		assert_ok!(HealthToken::revoke_desk(RuntimeOrigin::root(), BANK));
		for call in [
			HealthToken::issue(signed(BANK), PATIENT, 100, commitment(1), euros(1)),
			HealthToken::record_purchase(signed(BANK), round, PATIENT, 200, commitment(1)),
			HealthToken::redeem(signed(PATIENT), BANK, 600, commitment(1)),
			HealthToken::open_round(RuntimeOrigin::root(), round_terms()),
			HealthToken::revoke_desk(RuntimeOrigin::root(), BANK),
		] {
			assert_noop!(call, E::DeskNotAuthorized);
		}
		// What it owes is still attested.
		assert_ok!(attested(BANK, 7));
	});
}

use super::*;

fn step_back(who: AccountId, id: TenderId, forfeit: bool) -> DispatchResult {
	call(who, Call::step_back { tender: id, forfeit })
}

#[test]
fn step_back_should_cost_nothing_when_consent_is_missing() {
	ExtBuilder::default().build_and_execute(|| {
		for forfeit in [false, true] {
			let id = awarded();
			revoke(PATIENT, HOSPITAL);
			assert_ok!(step_back(HOSPITAL, id, forfeit));
			let cause = RefundCause::NoConsent;
			assert_has_event(Event::OrderRefunded { tender: id, amount: PRICE, cause });
			assert_eq!(order(id).escrow, Escrow::Refunded { at: now(), cause });
			assert_eq!((free(HOSPITAL), free(PATIENT)), (ENDOWMENT, ENDOWMENT));
			assert_eq!(record(HOSPITAL), ProviderRecord::default());
			permit(PATIENT, HOSPITAL);
		}
	});
}

#[test]
fn step_back_should_cost_the_bond_when_consent_is_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		assert_noop!(step_back(HOSPITAL, id, false), E::ConsentInForce);
		assert_ok!(step_back(HOSPITAL, id, true));
		assert_has_event(Event::OrderRefunded { tender: id, amount: PRICE, cause: RefundCause::SteppedBack });
		assert_last_event(Event::BondForfeited { tender: id, provider: HOSPITAL, amount: BOND });
		assert_eq!(record(HOSPITAL), ProviderRecord { lost: 1, ..Default::default() });
		assert_eq!(free(PATIENT), ENDOWMENT);
	});
}

#[test]
fn step_back_should_cost_the_bond_when_the_provider_lost_its_certificate() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		decertify(HOSPITAL);
		// It is not the patient who keeps it from delivering.
		assert_noop!(step_back(HOSPITAL, id, false), E::ConsentInForce);
		assert_ok!(step_back(HOSPITAL, id, true));
		assert_eq!(record(HOSPITAL).lost, 1);
	});
}

#[test]
fn step_back_should_leave_alone_what_was_paid_when_some_was_accepted() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered_in(&[25, 75]);
		pass(2 * DAY + 1);
		assert_ok!(step_back(HOSPITAL, id, true));
		assert_eq!((free(HOSPITAL), free(PATIENT)), (ENDOWMENT - BOND + 200, ENDOWMENT - 200));
	});
}

#[test]
fn step_back_should_fail_when_nothing_is_to_be_delivered() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		assert_noop!(step_back(HOSPITAL, id, true), E::NotFunded);
		let id = awarded();
		for who in [PATIENT, CLINIC, STRANGER] {
			assert_noop!(step_back(who, id, true), E::NotAwardee);
		}
		at(order(id).deliver_by + 1);
		assert_noop!(step_back(HOSPITAL, id, true), E::DeadlinePassed);
		assert_noop!(step_back(HOSPITAL, TenderId(9), true), E::TenderNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::step_back { tender: id, forfeit: true }), bad_origin());
	});
}

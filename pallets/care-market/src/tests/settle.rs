use super::*;

fn settle(id: TenderId) -> DispatchResult {
	call(STRANGER, Call::settle { tender: id })
}

#[test]
fn settle_should_end_the_tender_when_nobody_bid() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		at(schedule_of(id).bid_by);
		assert_noop!(settle(id), E::NothingDue);
		pass(1);
		assert_eq!(phase(id), TenderPhase::Unawarded);
		assert_ok!(settle(id));
		assert_last_event(Event::TenderUnawarded { tender: id });
		assert_eq!(free(PATIENT), ENDOWMENT);
		assert_noop!(settle(id), E::NothingDue);
	});
}

#[test]
fn settle_should_take_the_bonds_when_bids_stay_sealed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_ok!(bid(id, CLINIC, 800));
		at(schedule_of(id).bid_by + 1);
		assert_ok!(reveal(id, CLINIC, 800));
		at(schedule_of(id).reveal_by + 1);
		assert_ok!(settle(id));
		assert_last_event(Event::BondForfeited { tender: id, provider: HOSPITAL, amount: BOND });
		assert_eq!(phase(id), TenderPhase::Choosing);
		assert_eq!(CareMarket::bids(id).len(), 1);
		assert_ok!(call(PATIENT, Call::award { tender: id }));
		assert_eq!(order(id).provider, CLINIC);
	});
}

#[test]
fn settle_should_end_the_tender_when_no_bid_was_revealed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		at(schedule_of(id).reveal_by + 1);
		assert_eq!(phase(id), TenderPhase::Unawarded);
		assert_ok!(settle(id));
		assert_eq!((free(PATIENT), free(HOSPITAL)), (ENDOWMENT, ENDOWMENT - BOND));
		assert_eq!(phase(id), TenderPhase::Unawarded);
	});
}

#[test]
fn settle_should_give_everything_back_when_nobody_awards() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(HOSPITAL, 800), (CLINIC, 700)]);
		at(schedule_of(id).award_by);
		assert_noop!(settle(id), E::NothingDue);
		pass(1);
		assert_ok!(settle(id));
		for who in [PATIENT, HOSPITAL, CLINIC] {
			assert_eq!(free(who), ENDOWMENT);
		}
	});
}

#[test]
fn settle_should_do_all_that_is_due_when_two_deadlines_passed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_ok!(bid(id, CLINIC, 800));
		at(schedule_of(id).bid_by + 1);
		assert_ok!(reveal(id, CLINIC, 800));
		at(schedule_of(id).award_by + 1);
		assert_ok!(settle(id));
		assert_eq!(phase(id), TenderPhase::Unawarded);
		assert_eq!((free(HOSPITAL), free(CLINIC)), (ENDOWMENT - BOND, ENDOWMENT));

		let id = delivered_in(&[25, 75]);
		at(order(id).deliver_by + 2 * DAY + 1);
		let before = free(HOSPITAL);
		assert_ok!(settle(id));
		assert_eq!(phase(id), TenderPhase::Refunded);
		assert_eq!((free(HOSPITAL), free(PATIENT)), (before + 200, ENDOWMENT - 200));
	});
}

#[test]
fn settle_should_pay_when_the_poster_is_silent() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		pass(2 * DAY);
		assert_noop!(settle(id), E::NothingDue);
		pass(1);
		assert_eq!(phase(id), TenderPhase::Released);
		assert_ok!(settle(id));
		assert_has_event(Event::MilestoneReleased { tender: id, milestone: 0, amount: PRICE, by_silence: true });
		assert_eq!(free(HOSPITAL), ENDOWMENT + PRICE);
		assert_eq!(record(HOSPITAL).delivered, 1);
	});
}

#[test]
fn settle_should_take_the_bond_when_it_was_not_delivered() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		at(order(id).deliver_by + 1);
		assert_ok!(settle(id));
		assert_has_event(Event::OrderRefunded { tender: id, amount: PRICE, cause: RefundCause::Undelivered });
		assert_eq!((free(PATIENT), free(HOSPITAL)), (ENDOWMENT, ENDOWMENT - BOND));
		assert_eq!(record(HOSPITAL), ProviderRecord { lost: 1, ..Default::default() });
	});
}

#[test]
fn settle_should_give_the_bond_back_when_it_could_not_be_delivered() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		// Nobody is made to lose a bond by an award and no consent.
		revoke(PATIENT, HOSPITAL);
		at(order(id).deliver_by + 1);
		assert_ok!(settle(id));
		assert_has_event(Event::OrderRefunded { tender: id, amount: PRICE, cause: RefundCause::NoConsent });
		assert_eq!((free(PATIENT), free(HOSPITAL)), (ENDOWMENT, ENDOWMENT));
		assert_eq!(record(HOSPITAL), ProviderRecord::default());
	});
}

#[test]
fn settle_should_halve_the_milestone_when_nobody_decides_the_posters_dispute() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed_in(&[25, 75]);
		pass(ARBITRATION);
		assert_noop!(settle(id), E::NothingDue);
		pass(1);
		assert_eq!(phase(id), TenderPhase::Resolved);
		assert_ok!(settle(id));
		let by = Arbiter::Nobody;
		assert_has_event(Event::OrderResolved { tender: id, by, to_provider: 100, to_patient: 700 });
		assert_eq!((free(PATIENT), free(HOSPITAL)), (ENDOWMENT - 100, ENDOWMENT + 100));
		assert_eq!(record(HOSPITAL), ProviderRecord::default());
	});
}

#[test]
fn settle_should_refund_when_nobody_decides_the_providers_dispute() {
	ExtBuilder::default().build_and_execute(|| {
		for (consents, cause, bond) in [(false, RefundCause::NoConsent, 0), (true, RefundCause::Undelivered, BOND)] {
			let id = awarded();
			let before = free(HOSPITAL) + BOND;
			if !consents {
				revoke(PATIENT, HOSPITAL);
			}
			assert_ok!(call(HOSPITAL, Call::dispute { tender: id, reason: commitment(7) }));
			pass(ARBITRATION + 1);
			assert_eq!(phase(id), TenderPhase::Refunded);
			assert_ok!(settle(id));
			assert_has_event(Event::OrderRefunded { tender: id, amount: PRICE, cause });
			assert_eq!((free(PATIENT), free(HOSPITAL)), (ENDOWMENT, before - bond));
			permit(PATIENT, HOSPITAL);
		}
	});
}

#[test]
fn settle_should_fail_when_there_is_none_or_nobody_signs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(settle(TenderId(9)), E::TenderNotFound);
		let id = posted();
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::settle { tender: id }), bad_origin());
	});
}

use super::*;

fn dispute(who: AccountId, id: TenderId) -> DispatchResult {
	call(who, Call::dispute { tender: id, reason: commitment(7) })
}

#[test]
fn dispute_should_stop_the_payment_when_the_poster_disputes() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		pass(2 * DAY);
		assert_ok!(dispute(PATIENT, id));
		let (by, reason, resolve_by) = (Side::Patient, commitment(7), now() + ARBITRATION);
		assert_last_event(Event::OrderDisputed { tender: id, milestone: 0, by, reason, resolve_by });
		assert_eq!(order(id).escrow, Escrow::Disputed { milestone: 0, by, reason, resolve_by });
		pass(DAY);
		idle();
		assert_eq!(held_for(HoldReason::Budget, PATIENT), PRICE);
		assert_noop!(dispute(PATIENT, id), E::NotDelivered);
		assert_noop!(call(PATIENT, Call::accept { tender: id, milestone: 0 }), E::NotDelivered);
	});
}

#[test]
fn dispute_should_fail_when_silence_was_acceptance() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		pass(2 * DAY + 1);
		assert_noop!(dispute(PATIENT, id), E::NotDelivered);
		assert_ok!(call(STRANGER, Call::settle { tender: id }));
		assert_noop!(dispute(PATIENT, id), E::NotDelivered);
	});
}

#[test]
fn dispute_should_be_the_providers_right_when_it_is_kept_from_delivering() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded_in(&[50, 50]);
		revoke(PATIENT, HOSPITAL);
		assert_noop!(dispute(PATIENT, id), E::NotDelivered);
		assert_ok!(dispute(HOSPITAL, id));
		assert!(matches!(order(id).escrow, Escrow::Disputed { milestone: 0, by: Side::Provider, .. }));
	});
}

#[test]
fn dispute_should_fail_when_the_provider_awaits_acceptance_or_is_late() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		assert_noop!(dispute(HOSPITAL, id), E::NotFunded);
		let late = awarded();
		at(order(late).deliver_by + 1);
		assert_noop!(dispute(HOSPITAL, late), E::DeadlinePassed);
	});
}

#[test]
fn dispute_should_fail_when_it_is_nobody_of_the_two() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		for who in [CLINIC, OTHER_PATIENT, MINISTRY, STRANGER] {
			assert_noop!(dispute(who, id), E::NotParty);
		}
		assert_noop!(dispute(PATIENT, TenderId(9)), E::TenderNotFound);
		assert_noop!(
			dispatch(RuntimeOrigin::none(), Call::dispute { tender: id, reason: commitment(7) }),
			bad_origin()
		);
	});
}

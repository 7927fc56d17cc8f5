use super::*;

#[test]
fn deliver_should_await_acceptance_when_consent_and_document_are_there() {
	ExtBuilder::default().registry().build_and_execute(|| {
		notarize(7, HOSPITAL);
		let id = awarded();
		assert_ok!(deliver(id, 0, 7));
		let accept_by = now() + 2 * DAY;
		let document = DocumentId(7);
		assert_last_event(Event::MilestoneDelivered { tender: id, milestone: 0, document, accept_by });
		assert_eq!(order(id).escrow, Escrow::Delivered { milestone: 0, document, at: now(), accept_by });
		assert_eq!(held_for(HoldReason::Budget, PATIENT), PRICE);
	});
}

#[test]
fn deliver_should_fail_when_consent_is_missing() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		revoke(PATIENT, HOSPITAL);
		assert!(!CareMarket::may_deliver(id));
		assert_noop!(deliver(id, 0, 7), E::ConsentMissing);
		permit(PATIENT, HOSPITAL);
		assert!(CareMarket::may_deliver(id));
		decertify(HOSPITAL);
		assert_noop!(deliver(id, 0, 7), E::ConsentMissing);
	});
}

#[test]
fn deliver_should_fail_when_the_document_is_not_the_providers() {
	ExtBuilder::default().registry().build_and_execute(|| {
		notarize(7, CLINIC);
		let id = awarded();
		assert_noop!(deliver(id, 0, 7), E::InvalidDocument);
		assert_noop!(deliver(id, 0, 8), E::InvalidDocument);
	});
}

#[test]
fn deliver_should_fail_when_the_document_was_used() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded_in(&[40, 60]);
		assert_ok!(deliver(id, 0, 7));
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 0 }));
		assert_noop!(deliver(id, 1, 7), E::DocumentUsed);
		assert_ok!(deliver(id, 1, 8));
	});
}

#[test]
fn deliver_should_work_when_somebody_else_used_the_same_id_first() {
	ExtBuilder::default().build_and_execute(|| {
		// Without a registry ids say nothing, and nobody uses them up for others.
		let group = running_with(2);
		assert_ok!(deliver_group(group, 7));
		let id = awarded();
		assert_ok!(deliver(id, 0, 7));
	});
}

#[test]
fn deliver_should_fail_when_it_is_not_the_next_milestone() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded_in(&[40, 60]);
		assert_noop!(deliver(id, 1, 7), E::WrongMilestone);
		assert_ok!(deliver(id, 0, 7));
		assert_noop!(deliver(id, 1, 8), E::NotFunded);
	});
}

#[test]
fn deliver_should_fail_when_it_is_not_the_providers_order() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		let by = |origin| dispatch(origin, Call::deliver { tender: id, milestone: 0, document: DocumentId(7) });
		for who in [PATIENT, CLINIC, DOCTOR, STRANGER] {
			assert_noop!(by(signed(who)), E::NotAwardee);
		}
		assert_noop!(by(RuntimeOrigin::none()), bad_origin());
		assert_noop!(deliver(TenderId(9), 0, 7), E::TenderNotFound);
	});
}

#[test]
fn deliver_should_fail_when_it_is_too_late() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		at(order(id).deliver_by + 1);
		assert_noop!(deliver(id, 0, 7), E::DeadlinePassed);
		at(order(id).deliver_by);
		assert_ok!(deliver(id, 0, 7));
	});
}

#[test]
fn deliver_should_count_silence_when_the_milestone_before_was_not_settled() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered_in(&[25, 75]);
		let before = order(id).deliver_by;
		pass(2 * DAY + HOUR);
		assert_eq!(phase(id), TenderPhase::Funded);
		assert_ok!(deliver(id, 1, 8));
		assert_has_event(Event::MilestoneReleased { tender: id, milestone: 0, amount: 200, by_silence: true });
		assert_eq!(free(HOSPITAL), ENDOWMENT - BOND + 200);
		// The two days of silence are added, the hour after is not.
		assert_eq!(order(id).deliver_by, before + 2 * DAY);
	});
}

#[test]
fn deliver_should_fail_when_the_time_after_silence_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered_in(&[25, 75]);
		at(order(id).deliver_by + 2 * DAY + 1);
		assert_eq!(phase(id), TenderPhase::Refunded);
		assert_noop!(deliver(id, 1, 8), E::DeadlinePassed);
	});
}

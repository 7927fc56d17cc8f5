use super::*;

fn justify(who: AccountId, id: BreakGlassId) -> sp_runtime::DispatchResult {
	EmrConsent::justify(signed(who), id, commitment(2))
}

#[test]
fn justify_should_pass_it_to_review_when_in_time() {
	ExtBuilder::default().build_and_execute(|| {
		let id = broken();
		pass(JustificationPeriod::get());
		assert_ok!(justify(DOCTOR, id));
		let review_by = now() + ReviewPeriod::get();
		assert_last_event(Event::Justified { break_glass: id, justification: commitment(2), review_by });
		assert_eq!(
			EmrConsent::break_glass_info(id).unwrap().status,
			BreakGlassStatus::Justified { justification: commitment(2), at: now(), review_by }
		);
		assert_eq!(bonded(DOCTOR), BOND);
		pass(1);
		assert!(!EmrConsent::is_barred(DOCTOR));
	});
}

#[test]
fn justify_should_fail_when_the_deadline_passed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = broken();
		pass(JustificationPeriod::get() + 1);
		assert_noop!(justify(DOCTOR, id), E::DeadlinePassed);
	});
}

#[test]
fn justify_should_fail_when_somebody_else_justifies() {
	ExtBuilder::default().build_and_execute(|| {
		let id = broken();
		for caller in [CLINIC, PATIENT, MINISTRY, STRANGER] {
			assert_noop!(justify(caller, id), E::NotActor);
		}
		assert_noop!(justify(DOCTOR, BreakGlassId(9)), E::BreakGlassNotFound);
		assert_noop!(EmrConsent::justify(RuntimeOrigin::none(), id, commitment(2)), DispatchError::BadOrigin);
	});
}

#[test]
fn justify_should_fail_when_it_was_justified_or_settled_before() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		assert_noop!(justify(DOCTOR, id), E::AlreadyJustified);
		assert_ok!(EmrConsent::review(signed(MINISTRY), id, ReviewOutcome::Upheld));
		assert_noop!(justify(DOCTOR, id), E::AlreadySettled);
	});
}

use super::*;
use frame_support::{traits::Hooks, weights::Weight};

fn settle(id: BreakGlassId) -> sp_runtime::DispatchResult {
	EmrConsent::settle_break_glass(signed(STRANGER), id)
}

fn status(id: BreakGlassId) -> BreakGlassStatus<AccountId> {
	EmrConsent::break_glass_info(id).unwrap().status
}

#[test]
fn settle_break_glass_should_slash_and_bar_when_it_was_not_justified_in_time() {
	ExtBuilder::default().build_and_execute(|| {
		let id = broken();
		pass(JustificationPeriod::get());
		assert_noop!(settle(id), E::DeadlineNotPassed);
		pass(1);
		assert_ok!(settle(id));
		assert_eq!(status(id), BreakGlassStatus::Lapsed { at: now() });
		assert_has_event(Event::BreakGlassLapsed { break_glass: id });
		assert_has_event(Event::BondSlashed { break_glass: id, actor: DOCTOR, amount: BOND });
		assert_last_event(Event::ActorBarred { actor: DOCTOR, break_glass: id, reason: BarReason::Unjustified });
		assert_eq!(bonded(DOCTOR), 0);
		assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + BOND);
		assert_noop!(settle(id), E::AlreadySettled);
	});
}

#[test]
fn settle_break_glass_should_release_the_bond_when_it_was_justified_and_not_reviewed_in_time() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		pass(ReviewPeriod::get());
		assert_noop!(settle(id), E::DeadlineNotPassed);
		pass(1);
		assert_ok!(settle(id));
		assert_eq!(status(id), BreakGlassStatus::Unreviewed { justification: commitment(2), at: now() });
		assert_last_event(Event::BondReleased { break_glass: id, actor: DOCTOR, amount: BOND });
		assert_eq!(Balances::free_balance(DOCTOR), ENDOWMENT);
		assert!(!EmrConsent::is_barred(DOCTOR));
	});
}

#[test]
fn settle_break_glass_should_fail_when_there_is_none_or_nobody_signs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(settle(BreakGlassId(9)), E::BreakGlassNotFound);
		let id = broken();
		assert_noop!(EmrConsent::settle_break_glass(RuntimeOrigin::none(), id), DispatchError::BadOrigin);
	});
}

#[test]
fn idle_blocks_should_settle_what_is_due_when_there_is_room() {
	ExtBuilder::default().build_and_execute(|| {
		let lapsed = broken();
		let reviewed = broken_by(CLINIC, PATIENT);
		assert_ok!(EmrConsent::justify(signed(CLINIC), reviewed, commitment(2)));
		pass(1);
		let later = broken_by(HOSPITAL, PATIENT);
		pass(JustificationPeriod::get());
		idle();
		assert!(matches!(status(lapsed), BreakGlassStatus::Lapsed { .. }));
		assert!(matches!(status(reviewed), BreakGlassStatus::Justified { .. }));
		assert!(matches!(status(later), BreakGlassStatus::Open { .. }));
		pass(ReviewPeriod::get());
		idle();
		assert!(matches!(status(later), BreakGlassStatus::Lapsed { .. }));
		idle();
		assert!(matches!(status(reviewed), BreakGlassStatus::Unreviewed { .. }));
		assert_eq!(Unsettled::<Test>::get(), 0);
		assert_eq!(Queue::<Test>::iter().count(), 0);
	});
}

#[test]
fn idle_blocks_should_settle_no_more_than_the_bound_when_much_is_due() {
	ExtBuilder::default().build_and_execute(|| {
		for actor in [DOCTOR, CLINIC, HOSPITAL] {
			broken_by(actor, PATIENT);
		}
		pass(JustificationPeriod::get() + 1);
		idle();
		assert_eq!(Unsettled::<Test>::get(), 1);
		idle();
		assert_eq!(Unsettled::<Test>::get(), 0);
	});
}

#[test]
fn idle_blocks_should_do_nothing_when_there_is_no_room() {
	ExtBuilder::default().build_and_execute(|| {
		broken();
		pass(JustificationPeriod::get() + 1);
		assert_eq!(EmrConsent::on_idle(1, Weight::zero()), Weight::zero());
		let little = <() as WeightInfo>::work_off_nothing();
		assert_eq!(EmrConsent::on_idle(1, little), little);
		assert_eq!(Unsettled::<Test>::get(), 1);
		// The call works all the same.
		assert_ok!(settle(BreakGlassId(0)));
	});
}

#[test]
fn idle_blocks_should_pass_empty_places_when_they_were_settled_by_calls() {
	ExtBuilder::default().build_and_execute(|| {
		for actor in [DOCTOR, CLINIC] {
			broken_by(actor, PATIENT);
		}
		pass(JustificationPeriod::get() + 1);
		assert_ok!(settle(BreakGlassId(0)));
		assert_ok!(settle(BreakGlassId(1)));
		let third = broken_by(HOSPITAL, PATIENT);
		idle();
		idle();
		assert!(matches!(status(third), BreakGlassStatus::Open { .. }));
		let span = QueueSpans::<Test>::get(Stage::Justification);
		assert_eq!((span.head, span.tail), (2, 3));
	});
}

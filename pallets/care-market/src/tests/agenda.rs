//! What happens by itself in idle blocks.

use super::*;
use frame_support::{traits::Hooks, weights::Weight};

#[test]
fn idle_blocks_should_settle_what_is_due_when_there_is_room() {
	ExtBuilder::default().build_and_execute(|| {
		let group = offered();
		let id = delivered();
		let open = posted();
		pass(2 * DAY + MINUTE);
		idle_all();
		assert_eq!(phase(id), TenderPhase::Released);
		assert!(matches!(CareMarket::tender(id).unwrap().state, TenderState::Awarded(order) if order.is_final()));
		assert!(matches!(CareMarket::tender(open).unwrap().state, TenderState::Unawarded { .. }));
		assert!(matches!(group_state(group), GroupState::Open { .. }));
		pass(30 * DAY);
		idle_all();
		assert!(matches!(group_state(group), GroupState::Ended { outcome: GroupOutcome::TooFew, .. }));
		assert_eq!(CareMarket::scheduled(), 0);
		assert_eq!(Agenda::<Test>::iter().count(), 0);
	});
}

const MINUTE: Moment = SLOT;

#[test]
fn idle_blocks_should_wait_for_the_end_of_the_minute_when_a_deadline_passes() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		at(schedule_of(id).bid_by + MINUTE - 1);
		idle();
		assert!(matches!(CareMarket::tender(id).unwrap().state, TenderState::Open { .. }));
		// Which keeps nobody from anything: what depends on the deadline looks at the time.
		assert_noop!(bid(id, HOSPITAL, 800), E::BiddingOver);
		pass(1);
		idle();
		assert!(matches!(CareMarket::tender(id).unwrap().state, TenderState::Unawarded { .. }));
	});
}

#[test]
fn idle_blocks_should_settle_no_more_than_the_bound_when_much_is_due() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..4 {
			posted();
		}
		pass(DAY + MINUTE);
		assert_eq!(CareMarket::scheduled(), 4);
		idle();
		assert_eq!(CareMarket::scheduled(), 2);
		idle();
		assert_eq!(CareMarket::scheduled(), 0);
	});
}

#[test]
fn idle_blocks_should_do_nothing_when_there_is_no_room() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		pass(DAY + MINUTE);
		assert_eq!(CareMarket::on_idle(1, Weight::zero()), Weight::zero());
		let little = <() as WeightInfo>::work_off_nothing() + <() as WeightInfo>::work_off_slot();
		assert!(CareMarket::on_idle(1, little).all_lte(little));
		assert_eq!(CareMarket::scheduled(), 1);
		assert_ok!(call(STRANGER, Call::settle { tender: id }));
		assert_eq!(CareMarket::scheduled(), 0);
	});
}

#[test]
fn idle_blocks_should_catch_up_when_the_chain_stood_still() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, group) = (posted(), offered());
		pass(40 * DAY);
		let mut blocks = 0;
		while CareMarket::scheduled() > 0 {
			idle();
			blocks += 1;
			assert!(blocks < 100, "it takes too long");
		}
		assert_eq!(phase(first), TenderPhase::Unawarded);
		assert!(matches!(group_state(group), GroupState::Ended { .. }));
	});
}

#[test]
fn idle_blocks_should_find_what_is_due_when_a_sooner_deadline_is_set_later() {
	ExtBuilder::default().build_and_execute(|| {
		let far = Schedule { bid_by: now() + 100 * DAY, reveal_by: now() + 101 * DAY, ..schedule() };
		let far =
			Schedule { choose_by: far.reveal_by, award_by: now() + 102 * DAY, deliver_by: now() + 110 * DAY, ..far };
		let late = posted_with(Specification { schedule: far, ..specification() });
		let soon = posted();
		pass(DAY + MINUTE);
		idle_all();
		assert!(matches!(CareMarket::tender(soon).unwrap().state, TenderState::Unawarded { .. }));
		assert!(matches!(CareMarket::tender(late).unwrap().state, TenderState::Open { .. }));
		assert_eq!(CareMarket::scheduled(), 1);
	});
}

#[test]
fn idle_blocks_should_drop_what_is_not_due_when_it_is_on_the_agenda_all_the_same() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		let stray = Due::Tender(TenderId(99));
		let slot = slot_of(now());
		Agenda::<Test>::insert(slot, stray, ());
		Scheduled::<Test>::put(2);
		AgendaCursor::<Test>::put(slot);
		pass(2 * MINUTE);
		idle();
		assert!(!Agenda::<Test>::contains_key(slot, stray));
		assert_eq!(CareMarket::scheduled(), 1);
		pass(DAY);
		idle_all();
		assert_eq!(phase(id), TenderPhase::Unawarded);
	});
}

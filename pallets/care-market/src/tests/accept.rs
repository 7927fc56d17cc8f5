use super::*;

fn accept(who: AccountId, id: TenderId, milestone: u32) -> DispatchResult {
	call(who, Call::accept { tender: id, milestone })
}

#[test]
fn accept_should_pay_share_by_share_when_milestones_are_delivered() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded_in(&[33, 33, 34]);
		for (milestone, share) in [(0, 264), (1, 264), (2, 272)] {
			assert_ok!(deliver(id, milestone, milestone.into()));
			assert_eq!(CareMarket::escrow(id).unwrap().next, share);
			assert_ok!(accept(PATIENT, id, milestone));
			assert_has_event(Event::MilestoneReleased { tender: id, milestone, amount: share, by_silence: false });
		}
		assert_last_event(Event::OrderReleased { tender: id });
		assert_eq!(order(id).escrow, Escrow::Released { at: now() });
		assert_eq!(free(HOSPITAL), ENDOWMENT + PRICE);
		assert_eq!(free(PATIENT), ENDOWMENT - PRICE);
		assert_eq!(record(HOSPITAL), ProviderRecord { delivered: 1, ..Default::default() });
		assert_noop!(accept(PATIENT, id, 2), E::NotDelivered);
	});
}

#[test]
fn accept_should_pay_everything_when_shares_do_not_divide_the_price() {
	ExtBuilder::default().build_and_execute(|| {
		let specification = Specification { milestones: milestones(&[33, 33, 34]), ..specification() };
		let id = revealed_with(specification, &[(HOSPITAL, 101)]);
		at(schedule_of(id).reveal_by + 1);
		assert_ok!(call(PATIENT, Call::award { tender: id }));
		for milestone in 0..3 {
			assert_ok!(deliver(id, milestone, milestone.into()));
			assert_ok!(accept(PATIENT, id, milestone));
		}
		assert_eq!(free(HOSPITAL), ENDOWMENT + 101);
	});
}

#[test]
fn accept_should_add_the_time_it_took_when_more_is_to_be_delivered() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered_in(&[50, 50]);
		let before = order(id).deliver_by;
		pass(DAY);
		assert_ok!(accept(PATIENT, id, 0));
		assert_eq!(order(id).deliver_by, before + DAY);
	});
}

#[test]
fn accept_should_say_what_silence_said_when_it_comes_late() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		pass(2 * DAY + 1);
		assert_ok!(accept(PATIENT, id, 0));
		assert_has_event(Event::MilestoneReleased { tender: id, milestone: 0, amount: PRICE, by_silence: true });
	});
}

#[test]
fn accept_should_count_a_patient_once_when_it_comes_back() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..2 {
			let id = delivered();
			assert_ok!(accept(PATIENT, id, 0));
		}
		assert_eq!(record(HOSPITAL).delivered, 1);
	});
}

#[test]
fn accept_should_fail_when_nothing_is_delivered() {
	ExtBuilder::default().build_and_execute(|| {
		let open = posted();
		assert_noop!(accept(PATIENT, open, 0), E::NotAwarded);
		let id = awarded_in(&[50, 50]);
		assert_noop!(accept(PATIENT, id, 0), E::NotDelivered);
		assert_ok!(deliver(id, 0, 1));
		assert_noop!(accept(PATIENT, id, 1), E::WrongMilestone);
		assert_noop!(accept(PATIENT, TenderId(9), 0), E::TenderNotFound);
	});
}

#[test]
fn accept_should_fail_when_it_is_not_the_posters() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		for who in [HOSPITAL, OTHER_PATIENT, MINISTRY, STRANGER] {
			assert_noop!(accept(who, id, 0), E::NotPoster);
		}
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::accept { tender: id, milestone: 0 }), bad_origin());
	});
}

use super::*;

fn settle(id: GroupId) -> DispatchResult {
	call(STRANGER, Call::settle_group { group: id })
}

#[test]
fn settle_group_should_start_the_group_when_enough_joined() {
	ExtBuilder::default().build_and_execute(|| {
		let id = running_with(2);
		assert_ok!(settle(id));
		assert_last_event(Event::GroupStarted { group: id, members: 2 });
		assert_eq!(group_state(id), GroupState::Running { members: 2 });
		assert_noop!(settle(id), E::NothingDue);
	});
}

#[test]
fn settle_group_should_give_everything_back_when_too_few_joined() {
	ExtBuilder::default().build_and_execute(|| {
		let id = running_with(1);
		assert_eq!(CareMarket::group_phase(id), Some(GroupPhase::Ended(GroupOutcome::TooFew)));
		assert_ok!(settle(id));
		assert_last_event(Event::GroupEnded { group: id, outcome: GroupOutcome::TooFew });
		assert_eq!((free(THERAPIST), free(MEMBERS[0])), (ENDOWMENT, ENDOWMENT));
		assert_eq!(record(THERAPIST), ProviderRecord::default());
	});
}

#[test]
fn settle_group_should_take_the_bond_when_it_was_not_held() {
	ExtBuilder::default().build_and_execute(|| {
		let id = running_with(2);
		at(CareMarket::group(id).unwrap().offer.deliver_by + 1);
		assert_eq!(CareMarket::group_phase(id), Some(GroupPhase::Ended(GroupOutcome::NotHeld)));
		assert_ok!(settle(id));
		assert_has_event(Event::GroupStarted { group: id, members: 2 });
		assert_has_event(Event::HostBondForfeited { group: id, amount: HOST_BOND });
		assert_eq!((free(THERAPIST), free(MEMBERS[0])), (ENDOWMENT - HOST_BOND, ENDOWMENT));
		assert_eq!(record(THERAPIST), ProviderRecord { lost: 1, ..Default::default() });
	});
}

#[test]
fn settle_group_should_pay_when_members_are_silent() {
	ExtBuilder::default().build_and_execute(|| {
		let id = held();
		assert_noop!(settle(id), E::NothingDue);
		pass(2 * DAY + 1);
		assert_ok!(settle(id));
		assert_has_event(Event::PlaceReleased { group: id, member: MEMBERS[0], amount: PLACE_PRICE, by_silence: true });
		assert_last_event(Event::GroupEnded { group: id, outcome: GroupOutcome::Completed });
		assert_eq!(free(THERAPIST), ENDOWMENT + 3 * PLACE_PRICE);
	});
}

#[test]
fn settle_group_should_halve_the_price_when_nobody_decides() {
	ExtBuilder::default().build_and_execute(|| {
		for settled in [false, true] {
			let id = held();
			let before = free(MEMBERS[0]);
			assert_ok!(call(MEMBERS[0], Call::dispute_place { group: id, reason: commitment(7) }));
			if settled {
				pass(2 * DAY + 1);
				assert_ok!(settle(id));
				pass(ARBITRATION);
			} else {
				pass(2 * DAY + ARBITRATION + 1);
			}
			assert_ok!(settle(id));
			let by = Arbiter::Nobody;
			assert_has_event(Event::PlaceResolved { group: id, member: MEMBERS[0], by, to_host: 25, to_member: 25 });
			assert_last_event(Event::GroupEnded { group: id, outcome: GroupOutcome::Completed });
			assert_eq!(free(MEMBERS[0]), before + 25);
		}
		assert_eq!(record(THERAPIST), ProviderRecord { groups: 2, ..Default::default() });
	});
}

#[test]
fn settle_group_should_fail_when_there_is_none_or_nobody_signs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(settle(GroupId(9)), E::GroupNotFound);
		let id = offered();
		assert_noop!(settle(id), E::NothingDue);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::settle_group { group: id }), bad_origin());
	});
}

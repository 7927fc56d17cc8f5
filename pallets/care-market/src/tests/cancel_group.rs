use super::*;

fn cancel(who: AccountId, id: GroupId, forfeit: bool) -> DispatchResult {
	call(who, Call::cancel_group { group: id, forfeit })
}

#[test]
fn cancel_group_should_give_everything_back_when_it_has_not_started() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		assert_ok!(join(id, MEMBERS[0]));
		assert_ok!(cancel(THERAPIST, id, false));
		assert_has_event(Event::PlaceRefunded { group: id, member: MEMBERS[0], amount: PLACE_PRICE });
		assert_has_event(Event::HostBondReleased { group: id, amount: HOST_BOND });
		assert_last_event(Event::GroupEnded { group: id, outcome: GroupOutcome::Cancelled });
		for who in [THERAPIST, MEMBERS[0]] {
			assert_eq!(free(who), ENDOWMENT);
		}
		assert_noop!(cancel(THERAPIST, id, false), E::NotRunning);
		assert_eq!(record(THERAPIST), ProviderRecord::default());
	});
}

#[test]
fn cancel_group_should_cost_the_bond_when_it_runs() {
	ExtBuilder::default().build_and_execute(|| {
		for settled in [false, true] {
			let id = running_with(2);
			if settled {
				assert_ok!(call(STRANGER, Call::settle_group { group: id }));
			}
			assert_noop!(cancel(THERAPIST, id, false), E::GroupRunning);
			let before = free(THERAPIST);
			assert_ok!(cancel(THERAPIST, id, true));
			assert_has_event(Event::HostBondForfeited { group: id, amount: HOST_BOND });
			assert_last_event(Event::GroupEnded { group: id, outcome: GroupOutcome::NotHeld });
			assert_eq!((free(THERAPIST), free(MEMBERS[0])), (before, ENDOWMENT));
		}
		assert_eq!(record(THERAPIST).lost, 2);
	});
}

#[test]
fn cancel_group_should_fail_when_it_is_too_late_or_not_the_hosts() {
	ExtBuilder::default().build_and_execute(|| {
		let id = running_with(1);
		assert_noop!(cancel(THERAPIST, id, true), E::DeadlinePassed);
		let id = held();
		assert_noop!(cancel(THERAPIST, id, true), E::NotRunning);
		let id = running_with(2);
		for who in [MEMBERS[0], CLINIC, STRANGER] {
			assert_noop!(cancel(who, id, true), E::NotHost);
		}
		at(CareMarket::group(id).unwrap().offer.deliver_by + 1);
		assert_noop!(cancel(THERAPIST, id, true), E::DeadlinePassed);
		assert_noop!(cancel(THERAPIST, GroupId(9), true), E::GroupNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::cancel_group { group: id, forfeit: true }), bad_origin());
	});
}

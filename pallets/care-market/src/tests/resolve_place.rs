use super::*;

fn resolve(origin: RuntimeOrigin, id: GroupId, member: AccountId, percent: u8) -> DispatchResult {
	dispatch(origin, Call::resolve_place { group: id, member, to_host: Percent::from_percent(percent) })
}

fn disputed() -> GroupId {
	let id = held();
	for member in [MEMBERS[0], MEMBERS[1]] {
		assert_ok!(call(member, Call::dispute_place { group: id, reason: commitment(7) }));
	}
	id
}

#[test]
fn resolve_place_should_split_the_price_when_an_arbiter_decides() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed();
		let before = free(THERAPIST);
		assert_ok!(resolve(signed(MINISTRY), id, MEMBERS[0], 30));
		let by = Arbiter::Authority(MINISTRY);
		assert_has_event(Event::PlaceResolved { group: id, member: MEMBERS[0], by, to_host: 15, to_member: 35 });
		assert_eq!((free(THERAPIST), free(MEMBERS[0])), (before + 15, ENDOWMENT - 15));
		pass(2 * DAY + 1);
		// The silent are not settled yet; the disputed are decided all the same.
		assert_ok!(resolve(RuntimeOrigin::root(), id, MEMBERS[1], 100));
		assert_ok!(call(STRANGER, Call::settle_group { group: id }));
		assert_last_event(Event::GroupEnded { group: id, outcome: GroupOutcome::Completed });
		assert_eq!(free(THERAPIST), before + 15 + 50 + 50 + HOST_BOND);
		assert_eq!(record(THERAPIST), ProviderRecord { disputed: 1, ..Default::default() });
	});
}

#[test]
fn resolve_place_should_count_nothing_against_the_host_when_it_gets_everything() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed();
		pass(2 * DAY + 1);
		assert_ok!(call(STRANGER, Call::settle_group { group: id }));
		for member in [MEMBERS[0], MEMBERS[1]] {
			assert_ok!(resolve(signed(REGULATOR), id, member, 100));
		}
		assert_last_event(Event::GroupEnded { group: id, outcome: GroupOutcome::Completed });
		assert_eq!(record(THERAPIST), ProviderRecord { groups: 1, ..Default::default() });
	});
}

#[test]
fn resolve_place_should_fail_when_the_arbiter_is_none_or_a_party() {
	ExtBuilder::default().build_and_execute(|| {
		let id = held();
		for who in [THERAPIST, MEMBERS[0], RESEARCHER, STRANGER] {
			assert_noop!(resolve(signed(who), id, MEMBERS[0], 50), E::NotArbiter);
		}
		assert_noop!(resolve(RuntimeOrigin::none(), id, MEMBERS[0], 50), bad_origin());
		assert_ok!(call(MEMBERS[0], Call::dispute_place { group: id, reason: commitment(7) }));
		affiliate(THERAPIST, MINISTRY);
		assert_noop!(resolve(signed(MINISTRY), id, MEMBERS[0], 50), E::ConflictOfInterest);
		// An authority that is a member itself.
		let other = offered();
		assert_ok!(join(other, REGULATOR));
		assert_ok!(join(other, MEMBERS[1]));
		at(CareMarket::group(other).unwrap().offer.join_by + 1);
		assert_ok!(deliver_group(other, 77));
		assert_ok!(call(REGULATOR, Call::dispute_place { group: other, reason: commitment(7) }));
		assert_noop!(resolve(signed(REGULATOR), other, REGULATOR, 0), E::ConflictOfInterest);
	});
}

#[test]
fn resolve_place_should_fail_when_nothing_is_disputed_or_it_is_too_late() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed();
		assert_noop!(resolve(signed(MINISTRY), id, MEMBERS[2], 50), E::PlaceNotDisputed);
		assert_noop!(resolve(signed(MINISTRY), id, MEMBERS[3], 50), E::NotMember);
		assert_noop!(resolve(signed(MINISTRY), GroupId(9), MEMBERS[0], 50), E::GroupNotFound);
		pass(2 * DAY + ARBITRATION + 1);
		assert_noop!(resolve(signed(MINISTRY), id, MEMBERS[0], 50), E::DeadlinePassed);
		assert_eq!(CareMarket::group_phase(id), Some(GroupPhase::Ended(GroupOutcome::Completed)));
	});
}

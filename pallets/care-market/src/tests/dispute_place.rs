use super::*;

fn dispute(who: AccountId, id: GroupId) -> DispatchResult {
	call(who, Call::dispute_place { group: id, reason: commitment(7) })
}

#[test]
fn dispute_place_should_keep_the_price_when_a_member_disputes() {
	ExtBuilder::default().build_and_execute(|| {
		let id = held();
		assert_ok!(dispute(MEMBERS[0], id));
		let reason = commitment(7);
		assert_last_event(Event::PlaceDisputed { group: id, member: MEMBERS[0], reason });
		assert!(CareMarket::places(id).contains(&(MEMBERS[0], Place::Disputed { reason })));
		pass(2 * DAY + 1);
		assert_eq!(CareMarket::group_phase(id), Some(GroupPhase::Arbitration));
		assert_ok!(call(STRANGER, Call::settle_group { group: id }));
		// The silent paid, who disputes does not yet.
		assert_eq!(held_for(HoldReason::Place, MEMBERS[0]), PLACE_PRICE);
		assert_eq!(free(MEMBERS[1]), ENDOWMENT - PLACE_PRICE);
		assert!(matches!(group_state(id), GroupState::Arbitration { disputed: 1, .. }));
	});
}

#[test]
fn dispute_place_should_fail_when_there_is_nothing_to_dispute() {
	ExtBuilder::default().build_and_execute(|| {
		let id = running_with(2);
		assert_noop!(dispute(MEMBERS[0], id), E::NotDelivered);
		assert_ok!(deliver_group(id, 7));
		assert_ok!(dispute(MEMBERS[0], id));
		assert_noop!(dispute(MEMBERS[0], id), E::PlaceDisputed);
		for who in [THERAPIST, STRANGER] {
			assert_noop!(dispute(who, id), E::NotMember);
		}
		pass(2 * DAY + 1);
		assert_noop!(dispute(MEMBERS[1], id), E::DeadlinePassed);
		assert_noop!(dispute(MEMBERS[1], GroupId(9)), E::GroupNotFound);
		assert_noop!(
			dispatch(RuntimeOrigin::none(), Call::dispute_place { group: id, reason: commitment(7) }),
			bad_origin()
		);
	});
}

use super::*;

#[test]
fn join_should_hold_the_price_when_a_place_is_free() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		// No certificate is asked for, and a patient's account would do as well.
		for (count, member) in [(1, MEMBERS[0]), (2, PATIENT)] {
			assert_ok!(join(id, member));
			assert_last_event(Event::GroupJoined { group: id, member });
			assert_eq!(held_for(HoldReason::Place, member), PLACE_PRICE);
			assert_eq!(group_state(id), GroupState::Open { members: count });
		}
		assert_eq!(CareMarket::places(id).len(), 2);
	});
}

#[test]
fn join_should_fail_when_there_is_no_place_for_the_account() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		assert_noop!(join(id, THERAPIST), E::OwnGroup);
		assert_ok!(join(id, MEMBERS[0]));
		assert_noop!(join(id, MEMBERS[0]), E::AlreadyJoined);
		assert_ok!(join(id, MEMBERS[1]));
		assert_ok!(join(id, MEMBERS[2]));
		assert_noop!(join(id, MEMBERS[3]), E::GroupFull);
	});
}

#[test]
fn join_should_fail_when_it_is_too_late() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		at(CareMarket::group(id).unwrap().offer.join_by);
		assert_ok!(join(id, MEMBERS[0]));
		pass(1);
		assert_noop!(join(id, MEMBERS[1]), E::JoiningOver);
		assert_ok!(call(STRANGER, Call::settle_group { group: id }));
		assert_noop!(join(id, MEMBERS[1]), E::JoiningOver);
	});
}

#[test]
fn join_should_fail_when_the_account_cannot_pay() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), MEMBERS[0], PLACE_PRICE));
		assert_noop!(join(id, MEMBERS[0]), E::InsufficientFunds);
		assert_noop!(join(GroupId(9), MEMBERS[0]), E::GroupNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::join { group: id }), bad_origin());
	});
}

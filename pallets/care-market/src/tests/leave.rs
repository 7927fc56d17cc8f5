use super::*;

fn leave(who: AccountId, id: GroupId) -> DispatchResult {
	call(who, Call::leave { group: id })
}

#[test]
fn leave_should_give_the_price_back_when_there_is_time() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		assert_ok!(join(id, MEMBERS[0]));
		at(CareMarket::group(id).unwrap().offer.join_by - NOTICE);
		assert_ok!(leave(MEMBERS[0], id));
		assert_last_event(Event::GroupLeft { group: id, member: MEMBERS[0] });
		assert_eq!(free(MEMBERS[0]), ENDOWMENT);
		assert_eq!(group_state(id), GroupState::Open { members: 0 });
		assert_noop!(leave(MEMBERS[0], id), E::NotMember);
	});
}

#[test]
fn leave_should_fail_when_nobody_could_take_the_place() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		assert_ok!(join(id, MEMBERS[0]));
		assert_ok!(join(id, MEMBERS[1]));
		at(CareMarket::group(id).unwrap().offer.join_by - NOTICE + 1);
		assert_noop!(leave(MEMBERS[0], id), E::LeavingOver);
		at(CareMarket::group(id).unwrap().offer.join_by + 1);
		assert_ok!(call(STRANGER, Call::settle_group { group: id }));
		assert_noop!(leave(MEMBERS[0], id), E::LeavingOver);
	});
}

#[test]
fn leave_should_fail_when_the_account_is_no_member() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		for who in [THERAPIST, STRANGER] {
			assert_noop!(leave(who, id), E::NotMember);
		}
		assert_noop!(leave(STRANGER, GroupId(9)), E::GroupNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::leave { group: id }), bad_origin());
	});
}

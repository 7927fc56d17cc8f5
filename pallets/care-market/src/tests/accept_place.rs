use super::*;

fn accept(who: AccountId, id: GroupId) -> DispatchResult {
	call(who, Call::accept_place { group: id })
}

#[test]
fn accept_place_should_pay_when_a_member_accepts() {
	ExtBuilder::default().build_and_execute(|| {
		let id = held();
		let before = free(THERAPIST);
		for (paid, member) in [(1, MEMBERS[0]), (2, MEMBERS[1]), (3, MEMBERS[2])] {
			assert_ok!(accept(member, id));
			assert_has_event(Event::PlaceReleased { group: id, member, amount: PLACE_PRICE, by_silence: false });
			assert_eq!(free(THERAPIST), before + paid * PLACE_PRICE + if paid == 3 { HOST_BOND } else { 0 });
		}
		assert_last_event(Event::GroupEnded { group: id, outcome: GroupOutcome::Completed });
		// Groups do not make a record, since nobody knows who the members are.
		assert_eq!(record(THERAPIST), ProviderRecord { groups: 1, ..Default::default() });
		assert_eq!(CareMarket::provider_record(THERAPIST).1, Permill::from_percent(50));
	});
}

#[test]
fn accept_place_should_fail_when_there_is_nothing_to_accept() {
	ExtBuilder::default().build_and_execute(|| {
		let id = running_with(2);
		assert_noop!(accept(MEMBERS[0], id), E::NotDelivered);
		assert_noop!(accept(MEMBERS[2], id), E::NotMember);
		assert_ok!(deliver_group(id, 7));
		assert_ok!(accept(MEMBERS[0], id));
		assert_noop!(accept(MEMBERS[0], id), E::NotMember);
		assert_ok!(call(MEMBERS[1], Call::dispute_place { group: id, reason: commitment(7) }));
		assert_noop!(accept(MEMBERS[1], id), E::PlaceDisputed);
		assert_noop!(accept(MEMBERS[1], GroupId(9)), E::GroupNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::accept_place { group: id }), bad_origin());
	});
}

#[test]
fn accept_place_should_fail_when_silence_was_acceptance() {
	ExtBuilder::default().build_and_execute(|| {
		let id = held();
		pass(2 * DAY + 1);
		assert_noop!(accept(MEMBERS[0], id), E::DeadlinePassed);
	});
}

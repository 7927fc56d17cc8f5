use super::*;

#[test]
fn deliver_group_should_await_the_members_when_it_was_held() {
	ExtBuilder::default().registry().build_and_execute(|| {
		notarize(7, THERAPIST);
		let id = running_with(2);
		assert_eq!(CareMarket::group_phase(id), Some(GroupPhase::Running));
		assert_ok!(deliver_group(id, 7));
		assert_has_event(Event::GroupStarted { group: id, members: 2 });
		let (document, accept_by) = (DocumentId(7), now() + 2 * DAY);
		assert_last_event(Event::GroupDelivered { group: id, document, accept_by });
		let state = GroupState::Delivered { document, accept_by, silent: 2, disputed: 0, against: 0 };
		assert_eq!(group_state(id), state);
		assert_noop!(deliver_group(id, 7), E::NotRunning);
	});
}

#[test]
fn deliver_group_should_fail_when_it_does_not_run() {
	ExtBuilder::default().build_and_execute(|| {
		let open = offered();
		assert_noop!(deliver_group(open, 7), E::NotRunning);
		let few = running_with(1);
		assert_noop!(deliver_group(few, 7), E::NotRunning);
		let late = running_with(2);
		at(CareMarket::group(late).unwrap().offer.deliver_by + 1);
		assert_noop!(deliver_group(late, 7), E::NotRunning);
		assert_noop!(deliver_group(GroupId(9), 7), E::GroupNotFound);
	});
}

#[test]
fn deliver_group_should_fail_when_host_or_document_is_not_right() {
	ExtBuilder::default().registry().build_and_execute(|| {
		notarize(7, CLINIC);
		let id = running_with(2);
		assert_noop!(deliver_group(id, 7), E::InvalidDocument);
		let by = |origin| dispatch(origin, Call::deliver_group { group: id, document: DocumentId(7) });
		for who in [CLINIC, MEMBERS[0], STRANGER] {
			assert_noop!(by(signed(who)), E::NotHost);
		}
		assert_noop!(by(RuntimeOrigin::none()), bad_origin());
		notarize(7, THERAPIST);
		decertify(THERAPIST);
		assert_noop!(deliver_group(id, 7), E::NotProvider);
	});
}

#[test]
fn deliver_group_should_fail_when_the_document_was_used() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deliver_group(running_with(2), 7));
		let id = running_with(2);
		assert_noop!(deliver_group(id, 7), E::DocumentUsed);
	});
}

use super::*;

fn award_to(who: AccountId, id: TenderId, bidder: AccountId) -> DispatchResult {
	call(who, Call::award_to { tender: id, bidder, reason: commitment(5) })
}

#[test]
fn award_to_should_go_to_the_chosen_one_when_the_poster_says_why() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(HOSPITAL, 800), (CLINIC, 900)]);
		at(schedule_of(id).reveal_by + 1);
		assert_ok!(award_to(PATIENT, id, CLINIC));
		let choice = Some(commitment(5));
		assert_last_event(Event::TenderAwarded { tender: id, provider: CLINIC, price: 900, choice });
		assert_eq!(order(id).choice, choice);
		assert_eq!(free(HOSPITAL), ENDOWMENT);
		assert_eq!(held_for(HoldReason::Budget, PATIENT), 900);
	});
}

#[test]
fn award_to_should_fail_when_it_is_not_the_posters_tender() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(HOSPITAL, 800)]);
		at(schedule_of(id).choose_by + 1);
		for who in [HOSPITAL, OTHER_PATIENT, STRANGER] {
			assert_noop!(award_to(who, id, HOSPITAL), E::NotPoster);
		}
		assert_noop!(award_to(PATIENT, TenderId(9), HOSPITAL), E::TenderNotFound);
		let unsigned = Call::award_to { tender: id, bidder: HOSPITAL, reason: commitment(5) };
		assert_noop!(dispatch(RuntimeOrigin::none(), unsigned), bad_origin());
	});
}

#[test]
fn award_to_should_fail_when_the_bidder_cannot_be_chosen() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_ok!(bid(id, CLINIC, 800));
		at(schedule_of(id).bid_by + 1);
		assert_ok!(reveal(id, HOSPITAL, 800));
		at(schedule_of(id).reveal_by + 1);
		assert_noop!(award_to(PATIENT, id, THERAPIST), E::BidNotFound);
		assert_noop!(award_to(PATIENT, id, CLINIC), E::NotRevealed);
		decertify(HOSPITAL);
		assert_noop!(award_to(PATIENT, id, HOSPITAL), E::NotProvider);
	});
}

#[test]
fn award_to_should_fail_when_it_is_not_the_time_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(HOSPITAL, 800)]);
		assert_noop!(award_to(PATIENT, id, HOSPITAL), E::RevealNotOver);
		at(schedule_of(id).award_by + 1);
		assert_noop!(award_to(PATIENT, id, HOSPITAL), E::AwardOver);
		at(schedule_of(id).award_by);
		assert_ok!(award_to(PATIENT, id, HOSPITAL));
		assert_noop!(award_to(PATIENT, id, HOSPITAL), E::NotOpen);
	});
}

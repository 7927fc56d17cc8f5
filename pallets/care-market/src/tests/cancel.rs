use super::*;

fn cancel(who: AccountId, id: TenderId) -> DispatchResult {
	call(who, Call::cancel { tender: id })
}

#[test]
fn cancel_should_give_everything_back_when_no_bid_was_revealed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_ok!(bid(id, CLINIC, 900));
		at(schedule_of(id).reveal_by);
		assert_ok!(cancel(PATIENT, id));
		assert_last_event(Event::TenderCancelled { tender: id });
		assert_eq!(CareMarket::tender(id).unwrap().state, TenderState::Cancelled { at: now() });
		for who in [PATIENT, HOSPITAL, CLINIC] {
			assert_eq!(free(who), ENDOWMENT);
		}
		assert!(CareMarket::bids(id).is_empty() && CareMarket::open_bids(HOSPITAL).is_empty());
		assert_noop!(cancel(PATIENT, id), E::NotOpen);
	});
}

#[test]
fn cancel_should_fail_when_a_bid_was_revealed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(HOSPITAL, 800)]);
		assert_noop!(cancel(PATIENT, id), E::BidsRevealed);
	});
}

#[test]
fn cancel_should_fail_when_the_tender_lapsed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		at(schedule_of(id).reveal_by + 1);
		// The bidder's bond is lost, and no poster saves it.
		assert_noop!(cancel(PATIENT, id), E::DeadlinePassed);
		let other = posted();
		at(schedule_of(other).bid_by + 1);
		assert_noop!(cancel(PATIENT, other), E::DeadlinePassed);
	});
}

#[test]
fn cancel_should_fail_when_it_is_not_the_posters() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		for who in [OTHER_PATIENT, HOSPITAL, STRANGER] {
			assert_noop!(cancel(who, id), E::NotPoster);
		}
		assert_noop!(cancel(PATIENT, TenderId(9)), E::TenderNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::cancel { tender: id }), bad_origin());
	});
}

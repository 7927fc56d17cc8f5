use super::*;

#[test]
fn reveal_should_open_the_bid_when_it_is_the_one_that_was_sealed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(HOSPITAL, 800)]);
		let (_, opened) = CareMarket::bids(id).pop().unwrap();
		assert_eq!(opened.state, BidState::Revealed { price: 800, plan: plan() });
		assert_last_event(Event::BidRevealed { tender: id, bidder: HOSPITAL, price: 800, plan: plan() });
		assert_noop!(reveal(id, HOSPITAL, 800), E::AlreadyRevealed);
	});
}

#[test]
fn reveal_should_fail_when_anything_differs_from_what_was_sealed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		// A seal that was copied.
		assert_ok!(call(CLINIC, Call::bid { tender: id, seal: sealed(id, HOSPITAL, 800), house: None }));
		at(schedule_of(id).bid_by + 1);
		assert_noop!(reveal(id, HOSPITAL, 799), E::SealMismatch);
		let with = |who, plan, salt| call(who, Call::reveal { tender: id, price: 800, plan, salt });
		assert_noop!(with(HOSPITAL, commitment(9), salt(HOSPITAL)), E::SealMismatch);
		assert_noop!(with(HOSPITAL, plan(), salt(CLINIC)), E::SealMismatch);
		assert_noop!(with(CLINIC, plan(), salt(HOSPITAL)), E::SealMismatch);
		assert_ok!(reveal(id, HOSPITAL, 800));
	});
}

#[test]
fn reveal_should_fail_when_the_price_is_out_of_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		set_ceiling(service(), 900);
		let id = posted();
		for (bidder, price) in [(HOSPITAL, 1_001), (CLINIC, 901), (LABORATORY, 0), (THERAPIST, 900)] {
			assert_ok!(bid(id, bidder, price));
		}
		// What an authority decides later does not touch who has bid.
		set_ceiling(service(), 1);
		at(schedule_of(id).bid_by + 1);
		assert_noop!(reveal(id, HOSPITAL, 1_001), E::OverBudget);
		assert_noop!(reveal(id, CLINIC, 901), E::OverCeiling);
		assert_noop!(reveal(id, LABORATORY, 0), E::InvalidPrice);
		assert_ok!(reveal(id, THERAPIST, 900));
	});
}

#[test]
fn reveal_should_fail_when_it_is_not_the_time_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_ok!(bid(id, CLINIC, 800));
		at(schedule_of(id).bid_by);
		assert_noop!(reveal(id, HOSPITAL, 800), E::BiddingNotOver);
		at(schedule_of(id).reveal_by);
		assert_ok!(reveal(id, HOSPITAL, 800));
		pass(1);
		assert_noop!(reveal(id, CLINIC, 800), E::RevealOver);
	});
}

#[test]
fn reveal_should_work_when_the_bidder_lost_its_certificate() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		decertify(HOSPITAL);
		at(schedule_of(id).bid_by + 1);
		assert_ok!(reveal(id, HOSPITAL, 800));
		at(schedule_of(id).award_by + 1);
		assert_ok!(call(STRANGER, Call::settle { tender: id }));
		assert_eq!(free(HOSPITAL), ENDOWMENT);
	});
}

#[test]
fn reveal_should_fail_when_there_is_no_bid() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		at(schedule_of(id).bid_by + 1);
		assert_noop!(reveal(id, CLINIC, 800), E::BidNotFound);
		assert_noop!(reveal(TenderId(9), HOSPITAL, 800), E::TenderNotFound);
		let unsigned = Call::reveal { tender: id, price: 800, plan: plan(), salt: salt(HOSPITAL) };
		assert_noop!(dispatch(RuntimeOrigin::none(), unsigned), bad_origin());
	});
}

use super::*;

fn withdraw(who: AccountId, id: TenderId, bidder: AccountId) -> DispatchResult {
	call(who, Call::withdraw_bid { tender: id, bidder })
}

#[test]
fn withdraw_bid_should_give_the_bond_back_when_the_bidding_goes_on() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_ok!(withdraw(HOSPITAL, id, HOSPITAL));
		assert_has_event(Event::BondReleased { tender: id, provider: HOSPITAL, amount: BOND });
		assert_last_event(Event::BidWithdrawn { tender: id, bidder: HOSPITAL, by: HOSPITAL });
		assert_eq!(free(HOSPITAL), ENDOWMENT);
		assert!(CareMarket::bids(id).is_empty());
		assert_noop!(withdraw(HOSPITAL, id, HOSPITAL), E::BidNotFound);
		assert_ok!(bid(id, HOSPITAL, 700));
	});
}

#[test]
fn withdraw_bid_should_be_the_houses_right_when_a_member_took_its_place() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, DOCTOR, 999));
		assert_noop!(bid(id, CLINIC, 800), E::HouseHasBid);
		assert_ok!(withdraw(CLINIC, id, DOCTOR));
		assert_eq!(free(DOCTOR), ENDOWMENT);
		assert_ok!(bid(id, CLINIC, 800));
	});
}

#[test]
fn withdraw_bid_should_fail_when_somebody_else_withdraws() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		for who in [PATIENT, CLINIC, DOCTOR, STRANGER] {
			assert_noop!(withdraw(who, id, HOSPITAL), E::NotBidder);
		}
		assert_noop!(withdraw(HOSPITAL, TenderId(9), HOSPITAL), E::TenderNotFound);
		assert_noop!(
			dispatch(RuntimeOrigin::none(), Call::withdraw_bid { tender: id, bidder: HOSPITAL }),
			bad_origin()
		);
	});
}

#[test]
fn withdraw_bid_should_fail_when_the_bidding_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		at(schedule_of(id).bid_by + 1);
		assert_noop!(withdraw(HOSPITAL, id, HOSPITAL), E::BiddingOver);
	});
}

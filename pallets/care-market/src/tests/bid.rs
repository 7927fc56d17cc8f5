use super::*;

#[test]
fn bid_should_hold_the_bond_when_a_fitting_provider_bids() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, DOCTOR, 800));
		assert_eq!(held_for(HoldReason::BidBond, DOCTOR), BOND);
		let (bidder, placed) = CareMarket::bids(id).pop().unwrap();
		assert_eq!((bidder, placed.house, placed.number, placed.bond), (DOCTOR, CLINIC, 0, BOND));
		let seal = sealed(id, DOCTOR, 800);
		assert_eq!(placed.state, BidState::Sealed { seal });
		assert_last_event(Event::BidPlaced { tender: id, bidder: DOCTOR, house: CLINIC, seal, bond: BOND });
		assert_eq!(CareMarket::open_bids(DOCTOR).len(), 1);
	});
}

#[test]
fn bid_should_take_the_least_bond_when_the_tender_is_small() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted_with(Specification { budget: 50, ..specification() });
		assert_ok!(bid(id, HOSPITAL, 40));
		assert_eq!(held_for(HoldReason::BidBond, HOSPITAL), 10);
	});
}

#[test]
fn bid_should_take_a_bond_for_the_ceiling_when_it_is_below_the_budget() {
	ExtBuilder::default().build_and_execute(|| {
		set_ceiling(service(), 500);
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 400));
		assert_eq!(held_for(HoldReason::BidBond, HOSPITAL), 50);
	});
}

#[test]
fn bid_should_fail_when_the_bidder_is_no_fitting_provider() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		for who in [OTHER_PATIENT, INSURER, MINISTRY, STRANGER] {
			assert_noop!(bid(id, who, 800), E::NotProvider);
		}
		for who in [PHARMACY, MANUFACTURER] {
			assert_noop!(bid(id, who, 800), E::KindDoesNotFit);
		}
		decertify(HOSPITAL);
		assert_noop!(bid(id, HOSPITAL, 800), E::NotProvider);
		let opinion = posted_with(Specification { kind: Kind::SecondOpinion, ..specification() });
		assert_noop!(bid(opinion, LABORATORY, 800), E::KindDoesNotFit);
		let teleconsultation = posted_with(Specification { kind: Kind::Teleconsultation, ..specification() });
		assert_ok!(bid(teleconsultation, PHARMACY, 800));
	});
}

#[test]
fn bid_should_fail_when_the_organisation_is_excluded() {
	ExtBuilder::default().build_and_execute(|| {
		let exclusion = Exclusion { organisation: Some(CLINIC), region: None };
		let id = posted_with(Specification { kind: Kind::SecondOpinion, exclusion, ..specification() });
		for who in [CLINIC, DOCTOR, NURSE] {
			assert_noop!(bid(id, who, 800), E::Excluded);
		}
		// Nor under the name of another organisation.
		affiliate(DOCTOR, HOSPITAL);
		let seal = sealed(id, DOCTOR, 800);
		assert_noop!(call(DOCTOR, Call::bid { tender: id, seal, house: Some(HOSPITAL) }), E::Excluded);
		assert_ok!(bid(id, HOSPITAL, 800));
	});
}

#[test]
fn bid_should_fail_when_the_region_is_excluded_or_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		let exclusion = Exclusion { organisation: None, region: Some(region(b"DE-BY")) };
		let id = posted_with(Specification { kind: Kind::SecondOpinion, exclusion, ..specification() });
		assert_noop!(bid(id, HOSPITAL, 800), E::RegionNotDeclared);
		for (near, far) in [(&b"DE-BY"[..], &b"DE-BE"[..]), (b"DE", b"FR")] {
			assert_ok!(call(HOSPITAL, Call::declare_region { region: region(near) }));
			assert_noop!(bid(id, HOSPITAL, 800), E::Excluded);
			assert_ok!(call(HOSPITAL, Call::declare_region { region: region(far) }));
			assert!(CareMarket::may_bid(id, HOSPITAL));
		}
		assert_ok!(bid(id, HOSPITAL, 800));
	});
}

#[test]
fn bid_should_fail_when_the_bidding_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		at(schedule_of(id).bid_by);
		assert_ok!(bid(id, HOSPITAL, 800));
		pass(1);
		assert_noop!(bid(id, CLINIC, 800), E::BiddingOver);
		assert_noop!(bid(TenderId(9), CLINIC, 800), E::TenderNotFound);
		assert_noop!(
			dispatch(RuntimeOrigin::none(), Call::bid { tender: id, seal: commitment(1), house: None }),
			bad_origin()
		);
	});
}

#[test]
fn bid_should_fail_when_provider_or_house_has_one() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_noop!(bid(id, HOSPITAL, 700), E::AlreadyBid);
		assert_ok!(bid(id, DOCTOR, 800));
		assert_noop!(bid(id, NURSE, 700), E::HouseHasBid);
		assert_noop!(bid(id, CLINIC, 700), E::HouseHasBid);
		assert_ok!(bid(id, THERAPIST, 700));
	});
}

#[test]
fn bid_should_fail_when_the_house_is_not_the_bidders() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		let with = |who, house| call(who, Call::bid { tender: id, seal: commitment(1), house });
		assert_noop!(with(DOCTOR, None), E::HouseMissing);
		assert_noop!(with(DOCTOR, Some(DOCTOR)), E::HouseMissing);
		assert_noop!(with(DOCTOR, Some(HOSPITAL)), E::NotAffiliated);
		assert_noop!(with(CLINIC, Some(HOSPITAL)), E::NotAffiliated);
		assert_ok!(with(HOSPITAL, Some(HOSPITAL)));
	});
}

#[test]
fn bid_should_fail_when_the_tender_has_as_many_as_it_may() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		for bidder in [HOSPITAL, DOCTOR, LABORATORY, THERAPIST] {
			assert_ok!(bid(id, bidder, 800));
		}
		certify(NEWCOMER, Role::Provider(ProviderKind::Hospital));
		assert_noop!(bid(id, NEWCOMER, 700), E::TooManyBids);
		assert_ok!(call(LABORATORY, Call::withdraw_bid { tender: id, bidder: LABORATORY }));
		assert_ok!(bid(id, NEWCOMER, 700));
		// Numbers are not given again.
		assert_eq!(CareMarket::bids(id).last().unwrap().1.number, 4);
	});
}

#[test]
fn bid_should_fail_when_the_provider_has_as_many_as_it_may() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			assert_ok!(bid(posted(), HOSPITAL, 800));
		}
		let id = posted();
		assert_noop!(bid(id, HOSPITAL, 800), E::TooManyOpenBids);
		assert_ok!(call(PATIENT, Call::cancel { tender: TenderId(0) }));
		assert_ok!(bid(id, HOSPITAL, 800));
	});
}

#[test]
fn bid_should_fail_when_the_bond_is_not_there() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), HOSPITAL, BOND));
		assert_noop!(bid(id, HOSPITAL, 800), E::InsufficientFunds);
	});
}

use super::*;

fn award(who: AccountId, id: TenderId) -> DispatchResult {
	call(who, Call::award { tender: id })
}

#[test]
fn award_should_go_to_the_cheapest_when_only_the_price_counts() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(CLINIC, 900), (HOSPITAL, PRICE)]);
		at(schedule_of(id).choose_by + 1);
		assert_ok!(award(STRANGER, id));
		assert_last_event(Event::TenderAwarded { tender: id, provider: HOSPITAL, price: PRICE, choice: None });
		let order = order(id);
		assert_eq!((order.provider, order.price, order.released, order.bond), (HOSPITAL, PRICE, 0, BOND));
		assert_eq!(order.escrow, Escrow::Funded { milestone: 0, referral: None });
		// Budget: what is not needed is back. Bonds: the loser's is back, the winner's stays.
		assert_eq!(held_for(HoldReason::Budget, PATIENT), PRICE);
		assert_eq!((held_for(HoldReason::BidBond, CLINIC), held_for(HoldReason::BidBond, HOSPITAL)), (0, BOND));
		assert!(CareMarket::bids(id).is_empty() && CareMarket::open_bids(HOSPITAL).is_empty());
		assert_eq!(CareMarket::orders_of(HOSPITAL, 0, 9).len(), 1);
		assert_noop!(award(PATIENT, id), E::NotOpen);
	});
}

#[test]
fn award_should_go_to_the_better_when_quality_counts() {
	ExtBuilder::default().build_and_execute(|| {
		ProviderRecords::<Test>::insert(CLINIC, ProviderRecord { delivered: 20, ..Default::default() });
		ProviderRecords::<Test>::insert(HOSPITAL, ProviderRecord { lost: 3, ..Default::default() });
		let specification = Specification { price_weight: Permill::from_percent(30), ..specification() };
		let id = revealed_with(specification, &[(HOSPITAL, 500), (CLINIC, 1_000)]);
		at(schedule_of(id).choose_by + 1);
		let ranking = CareMarket::ranking(id);
		assert_eq!(ranking.iter().map(|bid| bid.bidder).collect::<Vec<_>>(), [CLINIC, HOSPITAL]);
		assert!(ranking[0].score > ranking[1].score);
		assert_ok!(award(STRANGER, id));
		assert_eq!(order(id).provider, CLINIC);
	});
}

#[test]
fn award_should_go_to_the_first_when_bids_are_equal() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(THERAPIST, 800), (HOSPITAL, 800), (CLINIC, 800)]);
		at(schedule_of(id).choose_by + 1);
		assert_ok!(award(STRANGER, id));
		assert_eq!(order(id).provider, THERAPIST);
	});
}

#[test]
fn award_should_take_the_bonds_of_bids_that_stayed_sealed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_ok!(bid(id, CLINIC, 700));
		at(schedule_of(id).bid_by + 1);
		assert_ok!(reveal(id, HOSPITAL, 800));
		at(schedule_of(id).reveal_by + 1);
		assert_ok!(award(PATIENT, id));
		assert_eq!(order(id).provider, HOSPITAL);
		assert_has_event(Event::BondForfeited { tender: id, provider: CLINIC, amount: BOND });
		assert_eq!(free(CLINIC), ENDOWMENT - BOND);
		// To nobody who could have brought it about.
		assert_eq!(free(TREASURY), ENDOWMENT + BOND);
	});
}

#[test]
fn award_should_pass_over_whoever_may_not_deliver() {
	ExtBuilder::default().build_and_execute(|| {
		let exclusion = Exclusion { organisation: Some(CLINIC), region: None };
		let specification = Specification { exclusion, ..specification() };
		let id = revealed_with(specification, &[(HOSPITAL, 100), (THERAPIST, 200), (LABORATORY, 900)]);
		decertify(HOSPITAL);
		affiliate(THERAPIST, CLINIC);
		at(schedule_of(id).choose_by + 1);
		// The lowest price is that of who may win.
		assert_eq!(CareMarket::ranking(id)[0].score, FULL_SCORE);
		assert_ok!(award(STRANGER, id));
		assert_eq!(order(id).provider, LABORATORY);
		assert_eq!(free(HOSPITAL), ENDOWMENT);
	});
}

#[test]
fn award_should_fail_when_nobody_may_deliver() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(HOSPITAL, 800)]);
		decertify(HOSPITAL);
		at(schedule_of(id).choose_by + 1);
		assert_noop!(award(STRANGER, id), E::NoEligibleBid);
		let none = posted();
		at(schedule_of(none).choose_by + 1);
		assert_noop!(award(STRANGER, none), E::NoEligibleBid);
	});
}

#[test]
fn award_should_fail_when_it_is_not_the_time_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_noop!(award(PATIENT, id), E::BiddingNotOver);
		at(schedule_of(id).bid_by + 1);
		assert_ok!(reveal(id, HOSPITAL, 800));
		at(schedule_of(id).reveal_by);
		assert_noop!(award(PATIENT, id), E::RevealNotOver);
		pass(1);
		for who in [HOSPITAL, STRANGER] {
			assert_noop!(award(who, id), E::ChoiceReserved);
		}
		at(schedule_of(id).award_by + 1);
		assert_noop!(award(PATIENT, id), E::AwardOver);
		assert_noop!(award(PATIENT, TenderId(9)), E::TenderNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::award { tender: id }), bad_origin());
	});
}

#[test]
fn award_should_work_when_the_poster_emptied_its_account() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revealed_with(specification(), &[(HOSPITAL, BUDGET)]);
		// As for participants, whose accounts stay without tokens.
		System::inc_providers(&PATIENT);
		let all = free(PATIENT);
		assert_ok!(Balances::transfer_allow_death(signed(PATIENT), STRANGER, all));
		assert_eq!(free(PATIENT), 0);
		at(schedule_of(id).choose_by + 1);
		assert_ok!(award(STRANGER, id));
		assert_ok!(deliver(id, 0, 1));
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 0 }));
		assert_eq!(free(HOSPITAL), ENDOWMENT + BUDGET);
	});
}

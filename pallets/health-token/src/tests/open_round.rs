use super::*;

fn open(terms: RoundTermsOf<Test>) -> DispatchResult {
	HealthToken::open_round(RuntimeOrigin::root(), terms)
}

#[test]
fn open_round_should_store_the_terms_when_they_are_in_order() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(open(round_terms()));
		assert_last_event(Event::RoundOpened { round: RoundId(0), desk: BANK, price: euros(200), cap: 10_000 });
		let round = HealthToken::round_info(RoundId(0)).unwrap();
		assert_eq!((round.terms, round.sold, round.state), (round_terms(), 0, RoundState::Open));
	});
}

#[test]
fn open_round_should_fail_when_the_desk_does_not_work() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(open(RoundTerms { desk: EXCHANGE, ..round_terms() }), E::DeskNotFound);
		decertify(BANK);
		assert_noop!(open(round_terms()), E::NotFinancialEntity);
	});
}

#[test]
fn open_round_should_fail_when_the_terms_are_invalid() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(open(RoundTerms { price: euros(0), ..round_terms() }), E::InvalidMoney);
		assert_noop!(open(RoundTerms { cap: 3_999, ..round_terms() }), E::InvalidRound);
		assert_noop!(open(RoundTerms { minimum: 0, ..round_terms() }), E::InvalidRound);
		let vesting = Some(VestingTerms { start: 1, length: 0 });
		assert_noop!(open(RoundTerms { vesting, ..round_terms() }), E::InvalidRound);
		for window in [Period::ALWAYS, Period::until(START - 1), Period::between(START + 2, START + 1)] {
			assert_noop!(open(RoundTerms { window, ..round_terms() }), E::InvalidPeriod);
		}
	});
}

#[test]
fn open_round_should_fail_when_the_council_does_not_ask() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(HealthToken::open_round(signed(BANK), round_terms()), DispatchError::BadOrigin);
	});
}

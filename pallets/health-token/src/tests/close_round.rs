use super::*;

#[test]
fn close_round_should_stop_sales_when_the_council_asks() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let round = opened(round_terms());
		assert_ok!(HealthToken::close_round(RuntimeOrigin::root(), round));
		assert_last_event(Event::RoundClosed { round });
		let call = HealthToken::record_purchase(signed(BANK), round, PATIENT, 200, commitment(1));
		assert_noop!(call, E::RoundIsClosed);
		assert_noop!(HealthToken::close_round(RuntimeOrigin::root(), round), E::RoundIsClosed);
	});
}

#[test]
fn close_round_should_fail_when_there_is_none_or_the_council_does_not_ask() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(HealthToken::close_round(RuntimeOrigin::root(), RoundId(0)), E::RoundNotFound);
		let round = opened(round_terms());
		assert_noop!(HealthToken::close_round(signed(BANK), round), DispatchError::BadOrigin);
	});
}

use super::*;

#[test]
fn refuse_redemption_should_give_the_tokens_back_when_the_desk_asks() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let id = redeemed(600);
		assert_ok!(HealthToken::refuse_redemption(signed(BANK), id));
		assert_last_event(Event::RedemptionRefused { redemption: id });
		assert_eq!(free(PATIENT), ENDOWMENT);
		assert_eq!(HealthToken::redemption_info(id).unwrap().state, RedemptionState::Refused { at: START });
		assert_noop!(HealthToken::refuse_redemption(signed(BANK), id), E::RedemptionClosed);
		assert_noop!(HealthToken::settle(signed(BANK), id, commitment(7)), E::RedemptionClosed);
	});
}

#[test]
fn refuse_redemption_should_fail_when_somebody_else_asks() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let id = redeemed(600);
		// The owner cannot take it back either: the desk may have paid.
		assert_noop!(HealthToken::refuse_redemption(signed(PATIENT), id), E::NotOwnDesk);
		assert_noop!(HealthToken::refuse_redemption(signed(BANK), RedemptionId(9)), E::RedemptionNotFound);
		assert_noop!(HealthToken::refuse_redemption(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
	});
}

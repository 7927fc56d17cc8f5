use super::*;

#[test]
fn revoke_desk_should_stop_it_and_leave_pending_redemptions_when_there_are_some() {
	ExtBuilder::default().desk().build_and_execute(|| {
		let (paid, unpaid) = (redeemed(600), redeemed(700));
		assert_ok!(HealthToken::revoke_desk(RuntimeOrigin::root(), BANK));
		assert_last_event(Event::DeskRevoked { desk: BANK });
		assert_noop!(HealthToken::issue(signed(BANK), PATIENT, 1, commitment(1), euros(1)), E::DeskNotAuthorized);
		assert_noop!(HealthToken::redeem(signed(PATIENT), BANK, 600, commitment(1)), E::DeskNotAuthorized);
		assert_ok!(HealthToken::settle(signed(BANK), paid, commitment(2)));
		pass(RedemptionPeriod::get() + 1);
		assert_ok!(HealthToken::expire(signed(STRANGER), Timed::Redemption(unpaid)));
		// The council may let it work again.
		assert_ok!(authorized(BANK));
		assert_eq!(HealthToken::desk(BANK).unwrap().redeemed, 600);
	});
}

#[test]
fn revoke_desk_should_fail_when_it_is_not_authorised_or_the_council_does_not_ask() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(HealthToken::revoke_desk(RuntimeOrigin::root(), EXCHANGE), E::DeskNotFound);
		assert_noop!(HealthToken::revoke_desk(signed(AUDITOR), BANK), DispatchError::BadOrigin);
		assert_ok!(HealthToken::revoke_desk(RuntimeOrigin::root(), BANK));
		assert_noop!(HealthToken::revoke_desk(RuntimeOrigin::root(), BANK), E::DeskNotAuthorized);
	});
}

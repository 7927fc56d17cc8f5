use super::*;

fn authorize(payer: AccountId, cap: Balance, until: Moment) -> DispatchResult {
	HealthToken::authorize(signed(payer), HOSPITAL, cap, until)
}

#[test]
fn authorize_should_hold_the_cap_when_the_provider_is_certified() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(authorize(PATIENT, 500, START + DAY));
		assert_last_event(Event::Authorized {
			authorization: AuthorizationId(0),
			payer: PATIENT,
			provider: HOSPITAL,
			cap: 500,
			until: START + DAY,
		});
		assert_eq!(held(HoldReason::Authorization, PATIENT), 500);
		assert_eq!(HealthToken::authorizations_of(PATIENT)[0].1.remaining(), 500);
		assert_eq!(HealthToken::authorizations_for(HOSPITAL, AuthorizationId(0), 9).len(), 1);
	});
}

#[test]
fn authorize_should_fail_when_the_provider_is_not_certified_or_is_the_payer() {
	ExtBuilder::default().build_and_execute(|| {
		let call = HealthToken::authorize(signed(PATIENT), STRANGER, 500, START + DAY);
		assert_noop!(call, E::NotProvider);
		assert_noop!(authorize(HOSPITAL, 500, START + DAY), E::OwnPayment);
		let call = HealthToken::authorize(RuntimeOrigin::root(), HOSPITAL, 500, START + DAY);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn authorize_should_fail_when_the_amount_is_too_small_or_cannot_be_spent() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(authorize(PATIENT, MIN_AUTHORIZATION - 1, START + DAY), E::AmountTooSmall);
		assert_noop!(authorize(PATIENT, ENDOWMENT, START + DAY), E::NotEnoughTokens);
		assert_noop!(authorize(NEWCOMER, MIN_AUTHORIZATION, START + DAY), E::NotEnoughTokens);
	});
}

#[test]
fn authorize_should_fail_when_the_end_is_past_or_too_far_off() {
	ExtBuilder::default().build_and_execute(|| {
		let latest = START + MaxAuthorizationLifetime::get();
		assert_noop!(authorize(PATIENT, 500, START), E::InvalidUntil);
		assert_noop!(authorize(PATIENT, 500, latest + 1), E::InvalidUntil);
		assert_ok!(authorize(PATIENT, 500, latest));
	});
}

#[test]
fn authorize_should_fail_when_the_payer_has_too_many_or_the_queue_is_full() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			assert_ok!(authorize(PATIENT, 500, START + DAY));
		}
		assert_noop!(authorize(PATIENT, 500, START + DAY), E::TooManyAuthorizations);
		assert_ok!(authorize(OTHER_PATIENT, 500, START + DAY));
		assert_ok!(authorize(OTHER_PATIENT, 500, START + DAY));
		assert_noop!(authorize(OTHER_PATIENT, 500, START + DAY), E::QueueFull);
		// What is over takes no place in the payer's list.
		pass(DAY + 1);
		assert_ok!(authorize(PATIENT, 500, now() + DAY));
		assert_eq!(held(HoldReason::Authorization, PATIENT), 1_500);
	});
}

use super::*;

#[test]
fn prepay_should_hold_the_amount_when_the_provider_is_certified() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(HealthToken::prepay(signed(PATIENT), HOSPITAL, 500, START + DAY));
		assert_last_event(Event::Prepaid {
			authorization: AuthorizationId(0),
			payer: PATIENT,
			provider: HOSPITAL,
			amount: 500,
			until: START + DAY,
		});
		assert_eq!(held(HoldReason::Prepayment, PATIENT), 500);
		assert_eq!(held(HoldReason::Authorization, PATIENT), 0);
	});
}

#[test]
fn prepay_should_fail_for_the_reasons_of_a_pre_authorisation() {
	ExtBuilder::default().build_and_execute(|| {
		let prepay = |who, amount, until| HealthToken::prepay(signed(who), HOSPITAL, amount, until);
		assert_noop!(prepay(HOSPITAL, 500, START + DAY), E::OwnPayment);
		assert_noop!(prepay(PATIENT, MIN_AUTHORIZATION - 1, START + DAY), E::AmountTooSmall);
		assert_noop!(prepay(PATIENT, 500, START), E::InvalidUntil);
		assert_noop!(prepay(PATIENT, ENDOWMENT, START + DAY), E::NotEnoughTokens);
		assert_noop!(HealthToken::prepay(RuntimeOrigin::none(), HOSPITAL, 500, START + DAY), DispatchError::BadOrigin);
		for _ in 0..3 {
			assert_ok!(prepay(PATIENT, 500, START + DAY));
		}
		assert_noop!(prepay(PATIENT, 500, START + DAY), E::TooManyAuthorizations);
		decertify(HOSPITAL);
		assert_noop!(prepay(OTHER_PATIENT, 500, START + DAY), E::NotProvider);
	});
}

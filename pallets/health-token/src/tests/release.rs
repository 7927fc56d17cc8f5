use super::*;

#[test]
fn release_should_give_the_rest_back_when_the_provider_asks() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		for id in [promised(300), prepaid(300)] {
			if id == AuthorizationId(0) {
				assert_ok!(HealthToken::capture(signed(HOSPITAL), id, commitment(9), items(&[("hip", 1)])));
			}
			let returned = HealthToken::authorization_info(id).unwrap().remaining();
			assert_ok!(HealthToken::release(signed(HOSPITAL), id));
			let by = Conclusion::Released;
			assert_last_event(Event::AuthorizationConcluded { authorization: id, by, returned });
			assert_noop!(HealthToken::release(signed(HOSPITAL), id), E::AuthorizationClosed);
		}
		assert_eq!(free(PATIENT), ENDOWMENT - 100);
	});
}

#[test]
fn release_should_fail_when_somebody_else_asks() {
	ExtBuilder::default().build_and_execute(|| {
		let id = promised(300);
		// Least of all the payer: it is a promise.
		assert_noop!(HealthToken::release(signed(PATIENT), id), E::NotOwnProvider);
		assert_noop!(HealthToken::release(signed(CLINIC), id), E::NotOwnProvider);
		assert_noop!(HealthToken::release(signed(HOSPITAL), AuthorizationId(9)), E::AuthorizationNotFound);
		assert_noop!(HealthToken::release(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
	});
}

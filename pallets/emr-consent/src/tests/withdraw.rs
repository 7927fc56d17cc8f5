use super::*;

#[test]
fn withdraw_should_conclude_the_request_when_the_requester_withdraws() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::withdraw(signed(DOCTOR), id));
		assert_last_event(Event::Withdrawn { request: id });
		assert_eq!(EmrConsent::request_info(id).unwrap().state, RequestState::Withdrawn);
		assert_eq!(OpenRequestCount::<Test>::get(DOCTOR), 0);
		assert_noop!(EmrConsent::withdraw(signed(DOCTOR), id), E::RequestClosed);
	});
}

#[test]
fn withdraw_should_give_back_the_place_when_the_request_expired() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested();
		pass(RequestLifetime::get() + 1);
		assert_ok!(EmrConsent::withdraw(signed(DOCTOR), id));
		assert_eq!(OpenRequestCount::<Test>::get(DOCTOR), 0);
	});
}

#[test]
fn withdraw_should_give_back_one_place_when_the_expired_request_was_dropped_before() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested();
		pass(RequestLifetime::get() + 1);
		requested();
		assert_ok!(EmrConsent::withdraw(signed(DOCTOR), id));
		assert_eq!(OpenRequestCount::<Test>::get(DOCTOR), 1);
	});
}

#[test]
fn withdraw_should_fail_when_somebody_else_withdraws() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested();
		for caller in [PATIENT, CLINIC, STRANGER] {
			assert_noop!(EmrConsent::withdraw(signed(caller), id), E::NotRequester);
		}
		assert_noop!(EmrConsent::withdraw(signed(DOCTOR), RequestId(9)), E::RequestNotFound);
		assert_noop!(EmrConsent::withdraw(RuntimeOrigin::none(), id), DispatchError::BadOrigin);
	});
}

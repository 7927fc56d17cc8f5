use super::*;

fn withdraw(who: AccountId, code: &str, version: PriceVersion) -> DispatchResult {
	HealthToken::withdraw_price(signed(who), service(code), version)
}

#[test]
fn withdraw_price_should_end_it_at_once_when_it_is_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		let version = published(HOSPITAL, "hip", 100);
		pass(5);
		assert_ok!(withdraw(HOSPITAL, "hip", version));
		assert_last_event(Event::PriceWithdrawn { provider: HOSPITAL, service: service("hip"), version });
		assert_eq!(price(HOSPITAL, "hip"), None);
		assert!(Providers::<Test>::get(service("hip")).is_empty());
		// What was charged before can still be looked up.
		assert_eq!(HealthToken::price_history(HOSPITAL, service("hip"))[0].withdrawn, Some(START + 5));
		assert_noop!(withdraw(HOSPITAL, "hip", version), E::PriceOver);
	});
}

#[test]
fn withdraw_price_should_put_the_older_one_into_force_when_that_is_valid() {
	ExtBuilder::default().build_and_execute(|| {
		let regular = published(HOSPITAL, "hip", 100);
		let special = published(HOSPITAL, "hip", 80);
		let future = published_for(HOSPITAL, "hip", 120, Period { start: Some(START + DAY), end: None });
		assert_ok!(withdraw(HOSPITAL, "hip", special));
		assert_eq!(price(HOSPITAL, "hip"), Some(100));
		assert_ok!(withdraw(HOSPITAL, "hip", regular));
		assert_eq!(price(HOSPITAL, "hip"), None);
		// It still offers something, though not today.
		assert_eq!(Providers::<Test>::get(service("hip")).into_inner(), [HOSPITAL]);
		assert_ok!(withdraw(HOSPITAL, "hip", future));
		assert!(Providers::<Test>::get(service("hip")).is_empty());
	});
}

#[test]
fn withdraw_price_should_work_when_the_certificate_is_not_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		let version = published(HOSPITAL, "hip", 100);
		decertify(HOSPITAL);
		assert_ok!(withdraw(HOSPITAL, "hip", version));
	});
}

#[test]
fn withdraw_price_should_fail_when_there_is_no_such_price_of_the_caller() {
	ExtBuilder::default().build_and_execute(|| {
		let version = published_for(HOSPITAL, "hip", 100, Period::until(START + 1));
		assert_noop!(withdraw(CLINIC, "hip", version), E::PriceNotFound);
		assert_noop!(withdraw(HOSPITAL, "knee", version), E::PriceNotFound);
		assert_noop!(withdraw(HOSPITAL, "hip", PriceVersion(9)), E::PriceNotFound);
		pass(2);
		assert_noop!(withdraw(HOSPITAL, "hip", version), E::PriceOver);
		let call = HealthToken::withdraw_price(RuntimeOrigin::none(), service("hip"), version);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

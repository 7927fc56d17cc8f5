use super::*;

fn delist(provider: AccountId, code: &str) -> DispatchResult {
	HealthToken::delist(signed(STRANGER), provider, service(code))
}

#[test]
fn delist_should_give_the_deposit_back_when_the_prices_were_over_long_ago() {
	ExtBuilder::default().build_and_execute(|| {
		let before = free(HOSPITAL);
		let version = published(HOSPITAL, "hip", 100);
		assert_noop!(delist(HOSPITAL, "hip"), E::StillNeeded);
		assert_ok!(HealthToken::withdraw_price(signed(HOSPITAL), service("hip"), version));
		// Something may have been authorised under it.
		assert_noop!(delist(HOSPITAL, "hip"), E::StillNeeded);
		pass(MaxAuthorizationLifetime::get());
		assert_noop!(delist(HOSPITAL, "hip"), E::StillNeeded);
		pass(1);
		assert_ok!(delist(HOSPITAL, "hip"));
		assert_last_event(Event::Delisted { provider: HOSPITAL, service: service("hip"), deleted: true });
		assert_eq!(free(HOSPITAL), before);
		assert_noop!(delist(HOSPITAL, "hip"), E::PriceNotFound);
		// Versions are never given twice.
		assert_eq!(published(HOSPITAL, "hip", 100), PriceVersion(1));
	});
}

#[test]
fn delist_should_free_the_place_when_the_prices_are_over() {
	ExtBuilder::default().build_and_execute(|| {
		published_for(HOSPITAL, "hip", 100, Period::until(START + 1));
		pass(2);
		assert_eq!(Providers::<Test>::get(service("hip")).into_inner(), [HOSPITAL]);
		assert_ok!(delist(HOSPITAL, "hip"));
		assert_last_event(Event::Delisted { provider: HOSPITAL, service: service("hip"), deleted: false });
		assert!(Providers::<Test>::get(service("hip")).is_empty());
		assert_eq!(held(HoldReason::PriceListing, HOSPITAL), PRICE_DEPOSIT);
		assert_noop!(delist(HOSPITAL, "hip"), E::StillNeeded);
	});
}

#[test]
fn delist_should_keep_the_prices_when_only_the_certificate_is_not_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		published(HOSPITAL, "hip", 100);
		decertify(HOSPITAL);
		assert_ok!(delist(HOSPITAL, "hip"));
		assert!(Providers::<Test>::get(service("hip")).is_empty());
		certify(HOSPITAL, Role::Provider(ProviderKind::Hospital));
		assert_eq!(price(HOSPITAL, "hip"), Some(100));
		assert!(HealthToken::prices(service("hip"), 0, 9).is_empty());
		// The next price brings it back.
		published(HOSPITAL, "hip", 90);
		assert_eq!(HealthToken::prices(service("hip"), 0, 9).len(), 1);
	});
}

#[test]
fn delist_should_fail_when_nobody_signs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(HealthToken::delist(RuntimeOrigin::none(), HOSPITAL, service("hip")), DispatchError::BadOrigin);
	});
}

use super::*;

fn publish(who: AccountId, code: &str, price: Balance, valid: Period) -> DispatchResult {
	HealthToken::publish_price(signed(who), service(code), unit(), price, valid)
}

#[test]
fn publish_price_should_put_the_price_into_force_when_it_begins_now() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(publish(HOSPITAL, "hip", 100, Period::until(START + DAY)));
		assert_last_event(Event::PricePublished {
			provider: HOSPITAL,
			service: service("hip"),
			version: PriceVersion(0),
			price: 100,
			from: START,
			until: Some(START + DAY),
		});
		assert_eq!(price(HOSPITAL, "hip"), Some(100));
		assert_eq!(held(HoldReason::PriceListing, HOSPITAL), PRICE_DEPOSIT);
		pass(DAY);
		assert_eq!(price(HOSPITAL, "hip"), Some(100));
		pass(1);
		assert_eq!(price(HOSPITAL, "hip"), None);
	});
}

#[test]
fn publish_price_should_let_the_newest_valid_version_count_when_there_are_several() {
	ExtBuilder::default().build_and_execute(|| {
		published(HOSPITAL, "hip", 100);
		published_for(HOSPITAL, "hip", 80, Period::between(START + DAY, START + 2 * DAY));
		assert_eq!(price(HOSPITAL, "hip"), Some(100));
		pass(DAY);
		assert_eq!(price(HOSPITAL, "hip"), Some(80));
		pass(DAY + 1);
		assert_eq!(price(HOSPITAL, "hip"), Some(100));
		// One deposit for all versions, and versions that count over all services.
		assert_eq!(held(HoldReason::PriceListing, HOSPITAL), PRICE_DEPOSIT);
		assert_eq!(published(HOSPITAL, "knee", 5), PriceVersion(2));
		assert_eq!(held(HoldReason::PriceListing, HOSPITAL), 2 * PRICE_DEPOSIT);
	});
}

#[test]
fn publish_price_should_fail_when_the_caller_is_no_certified_provider() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [PATIENT, BANK, MINISTRY, STRANGER] {
			assert_noop!(publish(who, "hip", 100, Period::ALWAYS), E::NotProvider);
		}
		decertify(HOSPITAL);
		assert_noop!(publish(HOSPITAL, "hip", 100, Period::ALWAYS), E::NotProvider);
		let call = HealthToken::publish_price(RuntimeOrigin::root(), service("hip"), unit(), 1, Period::ALWAYS);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn publish_price_should_fail_when_something_of_it_is_invalid() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(publish(HOSPITAL, "", 100, Period::ALWAYS), E::InvalidService);
		assert_noop!(publish(HOSPITAL, "hip hop", 100, Period::ALWAYS), E::InvalidService);
		let no_unit = Unit(BoundedVec::new());
		let call = HealthToken::publish_price(signed(HOSPITAL), service("hip"), no_unit, 100, Period::ALWAYS);
		assert_noop!(call, E::InvalidUnit);
		assert_noop!(publish(HOSPITAL, "hip", 0, Period::ALWAYS), E::InvalidPrice);
		assert_noop!(publish(HOSPITAL, "hip", 1, Period::between(START + 2, START + 1)), E::InvalidPeriod);
		assert_noop!(publish(HOSPITAL, "hip", 1, Period::between(START - 1, START + 1)), E::PeriodInPast);
		assert_noop!(publish(HOSPITAL, "hip", 1, Period::until(START - 1)), E::PeriodInPast);
	});
}

#[test]
fn publish_price_should_fail_when_the_price_is_above_the_ceiling() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(HealthToken::set_reference(signed(MINISTRY), service("hip"), 80, Some(100)));
		assert_noop!(publish(HOSPITAL, "hip", 101, Period::ALWAYS), E::AboveCeiling);
		assert_ok!(publish(HOSPITAL, "hip", 100, Period::ALWAYS));
		assert_ok!(publish(HOSPITAL, "knee", 101, Period::ALWAYS));
	});
}

#[test]
fn publish_price_should_fail_when_the_deposit_cannot_be_paid() {
	ExtBuilder::default().build_and_execute(|| {
		certify(NEWCOMER, Role::Provider(ProviderKind::Clinic));
		assert_noop!(publish(NEWCOMER, "hip", 100, Period::ALWAYS), E::NotEnoughTokens);
	});
}

#[test]
fn publish_price_should_fail_when_the_provider_has_too_many_listings() {
	ExtBuilder::default().build_and_execute(|| {
		for code in ["a", "b", "c"] {
			published(HOSPITAL, code, 1);
		}
		assert_noop!(publish(HOSPITAL, "d", 1, Period::ALWAYS), E::TooManyListings);
		assert_ok!(publish(HOSPITAL, "c", 2, Period::ALWAYS));
	});
}

#[test]
fn publish_price_should_fail_until_a_place_is_freed_when_too_many_offer_the_service() {
	ExtBuilder::default().build_and_execute(|| {
		published(HOSPITAL, "hip", 1);
		published(CLINIC, "hip", 1);
		assert_noop!(publish(DOCTOR, "hip", 1, Period::ALWAYS), E::TooManyProviders);
		// Nobody keeps a place without a certificate.
		assert_noop!(HealthToken::delist(signed(DOCTOR), CLINIC, service("hip")), E::StillNeeded);
		decertify(CLINIC);
		assert_ok!(HealthToken::delist(signed(DOCTOR), CLINIC, service("hip")));
		assert_ok!(publish(DOCTOR, "hip", 1, Period::ALWAYS));
		certify(CLINIC, Role::Provider(ProviderKind::Clinic));
		assert_noop!(publish(CLINIC, "hip", 1, Period::ALWAYS), E::TooManyProviders);
	});
}

#[test]
fn publish_price_should_forget_what_matters_no_more_when_there_are_too_many_versions() {
	ExtBuilder::default().build_and_execute(|| {
		let limit = u64::from(MAX_VERSIONS);
		for number in 0..limit {
			published(HOSPITAL, "hip", Balance::from(number) + 1);
		}
		// All but the last are superseded only now, and something may have been authorised under them.
		assert_noop!(publish(HOSPITAL, "hip", 100, Period::ALWAYS), E::TooManyVersions);
		pass(MaxAuthorizationLifetime::get() + 2);
		let version = published(HOSPITAL, "hip", 100);
		assert_eq!(version, PriceVersion(limit));
		let kept: Vec<_> =
			HealthToken::price_history(HOSPITAL, service("hip")).into_iter().map(|price| price.version.0).collect();
		assert_eq!(kept, [limit - 1, limit]);
	});
}

#[test]
fn publish_price_should_fail_when_the_versions_are_used_up() {
	ExtBuilder::default().build().execute_with(|| {
		NextPriceVersion::<Test>::insert(HOSPITAL, PriceVersion(u64::MAX));
		assert_noop!(publish(HOSPITAL, "hip", 100, Period::ALWAYS), E::OutOfIds);
	});
}

use super::*;

fn offer_by(who: AccountId, offer: GroupOfferOf<Test>) -> DispatchResult {
	call(who, Call::offer_group { offer })
}

#[test]
fn offer_group_should_hold_the_bond_when_a_counsellor_offers() {
	ExtBuilder::default().build_and_execute(|| {
		let id = offered();
		assert_eq!(group_state(id), GroupState::Open { members: 0 });
		assert_eq!(held_for(HoldReason::BidBond, THERAPIST), HOST_BOND);
		assert_eq!(CareMarket::group_phase(id), Some(GroupPhase::Joining));
		assert_last_event(Event::GroupOffered {
			group: id,
			host: THERAPIST,
			price: PLACE_PRICE,
			places: 3,
			join_by: START + 7 * DAY,
		});
	});
}

#[test]
fn offer_group_should_fail_when_the_host_does_not_counsel() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [PATIENT, MINISTRY, STRANGER] {
			assert_noop!(offer_by(who, offer()), E::NotProvider);
		}
		for who in [LABORATORY, MANUFACTURER] {
			assert_noop!(offer_by(who, offer()), E::KindDoesNotFit);
		}
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::offer_group { offer: offer() }), bad_origin());
	});
}

#[test]
fn offer_group_should_fail_when_the_price_is_above_ceiling_or_tariff() {
	ExtBuilder::default().build_and_execute(|| {
		publish_price(THERAPIST, service(), PLACE_PRICE - 1);
		assert_noop!(offer_by(THERAPIST, offer()), E::OverTariff);
		publish_price(THERAPIST, service(), PLACE_PRICE);
		set_ceiling(service(), PLACE_PRICE - 1);
		assert_noop!(offer_by(THERAPIST, offer()), E::OverCeiling);
		set_ceiling(service(), PLACE_PRICE);
		assert_ok!(offer_by(THERAPIST, offer()));
	});
}

#[test]
fn offer_group_should_fail_when_the_offer_is_flawed() {
	ExtBuilder::default().build_and_execute(|| {
		let nothing = ServiceCode { system: BoundedVec::new(), ..service() };
		let good = offer();
		for (flawed, error) in [
			(GroupOffer { service: nothing, ..good.clone() }, E::InvalidService),
			(GroupOffer { price: 9, ..good.clone() }, E::PriceTooLow),
			(GroupOffer { places: 0, minimum: 0, ..good.clone() }, E::InvalidPlaces),
			(GroupOffer { minimum: 0, ..good.clone() }, E::InvalidPlaces),
			(GroupOffer { minimum: 4, ..good.clone() }, E::InvalidPlaces),
			(GroupOffer { places: 5, ..good.clone() }, E::InvalidPlaces),
			(GroupOffer { join_by: START + NOTICE + HOUR - 1, ..good.clone() }, E::PhaseTooShort),
			(GroupOffer { deliver_by: good.join_by + HOUR - 1, ..good.clone() }, E::PhaseTooShort),
			(GroupOffer { deliver_by: START + 365 * DAY + 1, ..good.clone() }, E::DurationTooLong),
			(GroupOffer { acceptance: DAY - 1, ..good.clone() }, E::InvalidAcceptance),
			(GroupOffer { acceptance: 30 * DAY + 1, ..good.clone() }, E::InvalidAcceptance),
		] {
			assert_noop!(offer_by(THERAPIST, flawed), error);
		}
	});
}

#[test]
fn offer_group_should_fail_when_the_host_has_too_many_or_no_tokens() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..4 {
			offered();
		}
		assert_noop!(offer_by(THERAPIST, offer()), E::TooManyActive);
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), CLINIC, HOST_BOND));
		assert_noop!(offer_by(CLINIC, offer()), E::InsufficientFunds);
		NextGroupId::<Test>::put(GroupId(u64::MAX));
		assert_noop!(offer_by(HOSPITAL, offer()), E::OutOfIds);
	});
}

use super::*;

fn declare(who: AccountId, text: &[u8]) -> DispatchResult {
	call(who, Call::declare_region { region: region(text) })
}

#[test]
fn declare_region_should_be_seen_when_a_provider_declares() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(declare(HOSPITAL, b"DE-BY"));
		assert_last_event(Event::RegionDeclared { provider: HOSPITAL, region: region(b"DE-BY") });
		assert_eq!(CareMarket::region(HOSPITAL), Some(region(b"DE-BY")));
	});
}

#[test]
fn declare_region_should_fail_when_a_bid_is_open() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		assert_ok!(bid(id, HOSPITAL, 800));
		assert_noop!(declare(HOSPITAL, b"DE-BY"), E::BidsOpen);
		assert_ok!(call(PATIENT, Call::cancel { tender: id }));
		assert_ok!(declare(HOSPITAL, b"DE-BY"));
	});
}

#[test]
fn declare_region_should_fail_when_it_is_no_region_or_no_provider() {
	ExtBuilder::default().build_and_execute(|| {
		for text in [&b""[..], b"Bavaria", b"de", b"DE_BY"] {
			assert_noop!(declare(HOSPITAL, text), E::InvalidRegion);
		}
		for who in [PATIENT, MINISTRY, STRANGER] {
			assert_noop!(declare(who, b"DE"), E::NotProvider);
		}
		let unsigned = Call::declare_region { region: region(b"DE") };
		assert_noop!(dispatch(RuntimeOrigin::none(), unsigned), bad_origin());
	});
}

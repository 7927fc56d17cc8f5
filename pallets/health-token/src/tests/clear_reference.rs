use super::*;

#[test]
fn clear_reference_should_remove_it_when_its_authority_or_the_council_asks() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [signed(MINISTRY), RuntimeOrigin::root()] {
			assert_ok!(HealthToken::set_reference(signed(MINISTRY), service("hip"), 80, Some(80)));
			assert_ok!(HealthToken::clear_reference(origin, service("hip")));
			assert_last_event(Event::ReferenceCleared { service: service("hip") });
			assert_eq!(HealthToken::reference(service("hip")), None);
		}
		published(HOSPITAL, "hip", 1_000);
	});
}

#[test]
fn clear_reference_should_fail_when_somebody_else_asks_or_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(HealthToken::clear_reference(signed(MINISTRY), service("hip")), E::ReferenceNotFound);
		assert_ok!(HealthToken::set_reference(signed(MINISTRY), service("hip"), 80, None));
		assert_noop!(HealthToken::clear_reference(signed(REGULATOR), service("hip")), E::NotOwnReference);
		assert_noop!(HealthToken::clear_reference(RuntimeOrigin::none(), service("hip")), DispatchError::BadOrigin);
	});
}

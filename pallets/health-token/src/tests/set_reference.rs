use super::*;

fn set(who: AccountId, code: &str, reference: Balance, ceiling: Option<Balance>) -> DispatchResult {
	HealthToken::set_reference(signed(who), service(code), reference, ceiling)
}

#[test]
fn set_reference_should_replace_the_former_one_when_the_authority_set_that_too() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set(MINISTRY, "hip", 80, None));
		pass(5);
		assert_ok!(set(MINISTRY, "hip", 90, Some(100)));
		assert_last_event(Event::ReferenceSet {
			service: service("hip"),
			reference: 90,
			ceiling: Some(100),
			by: MINISTRY,
		});
		let history = HealthToken::reference(service("hip")).unwrap();
		assert_eq!(history.current, Reference { reference: 90, ceiling: Some(100), by: MINISTRY, since: START + 5 });
		assert_eq!(history.former.len(), 1);
	});
}

#[test]
fn set_reference_should_pass_to_another_authority_when_the_first_is_not_certified_any_more() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set(MINISTRY, "hip", 80, None));
		assert_noop!(set(REGULATOR, "hip", 1, Some(1)), E::NotOwnReference);
		decertify(MINISTRY);
		assert_ok!(set(REGULATOR, "hip", 70, None));
		certify(MINISTRY, Role::HealthAuthority(AuthorityKind::Ministry));
		assert_noop!(set(MINISTRY, "hip", 80, None), E::NotOwnReference);
		assert_eq!(ReferenceCount::<Test>::get(MINISTRY), 0);
		assert_eq!(ReferenceCount::<Test>::get(REGULATOR), 1);
	});
}

#[test]
fn set_reference_should_fail_when_the_caller_is_no_ministry_or_regulator() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [HOSPITAL, RESEARCHER, BANK, STRANGER] {
			assert_noop!(set(who, "hip", 80, None), E::NotAuthority);
		}
		let call = HealthToken::set_reference(RuntimeOrigin::root(), service("hip"), 80, None);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn set_reference_should_fail_when_something_of_it_is_invalid() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set(MINISTRY, "", 80, None), E::InvalidService);
		assert_noop!(set(MINISTRY, "hip", 0, None), E::InvalidReference);
		assert_noop!(set(MINISTRY, "hip", 80, Some(79)), E::InvalidReference);
		assert_ok!(set(MINISTRY, "hip", 80, Some(80)));
	});
}

#[test]
fn set_reference_should_fail_when_the_authority_set_too_many() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set(MINISTRY, "a", 1, None));
		assert_ok!(set(MINISTRY, "b", 1, None));
		assert_noop!(set(MINISTRY, "c", 1, None), E::TooManyReferences);
		assert_ok!(set(MINISTRY, "b", 2, None));
		assert_ok!(HealthToken::clear_reference(signed(MINISTRY), service("a")));
		assert_ok!(set(MINISTRY, "c", 1, None));
	});
}

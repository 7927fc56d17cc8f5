use super::*;

#[test]
fn views_should_be_empty_when_nothing_happened() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(EmrConsent::directive(DirectiveId(0)), None);
		assert_eq!(EmrConsent::directive_standing(DirectiveId(0)), None);
		assert_eq!(EmrConsent::request_info(RequestId(0)), None);
		assert_eq!(EmrConsent::request_standing(RequestId(0)), None);
		assert_eq!(EmrConsent::break_glass_info(BreakGlassId(0)), None);
		assert_eq!(EmrConsent::co_approvers(PATIENT), CoApproval::none());
		assert!(EmrConsent::directives(PATIENT).is_empty());
		assert!(EmrConsent::lapsed_directives(PATIENT).is_empty());
		assert!(EmrConsent::open_requests(PATIENT).is_empty());
		assert!(EmrConsent::overdue_erasures(PATIENT).is_empty());
		assert!(EmrConsent::break_glasses(PATIENT, 0, 10).is_empty());
	});
}

#[test]
fn lapsed_directives_should_be_those_that_expired_with_keys_until_they_are_ended() {
	ExtBuilder::default().build_and_execute(|| {
		let lasting = |days| ProvisionOf::<Test> {
			terms: Terms { period: Period::until(START + days * DAY), ..terms() },
			..permit(Actor::Account(DOCTOR))
		};
		publish_key(PATIENT, RecordClass::Laboratory, 0);
		let with_keys = directed(lasting(1));
		assert_ok!(EmrConsent::seal_keys(
			signed(PATIENT),
			with_keys,
			DOCTOR,
			keys(vec![sealed(RecordClass::Laboratory, 0)])
		));
		let without = directed(lasting(1));
		assert!(EmrConsent::lapsed_directives(PATIENT).is_empty());
		pass(2 * DAY);
		let lapsed = || -> Vec<_> { EmrConsent::lapsed_directives(PATIENT).into_iter().map(|(id, _)| id).collect() };
		assert_eq!(lapsed(), [with_keys]);

		// When room is needed the one without keys goes, the one with keys stays.
		while !ActiveDirectives::<Test>::get(PATIENT).is_full() {
			directed(lasting(9));
		}
		directed(lasting(9));
		let listed = ActiveDirectives::<Test>::get(PATIENT);
		assert!(listed.contains(&with_keys) && !listed.contains(&without));
		assert_noop!(EmrConsent::direct(signed(PATIENT), lasting(9), no_exceptions()), E::TooManyDirectives);
		assert_ok!(EmrConsent::revoke(signed(PATIENT), with_keys, BoundedVec::new()));
		assert!(lapsed().is_empty());
		assert_eq!(rotations(RecordClass::Laboratory), [None]);
		directed(lasting(9));
	});
}

#[test]
fn break_glasses_should_come_in_pages_when_there_are_many() {
	ExtBuilder::default().build_and_execute(|| {
		let ids: Vec<_> = [DOCTOR, CLINIC, HOSPITAL].into_iter().map(|actor| broken_by(actor, PATIENT)).collect();
		broken_by(DOCTOR, OTHER_PATIENT);
		let page = |from, limit| -> Vec<BreakGlassId> {
			EmrConsent::break_glasses(PATIENT, from, limit).into_iter().map(|(id, _)| id).collect()
		};
		assert_eq!(page(0, 2), ids[..2]);
		assert_eq!(page(2, 2), ids[2..]);
		assert_eq!(page(0, u32::MAX), ids);
		assert!(page(3, 2).is_empty());
		assert!(page(u32::MAX, u32::MAX).is_empty());
	});
}

#[test]
fn open_requests_should_come_in_order_when_there_are_several() {
	ExtBuilder::default().build_and_execute(|| {
		let ids = [requested(), requested()];
		let open: Vec<_> = EmrConsent::open_requests(PATIENT).into_iter().map(|(id, _)| id).collect();
		assert_eq!(open, ids);
	});
}

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
		assert!(EmrConsent::open_requests(PATIENT).is_empty());
		assert!(EmrConsent::overdue_erasures(PATIENT).is_empty());
		assert!(EmrConsent::break_glasses(PATIENT, 0, 10).is_empty());
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

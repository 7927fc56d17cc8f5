use super::*;

fn two_of_three() -> ExtBuilder {
	ExtBuilder::default().co_approvers(&[SPOUSE, FRIEND, NEIGHBOUR], 2)
}

#[test]
fn agree_as_co_approver_should_count_when_the_custodians_are_done() {
	two_of_three().custodian(RecordClass::Laboratory, HOSPITAL).build_and_execute(|| {
		let id = requested();
		assert_noop!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id), E::CustodiansPending);
		assert_ok!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id));
		assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingCoApprovers));
		assert_ok!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id));
		assert_last_event(Event::CoApproverAgreed { request: id, co_approver: SPOUSE, agreed: 1, threshold: 2 });
		assert_ok!(EmrConsent::agree_as_co_approver(signed(NEIGHBOUR), id));
		assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingPatient));
	});
}

#[test]
fn agree_as_co_approver_should_fail_when_replayed() {
	two_of_three().build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id));
		assert_noop!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id), E::AlreadyAgreed);
	});
}

#[test]
fn agree_as_co_approver_should_fail_when_the_caller_is_not_named() {
	two_of_three().build_and_execute(|| {
		let id = requested();
		for caller in [PATIENT, DOCTOR, HOSPITAL, STRANGER] {
			assert_noop!(EmrConsent::agree_as_co_approver(signed(caller), id), E::NotCoApprover);
		}
	});
}

#[test]
fn agree_as_co_approver_should_fail_when_it_is_the_requester() {
	ExtBuilder::default().co_approvers(&[DOCTOR, SPOUSE], 1).build_and_execute(|| {
		let id = requested();
		assert_noop!(EmrConsent::agree_as_co_approver(signed(DOCTOR), id), E::ConflictOfInterest);
	});
}

#[test]
fn agree_as_co_approver_should_go_by_the_panel_of_the_request_when_it_changed_since() {
	ExtBuilder::default().co_approvers(&[SPOUSE], 1).build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::set_co_approvers(signed(PATIENT), BoundedVec::truncate_from(vec![FRIEND]), 1));
		pass(CoApproverDelay::get());
		assert_noop!(EmrConsent::agree_as_co_approver(signed(FRIEND), id), E::NotCoApprover);
		assert_ok!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id));
	});
}

#[test]
fn agree_as_co_approver_should_fail_when_the_request_is_not_open() {
	two_of_three().build_and_execute(|| {
		let id = requested();
		assert_noop!(EmrConsent::agree_as_co_approver(signed(SPOUSE), RequestId(9)), E::RequestNotFound);
		assert_noop!(EmrConsent::agree_as_co_approver(RuntimeOrigin::none(), id), DispatchError::BadOrigin);
		pass(RequestLifetime::get() + 1);
		assert_noop!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id), E::RequestExpired);
		assert_ok!(EmrConsent::withdraw(signed(DOCTOR), id));
		assert_noop!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id), E::RequestClosed);
	});
}

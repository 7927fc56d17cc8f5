use super::*;

#[test]
fn deny_should_conclude_the_request_when_somebody_with_a_say_denies() {
	for denier in [PATIENT, HOSPITAL, SPOUSE] {
		ExtBuilder::default()
			.custodian(RecordClass::Laboratory, HOSPITAL)
			.co_approvers(&[SPOUSE], 1)
			.build_and_execute(|| {
				let id = requested();
				assert_ok!(EmrConsent::deny(signed(denier), id));
				assert_last_event(Event::Denied { request: id, by: denier });
				assert_eq!(EmrConsent::request_info(id).unwrap().state, RequestState::Denied { by: denier });
				assert!(EmrConsent::open_requests(PATIENT).is_empty());
				assert_eq!(OpenRequestCount::<Test>::get(DOCTOR), 0);
				assert_noop!(EmrConsent::deny(signed(denier), id), E::RequestClosed);
			});
	}
}

#[test]
fn deny_should_leave_a_co_approver_out_when_enough_others_are_left() {
	ExtBuilder::default().co_approvers(&[SPOUSE, FRIEND], 1).build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id));
		// Who agreed may think again.
		assert_ok!(EmrConsent::deny(signed(SPOUSE), id));
		assert_last_event(Event::CoApproverRefused { request: id, co_approver: SPOUSE });
		assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingCoApprovers));
		assert_noop!(EmrConsent::deny(signed(SPOUSE), id), E::NotAuthorized);
		assert_noop!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id), E::NotCoApprover);
		assert_ok!(EmrConsent::agree_as_co_approver(signed(FRIEND), id));
		assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingPatient));
		assert_ok!(EmrConsent::deny(signed(FRIEND), id));
		assert_eq!(EmrConsent::request_info(id).unwrap().state, RequestState::Denied { by: FRIEND });
	});
}

#[test]
fn deny_should_conclude_the_request_when_the_only_co_approver_left_is_the_requester() {
	ExtBuilder::default().co_approvers(&[SPOUSE, DOCTOR], 1).build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::deny(signed(SPOUSE), id));
		assert_eq!(EmrConsent::request_info(id).unwrap().state, RequestState::Denied { by: SPOUSE });
	});
}

#[test]
fn deny_should_still_work_when_the_patients_certificate_lapsed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested();
		decertify(PATIENT);
		assert_ok!(EmrConsent::deny(signed(PATIENT), id));
	});
}

#[test]
fn deny_should_fail_when_the_caller_has_no_say() {
	ExtBuilder::default()
		.custodian(RecordClass::Laboratory, HOSPITAL)
		.custodian(RecordClass::Laboratory, LABORATORY)
		.build_and_execute(|| {
			let id = requested();
			for caller in [OTHER_PATIENT, DOCTOR, CLINIC, SPOUSE, STRANGER] {
				assert_noop!(EmrConsent::deny(signed(caller), id), E::NotAuthorized);
			}
			assert_ok!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id));
			assert_noop!(EmrConsent::deny(signed(HOSPITAL), id), E::NotAuthorized);
		});
}

#[test]
fn deny_should_fail_when_the_request_is_not_open() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested();
		assert_noop!(EmrConsent::deny(signed(PATIENT), RequestId(9)), E::RequestNotFound);
		assert_noop!(EmrConsent::deny(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
		pass(RequestLifetime::get() + 1);
		assert_noop!(EmrConsent::deny(signed(PATIENT), id), E::RequestExpired);
	});
}

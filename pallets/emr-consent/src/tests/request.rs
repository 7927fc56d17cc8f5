use super::*;

fn request(who: AccountId, terms: TermsOf<Test>) -> sp_runtime::DispatchResult {
	EmrConsent::request(signed(who), PATIENT, terms)
}

#[test]
fn request_should_wait_for_the_custodians_when_data_are_to_be_read() {
	ExtBuilder::default()
		.custodian(RecordClass::Laboratory, HOSPITAL)
		.custodian(RecordClass::Laboratory, LABORATORY)
		.custodian(RecordClass::Imaging, HOSPITAL)
		.co_approvers(&[SPOUSE, FRIEND], 2)
		.build_and_execute(|| {
			let id =
				requested_with(Terms { classes: classes(&[RecordClass::Laboratory, RecordClass::Imaging]), ..terms() });
			let request = EmrConsent::request_info(id).unwrap();
			assert_eq!((request.patient, request.requester), (PATIENT, DOCTOR));
			assert_eq!(request.deadline, START + RequestLifetime::get());
			let RequestState::Requested(approvals) = request.state else { panic!("not open") };
			assert_eq!(approvals.custodians_pending, vec![HOSPITAL, LABORATORY]);
			assert_eq!(approvals.co_approvers, vec![SPOUSE, FRIEND]);
			assert_eq!(approvals.threshold, 2);
			assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingCustodians));
			assert_last_event(Event::Requested {
				request: id,
				patient: PATIENT,
				requester: DOCTOR,
				custodians: BoundedVec::truncate_from(vec![HOSPITAL, LABORATORY]),
			});
		});
}

#[test]
fn request_should_ask_no_custodian_when_data_are_only_collected() {
	ExtBuilder::default().custodian(RecordClass::Laboratory, HOSPITAL).build_and_execute(|| {
		let id = requested_with(Terms { actions: ActionSet::COLLECT, ..terms() });
		assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingPatient));
		let id = requested_with(Terms { actions: ActionSet::COLLECT.union(ActionSet::DISCLOSE), ..terms() });
		assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingCustodians));
	});
}

#[test]
fn request_should_leave_out_the_requester_and_its_organisations_when_they_hold_the_data() {
	ExtBuilder::default()
		.custodian(RecordClass::Laboratory, DOCTOR)
		.custodian(RecordClass::Laboratory, CLINIC)
		.custodian(RecordClass::Laboratory, PATIENT)
		.build_and_execute(|| {
			let id = requested();
			assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingPatient));
		});
}

#[test]
fn request_should_leave_out_a_custodian_when_it_is_not_certified() {
	ExtBuilder::default()
		.custodian(RecordClass::Laboratory, HOSPITAL)
		.custodian(RecordClass::Laboratory, LABORATORY)
		.build_and_execute(|| {
			decertify(HOSPITAL);
			let RequestState::Requested(approvals) = EmrConsent::request_info(requested()).unwrap().state else {
				panic!("not open")
			};
			assert_eq!(approvals.custodians_pending, vec![LABORATORY]);
		});
}

#[test]
fn request_should_fail_when_the_requester_is_not_certified() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(request(STRANGER, terms()), E::NotCertified);
		decertify(DOCTOR);
		assert_noop!(request(DOCTOR, terms()), E::NotCertified);
	});
}

#[test]
fn request_should_fail_when_patients_ask_themselves() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(request(PATIENT, terms()), E::OwnData);
	});
}

#[test]
fn request_should_fail_when_the_requester_is_a_patient() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(request(OTHER_PATIENT, terms()), E::RequesterIsPatient);
	});
}

#[test]
fn request_should_fail_when_it_goes_to_somebody_who_is_no_patient() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(EmrConsent::request(signed(DOCTOR), HOSPITAL, terms()), E::NotPatient);
		assert_noop!(EmrConsent::request(signed(DOCTOR), STRANGER, terms()), E::NotPatient);
	});
}

#[test]
fn request_should_fail_when_it_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(EmrConsent::request(RuntimeOrigin::none(), PATIENT, terms()), DispatchError::BadOrigin);
		assert_noop!(EmrConsent::request(RuntimeOrigin::root(), PATIENT, terms()), DispatchError::BadOrigin);
	});
}

#[test]
fn request_should_fail_when_the_terms_are_flawed() {
	ExtBuilder::default().build_and_execute(|| {
		let lab = RecordClass::Laboratory;
		for (flawed, error) in [
			(Terms { classes: classes(&[]), ..terms() }, E::NoClass),
			(Terms { classes: classes(&[lab, lab]), ..terms() }, E::DuplicateClass),
			(Terms { actions: ActionSet::NONE, ..terms() }, E::InvalidActions),
			(Terms { actions: ActionSet(0xff), ..terms() }, E::InvalidActions),
			(Terms { purposes: purposes(&[]), ..terms() }, E::NoPurpose),
			(Terms { purposes: purposes(&[Purpose::Research; 2]), ..terms() }, E::DuplicatePurpose),
			(Terms { data_period: Period::between(2, 1), ..terms() }, E::InvalidPeriod),
			(Terms { period: Period::until(START - 1), ..terms() }, E::PeriodOver),
			(Terms { erase_by: Some(START - 1), ..terms() }, E::PeriodOver),
		] {
			assert_noop!(request(DOCTOR, flawed), error);
		}
	});
}

#[test]
fn request_should_fail_when_too_many_custodians_hold_the_data() {
	let mut ext = ExtBuilder::default();
	for custodian in [HOSPITAL, LABORATORY, PHARMACY, INSURER] {
		ext = ext.custodian(RecordClass::Laboratory, custodian);
	}
	ext.build_and_execute(|| {
		assert_noop!(request(DOCTOR, terms()), E::TooManyCustodians);
	});
}

#[test]
fn request_should_fail_when_one_requester_has_its_share_of_the_patients_list() {
	ExtBuilder::default().build_and_execute(|| {
		requested();
		requested();
		assert_noop!(request(DOCTOR, terms()), E::TooManyRequestsToPatient);
		assert_ok!(request(CLINIC, terms()));
	});
}

#[test]
fn request_should_fail_when_the_patients_list_is_full() {
	ExtBuilder::default().build_and_execute(|| {
		for requester in [DOCTOR, CLINIC, HOSPITAL, PHARMACY] {
			assert_ok!(request(requester, terms()));
		}
		assert_noop!(request(INSURER, terms()), E::TooManyOpenRequests);
	});
}

#[test]
fn request_should_fail_when_the_requester_has_too_many_open() {
	ExtBuilder::default().build_and_execute(|| {
		let third = 3;
		certify(third, Role::Patient);
		requested();
		requested();
		assert_ok!(EmrConsent::request(signed(DOCTOR), OTHER_PATIENT, terms()));
		assert_noop!(EmrConsent::request(signed(DOCTOR), third, terms()), E::TooManyRequests);
	});
}

#[test]
fn request_should_find_room_when_others_expired() {
	ExtBuilder::default().build_and_execute(|| {
		let expired = requested();
		requested();
		for requester in [CLINIC, HOSPITAL] {
			assert_ok!(request(requester, terms()));
		}
		pass(RequestLifetime::get() + 1);
		assert_eq!(EmrConsent::request_standing(expired), Some(RequestStanding::Expired));
		assert!(EmrConsent::open_requests(PATIENT).is_empty());
		let id = requested();
		assert_eq!(OpenRequests::<Test>::get(PATIENT), vec![id]);
		assert_eq!(OpenRequestCount::<Test>::get(DOCTOR), 1);
		assert_eq!(OpenRequestCount::<Test>::get(CLINIC), 0);
	});
}

#[test]
fn request_should_never_reuse_an_id_when_earlier_ones_are_concluded() {
	ExtBuilder::default().build_and_execute(|| {
		let first = requested();
		assert_ok!(EmrConsent::withdraw(signed(DOCTOR), first));
		assert_eq!(requested(), RequestId(first.0 + 1));
		NextRequestId::<Test>::put(RequestId(u64::MAX));
		assert_noop!(request(CLINIC, terms()), E::OutOfIds);
	});
}

use super::*;

fn two_custodians() -> ExtBuilder {
	ExtBuilder::default().custodian(RecordClass::Laboratory, HOSPITAL).custodian(RecordClass::Laboratory, LABORATORY)
}

#[test]
fn agree_as_custodian_should_count_each_when_they_come_in_any_order() {
	two_custodians().build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::agree_as_custodian(signed(LABORATORY), id));
		assert_last_event(Event::CustodianAgreed { request: id, custodian: LABORATORY, pending: 1 });
		assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingCustodians));
		assert_ok!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id));
		assert_eq!(EmrConsent::request_standing(id), Some(RequestStanding::AwaitingPatient));
	});
}

#[test]
fn agree_as_custodian_should_fail_when_replayed() {
	two_custodians().build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id));
		assert_noop!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id), E::AlreadyAgreed);
	});
}

#[test]
fn agree_as_custodian_should_fail_when_the_caller_holds_nothing_of_it() {
	two_custodians().build_and_execute(|| {
		// A custodian of another patient, and of another class of this one.
		add_custodian(OTHER_PATIENT, RecordClass::Laboratory, PHARMACY);
		add_custodian(PATIENT, RecordClass::Imaging, CLINIC);
		let id = requested();
		for caller in [PHARMACY, CLINIC, DOCTOR, PATIENT, STRANGER] {
			assert_noop!(EmrConsent::agree_as_custodian(signed(caller), id), E::NotCustodian);
		}
	});
}

#[test]
fn agree_as_custodian_should_fail_when_its_certificate_is_not_in_force() {
	two_custodians().build_and_execute(|| {
		let id = requested();
		decertify(HOSPITAL);
		assert_noop!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id), E::NotCertified);
	});
}

#[test]
fn agree_as_custodian_should_fail_when_the_deadline_passed() {
	two_custodians().build_and_execute(|| {
		let id = requested();
		pass(RequestLifetime::get());
		assert_ok!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id));
		pass(1);
		assert_noop!(EmrConsent::agree_as_custodian(signed(LABORATORY), id), E::RequestExpired);
	});
}

#[test]
fn agree_as_custodian_should_fail_when_the_request_is_not_open() {
	two_custodians().build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::withdraw(signed(DOCTOR), id));
		assert_noop!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id), E::RequestClosed);
		assert_noop!(EmrConsent::agree_as_custodian(signed(HOSPITAL), RequestId(9)), E::RequestNotFound);
		assert_noop!(EmrConsent::agree_as_custodian(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
	});
}

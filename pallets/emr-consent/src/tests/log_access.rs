use super::*;
use salus_primitives::RecordId;

fn log(who: AccountId, patient: AccountId) -> sp_runtime::DispatchResult {
	EmrConsent::log_access(
		signed(who),
		patient,
		RecordClass::Laboratory,
		Some(RecordId(7)),
		Action::Access,
		AccessOutcome::Success,
		Purpose::Treatment,
	)
}

#[test]
fn log_access_should_count_and_tell_when_a_participant_logs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(log(DOCTOR, PATIENT));
		// What was not permitted is logged just the same.
		assert_not_permitted(query(INSURER));
		assert_ok!(log(INSURER, PATIENT));
		assert_last_event(Event::AccessLogged {
			patient: PATIENT,
			actor: INSURER,
			class: RecordClass::Laboratory,
			record: Some(RecordId(7)),
			action: Action::Access,
			outcome: AccessOutcome::Success,
			purpose: Purpose::Treatment,
			number: 2,
		});
		assert_eq!(EmrConsent::access_count(PATIENT), 2);
		assert_eq!(EmrConsent::access_count(OTHER_PATIENT), 0);
	});
}

#[test]
fn log_access_should_fail_when_one_side_is_not_certified() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(log(STRANGER, PATIENT), E::NotCertified);
		assert_noop!(log(DOCTOR, STRANGER), E::NotPatient);
		assert_noop!(log(DOCTOR, HOSPITAL), E::NotPatient);
		assert_noop!(
			EmrConsent::log_access(
				RuntimeOrigin::root(),
				PATIENT,
				RecordClass::Laboratory,
				None,
				Action::Access,
				AccessOutcome::Major,
				Purpose::Treatment,
			),
			DispatchError::BadOrigin
		);
	});
}

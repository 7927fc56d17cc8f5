use super::*;

#[test]
fn mark_entered_in_error_should_end_the_directive_when_the_patient_marks_it() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with_keys();
		assert_ok!(EmrConsent::mark_entered_in_error(signed(PATIENT), id));
		assert_eq!(EmrConsent::directive_standing(id), Some(Standing::EnteredInError));
		assert_not_permitted(query(DOCTOR));
		assert_eq!(rotations(RecordClass::Laboratory), vec![None]);
		assert_eq!(EmrConsent::erasures(id).len(), 1);
		assert_last_event(Event::MarkedEnteredInError {
			directive: id,
			patient: PATIENT,
			rotated: vec![RecordClass::Laboratory],
		});
	});
}

#[test]
fn mark_entered_in_error_should_bring_back_what_a_denial_hid_when_the_denial_was_the_mistake() {
	ExtBuilder::default().build_and_execute(|| {
		directed(permit(Actor::Account(DOCTOR)));
		let mistake = directed(denial(Actor::Account(DOCTOR)));
		assert_not_permitted(query(DOCTOR));
		assert_ok!(EmrConsent::mark_entered_in_error(signed(PATIENT), mistake));
		assert_permitted(query(DOCTOR));
	});
}

#[test]
fn mark_entered_in_error_should_fail_when_the_directive_is_not_the_callers_or_not_active() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with_keys();
		let mark =
			|who, id| EmrConsent::mark_entered_in_error(signed(who), id).map(|_| ()).map_err(|failed| failed.error);
		for caller in [DOCTOR, OTHER_PATIENT, STRANGER] {
			assert_noop!(mark(caller, id), E::NotOwner);
		}
		assert_noop!(mark(PATIENT, DirectiveId(9)), E::DirectiveNotFound);
		assert_ok!(mark(PATIENT, id));
		assert_noop!(mark(PATIENT, id), E::DirectiveEnded);
		assert!(EmrConsent::mark_entered_in_error(RuntimeOrigin::none(), id).is_err());
	});
}

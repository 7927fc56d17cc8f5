use super::*;

fn direct(who: AccountId, root: ProvisionOf<Test>, list: Vec<ExceptionOf<Test>>) -> sp_runtime::DispatchResult {
	EmrConsent::direct(signed(who), root, exceptions(list))
}

fn for_research() -> ExceptionOf<Test> {
	Exception { purposes: Some(purposes(&[Purpose::Research])), ..Exception::unlimited() }
}

#[test]
fn direct_should_decide_when_the_patient_permits_or_denies() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed(permit(Actor::Organisation(CLINIC)));
		assert_last_event(Event::Directed { directive: id, patient: PATIENT, decision: Ruling::Permit });
		assert_permitted(query(DOCTOR));
		assert_permitted(query(CLINIC));
		pass(1);
		let id = directed(denial(Actor::Account(DOCTOR)));
		assert_decided(query(DOCTOR), Decision::Deny { directive: id });
		assert_permitted(query(CLINIC));
	});
}

#[test]
fn direct_should_store_its_exceptions_when_they_are_valid() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with(permit(Actor::Account(DOCTOR)), exceptions(vec![for_research()]));
		let directive = EmrConsent::directive(id).unwrap();
		assert_eq!(directive.exceptions, vec![for_research()]);
		assert_eq!((directive.patient, directive.created), (PATIENT, START));
		assert_eq!(EmrConsent::directives(PATIENT), vec![(id, directive)]);
	});
}

#[test]
fn direct_should_fail_when_the_caller_is_no_certified_patient() {
	ExtBuilder::default().build_and_execute(|| {
		for caller in [DOCTOR, HOSPITAL, STRANGER] {
			assert_noop!(direct(caller, permit(Actor::Account(INSURER)), vec![]), E::NotPatient);
		}
		decertify(PATIENT);
		assert_noop!(direct(PATIENT, denial(Actor::Account(INSURER)), vec![]), E::NotPatient);
		assert_noop!(
			EmrConsent::direct(RuntimeOrigin::root(), permit(Actor::Account(DOCTOR)), no_exceptions()),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn direct_should_speak_for_the_caller_only_when_another_patient_directs() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(direct(OTHER_PATIENT, permit(Actor::Account(DOCTOR)), vec![]));
		assert_not_permitted(query(DOCTOR));
	});
}

#[test]
fn direct_should_fail_when_the_input_is_flawed() {
	ExtBuilder::default().build_and_execute(|| {
		let root = permit(Actor::Account(DOCTOR));
		let flawed = ProvisionOf::<Test> { terms: Terms { classes: classes(&[]), ..terms() }, ..root.clone() };
		assert_noop!(direct(PATIENT, flawed, vec![]), E::NoClass);
		let flawed = ProvisionOf::<Test> { obligations: Obligations(1 << 15), ..root.clone() };
		assert_noop!(direct(PATIENT, flawed, vec![]), E::InvalidObligations);
		assert_noop!(direct(PATIENT, root.clone(), vec![Exception::unlimited()]), E::UnlimitedException);
		let flawed = Exception { actions: Some(ActionSet::NONE), ..Exception::unlimited() };
		assert_noop!(direct(PATIENT, root, vec![flawed]), E::InvalidActions);
	});
}

#[test]
fn direct_should_fail_when_it_names_the_patient() {
	ExtBuilder::default().build_and_execute(|| {
		for own in [Actor::Account(PATIENT), Actor::Organisation(PATIENT)] {
			assert_noop!(direct(PATIENT, denial(own.clone()), vec![]), E::OwnData);
			let exception = Exception { actor: Some(own), ..Exception::unlimited() };
			assert_noop!(direct(PATIENT, permit(Actor::Account(DOCTOR)), vec![exception]), E::OwnData);
		}
	});
}

#[test]
fn direct_should_only_deny_when_there_are_co_approvers() {
	ExtBuilder::default().co_approvers(&[SPOUSE], 1).build_and_execute(|| {
		assert_noop!(direct(PATIENT, permit(Actor::Account(DOCTOR)), vec![]), E::CoApprovalRequired);
		assert_ok!(direct(PATIENT, denial(Actor::Account(DOCTOR)), vec![]));
		// A denial with an exception permits something.
		assert_noop!(direct(PATIENT, denial(Actor::Account(DOCTOR)), vec![for_research()]), E::CoApprovalRequired);
	});
}

#[test]
fn direct_should_fail_when_the_removal_of_co_approvers_still_waits() {
	ExtBuilder::default().co_approvers(&[SPOUSE], 1).build_and_execute(|| {
		assert_ok!(EmrConsent::set_co_approvers(signed(PATIENT), BoundedVec::new(), 0));
		assert_noop!(direct(PATIENT, permit(Actor::Account(DOCTOR)), vec![]), E::CoApprovalRequired);
		pass(CoApproverDelay::get() - 1);
		assert_noop!(direct(PATIENT, permit(Actor::Account(DOCTOR)), vec![]), E::CoApprovalRequired);
		pass(1);
		assert_ok!(direct(PATIENT, permit(Actor::Account(DOCTOR)), vec![]));
	});
}

#[test]
fn direct_should_fail_when_there_are_too_many_directives_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..5 {
			directed(permit(Actor::Account(DOCTOR)));
		}
		assert_noop!(direct(PATIENT, denial(Actor::Account(DOCTOR)), vec![]), E::TooManyDirectives);
		assert_ok!(EmrConsent::revoke(signed(PATIENT), DirectiveId(0), BoundedVec::new()));
		assert_ok!(direct(PATIENT, denial(Actor::Account(DOCTOR)), vec![]));
	});
}

#[test]
fn direct_should_find_room_when_others_expired() {
	ExtBuilder::default().build_and_execute(|| {
		let short = Terms { period: Period::until(START + DAY), ..terms() };
		let expired = directed(ProvisionOf::<Test> { terms: short, ..permit(Actor::Account(DOCTOR)) });
		for _ in 0..4 {
			directed(permit(Actor::Account(DOCTOR)));
		}
		pass(DAY + 1);
		let id = directed(permit(Actor::Account(DOCTOR)));
		let active = ActiveDirectives::<Test>::get(PATIENT);
		assert!(active.contains(&id) && !active.contains(&expired));
		assert_eq!(EmrConsent::directive_standing(expired), Some(Standing::Expired));
	});
}

#[test]
fn direct_should_fail_when_no_id_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		NextDirectiveId::<Test>::put(DirectiveId(u64::MAX));
		assert_noop!(direct(PATIENT, denial(Actor::Account(DOCTOR)), vec![]), E::OutOfIds);
	});
}

use super::*;
use salus_primitives::{consent::Query, traits::Consent};

#[test]
fn decide_should_permit_everything_when_patients_ask_about_their_own_data() {
	ExtBuilder::default().build_and_execute(|| {
		decertify(PATIENT);
		for action in [Action::Collect, Action::Access, Action::Use, Action::Disclose, Action::Correct] {
			assert_decided(
				Query { action, class: RecordClass::Restricted(3), ..query(PATIENT) },
				Decision::Permit { basis: Basis::Patient, obligations: Obligations::NONE, erase_by: None },
			);
		}
		assert_not_permitted(query(OTHER_PATIENT));
	});
}

#[test]
fn decide_should_refuse_at_once_when_the_actors_certificate_is_not_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		directed(permit(Actor::Account(DOCTOR)));
		assert_permitted(query(DOCTOR));
		decertify(DOCTOR);
		assert_decided(query(DOCTOR), Decision::NoConsent);
	});
}

#[test]
fn decide_should_go_by_the_present_affiliation_when_the_directive_is_about_an_organisation() {
	ExtBuilder::default().build_and_execute(|| {
		directed(permit(Actor::Organisation(CLINIC)));
		assert_permitted(query(DOCTOR));
		decertify(CLINIC);
		assert_not_permitted(query(DOCTOR));
	});
}

#[test]
fn decide_should_go_on_denying_an_organisations_members_when_it_loses_its_certificate() {
	ExtBuilder::default().build_and_execute(|| {
		directed(permit(Actor::Account(DOCTOR)));
		pass(1);
		let denied = directed(denial(Actor::Organisation(CLINIC)));
		assert_decided(query(DOCTOR), Decision::Deny { directive: denied });
		decertify(CLINIC);
		assert_decided(query(DOCTOR), Decision::Deny { directive: denied });
	});
}

#[test]
fn decide_should_return_what_is_owed_when_it_permits() {
	ExtBuilder::default().build_and_execute(|| {
		let obligations = Obligations::DELETE_AFTER_USE.union(Obligations::NO_REDISCLOSURE);
		let erase_by = Some(START + DAY);
		let id = directed(ProvisionOf::<Test> {
			obligations,
			terms: Terms { erase_by, ..terms() },
			..permit(Actor::Account(DOCTOR))
		});
		let basis = Basis::Directive(id);
		assert_decided(query(DOCTOR), Decision::Permit { basis, obligations, erase_by });
		pass(DAY + 1);
		assert_not_permitted(query(DOCTOR));
	});
}

#[test]
fn decide_should_let_the_denial_win_when_both_were_made_in_one_block() {
	ExtBuilder::default().build_and_execute(|| {
		let denied = directed(denial(Actor::Role(Role::Provider(ProviderKind::Practitioner))));
		directed(permit(Actor::Account(DOCTOR)));
		assert_decided(query(DOCTOR), Decision::Deny { directive: denied });
		pass(1);
		directed(permit(Actor::Account(DOCTOR)));
		assert_permitted(query(DOCTOR));
	});
}

#[test]
fn decide_should_not_confuse_root_and_exceptions_when_they_differ() {
	ExtBuilder::default().build_and_execute(|| {
		let not_imaging = Exception { classes: Some(classes(&[RecordClass::Imaging])), ..Exception::unlimited() };
		let both = Terms { classes: classes(&[RecordClass::Laboratory, RecordClass::Imaging]), ..terms() };
		let id = directed_with(
			ProvisionOf::<Test> { terms: both.clone(), ..permit(Actor::Account(DOCTOR)) },
			exceptions(vec![not_imaging.clone()]),
		);
		let imaging = |actor| Query { class: RecordClass::Imaging, ..query(actor) };
		assert_permitted(query(DOCTOR));
		assert_decided(imaging(DOCTOR), Decision::Deny { directive: id });

		// The same exception to a denial permits, and permits nothing beyond the root.
		let id = directed_with(
			ProvisionOf::<Test> { terms: both, ..denial(Actor::Account(INSURER)) },
			exceptions(vec![not_imaging]),
		);
		assert_decided(query(INSURER), Decision::Deny { directive: id });
		assert_permitted(imaging(INSURER));
		assert_not_permitted(Query { action: Action::Disclose, ..imaging(INSURER) });
		assert_not_permitted(imaging(HOSPITAL));
	});
}

#[test]
fn decide_should_answer_through_the_trait_when_other_pallets_ask() {
	ExtBuilder::default().build_and_execute(|| {
		directed(permit(Actor::Account(DOCTOR)));
		assert!(<EmrConsent as Consent<AccountId>>::decide(&query(DOCTOR)).is_permit());
	});
}

#[test]
fn break_glass_should_permit_reading_for_emergencies_only_when_live() {
	ExtBuilder::default().build_and_execute(|| {
		broken();
		for purpose in Purpose::ALL {
			let permitted = EmrConsent::decide(Query { purpose: *purpose, ..query(DOCTOR) }).is_permit();
			let emergency =
				matches!(purpose, Purpose::EmergencyTreatment | Purpose::BreakGlass | Purpose::EmergencyRoom);
			assert_eq!(permitted, emergency, "{purpose:?}");
		}
		for action in [Action::Collect, Action::Use, Action::Disclose, Action::Correct] {
			assert_not_permitted(Query { action, ..emergency(DOCTOR) });
		}
		assert_not_permitted(Query { patient: OTHER_PATIENT, ..emergency(DOCTOR) });
	});
}

#[test]
fn break_glass_should_override_a_denial_when_it_does_not_speak_of_breaking_the_glass() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed(denial(Actor::Account(DOCTOR)));
		assert_decided(emergency(DOCTOR), Decision::Deny { directive: id });
		broken();
		assert_permitted(emergency(DOCTOR));
		assert_not_permitted(query(DOCTOR));
	});
}

#[test]
fn break_glass_should_be_refused_when_the_patient_denied_just_that() {
	ExtBuilder::default().build_and_execute(|| {
		let btg = Terms { purposes: purposes(&[Purpose::BreakGlass]), ..terms() };
		let id = directed(ProvisionOf::<Test> { terms: btg.clone(), ..denial(Actor::Account(DOCTOR)) });
		broken();
		broken_by(HOSPITAL, PATIENT);
		// For every emergency purpose, so that naming another one does not get around it.
		for purpose in [Purpose::EmergencyTreatment, Purpose::BreakGlass, Purpose::EmergencyRoom] {
			assert_decided(Query { purpose, ..query(DOCTOR) }, Decision::Deny { directive: id });
		}
		assert_permitted(emergency(HOSPITAL));
		assert_permitted(Query { class: RecordClass::Allergy, ..emergency(DOCTOR) });
		// The newest directive that names it decides.
		pass(1);
		directed(ProvisionOf::<Test> { terms: btg, ..permit(Actor::Account(DOCTOR)) });
		assert_permitted(emergency(DOCTOR));
	});
}

#[test]
fn break_glass_should_be_refused_when_an_exception_denied_just_that() {
	ExtBuilder::default().build_and_execute(|| {
		let no_btg = Exception { purposes: Some(purposes(&[Purpose::BreakGlass])), ..Exception::unlimited() };
		// Permits treatment to practitioners, but never by breaking the glass.
		let role = Actor::Role(Role::Provider(ProviderKind::Practitioner));
		directed_with(
			ProvisionOf::<Test> {
				terms: Terms { purposes: purposes(&[Purpose::CareCoordination, Purpose::BreakGlass]), ..terms() },
				..permit(role)
			},
			exceptions(vec![no_btg]),
		);
		broken();
		assert_not_permitted(emergency(DOCTOR));
	});
}

#[test]
fn break_glass_should_not_be_needed_when_a_directive_permits() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed(permit(Actor::Account(DOCTOR)));
		broken();
		let Decision::Permit { basis, .. } = EmrConsent::decide(emergency(DOCTOR)) else { panic!("denied") };
		assert_eq!(basis, Basis::Directive(id));
	});
}

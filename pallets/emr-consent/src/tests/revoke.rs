use super::*;

const LAB: RecordClass = RecordClass::Laboratory;
const NEXT: EncryptionKey = EncryptionKey([9; 32]);

fn revoke(who: AccountId, id: DirectiveId, next: &[(RecordClass, EncryptionKey)]) -> Result<(), DispatchError> {
	EmrConsent::revoke(signed(who), id, BoundedVec::truncate_from(next.to_vec()))
		.map(|_| ())
		.map_err(|failed| failed.error)
}

#[test]
fn revoke_should_take_effect_at_once_when_the_patient_revokes() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with_keys();
		assert_permitted(query(DOCTOR));
		assert_ok!(revoke(PATIENT, id, &[(LAB, NEXT)]));
		assert_decided(query(DOCTOR), Decision::NoConsent);
		assert_eq!(EmrConsent::directive(id).unwrap().status, DirectiveStatus::Inactive { at: START });
		assert!(EmrConsent::directives(PATIENT).is_empty());
		assert_eq!(rotations(LAB), vec![Some(NEXT)]);
		assert!(EmrConsent::sealed_keys(id, DOCTOR).is_empty());
		let due = START + ErasurePeriod::get();
		assert_eq!(EmrConsent::erasures(id), vec![(DOCTOR, Erasure::Owed { due })]);
		assert_has_event(Event::ErasureOwed { directive: id, holder: DOCTOR, due });
		assert_last_event(Event::Revoked { directive: id, patient: PATIENT, rotated: vec![LAB] });
	});
}

#[test]
fn revoke_should_retire_the_class_key_when_no_next_key_is_given() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with_keys();
		assert_ok!(revoke(PATIENT, id, &[]));
		assert_eq!(rotations(LAB), vec![None]);
	});
}

#[test]
fn revoke_should_rotate_nothing_when_no_key_was_sealed() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		let id = directed(permit(Actor::Account(DOCTOR)));
		assert_noop!(revoke(PATIENT, id, &[(LAB, NEXT)]), E::ClassNotSealed);
		assert_ok!(revoke(PATIENT, id, &[]));
		assert!(rotations(LAB).is_empty());
		assert!(EmrConsent::erasures(id).is_empty());
		assert_last_event(Event::Revoked { directive: id, patient: PATIENT, rotated: vec![] });
	});
}

#[test]
fn revoke_should_rotate_each_class_once_when_several_hold_its_key() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		let id = directed(permit(Actor::Organisation(CLINIC)));
		for holder in [DOCTOR, CLINIC] {
			let key = keys(vec![sealed(LAB, 0)]);
			assert_ok!(EmrConsent::seal_keys(signed(PATIENT), id, holder, key));
		}
		assert_ok!(revoke(PATIENT, id, &[]));
		assert_eq!(rotations(LAB).len(), 1);
		assert_eq!(EmrConsent::erasures(id).len(), 2);
	});
}

#[test]
fn revoke_should_fail_when_a_next_key_does_not_fit() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, RecordClass::Imaging, 0);
		let id = directed_with_keys();
		assert_noop!(revoke(PATIENT, id, &[(RecordClass::Imaging, NEXT)]), E::ClassNotSealed);
		assert_noop!(revoke(PATIENT, id, &[(LAB, NEXT), (LAB, NEXT)]), E::DuplicateClass);
		assert_noop!(revoke(PATIENT, id, &[(LAB, EncryptionKey([0; 32]))]), DispatchError::Other("invalid key"));
		assert_permitted(query(DOCTOR));
	});
}

#[test]
fn revoke_should_still_end_the_directive_when_the_class_is_in_its_last_epoch() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with_keys();
		publish_key(PATIENT, LAB, Epoch::LAST.0);
		assert_ok!(revoke(PATIENT, id, &[]));
		assert_not_permitted(query(DOCTOR));
		// What the attempt wrote is rolled back.
		assert!(rotations(LAB).is_empty());
		assert_last_event(Event::Revoked { directive: id, patient: PATIENT, rotated: vec![] });
	});
}

#[test]
fn revoke_should_still_work_when_the_patients_certificate_lapsed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with_keys();
		decertify(PATIENT);
		assert_ok!(revoke(PATIENT, id, &[]));
	});
}

#[test]
fn revoke_should_ask_for_receipts_when_the_directive_expired() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		let short = Terms { period: Period::until(START + DAY), ..terms() };
		let id = directed(ProvisionOf::<Test> { terms: short, ..permit(Actor::Account(DOCTOR)) });
		assert_ok!(EmrConsent::seal_keys(signed(PATIENT), id, DOCTOR, keys(vec![sealed(LAB, 0)])));
		pass(DAY + 1);
		// It keeps its place as long as somebody holds keys under it.
		for _ in 0..4 {
			directed(denial(Actor::Account(INSURER)));
		}
		let one_more = || EmrConsent::direct(signed(PATIENT), denial(Actor::Account(INSURER)), no_exceptions());
		assert_noop!(one_more(), E::TooManyDirectives);
		assert_ok!(revoke(PATIENT, id, &[]));
		assert_ok!(one_more());
		assert_eq!(rotations(LAB), vec![None]);
		assert_eq!(EmrConsent::erasures(id).len(), 1);
		assert_eq!(EmrConsent::directives(PATIENT).len(), 5);
	});
}

#[test]
fn revoke_should_let_the_erasure_be_due_sooner_when_the_directive_says_so() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		let erase_by = Some(START + DAY);
		let id =
			directed(ProvisionOf::<Test> { terms: Terms { erase_by, ..terms() }, ..permit(Actor::Account(DOCTOR)) });
		assert_ok!(EmrConsent::seal_keys(signed(PATIENT), id, DOCTOR, keys(vec![sealed(LAB, 0)])));
		assert_ok!(revoke(PATIENT, id, &[]));
		assert_eq!(EmrConsent::erasures(id), vec![(DOCTOR, Erasure::Owed { due: START + DAY })]);
	});
}

#[test]
fn revoke_should_fail_when_the_directive_is_not_the_callers_or_not_active() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with_keys();
		for caller in [DOCTOR, OTHER_PATIENT, MINISTRY, STRANGER] {
			assert_noop!(revoke(caller, id, &[]), E::NotOwner);
		}
		assert_noop!(revoke(PATIENT, DirectiveId(9), &[]), E::DirectiveNotFound);
		assert_ok!(revoke(PATIENT, id, &[]));
		assert_noop!(revoke(PATIENT, id, &[]), E::DirectiveEnded);
		assert!(EmrConsent::revoke(RuntimeOrigin::root(), id, BoundedVec::new()).is_err());
	});
}

#[test]
fn revoke_should_cost_what_it_took_when_few_held_keys() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed_with_keys();
		let info = EmrConsent::revoke(signed(PATIENT), id, BoundedVec::new()).unwrap();
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::revoke(1, 1)));
	});
}

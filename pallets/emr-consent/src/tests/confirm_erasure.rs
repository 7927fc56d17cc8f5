use super::*;

fn revoked() -> DirectiveId {
	let id = directed_with_keys();
	assert_ok!(EmrConsent::revoke(signed(PATIENT), id, BoundedVec::new()));
	id
}

fn confirm(who: AccountId, id: DirectiveId) -> sp_runtime::DispatchResult {
	EmrConsent::confirm_erasure(signed(who), id, commitment(7))
}

#[test]
fn confirm_erasure_should_be_recorded_when_the_holder_confirms() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revoked();
		pass(DAY);
		assert_ok!(confirm(DOCTOR, id));
		let receipt = commitment(7);
		assert_last_event(Event::ErasureConfirmed { directive: id, holder: DOCTOR, receipt });
		assert_eq!(EmrConsent::erasures(id), vec![(DOCTOR, Erasure::Confirmed { receipt, at: START + DAY })]);
		assert_noop!(confirm(DOCTOR, id), E::AlreadyConfirmed);
	});
}

#[test]
fn confirm_erasure_should_be_overdue_until_confirmed_when_the_deadline_passed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revoked();
		let due = START + ErasurePeriod::get();
		at(due);
		assert!(EmrConsent::overdue_erasures(PATIENT).is_empty());
		at(due + 1);
		let overdue = OverdueErasure { directive: id, holder: DOCTOR, due };
		assert_eq!(EmrConsent::overdue_erasures(PATIENT), vec![overdue]);
		assert!(EmrConsent::overdue_erasures(OTHER_PATIENT).is_empty());
		assert_ok!(confirm(DOCTOR, id));
		assert!(EmrConsent::overdue_erasures(PATIENT).is_empty());
	});
}

#[test]
fn confirm_erasure_should_work_unasked_when_the_directive_expired() {
	ExtBuilder::default().build_and_execute(|| {
		let lab = RecordClass::Laboratory;
		publish_key(PATIENT, lab, 0);
		let short = Terms { period: Period::until(START + DAY), ..terms() };
		let id = directed(ProvisionOf::<Test> { terms: short, ..permit(Actor::Account(DOCTOR)) });
		assert_ok!(EmrConsent::seal_keys(signed(PATIENT), id, DOCTOR, keys(vec![sealed(lab, 0)])));
		assert_noop!(confirm(DOCTOR, id), E::ErasureNotOwed);
		pass(DAY + 1);
		assert_ok!(confirm(DOCTOR, id));
		// The patient may still end it, which moves the class on and asks for no second receipt.
		assert_ok!(EmrConsent::revoke(signed(PATIENT), id, BoundedVec::new()));
		assert_eq!(rotations(lab), vec![None]);
		assert!(matches!(EmrConsent::erasures(id)[..], [(DOCTOR, Erasure::Confirmed { .. })]));
	});
}

#[test]
fn confirm_erasure_should_fail_when_the_caller_held_no_keys() {
	ExtBuilder::default().build_and_execute(|| {
		let id = revoked();
		for caller in [CLINIC, PATIENT, STRANGER] {
			assert_noop!(confirm(caller, id), E::NotHolder);
		}
		assert_noop!(confirm(DOCTOR, DirectiveId(9)), E::DirectiveNotFound);
		assert_noop!(EmrConsent::confirm_erasure(RuntimeOrigin::root(), id, commitment(7)), DispatchError::BadOrigin);
	});
}

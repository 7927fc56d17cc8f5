use super::*;

const LAB: RecordClass = RecordClass::Laboratory;

fn seal(who: AccountId, id: DirectiveId, holder: AccountId, list: Vec<SealedClassKey>) -> sp_runtime::DispatchResult {
	EmrConsent::seal_keys(signed(who), id, holder, keys(list))
}

#[test]
fn seal_keys_should_add_and_replace_when_the_patient_seals() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 3);
		publish_key(PATIENT, RecordClass::Imaging, 0);
		let both = Terms { classes: classes(&[LAB, RecordClass::Imaging]), ..terms() };
		let id = directed(ProvisionOf::<Test> { terms: both, ..permit(Actor::Account(DOCTOR)) });
		assert_ok!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 2)]));
		assert_last_event(Event::KeysSealed { directive: id, holder: DOCTOR, keys: 1 });
		assert_ok!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 3), sealed(RecordClass::Imaging, 0)]));
		assert_eq!(EmrConsent::sealed_keys(id, DOCTOR), vec![sealed(LAB, 3), sealed(RecordClass::Imaging, 0)]);
		assert_eq!(EmrConsent::holders(id), vec![DOCTOR]);
	});
}

#[test]
fn seal_keys_should_reach_members_when_the_directive_is_about_an_organisation_or_role() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		let id = directed(permit(Actor::Organisation(CLINIC)));
		assert_ok!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 0)]));
		assert_ok!(seal(PATIENT, id, CLINIC, vec![sealed(LAB, 0)]));
		assert_noop!(seal(PATIENT, id, HOSPITAL, vec![sealed(LAB, 0)]), E::HolderNotMeant);
		let id = directed(permit(Actor::Role(Role::Provider(ProviderKind::Pharmacy))));
		assert_ok!(seal(PATIENT, id, PHARMACY, vec![sealed(LAB, 0)]));
		assert_noop!(seal(PATIENT, id, HOSPITAL, vec![sealed(LAB, 0)]), E::HolderNotMeant);
	});
}

#[test]
fn seal_keys_should_fail_when_the_holder_does_not_fit() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		let id = directed(permit(Actor::Account(DOCTOR)));
		assert_noop!(seal(PATIENT, id, CLINIC, vec![sealed(LAB, 0)]), E::HolderNotMeant);
		assert_noop!(seal(PATIENT, id, STRANGER, vec![sealed(LAB, 0)]), E::NotCertified);
		decertify(DOCTOR);
		assert_noop!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 0)]), E::NotCertified);
		let id = directed(permit(Actor::Role(Role::Patient)));
		assert_noop!(seal(PATIENT, id, PATIENT, vec![sealed(LAB, 0)]), E::OwnData);
	});
}

#[test]
fn seal_keys_should_fail_when_the_keys_do_not_fit() {
	ExtBuilder::default().build_and_execute(|| {
		let id = directed(permit(Actor::Account(DOCTOR)));
		assert_noop!(seal(PATIENT, id, DOCTOR, vec![]), E::NoKeys);
		assert_noop!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 0)]), E::NoClassKey);
		publish_key(PATIENT, LAB, 3);
		publish_key(PATIENT, RecordClass::Imaging, 3);
		assert_noop!(seal(PATIENT, id, DOCTOR, vec![sealed(RecordClass::Imaging, 0)]), E::ClassNotCovered);
		assert_noop!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 4)]), E::EpochInFuture);
		assert_noop!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 1), sealed(LAB, 2)]), E::DuplicateClass);
		let write = Terms { actions: ActionSet::COLLECT, ..terms() };
		let id = directed(ProvisionOf::<Test> { terms: write, ..permit(Actor::Account(DOCTOR)) });
		assert_noop!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 0)]), E::NothingDisclosed);
	});
}

#[test]
fn seal_keys_should_fail_when_there_are_too_many_holders() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		affiliate(PHARMACY, CLINIC);
		let id = directed(permit(Actor::Organisation(CLINIC)));
		assert_ok!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 0)]));
		assert_ok!(seal(PATIENT, id, CLINIC, vec![sealed(LAB, 0)]));
		assert_noop!(seal(PATIENT, id, PHARMACY, vec![sealed(LAB, 0)]), E::TooManyHolders);
		assert_ok!(seal(PATIENT, id, DOCTOR, vec![sealed(LAB, 0)]));
	});
}

#[test]
fn seal_keys_should_fail_when_the_directive_does_not_permit_now() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		let key = || vec![sealed(LAB, 0)];
		assert_noop!(seal(PATIENT, DirectiveId(9), DOCTOR, key()), E::DirectiveNotFound);
		let denied = directed(denial(Actor::Account(DOCTOR)));
		assert_noop!(seal(PATIENT, denied, DOCTOR, key()), E::NotPermit);
		let revoked = directed(permit(Actor::Account(DOCTOR)));
		assert_ok!(EmrConsent::revoke(signed(PATIENT), revoked, BoundedVec::new()));
		assert_noop!(seal(PATIENT, revoked, DOCTOR, key()), E::DirectiveEnded);
		let short = Terms { period: Period::until(START + DAY), ..terms() };
		let expired = directed(ProvisionOf::<Test> { terms: short, ..permit(Actor::Account(DOCTOR)) });
		pass(DAY + 1);
		assert_noop!(seal(PATIENT, expired, DOCTOR, key()), E::DirectiveExpired);
	});
}

#[test]
fn seal_keys_should_fail_when_anybody_but_the_patient_seals() {
	ExtBuilder::default().build_and_execute(|| {
		publish_key(PATIENT, LAB, 0);
		let id = directed(permit(Actor::Account(DOCTOR)));
		for caller in [DOCTOR, OTHER_PATIENT, STRANGER] {
			assert_noop!(seal(caller, id, DOCTOR, vec![sealed(LAB, 0)]), E::NotOwner);
		}
		assert_noop!(EmrConsent::seal_keys(RuntimeOrigin::none(), id, DOCTOR, keys(vec![])), DispatchError::BadOrigin);
	});
}

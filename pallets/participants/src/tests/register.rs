use super::*;
use frame_support::traits::fungible::InspectHold;
use sp_runtime::TokenError;

const CLAIM: Role = Role::Provider(ProviderKind::Laboratory);

#[test]
fn register_should_store_the_participant_when_it_is_new() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::register(signed(STRANGER), CLAIM, KEY));
		let participant = Registry::<Test>::get(STRANGER).unwrap();
		assert_eq!((participant.role, participant.encryption_key, participant.key_version), (CLAIM, KEY, 0));
		assert_eq!(participant.registered, NOW);
		assert_last_event(Event::Registered { account: STRANGER, role: CLAIM });
	});
}

#[test]
fn register_should_hold_the_signers_deposit_when_it_is_new() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::register(signed(STRANGER), CLAIM, KEY));
		let held = Balances::balance_on_hold(&RegistrationHold::get(), &STRANGER);
		assert!(held > 100);
		assert_eq!(Registry::<Test>::get(STRANGER).unwrap().deposit.unwrap().depositor, STRANGER);
	});
}

#[test]
fn register_should_hold_less_when_there_is_no_endpoint_to_store() {
	ExtBuilder::default().build_and_execute(|| {
		let organisation = Participants::registration_footprint(CLAIM);
		let person = Participants::registration_footprint(Role::Patient);
		assert!(person.size < organisation.size);
	});
}

#[test]
fn register_should_certify_nobody_when_the_role_is_only_claimed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Participants::register(signed(STRANGER), Role::CertificationAuthority, KEY));
		assert_eq!(standing(STRANGER), Standing::Uncertified);
		assert_eq!(Participants::certified_role(STRANGER), None);
	});
}

#[test]
fn register_should_give_a_provider_reference_when_done_and_only_one() {
	ExtBuilder::default().build_and_execute(|| {
		let before = System::providers(&STRANGER);
		assert_ok!(Participants::register(signed(STRANGER), Role::Patient, KEY));
		assert_eq!(System::providers(&STRANGER), before + 1);
		assert_noop!(Participants::register(signed(STRANGER), Role::Patient, KEY), Error::<Test>::AlreadyRegistered);
		assert_eq!(System::providers(&STRANGER), before + 1);
	});
}

#[test]
fn register_should_fail_when_another_role_is_taken_already() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Participants::register(signed(DOCTOR), Role::Patient, OTHER_KEY),
			Error::<Test>::AlreadyRegistered
		);
	});
}

#[test]
fn register_should_fail_when_nothing_can_be_sealed_to_the_key() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::register(signed(STRANGER), CLAIM, WEAK_KEY), Error::<Test>::InvalidEncryptionKey);
	});
}

#[test]
fn register_should_fail_when_the_key_is_the_signing_key() {
	ExtBuilder::default().build_and_execute(|| {
		let signing = EncryptionKey(*STRANGER.as_ref());
		assert_noop!(Participants::register(signed(STRANGER), CLAIM, signing), Error::<Test>::InvalidEncryptionKey);
	});
}

#[test]
fn register_should_fail_when_the_deposit_cannot_be_paid() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::register(signed(PATIENT), Role::Patient, KEY), TokenError::FundsUnavailable);
	});
}

#[test]
fn register_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::register(RuntimeOrigin::root(), CLAIM, KEY), BadOrigin);
		assert_noop!(Participants::register(RuntimeOrigin::none(), CLAIM, KEY), BadOrigin);
	});
}

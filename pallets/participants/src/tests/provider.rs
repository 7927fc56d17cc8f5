//! What other pallets are told.

use super::*;
use salus_primitives::traits;

type Who = dyn Fn(&AccountId) -> Option<Role>;

const CERTIFIED_ROLE: &Who = &|who| <Participants as traits::Participants<AccountId>>::certified_role(who);

fn affiliations(member: &AccountId) -> Vec<AccountId> {
	<Participants as traits::Participants<AccountId>>::affiliations(member).into_inner()
}

#[test]
fn certified_role_should_end_when_the_certificate_expires() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		set_time(EXPIRY);
		assert_eq!(CERTIFIED_ROLE(&PATIENT), Some(Role::Patient));
		set_time(EXPIRY + 1);
		assert_eq!(CERTIFIED_ROLE(&PATIENT), None);
		assert_eq!(CERTIFIED_ROLE(&HOSPITAL), None);
		assert_eq!(standing(HOSPITAL), Standing::Expired);
	});
}

#[test]
fn certified_role_should_survive_for_patients_when_the_hospital_does_not() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::revoke(signed(CERTIFIER), HOSPITAL, RevocationReason::CessationOfOperation));
		assert_eq!(CERTIFIED_ROLE(&PATIENT), Some(Role::Patient));
		revoke_certifier();
		assert_eq!(CERTIFIED_ROLE(&PATIENT), Some(Role::Patient));
	});
}

#[test]
fn certified_role_should_be_none_when_nobody_knows_the_account() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(CERTIFIED_ROLE(&STRANGER), None);
		assert_eq!(standing(STRANGER), Standing::Uncertified);
	});
}

#[test]
fn affiliations_should_leave_out_organisations_when_these_are_not_certified() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		affiliate(DOCTOR, INSURER);
		assert_eq!(affiliations(&DOCTOR), vec![HOSPITAL, INSURER]);
		suspend_hospital();
		assert_eq!(affiliations(&DOCTOR), vec![INSURER]);
		assert!(!Participants::is_affiliated(&DOCTOR, &HOSPITAL));
		assert_ok!(Participants::reinstate(signed(CERTIFIER), HOSPITAL));
		assert!(Participants::is_affiliated(&DOCTOR, &HOSPITAL));
		set_time(EXPIRY + 1);
		assert_eq!(affiliations(&DOCTOR), vec![]);
	});
}

#[test]
fn is_affiliated_should_agree_with_affiliations() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		affiliate(DOCTOR, CLINIC);
		suspend_hospital();
		for organisation in [HOSPITAL, CLINIC, PHARMACY, STRANGER, DOCTOR] {
			assert_eq!(
				Participants::is_affiliated(&DOCTOR, &organisation),
				affiliations(&DOCTOR).contains(&organisation)
			);
		}
	});
}

#[test]
fn free_calls_should_be_zero_when_the_account_is_no_certified_patient() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		let remaining = |who: &AccountId| <Participants as FreeCalls<AccountId>>::remaining(who);
		assert_eq!(remaining(&PATIENT), 3);
		for who in [HOSPITAL, DOCTOR, CERTIFIER, STRANGER, OTHER_PATIENT] {
			assert_eq!(remaining(&who), 0);
		}
	});
}

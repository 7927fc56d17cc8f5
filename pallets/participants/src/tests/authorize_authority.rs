use super::*;
use codec::Decode;

#[test]
fn authorize_authority_should_give_the_scope_when_the_council_says_so() {
	ExtBuilder::default().build_and_execute(|| {
		let scope = GroupSet::of(&[Group::Provider]);
		assert_ok!(Participants::authorize_authority(signed(COUNCIL), OTHER_CERTIFIER, scope));
		assert_eq!(Authorities::<Test>::get(OTHER_CERTIFIER), Some(scope));
		assert_eq!(Participants::certified_role(OTHER_CERTIFIER), Some(Role::CertificationAuthority));
		assert_last_event(Event::AuthorityAuthorized { account: OTHER_CERTIFIER, scope });
	});
}

#[test]
fn authorize_authority_should_replace_the_scope_when_done_again() {
	ExtBuilder::default().build_and_execute(|| {
		let scope = GroupSet::of(&[Group::FinancialEntity]);
		assert_ok!(Participants::authorize_authority(signed(COUNCIL), CERTIFIER, scope));
		// Whom it certified stands or falls with the scope, patients excepted.
		assert_eq!(standing(INSURER), Standing::Active);
		assert_eq!(standing(HOSPITAL), Standing::IssuerNotAuthorized);
		assert_eq!(standing(MINISTRY), Standing::IssuerNotAuthorized);
	});
}

#[test]
fn authorize_authority_should_restore_those_it_certified_when_it_was_revoked() {
	ExtBuilder::default().build_and_execute(|| {
		revoke_certifier();
		assert_eq!(standing(HOSPITAL), Standing::IssuerNotAuthorized);
		assert_ok!(Participants::authorize_authority(signed(COUNCIL), CERTIFIER, certifiable_groups()));
		assert_eq!(standing(HOSPITAL), Standing::Active);
	});
}

#[test]
fn authorize_authority_should_fail_when_the_account_is_no_authority() {
	ExtBuilder::default().build_and_execute(|| {
		let scope = certifiable_groups();
		assert_noop!(
			Participants::authorize_authority(signed(COUNCIL), HOSPITAL, scope),
			Error::<Test>::NotCertificationAuthority
		);
		assert_noop!(Participants::authorize_authority(signed(COUNCIL), STRANGER, scope), Error::<Test>::NotRegistered);
	});
}

#[test]
fn authorize_authority_should_fail_when_the_scope_is_not_valid() {
	ExtBuilder::default().build_and_execute(|| {
		let unknown = GroupSet::decode(&mut &[0b10_0001u8][..]).unwrap();
		for scope in [GroupSet::default(), GroupSet::ALL, GroupSet::of(&[Group::CertificationAuthority]), unknown] {
			assert_noop!(
				Participants::authorize_authority(signed(COUNCIL), OTHER_CERTIFIER, scope),
				Error::<Test>::InvalidScope
			);
		}
	});
}

#[test]
fn authorize_authority_should_fail_when_anybody_but_the_council_calls() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [OTHER_CERTIFIER, CERTIFIER, HOSPITAL] {
			assert_noop!(
				Participants::authorize_authority(signed(who), OTHER_CERTIFIER, certifiable_groups()),
				BadOrigin
			);
		}
	});
}

use super::*;
use crate::GenesisConfig;
use sp_runtime::BuildStorage;

#[test]
fn genesis_should_authorise_when_authorities_are_listed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Authorities::<Test>::get(CERTIFIER), Some(certifiable_groups()));
		let authority = Registry::<Test>::get(CERTIFIER).unwrap();
		assert_eq!((authority.role, authority.deposit), (Role::CertificationAuthority, None));
		assert_eq!(Participants::certified_role(CERTIFIER), Some(Role::CertificationAuthority));
	});
}

#[test]
fn genesis_should_have_nobody_when_nobody_is_listed() {
	let storage = GenesisConfig::<Test>::default().build_storage().unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		assert_eq!(Registry::<Test>::iter().count(), 0);
		assert_ok!(Participants::do_try_state());
	});
}

#[test]
#[should_panic(expected = "an authority is listed once")]
fn genesis_should_panic_when_an_authority_is_listed_twice() {
	let authority = (CERTIFIER, certifiable_groups(), KEY);
	let _ = GenesisConfig::<Test> { authorities: vec![authority.clone(), authority] }.build_storage();
}

#[test]
#[should_panic(expected = "an authority certifies some groups, and not its own")]
fn genesis_should_panic_when_a_scope_is_not_valid() {
	let _ = GenesisConfig::<Test> { authorities: vec![(CERTIFIER, GroupSet::ALL, KEY)] }.build_storage();
}

#[test]
#[should_panic(expected = "an authority can be sealed to")]
fn genesis_should_panic_when_a_key_is_not_valid() {
	let _ = GenesisConfig::<Test> { authorities: vec![(CERTIFIER, certifiable_groups(), WEAK_KEY)] }.build_storage();
}

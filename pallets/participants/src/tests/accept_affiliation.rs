use super::*;
use salus_primitives::traits::MAX_AFFILIATIONS;

fn accept(who: AccountId, other: AccountId) -> frame_support::pallet_prelude::DispatchResult {
	Participants::accept_affiliation(signed(who), other)
}

fn propose(who: AccountId, other: AccountId) {
	assert_ok!(Participants::propose_affiliation(signed(who), other));
}

#[test]
fn accept_affiliation_should_affiliate_when_the_other_side_proposed() {
	for (from, to) in [(DOCTOR, HOSPITAL), (HOSPITAL, DOCTOR)] {
		ExtBuilder::default().build_and_execute(|| {
			propose(from.clone(), to.clone());
			assert_ok!(accept(to, from));
			assert!(Participants::is_affiliated(&DOCTOR, &HOSPITAL));
			assert!(!Participants::is_affiliated(&HOSPITAL, &DOCTOR));
			assert!(!PendingAffiliations::<Test>::contains_key(DOCTOR));
			assert!(!PendingAffiliations::<Test>::contains_key(HOSPITAL));
			assert_last_event(Event::Affiliated { member: DOCTOR, organisation: HOSPITAL });
		});
	}
}

#[test]
fn accept_affiliation_should_fail_when_one_side_would_force_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(accept(DOCTOR, HOSPITAL), Error::<Test>::NotProposed);
		propose(DOCTOR, HOSPITAL);
		assert_noop!(accept(DOCTOR, HOSPITAL), Error::<Test>::NotProposed);
		// A proposal is to one organisation, and a third party is no side of it.
		assert_noop!(accept(CLINIC, DOCTOR), Error::<Test>::NotProposed);
		assert_noop!(accept(HOSPITAL, NURSE), Error::<Test>::NotProposed);
	});
}

#[test]
fn accept_affiliation_should_fail_when_the_proposal_was_withdrawn() {
	ExtBuilder::default().build_and_execute(|| {
		propose(DOCTOR, HOSPITAL);
		assert_ok!(Participants::end_affiliation(signed(DOCTOR), HOSPITAL));
		assert_noop!(accept(HOSPITAL, DOCTOR), Error::<Test>::NotProposed);
	});
}

#[test]
fn accept_affiliation_should_fail_when_done_twice() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		assert_noop!(accept(HOSPITAL, DOCTOR), Error::<Test>::NotProposed);
	});
}

#[test]
fn accept_affiliation_should_fail_when_a_side_is_no_longer_certified() {
	ExtBuilder::default().build_and_execute(|| {
		propose(DOCTOR, HOSPITAL);
		assert_ok!(Participants::suspend(signed(CERTIFIER), DOCTOR));
		assert_noop!(accept(HOSPITAL, DOCTOR), Error::<Test>::CounterpartNotCertified);
		assert_ok!(Participants::reinstate(signed(CERTIFIER), DOCTOR));
		suspend_hospital();
		assert_noop!(accept(HOSPITAL, DOCTOR), Error::<Test>::NotCertified);
	});
}

#[test]
fn accept_affiliation_should_fail_when_the_practitioner_has_as_many_as_can_be() {
	ExtBuilder::default().build_and_execute(|| {
		let clinics = (0..=MAX_AFFILIATIONS as u8).map(|i| AccountId::new([100 + i; 32]));
		for (count, clinic) in clinics.enumerate() {
			assert_ok!(Balances::transfer_allow_death(signed(STRANGER), clinic.clone(), BALANCE / 20));
			assert_ok!(Participants::register(signed(clinic.clone()), Role::Provider(ProviderKind::Clinic), KEY));
			assert_ok!(Participants::certify(signed(CERTIFIER), clinic.clone(), COMMITMENT, EXPIRY));
			propose(DOCTOR, clinic.clone());
			if count < MAX_AFFILIATIONS as usize {
				assert_ok!(accept(clinic, DOCTOR));
			} else {
				assert_noop!(accept(clinic, DOCTOR), Error::<Test>::TooManyAffiliations);
			}
		}
	});
}

#[test]
fn accept_affiliation_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		propose(DOCTOR, HOSPITAL);
		assert_noop!(Participants::accept_affiliation(RuntimeOrigin::root(), DOCTOR), BadOrigin);
	});
}

use super::*;

fn propose(who: AccountId, other: AccountId) -> frame_support::pallet_prelude::DispatchResult {
	Participants::propose_affiliation(signed(who), other)
}

#[test]
fn propose_affiliation_should_be_known_to_both_when_either_side_proposes() {
	for (from, to) in [(DOCTOR, HOSPITAL), (HOSPITAL, DOCTOR)] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(propose(from.clone(), to.clone()));
			assert_eq!(Participants::pending_affiliations(from.clone()).sent, vec![to.clone()]);
			assert_eq!(Participants::pending_affiliations(to.clone()).received, vec![from.clone()]);
			assert_last_event(Event::AffiliationProposed { from, to });
		});
	}
}

#[test]
fn propose_affiliation_should_affiliate_nobody_when_the_other_is_silent() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(propose(DOCTOR, HOSPITAL));
		assert!(!Affiliations::<Test>::contains_key(DOCTOR));
		assert!(!Participants::is_affiliated(&DOCTOR, &HOSPITAL));
	});
}

#[test]
fn propose_affiliation_should_work_with_every_organisation_that_has_members() {
	ExtBuilder::default().build_and_execute(|| {
		for organisation in [HOSPITAL, CLINIC, PHARMACY, INSURER, MINISTRY] {
			assert_ok!(propose(organisation.clone(), DOCTOR));
			assert_ok!(Participants::end_affiliation(signed(DOCTOR), organisation));
		}
	});
}

#[test]
fn propose_affiliation_should_fail_when_the_two_are_not_practitioner_and_organisation() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		for (who, other) in [
			(DOCTOR, DOCTOR),
			(DOCTOR, NURSE),
			(HOSPITAL, HOSPITAL),
			(HOSPITAL, CLINIC),
			(HOSPITAL, PATIENT),
			(PATIENT, HOSPITAL),
			(PATIENT, DOCTOR),
			(DOCTOR, CERTIFIER),
			(CERTIFIER, DOCTOR),
		] {
			assert_noop!(propose(who, other), Error::<Test>::NotAffiliable);
		}
	});
}

#[test]
fn propose_affiliation_should_fail_when_a_side_is_not_certified() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(propose(STRANGER, DOCTOR), Error::<Test>::NotCertified);
		assert_noop!(propose(DOCTOR, STRANGER), Error::<Test>::CounterpartNotCertified);
		suspend_hospital();
		assert_noop!(propose(HOSPITAL, DOCTOR), Error::<Test>::NotCertified);
		assert_noop!(propose(DOCTOR, HOSPITAL), Error::<Test>::CounterpartNotCertified);
	});
}

#[test]
fn propose_affiliation_should_fail_when_one_of_them_did_already() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(propose(DOCTOR, HOSPITAL));
		assert_noop!(propose(DOCTOR, HOSPITAL), Error::<Test>::AlreadyProposed);
		assert_noop!(propose(HOSPITAL, DOCTOR), Error::<Test>::AlreadyProposed);
	});
}

#[test]
fn propose_affiliation_should_fail_when_they_are_affiliated() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		assert_noop!(propose(DOCTOR, HOSPITAL), Error::<Test>::AlreadyAffiliated);
		assert_noop!(propose(HOSPITAL, DOCTOR), Error::<Test>::AlreadyAffiliated);
	});
}

#[test]
fn propose_affiliation_should_fail_when_the_bound_of_either_is_reached() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(propose(DOCTOR, HOSPITAL));
		assert_ok!(propose(DOCTOR, CLINIC));
		assert_noop!(propose(DOCTOR, PHARMACY), Error::<Test>::TooManyProposals);
		assert_ok!(propose(NURSE, HOSPITAL));
		assert_noop!(propose(THERAPIST, HOSPITAL), Error::<Test>::CounterpartHasTooManyProposals);
		// What it received does not keep it from proposing.
		assert_ok!(propose(HOSPITAL, THERAPIST));
	});
}

#[test]
fn propose_affiliation_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Participants::propose_affiliation(RuntimeOrigin::root(), DOCTOR), BadOrigin);
	});
}

use super::*;

fn end(who: AccountId, other: AccountId) -> frame_support::pallet_prelude::DispatchResult {
	Participants::end_affiliation(signed(who), other)
}

#[test]
fn end_affiliation_should_end_it_when_either_side_calls() {
	for (who, other) in [(DOCTOR, HOSPITAL), (HOSPITAL, DOCTOR)] {
		ExtBuilder::default().build_and_execute(|| {
			affiliate(DOCTOR, CLINIC);
			affiliate(DOCTOR, HOSPITAL);
			assert_ok!(end(who.clone(), other));
			assert!(!Participants::is_affiliated(&DOCTOR, &HOSPITAL));
			assert!(Participants::is_affiliated(&DOCTOR, &CLINIC));
			assert_last_event(Event::AffiliationEnded { member: DOCTOR, organisation: HOSPITAL, by: who });
		});
	}
}

#[test]
fn end_affiliation_should_leave_nothing_stored_when_it_was_the_last() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		assert_ok!(end(DOCTOR, HOSPITAL));
		assert!(!Affiliations::<Test>::contains_key(DOCTOR));
	});
}

#[test]
fn end_affiliation_should_withdraw_or_decline_when_there_is_a_proposal() {
	for by in [DOCTOR, HOSPITAL] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(Participants::propose_affiliation(signed(DOCTOR), HOSPITAL));
			let other = if by == DOCTOR { HOSPITAL } else { DOCTOR };
			assert_ok!(end(by.clone(), other));
			assert_last_event(Event::ProposalEnded { from: DOCTOR, to: HOSPITAL, by });
			assert_eq!(PendingAffiliations::<Test>::iter().count(), 0);
		});
	}
}

#[test]
fn end_affiliation_should_work_when_nobody_is_certified_any_more() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		assert_ok!(Participants::propose_affiliation(signed(CLINIC), DOCTOR));
		revoke_certifier();
		assert_ok!(end(DOCTOR, HOSPITAL));
		assert_ok!(end(DOCTOR, CLINIC));
	});
}

#[test]
fn end_affiliation_should_fail_when_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		for (who, other) in [(NURSE, HOSPITAL), (CLINIC, DOCTOR), (STRANGER, DOCTOR), (DOCTOR, DOCTOR)] {
			assert_noop!(end(who, other), Error::<Test>::NotAffiliated);
		}
		assert!(Participants::is_affiliated(&DOCTOR, &HOSPITAL));
	});
}

#[test]
fn end_affiliation_should_fail_when_nobody_signed() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		assert_noop!(Participants::end_affiliation(RuntimeOrigin::root(), DOCTOR), BadOrigin);
	});
}

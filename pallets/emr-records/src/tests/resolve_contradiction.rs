use crate::{
	mock::*,
	pallet::*,
	types::{ContradictionStatus, Fact, Side},
};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
	consent::Action,
	purpose::Purpose,
	roles::{ProviderKind, Role},
	Commitment, ContradictionId, RecordId,
};
use sp_runtime::{DispatchError, DispatchResult};

const ID: ContradictionId = ContradictionId(0);

/// Fact 1 stands with value 10 by [`DOCTOR`] for [`HOSPITAL`]; [`CLINICIAN`] of [`CLINIC`] claims 11.
fn reported() -> RecordId {
	let record = anchor(DOCTOR, stating(original(1), &[(1, 10)]));
	report(CLINICIAN, 11);
	record
}

fn report(reporter: AccountId, claimed: u8) {
	assert_ok!(EmrRecords::report_contradiction(
		signed(reporter),
		PATIENT,
		fact(1),
		value(claimed),
		Commitment([77; 32]),
		Purpose::Treatment
	));
}

fn vote(who: AccountId, accept: Side) -> DispatchResult {
	EmrRecords::resolve_contradiction(signed(who), ID, accept)
}

fn standing() -> Fact {
	EmrRecords::fact(PATIENT, fact(1)).expect("the fact stands")
}

fn contradiction_status() -> ContradictionStatus<AccountId> {
	EmrRecords::contradiction(ID).expect("the contradiction was reported").status
}

#[test]
fn resolve_contradiction_should_change_the_fact_when_both_accept_the_claimed_value() {
	ExtBuilder::default().build_and_execute(|| {
		let record = reported();
		assert_ok!(vote(PATIENT, Side::Claimed));
		assert_eq!(standing().value, value(10), "one side does not decide");
		advance(7);
		assert_ok!(vote(REVIEWER, Side::Claimed));
		assert_eq!(standing(), Fact { value: value(11), source: record, corrected: Some(ID) });
		assert_eq!(contradiction_status(), ContradictionStatus::Resolved { accepted: Side::Claimed, at: START + 7 });
		assert_eq!(EmrRecords::open_contradiction(PATIENT, fact(1)), None);
		assert_eq!(last_event(), Event::ContradictionResolved { contradiction: ID, accepted: Side::Claimed });
		assert!(events().contains(&Event::ContradictionVoted {
			contradiction: ID,
			voter: REVIEWER,
			accept: Side::Claimed
		}));
	});
}

#[test]
fn resolve_contradiction_should_leave_the_fact_when_both_accept_the_standing_value() {
	ExtBuilder::default().build_and_execute(|| {
		let record = reported();
		assert_ok!(vote(REVIEWER, Side::Standing));
		assert_ok!(vote(PATIENT, Side::Standing));
		assert_eq!(standing(), Fact { value: value(10), source: record, corrected: None });
		assert!(matches!(contradiction_status(), ContradictionStatus::Resolved { accepted: Side::Standing, .. }));
		// It may be reported again.
		report(CLINICIAN, 12);
	});
}

#[test]
fn resolve_contradiction_should_stay_open_when_the_votes_differ() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		assert_ok!(vote(PATIENT, Side::Claimed));
		assert_ok!(vote(REVIEWER, Side::Standing));
		assert_eq!(
			contradiction_status(),
			ContradictionStatus::Open {
				patient_vote: Some(Side::Claimed),
				reviewer_vote: Some((REVIEWER, Side::Standing)),
			}
		);
		assert_eq!(standing().value, value(10));
		assert_ok!(vote(REVIEWER, Side::Claimed));
		assert_eq!(standing().value, value(11));
	});
}

#[test]
fn resolve_contradiction_should_count_the_latest_reviewer_when_several_vote() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		Directives::permit(PATIENT, PHARMACY, &[Action::Collect]);
		assert_ok!(vote(REVIEWER, Side::Standing));
		assert_ok!(vote(PHARMACY, Side::Claimed));
		assert_ok!(vote(PATIENT, Side::Claimed));
		assert_eq!(standing().value, value(11));
	});
}

#[test]
fn resolve_contradiction_should_need_the_patient_when_reviewers_agree_among_themselves() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		Directives::permit(PATIENT, PHARMACY, &[Action::Collect]);
		assert_ok!(vote(REVIEWER, Side::Claimed));
		assert_ok!(vote(PHARMACY, Side::Claimed));
		assert!(matches!(contradiction_status(), ContradictionStatus::Open { patient_vote: None, .. }));
		assert_eq!(standing().value, value(10));
	});
}

#[test]
fn resolve_contradiction_should_accept_a_reviewer_when_it_may_collect_or_correct() {
	for action in [Action::Collect, Action::Correct] {
		ExtBuilder::default().build_and_execute(|| {
			reported();
			advance(5);
			Directives::permit(PATIENT, PHARMACY, &[action]);
			Directives::take_queries();
			assert_ok!(vote(PHARMACY, Side::Claimed));
			for query in Directives::take_queries() {
				assert_eq!((query.actor, query.purpose, query.class), (PHARMACY, Purpose::Treatment, CLASS));
				let data_time = if query.action == Action::Collect { START + 5 } else { START };
				assert_eq!(query.data_time, Some(data_time));
			}
		});
	}
}

#[test]
fn resolve_contradiction_should_fail_when_the_reviewer_may_neither_collect_nor_correct() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		assert_noop!(vote(PHARMACY, Side::Claimed), Error::<Test>::NoConsent);
		Directives::deny(true);
		assert_noop!(vote(PHARMACY, Side::Claimed), Error::<Test>::ConsentDenied);
	});
}

#[test]
fn resolve_contradiction_should_fail_when_the_reviewer_is_a_party() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		for party in [DOCTOR, COLLEAGUE, HOSPITAL, CLINICIAN, CLINIC] {
			for side in [Side::Standing, Side::Claimed] {
				assert_noop!(vote(party, side), Error::<Test>::NotIndependent);
			}
		}
	});
}

#[test]
fn resolve_contradiction_should_fail_when_the_reviewer_is_a_colleague_of_one_who_left() {
	ExtBuilder::default().build_and_execute(|| {
		Directory::affiliate(REVIEWER, CLINIC);
		reported();
		Directory::part(CLINICIAN, CLINIC);
		Directory::part(DOCTOR, HOSPITAL);
		for colleague in [REVIEWER, CLINIC, COLLEAGUE, HOSPITAL] {
			assert_noop!(vote(colleague, Side::Claimed), Error::<Test>::NotIndependent);
		}
	});
}

#[test]
fn resolve_contradiction_should_fail_when_the_reviewer_belongs_to_an_organisation_that_reported() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		report(CLINIC, 11);
		assert_noop!(vote(CLINICIAN, Side::Claimed), Error::<Test>::NotIndependent);
	});
}

#[test]
fn resolve_contradiction_should_fail_when_the_signer_does_not_treat_patients() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		assert_noop!(vote(STRANGER, Side::Claimed), Error::<Test>::NotCertified);
		for who in [INSURER, OTHER_PATIENT] {
			assert_noop!(vote(who, Side::Claimed), Error::<Test>::NotClinical);
		}
	});
}

#[test]
fn resolve_contradiction_should_fail_when_the_patient_is_not_certified() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		Directory::set_role(PATIENT, None);
		assert_noop!(vote(PATIENT, Side::Claimed), Error::<Test>::NotCertified);
		Directory::set_role(PATIENT, Some(Role::Provider(ProviderKind::Hospital)));
		assert_noop!(vote(PATIENT, Side::Claimed), Error::<Test>::NotPatient);
	});
}

#[test]
fn resolve_contradiction_should_fail_when_the_voter_said_the_same_before() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		for (who, side) in [(PATIENT, Side::Claimed), (REVIEWER, Side::Standing)] {
			assert_ok!(vote(who, side));
			assert_noop!(vote(who, side), Error::<Test>::VoteUnchanged);
		}
	});
}

#[test]
fn resolve_contradiction_should_fail_when_it_is_resolved() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		assert_ok!(vote(PATIENT, Side::Claimed));
		assert_ok!(vote(REVIEWER, Side::Claimed));
		for who in [PATIENT, REVIEWER] {
			assert_noop!(vote(who, Side::Standing), Error::<Test>::ContradictionClosed);
		}
	});
}

#[test]
fn resolve_contradiction_should_fail_when_there_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(vote(PATIENT, Side::Claimed), Error::<Test>::ContradictionNotFound);
	});
}

#[test]
fn resolve_contradiction_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		reported();
		assert_noop!(
			EmrRecords::resolve_contradiction(RuntimeOrigin::root(), ID, Side::Claimed),
			DispatchError::BadOrigin
		);
	});
}

/// Reports value 11 against value 10 and lets both sides accept it.
fn corrected() -> RecordId {
	let record = reported();
	assert_ok!(vote(PATIENT, Side::Claimed));
	assert_ok!(vote(REVIEWER, Side::Claimed));
	record
}

#[test]
fn a_corrected_fact_should_stand_when_the_wrong_record_is_amended_or_retracted() {
	ExtBuilder::default().build_and_execute(|| {
		let wrong = corrected();
		let expected = Fact { value: value(11), source: wrong, corrected: Some(ID) };
		let amended = anchor(DOCTOR, stating(amendment(2, wrong), &[(1, 11)]));
		assert_eq!(standing(), expected);
		anchor(DOCTOR, retraction(3, amended));
		assert_eq!(standing(), expected);
		// The side that lost cannot bring its value back.
		let again = stating(original(4), &[(1, 10)]);
		assert_noop!(try_anchor(DOCTOR, PATIENT, again), Error::<Test>::ContradictsFact);
	});
}

#[test]
fn a_corrected_fact_should_stand_when_a_record_that_states_it_is_retracted() {
	ExtBuilder::default().build_and_execute(|| {
		corrected();
		let right = anchor(CLINICIAN, stating(original(2), &[(1, 11)]));
		anchor(CLINICIAN, retraction(3, right));
		assert_eq!(standing().value, value(11));
	});
}

#[test]
fn a_corrected_fact_should_change_when_a_further_contradiction_is_resolved() {
	ExtBuilder::default().build_and_execute(|| {
		let wrong = corrected();
		anchor(DOCTOR, retraction(2, wrong));
		report(REVIEWER, 12);
		let further = ContradictionId(1);
		let contradiction = EmrRecords::contradiction(further).expect("it was reported");
		assert_eq!((contradiction.standing.value, contradiction.standing.author), (value(11), CLINICIAN));
		assert_eq!(contradiction.standing.organisations.to_vec(), vec![CLINIC]);

		let vote = |who| EmrRecords::resolve_contradiction(signed(who), further, Side::Claimed);
		// Those who stated the value that stands now are the parties, and those whose value fell before are not.
		for party in [CLINICIAN, CLINIC, REVIEWER] {
			assert_noop!(vote(party), Error::<Test>::NotIndependent);
		}
		assert_ok!(vote(DOCTOR));
		assert_ok!(vote(PATIENT));
		assert_eq!(standing(), Fact { value: value(12), source: wrong, corrected: Some(further) });
	});
}

#[test]
fn other_facts_of_the_record_should_go_when_it_is_retracted_after_one_was_corrected() {
	ExtBuilder::default().build_and_execute(|| {
		let wrong = anchor(DOCTOR, stating(original(1), &[(1, 10), (2, 20)]));
		report(CLINICIAN, 11);
		assert_ok!(vote(PATIENT, Side::Claimed));
		assert_ok!(vote(REVIEWER, Side::Claimed));
		anchor(DOCTOR, retraction(2, wrong));
		assert_eq!(EmrRecords::fact(PATIENT, fact(2)), None);
		assert_eq!(standing().value, value(11));
	});
}

//! `anchor` of records that state critical facts.

use crate::{mock::*, pallet::*, types::Fact};
use frame_support::{assert_noop, assert_ok};

fn standing(number: u8) -> Option<(u8, salus_primitives::RecordId)> {
	EmrRecords::fact(PATIENT, fact(number)).map(|fact| (fact.value.0[0], fact.source))
}

#[test]
fn anchor_should_let_facts_stand_when_none_stood() {
	ExtBuilder::default().build_and_execute(|| {
		let id = anchor(DOCTOR, stating(original(1), &[(1, 10), (2, 20), (3, 30)]));
		let expected = Fact { value: value(10), source: id, corrected: None };
		assert_eq!(EmrRecords::fact(PATIENT, fact(1)), Some(expected));
		assert_eq!(standing(3), Some((30, id)));
		assert_eq!(EmrRecords::fact(OTHER_PATIENT, fact(1)), None);
	});
}

#[test]
fn anchor_should_leave_a_fact_as_it_is_when_the_value_is_the_same() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		anchor(CLINICIAN, stating(original(2), &[(1, 10), (2, 20)]));
		assert_eq!(standing(1), Some((10, first)));
	});
}

#[test]
fn anchor_should_fail_when_a_fact_stands_with_another_value() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		for author in [DOCTOR, CLINICIAN, PATIENT] {
			let other = stating(original(2), &[(2, 20), (1, 11)]);
			assert_noop!(try_anchor(author, PATIENT, other), Error::<Test>::ContradictsFact);
		}
		// Nor may an amendment turn what its own record says.
		let turned = stating(amendment(2, first), &[(1, 11)]);
		assert_noop!(try_anchor(DOCTOR, PATIENT, turned), Error::<Test>::ContradictsFact);
		// It may be another patient's.
		assert_ok!(try_anchor(DOCTOR, OTHER_PATIENT, stating(original(2), &[(1, 11)])));
	});
}

#[test]
fn anchor_should_fail_when_a_fact_is_stated_twice() {
	ExtBuilder::default().build_and_execute(|| {
		for facts in [[(1, 10), (2, 20), (1, 11)], [(1, 10), (2, 20), (1, 10)]] {
			let twice = stating(original(1), &facts);
			assert_noop!(try_anchor(DOCTOR, PATIENT, twice), Error::<Test>::FactStatedTwice);
		}
	});
}

#[test]
fn anchor_should_move_facts_to_the_amendment_when_their_source_is_amended() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, stating(original(1), &[(1, 10), (2, 20)]));
		let second = anchor(DOCTOR, stating(amendment(2, first), &[(2, 20), (3, 30)]));
		for (number, stated) in [(1, 10), (2, 20), (3, 30)] {
			assert_eq!(standing(number), Some((stated, second)));
		}
	});
}

#[test]
fn anchor_should_fail_when_more_facts_would_rest_on_an_amendment_than_allowed() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, stating(original(1), &[(1, 10), (2, 20)]));
		let fourth = stating(amendment(2, first), &[(3, 30), (4, 40)]);
		assert_noop!(try_anchor(DOCTOR, PATIENT, fourth), Error::<Test>::TooManyFacts);
	});
}

#[test]
fn anchor_should_give_facts_free_when_their_source_is_retracted() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, stating(original(1), &[(1, 10)]));
		let other = anchor(CLINICIAN, stating(original(2), &[(2, 20)]));
		let second = anchor(DOCTOR, amendment(3, first));
		anchor(DOCTOR, retraction(4, second));
		assert_eq!(standing(1), None);
		assert_eq!(standing(2), Some((20, other)));
		let corrected = anchor(DOCTOR, stating(original(5), &[(1, 11)]));
		assert_eq!(standing(1), Some((11, corrected)));
	});
}

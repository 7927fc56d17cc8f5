//! View functions.

use crate::{mock::*, types::NewRecord};
use frame_support::assert_ok;
use salus_primitives::{RecordId, Salt};

fn ids(records: Vec<(RecordId, crate::RecordOf<Test>)>) -> Vec<u64> {
	records.into_iter().map(|(id, _)| id.0).collect()
}

#[test]
fn records_should_be_given_by_page() {
	ExtBuilder::default().build_and_execute(|| {
		for seed in 0..8 {
			anchor(DOCTOR, original(seed));
		}
		assert_ok!(try_anchor(DOCTOR, PATIENT, NewRecord { class: OTHER_CLASS, ..original(8) }));
		assert_ok!(try_anchor(DOCTOR, OTHER_PATIENT, original(9)));
		let page = |from, limit| ids(EmrRecords::records(PATIENT, CLASS, from, limit));
		assert_eq!(page(0, 3), vec![0, 1, 2]);
		assert_eq!(page(3, 3), vec![3, 4, 5]);
		assert_eq!(page(6, 3), vec![6, 7]);
		assert_eq!(page(8, 3), Vec::<u64>::new());
		assert_eq!(page(0, u32::MAX), vec![0, 1, 2, 3, 4], "at most MaxPage");
		assert_eq!(page(u32::MAX, u32::MAX), Vec::<u64>::new());
		assert_eq!(page(0, 0), Vec::<u64>::new());
		assert_eq!(ids(EmrRecords::records(PATIENT, OTHER_CLASS, 0, 5)), vec![8]);
		assert_eq!(ids(EmrRecords::records(OTHER_PATIENT, CLASS, 0, 5)), vec![9]);
		assert_eq!(EmrRecords::record_count(PATIENT, CLASS), 8);
	});
}

#[test]
fn emergency_records_should_be_the_marked_ones_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		let marked = |seed| NewRecord { emergency: true, ..original(seed) };
		let first = anchor(DOCTOR, marked(1));
		anchor(DOCTOR, original(2));
		let third = anchor(DOCTOR, marked(3));
		anchor(DOCTOR, NewRecord { emergency: true, ..amendment(4, first) });
		anchor(DOCTOR, retraction(5, third));
		assert_eq!(ids(EmrRecords::emergency_records(PATIENT, CLASS, 0, 5)), vec![3]);
		assert_eq!(ids(EmrRecords::emergency_records(PATIENT, CLASS, 0, 2)), Vec::<u64>::new());
	});
}

#[test]
fn history_should_be_the_chain_of_versions_from_any_of_them() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let other = anchor(DOCTOR, original(2));
		let second = anchor(DOCTOR, amendment(3, first));
		let third = anchor(DOCTOR, retraction(4, second));
		for id in [first, second, third] {
			assert_eq!(ids(EmrRecords::history(id)), vec![0, 2, 3]);
		}
		assert_eq!(ids(EmrRecords::history(other)), vec![1]);
		assert_eq!(ids(EmrRecords::history(RecordId(99))), Vec::<u64>::new());
	});
}

#[test]
fn history_should_end_at_a_page_when_there_are_more_versions() {
	ExtBuilder::default().build_and_execute(|| {
		let mut latest = anchor(DOCTOR, original(0));
		for seed in 1..9 {
			latest = anchor(DOCTOR, amendment(seed, latest));
		}
		assert_eq!(ids(EmrRecords::history(latest)), vec![4, 5, 6, 7, 8]);
		assert_eq!(ids(EmrRecords::history(RecordId(4))), vec![0, 1, 2, 3, 4]);
		assert_eq!(ids(EmrRecords::history(RecordId(1))), vec![0, 1, 2, 3, 4]);
	});
}

#[test]
fn content_should_match_its_commitment_only() {
	ExtBuilder::default().build_and_execute(|| {
		let id = anchor(DOCTOR, original(7));
		assert_eq!(EmrRecords::content_matches(id, vec![7], SALT), Some(true));
		assert_eq!(EmrRecords::content_matches(id, vec![8], SALT), Some(false));
		assert_eq!(EmrRecords::content_matches(id, vec![7], Salt([0; 32])), Some(false));
		assert_eq!(EmrRecords::content_matches(RecordId(9), vec![7], SALT), None);
	});
}

use super::*;
use salus_primitives::merkle::{leaf_hash, MerkleTree};

fn log(who: AccountId, hour: Moment) -> sp_runtime::DispatchResult {
	EmrConsent::log_access_root(signed(who), hour, [7; 32], 3)
}

#[test]
fn log_access_root_should_prove_its_entries_when_asked() {
	ExtBuilder::default().build_and_execute(|| {
		let leaves: Vec<_> = (0u8..5).map(|entry| leaf_hash(&[entry])).collect();
		let tree = MerkleTree::new(leaves.clone()).unwrap();
		let hour = START - HOUR;
		assert_ok!(EmrConsent::log_access_root(signed(HOSPITAL), hour, tree.root(), 5));
		assert_last_event(Event::AccessRootLogged { provider: HOSPITAL, hour, root: tree.root(), count: 5 });
		assert_eq!(
			EmrConsent::access_root(HOSPITAL, hour),
			Some(AccessRoot { root: tree.root(), count: 5, logged: START })
		);
		for (index, leaf) in leaves.iter().enumerate() {
			let proof = tree.proof(index as u32).unwrap();
			assert!(EmrConsent::access_logged(HOSPITAL, hour, *leaf, proof.clone()));
			assert!(!EmrConsent::access_logged(HOSPITAL, hour, leaf_hash(b"other"), proof.clone()));
			assert!(!EmrConsent::access_logged(CLINIC, hour, *leaf, proof.clone()));
			assert!(!EmrConsent::access_logged(HOSPITAL, hour - HOUR, *leaf, proof));
		}
	});
}

#[test]
fn log_access_root_should_not_prove_when_the_proof_is_of_a_tree_of_another_size() {
	ExtBuilder::default().build_and_execute(|| {
		let leaves: Vec<_> = (0u8..4).map(|entry| leaf_hash(&[entry])).collect();
		let tree = MerkleTree::new(leaves.clone()).unwrap();
		let hour = START - HOUR;
		assert_ok!(EmrConsent::log_access_root(signed(HOSPITAL), hour, tree.root(), 9));
		assert!(!EmrConsent::access_logged(HOSPITAL, hour, leaves[0], tree.proof(0).unwrap()));
	});
}

#[test]
fn log_access_root_should_fail_when_the_hour_does_not_fit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(log(HOSPITAL, START), E::HourNotOver);
		assert_noop!(log(HOSPITAL, START + 5 * HOUR), E::HourNotOver);
		assert_noop!(log(HOSPITAL, START - HOUR + 1), E::HourNotAligned);
		assert_noop!(log(HOSPITAL, START - 30 * DAY - 2 * HOUR), E::HourTooOld);
		assert_ok!(log(HOSPITAL, START - 30 * DAY - HOUR));
	});
}

#[test]
fn log_access_root_should_fail_when_the_hour_was_logged_before() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(log(HOSPITAL, START - HOUR));
		assert_noop!(log(HOSPITAL, START - HOUR), E::AlreadyLogged);
		assert_ok!(log(CLINIC, START - HOUR));
		assert_ok!(log(HOSPITAL, START - 2 * HOUR));
	});
}

#[test]
fn log_access_root_should_fail_when_it_has_no_entries() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(EmrConsent::log_access_root(signed(HOSPITAL), START - HOUR, [7; 32], 0), E::EmptyLog);
	});
}

#[test]
fn log_access_root_should_fail_when_the_caller_may_not_log() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(log(STRANGER, START - HOUR), E::NotCertified);
		assert_noop!(log(PATIENT, START - HOUR), E::NotAuthorized);
		assert_noop!(
			EmrConsent::log_access_root(RuntimeOrigin::root(), START - HOUR, [7; 32], 3),
			DispatchError::BadOrigin
		);
		assert_ok!(log(INSURER, START - HOUR));
	});
}

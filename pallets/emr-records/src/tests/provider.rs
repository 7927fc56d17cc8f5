//! What the pallet answers to others.

use crate::{
	mock::*,
	pallet::*,
	types::{ClassKey, KeyState},
};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{records::RecordClass, traits::Records, EncryptionKey, Epoch};

type Offered = Pallet<Test>;

fn rotate(next: Option<EncryptionKey>) -> sp_runtime::DispatchResult {
	<Offered as Records<AccountId>>::rotate_class_key(&PATIENT, CLASS, next)
}

fn current() -> ClassKey {
	EmrRecords::class_key(PATIENT, CLASS).expect("the class has a key")
}

#[test]
fn custodians_should_be_those_of_the_class() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, original(1));
		anchor(CLINIC, original(2));
		let of = |patient, class| <Offered as Records<AccountId>>::custodians(&patient, class).into_inner();
		assert_eq!(of(PATIENT, CLASS), vec![HOSPITAL, CLINIC]);
		assert!(of(PATIENT, OTHER_CLASS).is_empty());
		assert!(of(OTHER_PATIENT, CLASS).is_empty());
	});
}

#[test]
fn current_epoch_should_be_that_of_the_key() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Offered::current_epoch(&PATIENT, CLASS), Some(Epoch(0)));
		assert_ok!(rotate(Some(key(2))));
		assert_eq!(Offered::current_epoch(&PATIENT, CLASS), Some(Epoch(1)));
		assert_eq!(Offered::current_epoch(&PATIENT, RecordClass::Imaging), None);
	});
}

#[test]
fn rotate_class_key_should_move_to_the_next_epoch_when_a_key_is_given() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(rotate(Some(key(2))));
		assert_eq!(current(), ClassKey { epoch: Epoch(1), key: key(2), state: KeyState::Current });
		assert_eq!(EmrRecords::past_class_key(PATIENT, CLASS, Epoch(0)), Some(key(1)));
		assert_eq!(
			last_event(),
			Event::ClassKeyPublished { patient: PATIENT, class: CLASS, epoch: Epoch(1), key: key(2) }
		);
	});
}

#[test]
fn rotate_class_key_should_retire_the_key_when_none_is_given() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(rotate(None));
		assert_eq!(current(), ClassKey { epoch: Epoch(0), key: key(1), state: KeyState::Retired });
		assert_eq!(last_event(), Event::ClassKeyRetired { patient: PATIENT, class: CLASS, epoch: Epoch(0) });
		// Once more changes and says nothing.
		System::reset_events();
		assert_ok!(rotate(None));
		assert!(events().is_empty());
		assert_ok!(rotate(Some(key(2))));
		assert_eq!(current(), ClassKey { epoch: Epoch(1), key: key(2), state: KeyState::Current });
	});
}

#[test]
fn rotate_class_key_should_do_nothing_when_the_class_has_no_key() {
	ExtBuilder::default().without_keys().build_and_execute(|| {
		for next in [None, Some(key(2)), Some(EncryptionKey([0; 32]))] {
			assert_ok!(rotate(next));
		}
		assert_eq!(EmrRecords::class_key(PATIENT, CLASS), None);
		assert!(events().is_empty());
	});
}

#[test]
fn rotate_class_key_should_fail_when_the_key_is_invalid_or_the_same() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(rotate(Some(EncryptionKey([0; 32]))), Error::<Test>::InvalidKey);
		assert_noop!(rotate(Some(key(1))), Error::<Test>::KeyUnchanged);
	});
}

use crate::{
	mock::*,
	pallet::*,
	types::{ClassKey, KeyState},
};
use frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless};
use salus_primitives::{records::RecordClass, traits::Records as _, EncryptionKey, Epoch};
use sp_runtime::DispatchError;

#[test]
fn publish_class_key_should_begin_with_epoch_0_when_the_class_has_no_key() {
	ExtBuilder::default().without_keys().build_and_execute(|| {
		assert_ok!(EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(0), key(1)));
		let expected = ClassKey { epoch: Epoch(0), key: key(1), state: KeyState::Current };
		assert_eq!(EmrRecords::class_key(PATIENT, CLASS), Some(expected));
		assert_eq!(EmrRecords::class_key(PATIENT, OTHER_CLASS), None);
		assert_eq!(EmrRecords::class_key(OTHER_PATIENT, CLASS), None);
		assert_eq!(
			events(),
			vec![Event::ClassKeyPublished { patient: PATIENT, class: CLASS, epoch: Epoch(0), key: key(1) }]
		);
	});
}

#[test]
fn publish_class_key_should_keep_the_past_key_when_the_next_is_published() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(1), key(2)));
		assert_ok!(EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(2), key(3)));
		assert_eq!(EmrRecords::past_class_key(PATIENT, CLASS, Epoch(0)), Some(key(1)));
		assert_eq!(EmrRecords::past_class_key(PATIENT, CLASS, Epoch(1)), Some(key(2)));
		assert_eq!(EmrRecords::past_class_key(PATIENT, CLASS, Epoch(2)), None);
		assert_eq!(EmrRecords::class_key(PATIENT, CLASS).unwrap().key, key(3));
	});
}

#[test]
fn publish_class_key_should_put_a_key_in_force_when_the_one_before_is_retired() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(EmrRecords::rotate_class_key(&PATIENT, CLASS, None));
		assert_ok!(EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(1), key(2)));
		assert_eq!(EmrRecords::class_key(PATIENT, CLASS).unwrap().state, KeyState::Current);
		assert_eq!(EmrRecords::past_class_key(PATIENT, CLASS, Epoch(0)), Some(key(1)));
	});
}

#[test]
fn publish_class_key_should_fail_when_the_epoch_is_not_the_next() {
	ExtBuilder::default().build_and_execute(|| {
		// A replay of the first publication, and a skipped epoch.
		for epoch in [Epoch(0), Epoch(2)] {
			assert_noop!(
				EmrRecords::publish_class_key(signed(PATIENT), CLASS, epoch, key(2)),
				Error::<Test>::EpochNotNext
			);
		}
		assert_noop!(
			EmrRecords::publish_class_key(signed(PATIENT), RecordClass::Restricted(3), Epoch(1), key(2)),
			Error::<Test>::EpochNotNext
		);
	});
}

#[test]
fn publish_class_key_should_fail_when_the_key_cannot_be_sealed_to() {
	ExtBuilder::default().build_and_execute(|| {
		for bytes in [[0; 32], [0xff; 32]] {
			assert_noop!(
				EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(1), EncryptionKey(bytes)),
				Error::<Test>::InvalidKey
			);
		}
	});
}

#[test]
fn publish_class_key_should_fail_when_the_key_is_the_one_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(1), key(1)),
			Error::<Test>::KeyUnchanged
		);
		// Retiring does not make it new.
		assert_ok!(EmrRecords::rotate_class_key(&PATIENT, CLASS, None));
		assert_noop!(
			EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(1), key(1)),
			Error::<Test>::KeyUnchanged
		);
	});
}

#[test]
fn publish_class_key_should_fail_when_the_class_is_in_its_last_epoch() {
	ExtBuilder::default().build_and_execute(|| {
		for epoch in 1..=Epoch::LAST.0 {
			assert_ok!(EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(epoch), key(1 + epoch as u8 % 2)));
		}
		assert_noop!(
			EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(Epoch::LAST.0 + 1), key(9)),
			Error::<Test>::EpochsExhausted
		);
		assert_noop!(EmrRecords::rotate_class_key(&PATIENT, CLASS, Some(key(9))), Error::<Test>::EpochsExhausted);
		assert_ok!(EmrRecords::rotate_class_key(&PATIENT, CLASS, None));
	});
}

#[test]
fn publish_class_key_should_fail_when_the_signer_is_no_certified_patient() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			EmrRecords::publish_class_key(signed(HOSPITAL), CLASS, Epoch(0), key(2)),
			Error::<Test>::NotPatient
		);
		assert_noop!(
			EmrRecords::publish_class_key(signed(STRANGER), CLASS, Epoch(0), key(2)),
			Error::<Test>::NotCertified
		);
		Directory::set_role(PATIENT, None);
		assert_noop!(
			EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(1), key(2)),
			Error::<Test>::NotCertified
		);
	});
}

#[test]
fn publish_class_key_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(EmrRecords::publish_class_key(origin, CLASS, Epoch(1), key(2)), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn publish_class_key_should_be_free_when_the_patient_has_free_calls() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::<Test>::publish_class_key { class: CLASS, epoch: Epoch(1), key: key(2) };
		assert!(!call.is_feeless(&signed(PATIENT)));
		Allowance::set(1);
		assert!(call.is_feeless(&signed(PATIENT)));
		assert!(!call.is_feeless(&signed(HOSPITAL)));
		assert!(!call.is_feeless(&RuntimeOrigin::none()));
		assert!(!call.is_feeless(&RuntimeOrigin::root()));
	});
}

use crate::{
	mock::*,
	pallet::*,
	types::{NewRecord, Record, RecordStatus},
};
use frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless};
use salus_primitives::{
	commitment::CiphertextDigest,
	consent::{Action, Query},
	purpose::Purpose,
	records::{RecordClass, Relation},
	roles::{ProviderKind, Role},
	traits::{Records as _, MAX_CUSTODIANS},
	Epoch, RecordId,
};
use sp_runtime::DispatchError;

#[test]
fn anchor_should_store_the_record_when_a_practitioner_acts_for_an_organisation() {
	ExtBuilder::default().build_and_execute(|| {
		let new = NewRecord { emergency: true, ..original(1) };
		assert_ok!(EmrRecords::anchor(signed(DOCTOR), PATIENT, new.clone(), Purpose::Treatment, Some(HOSPITAL)));
		let id = RecordId(0);
		assert_eq!(
			EmrRecords::record(id),
			Some(Record {
				patient: PATIENT,
				author: DOCTOR,
				custodian: Some(HOSPITAL),
				class: CLASS,
				epoch: Epoch(0),
				commitment: new.commitment,
				ciphertext: new.ciphertext,
				size: 100,
				relation: Relation::Original,
				fingerprint: new.fingerprint,
				emergency: true,
				anchored: START,
				status: RecordStatus::Current,
			})
		);
		assert_eq!(EmrRecords::custodians(PATIENT, CLASS), vec![HOSPITAL]);
		assert_eq!(EmrRecords::record_by_fingerprint(PATIENT, new.fingerprint), Some(id));
		assert_eq!(EmrRecords::record_count(PATIENT, CLASS), 1);
		assert_eq!(
			events(),
			vec![
				Event::CustodianAdded { patient: PATIENT, class: CLASS, custodian: HOSPITAL },
				Event::RecordAnchored {
					record: id,
					patient: PATIENT,
					author: DOCTOR,
					custodian: Some(HOSPITAL),
					class: CLASS,
					relation: Relation::Original,
				},
			]
		);
	});
}

#[test]
fn anchor_should_ask_for_the_signers_right_to_collect_when_a_provider_writes() {
	ExtBuilder::default().build_and_execute(|| {
		advance(5);
		assert_ok!(EmrRecords::anchor(signed(DOCTOR), PATIENT, original(1), Purpose::EmergencyRoom, Some(HOSPITAL)));
		assert_eq!(
			Directives::take_queries(),
			vec![Query {
				patient: PATIENT,
				actor: DOCTOR,
				action: Action::Collect,
				purpose: Purpose::EmergencyRoom,
				class: CLASS,
				data_time: Some(START + 5),
			}]
		);
	});
}

#[test]
fn anchor_should_make_an_organisation_custodian_when_it_writes_itself() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(record(anchor(CLINIC, original(1))).custodian, Some(CLINIC));
		assert_eq!(record(anchor(CLINIC, original(2))).custodian, Some(CLINIC));
		assert_eq!(EmrRecords::custodians(PATIENT, CLASS), vec![CLINIC]);
		assert_eq!(EmrRecords::custodians(PATIENT, OTHER_CLASS), Vec::<AccountId>::new());
	});
}

#[test]
fn anchor_should_leave_the_record_without_custodian_when_a_practitioner_acts_alone() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(EmrRecords::anchor(signed(DOCTOR), PATIENT, original(1), Purpose::Treatment, None));
		assert_eq!(record(RecordId(0)).custodian, None);
		assert!(EmrRecords::custodians(PATIENT, CLASS).is_empty());
	});
}

#[test]
fn anchor_should_ask_nobody_when_the_patient_writes() {
	ExtBuilder::default().build_and_execute(|| {
		let written = record(anchor(PATIENT, original(1)));
		assert_eq!((written.author, written.custodian), (PATIENT, None));
		assert!(Directives::take_queries().is_empty());
	});
}

#[test]
fn anchor_should_be_free_when_the_patient_writes_and_has_free_calls() {
	ExtBuilder::default().build_and_execute(|| {
		let call = |patient| Call::<Test>::anchor {
			patient,
			record: original(1),
			purpose: Purpose::Treatment,
			on_behalf_of: None,
		};
		assert!(!call(PATIENT).is_feeless(&signed(PATIENT)));
		Allowance::set(1);
		assert!(call(PATIENT).is_feeless(&signed(PATIENT)));
		assert!(!call(PATIENT).is_feeless(&signed(OTHER_PATIENT)));
		assert!(!call(PATIENT).is_feeless(&signed(HOSPITAL)));
		assert!(!call(PATIENT).is_feeless(&RuntimeOrigin::none()));
	});
}

#[test]
fn anchor_should_fail_when_the_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				EmrRecords::anchor(origin, PATIENT, original(1), Purpose::Treatment, None),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn anchor_should_fail_when_the_signer_is_not_certified() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_anchor(STRANGER, PATIENT, original(1)), Error::<Test>::NotCertified);
		for who in [PATIENT, DOCTOR] {
			Directory::set_role(who, None);
			assert_noop!(try_anchor(who, PATIENT, original(1)), Error::<Test>::NotCertified);
		}
	});
}

#[test]
fn anchor_should_fail_when_the_signer_does_not_treat_patients() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_anchor(INSURER, PATIENT, original(1)), Error::<Test>::NotClinical);
		// Another patient is no provider either.
		assert_noop!(try_anchor(OTHER_PATIENT, PATIENT, original(1)), Error::<Test>::NotClinical);
		Directory::set_role(HOSPITAL, Some(Role::Provider(ProviderKind::Manufacturer)));
		assert_noop!(try_anchor(HOSPITAL, PATIENT, original(1)), Error::<Test>::NotClinical);
	});
}

#[test]
fn anchor_should_fail_when_a_provider_names_itself_as_the_patient() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_anchor(HOSPITAL, HOSPITAL, original(1)), Error::<Test>::NotPatient);
	});
}

#[test]
fn anchor_should_fail_when_the_patient_allows_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(try_anchor(PHARMACY, PATIENT, original(1)), Error::<Test>::NoConsent);
		Directives::deny(true);
		assert_noop!(try_anchor(PHARMACY, PATIENT, original(1)), Error::<Test>::ConsentDenied);
	});
}

#[test]
fn anchor_should_fail_when_the_right_to_collect_was_withdrawn() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, original(1));
		Directives::withdraw(PATIENT, DOCTOR, Action::Collect);
		assert_noop!(try_anchor(DOCTOR, PATIENT, original(2)), Error::<Test>::NoConsent);
	});
}

#[test]
fn anchor_should_fail_when_the_author_is_not_affiliated_with_the_organisation() {
	ExtBuilder::default().build_and_execute(|| {
		let anchor_for = |author, organisation| {
			EmrRecords::anchor(signed(author), PATIENT, original(1), Purpose::Treatment, Some(organisation))
		};
		assert_noop!(anchor_for(DOCTOR, CLINIC), Error::<Test>::NotAffiliated);
		assert_noop!(anchor_for(DOCTOR, DOCTOR), Error::<Test>::NotAffiliated);
		// Organisations act for themselves, and patients for nobody.
		assert_noop!(anchor_for(HOSPITAL, HOSPITAL), Error::<Test>::NotAffiliated);
		assert_noop!(anchor_for(HOSPITAL, CLINIC), Error::<Test>::NotAffiliated);
		assert_noop!(anchor_for(PATIENT, HOSPITAL), Error::<Test>::NotAffiliated);
		Directory::part(DOCTOR, HOSPITAL);
		assert_noop!(anchor_for(DOCTOR, HOSPITAL), Error::<Test>::NotAffiliated);
	});
}

#[test]
fn anchor_should_fail_when_the_organisation_does_not_treat_patients() {
	ExtBuilder::default().build_and_execute(|| {
		// Or else an insurer would be asked before anybody reads.
		Directory::affiliate(DOCTOR, INSURER);
		assert_noop!(
			EmrRecords::anchor(signed(DOCTOR), PATIENT, original(1), Purpose::Treatment, Some(INSURER)),
			Error::<Test>::NotClinical
		);
	});
}

#[test]
fn anchor_should_fail_when_the_class_has_no_key() {
	ExtBuilder::default().build_and_execute(|| {
		let record = NewRecord { class: RecordClass::Restricted(1), ..original(1) };
		assert_noop!(try_anchor(DOCTOR, PATIENT, record), Error::<Test>::NoClassKey);
	});
}

#[test]
fn anchor_should_fail_when_the_epoch_is_not_the_present_one() {
	ExtBuilder::default().build_and_execute(|| {
		let of_epoch = |epoch| NewRecord { epoch: Epoch(epoch), ..original(1) };
		assert_noop!(try_anchor(DOCTOR, PATIENT, of_epoch(1)), Error::<Test>::EpochNotCurrent);
		assert_ok!(EmrRecords::publish_class_key(signed(PATIENT), CLASS, Epoch(1), key(2)));
		// A revoked reader still has the key of epoch 0.
		assert_noop!(try_anchor(DOCTOR, PATIENT, of_epoch(0)), Error::<Test>::EpochNotCurrent);
		assert_ok!(try_anchor(DOCTOR, PATIENT, of_epoch(1)));
	});
}

#[test]
fn anchor_should_fail_when_the_class_key_is_retired() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(EmrRecords::rotate_class_key(&PATIENT, CLASS, None));
		for author in [DOCTOR, PATIENT] {
			assert_noop!(try_anchor(author, PATIENT, original(1)), Error::<Test>::ClassKeyRetired);
		}
		assert_ok!(try_anchor(DOCTOR, PATIENT, NewRecord { class: OTHER_CLASS, ..original(1) }));
	});
}

#[test]
fn anchor_should_fail_when_the_size_is_out_of_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		let of_size = |size| NewRecord { size, ..original(1) };
		assert_noop!(try_anchor(DOCTOR, PATIENT, of_size(0)), Error::<Test>::RecordEmpty);
		assert_noop!(try_anchor(DOCTOR, PATIENT, of_size(MAX_SIZE + 1)), Error::<Test>::RecordTooLarge);
		assert_ok!(try_anchor(DOCTOR, PATIENT, of_size(MAX_SIZE)));
	});
}

#[test]
fn anchor_should_fail_when_the_patient_has_the_content_already() {
	ExtBuilder::default().build_and_execute(|| {
		anchor(DOCTOR, original(1));
		let again = NewRecord { ciphertext: CiphertextDigest([99; 32]), ..original(1) };
		for author in [DOCTOR, CLINICIAN, PATIENT] {
			assert_noop!(try_anchor(author, PATIENT, again.clone()), Error::<Test>::Duplicate);
		}
		// Nor in another class.
		let elsewhere = NewRecord { class: OTHER_CLASS, ..again.clone() };
		assert_noop!(try_anchor(DOCTOR, PATIENT, elsewhere), Error::<Test>::Duplicate);
		// Of another patient it is something else.
		assert_ok!(try_anchor(DOCTOR, OTHER_PATIENT, again));
	});
}

#[test]
fn anchor_should_fail_when_the_ciphertext_is_another_records() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let copy = NewRecord { ciphertext: original(1).ciphertext, ..original(2) };
		assert_noop!(try_anchor(DOCTOR, PATIENT, copy.clone()), Error::<Test>::CiphertextTaken);
		// It stays bound when the record is retracted.
		anchor(DOCTOR, retraction(3, first));
		assert_noop!(try_anchor(CLINICIAN, PATIENT, copy.clone()), Error::<Test>::CiphertextTaken);
		// Nobody can take it from another patient.
		assert_ok!(try_anchor(DOCTOR, OTHER_PATIENT, copy));
	});
}

#[test]
fn anchor_should_fail_when_the_class_has_as_many_custodians_as_allowed() {
	ExtBuilder::default().build_and_execute(|| {
		for index in 0..MAX_CUSTODIANS {
			let clinic = 1_000 + AccountId::from(index);
			Directory::set_role(clinic, Some(Role::Provider(ProviderKind::Clinic)));
			Directives::permit(PATIENT, clinic, &[Action::Collect]);
			anchor(clinic, original(index as u8));
		}
		assert_noop!(try_anchor(HOSPITAL, PATIENT, original(200)), Error::<Test>::TooManyCustodians);
		// One that is listed may go on, and so may whoever has no custodian.
		anchor(1_000, original(200));
		anchor(REVIEWER, original(201));
		anchor(PATIENT, original(202));
		assert_ok!(try_anchor(HOSPITAL, PATIENT, NewRecord { class: OTHER_CLASS, ..original(203) }));
	});
}

#[test]
fn anchor_should_fail_when_there_are_no_more_ids() {
	ExtBuilder::default().build().execute_with(|| {
		NextRecordId::<Test>::put(RecordId(u64::MAX));
		assert_noop!(try_anchor(DOCTOR, PATIENT, original(1)), Error::<Test>::TooManyRecords);
		NextRecordId::<Test>::put(RecordId(0));
		RecordCounts::<Test>::insert(PATIENT, CLASS, u32::MAX);
		assert_noop!(try_anchor(DOCTOR, PATIENT, original(1)), Error::<Test>::TooManyRecords);
	});
}

#[test]
fn anchor_should_never_give_an_id_again_when_records_were_retracted() {
	ExtBuilder::default().build_and_execute(|| {
		let first = anchor(DOCTOR, original(1));
		let second = anchor(DOCTOR, retraction(2, first));
		let third = anchor(DOCTOR, original(1 + 2));
		assert_eq!((first, second, third), (RecordId(0), RecordId(1), RecordId(2)));
	});
}

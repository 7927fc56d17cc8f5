//! Writing and reading records: seal, store, anchor; and back: fetch, check, open.

use super::{bounded, outcome, ActionError};
use crate::{
	chain::{Chain, Included, Wait},
	fhir::ImportedRecord,
	keys::{ClassSecret, Persona},
	sealing::{open, seal, Anchored, OpenedRecord, SealTo, SealedRecord},
	store::BlobStore,
};
use pallet_emr_records::types::{KeyState, NewRecord};
use salus_primitives::{
	consent::{Action, Decision, Query},
	purpose::Purpose,
	records::{RecordClass, Relation},
	EncryptionKey, Epoch, Moment, RecordId,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};

/// The runtime's bound on facts per record.
type MaxFacts = <Runtime as pallet_emr_records::Config>::MaxFacts;
/// The runtime's bound on records per call.
type MaxBatch = <Runtime as pallet_emr_records::Config>::MaxBatch;
/// A record as the runtime keeps it.
pub type Record = pallet_emr_records::RecordOf<Runtime>;

/// Most records that one call anchors.
pub fn max_batch() -> usize {
	<MaxBatch as frame_support::traits::Get<u32>>::get() as usize
}

/// Publishes the public half of a patient's class key for an epoch.
///
/// # Errors
/// [`ActionError::Chain`] and [`ActionError::Key`].
pub async fn publish_class_key(
	chain: &Chain,
	patient: &Persona,
	class: RecordClass,
	epoch: Epoch,
	wait: Wait,
) -> Result<Included, ActionError> {
	let key = patient.class_secret(class, epoch)?.public_key();
	let call = RuntimeCall::EmrRecords(pallet_emr_records::Call::publish_class_key { class, epoch, key });
	Ok(chain.send(patient, call, wait).await?)
}

/// Publishes the next key of a class: the first, or the one after the current.
///
/// # Errors
/// [`ActionError::Chain`] and [`ActionError::Key`].
pub async fn rotate_class_key(
	chain: &Chain,
	patient: &Persona,
	class: RecordClass,
	wait: Wait,
) -> Result<(Epoch, Included), ActionError> {
	let current =
		chain.view(pallet_emr_records::ClassKeyViewFunction::<Runtime>::new(patient.account_id(), class)).await?;
	let epoch = match current {
		None => Epoch(0),
		Some(key) => key.epoch.next().ok_or(crate::keys::KeyError::EpochOutOfRange(Epoch::LAST))?,
	};
	Ok((epoch, publish_class_key(chain, patient, class, epoch, wait).await?))
}

/// The key to which records of the patient's class are sealed now.
///
/// # Errors
/// [`ActionError::NoClassKey`], [`ActionError::ClassKeyRetired`] and [`ActionError::Chain`].
pub async fn class_key(
	chain: &Chain,
	patient: &AccountId,
	class: RecordClass,
) -> Result<(Epoch, EncryptionKey), ActionError> {
	let key = chain
		.view(pallet_emr_records::ClassKeyViewFunction::<Runtime>::new(patient.clone(), class))
		.await?
		.ok_or(ActionError::NoClassKey(class))?;
	match key.state {
		KeyState::Current => Ok((key.epoch, key.key)),
		KeyState::Retired => Err(ActionError::ClassKeyRetired(class)),
	}
}

/// The key to which the patient's own records are sealed now, of which the chain is asked no more than the epoch: the key itself
/// follows from the patient's phrase. A node that gives another key wants to read what is sealed to it.
///
/// # Errors
/// As [`class_key`], [`ActionError::ForeignClassKey`] and [`ActionError::Key`].
pub async fn own_class_key(
	chain: &Chain,
	patient: &Persona,
	class: RecordClass,
) -> Result<(Epoch, EncryptionKey), ActionError> {
	let (epoch, key) = class_key(chain, &patient.account_id(), class).await?;
	if patient.class_secret(class, epoch)?.public_key() != key {
		return Err(ActionError::ForeignClassKey { class, epoch });
	}
	Ok((epoch, key))
}

/// Seals a FHIR record to the patient's class key and stores it, ready to be anchored.
///
/// # Errors
/// As [`class_key`], and what sealing and storing report.
pub async fn prepare(
	store: &BlobStore,
	patient: &AccountId,
	record: &ImportedRecord,
	(epoch, class_key): (Epoch, EncryptionKey),
	relation: Relation,
) -> Result<(NewRecord<MaxFacts>, SealedRecord), ActionError> {
	let to = SealTo { patient, class: record.class, epoch, class_key: &class_key };
	let sealed = seal(&to, crate::fhir::MEDIA_TYPE, &record.canonical)?;
	store.put(sealed.bytes.clone()).await?;
	let facts = match relation {
		Relation::Retracts(_) => Vec::new(),
		_ => record.facts.clone(),
	};
	let new = NewRecord {
		class: record.class,
		epoch,
		commitment: sealed.commitment,
		ciphertext: sealed.ciphertext,
		size: sealed.bytes.len() as u64,
		relation,
		fingerprint: record.fingerprint,
		emergency: record.class == RecordClass::Allergy && !matches!(relation, Relation::Retracts(_)),
		facts: bounded("facts in one record", facts)?,
	};
	Ok((new, sealed))
}

/// Anchors one prepared record.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn anchor(
	chain: &Chain,
	author: &Persona,
	patient: &AccountId,
	record: NewRecord<MaxFacts>,
	purpose: Purpose,
	on_behalf_of: Option<AccountId>,
	wait: Wait,
) -> Result<(RecordId, Included), ActionError> {
	let call = RuntimeCall::EmrRecords(pallet_emr_records::Call::anchor {
		patient: patient.clone(),
		record,
		purpose,
		on_behalf_of,
	});
	let included = chain.send(author, call, wait).await?;
	let id = outcome(&included, "the record's id", |event| match event {
		RuntimeEvent::EmrRecords(pallet_emr_records::Event::RecordAnchored { record, .. }) => Some(*record),
		_ => None,
	})?;
	Ok((id, included))
}

/// Anchors prepared records, all or none.
///
/// # Errors
/// [`ActionError::TooMany`] and [`ActionError::Chain`].
pub async fn anchor_batch(
	chain: &Chain,
	author: &Persona,
	patient: &AccountId,
	records: Vec<NewRecord<MaxFacts>>,
	purpose: Purpose,
	on_behalf_of: Option<AccountId>,
	wait: Wait,
) -> Result<(Vec<RecordId>, Included), ActionError> {
	let records = bounded("records in one call", records)?;
	let call = RuntimeCall::EmrRecords(pallet_emr_records::Call::anchor_batch {
		patient: patient.clone(),
		records,
		purpose,
		on_behalf_of,
	});
	let included = chain.send(author, call, wait).await?;
	let ids = included
		.events
		.iter()
		.filter_map(|event| match event {
			RuntimeEvent::EmrRecords(pallet_emr_records::Event::RecordAnchored { record, .. }) => Some(*record),
			_ => None,
		})
		.collect();
	Ok((ids, included))
}

/// A record on chain.
///
/// # Errors
/// [`ActionError::NoRecord`] and [`ActionError::Chain`].
pub async fn record(chain: &Chain, id: RecordId) -> Result<Record, ActionError> {
	chain.view(pallet_emr_records::RecordViewFunction::<Runtime>::new(id)).await?.ok_or(ActionError::NoRecord(id))
}

/// All of a patient's records of a class, page by page.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn list(
	chain: &Chain,
	patient: &AccountId,
	class: RecordClass,
) -> Result<Vec<(RecordId, Record)>, ActionError> {
	let page = <<Runtime as pallet_emr_records::Config>::MaxPage as frame_support::traits::Get<u32>>::get();
	let mut all = Vec::new();
	loop {
		let found = chain
			.view(pallet_emr_records::RecordsViewFunction::<Runtime>::new(
				patient.clone(),
				class,
				all.len() as u32,
				page,
			))
			.await?;
		let last = found.len() < page as usize;
		all.extend(found);
		if last {
			return Ok(all);
		}
	}
}

/// Asks the chain whether consent allows the reader to see the class now.
///
/// # Errors
/// [`ActionError::Denied`], [`ActionError::NoConsent`] and [`ActionError::Chain`].
pub async fn ensure_may_read(
	chain: &Chain,
	reader: &AccountId,
	patient: &AccountId,
	class: RecordClass,
	purpose: Purpose,
	data_time: Option<Moment>,
) -> Result<Decision, ActionError> {
	let query =
		Query { patient: patient.clone(), actor: reader.clone(), action: Action::Access, purpose, class, data_time };
	let decision = chain.view(pallet_emr_consent::DecideViewFunction::<Runtime>::new(query)).await?;
	match decision {
		Decision::Permit { .. } => Ok(decision),
		Decision::Deny { directive } => Err(ActionError::Denied(directive)),
		Decision::NoConsent => Err(ActionError::NoConsent),
	}
}

/// Fetches a record's envelope, checks it against the chain and opens it with a class secret.
///
/// # Errors
/// One for each way in which the envelope can be missing, altered or closed to this secret.
pub async fn fetch_and_open(
	store: &BlobStore,
	record: &Record,
	secret: &ClassSecret,
) -> Result<OpenedRecord, ActionError> {
	let envelope = store.get(&record.ciphertext).await?;
	let anchored = Anchored {
		patient: &record.patient,
		class: record.class,
		ciphertext: record.ciphertext,
		commitment: record.commitment,
	};
	Ok(open(&envelope, &anchored, secret)?)
}

//! Writing a single document of any kind: sealed, stored, ready to be anchored.

use super::{bounded, ActionError};
use crate::{
	sealing::{seal, SealTo, SealedRecord},
	store::BlobStore,
};
use pallet_emr_records::NewRecordOf;
use salus_primitives::{
	commitment::{FactKey, FactValue, Fingerprint},
	records::{RecordClass, Relation},
	EncryptionKey, Epoch,
};
use salus_runtime::{AccountId, Runtime};

/// A document that is to become a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
	/// Its class.
	pub class: RecordClass,
	/// What kind of bytes it is, such as `application/pdf`.
	pub media_type: String,
	/// The bytes.
	pub content: Vec<u8>,
	/// By which the same content of the same patient meets.
	pub fingerprint: Fingerprint,
	/// The critical facts that it states.
	pub facts: Vec<(FactKey, FactValue)>,
	/// Whether it is read in an emergency.
	pub emergency: bool,
	/// How it relates to records before it.
	pub relation: Relation,
}

/// Seals a document to the patient's class key and stores it.
///
/// # Errors
/// What sealing and storing report.
pub async fn prepare(
	store: &BlobStore,
	patient: &AccountId,
	document: &Document,
	(epoch, class_key): (Epoch, EncryptionKey),
) -> Result<(NewRecordOf<Runtime>, SealedRecord), ActionError> {
	let to = SealTo { patient, class: document.class, epoch, class_key: &class_key };
	let sealed = seal(&to, &document.media_type, &document.content)?;
	store.put(sealed.bytes.clone()).await?;
	let retraction = matches!(document.relation, Relation::Retracts(_));
	let facts = if retraction { Vec::new() } else { document.facts.clone() };
	let new = NewRecordOf::<Runtime> {
		class: document.class,
		epoch,
		commitment: sealed.commitment,
		ciphertext: sealed.ciphertext,
		size: sealed.bytes.len() as u64,
		relation: document.relation,
		fingerprint: document.fingerprint,
		emergency: document.emergency && !retraction,
		facts: bounded("facts in one record", facts)?,
	};
	Ok((new, sealed))
}

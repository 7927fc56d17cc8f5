//! Reading records as their readers may: consent asked for the data's own date, keys looked for once.

use super::{
	consent::class_secret_of,
	records::{ensure_may_read, fetch_and_open, Record},
	ActionError,
};
use crate::{
	chain::Chain,
	fhir::{FhirDate, Resource},
	keys::{ClassSecret, Persona},
	sealing::OpenedRecord,
	store::BlobStore,
};
use salus_primitives::{consent::Decision, purpose::Purpose, records::RecordClass};
use salus_runtime::AccountId;
use std::collections::BTreeMap;

/// A record that was opened, verified against the chain, and allowed to be read.
#[derive(Debug)]
pub struct ReadRecord {
	/// What the chain says of it.
	pub record: Record,
	/// Its content.
	pub opened: OpenedRecord,
	/// The content as a FHIR resource, if it is one.
	pub resource: Option<Resource>,
	/// On what ground it was read.
	pub decision: Decision,
}

/// Reads the records of one patient.
pub struct RecordReader<'a> {
	chain: &'a Chain,
	store: &'a BlobStore,
	reader: &'a Persona,
	patient: AccountId,
	purpose: Purpose,
	secrets: BTreeMap<RecordClass, ClassSecret>,
}

impl<'a> RecordReader<'a> {
	/// A reader of the patient's records for a purpose.
	pub fn new(
		chain: &'a Chain,
		store: &'a BlobStore,
		reader: &'a Persona,
		patient: AccountId,
		purpose: Purpose,
	) -> Self {
		Self { chain, store, reader, patient, purpose, secrets: BTreeMap::new() }
	}

	/// Adds a secret that was received otherwise than by a grant, such as a released emergency key.
	pub fn add_secret(&mut self, secret: ClassSecret) {
		self.secrets.insert(secret.class(), secret);
	}

	/// Fetches, verifies and opens a record, and refuses to give out what consent does not allow.
	///
	/// Consent may be limited to data of a period. The date of the data is inside the envelope, so a reader who holds the key opens
	/// it, asks for that date, and gives nothing out if the answer is no. Content without a date is given only to those who may
	/// read data of any time.
	///
	/// # Errors
	/// [`ActionError::Denied`], [`ActionError::NoConsent`], [`ActionError::NoKeyHeld`], and one for each way in which the
	/// envelope can be missing, altered or closed.
	pub async fn read(&mut self, record: Record) -> Result<ReadRecord, ActionError> {
		let at_all = self.ask(record.class, None).await;
		// Without a right to data of any time and without a key, the lack of consent is the better answer.
		let secret = match (self.secret(&record).await, &at_all) {
			(Ok(secret), _) => secret,
			(Err(ActionError::NoKeyHeld { .. }), Err(_)) => return Err(at_all.err().unwrap_or(ActionError::NoConsent)),
			(Err(error), _) => return Err(error),
		};
		let opened = fetch_and_open(self.store, &record, &secret).await?;
		let fhir = opened.media_type.starts_with("application/fhir+json");
		let resource = if fhir { Resource::parse(&opened.content).ok() } else { None };
		let decision = match resource.as_ref().and_then(Resource::date) {
			Some(date) => self.ask_for_date(record.class, &date).await?,
			None => at_all?,
		};
		Ok(ReadRecord { record, opened, resource, decision })
	}

	/// Asks for the first and the last moment that the date covers.
	async fn ask_for_date(&self, class: RecordClass, date: &FhirDate) -> Result<Decision, ActionError> {
		let first = date.first_moment();
		let last = date.last_moment().unwrap_or(first);
		let decision = self.ask(class, Some(first)).await?;
		if last != first {
			self.ask(class, Some(last)).await?;
		}
		Ok(decision)
	}

	async fn ask(&self, class: RecordClass, time: Option<u64>) -> Result<Decision, ActionError> {
		ensure_may_read(self.chain, &self.reader.account_id(), &self.patient, class, self.purpose, time).await
	}

	async fn secret(&mut self, record: &Record) -> Result<ClassSecret, ActionError> {
		if let Some(secret) = self.secrets.get(&record.class).filter(|secret| secret.epoch() >= record.epoch) {
			return Ok(secret.clone());
		}
		let secret = class_secret_of(self.chain, self.reader, &self.patient, record.class, record.epoch).await?;
		self.secrets.insert(record.class, secret.clone());
		Ok(secret)
	}
}

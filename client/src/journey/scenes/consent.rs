//! A doctor elsewhere reads, with the consent of the hospital that holds the data and of the patient; strangers do not; consent is
//! taken back.

use super::{founding::short, Stage, DAY, READABLE};
use crate::{
	actions::{consent, records, serving, ActionError},
	chain::Wait,
	fhir::{self, RestrictionPolicy},
	journey::{log::Log, JourneyError},
	keys::Persona,
	sealing::{open, Anchored, EnvelopeError, SealPurpose},
};
use salus_primitives::{
	consent::{ActionSet, Obligations},
	purpose::Purpose,
	records::RecordClass,
	Commitment, ContentDigest, DirectiveId, RecordId, RequestId, Salt,
};
use salus_runtime::RuntimeCall;
use std::io::Write;

/// A finding written after consent was taken back.
fn later_finding() -> Vec<u8> {
	serde_json::json!({
		"resourceType": "Condition",
		"id": "later",
		"code": { "text": "a finding after consent was taken back" },
		"subject": { "reference": "Patient/example" },
	})
	.to_string()
	.into_bytes()
}

impl Stage {
	/// Request, custodian, patient: in this order.
	pub async fn grant_reading(&mut self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let asked = consent::terms(READABLE.to_vec(), ActionSet::ACCESS, vec![Purpose::Treatment])?;
		let request = log
			.done(
				"the doctor asks to read six classes for treatment",
				consent::request(
					&self.chain,
					&self.cast.doctor,
					&self.cast.patient.account_id(),
					asked.clone(),
					Wait::InBlock,
				),
				|request| format!("request {request}"),
			)
			.await?;
		let cast = &self.cast;
		let patient = &cast.patient;
		let sealed = consent::seal_class_keys(
			&self.chain,
			patient,
			&cast.doctor.account_id(),
			&READABLE,
			SealPurpose::ClassGrant,
		)
		.await?;
		let grant = |narrowed| {
			consent::grant(
				&self.chain,
				patient,
				request,
				narrowed,
				Obligations::NO_REDISCLOSURE,
				sealed.clone(),
				Wait::InBlock,
			)
		};
		log.refused_by(
			"the patient grants before the hospital that holds the data agreed",
			grant(None),
			"EmrConsent",
			"CustodiansPending",
		)
		.await?;
		self.agree(log, "the hospital, which holds the data, agrees", &cast.hospital, request).await?;
		log.refused_by(
			"the doctor grants it to itself",
			self.grant_as(&cast.doctor, request),
			"EmrConsent",
			"NotOwner",
		)
		.await?;
		let mut wider = asked.clone();
		wider.actions = ActionSet::ACCESS.union(ActionSet::DISCLOSE);
		log.refused_by("the patient's wallet grants more than was asked", grant(Some(wider)), "EmrConsent", "Widened")
			.await?;
		let mut narrower = asked;
		narrower.period.end = Some(self.chain.now().await? + 30 * DAY);
		let directive = log
			.done("the patient grants it, narrowed to 30 days", grant(Some(narrower)), |directive| {
				format!("directive {directive}, with {} keys of 80 bytes sealed to the doctor", sealed.len())
			})
			.await?;
		self.doctor_directive = Some(directive);
		Ok(())
	}

	/// Everybody that holds data of a request agrees.
	pub async fn agree(
		&self,
		log: &mut Log<'_, impl Write>,
		what: &str,
		custodian: &Persona,
		request: RequestId,
	) -> Result<(), JourneyError> {
		let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::agree_as_custodian { request });
		log.done(what, async { Ok(((), self.send(custodian, call).await?)) }, |()| short(&custodian.account_id())).await
	}

	async fn grant_as(&self, who: &Persona, request: RequestId) -> Result<(), ActionError> {
		consent::grant(&self.chain, who, request, None, Obligations::NONE, Vec::new(), Wait::InBlock).await.map(drop)
	}

	/// The doctor reads all that the consent covers, and every byte is what the chain commits to.
	pub async fn read_and_verify(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let mut read = 0;
		let mut bytes = 0;
		for class in READABLE {
			for (_, record) in records::list(&self.chain, &self.cast.patient.account_id(), class).await? {
				bytes += self.read_as(&self.cast.doctor, &record).await?.len();
				read += 1;
			}
		}
		log.checked(
			"the doctor reads and verifies everything that the consent covers",
			read > 50,
			format!("{read} records, {bytes} bytes, every digest and commitment checked"),
		)
	}

	/// Reads a record as somebody who asks the chain first, opens what was sealed, and checks what comes out.
	pub async fn read_as(&self, reader: &Persona, record: &records::Record) -> Result<Vec<u8>, ActionError> {
		let (account, class) = (reader.account_id(), record.class);
		records::ensure_may_read(&self.chain, &account, &record.patient, class, Purpose::Treatment, None).await?;
		let secret = consent::class_secret_of(&self.chain, reader, &record.patient, class, record.epoch).await?;
		let opened = records::fetch_and_open(&self.store, record, &secret).await?;
		Ok(opened.content.to_vec())
	}

	/// An altered blob is found out; one without consent is refused, and would have no key either.
	pub async fn refuse_strangers(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let record = self.first_of(RecordClass::Condition).await?;
		log.refused(
			"one bit of a stored record is flipped",
			self.open_tampered(&record),
			"a digest that differs",
			|error| matches!(error, ActionError::Envelope(EnvelopeError::DigestMismatch)),
		)
		.await?;
		log.refused(
			"the insurer reads without consent",
			self.read_as(&self.cast.insurer, &record),
			"no consent",
			|error| matches!(error, ActionError::NoConsent),
		)
		.await?;
		let key = self.cast.insurer.class_secret(record.class, record.epoch)?;
		log.refused(
			"the insurer takes the blob and tries a key of its own",
			records::fetch_and_open(&self.store, &record, &key),
			"a key that does not open",
			|error| matches!(error, ActionError::Envelope(_)),
		)
		.await
	}

	async fn open_tampered(&self, record: &records::Record) -> Result<(), ActionError> {
		let mut envelope = self.store.get(&record.ciphertext).await?.to_vec();
		if let Some(byte) = envelope.last_mut() {
			*byte ^= 1;
		}
		let secret =
			consent::class_secret_of(&self.chain, &self.cast.doctor, &record.patient, record.class, record.epoch)
				.await?;
		let anchored = Anchored {
			patient: &record.patient,
			class: record.class,
			ciphertext: record.ciphertext,
			commitment: record.commitment,
		};
		open(&envelope, &anchored, &secret)?;
		Ok(())
	}

	/// The patient revokes; the doctor's next read is refused; the class keys have moved on, and a remaining reader still reads.
	pub async fn revoke(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let cast = &self.cast;
		let Some(directive) = self.doctor_directive else {
			return Err(JourneyError::DoesNotHold("the doctor was granted reading".into()));
		};
		let remaining = self.grant_to_laboratory(log).await?;
		let before = self.first_of(RecordClass::Condition).await?;
		let kept =
			consent::class_secret_of(&self.chain, &cast.doctor, &before.patient, before.class, before.epoch).await?;
		let classes = log
			.done(
				"the patient revokes the doctor's consent",
				consent::revoke(&self.chain, &cast.patient, directive, Wait::InBlock),
				|classes| format!("{} classes move to their next key", classes.len()),
			)
			.await?;
		log.refused("the doctor reads again", self.read_as(&cast.doctor, &before), "no consent", |error| {
			matches!(error, ActionError::NoConsent)
		})
		.await?;
		let served = serving::serve_readers(&self.chain, &cast.patient, &classes, Wait::InBlock).await?;
		log.checked(
			"the patient seals the new keys to those who may still read",
			served == 1,
			format!("{served} reader, by directive {remaining}"),
		)?;
		let keys = cast.patient.matching_keys();
		let finding = fhir::records(&later_finding(), &keys, &RestrictionPolicy::default())?;
		let written = log
			.done("the hospital writes a new finding", self.anchor_all(&cast.hospital, &finding), |ids| {
				format!("record {}", ids.first().copied().unwrap_or_default())
			})
			.await?;
		let later = records::record(&self.chain, written.first().copied().unwrap_or_default()).await?;
		let read = self.read_as(&cast.laboratory, &later).await?;
		log.checked(
			"the remaining reader reads the old and the new",
			!self.read_as(&cast.laboratory, &before).await?.is_empty() && !read.is_empty(),
			format!("epochs {} and {}", before.epoch.0, later.epoch.0),
		)?;
		log.refused(
			"the doctor kept the old key and tries it on the new finding",
			records::fetch_and_open(&self.store, &later, &kept),
			"a key of an earlier epoch",
			|error| matches!(error, ActionError::Key(_) | ActionError::Envelope(_)),
		)
		.await?;
		self.confirm_erasure(log, directive).await
	}

	async fn grant_to_laboratory(&self, log: &mut Log<'_, impl Write>) -> Result<DirectiveId, JourneyError> {
		let cast = &self.cast;
		let terms = consent::terms(vec![RecordClass::Condition], ActionSet::ACCESS, vec![Purpose::Treatment])?;
		let account = cast.patient.account_id();
		let (request, _) = consent::request(&self.chain, &cast.laboratory, &account, terms, Wait::InBlock).await?;
		self.agree(log, "the hospital agrees that the laboratory reads conditions", &cast.hospital, request).await?;
		let sealed = consent::seal_class_keys(
			&self.chain,
			&cast.patient,
			&cast.laboratory.account_id(),
			&[RecordClass::Condition],
			SealPurpose::ClassGrant,
		)
		.await?;
		log.done(
			"the patient grants it to the laboratory",
			consent::grant(&self.chain, &cast.patient, request, None, Obligations::NONE, sealed, Wait::InBlock),
			|directive| format!("directive {directive}"),
		)
		.await
	}

	async fn confirm_erasure(&self, log: &mut Log<'_, impl Write>, directive: DirectiveId) -> Result<(), JourneyError> {
		let salt = Salt(*crate::keys::Secret::random()?.expose());
		let receipt = Commitment::new(&salt, &ContentDigest::of(b"all copies deleted"));
		let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::confirm_erasure { directive, receipt });
		log.done(
			"the doctor confirms having erased what was read",
			async { Ok(((), self.send(&self.cast.doctor, call).await?)) },
			|()| "a receipt on chain".into(),
		)
		.await
	}

	/// The first record of a class that the hospital imported.
	pub async fn first_of(&self, class: RecordClass) -> Result<records::Record, JourneyError> {
		let found = records::list(&self.chain, &self.cast.patient.account_id(), class).await?;
		let imported = |id: &RecordId| self.imported.contains(id);
		found
			.into_iter()
			.find(|(id, _)| imported(id))
			.map(|(_, record)| record)
			.ok_or_else(|| JourneyError::DoesNotHold(format!("there is a record of class {class:?}")))
	}
}

//! A second persona of the same patient, and the patient's own report.

use super::{Stage, CLASSES};
use crate::{
	actions::{records, ActionError},
	chain::Wait,
	fhir::{self, RestrictionPolicy},
	journey::{log::Log, JourneyError},
	report::{Origin, Report, ReportItem},
};
use salus_primitives::{
	purpose::Purpose,
	records::{RecordClass, Relation},
	Epoch,
};
use std::io::Write;

/// A compartment whose meaning only the patient knows.
const COMPARTMENT: RecordClass = RecordClass::Restricted(7);

/// A note that concerns nobody but the patient.
fn private_note() -> Vec<u8> {
	serde_json::json!({
		"resourceType": "Observation",
		"id": "private",
		"status": "final",
		"meta": { "security": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R" }] },
		"code": { "text": "what only the patient knows" },
		"subject": { "reference": "Patient/persona" },
		"valueString": "kept apart",
	})
	.to_string()
	.into_bytes()
}

impl Stage {
	/// The second persona is enrolled elsewhere, writes a restricted record and shares nothing with the first on chain.
	pub async fn keep_private(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		log.done(
			"the patient's second persona is enrolled by the second hospital",
			async {
				let included = self.enrol(&cast.private, &cast.second_hospital).await.map_err(|error| match error {
					JourneyError::Action(error) => error,
					_ => ActionError::NoEvent("the enrolment"),
				})?;
				Ok(((), included))
			},
			|()| "another account, from the same recovery phrase".into(),
		)
		.await?;
		records::publish_class_key(chain, &cast.private, COMPARTMENT, Epoch(0), Wait::InBlock).await?;
		let policy = RestrictionPolicy { otherwise: 7, ..RestrictionPolicy::default() };
		let note = fhir::records(&private_note(), &cast.private.matching_keys(), &policy)?.remove(0);
		let account = cast.private.account_id();
		let key = records::own_class_key(chain, &cast.private, COMPARTMENT).await?;
		let (new, _) = records::prepare(&self.store, &account, &note, key, Relation::Original).await?;
		let id = log
			.done(
				"it writes a restricted record of its own",
				records::anchor(chain, &cast.private, &account, new, Purpose::PatientRequest, None, Wait::InBlock),
				|id| format!("record {id}, class {COMPARTMENT:?}"),
			)
			.await?;
		let record = records::record(chain, id).await?;
		let same = note.fingerprint
			== fhir::records(&private_note(), &cast.patient.matching_keys(), &policy)?.remove(0).fingerprint;
		log.checked(
			"nothing on chain ties the two personas together",
			record.patient != cast.patient.account_id() && !same,
			"accounts, keys, fingerprints and salts all differ".into(),
		)
	}

	/// The patient opens everything and gets a readable page and a FHIR document.
	pub async fn report(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let patient = &self.cast.patient;
		let account = patient.account_id();
		let mut items = Vec::new();
		for class in CLASSES {
			for (id, record) in records::list(&self.chain, &account, class).await? {
				let secret = patient.class_secret(class, record.epoch)?;
				let opened = records::fetch_and_open(&self.store, &record, &secret).await?;
				let origin = Origin { record: id, author: record.author.to_string(), anchored: record.anchored };
				for resource in fhir::read(&opened.content)? {
					items.push(ReportItem { resource, origin: Some(origin.clone()) });
				}
			}
		}
		let count = items.len();
		let report = Report::new(items, self.chain.now().await?)?;
		let page = report.html()?;
		let path = &self.options.report;
		std::fs::write(path, &page).map_err(|source| JourneyError::File { path: path.clone(), source })?;
		let document = path.with_extension("fhir.json");
		std::fs::write(&document, report.bundle())
			.map_err(|source| JourneyError::File { path: document.clone(), source })?;
		log.checked(
			"the patient's report is written",
			!fhir::read(&report.bundle())?.is_empty(),
			format!("{count} records opened, {} bytes of HTML at {}", page.len(), path.display()),
		)
	}
}

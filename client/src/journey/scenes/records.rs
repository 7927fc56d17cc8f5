//! The hospital writes: hundreds of real FHIR resources; then a duplicate and a contradiction, both refused.

use super::{Stage, CLASSES};
use crate::{
	actions::{consent, records, ActionError},
	chain::Wait,
	fhir::{self, ImportedRecord, RestrictionPolicy},
	journey::{log::Log, JourneyError},
	keys::Persona,
};
use pallet_emr_records::types::Side;
use salus_primitives::{
	consent::{ActionSet, Obligations},
	purpose::Purpose,
	records::{RecordClass, Relation},
	Commitment, ContentDigest, Salt,
};
use salus_runtime::{RuntimeCall, RuntimeEvent};
use std::{collections::BTreeMap, io::Write};

/// The patient of the official examples with the most resources.
const EXAMPLE_PATIENT: &str = "example";

/// A blood group as a FHIR observation of the patient: LOINC 883-9 with an answer of LOINC.
fn blood_group(id: &str, answer: &str, letter: &str) -> Vec<u8> {
	serde_json::json!({
		"resourceType": "Observation",
		"id": id,
		"status": "final",
		"code": { "coding": [{ "system": "http://loinc.org", "code": "883-9", "display": "ABO group [Type] in Blood" }] },
		"subject": { "reference": format!("Patient/{EXAMPLE_PATIENT}") },
		"effectiveDateTime": "2024-03-04",
		"valueCodeableConcept": { "coding": [{ "system": "http://loinc.org", "code": answer, "display": letter }] },
	})
	.to_string()
	.into_bytes()
}

/// Whether the file's name, such as `ValueSet-example.json`, says that it holds a definition rather than a record.
fn is_definition(path: &std::path::Path) -> bool {
	let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
	let resource_type = name.split('-').next().unwrap_or_default();
	matches!(fhir::kind_of_type(resource_type), None | Some(fhir::Kind::Definition))
}

impl Stage {
	/// Lets `writer` collect and correct in some classes: request by the writer, grant by the patient.
	pub async fn let_write(
		&self,
		log: &mut Log<'_, impl Write>,
		name: &str,
		writer: &Persona,
		classes: Vec<RecordClass>,
	) -> Result<(), JourneyError> {
		let terms = consent::terms(classes, ActionSet::COLLECT.union(ActionSet::CORRECT), vec![Purpose::Treatment])?;
		let patient = &self.cast.patient;
		let request = log
			.done(
				format!("{name} asks to write"),
				consent::request(&self.chain, writer, &patient.account_id(), terms, Wait::InBlock),
				|request| format!("request {request}"),
			)
			.await?;
		log.done(
			format!("the patient lets {name} write"),
			consent::grant(&self.chain, patient, request, None, Obligations::NONE, Vec::new(), Wait::InBlock),
			|directive| format!("directive {directive}"),
		)
		.await?;
		Ok(())
	}

	/// The hospital imports the patient's Bundle.
	pub async fn import(&mut self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let bundle = self.read_bundle()?;
		let keys = self.cast.patient.matching_keys();
		let policy = RestrictionPolicy::default();
		let mut imported = fhir::records(&bundle, &keys, &policy)?;
		imported.retain(|record| CLASSES.contains(&record.class));
		// The same information twice in one Bundle is one record.
		let mut seen = std::collections::BTreeSet::new();
		imported.retain(|record| seen.insert(record.fingerprint));

		let hospital = self.cast.hospital.clone();
		log.refused_by(
			"the hospital writes before it was allowed to",
			self.anchor_all(&hospital, &imported[..1]),
			"EmrRecords",
			"NoConsent",
		)
		.await?;
		self.let_write(log, "the hospital", &hospital, CLASSES.to_vec()).await?;

		for batch in imported.chunks(records::max_batch()) {
			let ids = log
				.done(
					format!("the hospital seals, stores and anchors {} FHIR resources", batch.len()),
					self.anchor_all(&hospital, batch),
					|ids| format!("{} records, one transaction", ids.len()),
				)
				.await?;
			self.imported.extend(ids);
		}
		let mut classes = BTreeMap::<String, usize>::new();
		for record in &imported {
			*classes.entry(format!("{:?}", record.class)).or_default() += 1;
		}
		let counts: Vec<_> = classes.iter().map(|(class, count)| format!("{class} {count}")).collect();
		let total = self.imported.len();
		log.checked(
			"the chain holds the patient's record",
			total == imported.len() && total > 100,
			format!("{total} records: {}", counts.join(", ")),
		)
	}

	/// The same information again is refused, whatever it is sealed with.
	pub async fn refuse_duplicate(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let keys = self.cast.patient.matching_keys();
		let bundle = self.read_bundle()?;
		let again = fhir::records(&bundle, &keys, &RestrictionPolicy::default())?;
		let again: Vec<_> = again.into_iter().filter(|record| CLASSES.contains(&record.class)).take(1).collect();
		log.refused_by(
			"the hospital writes the same information again",
			self.anchor_all(&self.cast.hospital, &again),
			"EmrRecords",
			"Duplicate",
		)
		.await
	}

	/// Two hospitals differ about the blood group: the second value is refused, and the difference settled by the patient and a
	/// laboratory that is no party.
	pub async fn contradict(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let keys = cast.patient.matching_keys();
		let policy = RestrictionPolicy::default();
		let first = fhir::records(&blood_group("abo-first", "LA19710-5", "Group A"), &keys, &policy)?;
		let second = fhir::records(&blood_group("abo-second", "LA19708-9", "Group O"), &keys, &policy)?;
		log.done("the hospital records blood group A", self.anchor_all(&cast.hospital, &first), |ids| {
			format!("record {}", ids.first().copied().unwrap_or_default())
		})
		.await?;
		self.let_write(log, "the second hospital", &cast.second_hospital, vec![RecordClass::Laboratory]).await?;
		log.refused_by(
			"the second hospital records blood group O",
			self.anchor_all(&cast.second_hospital, &second),
			"EmrRecords",
			"ContradictsFact",
		)
		.await?;

		let Some((fact, value)) = second.first().and_then(|record| record.facts.first()).copied() else {
			return Err(JourneyError::DoesNotHold("a blood group is a critical fact".into()));
		};
		let evidence =
			Commitment::new(&Salt(*crate::keys::Secret::random()?.expose()), &ContentDigest::of(&second[0].canonical));
		let report = RuntimeCall::EmrRecords(pallet_emr_records::Call::report_contradiction {
			patient: cast.patient.account_id(),
			fact,
			value,
			evidence,
			purpose: Purpose::Treatment,
		});
		let contradiction = log
			.done(
				"the second hospital reports the contradiction",
				async {
					let included = chain.send(&cast.second_hospital, report, Wait::InBlock).await?;
					let id = crate::actions::outcome(&included, "the contradiction", |event| match event {
						RuntimeEvent::EmrRecords(pallet_emr_records::Event::ContradictionReported {
							contradiction,
							..
						}) => Some(*contradiction),
						_ => None,
					})?;
					Ok((id, included))
				},
				|id| format!("contradiction {id}, for the patient and somebody who is no party"),
			)
			.await?;
		let resolve = RuntimeCall::EmrRecords(pallet_emr_records::Call::resolve_contradiction {
			contradiction,
			accept: Side::Standing,
		});
		log.refused_by(
			"the hospital, a party, settles it",
			self.send(&cast.hospital, resolve.clone()),
			"EmrRecords",
			"NotIndependent",
		)
		.await?;
		self.let_write(log, "the laboratory", &cast.laboratory, vec![RecordClass::Laboratory]).await?;
		log.done(
			"the laboratory tests, and the patient and the laboratory settle it",
			async {
				self.send(&cast.laboratory, resolve.clone()).await?;
				Ok(((), self.send(&cast.patient, resolve).await?))
			},
			|()| "blood group A stands".into(),
		)
		.await
	}

	/// Seals, stores and anchors records for the patient in one transaction.
	pub async fn anchor_all(
		&self,
		author: &Persona,
		records: &[ImportedRecord],
	) -> Result<(Vec<salus_primitives::RecordId>, crate::chain::Included), ActionError> {
		let patient = self.cast.patient.account_id();
		let mut keys = BTreeMap::new();
		let mut prepared = Vec::new();
		for record in records {
			let key = match keys.get(&record.class) {
				Some(key) => *key,
				None => {
					let key = records::class_key(&self.chain, &patient, record.class).await?;
					keys.insert(record.class, key);
					key
				},
			};
			let (new, _) = records::prepare(&self.store, &patient, record, key, Relation::Original).await?;
			prepared.push(new);
		}
		records::anchor_batch(&self.chain, author, &patient, prepared, Purpose::Treatment, None, Wait::InBlock).await
	}

	/// The Bundle of the example patient, from the official examples.
	fn read_bundle(&self) -> Result<Vec<u8>, JourneyError> {
		let folder = ["package", ""]
			.iter()
			.map(|inner| self.options.examples.join(inner))
			.find(|folder| folder.is_dir())
			.unwrap_or_else(|| self.options.examples.clone());
		let failed = |path: &std::path::Path| {
			let path = path.to_path_buf();
			move |source| JourneyError::File { path, source }
		};
		let mut files: Vec<_> = std::fs::read_dir(&folder)
			.map_err(failed(&folder))?
			.filter_map(|entry| entry.ok().map(|entry| entry.path()))
			.filter(|path| path.extension().is_some_and(|extension| extension == "json"))
			.filter(|path| !is_definition(path))
			.collect();
		files.sort();
		let mut resources = Vec::new();
		for path in files {
			let bytes = std::fs::read(&path).map_err(failed(&path))?;
			// Only what names the patient can be the patient's or support what is; the rest need not be parsed.
			let text = String::from_utf8_lossy(&bytes);
			let is_about = text.contains(&format!("\"Patient/{EXAMPLE_PATIENT}\""))
				|| path.ends_with(format!("Patient-{EXAMPLE_PATIENT}.json"));
			if is_about {
				resources.extend(fhir::read(&bytes)?);
			}
		}
		Ok(fhir::bundle_for_patient(&resources, EXAMPLE_PATIENT)?.json)
	}
}

//! The report as a FHIR document.

use super::Report;
use crate::fhir::Resource;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use time::format_description::well_known::Rfc3339;

/// Sections in the order of the International Patient Summary, with their LOINC codes and the types that they refer to.
const SECTIONS: [(&str, &str, &[&str]); 7] = [
	("Allergies and intolerances", "48765-2", &["AllergyIntolerance"]),
	("Problems", "11450-4", &["Condition"]),
	(
		"Medicines",
		"10160-0",
		&["MedicationRequest", "MedicationDispense", "MedicationAdministration", "MedicationStatement"],
	),
	("Operations and procedures", "47519-4", &["Procedure"]),
	("Immunizations", "11369-6", &["Immunization"]),
	("Results", "30954-2", &["Observation", "DiagnosticReport"]),
	("Everything else", "51899-3", &[]),
];

/// The base of the full URLs in the document, against which its relative references resolve. Nothing is served there.
const BASE: &str = "https://record.invalid/fhir";

/// A UUID (RFC 9562, version 8) of bytes.
fn uuid(bytes: &[u8]) -> String {
	let digest = Sha256::digest(bytes);
	let mut id = [0u8; 16];
	id.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
	id[6] = (id[6] & 0x0f) | 0x80;
	id[8] = (id[8] & 0x3f) | 0x80;
	let hex = hex::encode(id);
	let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default().to_owned());
	format!("urn:uuid:{}", parts.join("-"))
}

fn full_url(resource: &Resource) -> String {
	match (resource.full_url(), resource.id()) {
		(Some(url), _) => url.to_owned(),
		(None, Some(id)) => format!("{BASE}/{}/{id}", resource.resource_type()),
		(None, None) => uuid(resource.canonical()),
	}
}

pub(super) fn bundle(report: &Report) -> Vec<u8> {
	let mut resources: Vec<(String, &Resource)> =
		report.items().iter().map(|item| (full_url(&item.resource), &item.resource)).collect();
	// A document names nothing twice.
	let mut seen = std::collections::BTreeSet::new();
	resources.retain(|(url, _)| seen.insert(url.clone()));
	let patient = resources.iter().find(|(_, resource)| resource.resource_type() == "Patient");
	let subject = match (patient, &report.person.reference) {
		(Some((url, _)), _) => json!({ "reference": url, "display": report.person.name }),
		(None, Some(reference)) => json!({ "reference": reference }),
		(None, None) => json!({ "display": report.person.name }),
	};
	let named = |types: &[&str]| SECTIONS.iter().any(|(_, _, others)| others.iter().any(|other| types.contains(other)));
	let sections: Vec<Value> = SECTIONS
		.iter()
		.filter_map(|(title, code, types)| {
			let entries: Vec<_> = resources
				.iter()
				.filter(|(_, resource)| {
					let kind = resource.resource_type();
					types.contains(&kind) || (types.is_empty() && kind != "Patient" && !named(&[kind]))
				})
				.map(|(url, _)| json!({ "reference": url }))
				.collect();
			let coded = json!({ "coding": [{ "system": "http://loinc.org", "code": code }] });
			(!entries.is_empty()).then(|| json!({ "title": title, "code": coded, "entry": entries }))
		})
		.collect();
	let generated = report.generated.format(&Rfc3339).unwrap_or_default();
	let mut composition = json!({
		"resourceType": "Composition",
		"status": "final",
		"type": { "coding": [{ "system": "http://loinc.org", "code": "60591-5", "display": "Patient summary Document" }] },
		"subject": subject,
		"date": generated,
		"author": [subject],
		"title": format!("Health record of {}", report.person.name),
	});
	if let (false, Some(composition)) = (sections.is_empty(), composition.as_object_mut()) {
		composition.insert("section".into(), sections.into());
	}
	let composition_url = uuid(composition.to_string().as_bytes());
	let mut json = format!(
		r#"{{"resourceType":"Bundle","identifier":{},"type":"document","timestamp":{},"entry":[{{"fullUrl":{},"resource":{composition}}}"#,
		json!({ "system": "urn:ietf:rfc:3986", "value": composition_url }),
		Value::from(generated),
		Value::from(composition_url.as_str()),
	)
	.into_bytes();
	for (url, resource) in resources {
		json.extend_from_slice(format!(",{{\"fullUrl\":{},\"resource\":", Value::from(url)).as_bytes());
		json.extend_from_slice(resource.canonical());
		json.push(b'}');
	}
	json.extend_from_slice(b"]}");
	json
}

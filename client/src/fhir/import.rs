//! From FHIR to what the chain needs to know about each record.

use super::{
	canonical::canonical_without, facts::facts, policy::RestrictionPolicy, read, resource::SUBJECT_ELEMENTS, FhirDate,
	FhirError, Resource,
};
use crate::keys::MatchingKeys;
use salus_primitives::{
	commitment::{FactKey, FactValue, Fingerprint},
	records::RecordClass,
};

/// A resource, ready to be sealed and anchored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRecord {
	/// Its class under the patient's policy.
	pub class: RecordClass,
	/// Its type, such as `Observation`.
	pub resource_type: String,
	/// Its id where it came from.
	pub id: Option<String>,
	/// The bytes to seal.
	pub canonical: Vec<u8>,
	/// By which the same information of this patient meets: over the content without `id`, `meta` and `text`, and without the
	/// element that names the patient, since each institution has its own name for one.
	pub fingerprint: Fingerprint,
	/// The critical facts that it states.
	pub facts: Vec<(FactKey, FactValue)>,
	/// Whom it is about, as `Patient/<id>`; `None` if it is about nobody or about several.
	pub subject: Option<String>,
	/// The date of its data.
	pub date: Option<FhirDate>,
	/// What it says that could not be understood as a critical fact, for a human to look at.
	pub notes: Vec<String>,
}

/// Elements that say where and how a resource is kept, not what it says.
const NO_INFORMATION: [&str; 3] = ["id", "meta", "text"];

/// Reads FHIR JSON and makes each resource ready to be anchored for one patient.
///
/// # Errors
/// See [`FhirError`].
pub fn records(json: &[u8], keys: &MatchingKeys, policy: &RestrictionPolicy) -> Result<Vec<ImportedRecord>, FhirError> {
	read(json)?.iter().map(|resource| record(resource, keys, policy)).collect()
}

/// Makes one resource ready to be anchored.
///
/// # Errors
/// None for a resource that [`read`] gave.
pub fn record(
	resource: &Resource,
	keys: &MatchingKeys,
	policy: &RestrictionPolicy,
) -> Result<ImportedRecord, FhirError> {
	let subject = match resource.patients() {
		[patient] => Some(patient.clone()),
		_ => None,
	};
	let about_one = subject.is_some() && resource.resource_type() != "Patient";
	let naming = SUBJECT_ELEMENTS.iter().filter(|_| about_one);
	let left_out: Vec<&str> = NO_INFORMATION.iter().chain(naming).copied().collect();
	let text = core::str::from_utf8(resource.canonical()).map_err(|_| super::CanonicalError::NotUtf8)?;
	let content = canonical_without(text, &left_out)?;
	let (facts, notes) = facts(resource);
	let facts =
		facts.iter().map(|fact| (keys.fact.key(&fact.subject), keys.fact.value(&fact.subject, fact.value))).collect();
	Ok(ImportedRecord {
		class: policy.class_of(resource),
		resource_type: resource.resource_type().to_owned(),
		id: resource.id().map(str::to_owned),
		fingerprint: keys.fingerprint.fingerprint(&content),
		canonical: resource.canonical().to_vec(),
		facts,
		subject,
		date: resource.date(),
		notes,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::{PersonaId, Root};
	use serde_json::{json, Value};

	fn keys(persona: u32) -> MatchingKeys {
		Root::from_uri("//Alice").unwrap().persona(PersonaId::Number(persona)).matching_keys()
	}

	fn import(value: &Value, persona: u32) -> ImportedRecord {
		let policy = RestrictionPolicy::default();
		records(value.to_string().as_bytes(), &keys(persona), &policy).unwrap().remove(0)
	}

	fn blood_group(id: &str, patient: &str, group: &str) -> Value {
		json!({
			"resourceType": "Observation", "id": id, "status": "final",
			"meta": { "lastUpdated": "2020-01-01T00:00:00Z", "versionId": id },
			"text": { "status": "generated", "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{id}</div>") },
			"subject": { "reference": format!("Patient/{patient}") },
			"effectiveDateTime": "2018-03-11T16:07:54+00:00",
			"code": { "coding": [{ "system": "http://loinc.org", "code": "883-9" }] },
			"valueCodeableConcept": { "text": group },
		})
	}

	#[test]
	fn the_same_information_from_two_hospitals_meets() {
		let one = import(&blood_group("1", "f001", "A"), 0);
		let other = import(&blood_group("77", "abc", "A"), 0);
		assert_eq!(one.fingerprint, other.fingerprint);
		assert_eq!(one.facts, other.facts);
		assert_ne!(one.canonical, other.canonical);
		assert_eq!(one.class, RecordClass::Laboratory);
		assert_eq!(one.subject.as_deref(), Some("Patient/f001"));
		assert_eq!(one.date.unwrap().as_str(), "2018-03-11T16:07:54+00:00");
	}

	#[test]
	fn different_information_and_different_patients_do_not_meet() {
		let (a, o) = (import(&blood_group("1", "1", "A"), 0), import(&blood_group("1", "1", "O"), 0));
		assert_ne!(a.fingerprint, o.fingerprint);
		// The contradiction is seen: one key, two values.
		assert_eq!(a.facts[0].0, o.facts[0].0);
		assert_ne!(a.facts[0].1, o.facts[0].1);
		let stranger = import(&blood_group("1", "1", "A"), 1);
		assert_ne!(a.fingerprint, stranger.fingerprint);
		assert_ne!(a.facts[0], stranger.facts[0]);
	}

	#[test]
	fn canonical_bytes_do_not_depend_on_layout() {
		let value = blood_group("1", "1", "A");
		let pretty = serde_json::to_vec_pretty(&value).unwrap();
		let record = records(&pretty, &keys(0), &RestrictionPolicy::default()).unwrap().remove(0);
		assert_eq!(record, import(&value, 0));
	}
}

//! Choosing one patient's resources from many.

use super::{kinds::kind_of_type, FhirError, Kind, Resource};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The resources of one patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection<'a> {
	/// About this patient and nobody else.
	pub own: Vec<&'a Resource>,
	/// About nobody, and referred to by the patient's own: practitioners, organisations, medicines.
	pub supporting: Vec<&'a Resource>,
	/// About this patient and others, such as a family's account. These must not go into one patient's record unread.
	pub shared: Vec<&'a Resource>,
}

/// A bundle of one patient's resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientBundle {
	/// The bundle, FHIR JSON.
	pub json: Vec<u8>,
	/// How many resources are about the patient.
	pub own: usize,
	/// How many support them.
	pub supporting: usize,
	/// The names of those left out since they are about others as well.
	pub shared: Vec<String>,
}

/// How many resources there are about each patient, most first.
pub fn patients(resources: &[Resource]) -> Vec<(String, usize)> {
	let mut counts = BTreeMap::<&str, usize>::new();
	for patient in resources.iter().flat_map(Resource::patients) {
		let count = counts.entry(patient).or_default();
		*count = count.saturating_add(1);
	}
	let mut counts: Vec<_> = counts.into_iter().map(|(patient, count)| (patient.to_owned(), count)).collect();
	counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
	counts
}

/// Chooses the resources of the patient with this id, or this reference such as `Patient/f001`, and what supports them.
///
/// # Errors
/// [`FhirError::NoSuchPatient`].
pub fn select<'a>(resources: &'a [Resource], patient: &str) -> Result<Selection<'a>, FhirError> {
	let patient = if patient.starts_with("Patient/") || patient.starts_with("urn:") {
		patient.to_owned()
	} else {
		format!("Patient/{patient}")
	};
	let (own, shared): (Vec<_>, Vec<_>) = resources
		.iter()
		.filter(|resource| resource.patients().contains(&patient))
		.partition(|resource| resource.patients().len() == 1);
	if own.is_empty() && shared.is_empty() {
		return Err(FhirError::NoSuchPatient(patient));
	}
	Ok(Selection { supporting: supporting(resources, &own), own, shared })
}

/// Everything about nobody that the resources refer to, directly or through one another.
fn supporting<'a>(resources: &'a [Resource], own: &[&Resource]) -> Vec<&'a Resource> {
	let mut by_name = BTreeMap::<&str, (usize, &'a Resource)>::new();
	let names: Vec<_> = resources.iter().map(Resource::reference).collect();
	for (index, (resource, name)) in resources.iter().zip(&names).enumerate() {
		let supports = kind_of_type(resource.resource_type()) == Some(Kind::Supporting);
		if supports && resource.patients().is_empty() {
			let keys = name.as_deref().into_iter().chain(resource.full_url());
			by_name.extend(keys.map(|key| (key, (index, resource))));
		}
	}
	let mut found = BTreeMap::<usize, &'a Resource>::new();
	let mut open: Vec<&Resource> = own.to_vec();
	while let Some(resource) = open.pop() {
		let mut references = BTreeSet::new();
		collect_references(resource.value(), &mut references);
		for reference in references {
			let local = reference.split("/_history/").next().unwrap_or(reference);
			let tail = local.rmatch_indices('/').nth(1).map_or(local, |(at, _)| local.get(at + 1..).unwrap_or(local));
			let target = by_name.get(local).or_else(|| by_name.get(tail));
			if let Some((index, target)) = target {
				if found.insert(*index, target).is_none() {
					open.push(target);
				}
			}
		}
	}
	found.into_values().collect()
}

/// All references of a resource, and the URLs of its attachments.
fn collect_references<'a>(value: &'a Value, references: &mut BTreeSet<&'a str>) {
	match value {
		Value::Object(members) => {
			for (name, value) in members {
				match value.as_str() {
					Some(text) if matches!(name.as_str(), "reference" | "url") => references.extend([text]),
					_ => collect_references(value, references),
				}
			}
		},
		Value::Array(items) => items.iter().for_each(|item| collect_references(item, references)),
		_ => {},
	}
}

/// A `Bundle` of type `collection` with these resources, byte for byte as they are in canonical form.
pub fn bundle<'a>(resources: impl IntoIterator<Item = &'a Resource>) -> Vec<u8> {
	let mut json = br#"{"entry":["#.to_vec();
	for (index, resource) in resources.into_iter().enumerate() {
		if index > 0 {
			json.push(b',');
		}
		json.push(b'{');
		if let Some(url) = resource.full_url() {
			json.extend_from_slice(format!("\"fullUrl\":{},", Value::from(url)).as_bytes());
		}
		json.extend_from_slice(br#""resource":"#);
		json.extend_from_slice(resource.canonical());
		json.push(b'}');
	}
	json.extend_from_slice(br#"],"resourceType":"Bundle","type":"collection"}"#);
	json
}

/// The `Bundle` of one patient's resources and what supports them: see [`select`].
///
/// # Errors
/// [`FhirError::NoSuchPatient`].
pub fn bundle_for_patient(resources: &[Resource], patient: &str) -> Result<PatientBundle, FhirError> {
	let Selection { own, supporting, shared } = select(resources, patient)?;
	Ok(PatientBundle {
		json: bundle(own.iter().chain(&supporting).copied()),
		own: own.len(),
		supporting: supporting.len(),
		shared: shared.into_iter().map(Resource::name).collect(),
	})
}

#[cfg(test)]
mod tests {
	use super::super::{canonical, read};
	use super::*;
	use serde_json::json;

	fn resources() -> Vec<Resource> {
		let observation = |id: &str, patient: &str| {
			json!({
				"resourceType": "Observation", "id": id, "status": "final", "code": { "text": "x" },
				"subject": { "reference": patient }, "performer": [{ "reference": "PractitionerRole/r" }],
				"valueQuantity": { "value": 1.0 },
			})
		};
		let entries = [
			json!({ "resourceType": "Patient", "id": "1", "managingOrganization": { "reference": "https://h/fhir/Organization/o" } }),
			json!({ "resourceType": "Patient", "id": "2" }),
			observation("a", "Patient/1"),
			observation("b", "Patient/2"),
			json!({ "resourceType": "Account", "id": "family", "status": "active",
				"subject": [{ "reference": "Patient/1" }, { "reference": "Patient/2" }] }),
			json!({ "resourceType": "PractitionerRole", "id": "r", "practitioner": { "reference": "Practitioner/p" } }),
			json!({ "resourceType": "Practitioner", "id": "p" }),
			json!({ "resourceType": "Practitioner", "id": "unrelated" }),
			json!({ "resourceType": "Organization", "id": "o", "partOf": { "reference": "Organization/o" } }),
			json!({ "resourceType": "Device", "id": "d", "patient": { "reference": "Patient/2" } }),
		];
		let entries: Vec<_> = entries.iter().map(|resource| json!({ "resource": resource })).collect();
		let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
		read(bundle.to_string().as_bytes()).unwrap()
	}

	fn names(resources: &[&Resource]) -> Vec<String> {
		resources.iter().map(|resource| resource.name()).collect()
	}

	#[test]
	fn nothing_of_another_patient_is_chosen() {
		let resources = resources();
		let selection = select(&resources, "1").unwrap();
		assert_eq!(names(&selection.own), ["Patient/1", "Observation/a"]);
		assert_eq!(names(&selection.supporting), ["PractitionerRole/r", "Practitioner/p", "Organization/o"]);
		assert_eq!(names(&selection.shared), ["Account/family"]);
		assert_eq!(select(&resources, "Patient/1").unwrap(), selection);
	}

	#[test]
	fn a_patients_bundle_reads_back_byte_for_byte() {
		let resources = resources();
		let bundle = bundle_for_patient(&resources, "2").unwrap();
		assert_eq!((bundle.own, bundle.supporting), (3, 2));
		assert_eq!(bundle.shared, ["Account/family"]);
		let again = read(&bundle.json).unwrap();
		assert_eq!(again.len(), 5);
		assert!(again.iter().all(|resource| resources.contains(resource)));
		assert_eq!(canonical(&bundle.json).unwrap(), bundle.json);
	}

	#[test]
	fn an_unknown_patient_is_an_error() {
		let error = select(&resources(), "3").unwrap_err();
		assert_eq!(error, FhirError::NoSuchPatient("Patient/3".into()));
	}

	#[test]
	fn patients_are_counted() {
		let counts = patients(&resources());
		assert_eq!(counts, [("Patient/2".to_owned(), 4), ("Patient/1".to_owned(), 3)]);
	}
}

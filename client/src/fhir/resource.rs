//! Resources as they are read: taken apart from bundles, canonical, checked.

use super::{
	canonical::{canonical, members},
	kinds::{class_of_type, is_in_model, other_version},
	FhirDate, FhirError, MAX_BUNDLE_DEPTH, MAX_INPUT, MAX_RESOURCES,
};
use core::fmt;
use serde_json::{value::RawValue, Value};
use std::collections::BTreeMap;

/// Elements that name the patient a resource is about, across all types of R4.
pub(super) const SUBJECT_ELEMENTS: [&str; 6] = ["subject", "patient", "beneficiary", "individual", "for", "candidate"];

/// One FHIR R4 resource.
#[derive(Clone, PartialEq)]
pub struct Resource {
	resource_type: String,
	id: Option<String>,
	full_url: Option<String>,
	canonical: Vec<u8>,
	value: Value,
	patients: Vec<String>,
}

impl fmt::Debug for Resource {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Resource({})", self.name())
	}
}

/// A coded value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coding<'a> {
	pub system: Option<&'a str>,
	pub code: &'a str,
	pub display: Option<&'a str>,
}

/// The codings of a `CodeableConcept`, a `Coding`, or a list of either.
pub(crate) fn codings(value: &Value) -> Vec<Coding<'_>> {
	if let Some(items) = value.as_array() {
		return items.iter().flat_map(codings).collect();
	}
	if let Some(coding) = value.get("coding") {
		return codings(coding);
	}
	let text = |name: &str| value.get(name).and_then(Value::as_str);
	match text("code") {
		Some(code) => vec![Coding { system: text("system"), code, display: text("display") }],
		None => Vec::new(),
	}
}

/// The patient that a reference names, as `Patient/<id>`; `None` if it names something else.
fn patient_of_reference(reference: &str, full_urls: &BTreeMap<String, String>) -> Option<String> {
	if let Some(local) = full_urls.get(reference) {
		let is_patient = local.starts_with("Patient/") || local.starts_with("urn:");
		return is_patient.then(|| local.clone());
	}
	let reference = reference.split("/_history/").next()?;
	let mut segments = reference.rsplit('/');
	let id = segments.next().filter(|id| !id.is_empty())?;
	(segments.next() == Some("Patient")).then(|| format!("Patient/{id}"))
}

impl Resource {
	/// Reads one resource that is no bundle.
	///
	/// # Errors
	/// See [`FhirError`].
	pub fn parse(json: &[u8]) -> Result<Self, FhirError> {
		let mut resources = read(json)?;
		match (resources.pop(), resources.is_empty()) {
			(Some(resource), true) => Ok(resource),
			_ => Err(FhirError::NotFhir("one resource was expected, this is a bundle of several".into())),
		}
	}

	fn new(full_url: Option<String>, json: &str) -> Result<Self, FhirError> {
		let canonical = canonical(json.as_bytes())?;
		let not_fhir = |problem: &str| FhirError::NotFhir(problem.to_owned());
		let value: Value = serde_json::from_slice(&canonical).map_err(|error| not_fhir(&error.to_string()))?;
		let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
		let resource_type = text("resourceType").ok_or_else(|| not_fhir("it has no resourceType"))?;
		let id = text("id");
		let resource = Self { resource_type, id, full_url, canonical, value, patients: Vec::new() };
		resource.ensure_r4()?;
		Ok(resource)
	}

	/// Whether the resource is of a type of R4 and has the form that R4 gives it.
	fn ensure_r4(&self) -> Result<(), FhirError> {
		let resource_type = &self.resource_type;
		if class_of_type(resource_type).is_none() {
			return Err(match other_version(resource_type) {
				Some(version) => FhirError::OtherVersion { resource_type: resource_type.clone(), version },
				None => FhirError::UnknownType(resource_type.clone()),
			});
		}
		if !is_in_model(resource_type) {
			return Ok(());
		}
		salus_fhir_check::check(&self.value).map_err(|problem| FhirError::NotR4 { resource: self.name(), problem })
	}

	/// The type, such as `Observation`.
	pub fn resource_type(&self) -> &str {
		&self.resource_type
	}

	/// The id, if it has one.
	pub fn id(&self) -> Option<&str> {
		self.id.as_deref()
	}

	/// The bundle entry's `fullUrl`, if the resource came in a bundle that gave one.
	pub fn full_url(&self) -> Option<&str> {
		self.full_url.as_deref()
	}

	/// The canonical bytes: what is sealed.
	pub fn canonical(&self) -> &[u8] {
		&self.canonical
	}

	/// The content. Decimals have lost their precision here; what must keep it is taken from [`Resource::canonical`].
	pub fn value(&self) -> &Value {
		&self.value
	}

	/// How others refer to it: `Type/id`, or its `fullUrl` if it has no id.
	pub fn reference(&self) -> Option<String> {
		match &self.id {
			Some(id) => Some(format!("{}/{id}", self.resource_type)),
			None => self.full_url.clone(),
		}
	}

	/// The patients it is about, as `Patient/<id>`; more than one for, say, the account of a family.
	pub fn patients(&self) -> &[String] {
		&self.patients
	}

	/// Type and id for messages.
	pub fn name(&self) -> String {
		self.reference().unwrap_or_else(|| format!("{} without id", self.resource_type))
	}

	/// The date that matters for its data: when it was effective, began, was performed, or else was written.
	pub fn date(&self) -> Option<FhirDate> {
		const ELEMENTS: [&str; 30] = [
			"/effectiveDateTime",
			"/effectivePeriod/start",
			"/effectiveInstant",
			"/onsetDateTime",
			"/onsetPeriod/start",
			"/performedDateTime",
			"/performedPeriod/start",
			"/occurrenceDateTime",
			"/occurrencePeriod/start",
			"/collection/collectedDateTime",
			"/period/start",
			"/billablePeriod/start",
			"/servicedDate",
			"/createdDateTime",
			"/start",
			"/started",
			"/whenHandedOver",
			"/whenPrepared",
			"/authoredOn",
			"/recordedDate",
			"/dateAsserted",
			"/assertedDate",
			"/dateTime",
			"/date",
			"/issued",
			"/created",
			"/recorded",
			"/sent",
			"/dateWritten",
			"/meta/lastUpdated",
		];
		ELEMENTS
			.iter()
			.filter_map(|path| self.value.pointer(path)?.as_str())
			.find_map(|text| FhirDate::parse(text).ok())
	}

	/// Finds out whom the resource is about, with the bundle's own names for its entries resolved.
	fn resolve_patients(&mut self, full_urls: &BTreeMap<String, String>) {
		let value = &self.value;
		let mut patients = Vec::new();
		if self.resource_type == "Patient" {
			patients.extend(self.reference());
		}
		let direct = SUBJECT_ELEMENTS.iter().filter_map(|name| value.get(name));
		let of_type: &[&str] = match self.resource_type.as_str() {
			"Appointment" => &["participant"],
			"AppointmentResponse" | "Schedule" => &["actor"],
			"Person" => &["link"],
			"Provenance" => &["target"],
			_ => &[],
		};
		let of_type = of_type.iter().filter_map(|name| value.get(name));
		let items = direct.chain(of_type).flat_map(|element| match element.as_array() {
			Some(items) => items.iter().collect(),
			None => vec![element],
		});
		for item in items {
			// `participant.actor` and `link.target` hold the reference one level down.
			let reference =
				[item, &item["actor"], &item["target"]].into_iter().find_map(|holder| holder.get("reference"));
			let patient = reference.and_then(Value::as_str).and_then(|text| patient_of_reference(text, full_urls));
			patients.extend(patient);
		}
		patients.sort();
		patients.dedup();
		self.patients = patients;
	}
}

/// Reads FHIR JSON: one resource, or a bundle of any type, taken apart. Entries without a resource hold no information and are
/// left out; bundles in bundles are taken apart as well.
///
/// # Errors
/// See [`FhirError`]: the first resource that is not R4 fails the whole input.
pub fn read(json: &[u8]) -> Result<Vec<Resource>, FhirError> {
	let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
	if json.len() > MAX_INPUT {
		return Err(FhirError::TooLarge(json.len()));
	}
	let start = json.trim_ascii_start();
	if start.is_empty() {
		return Err(FhirError::Empty);
	}
	if start.starts_with(b"<") {
		return Err(FhirError::Xml);
	}
	let text = core::str::from_utf8(json).map_err(|_| super::CanonicalError::NotUtf8)?;
	let mut resources = Vec::new();
	collect(None, text, 0, &mut resources)?;
	let full_urls: BTreeMap<String, String> = resources
		.iter()
		.filter_map(|resource: &Resource| Some((resource.full_url.clone()?, resource.reference()?)))
		.collect();
	resources.iter_mut().for_each(|resource| resource.resolve_patients(&full_urls));
	if resources.is_empty() {
		return Err(FhirError::NoResources);
	}
	Ok(resources)
}

fn collect(full_url: Option<String>, json: &str, depth: usize, resources: &mut Vec<Resource>) -> Result<(), FhirError> {
	let Some(members) = members(json)? else {
		// Tell what is no JSON at all from JSON that is no resource.
		canonical(json.as_bytes())?;
		return Err(FhirError::NotFhir("it is not an object".into()));
	};
	let member = |name: &str| members.iter().find(|(member, _)| member == name).map(|(_, value)| *value);
	let is_bundle = member("resourceType").and_then(text_of).as_deref() == Some("Bundle");
	if !is_bundle {
		if resources.len() >= MAX_RESOURCES {
			return Err(FhirError::TooManyResources);
		}
		resources.push(Resource::new(full_url, json)?);
		return Ok(());
	}
	if depth >= MAX_BUNDLE_DEPTH {
		return Err(FhirError::BundlesTooDeep);
	}
	let not_r4 = |problem: String| FhirError::NotR4 { resource: "Bundle".into(), problem };
	let Some(entries) = member("entry") else { return Ok(()) };
	let entries: Vec<&RawValue> =
		serde_json::from_str(entries.get()).map_err(|error| not_r4(format!("entry: {error}")))?;
	for entry in entries {
		let Some(entry) = self::members(entry.get())? else {
			return Err(not_r4("an entry is not an object".into()));
		};
		let member = |name: &str| entry.iter().find(|(member, _)| member == name).map(|(_, value)| *value);
		if let Some(resource) = member("resource") {
			let full_url = member("fullUrl").and_then(text_of);
			collect(full_url, resource.get(), depth.saturating_add(1), resources)?;
		}
	}
	Ok(())
}

fn text_of(raw: &RawValue) -> Option<String> {
	serde_json::from_str(raw.get()).ok()
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn patient(id: &str) -> Value {
		json!({ "resourceType": "Patient", "id": id })
	}

	fn observation(subject: &str) -> Value {
		json!({
			"resourceType": "Observation",
			"status": "final",
			"code": { "text": "weight" },
			"subject": { "reference": subject },
			"effectiveDateTime": "2015-02"
		})
	}

	fn bundle(entries: &[Value]) -> Value {
		let entries: Vec<_> = entries.iter().map(|resource| json!({ "resource": resource })).collect();
		json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
	}

	fn read_value(value: &Value) -> Result<Vec<Resource>, FhirError> {
		read(value.to_string().as_bytes())
	}

	#[test]
	fn a_bundle_is_taken_apart_whatever_its_depth() {
		let inner = bundle(&[patient("1"), observation("Patient/1")]);
		let resources = read_value(&bundle(&[inner, patient("2")])).unwrap();
		let names: Vec<_> = resources.iter().map(Resource::name).collect();
		assert_eq!(names, ["Patient/1", "Observation without id", "Patient/2"]);
		assert_eq!(resources[1].date().unwrap().as_str(), "2015-02");
	}

	#[test]
	fn subjects_are_found_however_they_are_named() {
		for reference in
			["Patient/1", "Patient/1/_history/2", "https://hospital/fhir/Patient/1", "urn:uuid:0a", "https://other/1"]
		{
			let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": [
				{ "fullUrl": "urn:uuid:0a", "resource": patient("1") },
				{ "fullUrl": "https://other/1", "resource": patient("1") },
				{ "resource": observation(reference) },
			]});
			assert_eq!(read_value(&bundle).unwrap()[2].patients(), ["Patient/1"], "{reference}");
		}
		for reference in ["Group/1", "#contained", "Patient/", "urn:uuid:unknown", ""] {
			assert!(read_value(&observation(reference)).unwrap()[0].patients().is_empty(), "{reference}");
		}
	}

	#[test]
	fn a_patient_without_an_id_is_known_by_its_full_url() {
		let bundle = json!({ "resourceType": "Bundle", "type": "document", "entry": [
			{ "fullUrl": "urn:uuid:0a", "resource": { "resourceType": "Patient" } },
			{ "resource": observation("urn:uuid:0a") },
		]});
		let resources = read_value(&bundle).unwrap();
		assert_eq!(resources[0].patients(), ["urn:uuid:0a"]);
		assert_eq!(resources[1].patients(), ["urn:uuid:0a"]);
	}

	#[test]
	fn appointments_and_family_accounts_name_their_patients_elsewhere() {
		let appointment = json!({
			"resourceType": "Appointment", "status": "booked",
			"participant": [
				{ "status": "accepted", "actor": { "reference": "Practitioner/9" } },
				{ "status": "accepted", "actor": { "reference": "Patient/1" } },
			],
		});
		assert_eq!(read_value(&appointment).unwrap()[0].patients(), ["Patient/1"]);
		let account = json!({
			"resourceType": "Account", "status": "active",
			"subject": [{ "reference": "Patient/2" }, { "reference": "Patient/1" }],
		});
		assert_eq!(read_value(&account).unwrap()[0].patients(), ["Patient/1", "Patient/2"]);
	}

	#[test]
	fn each_unreadable_input_has_its_error() {
		let error = |input: &[u8]| read(input).unwrap_err();
		assert_eq!(error(b""), FhirError::Empty);
		assert_eq!(error(b" \n\t"), FhirError::Empty);
		assert_eq!(error(b"<Patient xmlns=\"http://hl7.org/fhir\"/>"), FhirError::Xml);
		assert!(matches!(error(b"{\"resourceType\": \"Pat"), FhirError::Json(_)));
		assert!(matches!(error(b"Patient"), FhirError::Json(_)));
		assert!(matches!(error(b"\xff\xfe"), FhirError::Json(super::super::CanonicalError::NotUtf8)));
		assert!(matches!(error(b"[]"), FhirError::NotFhir(_)));
		assert!(matches!(error(b"{\"name\": \"x\"}"), FhirError::NotFhir(_)));
		assert_eq!(error(&vec![b' '; MAX_INPUT + 1]), FhirError::TooLarge(MAX_INPUT + 1));
		assert_eq!(error(br#"{"resourceType": "Pattient"}"#), FhirError::UnknownType("Pattient".into()));
		assert!(
			matches!(error(br#"{"resourceType": "ProcedureRequest"}"#), FhirError::OtherVersion { version, .. } if version.contains("STU3"))
		);
		assert!(
			matches!(error(br#"{"resourceType": "DeviceUsage"}"#), FhirError::OtherVersion { version, .. } if version.contains("R5"))
		);
		assert!(matches!(error(br#"{"resourceType": "Observation"}"#), FhirError::NotR4 { .. }));
		// The form that R5 gives a request for medicine.
		let r5 = json!({
			"resourceType": "MedicationRequest", "status": "active", "intent": "order",
			"medication": { "concept": { "text": "x" } }, "subject": { "reference": "Patient/1" },
		});
		assert!(matches!(read_value(&r5).unwrap_err(), FhirError::NotR4 { .. }));
		assert_eq!(read_value(&bundle(&[])).unwrap_err(), FhirError::NoResources);
		assert_eq!(error(br#"{"resourceType": "Bundle", "type": "collection"}"#), FhirError::NoResources);
		assert!(matches!(error(br#"{"resourceType": "Bundle", "entry": {}}"#), FhirError::NotR4 { .. }));
		assert!(matches!(error(br#"{"resourceType": "Bundle", "entry": [1]}"#), FhirError::NotR4 { .. }));
		let nested = (0..MAX_BUNDLE_DEPTH).fold(bundle(&[patient("1")]), |inner, _| bundle(&[inner]));
		assert_eq!(read_value(&nested).unwrap_err(), FhirError::BundlesTooDeep);
	}

	#[test]
	fn one_bad_resource_fails_the_bundle_and_is_named() {
		let bad = json!({ "resourceType": "Observation", "id": "bad" });
		let error = read_value(&bundle(&[patient("1"), bad])).unwrap_err();
		assert!(matches!(&error, FhirError::NotR4 { resource, .. } if resource == "Observation/bad"), "{error}");
	}

	#[test]
	fn a_byte_order_mark_is_no_problem() {
		let with_mark = [b"\xef\xbb\xbf", patient("1").to_string().as_bytes()].concat();
		assert_eq!(read(&with_mark).unwrap().len(), 1);
	}
}

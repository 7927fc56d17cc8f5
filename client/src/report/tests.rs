use super::*;
use crate::fhir::read;
use serde_json::{json, Value};

/// 20 November 2026.
const NOW: Moment = 1_795_132_800_000;

fn record() -> Vec<Resource> {
	let concept = |text: &str| json!({ "text": text });
	let coded = |system: &str, code: &str| json!({ "coding": [{ "system": system, "code": code }] });
	let patient = json!({ "reference": "Patient/1" });
	let clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";
	let entries = [
		json!({ "resourceType": "Patient", "id": "1", "birthDate": "1974-12-25", "gender": "male",
			"name": [{ "use": "usual", "given": ["Jim"] }, { "use": "official", "family": "Chalmers", "given": ["Peter", "James"] }] }),
		json!({ "resourceType": "Condition", "id": "past", "subject": patient, "code": concept("Fracture"),
			"clinicalStatus": coded(clinical, "resolved"), "onsetDateTime": "2013-01-01", "abatementDateTime": "2013-02-10" }),
		json!({ "resourceType": "Condition", "id": "now", "subject": patient, "code": concept("Hypertension"),
			"clinicalStatus": coded(clinical, "active"), "onsetDateTime": "2016" }),
		json!({ "resourceType": "Condition", "id": "wrong", "subject": patient, "code": concept("Nothing"),
			"verificationStatus": coded("http://terminology.hl7.org/CodeSystem/condition-ver-status", "entered-in-error") }),
		json!({ "resourceType": "Medication", "id": "m", "code": concept("Nitroglycerin") }),
		json!({ "resourceType": "MedicationRequest", "id": "r", "status": "active", "intent": "order", "subject": patient,
			"medicationReference": { "reference": "Medication/m" }, "authoredOn": "2020-05-01",
			"dosageInstruction": [{ "text": "one when needed" }] }),
		json!({ "resourceType": "MedicationStatement", "id": "s", "status": "completed", "subject": patient,
			"contained": [{ "resourceType": "Medication", "id": "c", "code": concept("Amoxicillin") }],
			"medicationReference": { "reference": "#c" },
			"effectivePeriod": { "start": "2015-01-01", "end": "2015-01-10" } }),
		json!({ "resourceType": "Procedure", "id": "p", "status": "completed", "subject": patient, "code": concept("Appendectomy"),
			"performedPeriod": { "start": "2013-04-05T10:00:00Z", "end": "2013-04-05T10:45:00Z" } }),
		json!({ "resourceType": "AllergyIntolerance", "id": "a", "patient": patient, "code": concept("Penicillin"), "criticality": "high",
			"clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active") }),
		json!({ "resourceType": "Immunization", "id": "i", "status": "completed", "patient": patient,
			"vaccineCode": concept("Influenza"), "occurrenceDateTime": "2019-10-10", "lotNumber": "AAJN11K" }),
		json!({ "resourceType": "Observation", "id": "b", "status": "final", "subject": patient,
			"code": coded("http://loinc.org", "883-9"), "valueCodeableConcept": concept("A"), "effectiveDateTime": "2018" }),
		json!({ "resourceType": "Encounter", "id": "e", "status": "finished", "subject": patient, "class": { "code": "AMB" } }),
	];
	let entries: Vec<_> = entries.iter().map(|resource| json!({ "resource": resource })).collect();
	let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
	let precise = br#"{"resourceType":"Observation","id":"w","status":"final","subject":{"reference":"Patient/1"},
		"code":{"text":"Weight"},"valueQuantity":{"value":185.00,"unit":"lbs"},"effectiveDateTime":"2016-03-28"}"#;
	let mut resources = read(bundle.to_string().as_bytes()).unwrap();
	resources.extend(read(precise).unwrap());
	resources
}

fn report() -> Report {
	Report::new(record().into_iter().map(ReportItem::from).collect(), NOW).unwrap()
}

#[test]
fn every_section_has_its_entries() {
	let report = report();
	assert_eq!(report.person.name, "Peter James Chalmers");
	let names = |entries: &[Entry]| entries.iter().map(|entry| entry.name.clone()).collect::<Vec<_>>();
	assert_eq!(names(&report.conditions), ["Hypertension", "Fracture"]);
	assert_eq!(names(&report.operations), ["Appendectomy"]);
	assert_eq!(names(&report.allergies), ["Penicillin"]);
	assert!(report.allergies[0].alert);
	assert_eq!(names(&report.immunizations), ["Influenza"]);
	let medicines: Vec<_> = report.medicines.iter().map(|medicine| (medicine.event, &*medicine.entry.name)).collect();
	assert_eq!(medicines, [("prescribed", "Nitroglycerin"), ("taken", "Amoxicillin")]);
	assert_eq!(report.medicines[0].dosage, "one when needed");
	assert_eq!(report.blood_group[0].value, "A");
	assert_eq!(report.in_error, ["Condition/wrong"]);
	assert_eq!(report.others, [("Encounter".to_owned(), 1), ("Medication".to_owned(), 1)].into());
}

#[test]
fn dates_and_durations_are_those_of_the_records() {
	let report = report();
	let duration = |entry: &Entry| entry.span.duration(report.generated).unwrap_or_default();
	assert_eq!(duration(&report.conditions[0]), "about 10 years 10 months so far");
	assert_eq!(duration(&report.conditions[1]), "5 weeks");
	assert_eq!(duration(&report.operations[0]), "45 minutes");
	assert_eq!(duration(&report.medicines[0].entry), "6 years 6 months so far");
	assert_eq!(duration(&report.medicines[1].entry), "10 days");
}

#[test]
fn numbers_keep_their_precision() {
	let report = report();
	assert!(report.results.iter().any(|result| result.value == "185.00 lbs"));
	assert!(report.html().unwrap().contains("185.00 lbs"));
}

#[test]
fn the_page_loads_and_runs_nothing() {
	let html = report().html().unwrap();
	for forbidden in ["<script", "src=", "@import", "url(", "<link", "<iframe", "onload", "http://", "https://"] {
		assert!(!html.contains(forbidden), "{forbidden}");
	}
	for wanted in [
		"<html lang=\"en\">",
		"<main",
		"<caption>",
		"scope=\"col\"",
		"scope=\"row\"",
		"default-src 'none'",
		"@media print",
	] {
		assert!(html.contains(wanted), "{wanted}");
	}
}

#[test]
fn what_records_say_is_escaped() {
	let evil = "<script>alert(1)</script>\"'><img onerror=x>";
	let text = json!({ "text": evil });
	let resources = [
		json!({ "resourceType": "Patient", "id": evil, "name": [{ "text": evil }], "identifier": [{ "value": evil }] }),
		json!({ "resourceType": "Condition", "subject": { "display": evil }, "code": text, "note": [{ "text": evil }] }),
		json!({ "resourceType": "Observation", "status": "final", "code": text, "valueString": evil,
			"component": [{ "code": text, "valueString": evil }], "interpretation": [text], "referenceRange": [{ "text": evil }] }),
		json!({ "resourceType": "MedicationStatement", "status": "active", "subject": {}, "medicationCodeableConcept": text,
			"dosage": [{ "text": evil }] }),
	];
	let items =
		resources.iter().flat_map(|value: &Value| read(value.to_string().as_bytes()).unwrap()).map(|resource| {
			ReportItem { resource, origin: Some(Origin { record: RecordId(1), author: evil.to_owned(), anchored: 0 }) }
		});
	let html = Report::new(items.collect(), NOW).unwrap().html().unwrap();
	assert!(!html.contains("<script") && !html.contains("<img"));
	assert!(html.contains("&#60;script&#62;"));
}

#[test]
fn the_document_reads_back_with_every_resource() {
	let bundle = report().bundle();
	assert_eq!(salus_fhir_check::check(&serde_json::from_slice(&bundle).unwrap()), Ok(()));
	let resources = read(&bundle).unwrap();
	assert_eq!(resources[0].resource_type(), "Composition");
	assert_eq!(resources[0].patients(), ["Patient/1"]);
	let canonical = |resources: &[Resource]| resources.iter().map(|one| one.canonical().to_vec()).collect::<Vec<_>>();
	assert_eq!(canonical(&resources[1..]), canonical(&record()));
	// Every entry of a section is an entry of the document.
	let urls: Vec<_> = resources.iter().filter_map(Resource::full_url).collect();
	let sections = resources[0].value()["section"].as_array().unwrap();
	let entries: Vec<_> = sections.iter().flat_map(|section| section["entry"].as_array().unwrap()).collect();
	assert_eq!(entries.len(), record().len() - 1);
	assert!(entries.iter().all(|entry| urls.contains(&entry["reference"].as_str().unwrap())));
}

#[test]
fn a_report_is_of_one_patient() {
	assert!(matches!(Report::new(Vec::new(), NOW), Err(ReportError::Empty)));
	assert!(matches!(
		Report::new(record().into_iter().map(Into::into).collect(), Moment::MAX),
		Err(ReportError::Time(_))
	));
	let mut resources = record();
	resources.extend(read(br#"{"resourceType":"Patient","id":"2"}"#).unwrap());
	let error = html(&resources, NOW).unwrap_err();
	assert!(matches!(error, ReportError::SeveralPatients(patients) if patients == ["Patient/1", "Patient/2"]));
}

#[test]
fn a_record_without_the_patient_still_reports() {
	let resources: Vec<_> = record().into_iter().filter(|resource| resource.resource_type() != "Patient").collect();
	assert!(html(&resources, NOW).unwrap().contains("Patient/1"));
	assert!(read(&bundle(&resources, NOW).unwrap()).is_ok());
}

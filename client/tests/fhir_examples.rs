//! The official examples of FHIR R4, all of them. Set `SALUS_FHIR_EXAMPLES` to the folder that `scripts/fetch-fhir-examples.sh`
//! prints.

use salus_client::{
	fhir::{
		self,
		consent::{self, ConsentDecision, ConsentError, ConsentOptions},
		FhirError, RestrictionPolicy,
	},
	keys::{PersonaId, Root},
	report,
};
use salus_primitives::{consent::ActionSet, records::RecordClass};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// 20 November 2026.
const NOW: u64 = 1_795_132_800_000;

fn folder() -> Option<PathBuf> {
	let folder = std::env::var_os("SALUS_FHIR_EXAMPLES").map(PathBuf::from);
	if folder.is_none() {
		eprintln!(
			"skipped: SALUS_FHIR_EXAMPLES is not set; scripts/fetch-fhir-examples.sh prints the folder to set it to"
		);
	}
	folder
}

/// Every file of the package that is a resource, with its name.
fn files() -> Option<Vec<(String, Vec<u8>)>> {
	let mut files: Vec<_> = fs::read_dir(folder()?)
		.unwrap()
		.map(|entry| entry.unwrap().path())
		.filter(|path| path.extension().is_some_and(|extension| extension == "json"))
		.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
		.filter(|(name, _)| name != "package.json" && !name.starts_with('.'))
		.map(|(name, path)| (name, fs::read(path).unwrap()))
		.collect();
	files.sort();
	Some(files)
}

fn is_definition(name: &str) -> bool {
	let kind = name.split('-').next().unwrap_or_default();
	fhir::kind_of_type(kind).is_none_or(|kind| kind == fhir::Kind::Definition)
}

#[test]
fn every_example_is_read_or_refused_for_a_known_reason() {
	let Some(files) = files() else { return };
	let keys = Root::from_uri("//Alice").unwrap().persona(PersonaId::ROOT).matching_keys();
	let (mut imported, mut facts, mut refused) = (0, 0, BTreeMap::new());
	let mut classes = BTreeMap::<RecordClass, usize>::new();
	for (name, bytes) in &files {
		match fhir::records(bytes, &keys, &RestrictionPolicy::default()) {
			Ok(records) => {
				imported += records.len();
				for record in records {
					facts += record.facts.len();
					*classes.entry(record.class).or_default() += 1;
				}
			},
			Err(error) => drop(refused.insert(name.clone(), error)),
		}
	}
	assert_eq!((files.len(), imported, facts), (5_306, 18_928, 6));
	let patient_data = |class: &RecordClass| *class != RecordClass::Document;
	assert_eq!(classes.iter().filter(|(class, _)| patient_data(class)).map(|(_, count)| count).sum::<usize>(), 1_064);
	for (class, count) in [
		(RecordClass::Medication, 120),
		(RecordClass::Laboratory, 613),
		(RecordClass::Financial, 51),
		(RecordClass::Restricted(0), 30),
	] {
		assert_eq!(classes.get(&class), Some(&count), "{class:?}");
	}

	// Bundles of requests hold no resource; the others lack an element that R4 requires.
	let empty: Vec<_> =
		refused.iter().filter(|(_, error)| **error == FhirError::NoResources).map(|(name, _)| name).collect();
	assert_eq!(empty, ["Bundle-bundle-request-medsallergies.json", "Bundle-bundle-request-simplesummary.json"]);
	refused.retain(|_, error| *error != FhirError::NoResources);
	for (name, error) in &refused {
		assert!(
			matches!(error, FhirError::NotR4 { problem, .. } if problem.starts_with("missing field")),
			"{name}: {error}"
		);
		assert!(is_definition(name) || name == "ig-r4.json", "{name}: {error}");
	}
	assert_eq!(refused.len(), 13);
}

#[test]
fn the_patients_of_the_examples_are_told_apart() {
	let Some(files) = files() else { return };
	let resources: Vec<_> = files
		.iter()
		.filter(|(name, _)| !is_definition(name))
		.flat_map(|(_, bytes)| fhir::read(bytes).unwrap_or_default())
		.collect();
	for (patient, own, supporting) in [("example", 147, 14), ("pat1", 99, 18), ("f001", 37, 10), ("f201", 26, 14)] {
		assert!(fhir::patients(&resources).contains(&(format!("Patient/{patient}"), own)));
		let bundle = fhir::bundle_for_patient(&resources, patient).unwrap();
		assert_eq!((bundle.own, bundle.supporting, bundle.shared.len()), (own, supporting, 0), "{patient}");
		let read = fhir::read(&bundle.json).unwrap();
		assert_eq!(read.len(), bundle.own + bundle.supporting);
		let html = report::html(&read, NOW).unwrap();
		assert!(html.contains("</html>") && !html.contains("<script"));
		// To look at.
		if let Some(target) = std::env::var_os("SALUS_REPORT_FOLDER").map(PathBuf::from) {
			fs::write(target.join(format!("{patient}.html")), html).unwrap();
		}
		let document = fhir::read(&report::bundle(&read, NOW).unwrap()).unwrap();
		assert_eq!(document.len(), read.len() + 1);
	}
}

#[test]
fn the_twelve_consents_are_mapped_or_their_parts_are_named() {
	let Some(folder) = folder() else { return };
	let read = |name: &str| {
		let bytes = fs::read(folder.join(format!("Consent-consent-example-{name}.json"))).unwrap();
		consent::read(&bytes, &ConsentOptions::default())
	};
	let parts = |name: &str| match read(name) {
		Err(ConsentError::Unmappable(parts)) => parts.into_iter().map(|part| part.path).collect::<Vec<_>>(),
		other => panic!("{name}: {other:?}"),
	};
	for (name, decision, exceptions) in [
		("Out", ConsentDecision::Deny, 0),
		("basic", ConsentDecision::Permit, 0),
		("notAuthor", ConsentDecision::Permit, 0),
		("notOrg", ConsentDecision::Permit, 1),
		("notThem", ConsentDecision::Permit, 0),
		("notTime", ConsentDecision::Permit, 0),
	] {
		let terms = read(name).unwrap_or_else(|error| panic!("{name}: {error}"));
		assert_eq!((terms.decision, terms.exceptions.len()), (decision, exceptions), "{name}");
		let again = consent::write_r4(&terms).unwrap().to_string();
		assert_eq!(consent::read(again.as_bytes(), &ConsentOptions::default()).unwrap(), terms);
	}
	assert_eq!(read("Out").unwrap().root.actions, ActionSet::DISCLOSE);

	assert_eq!(parts("Emergency"), ["Consent.provision.provision[0].type"]);
	assert_eq!(parts("grantor"), ["Consent.provision.actor"]);
	assert_eq!(parts("notThis"), ["Consent.provision.data"]);
	assert_eq!(parts("pkb").first().map(String::as_str), Some("Consent.provision.securityLabel[0]"));
	let signature = parts("signature");
	for part in ["type", "actor[0].role", "class[0]", "code"] {
		assert!(signature.contains(&format!("Consent.provision.provision[0].{part}")), "{part}");
	}
	let smart = parts("smartonfhir");
	assert_eq!(smart, ["Consent.provision.provision[0].type", "Consent.provision.provision[0].class"]);
}

#[test]
fn an_example_of_another_version_is_refused() {
	assert!(matches!(
		fhir::read(br#"{"resourceType": "ReferralRequest", "status": "active"}"#),
		Err(FhirError::OtherVersion { .. })
	));
}

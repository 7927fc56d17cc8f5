//! What goes to restricted compartments, because its class would give it away or because it is labelled sensitive.

use super::{class_of_type, resource::codings, Resource};
use salus_primitives::records::RecordClass;
use serde_json::Value;
use std::collections::BTreeMap;

const CONFIDENTIALITY: &[&str] = &[
	"http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
	"http://hl7.org/fhir/v3/Confidentiality",
	"urn:oid:2.16.840.1.113883.5.25",
];
const ACT_CODE: &[&str] = &[
	"http://terminology.hl7.org/CodeSystem/v3-ActCode",
	"http://hl7.org/fhir/v3/ActCode",
	"urn:oid:2.16.840.1.113883.5.4",
];

/// The codes of v3-ActCode `InformationSensitivityPolicy`: each says that the information is sensitive.
const SENSITIVITY: &[&str] = &[
	"ADOL", "B", "BH", "CEL", "COGN", "DEMO", "DIA", "DOB", "DRGIS", "DVD", "EMOTDIS", "EMP", "EMPL", "ETH", "ETHUD",
	"GDIS", "GENDER", "HIV", "LIVARG", "LOCIS", "MARST", "MH", "MST", "OPIOIDUD", "PDS", "PHY", "PREGNANT", "PRS",
	"PSY", "PSYTHPN", "RACE", "REL", "SCA", "SDV", "SEX", "SICKLE", "SPI", "SSP", "STD", "SUD", "TBOO", "VIO",
];

/// A rule by code: resources coded so go to the compartment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRule {
	/// The code system, such as `http://hl7.org/fhir/sid/icd-10`.
	pub system: String,
	/// The beginning of the codes, such as `F` for all mental disorders of ICD-10.
	pub code_prefix: String,
	/// The compartment.
	pub compartment: u8,
}

/// Which resources are restricted, and to which of the patient's compartments they go. The patient chooses the numbers; what
/// they mean is never on chain.
///
/// Restricted is a resource
/// - whose `meta.security` says confidentiality R or V,
/// - whose `meta.security` bears any information-sensitivity code of v3-ActCode (`PSY`, `SUD`, `HIV`, `SEX`, `STD`, `GDIS`, …),
/// - whose type says that genes were looked at (`MolecularSequence`), as if it bore `GDIS`,
/// - that is coded as one of [`RestrictionPolicy::codes`] says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestrictionPolicy {
	/// Compartments by sensitivity code.
	pub compartments: BTreeMap<String, u8>,
	/// Rules by clinical code; the first that fits counts.
	pub codes: Vec<CodeRule>,
	/// The compartment of what is sensitive and named by neither.
	pub otherwise: u8,
}

impl RestrictionPolicy {
	/// The class of a resource under this policy.
	pub fn class_of(&self, resource: &Resource) -> RecordClass {
		match self.compartment_of(resource) {
			Some(compartment) => RecordClass::Restricted(compartment),
			None => class_of_type(resource.resource_type()).unwrap_or(RecordClass::Document),
		}
	}

	/// The compartment of a sensitivity code of v3-ActCode; `None` if the code says nothing about sensitivity.
	pub fn compartment_of_label(&self, code: &str) -> Option<u8> {
		let known = SENSITIVITY.contains(&code) || self.compartments.contains_key(code);
		known.then(|| self.compartments.get(code).copied().unwrap_or(self.otherwise))
	}

	fn compartment_of(&self, resource: &Resource) -> Option<u8> {
		let value = resource.value();
		let labels: Vec<(&str, &str)> = value
			.pointer("/meta/security")
			.and_then(Value::as_array)
			.into_iter()
			.flatten()
			.filter_map(|coding| Some((coding.get("system")?.as_str()?, coding.get("code")?.as_str()?)))
			.collect();
		let sensitivity = labels
			.iter()
			.filter(|(system, _)| ACT_CODE.contains(system))
			.find_map(|(_, code)| self.compartment_of_label(code));
		let genetic = || {
			let is_genetic = resource.resource_type() == "MolecularSequence";
			is_genetic.then(|| self.compartment_of_label("GDIS")).flatten()
		};
		let by_code = || {
			let codes = ["code", "medicationCodeableConcept", "vaccineCode", "type", "category", "reasonCode"];
			let codings: Vec<_> = codes.iter().filter_map(|name| value.get(name)).flat_map(codings).collect();
			let fits = |rule: &&CodeRule| {
				codings
					.iter()
					.any(|coding| coding.system == Some(&rule.system) && coding.code.starts_with(&rule.code_prefix))
			};
			self.codes.iter().find(fits).map(|rule| rule.compartment)
		};
		let confidential = || {
			labels
				.iter()
				.any(|(system, code)| CONFIDENTIALITY.contains(system) && matches!(*code, "R" | "V"))
				.then_some(self.otherwise)
		};
		sensitivity.or_else(genetic).or_else(by_code).or_else(confidential)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn policy() -> RestrictionPolicy {
		RestrictionPolicy {
			compartments: BTreeMap::from([("PSY".into(), 4), ("GDIS".into(), 5)]),
			codes: vec![CodeRule {
				system: "http://hl7.org/fhir/sid/icd-10".into(),
				code_prefix: "F".into(),
				compartment: 4,
			}],
			otherwise: 9,
		}
	}

	fn class(value: Value) -> RecordClass {
		policy().class_of(&Resource::parse(value.to_string().as_bytes()).unwrap())
	}

	fn condition(security: Value, code: Value) -> Value {
		json!({
			"resourceType": "Condition",
			"meta": { "security": security },
			"subject": { "reference": "Patient/1" },
			"code": { "coding": [code] }
		})
	}

	fn label(system: &str, code: &str) -> Value {
		json!([{ "system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code }])
	}

	#[test]
	fn labels_restrict() {
		let with = |system, code| class(condition(label(system, code), json!({ "code": "x" })));
		assert_eq!(with("v3-Confidentiality", "R"), RecordClass::Restricted(9));
		assert_eq!(with("v3-Confidentiality", "V"), RecordClass::Restricted(9));
		assert_eq!(with("v3-Confidentiality", "N"), RecordClass::Condition);
		assert_eq!(with("v3-ActCode", "PSY"), RecordClass::Restricted(4));
		for code in ["SUD", "HIV", "SEX", "STD", "TBOO"] {
			assert_eq!(with("v3-ActCode", code), RecordClass::Restricted(9), "{code}");
		}
		assert_eq!(with("v3-ActCode", "NPSY"), RecordClass::Condition);
		assert_eq!(with("v3-ActReason", "PSY"), RecordClass::Condition);
	}

	#[test]
	fn codes_restrict() {
		let icd = |code| json!({ "system": "http://hl7.org/fhir/sid/icd-10", "code": code });
		assert_eq!(class(condition(json!([]), icd("F32.1"))), RecordClass::Restricted(4));
		assert_eq!(class(condition(json!([]), icd("J45"))), RecordClass::Condition);
		let other = json!({ "system": "http://snomed.info/sct", "code": "F32.1" });
		assert_eq!(class(condition(json!([]), other)), RecordClass::Condition);
	}

	#[test]
	fn the_compartment_of_a_label_goes_before_plain_confidentiality() {
		let both = json!([
			{ "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "V" },
			{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "PSY" },
		]);
		assert_eq!(class(condition(both, json!({ "code": "x" }))), RecordClass::Restricted(4));
	}

	#[test]
	fn genes_are_restricted_by_their_type() {
		let sequence = json!({ "resourceType": "MolecularSequence", "coordinateSystem": 0 });
		assert_eq!(class(sequence), RecordClass::Restricted(5));
	}
}

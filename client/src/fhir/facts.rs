//! Critical facts: what must not be contradicted. Blood group, rhesus factor, and each allergy by its code.
//!
//! Subject and value are normalised, so that the same fact meets however it is coded: `O Rh(D) positive` as LOINC 882-1 is the
//! blood group `O` of 883-9 and the rhesus factor `+` of 10331-7. On chain both are HMACs under the patient's own key.

use super::resource::{codings, Coding, Resource};
use serde_json::Value;

const LOINC: &str = "http://loinc.org";
const SNOMED: &str = "http://snomed.info/sct";

/// A fact in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
	pub subject: String,
	pub value: &'static str,
}

const ABO: &str = "blood-group/abo";
const RHESUS: &str = "blood-group/rhesus";

/// Every value that a critical fact can have.
pub const FACT_VALUES: [&str; 8] = ["A", "B", "AB", "O", "+", "-", "present", "refuted"];

/// The critical facts that a resource states, in the clear: what each is about, and its value.
pub fn stated_facts(resource: &Resource) -> Vec<(String, &'static str)> {
	facts(resource).0.into_iter().map(|fact| (fact.subject, fact.value)).collect()
}

/// SNOMED CT codes that say no allergy is known. They are about no single allergy and give no fact.
const NO_KNOWN_ALLERGY: [&str; 5] = ["716186003", "409137002", "716184000", "428607008", "429625007"];

/// The facts that a resource states, and notes on what could not be understood.
pub(super) fn facts(resource: &Resource) -> (Vec<Fact>, Vec<String>) {
	let value = resource.value();
	match resource.resource_type() {
		"Observation" => blood_group(resource.name(), value),
		"AllergyIntolerance" => allergy(resource.name(), value),
		_ => Default::default(),
	}
}

/// What a LOINC code says is measured: the ABO group, the rhesus factor, or both.
fn blood_group_parts(code: &Value) -> Option<&'static [&'static str]> {
	codings(code).into_iter().filter(|coding| coding.system == Some(LOINC)).find_map(|coding| match coding.code {
		"882-1" => Some(&[ABO, RHESUS][..]),
		"883-9" => Some(&[ABO][..]),
		"10331-7" => Some(&[RHESUS][..]),
		_ => None,
	})
}

fn blood_group(name: String, observation: &Value) -> (Vec<Fact>, Vec<String>) {
	let status = observation.get("status").and_then(Value::as_str);
	if !matches!(status, Some("final" | "amended" | "corrected")) {
		return Default::default();
	}
	let components = observation.get("component").and_then(Value::as_array);
	let (mut facts, mut notes) = (Vec::new(), Vec::new());
	for measured in core::iter::once(observation).chain(components.into_iter().flatten()) {
		let Some(parts) = measured.get("code").and_then(blood_group_parts) else { continue };
		for part in parts {
			match blood_group_value(measured, part) {
				Some(value) => facts.push(Fact { subject: (*part).to_owned(), value }),
				None => notes.push(format!("{name}: the value of {part} could not be understood")),
			}
		}
	}
	(facts, notes)
}

fn blood_group_value(measured: &Value, part: &str) -> Option<&'static str> {
	let coded = measured.get("valueCodeableConcept");
	let by_code = coded.map(codings).unwrap_or_default().into_iter().find_map(|coding| {
		let (abo, rhesus) = of_answer(&coding)?;
		if part == ABO {
			abo
		} else {
			rhesus
		}
	});
	let texts = || {
		let displays = coded.map(codings).unwrap_or_default().into_iter().filter_map(|coding| coding.display);
		let text = coded.and_then(|concept| concept.get("text")).and_then(Value::as_str);
		let plain = measured.get("valueString").and_then(Value::as_str);
		displays.chain(text).chain(plain).collect::<Vec<_>>()
	};
	by_code.or_else(|| texts().into_iter().find_map(|text| if part == ABO { abo_of(text) } else { rhesus_of(text) }))
}

type Answer = (Option<&'static str>, Option<&'static str>);

/// ABO group and rhesus factor of an answer code of LOINC or SNOMED CT.
fn of_answer(coding: &Coding<'_>) -> Option<Answer> {
	let answer = match (coding.system?, coding.code) {
		(LOINC, "LA19710-5") | (SNOMED, "112144000") => (Some("A"), None),
		(LOINC, "LA19709-7") | (SNOMED, "112149005") => (Some("B"), None),
		(LOINC, "LA19708-9") | (SNOMED, "58460004") => (Some("O"), None),
		(LOINC, "LA28449-9") | (SNOMED, "165743006") => (Some("AB"), None),
		(LOINC, "LA6576-8") | (SNOMED, "165747007") => (None, Some("+")),
		(LOINC, "LA6577-6") | (SNOMED, "165746003") => (None, Some("-")),
		(SNOMED, "278149003") => (Some("A"), Some("+")),
		(SNOMED, "278152006") => (Some("A"), Some("-")),
		(SNOMED, "278150003") => (Some("B"), Some("+")),
		(SNOMED, "278153001") => (Some("B"), Some("-")),
		(SNOMED, "278147001") => (Some("O"), Some("+")),
		(SNOMED, "278148006") => (Some("O"), Some("-")),
		(SNOMED, "278151004") => (Some("AB"), Some("+")),
		(SNOMED, "278154007") => (Some("AB"), Some("-")),
		_ => return None,
	};
	Some(answer)
}

/// The words of a text, signs kept as words of their own.
fn words(text: &str) -> Vec<String> {
	let spaced: String = text
		.to_uppercase()
		.chars()
		.flat_map(|c| match c {
			'+' | '-' => vec![' ', c, ' '],
			c if c.is_alphanumeric() => vec![c],
			_ => vec![' '],
		})
		.collect();
	spaced.split_whitespace().map(str::to_owned).collect()
}

fn abo_of(text: &str) -> Option<&'static str> {
	let groups: Vec<&'static str> = words(text)
		.iter()
		.filter_map(|word| match word.as_str() {
			"A" => Some("A"),
			"B" => Some("B"),
			"AB" => Some("AB"),
			"O" | "0" => Some("O"),
			_ => None,
		})
		.collect();
	// More than one candidate means that the text says more than a group.
	match groups[..] {
		[group] => Some(group),
		_ => None,
	}
}

fn rhesus_of(text: &str) -> Option<&'static str> {
	let signs: Vec<&'static str> = words(text)
		.iter()
		.filter_map(|word| match word.as_str() {
			"+" | "POS" | "POSITIVE" | "RHPOS" => Some("+"),
			"-" | "NEG" | "NEGATIVE" | "RHNEG" => Some("-"),
			_ => None,
		})
		.collect();
	match signs[..] {
		[sign] => Some(sign),
		_ => None,
	}
}

/// Whether an `AllergyIntolerance` says that no allergy, or none of a kind, is known.
pub(crate) fn says_none_known(allergy: &Value) -> bool {
	let coded = allergy.get("code").map(codings).unwrap_or_default();
	coded.iter().any(|coding| coding.system == Some(SNOMED) && NO_KNOWN_ALLERGY.contains(&coding.code))
}

fn allergy(name: String, allergy: &Value) -> (Vec<Fact>, Vec<String>) {
	let code_of = |element: &str| {
		let codings = allergy.get(element).map(codings).unwrap_or_default();
		codings.first().map(|coding| coding.code.to_owned())
	};
	let value = match code_of("verificationStatus").as_deref() {
		Some("entered-in-error") => return Default::default(),
		Some("refuted") => "refuted",
		// Unconfirmed and unsaid count as present: to treat as if there were none is the dangerous side.
		_ => "present",
	};
	if code_of("clinicalStatus").as_deref() == Some("resolved") {
		return Default::default();
	}
	let Some(code) = allergy.get("code") else { return Default::default() };
	let coded: Vec<_> = codings(code).into_iter().filter(|coding| coding.system.is_some()).collect();
	if says_none_known(allergy) {
		return (Vec::new(), vec![format!("{name}: that no allergy is known is not compared with single allergies")]);
	}
	let subjects = coded.iter().map(|coding| format!("allergy/{}|{}", coding.system.unwrap_or_default(), coding.code));
	let mut facts: Vec<_> = subjects.map(|subject| Fact { subject, value }).collect();
	let text = code.get("text").and_then(Value::as_str);
	if let (true, Some(text)) = (facts.is_empty(), text) {
		let normal = words(text).join(" ").to_lowercase();
		facts.push(Fact { subject: format!("allergy/text|{normal}"), value });
	}
	(facts, Vec::new())
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn facts_of(value: Value) -> Vec<(String, &'static str)> {
		let resource = Resource::parse(value.to_string().as_bytes()).unwrap();
		facts(&resource).0.into_iter().map(|fact| (fact.subject, fact.value)).collect()
	}

	fn observation(code: &str, element: &str, value: Value) -> Value {
		let mut observation = json!({
			"resourceType": "Observation", "status": "final",
			"code": { "coding": [{ "system": LOINC, "code": code }] },
		});
		observation[element] = value;
		observation
	}

	fn coded(system: &str, code: &str) -> Value {
		json!({ "coding": [{ "system": system, "code": code }] })
	}

	#[test]
	fn one_blood_group_meets_however_it_is_coded() {
		let abo = |value| (ABO.to_owned(), value);
		let rhesus = |value| (RHESUS.to_owned(), value);
		let concept = "valueCodeableConcept";
		for value in [coded(SNOMED, "112144000"), coded(LOINC, "LA19710-5"), json!({ "text": "Group A" })] {
			assert_eq!(facts_of(observation("883-9", concept, value)), [abo("A")]);
		}
		for value in [coded(SNOMED, "278147001"), json!({ "text": "O Rh(D) positive" }), json!({ "text": "0+" })] {
			assert_eq!(facts_of(observation("882-1", concept, value)), [abo("O"), rhesus("+")]);
		}
		for text in ["AB neg", "AB-", "AB Negative", "ab rh(D) NEG"] {
			assert_eq!(facts_of(observation("882-1", "valueString", text.into())), [abo("AB"), rhesus("-")], "{text}");
		}
		for value in [coded(SNOMED, "165747007"), coded(LOINC, "LA6576-8"), json!({ "text": "Positive" })] {
			assert_eq!(facts_of(observation("10331-7", concept, value)), [rhesus("+")]);
		}
	}

	#[test]
	fn a_panel_states_its_parts() {
		let mut panel = observation("34530-6", "component", json!([]));
		panel["component"] = json!([
			{ "code": coded(LOINC, "883-9"), "valueCodeableConcept": coded(SNOMED, "112149005") },
			{ "code": coded(LOINC, "10331-7"), "valueCodeableConcept": coded(SNOMED, "165746003") },
		]);
		assert_eq!(facts_of(panel), [(ABO.to_owned(), "B"), (RHESUS.to_owned(), "-")]);
	}

	#[test]
	fn what_is_not_understood_is_noted_and_not_guessed() {
		for text in ["weak A or B", "see report", "A positive or negative"] {
			let value = observation("882-1", "valueString", text.into());
			let resource = Resource::parse(value.to_string().as_bytes()).unwrap();
			let (_, notes) = facts(&resource);
			assert!(!notes.is_empty(), "{text}");
		}
	}

	#[test]
	fn what_is_preliminary_or_in_error_states_nothing() {
		for status in ["preliminary", "entered-in-error", "cancelled", "registered"] {
			let mut value = observation("883-9", "valueString", "A".into());
			value["status"] = status.into();
			assert!(facts_of(value).is_empty(), "{status}");
		}
	}

	fn allergy(status: &str, code: Value) -> Value {
		let system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
		json!({
			"resourceType": "AllergyIntolerance", "patient": { "reference": "Patient/1" },
			"verificationStatus": coded(system, status), "code": code,
		})
	}

	#[test]
	fn allergies_are_present_or_refuted_by_each_code() {
		let penicillin = json!({ "coding": [
			{ "system": SNOMED, "code": "764146007" },
			{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7980" },
		]});
		for (status, value) in [("confirmed", "present"), ("unconfirmed", "present"), ("refuted", "refuted")] {
			let found = facts_of(allergy(status, penicillin.clone()));
			assert_eq!(found.len(), 2);
			assert_eq!(found[0], (format!("allergy/{SNOMED}|764146007"), value));
		}
		assert!(facts_of(allergy("entered-in-error", penicillin)).is_empty());
		let found = facts_of(allergy("confirmed", json!({ "text": "Bee  Stings." })));
		assert_eq!(found, [("allergy/text|bee stings".to_owned(), "present")]);
		assert!(facts_of(allergy("confirmed", coded(SNOMED, "716186003"))).is_empty());
	}
}

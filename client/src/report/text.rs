//! Reading texts out of FHIR data types.

use crate::fhir::{canonical::raw_at, FhirDate, Resource};
use serde_json::Value;

/// The string at a JSON pointer.
pub(super) fn string<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
	value.pointer(pointer)?.as_str().filter(|text| !text.trim().is_empty())
}

/// The items of a list at a JSON pointer.
pub(super) fn items<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
	value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The date at a JSON pointer, if it is one.
pub(super) fn date(value: &Value, pointer: &str) -> Option<FhirDate> {
	FhirDate::parse(string(value, pointer)?).ok()
}

/// What a `CodeableConcept` says: its text, or the first display, or the first code.
pub(super) fn concept(value: Option<&Value>) -> Option<String> {
	let value = value?;
	let codings = items(value, "/coding");
	string(value, "/text")
		.or_else(|| codings.iter().find_map(|coding| string(coding, "/display")))
		.or_else(|| codings.iter().find_map(|coding| string(coding, "/code")))
		.map(clean)
}

/// The concepts of a list, joined.
pub(super) fn concepts(value: &Value, pointer: &str) -> Option<String> {
	let texts: Vec<_> = items(value, pointer).iter().filter_map(|item| concept(Some(item))).collect();
	(!texts.is_empty()).then(|| texts.join(", "))
}

/// System and code of a `CodeableConcept`, shortened for people: `SNOMED 38341003`.
pub(super) fn code(value: Option<&Value>) -> Option<String> {
	let coding = items(value?, "/coding").first()?;
	let code = string(coding, "/code")?;
	let system = string(coding, "/system").unwrap_or_default();
	let name = match system {
		"http://snomed.info/sct" => "SNOMED CT",
		"http://loinc.org" => "LOINC",
		"http://www.nlm.nih.gov/research/umls/rxnorm" => "RxNorm",
		"http://hl7.org/fhir/sid/ndc" => "NDC",
		"http://hl7.org/fhir/sid/cvx" => "CVX",
		"http://www.whocc.no/atc" => "ATC",
		system if system.contains("icd-10") => "ICD-10",
		system if system.contains("icd-9") => "ICD-9",
		_ => "",
	};
	Some(format!("{name} {code}").trim().to_owned())
}

/// A word of FHIR for people: `entered-in-error` as `entered in error`.
pub(super) fn clean(text: &str) -> String {
	text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn status(text: &str) -> String {
	text.replace('-', " ")
}

/// The display of a reference, or what it refers to.
pub(super) fn reference(value: Option<&Value>) -> Option<String> {
	let value = value?;
	string(value, "/display").or_else(|| string(value, "/reference").filter(|text| !text.starts_with('#'))).map(clean)
}

/// A `HumanName`.
pub(super) fn human_name(value: &Value) -> Option<String> {
	if let Some(text) = string(value, "/text") {
		return Some(clean(text));
	}
	let words =
		|pointer: &str| items(value, pointer).iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>();
	let family = string(value, "/family").map(str::to_owned);
	let parts: Vec<_> =
		words("/prefix").into_iter().chain(words("/given")).chain(family).chain(words("/suffix")).collect();
	(!parts.is_empty()).then(|| clean(&parts.join(" ")))
}

/// A `Quantity` at a path of the resource, digits as they were written.
pub(super) fn quantity(resource: &Resource, path: &[&str]) -> Option<String> {
	let pointer = format!("/{}", path.join("/"));
	let value = resource.value().pointer(&pointer)?;
	let number = raw_at(resource.canonical(), &[path, &["value"]].concat())?;
	// A code of UCUM reads like a unit; a code of SNOMED CT is a number that would read like part of the value.
	let coded = string(value, "/code").filter(|code| code.chars().any(char::is_alphabetic) || *code == "%");
	// Braces are how UCUM writes what is counted, as in `{score}`.
	let unit = string(value, "/unit").or(coded).unwrap_or_default().trim_matches(['{', '}']);
	let comparator = string(value, "/comparator").unwrap_or_default();
	let space = if unit.is_empty() || unit == "%" { "" } else { " " };
	Some(format!("{comparator}{number}{space}{unit}").trim().to_owned())
}

/// The `value[x]` of an observation or component at a path of the resource.
pub(super) fn value_x(resource: &Resource, path: &[&str]) -> Option<String> {
	let pointer = path.iter().map(|segment| format!("/{segment}")).collect::<String>();
	let value = resource.value().pointer(&pointer)?;
	let at = |name: &'static str| [path, &[name]].concat();
	if value.get("valueQuantity").is_some() {
		return quantity(resource, &at("valueQuantity"));
	}
	if let Some(found) = value.get("valueCodeableConcept") {
		return concept(Some(found));
	}
	for name in ["valueString", "valueTime"] {
		if let Some(found) = value.get(name).and_then(Value::as_str) {
			return Some(clean(found));
		}
	}
	if value.get("valueInteger").is_some() {
		return raw_at(resource.canonical(), &at("valueInteger"));
	}
	if let Some(found) = value.get("valueBoolean").and_then(Value::as_bool) {
		return Some(if found { "yes" } else { "no" }.to_owned());
	}
	if let Some(found) = date(value, "/valueDateTime") {
		return Some(super::duration::date_text(&found));
	}
	if value.get("valueRatio").is_some() {
		let part = |name: &'static str| quantity(resource, &[path, &["valueRatio", name]].concat());
		return Some(format!("{} / {}", part("numerator")?, part("denominator")?));
	}
	if value.get("valueRange").is_some() {
		return range(resource, &at("valueRange"));
	}
	if value.get("valuePeriod").is_some() {
		let boundary = |name| date(value, name).map(|date| super::duration::date_text(&date)).unwrap_or_default();
		return Some(format!("{} – {}", boundary("/valuePeriod/start"), boundary("/valuePeriod/end")));
	}
	if value.get("valueSampledData").is_some() {
		return Some("a series of samples".to_owned());
	}
	concept(value.get("dataAbsentReason")).map(|reason| format!("not available: {reason}"))
}

/// A `Range` at a path of the resource.
pub(super) fn range(resource: &Resource, path: &[&str]) -> Option<String> {
	let boundary = |name: &'static str| quantity(resource, &[path, &[name]].concat());
	match (boundary("low"), boundary("high")) {
		(Some(low), Some(high)) => Some(format!("{low} – {high}")),
		(Some(low), None) => Some(format!("≥ {low}")),
		(None, Some(high)) => Some(format!("≤ {high}")),
		(None, None) => None,
	}
}

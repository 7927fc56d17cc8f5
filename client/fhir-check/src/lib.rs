//! Checks that JSON has the form of a FHIR R4 resource.
//!
//! The data model of FHIR is some hundred thousand lines of generated code, which take minutes to compile where they are used.
//! They are used here and nowhere else, behind one function, so that nobody who changes the client waits for them.

use fhir_model::r4b::resources::Resource;

/// Checks a resource against the data model of R4B, which is that of R4 except for a few types for regulators.
///
/// # Errors
/// What does not fit, in words.
pub fn check(json: &[u8]) -> Result<(), String> {
	serde_json::from_slice::<Resource>(json).map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
	use super::check;

	#[test]
	fn what_has_the_form_passes_and_what_has_not_is_named() {
		assert_eq!(check(br#"{"resourceType": "Patient", "birthDate": "1974-12-25"}"#), Ok(()));
		assert!(check(br#"{"resourceType": "Observation"}"#).unwrap_err().contains("status"));
		assert!(check(br#"{"resourceType": "Nonsense"}"#).is_err());
		assert!(check(b"{").is_err());
	}
}

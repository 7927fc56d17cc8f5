//! Canonical JSON: equal content, equal bytes.
//!
//! The form of RFC 8785 (JCS): members sorted by name, no whitespace, strings with the shortest escapes, UTF-8. With one
//! difference: numbers are kept digit by digit as they were written. JCS rewrites them as double-precision values, but a FHIR
//! decimal carries its precision (`185.0` says more than `185`), which must survive sealing.
//!
//! What two readers could understand differently is refused: members that occur twice, and text that is no Unicode.

use core::fmt;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Deepest nesting. FHIR's own resources stay below 30.
pub const MAX_DEPTH: usize = 64;

/// Why JSON has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
	/// Not UTF-8.
	#[error("the input is not UTF-8 text")]
	NotUtf8,
	/// Not JSON.
	#[error("the input is not JSON: {0}")]
	NotJson(String),
	/// A member that occurs twice, of which readers pick either.
	#[error("the JSON is ambiguous: '{0}' occurs twice in one object")]
	DuplicateMember(String),
	/// Nested too deeply.
	#[error("the JSON is nested more than {MAX_DEPTH} deep")]
	TooDeep,
}

fn not_json(error: serde_json::Error) -> CanonicalError {
	let text = error.to_string();
	match text.strip_prefix(DUPLICATE).and_then(|rest| rest.rsplit_once(" at line")) {
		Some((member, _)) => CanonicalError::DuplicateMember(member.to_owned()),
		None => CanonicalError::NotJson(text),
	}
}

const DUPLICATE: &str = "duplicate member ";

/// The canonical form of a JSON text.
///
/// # Errors
/// See [`CanonicalError`].
pub fn canonical(json: &[u8]) -> Result<Vec<u8>, CanonicalError> {
	let text = core::str::from_utf8(json).map_err(|_| CanonicalError::NotUtf8)?;
	let raw: &RawValue = serde_json::from_str(text).map_err(not_json)?;
	let mut out = Vec::with_capacity(json.len());
	write(raw.get(), 0, &mut out)?;
	Ok(out)
}

/// The members of an object in canonical order, values as they were written; `None` for any other value.
pub(super) fn members(json: &str) -> Result<Option<Vec<(String, &RawValue)>>, CanonicalError> {
	if !json.trim_start().starts_with('{') {
		return Ok(None);
	}
	let Members(mut members) = serde_json::from_str(json).map_err(not_json)?;
	members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
	Ok(Some(members))
}

/// The canonical form of an object without some of its members; of any other value, its canonical form.
pub(super) fn canonical_without(json: &str, left_out: &[&str]) -> Result<Vec<u8>, CanonicalError> {
	let mut out = Vec::with_capacity(json.len());
	match members(json)? {
		Some(members) => {
			let kept = members.into_iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
			write_object(kept, 0, &mut out)?;
		},
		None => write(json, 0, &mut out)?,
	}
	Ok(out)
}

/// The text of what stands at a path of canonical JSON, such as a number with its digits as written; list items by their index.
pub(crate) fn raw_at(json: &[u8], path: &[&str]) -> Option<String> {
	let mut current = core::str::from_utf8(json).ok()?;
	for segment in path {
		current = match members(current).ok()? {
			Some(members) => members.into_iter().find(|(name, _)| name == segment)?.1.get(),
			None => {
				let items: Vec<&RawValue> = serde_json::from_str(current).ok()?;
				items.get(segment.parse::<usize>().ok()?)?.get()
			},
		};
	}
	Some(current.to_owned())
}

fn write(json: &str, depth: usize, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
	if depth > MAX_DEPTH {
		return Err(CanonicalError::TooDeep);
	}
	match json.as_bytes().first() {
		Some(b'{') => write_object(members(json)?.unwrap_or_default().into_iter(), depth, out),
		Some(b'[') => {
			let items: Vec<&RawValue> = serde_json::from_str(json).map_err(not_json)?;
			out.push(b'[');
			for (index, item) in items.into_iter().enumerate() {
				if index > 0 {
					out.push(b',');
				}
				write(item.get(), depth.saturating_add(1), out)?;
			}
			out.push(b']');
			Ok(())
		},
		Some(b'"') => {
			let text: String = serde_json::from_str(json).map_err(not_json)?;
			write_string(&text, out)
		},
		_ => {
			out.extend_from_slice(json.as_bytes());
			Ok(())
		},
	}
}

fn write_object<'a>(
	members: impl Iterator<Item = (String, &'a RawValue)>,
	depth: usize,
	out: &mut Vec<u8>,
) -> Result<(), CanonicalError> {
	out.push(b'{');
	for (index, (name, value)) in members.enumerate() {
		if index > 0 {
			out.push(b',');
		}
		write_string(&name, out)?;
		out.push(b':');
		write(value.get(), depth.saturating_add(1), out)?;
	}
	out.push(b'}');
	Ok(())
}

fn write_string(text: &str, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
	serde_json::to_writer(out, text).map_err(not_json)
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		struct MembersVisitor;

		impl<'de> Visitor<'de> for MembersVisitor {
			type Value = Vec<(String, &'de RawValue)>;

			fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
				f.write_str("an object")
			}

			fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
				let mut names = std::collections::BTreeSet::new();
				let mut members = Vec::new();
				while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
					if !names.insert(name.clone()) {
						return Err(serde::de::Error::custom(format!("{DUPLICATE}{name}")));
					}
					members.push((name, value));
				}
				Ok(members)
			}
		}

		deserializer.deserialize_map(MembersVisitor).map(Members)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use serde_json::Value;

	fn text(json: &str) -> String {
		String::from_utf8(canonical(json.as_bytes()).unwrap()).unwrap()
	}

	#[test]
	fn the_example_of_rfc_8785_with_numbers_as_written() {
		// RFC 8785, section 3.2.2 and 3.2.3.
		let json = r#"{
			"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
			"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
			"literals": [null, true, false]
		}"#;
		let expected = r#"{"literals":[null,true,false],"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
		assert_eq!(text(json), expected);
	}

	#[test]
	fn members_are_sorted_by_utf_16() {
		let json = r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#;
		assert_eq!(text(json), "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}");
	}

	#[test]
	fn precision_of_decimals_survives() {
		assert_eq!(text("{\"value\": 185.0}"), "{\"value\":185.0}");
		assert_ne!(text("{\"value\": 185.0}"), text("{\"value\": 185}"));
	}

	#[test]
	fn what_has_no_canonical_form_has_its_error() {
		let error = |json: &[u8]| canonical(json).unwrap_err();
		assert_eq!(error(b"{\"a\": \"\xff\"}"), CanonicalError::NotUtf8);
		assert_eq!(error(br#"{"a": 1, "a": 2}"#), CanonicalError::DuplicateMember("a".into()));
		assert_eq!(error(br#"[{"b": {"a": 1, "\u0061": 1}}]"#), CanonicalError::DuplicateMember("a".into()));
		for json in [&b""[..], b"{", b"{}{}", b"{\"a\": 01}", b"{a: 1}", b"\"\\ud800\"", b"[1,]", b"nul"] {
			assert!(matches!(error(json), CanonicalError::NotJson(_)), "{json:?}");
		}
		let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
		assert!(canonical(nested(MAX_DEPTH).as_bytes()).is_ok());
		assert_eq!(error(nested(MAX_DEPTH + 2).as_bytes()), CanonicalError::TooDeep);
		assert_eq!(error(nested(1_000_000).as_bytes()), CanonicalError::TooDeep);
	}

	#[test]
	fn members_can_be_left_out() {
		let json = r#"{"id": "1", "b": 1.0, "a": {"id": "2"}}"#;
		assert_eq!(canonical_without(json, &["id"]).unwrap(), br#"{"a":{"id":"2"},"b":1.0}"#);
	}

	#[test]
	fn digits_are_found_as_written() {
		let json = br#"{"a":[{"b":1.50}]}"#;
		assert_eq!(raw_at(json, &["a", "0", "b"]).as_deref(), Some("1.50"));
		assert_eq!(raw_at(json, &["a", "1", "b"]), None);
		assert_eq!(raw_at(json, &["a", "0", "b", "c"]), None);
	}

	fn any_json() -> impl Strategy<Value = Value> {
		let leaf = prop_oneof![
			Just(Value::Null),
			any::<bool>().prop_map(Value::from),
			any::<i64>().prop_map(Value::from),
			any::<String>().prop_map(Value::from),
		];
		leaf.prop_recursive(5, 64, 8, |inner| {
			prop_oneof![
				proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
				proptest::collection::vec((any::<String>(), inner), 0..8)
					.prop_map(|members| Value::Object(members.into_iter().collect())),
			]
		})
	}

	proptest! {
		#[test]
		fn canonical_form_keeps_the_content_and_is_a_fixed_point(value in any_json()) {
			let pretty = serde_json::to_vec_pretty(&value).unwrap();
			let form = canonical(&pretty).unwrap();
			prop_assert_eq!(&serde_json::from_slice::<Value>(&form).unwrap(), &value);
			prop_assert_eq!(canonical(&form).unwrap(), form.clone());
			prop_assert_eq!(canonical(&serde_json::to_vec(&value).unwrap()).unwrap(), form);
		}

		#[test]
		fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
			let _ = canonical(&bytes);
		}
	}
}

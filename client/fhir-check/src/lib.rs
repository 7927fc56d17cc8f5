//! Checks that JSON has the form of a FHIR R4 resource.
//!
//! The data model of FHIR is some hundred thousand lines of generated code, which take minutes to compile where they are used.
//! They are used here and nowhere else, behind one function, so that nobody who changes the client waits for them.

use fhir_model::r4b::resources::Resource;
use serde::de::{
	value::{Error, MapDeserializer, SeqDeserializer},
	Deserialize, Deserializer, Error as _, IntoDeserializer, Visitor,
};
use serde_json::Value;

/// Checks a resource against the data model of R4B, which is that of R4 except for a few types.
///
/// # Errors
/// What does not fit, in words.
pub fn check(resource: &Value) -> Result<(), String> {
	Resource::deserialize(Json(resource)).map(drop).map_err(|error| error.to_string())
}

/// JSON as serde's plain data model.
///
/// `serde_json`'s own deserializers hand out decimals as maps once anything in the build turns on its `arbitrary_precision`, and
/// the data model, which buffers a resource until it knows its type, cannot read those back.
#[derive(Clone, Copy)]
struct Json<'a>(&'a Value);

impl<'de> Deserializer<'de> for Json<'de> {
	type Error = Error;

	fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
		match self.0 {
			Value::Null => visitor.visit_unit(),
			Value::Bool(value) => visitor.visit_bool(*value),
			Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
				(Some(value), _, _) => visitor.visit_u64(value),
				(_, Some(value), _) => visitor.visit_i64(value),
				(_, _, Some(value)) => visitor.visit_f64(value),
				_ => Err(Error::custom(format!("{number} is beyond any number"))),
			},
			Value::String(text) => visitor.visit_borrowed_str(text),
			Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(Json))),
			Value::Object(members) => visitor
				.visit_map(MapDeserializer::new(members.iter().map(|(name, value)| (name.as_str(), Json(value))))),
		}
	}

	fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
		match self.0 {
			Value::Null => visitor.visit_none(),
			_ => visitor.visit_some(self),
		}
	}

	fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
		visitor.visit_newtype_struct(self)
	}

	fn deserialize_enum<V: Visitor<'de>>(
		self,
		_: &'static str,
		_: &'static [&'static str],
		visitor: V,
	) -> Result<V::Value, Error> {
		match self.0 {
			Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
			other => Err(Error::custom(format!("a code was expected, not {other}"))),
		}
	}

	serde::forward_to_deserialize_any! {
		bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct
		map struct identifier ignored_any
	}
}

impl<'de> IntoDeserializer<'de, Error> for Json<'de> {
	type Deserializer = Self;

	fn into_deserializer(self) -> Self {
		self
	}
}

#[cfg(test)]
mod tests {
	use super::check;
	use serde_json::{json, Value};

	#[test]
	fn what_has_the_form_passes_and_what_has_not_is_named() {
		assert_eq!(check(&json!({ "resourceType": "Patient", "birthDate": "1974-12-25" })), Ok(()));
		assert!(check(&json!({ "resourceType": "Observation" })).unwrap_err().contains("missing field"));
		let status = json!({ "resourceType": "Observation", "status": 1, "code": {} });
		assert!(check(&status).is_err());
		for other in [json!({ "resourceType": "Nonsense" }), json!({}), json!([]), Value::Null] {
			assert!(check(&other).is_err());
		}
	}

	#[test]
	fn numbers_of_every_kind_are_read() {
		let observation = |value: &str| {
			let text = format!(
				r#"{{"resourceType":"Observation","status":"final","code":{{}},"referenceRange":[{{"low":{{"value":{value}}}}}]}}"#
			);
			check(&serde_json::from_str(&text).unwrap())
		};
		for value in ["1", "-1", "1.50", "-0.001", "1e3", "18446744073709551615"] {
			assert_eq!(observation(value), Ok(()), "{value}");
		}
		assert!(observation("\"1\"").is_err());
	}
}

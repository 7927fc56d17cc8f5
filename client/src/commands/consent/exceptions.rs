//! Exceptions to a directive, as they are written in a JSON file, and whom a permit names.

use crate::commands::{failure::usage, files, values, words};
use pallet_emr_consent::{types::ExceptionFlaw, ExceptionOf, ExceptionsOf};
use salus_client::actions::bounded;
use salus_primitives::consent::ActionSet;
use salus_runtime::Runtime;
use serde::Deserialize;
use std::path::Path;

/// One exception. Whatever is absent does not narrow it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
	actor: Option<String>,
	actions: Option<Vec<String>>,
	purposes: Option<Vec<String>>,
	classes: Option<Vec<String>>,
	data_period: Option<String>,
	period: Option<String>,
}

/// What the file looks like, for those who write one.
pub const FORM: &str = r#"JSON file with the exceptions, such as
[{"actor": "role:insurer", "actions": ["disclose"], "purposes": ["HPAYMT"], "classes": ["restricted:3"],
"data_period": "..2019", "period": "2026.."}]; each field may be absent"#;

fn each<T>(texts: &[String], parse: fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
	texts.iter().map(|text| parse(text)).collect()
}

impl Entry {
	fn exception(&self) -> Result<ExceptionOf<Runtime>, String> {
		let bound = |error: salus_client::actions::ActionError| error.to_string();
		let mut exception = ExceptionOf::<Runtime>::unlimited();
		exception.actor = self.actor.as_deref().map(values::actor).transpose()?;
		if let Some(actions) = &self.actions {
			let sets = each(actions, values::action_set)?;
			exception.actions = Some(sets.into_iter().fold(ActionSet::NONE, ActionSet::union));
		}
		if let Some(purposes) = &self.purposes {
			exception.purposes = Some(bounded("purposes", each(purposes, values::purpose)?).map_err(bound)?);
		}
		if let Some(classes) = &self.classes {
			exception.classes = Some(bounded("classes", each(classes, values::class)?).map_err(bound)?);
		}
		exception.data_period = self.data_period.as_deref().map(values::period).transpose()?;
		exception.period = self.period.as_deref().map(values::period).transpose()?;
		Ok(exception)
	}
}

/// Reads the exceptions of a file; none without a file.
pub fn read(file: Option<&Path>) -> anyhow::Result<ExceptionsOf<Runtime>> {
	let Some(file) = file else { return Ok(ExceptionsOf::<Runtime>::default()) };
	let entries: Vec<Entry> = files::json_file(file)?;
	let mut exceptions = Vec::new();
	for (place, entry) in entries.iter().enumerate() {
		let named = |problem: String| usage(format!("exception {} of {}: {problem}", place + 1, file.display()));
		exceptions.push(entry.exception().map_err(named)?);
	}
	check(exceptions)
}

/// Refuses exceptions that the chain would refuse.
pub fn check(exceptions: Vec<ExceptionOf<Runtime>>) -> anyhow::Result<ExceptionsOf<Runtime>> {
	for (place, exception) in exceptions.iter().enumerate() {
		exception.check().map_err(|flaw| {
			let problem = match flaw {
				ExceptionFlaw::Unlimited => {
					"it limits nothing, and would turn the whole directive into its opposite".into()
				},
				ExceptionFlaw::Field(flaw) => words::kebab(&flaw).replace('-', " "),
			};
			usage(format!("exception {}: {problem}", place + 1))
		})?;
	}
	Ok(bounded("exceptions", exceptions)?)
}

/// An exception for people on one line.
pub fn summary(exception: &ExceptionOf<Runtime>) -> String {
	let parts = [
		exception.actor.as_ref().map(words::actor),
		exception.actions.map(|actions| words::action_codes(actions).join(", ")),
		exception.purposes.as_ref().map(|purposes| format!("for {}", words::purposes(purposes))),
		exception.classes.as_ref().map(|classes| words::classes(classes)),
		exception.data_period.as_ref().map(|period| format!("data {}", words::period(period))),
		exception.period.as_ref().map(|period| format!("during {}", words::period(period))),
	];
	parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
	use super::*;
	use salus_primitives::{purpose::Purpose, records::RecordClass};

	fn parse(json: &str) -> anyhow::Result<ExceptionsOf<Runtime>> {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("exceptions.json");
		std::fs::write(&file, json).unwrap();
		read(Some(&file))
	}

	#[test]
	fn exceptions_are_as_written() {
		let exceptions = parse(
			r#"[{"actor": "role:insurer", "actions": ["access", "use"], "purposes": ["HPAYMT"], "classes": ["restricted:3"]},
			    {"data_period": "..2019"}]"#,
		)
		.unwrap();
		assert_eq!(exceptions.len(), 2);
		assert_eq!(exceptions[0].purposes.as_ref().unwrap().to_vec(), [Purpose::Payment]);
		assert_eq!(exceptions[0].classes.as_ref().unwrap().to_vec(), [RecordClass::Restricted(3)]);
		assert!(summary(&exceptions[0]).contains("role:insurer; access, use; for HPAYMT; restricted-3"));
		assert!(exceptions[1].data_period.unwrap().end.is_some() && exceptions[1].actor.is_none());
	}

	#[test]
	fn what_is_wrong_is_named_with_its_place() {
		let problem = |json: &str| parse(json).unwrap_err().to_string();
		assert!(problem(r#"[{"classes": ["lab"]}]"#).contains("exception 1"));
		assert!(problem("[{}]").contains("turn the whole directive"));
		assert!(problem(r#"[{"classes": []}]"#).contains("no class"));
		assert!(problem(r#"[{"class": "allergy"}]"#).contains("unknown field"));
		let many = format!("[{}]", [r#"{"classes": ["allergy"]}"#; 9].join(","));
		assert!(problem(&many).contains("at most 8"));
	}
}

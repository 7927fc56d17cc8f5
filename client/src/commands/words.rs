//! What the chain says, in words for people and in the form in which JSON carries it.

use salus_client::{
	fhir::{consent::role_label, FhirDate},
	keys::class_label,
};
use salus_primitives::{
	consent::{AccessMode, ActionSet, Actor, Basis, Decision, Obligations},
	purpose::Purpose,
	records::{RecordClass, Relation},
	roles::{Group, GroupSet},
	Moment, Period,
};
use salus_runtime::{AccountId, Balance, TOKEN_DECIMALS, TOKEN_SYMBOL};
use std::time::Duration;

/// An amount in HLT, exactly.
pub fn tokens(amount: Balance) -> String {
	let decimals = usize::from(TOKEN_DECIMALS);
	let digits = format!("{amount:0>width$}", width = decimals + 1);
	let (whole, fraction) = digits.split_at(digits.len() - decimals);
	let fraction = fraction.trim_end_matches('0');
	match fraction {
		"" => format!("{whole} {TOKEN_SYMBOL}"),
		_ => format!("{whole}.{fraction} {TOKEN_SYMBOL}"),
	}
}

/// A moment as FHIR writes an instant.
pub fn instant(moment: Moment) -> String {
	FhirDate::instant(moment).unwrap_or_else(|| format!("{moment} ms"))
}

/// A moment for people, to the second.
pub fn moment(moment: Moment) -> String {
	let text = instant(moment);
	match text.get(..19) {
		Some(seconds) => seconds.replace('T', " "),
		None => text,
	}
}

/// A span of time for people.
pub fn period(period: &Period) -> String {
	match (period.start, period.end) {
		(None, None) => "always".into(),
		(Some(start), None) => format!("from {} on", moment(start)),
		(None, Some(end)) => format!("until {}", moment(end)),
		(Some(start), Some(end)) => format!("{} to {}", moment(start), moment(end)),
	}
}

/// Seconds with one decimal.
pub fn seconds(span: Duration) -> String {
	let tenths = span.as_millis() / 100;
	format!("{}.{} s", tenths / 10, tenths % 10)
}

/// The names of classes, joined; `all` stands for all with a public meaning, as on the command line.
pub fn classes(classes: &[RecordClass]) -> String {
	let all = RecordClass::OPEN.iter().all(|class| classes.contains(class));
	let named = classes.iter().filter(|class| !all || !RecordClass::OPEN.contains(class));
	let names = named.map(|class| class_label(*class));
	all.then(|| "all".to_owned()).into_iter().chain(names).collect::<Vec<_>>().join(", ")
}

/// The codes of purposes, joined.
pub fn purposes(purposes: &[Purpose]) -> String {
	purposes.iter().map(|purpose| purpose.code()).collect::<Vec<_>>().join(", ")
}

/// The codes of a set of actions.
pub fn action_codes(actions: ActionSet) -> Vec<&'static str> {
	ActionSet::CODES.iter().filter(|(action, _)| actions.contains(*action)).map(|(_, code)| *code).collect()
}

/// The codes of obligations.
pub fn obligation_codes(obligations: Obligations) -> Vec<&'static str> {
	Obligations::CODES.iter().filter(|(one, _)| obligations.contains(*one)).map(|(_, code)| *code).collect()
}

/// The name of a mode.
pub fn mode(mode: AccessMode) -> &'static str {
	salus_client::fhir::consent::mode_label(mode)
}

/// Whom a directive is about, in the form in which the command line takes it.
pub fn actor(actor: &Actor<AccountId>) -> String {
	match actor {
		Actor::Account(account) => account.to_string(),
		Actor::Organisation(account) => format!("organisation:{account}"),
		Actor::Role(role) => format!("role:{}", role_label(*role)),
	}
}

/// How a record relates to those before it.
pub fn relation(relation: Relation) -> String {
	match relation {
		Relation::Original => "original".into(),
		Relation::Amends(record) => format!("amends {record}"),
		Relation::Retracts(record) => format!("retracts {record}"),
	}
}

/// The names of groups.
pub fn group_names(groups: GroupSet) -> Vec<&'static str> {
	let name = |group: Group| match group {
		Group::Patient => "patient",
		Group::Provider => "provider",
		Group::HealthAuthority => "health-authority",
		Group::FinancialEntity => "financial-entity",
		Group::CertificationAuthority => "certification-authority",
	};
	Group::ALL.into_iter().filter(|group| groups.contains(*group)).map(name).collect()
}

/// A decision in one sentence.
pub fn decision(decision: &Decision) -> String {
	match decision {
		Decision::Permit { basis, obligations, erase_by } => {
			let basis = match basis {
				Basis::Patient => "the data are the actor's own".to_owned(),
				Basis::Directive(id) => format!("by directive {id}"),
				Basis::BreakGlass(id) => format!("by emergency access {id}"),
			};
			let owed = match obligation_codes(*obligations) {
				codes if codes.is_empty() => String::new(),
				codes => format!("; obliged to {}", codes.join(", ")),
			};
			let erase = erase_by.map(|at| format!("; to be erased by {}", moment(at))).unwrap_or_default();
			format!("permitted, {basis}{owed}{erase}")
		},
		Decision::Deny { directive } => format!("denied by directive {directive}"),
		Decision::NoConsent => "no consent: nothing the patient said allows it".into(),
	}
}

/// The name of a variant in the form that scripts compare: `AwaitingPatient` as `awaiting-patient`.
pub fn kebab(variant: &impl std::fmt::Debug) -> String {
	let text = format!("{variant:?}");
	let name = text.split([' ', '(', '{']).next().unwrap_or_default();
	let mut kebab = String::new();
	for (place, letter) in name.chars().enumerate() {
		if letter.is_uppercase() && place > 0 {
			kebab.push('-');
		}
		kebab.extend(letter.to_lowercase());
	}
	kebab
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::values;
	use salus_runtime::HLT;

	#[test]
	fn amounts_are_written_as_they_are_read() {
		for (amount, text) in [
			(0, "0 HLT"),
			(1, "0.000000000001 HLT"),
			(HLT, "1 HLT"),
			(HLT * 12 + HLT / 2, "12.5 HLT"),
			(Balance::MAX, "340282366920938463463374607.431768211455 HLT"),
		] {
			assert_eq!(tokens(amount), text);
			assert_eq!(values::amount(text), Ok(amount));
		}
	}

	#[test]
	fn all_classes_have_a_word() {
		let all: Vec<_> = RecordClass::OPEN.into_iter().chain([RecordClass::Restricted(2)]).collect();
		assert_eq!(classes(&all), "all, restricted-2");
		assert_eq!(classes(&all[1..3]), "encounter, condition");
		assert_eq!(classes(&[]), "");
	}

	#[test]
	fn variants_are_named_in_kebab_case() {
		assert_eq!(kebab(&Decision::NoConsent), "no-consent");
		assert_eq!(kebab(&Relation::Amends(salus_primitives::RecordId(1))), "amends");
	}

	#[test]
	fn moments_and_spans_are_for_people() {
		assert_eq!(moment(0), "1970-01-01 00:00:00");
		assert_eq!(seconds(Duration::from_millis(4_980)), "4.9 s");
		assert_eq!(period(&Period::until(0)), "until 1970-01-01 00:00:00");
	}
}

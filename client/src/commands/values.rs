//! What is typed on the command line, parsed once at the border.

use salus_client::{
	fhir::{
		consent::{class_of_label, mode_of_label, role_of_label, roles},
		FhirDate,
	},
	keys::{PersonaId, Root},
};
use salus_primitives::{
	consent::{AccessMode, Action, ActionSet, Actor, Obligations},
	purpose::Purpose,
	records::RecordClass,
	roles::{Group, GroupSet, Role},
	time::{DAY, HOUR, MINUTE},
	Moment, Period,
};
use salus_runtime::{AccountId, Balance, TOKEN_DECIMALS, TOKEN_SYMBOL};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use sp_core::crypto::Ss58Codec;
use std::{fmt, str::FromStr};

/// Bytes of a fixed length, written in hex with or without `0x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> fmt::Display for Hex<N> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "0x{}", hex::encode(self.0))
	}
}

impl<const N: usize> FromStr for Hex<N> {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let digits = text.trim().trim_start_matches("0x");
		let mut bytes = [0; N];
		hex::decode_to_slice(digits, &mut bytes)
			.map(|()| Self(bytes))
			.map_err(|_| format!("{N} bytes in hex were expected, that is {} digits", 2 * N))
	}
}

impl<const N: usize> Serialize for Hex<N> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
	}
}

/// An account: an SS58 address of any prefix, a public key in hex, or `//Alice` and the like for the development accounts.
pub fn account(text: &str) -> Result<AccountId, String> {
	if text.starts_with("//") {
		return Root::from_uri(text)
			.map(|root| root.persona(PersonaId::ROOT).account_id())
			.map_err(|error| error.to_string());
	}
	if text.starts_with("0x") {
		return text.parse::<Hex<32>>().map(|key| AccountId::new(key.0));
	}
	AccountId::from_ss58check_with_version(text)
		.map(|(account, _)| account)
		.map_err(|_| "this is no address: it is mistyped or incomplete".into())
}

/// A class of records.
pub fn class(text: &str) -> Result<RecordClass, String> {
	let label = text.trim().to_lowercase().replace(':', "-");
	class_of_label(&label).ok_or_else(|| {
		let names: Vec<_> = RecordClass::OPEN.into_iter().map(salus_client::keys::class_label).collect();
		format!("there is no class '{text}': use {} or restricted:0 to restricted:255", names.join(", "))
	})
}

/// Several classes, separated by commas; `all` for all with a public meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes(pub Vec<RecordClass>);

impl FromStr for Classes {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let mut classes = Vec::new();
		for part in text.split(',') {
			match part.trim() {
				"all" => classes.extend(RecordClass::OPEN),
				part => classes.push(class(part)?),
			}
		}
		Ok(Self(classes))
	}
}

impl Classes {
	/// All classes of several lists, each once, in order.
	pub fn union(lists: &[Self]) -> Vec<RecordClass> {
		let mut classes: Vec<_> = lists.iter().flat_map(|list| &list.0).copied().collect();
		classes.sort();
		classes.dedup();
		classes
	}
}

/// A purpose: its code in v3-ActReason, such as `TREAT`, or its name, such as `treatment`.
pub fn purpose(text: &str) -> Result<Purpose, String> {
	let plain = |text: &str| text.replace(['-', '_', ' '], "").to_lowercase();
	let named =
		|purpose: &Purpose| purpose.code().eq_ignore_ascii_case(text) || plain(&format!("{purpose:?}")) == plain(text);
	Purpose::ALL.iter().copied().find(named).ok_or_else(|| {
		let codes: Vec<_> = Purpose::ALL.iter().map(|purpose| purpose.code()).collect();
		format!("there is no purpose '{text}': use one of {}", codes.join(", "))
	})
}

/// One action.
pub fn action(text: &str) -> Result<Action, String> {
	match text.trim().to_lowercase().as_str() {
		"collect" => Ok(Action::Collect),
		"access" | "read" => Ok(Action::Access),
		"use" => Ok(Action::Use),
		"disclose" => Ok(Action::Disclose),
		"correct" => Ok(Action::Correct),
		_ => Err(format!("there is no action '{text}': use collect, access, use, disclose or correct")),
	}
}

/// A set of actions as an option takes it, united with others.
pub fn action_set(text: &str) -> Result<ActionSet, String> {
	action(text).map(ActionSet::from)
}

/// An obligation: its code, such as `DELAU` or `NORDSCLCD`.
pub fn obligation(text: &str) -> Result<Obligations, String> {
	let found = Obligations::CODES.iter().find(|(_, code)| code.eq_ignore_ascii_case(text.trim()));
	found.map(|(obligation, _)| *obligation).ok_or_else(|| {
		let codes: Vec<_> = Obligations::CODES.iter().map(|(_, code)| *code).collect();
		format!("there is no obligation '{text}': use one of {}", codes.join(", "))
	})
}

/// A mode of access.
pub fn mode(text: &str) -> Result<AccessMode, String> {
	mode_of_label(&text.to_lowercase())
		.ok_or_else(|| format!("there is no mode '{text}': use view, store, stream or query"))
}

/// A role.
pub fn role(text: &str) -> Result<Role, String> {
	role_of_label(&text.to_lowercase()).ok_or_else(|| {
		let names: Vec<_> = roles().map(salus_client::fhir::consent::role_label).collect();
		format!("there is no role '{text}': use one of {}", names.join(", "))
	})
}

/// Whom a directive is about: an address for one account, `organisation:ADDRESS` for an organisation and all who are affiliated
/// with it, `role:hospital` for everybody certified in a role.
pub fn actor(text: &str) -> Result<Actor<AccountId>, String> {
	match text.split_once(':') {
		Some(("account", address)) => account(address).map(Actor::Account),
		Some(("organisation" | "organization", address)) => account(address).map(Actor::Organisation),
		Some(("role", name)) => role(name).map(Actor::Role),
		Some(_) => Err(format!("'{text}' is nobody: use an address, organisation:ADDRESS or role:NAME")),
		None => account(text).map(Actor::Account),
	}
}

/// The groups that an authority certifies, separated by commas.
pub fn groups(text: &str) -> Result<GroupSet, String> {
	let mut groups = Vec::new();
	for name in text.split(',') {
		groups.push(match name.trim().to_lowercase().as_str() {
			"patient" | "patients" => Group::Patient,
			"provider" | "providers" => Group::Provider,
			"health-authority" | "health-authorities" => Group::HealthAuthority,
			"financial-entity" | "financial-entities" => Group::FinancialEntity,
			other => {
				return Err(format!(
					"no authority certifies '{other}': use patient, provider, health-authority, financial-entity"
				))
			},
		});
	}
	Ok(GroupSet::of(&groups))
}

/// A moment: a date or a date with time, or a span from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
	/// A moment; of a date without a time the last.
	At(Moment),
	/// So many milliseconds from now.
	After(Moment),
}

impl When {
	/// The moment, if it is `now`.
	pub fn from(self, now: Moment) -> Moment {
		match self {
			Self::At(moment) => moment,
			Self::After(span) => now.saturating_add(span),
		}
	}
}

impl FromStr for When {
	type Err = String;

	/// `2030-12-31`, `2030-12-31T12:00:00Z`, `+90d`, `+12h`, `+30m` or `+2y`.
	fn from_str(text: &str) -> Result<Self, String> {
		if let Some(span) = text.strip_prefix('+') {
			let unit = span.chars().last().unwrap_or_default();
			let length = match unit {
				'm' => MINUTE,
				'h' => HOUR,
				'd' => DAY,
				'w' => 7 * DAY,
				'y' => 365 * DAY,
				_ => 0,
			};
			let number = span.strip_suffix(unit).and_then(|number| number.parse::<Moment>().ok());
			let span = number.and_then(|number| number.checked_mul(length)).filter(|_| length > 0);
			return span
				.map(Self::After)
				.ok_or_else(|| format!("'{text}' is no span: use +30m, +12h, +90d, +6w or +2y"));
		}
		FhirDate::parse(text)
			.map_err(|_| format!("'{text}' is no date: use 2030-12-31, 2030-12-31T12:00:00Z or a span such as +90d"))?
			.last_moment()
			.map(Self::At)
			.ok_or_else(|| format!("'{text}' lies before 1970, where the chain's time begins"))
	}
}

/// A span of time by dates, both included: `2020-01-01..2020-12-31`, `2020..`, `..2025-06`, `2024`, or `always`.
pub fn period(text: &str) -> Result<Period, String> {
	let date = |text: &str| {
		FhirDate::parse(text).map_err(|_| format!("'{text}' is no date: use 2024, 2024-06, 2024-06-30 or with a time"))
	};
	let last = |text: &str| {
		date(text)?.last_moment().ok_or_else(|| format!("'{text}' lies before 1970, where the chain's time begins"))
	};
	let period = match text.split_once("..") {
		_ if text == "always" => Period::ALWAYS,
		None => Period::between(date(text)?.first_moment(), last(text)?),
		Some((start, end)) => Period {
			start: (!start.is_empty()).then(|| date(start).map(|date| date.first_moment())).transpose()?,
			end: (!end.is_empty()).then(|| last(end)).transpose()?,
		},
	};
	if !period.is_valid() {
		return Err(format!("'{text}' ends before it starts"));
	}
	Ok(period)
}

/// An amount in HLT with up to twelve decimals, as plancks.
pub fn amount(text: &str) -> Result<Balance, String> {
	let decimals = usize::from(TOKEN_DECIMALS);
	let number = text.trim().trim_end_matches(TOKEN_SYMBOL).trim_end().replace('_', "");
	let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
	let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
	if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
		return Err(format!("'{text}' is no amount: use digits, such as 12 or 0.5"));
	}
	if fraction.len() > decimals {
		return Err(format!("'{text}' is finer than one planck: at most {decimals} decimals"));
	}
	format!("{whole}{fraction:0<decimals$}").parse().map_err(|_| format!("'{text}' is more than there can be"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use salus_primitives::roles::ProviderKind;
	use salus_runtime::HLT;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

	#[test]
	fn accounts_are_addresses_keys_or_development_names() {
		let alice = account(ALICE).unwrap();
		assert_eq!(account("//Alice").unwrap(), alice);
		assert_eq!(account(&Hex(*alice.as_ref()).to_string()).unwrap(), alice);
		assert_eq!(account("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5").unwrap(), alice);
		for wrong in ["", "5Grwva", "0x12", "Alice", &ALICE.replace('v', "w")] {
			assert!(account(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn classes_go_by_name_and_compartments_by_number() {
		assert_eq!(class("laboratory"), Ok(RecordClass::Laboratory));
		assert_eq!(class("restricted:3"), Ok(RecordClass::Restricted(3)));
		assert_eq!(class("Restricted-255"), Ok(RecordClass::Restricted(255)));
		for wrong in ["", "lab", "restricted", "restricted:256", "restricted:-1"] {
			assert!(class(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn lists_of_classes_are_united() {
		let parse = |text: &str| text.parse::<Classes>();
		let lists = [parse("allergy,restricted:1").unwrap(), parse("allergy").unwrap()];
		assert_eq!(Classes::union(&lists), [RecordClass::Allergy, RecordClass::Restricted(1)]);
		assert_eq!(Classes::union(&[parse("all").unwrap()]).len(), 12);
		assert!(parse("allergy,").is_err());
	}

	#[test]
	fn purposes_go_by_code_or_name() {
		assert_eq!(purpose("TREAT"), Ok(Purpose::Treatment));
		assert_eq!(purpose("btg"), Ok(Purpose::BreakGlass));
		assert_eq!(purpose("emergency-treatment"), Ok(Purpose::EmergencyTreatment));
		assert!(purpose("curiosity").unwrap_err().contains("HRESCH"));
	}

	#[test]
	fn actors_are_accounts_organisations_or_roles() {
		let alice = account(ALICE).unwrap();
		assert_eq!(actor(ALICE), Ok(Actor::Account(alice.clone())));
		assert_eq!(actor(&format!("organisation:{ALICE}")), Ok(Actor::Organisation(alice)));
		assert_eq!(actor("role:hospital"), Ok(Actor::Role(Role::Provider(ProviderKind::Hospital))));
		for wrong in ["role:wizard", "team:x", "hospital"] {
			assert!(actor(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn groups_are_those_that_can_be_certified() {
		assert_eq!(groups("patient, provider"), Ok(GroupSet::of(&[Group::Patient, Group::Provider])));
		assert!(groups("certification-authority").is_err());
	}

	#[test]
	fn moments_are_dates_or_spans() {
		assert_eq!("1970-01-01".parse(), Ok(When::At(DAY - 1)));
		assert_eq!("1970-01-02T00:00:00Z".parse(), Ok(When::At(DAY)));
		assert_eq!("+2d".parse(), Ok(When::After(2 * DAY)));
		assert_eq!(When::After(HOUR).from(DAY), DAY + HOUR);
		for wrong in ["", "+", "+d", "+2", "+2x", "+ü", "tomorrow", "1960", "+99999999999999999y"] {
			assert!(wrong.parse::<When>().is_err(), "{wrong}");
		}
	}

	#[test]
	fn periods_cover_their_last_day() {
		assert_eq!(period("1970-01-01"), Ok(Period::between(0, DAY - 1)));
		assert_eq!(period("1970-01-02..1970-01-03"), Ok(Period::between(DAY, 3 * DAY - 1)));
		assert_eq!(period("1970-01-02.."), Ok(Period { start: Some(DAY), end: None }));
		assert_eq!(period("..1970"), Ok(Period::until(365 * DAY - 1)));
		assert_eq!(period("always"), Ok(Period::ALWAYS));
		for wrong in ["", "2020..2019", "..1960", "yesterday", "2020-13"] {
			assert!(period(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn amounts_are_exact() {
		assert_eq!(amount("1"), Ok(HLT));
		assert_eq!(amount("0.1 HLT"), Ok(HLT / 10));
		assert_eq!(amount("1_000.000000000001"), Ok(1_000 * HLT + 1));
		assert_eq!(amount(".5"), Ok(HLT / 2));
		for wrong in ["", ".", "-1", "1e3", "1,5", "0.0000000000001", "999999999999999999999999999999999999999"] {
			assert!(amount(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn hex_has_its_length() {
		assert_eq!("0x00ff".parse(), Ok(Hex([0, 255])));
		assert_eq!(Hex([0, 255]).to_string(), "0x00ff");
		assert!("0x00".parse::<Hex<2>>().is_err());
	}
}

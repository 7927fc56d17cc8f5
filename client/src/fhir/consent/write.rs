//! Writing a `Consent` in either form.

use super::super::{types_of_class, FhirDate};
use super::{codes, ConsentActor, ConsentDecision, ConsentError, ConsentRule, ConsentStatus, ConsentTerms};
use crate::keys::class_label;
use salus_primitives::{
	consent::{ActionSet, Obligations},
	records::RecordClass,
	Moment, Period,
};
use serde_json::{json, Map, Value};
use sp_core::crypto::{AccountId32, Ss58Codec};

/// The prefix of addresses that are valid on any Substrate chain.
const GENERIC_PREFIX: u16 = 42;

/// Writes the terms as a `Consent` of R4. Reading it gives the same terms.
///
/// # Errors
/// [`ConsentError::MomentOutOfRange`].
pub fn write_r4(terms: &ConsentTerms) -> Result<Value, ConsentError> {
	let policy = match terms.decision {
		ConsentDecision::Permit => ("OPTIN", "opt-in"),
		ConsentDecision::Deny => ("OPTOUT", "opt-out"),
	};
	let mut root = provision(&terms.root, "class", actor_r4)?;
	let exceptions = terms.exceptions.iter().map(|rule| {
		let mut exception = provision(rule, "class", actor_r4)?;
		exception.insert("type".into(), terms.decision.flipped().code().into());
		Ok(Value::Object(exception))
	});
	let exceptions = exceptions.collect::<Result<Vec<_>, ConsentError>>()?;
	if !exceptions.is_empty() {
		root.insert("provision".into(), exceptions.into());
	}
	let mut consent = json!({
		"resourceType": "Consent",
		"status": status(terms.status),
		"scope": { "coding": [{ "system": codes::SCOPE, "code": "patient-privacy" }] },
		"category": [{ "coding": [{ "system": "http://loinc.org", "code": "59284-0", "display": "Patient Consent" }] }],
		"patient": { "reference": terms.patient },
		"policyRule": { "coding": [{ "system": codes::ACT_CODE, "code": policy.0, "display": policy.1 }] },
	});
	insert(&mut consent, "provision", root.into());
	insert(&mut consent, "modifierExtension", handling(terms)?.into_iter().collect());
	Ok(consent)
}

/// Writes the terms as a `Consent` in the form of R5. Reading it gives the same terms.
///
/// # Errors
/// [`ConsentError::MomentOutOfRange`].
pub fn write_r5(terms: &ConsentTerms) -> Result<Value, ConsentError> {
	let exceptions = terms.exceptions.iter().map(|rule| {
		provision(rule, "resourceType", |actor| json!({ "reference": reference(actor) })).map(Value::Object)
	});
	let grantees: Vec<_> = terms.root.actors.iter().map(reference).collect();
	let mut consent = json!({
		"resourceType": "Consent",
		"status": status(terms.status),
		"subject": { "reference": terms.patient },
		"decision": terms.decision.code(),
	});
	insert(&mut consent, "period", period(&terms.root.period)?);
	insert(&mut consent, "grantee", grantees.into());
	insert(&mut consent, "provision", exceptions.collect::<Result<Vec<_>, _>>()?.into());
	let modifiers = [handling(terms)?, root_extension(&terms.root)?];
	insert(&mut consent, "modifierExtension", modifiers.into_iter().flatten().collect());
	Ok(consent)
}

/// Inserts what is not empty.
fn insert(object: &mut Value, name: &str, value: Value) {
	let empty = match &value {
		Value::Null => true,
		Value::Array(items) => items.is_empty(),
		Value::Object(members) => members.is_empty(),
		_ => false,
	};
	if let (false, Some(object)) = (empty, object.as_object_mut()) {
		object.insert(name.to_owned(), value);
	}
}

fn status(status: ConsentStatus) -> &'static str {
	match status {
		ConsentStatus::Active => "active",
		ConsentStatus::Inactive => "inactive",
		ConsentStatus::EnteredInError => "entered-in-error",
	}
}

fn instant(moment: Moment) -> Result<String, ConsentError> {
	FhirDate::instant(moment).ok_or(ConsentError::MomentOutOfRange(moment))
}

fn period(period: &Period) -> Result<Value, ConsentError> {
	let mut value = json!({});
	for (name, moment) in [("start", period.start), ("end", period.end)] {
		if let Some(moment) = moment {
			insert(&mut value, name, instant(moment)?.into());
		}
	}
	Ok(value)
}

fn reference(actor: &ConsentActor) -> Value {
	let identifier = |system: &str, value: String| json!({ "identifier": { "system": system, "value": value } });
	let address = |account: &AccountId32| account.to_ss58check_with_version(GENERIC_PREFIX.into());
	match actor {
		ConsentActor::Reference(reference) => json!({ "reference": reference }),
		ConsentActor::Account(account) => identifier(codes::ACCOUNT, address(account)),
		ConsentActor::Organisation(account) => identifier(codes::ORGANISATION, address(account)),
		ConsentActor::Role(role) => identifier(codes::ROLE, codes::role_label(*role).to_owned()),
	}
}

/// R4 wants a role of each actor.
fn actor_r4(actor: &ConsentActor) -> Value {
	json!({
		"role": { "coding": [{ "system": codes::PARTICIPATION, "code": "IRCP" }] },
		"reference": reference(actor),
	})
}

fn actions(actions: ActionSet) -> Vec<Value> {
	let named = ActionSet::CODES.iter().filter(|(action, _)| actions.contains(*action));
	named.map(|(_, code)| json!({ "coding": [{ "system": codes::ACTION, "code": code }] })).collect()
}

/// A class by its own name, and for other systems by its resource types.
fn class(class: RecordClass) -> Vec<Value> {
	let own = json!({ "system": codes::RECORD_CLASS, "code": class_label(class) });
	let types = types_of_class(class).map(|name| json!({ "system": codes::RESOURCE_TYPES, "code": name }));
	core::iter::once(own).chain(types).collect()
}

fn purposes(rule: &ConsentRule) -> Vec<Value> {
	rule.purposes.iter().map(|purpose| json!({ "system": codes::ACT_REASON, "code": purpose.code() })).collect()
}

fn provision(
	rule: &ConsentRule,
	class_element: &str,
	actor: impl Fn(&ConsentActor) -> Value,
) -> Result<Map<String, Value>, ConsentError> {
	let mut provision = json!({});
	insert(&mut provision, "actor", rule.actors.iter().map(actor).collect());
	insert(&mut provision, "action", actions(rule.actions).into());
	insert(&mut provision, "purpose", purposes(rule).into());
	insert(&mut provision, class_element, rule.classes.iter().copied().flat_map(class).collect());
	insert(&mut provision, "dataPeriod", period(&rule.data_period)?);
	insert(&mut provision, "period", period(&rule.period)?);
	match provision {
		Value::Object(members) => Ok(members),
		_ => Ok(Map::new()),
	}
}

/// Obligations, access mode and time of erasure.
fn handling(terms: &ConsentTerms) -> Result<Option<Value>, ConsentError> {
	let obligations = Obligations::CODES.iter().filter(|(obligation, _)| terms.obligations.contains(*obligation));
	let mut parts: Vec<Value> =
		obligations.map(|(_, code)| json!({ "url": "obligation", "valueCode": code })).collect();
	if let Some(mode) = terms.mode {
		parts.push(json!({ "url": "mode", "valueCode": codes::mode_label(mode) }));
	}
	if let Some(moment) = terms.erase_by {
		parts.push(json!({ "url": "erase-by", "valueInstant": instant(moment)? }));
	}
	Ok((!parts.is_empty()).then(|| json!({ "url": codes::HANDLING, "extension": parts })))
}

/// What narrows the decision and has no element of its own in R5.
fn root_extension(root: &ConsentRule) -> Result<Option<Value>, ConsentError> {
	let concepts =
		actions(root.actions).into_iter().map(|action| json!({ "url": "action", "valueCodeableConcept": action }));
	let purposes = purposes(root).into_iter().map(|purpose| json!({ "url": "purpose", "valueCoding": purpose }));
	let classes = root
		.classes
		.iter()
		.copied()
		.flat_map(class)
		.map(|class| json!({ "url": "resourceType", "valueCoding": class }));
	let mut parts: Vec<Value> = concepts.chain(purposes).chain(classes).collect();
	if root.data_period != Period::ALWAYS {
		parts.push(json!({ "url": "dataPeriod", "valuePeriod": period(&root.data_period)? }));
	}
	Ok((!parts.is_empty()).then(|| json!({ "url": codes::ROOT, "extension": parts })))
}

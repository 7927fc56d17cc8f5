//! FHIR `Consent` in the terms of our directives, and back.
//!
//! Two forms are read and written. The form of **R4** is ambiguous in places; it is read so:
//!
//! - `policyRule` OPTIN or OPTINR is the decision *permit*, OPTOUT or OPTOUTE is *deny*.
//! - The root `provision` narrows what the decision is about. If it has a `type` (which R4 forbids, and its own examples use), a
//!   type that repeats the decision says nothing more, and the opposite type makes it an exception to a decision about everything.
//! - Nested provisions are exceptions and must be of the opposite type. One that repeats the decision has no clear meaning.
//! - Actors are recipients (roles PRCP, IRCP), or custodians (CST), for whom the rule is about disclosing.
//!
//! The form of **R5** has `decision`, and `provision`s that are exceptions to it; `grantee` and `period` narrow the decision. What
//! else narrows it in our terms has no element in R5 and stands in a modifier extension of ours.
//!
//! Dates without a time zone are taken as UTC; a period's end covers its whole last day, month or year.
//!
//! What has no counterpart in our terms is never dropped: [`ConsentError::Unmappable`] names every such part. Elements that say
//! how a consent came about and change nothing about what it says (`identifier`, `text`, `category`, `dateTime`, `performer`,
//! `organization`, `source…`, `policy`, `verification` and their R5 counterparts) are not terms and are left.

mod codes;
mod read;
mod write;

pub use codes::{class_of_label, mode_label, mode_of_label, role_label, role_of_label, roles};
pub use read::{read, ConsentOptions, Widening};
pub use write::{write_r4, write_r5};

use salus_primitives::{
	consent::{AccessMode, ActionSet, Obligations},
	purpose::Purpose,
	records::RecordClass,
	roles::Role,
	Moment, Period,
};
use sp_core::crypto::AccountId32;

/// What a consent decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentDecision {
	/// It is allowed.
	Permit,
	/// It is forbidden.
	Deny,
}

impl ConsentDecision {
	/// The opposite.
	pub const fn flipped(self) -> Self {
		match self {
			Self::Permit => Self::Deny,
			Self::Deny => Self::Permit,
		}
	}

	const fn code(self) -> &'static str {
		match self {
			Self::Permit => "permit",
			Self::Deny => "deny",
		}
	}
}

/// What became of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentStatus {
	/// In force.
	Active,
	/// Withdrawn or over.
	Inactive,
	/// A mistake.
	EnteredInError,
}

/// Whom a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentActor {
	/// Somebody known elsewhere by a FHIR reference, such as `Organization/f001`, to be found on chain by whoever maps this.
	Reference(String),
	/// An account.
	Account(AccountId32),
	/// An organisation and all who are affiliated with it.
	Organisation(AccountId32),
	/// Everybody certified in this role.
	Role(Role),
}

/// What a rule is about. Everything that is empty, absent or open does not narrow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRule {
	/// Whom it is about; everybody if empty. A directive on chain names one, so several make several directives.
	pub actors: Vec<ConsentActor>,
	/// Which actions; all if empty.
	pub actions: ActionSet,
	/// Which purposes; all if empty.
	pub purposes: Vec<Purpose>,
	/// Which classes; all if empty.
	pub classes: Vec<RecordClass>,
	/// When the data are from.
	pub data_period: Period,
	/// When it holds.
	pub period: Period,
}

impl ConsentRule {
	/// The rule about everything.
	pub const fn unlimited() -> Self {
		Self {
			actors: Vec::new(),
			actions: ActionSet::NONE,
			purposes: Vec::new(),
			classes: Vec::new(),
			data_period: Period::ALWAYS,
			period: Period::ALWAYS,
		}
	}
}

/// A consent in the terms of our directives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentTerms {
	/// Whose consent, as a FHIR reference.
	pub patient: String,
	/// What became of it.
	pub status: ConsentStatus,
	/// What it decides.
	pub decision: ConsentDecision,
	/// About what.
	pub root: ConsentRule,
	/// Where the opposite holds.
	pub exceptions: Vec<ConsentRule>,
	/// What a permit obliges to. FHIR has no element for it; it stands in a modifier extension of ours.
	pub obligations: Obligations,
	/// How data are reached, if that is said. In our modifier extension too.
	pub mode: Option<AccessMode>,
	/// Until when data may be kept. In our modifier extension too.
	pub erase_by: Option<Moment>,
}

/// A part of a consent that has no counterpart in our terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
	/// Where it stands, such as `Consent.provision.data`.
	pub path: String,
	/// Why it has none.
	pub reason: String,
}

/// Why a consent cannot be mapped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
	/// It is not a readable FHIR resource.
	#[error(transparent)]
	Fhir(#[from] super::FhirError),
	/// It is another resource.
	#[error("a Consent was expected, this is {0}")]
	NotAConsent(String),
	/// Parts of it have no counterpart in our terms.
	#[error("the consent says what a directive cannot say: {}", list(.0))]
	Unmappable(Vec<Part>),
	/// The terms cannot be written: a moment lies beyond what FHIR can say.
	#[error("the consent names a moment that FHIR cannot write: {0}")]
	MomentOutOfRange(Moment),
}

fn list(parts: &[Part]) -> String {
	parts.iter().map(|part| format!("{}: {}", part.path, part.reason)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
	use super::super::RestrictionPolicy;
	use super::*;
	use proptest::prelude::*;
	use salus_primitives::roles::ProviderKind;
	use serde_json::{json, Value};

	fn options() -> ConsentOptions {
		let compartments = [("PSY".to_owned(), 3)].into();
		ConsentOptions { widening: Widening::Refuse, policy: RestrictionPolicy { compartments, ..Default::default() } }
	}

	fn read_value(value: &Value) -> Result<ConsentTerms, ConsentError> {
		read(value.to_string().as_bytes(), &options())
	}

	/// The paths of what could not be mapped.
	fn unmappable(value: &Value) -> Vec<String> {
		match read_value(value) {
			Err(ConsentError::Unmappable(parts)) => parts.into_iter().map(|part| part.path).collect(),
			other => panic!("{other:?}"),
		}
	}

	fn act(code: &str) -> Value {
		json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code }] })
	}

	fn r4(rule: &str, provision: Value) -> Value {
		json!({
			"resourceType": "Consent", "status": "active",
			"scope": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy" }] },
			"category": [{ "coding": [{ "system": "http://loinc.org", "code": "59284-0" }] }],
			"patient": { "reference": "Patient/f001" },
			"policyRule": act(rule),
			"provision": provision,
		})
	}

	fn actor(role: &str, reference: &str) -> Value {
		json!({
			"role": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": role }] },
			"reference": { "reference": reference },
		})
	}

	fn action(code: &str) -> Value {
		json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentaction", "code": code }] })
	}

	#[test]
	fn the_root_narrows_the_decision() {
		let terms = read_value(&r4(
			"OPTIN",
			json!({
				"period": { "start": "1964-01-01", "end": "2016-01-01" },
				"actor": [actor("PRCP", "Practitioner/f204")],
				"action": [action("access"), action("correct")],
				"purpose": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "ETREAT" }],
				"dataPeriod": { "start": "2015" },
			}),
		))
		.unwrap();
		assert_eq!(terms.decision, ConsentDecision::Permit);
		assert_eq!(terms.patient, "Patient/f001");
		let day = 86_400_000;
		let expected = ConsentRule {
			actors: vec![ConsentActor::Reference("Practitioner/f204".into())],
			actions: ActionSet::ACCESS.union(ActionSet::CORRECT),
			purposes: vec![Purpose::EmergencyTreatment],
			data_period: Period { start: Some(16_436 * day), end: None },
			period: Period::between(0, 16_802 * day - 1),
			..ConsentRule::unlimited()
		};
		assert_eq!(terms.root, expected);
		assert!(terms.exceptions.is_empty());
	}

	#[test]
	fn a_root_of_the_opposite_type_is_an_exception_to_everything() {
		let provision =
			json!({ "type": "deny", "actor": [actor("PRCP", "Organization/f001")], "action": [action("access")] });
		let terms = read_value(&r4("OPTIN", provision)).unwrap();
		assert_eq!(terms.root, ConsentRule::unlimited());
		assert_eq!(terms.exceptions.len(), 1);
		assert_eq!(terms.exceptions[0].actions, ActionSet::ACCESS);
	}

	#[test]
	fn custodians_are_about_disclosing() {
		let terms = read_value(&r4("OPTOUT", json!({ "actor": [actor("CST", "Organization/f001")] }))).unwrap();
		assert_eq!((terms.decision, terms.root.actions), (ConsentDecision::Deny, ActionSet::DISCLOSE));
		let mixed = json!({ "actor": [actor("CST", "Organization/1"), actor("PRCP", "Organization/2")] });
		assert_eq!(unmappable(&r4("OPTOUT", mixed)), ["Consent.provision.actor"]);
		let other = json!({ "actor": [actor("CST", "Organization/1")], "action": [action("access")] });
		assert_eq!(unmappable(&r4("OPTOUT", other)), ["Consent.provision.action"]);
	}

	#[test]
	fn exceptions_must_be_the_opposite() {
		let nested = |kind: &str| json!({ "provision": [{ "type": kind, "action": [action("use")] }] });
		assert_eq!(read_value(&r4("OPTIN", nested("deny"))).unwrap().exceptions.len(), 1);
		assert_eq!(unmappable(&r4("OPTIN", nested("permit"))), ["Consent.provision.provision[0].type"]);
		let untyped = json!({ "provision": [{ "action": [action("use")] }] });
		assert_eq!(unmappable(&r4("OPTIN", untyped)), ["Consent.provision.provision[0].type"]);
		let deeper = json!({ "provision": [{ "type": "deny", "action": [action("use")], "provision": [{ "type": "permit" }] }] });
		assert_eq!(unmappable(&r4("OPTIN", deeper)), ["Consent.provision.provision[0].provision"]);
		let unlimited = json!({ "provision": [{ "type": "deny" }] });
		assert_eq!(unmappable(&r4("OPTIN", unlimited)), ["Consent.provision.provision[0]"]);
	}

	#[test]
	fn everything_without_a_counterpart_is_named() {
		let provision = json!({
			"actor": [actor("AUT", "Practitioner/1")],
			"action": [action("sell")],
			"purpose": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "NOSUCH" }],
			"class": [{ "system": "urn:ietf:bcp:13", "code": "application/pdf" }],
			"code": [{ "text": "x" }],
			"data": [{ "meaning": "related", "reference": { "reference": "Task/1" } }],
			"securityLabel": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "N" }],
			"period": { "end": "1960" },
			"modifierExtension": [{ "url": "urn:x", "valueBoolean": true }],
		});
		let mut consent = r4("NOPP", provision);
		consent["scope"] = json!({ "coding": [{ "code": "research" }] });
		consent["status"] = "draft".into();
		let mut paths = unmappable(&consent);
		paths.sort();
		assert_eq!(
			paths,
			[
				"Consent.policyRule",
				"Consent.provision.action[0]",
				"Consent.provision.actor[0].role",
				"Consent.provision.class[0]",
				"Consent.provision.code",
				"Consent.provision.data",
				"Consent.provision.modifierExtension",
				"Consent.provision.period.end",
				"Consent.provision.purpose[0]",
				"Consent.provision.securityLabel[0]",
				"Consent.scope",
				"Consent.status",
			]
		);
	}

	#[test]
	fn classes_are_never_widened_unasked() {
		let class = |code: &str| json!({ "system": "http://hl7.org/fhir/resource-types", "code": code });
		let narrow = r4("OPTIN", json!({ "class": [class("MedicationRequest")] }));
		assert_eq!(unmappable(&narrow), ["Consent.provision.class"]);
		let accept = ConsentOptions { widening: Widening::Accept, ..options() };
		let widened = read(narrow.to_string().as_bytes(), &accept).unwrap();
		assert_eq!(widened.root.classes, [RecordClass::Medication]);
		// A class whose types are all named, and one by its own name.
		let own = json!({ "system": "urn:salus:record-class", "code": "restricted-7" });
		let whole = r4("OPTIN", json!({ "class": [class("AllergyIntolerance"), own] }));
		let read = read_value(&whole).unwrap().root.classes;
		assert_eq!(read, [RecordClass::Allergy, RecordClass::Restricted(7)]);
	}

	#[test]
	fn a_sensitivity_label_is_its_compartment() {
		let label = |code: &str| json!({ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code });
		let terms = read_value(&r4("OPTIN", json!({ "securityLabel": [label("PSY")] }))).unwrap();
		assert_eq!(terms.root.classes, [RecordClass::Restricted(3)]);
		// Without a compartment of its own it would mean more than it says.
		assert_eq!(
			unmappable(&r4("OPTIN", json!({ "securityLabel": [label("HIV")] }))),
			["Consent.provision.securityLabel[0]"]
		);
	}

	#[test]
	fn the_form_of_r5_is_read() {
		let consent = json!({
			"resourceType": "Consent", "status": "active", "decision": "deny",
			"subject": { "reference": "Patient/1" },
			"period": { "end": "2030" },
			"grantee": [{ "reference": "Organization/2" }],
			"provision": [{
				"actor": [{ "reference": { "reference": "Practitioner/3" } }],
				"action": [action("access")],
				"resourceType": [{ "system": "http://hl7.org/fhir/resource-types", "code": "AllergyIntolerance" }],
			}],
		});
		let terms = read_value(&consent).unwrap();
		assert_eq!(terms.decision, ConsentDecision::Deny);
		assert_eq!(terms.root.actors, [ConsentActor::Reference("Organization/2".into())]);
		assert_eq!(terms.exceptions[0].classes, [RecordClass::Allergy]);
		let mut unknown = consent.clone();
		unknown["provision"][0]["expression"] = json!({ "language": "text/cql" });
		unknown["policyText"] = json!([{ "reference": "DocumentReference/1" }]);
		assert_eq!(unmappable(&unknown), ["Consent.provision[0].expression"]);
	}

	#[test]
	fn what_is_no_consent_is_refused() {
		let patient = json!({ "resourceType": "Patient" });
		assert_eq!(read_value(&patient).unwrap_err(), ConsentError::NotAConsent("Patient".into()));
		assert!(matches!(read(b"{", &options()), Err(ConsentError::Fhir(_))));
		assert!(matches!(read(b"", &options()), Err(ConsentError::Fhir(_))));
		assert!(matches!(read_value(&json!({ "resourceType": "Consent" })), Err(ConsentError::Fhir(_))));
	}

	fn subset<T: Clone + core::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = Vec<T>> {
		let most = all.len().min(3);
		proptest::sample::subsequence(all, 0..=most)
	}

	fn any_period() -> impl Strategy<Value = Period> {
		(proptest::option::of(0u64..2_000_000_000_000), proptest::option::of(2_000_000_000_000u64..4_000_000_000_000))
			.prop_map(|(start, end)| Period { start, end })
	}

	fn any_rule() -> impl Strategy<Value = ConsentRule> {
		let actors = vec![
			ConsentActor::Reference("Organization/f001".into()),
			ConsentActor::Account(AccountId32::new([1; 32])),
			ConsentActor::Organisation(AccountId32::new([2; 32])),
			ConsentActor::Role(Role::Provider(ProviderKind::Hospital)),
			ConsentActor::Role(Role::Patient),
		];
		let mut classes = RecordClass::OPEN.to_vec();
		classes.extend([RecordClass::Restricted(0), RecordClass::Restricted(255)]);
		classes.sort();
		let purposes = Purpose::ALL.to_vec();
		(subset(actors), 0u8..32, subset(purposes), subset(classes), any_period(), any_period()).prop_map(
			|(actors, actions, purposes, classes, data_period, period)| ConsentRule {
				actors,
				actions: ActionSet(actions),
				purposes,
				classes,
				data_period,
				period,
			},
		)
	}

	fn any_terms() -> impl Strategy<Value = ConsentTerms> {
		let limited = any_rule().prop_filter("exceptions narrow something", |rule| *rule != ConsentRule::unlimited());
		let statuses = vec![ConsentStatus::Active, ConsentStatus::Inactive, ConsentStatus::EnteredInError];
		let modes = vec![AccessMode::View, AccessMode::Store, AccessMode::Stream, AccessMode::Query];
		(
			proptest::sample::select(statuses),
			proptest::sample::select(vec![ConsentDecision::Permit, ConsentDecision::Deny]),
			any_rule(),
			proptest::collection::vec(limited, 0..3),
			0u16..512,
			proptest::option::of(proptest::sample::select(modes)),
			proptest::option::of(0u64..4_000_000_000_000),
		)
			.prop_map(|(status, decision, root, exceptions, obligations, mode, erase_by)| ConsentTerms {
				patient: "Patient/f001".into(),
				status,
				decision,
				root,
				exceptions,
				obligations: Obligations(obligations),
				mode,
				erase_by,
			})
	}

	proptest! {
		#[test]
		fn terms_survive_the_form_of_r4(terms in any_terms()) {
			prop_assert_eq!(read_value(&write_r4(&terms).unwrap()).unwrap(), terms);
		}

		#[test]
		fn terms_survive_the_form_of_r5(terms in any_terms()) {
			prop_assert_eq!(read_value(&write_r5(&terms).unwrap()).unwrap(), terms);
		}
	}
}

//! Reading a `Consent` of either form.

use super::super::{canonical, RestrictionPolicy};
use super::super::{class_of_type, resource::codings, resource::Coding, types_of_class, FhirDate, FhirError};
use super::{codes, ConsentActor, ConsentDecision, ConsentError, ConsentRule, ConsentStatus, ConsentTerms, Part};
use salus_primitives::{
	consent::{ActionSet, Obligations},
	purpose::Purpose,
	records::RecordClass,
	Moment, Period,
};
use serde_json::{Map, Value};
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::collections::BTreeSet;

/// Whether a consent about some resource types of a class may be taken as one about the whole class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Widening {
	/// No: what names only some types of a class is unmappable.
	#[default]
	Refuse,
	/// Yes: the patient was told and agrees.
	Accept,
}

/// How to read consents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsentOptions {
	/// What to do with rules that are narrower than a class.
	pub widening: Widening,
	/// The patient's compartments, for rules about sensitivity labels.
	pub policy: RestrictionPolicy,
}

/// Elements of R4 that are not terms.
const NO_TERMS_R4: &[&str] = &[
	"resourceType",
	"id",
	"meta",
	"implicitRules",
	"language",
	"text",
	"contained",
	"extension",
	"identifier",
	"category",
	"dateTime",
	"performer",
	"organization",
	"sourceAttachment",
	"sourceReference",
	"policy",
	"verification",
];

/// Elements of R5 that are not terms.
const NO_TERMS_R5: &[&str] = &[
	"resourceType",
	"id",
	"meta",
	"implicitRules",
	"language",
	"text",
	"contained",
	"extension",
	"identifier",
	"category",
	"date",
	"grantor",
	"manager",
	"controller",
	"sourceAttachment",
	"sourceReference",
	"regulatoryBasis",
	"policyBasis",
	"policyText",
	"verification",
];

/// Reads a `Consent` in the form of R4 or R5, told apart by the elements that only R5 has.
///
/// # Errors
/// [`ConsentError::Fhir`], [`ConsentError::NotAConsent`], or [`ConsentError::Unmappable`], which names all parts without a
/// counterpart at once.
pub fn read(json: &[u8], options: &ConsentOptions) -> Result<ConsentTerms, ConsentError> {
	if json.trim_ascii().is_empty() {
		return Err(FhirError::Empty.into());
	}
	if json.len() > super::super::MAX_INPUT {
		return Err(FhirError::TooLarge(json.len()).into());
	}
	let bytes = canonical(json).map_err(FhirError::from)?;
	let not_fhir = |problem: &str| FhirError::NotFhir(problem.to_owned());
	let value: Value = serde_json::from_slice(&bytes).map_err(|error| not_fhir(&error.to_string()))?;
	let consent = value.as_object().ok_or_else(|| not_fhir("it is not an object"))?;
	match consent.get("resourceType").and_then(Value::as_str) {
		Some("Consent") => {},
		Some(other) => return Err(ConsentError::NotAConsent(other.to_owned())),
		None => return Err(not_fhir("it has no resourceType").into()),
	}
	let is_r5 = ["decision", "subject", "grantee"].iter().any(|name| consent.contains_key(*name))
		|| consent.get("provision").is_some_and(Value::is_array);
	if !is_r5 {
		super::super::Resource::parse(&bytes)?;
	}
	let mut reader = Reader { options, parts: Vec::new() };
	let terms = if is_r5 { reader.r5(consent) } else { reader.r4(consent) };
	match terms {
		Some(terms) if reader.parts.is_empty() => Ok(terms),
		_ => Err(ConsentError::Unmappable(reader.parts)),
	}
}

/// Elements that a provision has in either form, with the name that each form gives to classes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
	R4,
	R5,
}

impl Form {
	fn class_element(self) -> &'static str {
		match self {
			Form::R4 => "class",
			Form::R5 => "resourceType",
		}
	}
}

/// Reads and collects what has no counterpart.
struct Reader<'a> {
	options: &'a ConsentOptions,
	parts: Vec<Part>,
}

fn items(value: Option<&Value>) -> &[Value] {
	match value {
		Some(Value::Array(items)) => items,
		Some(single) => core::slice::from_ref(single),
		None => &[],
	}
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
	value.get(name).and_then(Value::as_str)
}

/// The names of terminology.hl7.org and of its predecessor for one code system.
fn is_system(coding: &Coding<'_>, system: &str) -> bool {
	let tail = |url: &str| url.rsplit('/').next().unwrap_or_default().trim_start_matches("v3-").to_owned();
	coding.system.is_some_and(|given| {
		given == system || (given.starts_with("http://hl7.org/fhir/") && tail(given) == tail(system))
	})
}

impl Reader<'_> {
	fn part(&mut self, path: impl Into<String>, reason: impl Into<String>) {
		self.parts.push(Part { path: path.into(), reason: reason.into() });
	}

	/// Names every element that is neither known nor free of terms.
	fn refuse_others(&mut self, path: &str, object: &Map<String, Value>, known: &[&str]) {
		let others = object.keys().filter(|name| !known.contains(&name.trim_start_matches('_')));
		let others: Vec<String> = others.cloned().collect();
		for name in others {
			self.part(format!("{path}.{name}"), "a directive has no such term");
		}
	}

	fn r4(&mut self, consent: &Map<String, Value>) -> Option<ConsentTerms> {
		let known =
			[NO_TERMS_R4, &["status", "scope", "patient", "policyRule", "provision", "modifierExtension"]].concat();
		self.refuse_others("Consent", consent, &known);
		let status = self.status(consent);
		let scope = consent.get("scope").map(codings).unwrap_or_default();
		if !scope.iter().any(|coding| is_system(coding, codes::SCOPE) && coding.code == "patient-privacy") {
			self.part("Consent.scope", "only consents of scope patient-privacy are directives");
		}
		let patient = self.patient(consent, "patient");
		let decision = self.policy_rule(consent);
		let provision = consent.get("provision").and_then(Value::as_object);
		let nothing = Map::new();
		let provision = provision.unwrap_or(&nothing);
		let root = self.rule("Consent.provision", provision, Form::R4);
		let mut exceptions = Vec::new();
		for (index, nested) in items(provision.get("provision")).iter().enumerate() {
			let path = format!("Consent.provision.provision[{index}]");
			let Some(nested) = nested.as_object() else { continue };
			let kind = nested.get("type").and_then(Value::as_str);
			if kind != decision.map(|decision| decision.flipped().code()) {
				let reason = match kind {
					None => "an exception must say whether it permits or denies",
					Some(_) => "it repeats the decision, so what it excepts is not clear",
				};
				self.part(format!("{path}.type"), reason);
			}
			exceptions.push(self.exception(&path, nested, Form::R4));
		}
		let (obligations, mode, erase_by, _) = self.modifiers(consent, &[codes::HANDLING]);
		let decision = decision?;
		let opposite = provision.get("type").and_then(Value::as_str) == Some(decision.flipped().code());
		let (root, exceptions) = match (opposite, exceptions.is_empty()) {
			(false, _) => (root, exceptions),
			(true, true) => {
				self.refuse_unlimited("Consent.provision", &root);
				(ConsentRule::unlimited(), vec![root])
			},
			(true, false) => {
				self.part("Consent.provision.provision", "a directive has no exceptions to exceptions");
				return None;
			},
		};
		Some(ConsentTerms {
			patient: patient?,
			status: status?,
			decision,
			root,
			exceptions,
			obligations,
			mode,
			erase_by,
		})
	}

	fn r5(&mut self, consent: &Map<String, Value>) -> Option<ConsentTerms> {
		let known =
			[NO_TERMS_R5, &["status", "subject", "period", "grantee", "decision", "provision", "modifierExtension"]]
				.concat();
		self.refuse_others("Consent", consent, &known);
		let status = self.status(consent);
		let patient = self.patient(consent, "subject");
		let decision = match consent.get("decision").and_then(Value::as_str) {
			Some("permit") => Some(ConsentDecision::Permit),
			Some("deny") => Some(ConsentDecision::Deny),
			_ => {
				self.part("Consent.decision", "a directive either permits or denies");
				None
			},
		};
		let (obligations, mode, erase_by, root) = self.modifiers(consent, &[codes::HANDLING, codes::ROOT]);
		let mut root = root.unwrap_or(ConsentRule::unlimited());
		root.period = self.period("Consent.period", consent.get("period"));
		for (index, grantee) in items(consent.get("grantee")).iter().enumerate() {
			let actor = self.actor(&format!("Consent.grantee[{index}]"), grantee);
			root.actors.extend(actor);
		}
		let mut exceptions = Vec::new();
		for (index, provision) in items(consent.get("provision")).iter().enumerate() {
			if let Some(provision) = provision.as_object() {
				exceptions.push(self.exception(&format!("Consent.provision[{index}]"), provision, Form::R5));
			}
		}
		Some(ConsentTerms {
			patient: patient?,
			status: status?,
			decision: decision?,
			root,
			exceptions,
			obligations,
			mode,
			erase_by,
		})
	}

	fn status(&mut self, consent: &Map<String, Value>) -> Option<ConsentStatus> {
		match consent.get("status").and_then(Value::as_str) {
			Some("active") => Some(ConsentStatus::Active),
			Some("inactive") => Some(ConsentStatus::Inactive),
			Some("entered-in-error") => Some(ConsentStatus::EnteredInError),
			other => {
				self.part("Consent.status", format!("a directive is never '{}'", other.unwrap_or_default()));
				None
			},
		}
	}

	fn patient(&mut self, consent: &Map<String, Value>, element: &str) -> Option<String> {
		let patient = consent.get(element).and_then(|patient| text(patient, "reference"));
		if patient.is_none() {
			self.part(format!("Consent.{element}"), "a directive is one patient's, named by reference");
		}
		patient.map(str::to_owned)
	}

	fn policy_rule(&mut self, consent: &Map<String, Value>) -> Option<ConsentDecision> {
		let codings = consent.get("policyRule").map(codings).unwrap_or_default();
		let decision = codings.iter().find_map(|coding| match coding.code {
			_ if !is_system(coding, codes::ACT_CODE) => None,
			"OPTIN" | "OPTINR" => Some(ConsentDecision::Permit),
			"OPTOUT" | "OPTOUTE" => Some(ConsentDecision::Deny),
			_ => None,
		});
		if decision.is_none() {
			self.part(
				"Consent.policyRule",
				"it is none of OPTIN, OPTINR, OPTOUT, OPTOUTE, so there is no base decision",
			);
		}
		decision
	}

	fn exception(&mut self, path: &str, provision: &Map<String, Value>, form: Form) -> ConsentRule {
		if provision.contains_key("provision") {
			self.part(format!("{path}.provision"), "a directive has no exceptions to exceptions");
		}
		let before = self.parts.len();
		let rule = self.rule(path, provision, form);
		if self.parts.len() == before {
			self.refuse_unlimited(path, &rule);
		}
		rule
	}

	fn refuse_unlimited(&mut self, path: &str, rule: &ConsentRule) {
		if *rule == ConsentRule::unlimited() {
			self.part(path, "an exception that narrows nothing would turn the whole consent around");
		}
	}

	fn rule(&mut self, path: &str, provision: &Map<String, Value>, form: Form) -> ConsentRule {
		let class_element = form.class_element();
		let mut known = vec![
			"id",
			"period",
			"actor",
			"action",
			"purpose",
			"securityLabel",
			"dataPeriod",
			"provision",
			class_element,
		];
		if form == Form::R4 {
			known.push("type");
		}
		self.refuse_others(path, provision, &known);
		let actions = self.actions(&format!("{path}.action"), provision.get("action"));
		let (actors, actions) = self.actors(path, provision.get("actor"), actions);
		let mut classes = self.classes(&format!("{path}.{class_element}"), provision.get(class_element));
		classes.extend(self.labels(&format!("{path}.securityLabel"), provision.get("securityLabel")));
		ConsentRule {
			actors,
			actions,
			purposes: self.purposes(&format!("{path}.purpose"), provision.get("purpose")),
			classes: classes.into_iter().collect(),
			data_period: self.period(&format!("{path}.dataPeriod"), provision.get("dataPeriod")),
			period: self.period(&format!("{path}.period"), provision.get("period")),
		}
	}

	/// Actors, and the actions with what the actors' role says about them.
	fn actors(&mut self, path: &str, value: Option<&Value>, mut actions: ActionSet) -> (Vec<ConsentActor>, ActionSet) {
		let (mut actors, mut custodians, mut recipients) = (Vec::new(), false, false);
		for (index, item) in items(value).iter().enumerate() {
			let path = format!("{path}.actor[{index}]");
			let roles = item.get("role").map(codings).unwrap_or_default();
			match roles.first().map(|role| (is_system(role, codes::PARTICIPATION), role.code)) {
				None | Some((true, "PRCP" | "IRCP")) => recipients = true,
				Some((true, "CST")) => custodians = true,
				Some((_, other)) => {
					self.part(
						format!("{path}.role"),
						format!("a directive is about recipients or custodians, not '{other}'"),
					);
				},
			}
			match item.get("reference") {
				Some(reference) => actors.extend(self.actor(&format!("{path}.reference"), reference)),
				None => self.part(path, "it names nobody"),
			}
		}
		if custodians && recipients {
			self.part(format!("{path}.actor"), "custodians and recipients need a rule each");
		} else if custodians {
			match actions {
				ActionSet::NONE => actions = ActionSet::DISCLOSE,
				ActionSet::DISCLOSE => {},
				_ => {
					self.part(format!("{path}.action"), "of a custodian a directive says only whether it may disclose");
				},
			}
		}
		(actors, actions)
	}

	fn actor(&mut self, path: &str, reference: &Value) -> Option<ConsentActor> {
		let identifier = reference.get("identifier");
		let system = identifier.and_then(|identifier| text(identifier, "system"));
		let value = identifier.and_then(|identifier| text(identifier, "value")).unwrap_or_default();
		let account = || AccountId32::from_ss58check_with_version(value).ok().map(|(account, _)| account);
		let actor = match system {
			Some(codes::ACCOUNT) => account().map(ConsentActor::Account),
			Some(codes::ORGANISATION) => account().map(ConsentActor::Organisation),
			Some(codes::ROLE) => codes::role_of_label(value).map(ConsentActor::Role),
			_ => text(reference, "reference").map(|reference| ConsentActor::Reference(reference.to_owned())),
		};
		if actor.is_none() {
			self.part(path, "it names nobody that can be found");
		}
		actor
	}

	fn actions(&mut self, path: &str, value: Option<&Value>) -> ActionSet {
		let mut set = ActionSet::NONE;
		for (index, concept) in items(value).iter().enumerate() {
			let found =
				codings(concept).into_iter().filter(|coding| is_system(coding, codes::ACTION)).find_map(|coding| {
					ActionSet::CODES.iter().find(|(_, code)| *code == coding.code).map(|(action, _)| *action)
				});
			match found {
				Some(action) => set = set.union(action),
				None => self.part(format!("{path}[{index}]"), "it is none of collect, access, use, disclose, correct"),
			}
		}
		set
	}

	fn purposes(&mut self, path: &str, value: Option<&Value>) -> Vec<Purpose> {
		let mut purposes = Vec::new();
		for (index, item) in items(value).iter().enumerate() {
			let found = codings(item)
				.into_iter()
				.filter(|coding| is_system(coding, codes::ACT_REASON))
				.find_map(|coding| Purpose::from_code(coding.code));
			match found {
				Some(purpose) if purposes.contains(&purpose) => {},
				Some(purpose) => purposes.push(purpose),
				None => self.part(
					format!("{path}[{index}]"),
					"it is not one of the purposes of v3-ActReason that directives know",
				),
			}
		}
		purposes
	}

	fn classes(&mut self, path: &str, value: Option<&Value>) -> BTreeSet<RecordClass> {
		let (mut own, mut types) = (BTreeSet::new(), BTreeSet::new());
		for (index, item) in items(value).iter().enumerate() {
			for coding in codings(item) {
				match coding.system {
					Some(codes::RECORD_CLASS) => match codes::class_of_label(coding.code) {
						Some(class) => own.extend([class]),
						None => self.part(format!("{path}[{index}]"), format!("there is no class '{}'", coding.code)),
					},
					Some(codes::RESOURCE_TYPES) if class_of_type(coding.code).is_some() => types.extend([coding.code]),
					_ => self.part(format!("{path}[{index}]"), format!("'{}' is no resource type of R4", coding.code)),
				}
			}
		}
		let of_types: BTreeSet<_> = types.iter().filter_map(|name| class_of_type(name)).collect();
		for class in of_types {
			let whole = own.contains(&class) || types_of_class(class).all(|name| types.contains(name));
			if whole || self.options.widening == Widening::Accept {
				own.insert(class);
			} else {
				let named: Vec<_> = types.iter().filter(|name| class_of_type(name) == Some(class)).copied().collect();
				self.part(path, format!("{} is only a part of the class {class:?}", named.join(" and ")));
			}
		}
		own
	}

	/// The compartments of sensitivity labels.
	fn labels(&mut self, path: &str, value: Option<&Value>) -> BTreeSet<RecordClass> {
		let mut classes = BTreeSet::new();
		for (index, item) in items(value).iter().enumerate() {
			let compartments = &self.options.policy.compartments;
			let found = codings(item)
				.into_iter()
				.filter(|coding| is_system(coding, codes::ACT_CODE))
				.find_map(|coding| compartments.get(coding.code).copied())
				.filter(|compartment| {
					let alone = compartments.values().filter(|other| *other == compartment).count() == 1;
					(alone && *compartment != self.options.policy.otherwise)
						|| self.options.widening == Widening::Accept
				});
			match found {
				Some(compartment) => classes.extend([RecordClass::Restricted(compartment)]),
				None => self.part(format!("{path}[{index}]"), "the label has no compartment of its own"),
			}
		}
		classes
	}

	fn period(&mut self, path: &str, value: Option<&Value>) -> Period {
		let Some(value) = value else { return Period::ALWAYS };
		let mut boundary = |name: &str, moment: fn(&FhirDate) -> Option<Moment>| {
			let text = text(value, name)?;
			match FhirDate::parse(text) {
				Ok(date) => {
					let moment = moment(&date);
					if moment.is_none() {
						self.part(format!("{path}.{name}"), "it lies before 1970, where the chain's time begins");
					}
					moment
				},
				Err(error) => {
					self.part(format!("{path}.{name}"), error.to_string());
					None
				},
			}
		};
		let start = boundary("start", |date| Some(date.first_moment()));
		let end = boundary("end", FhirDate::last_moment);
		let period = Period { start, end };
		if !period.is_valid() {
			self.part(path, "it ends before it starts");
		}
		period
	}

	/// Our own modifier extensions. Any other changes the meaning in a way that is not known here.
	fn modifiers(
		&mut self,
		consent: &Map<String, Value>,
		known: &[&str],
	) -> (Obligations, Option<salus_primitives::consent::AccessMode>, Option<Moment>, Option<ConsentRule>) {
		let (mut obligations, mut mode, mut erase_by, mut root) = (Obligations::NONE, None, None, None);
		for (index, extension) in items(consent.get("modifierExtension")).iter().enumerate() {
			let path = format!("Consent.modifierExtension[{index}]");
			match text(extension, "url").filter(|url| known.contains(url)) {
				Some(codes::ROOT) => root = Some(self.root_extension(&path, extension)),
				Some(_) => {
					for part in items(extension.get("extension")) {
						let code = text(part, "valueCode").unwrap_or_default();
						let understood = match text(part, "url") {
							Some("obligation") => Obligations::CODES
								.iter()
								.find(|(_, known)| *known == code)
								.map(|(obligation, _)| obligations = obligations.union(*obligation)),
							Some("mode") => codes::mode_of_label(code).map(|found| mode = Some(found)),
							Some("erase-by") => text(part, "valueInstant")
								.and_then(|text| FhirDate::parse(text).ok()?.last_moment())
								.map(|moment| erase_by = Some(moment)),
							_ => None,
						};
						if understood.is_none() {
							self.part(path.clone(), "it says something that is not known");
						}
					}
				},
				None => self.part(path, "it changes the meaning in a way that is not known"),
			}
		}
		(obligations, mode, erase_by, root)
	}

	/// What narrows the decision, as the extension of the R5 form says it: as a provision's elements, each in an extension.
	fn root_extension(&mut self, path: &str, extension: &Value) -> ConsentRule {
		let mut provision = Map::new();
		for part in items(extension.get("extension")) {
			let name = text(part, "url").unwrap_or_default().to_owned();
			let value = ["valueCodeableConcept", "valueCoding", "valuePeriod"].iter().find_map(|name| part.get(*name));
			match (value, name.as_str()) {
				(Some(period), "dataPeriod") => drop(provision.insert(name, period.clone())),
				(Some(value), _) => {
					let list = provision.entry(name).or_insert_with(|| Value::Array(Vec::new()));
					if let Some(list) = list.as_array_mut() {
						list.push(value.clone());
					}
				},
				(None, _) => self.part(format!("{path}.{name}"), "it says nothing that is known"),
			}
		}
		self.rule(path, &provision, Form::R5)
	}
}

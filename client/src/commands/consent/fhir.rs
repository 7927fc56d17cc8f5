//! FHIR consents: made into directives, and written from them.

use super::{
	direct::{direct, ensure_may_direct, ensure_reader, give_keys, report},
	directive_of, ensure_somebody_else, exceptions, terms,
};
use crate::commands::{
	context::Context,
	failure::{general, usage},
	files,
	participants::ensure_patient,
	values::{self, Classes},
	words,
};
use pallet_emr_consent::{
	types::{Provision, Ruling},
	ExceptionOf, ExceptionsOf, ProvisionOf,
};
use salus_client::{
	actions::{bounded, consent::Terms},
	fhir::consent::{
		self as fhir, roles, ConsentActor, ConsentDecision, ConsentOptions, ConsentRule, ConsentStatus, ConsentTerms,
		Widening,
	},
};
use salus_primitives::{
	consent::{AccessMode, ActionSet, Actor},
	purpose::Purpose,
	records::RecordClass,
	DirectiveId, Period,
};
use salus_runtime::{AccountId, Runtime};
use serde_json::json;
use std::{collections::BTreeMap, path::PathBuf, str::FromStr};

/// Importing a FHIR consent.
#[derive(Clone, Debug, clap::Args)]
pub struct ImportOptions {
	/// The Consent, in the form of R4 or R5; - is standard input.
	file: PathBuf,
	/// Who is meant by a reference: Organization/f001=organisation:ADDRESS. May be given several times.
	#[arg(long = "actor", value_name = "REFERENCE=ACTOR")]
	actors: Vec<NamedActor>,
	/// Whom a consent is about that names nobody: an address, organisation:ADDRESS, role:NAME, or everybody.
	#[arg(long = "for", value_name = "ACTOR")]
	meant: Vec<Meant>,
	/// Restricted compartments that a consent about all classes includes.
	#[arg(long, value_name = "CLASSES")]
	including: Vec<Classes>,
	/// Take a consent about some resource types of a class as one about the whole class.
	#[arg(long)]
	accept_widening: bool,
	/// JSON file saying what goes to which restricted compartment, for sensitivity labels.
	#[arg(long, value_name = "FILE")]
	policy: Option<PathBuf>,
	/// Show the directives, and make none.
	#[arg(long)]
	dry_run: bool,
	/// Do not seal keys to accounts that are permitted to read.
	#[arg(long)]
	no_keys: bool,
	/// Make the directives without being asked.
	#[arg(long)]
	yes: bool,
}

/// Exporting a directive.
#[derive(Clone, Debug, clap::Args)]
pub struct ExportOptions {
	/// The directive.
	directive: u64,
	/// In the form of R4 instead of R5.
	#[arg(long)]
	r4: bool,
	/// How the FHIR Consent refers to the patient; Patient/ADDRESS if absent.
	#[arg(long, value_name = "REFERENCE")]
	patient_reference: Option<String>,
	/// File for the Consent; printed if absent.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// Who is meant by a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedActor {
	reference: String,
	actor: Actor<AccountId>,
}

impl FromStr for NamedActor {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (reference, actor) =
			text.split_once('=').ok_or("use REFERENCE=ACTOR, such as Organization/f001=ADDRESS")?;
		Ok(Self { reference: reference.to_owned(), actor: values::actor(actor)? })
	}
}

/// Whom a consent is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
	/// One.
	One(Actor<AccountId>),
	/// All, by their roles.
	Everybody,
}

impl FromStr for Meant {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		match text {
			"everybody" => Ok(Self::Everybody),
			text => values::actor(text).map(Self::One),
		}
	}
}

/// Finds on chain whom a consent names.
struct Cast<'a> {
	by_reference: BTreeMap<&'a str, &'a Actor<AccountId>>,
}

impl Cast<'_> {
	fn find(&self, actor: &ConsentActor) -> anyhow::Result<Actor<AccountId>> {
		match actor {
			ConsentActor::Account(account) => Ok(Actor::Account(account.clone())),
			ConsentActor::Organisation(account) => Ok(Actor::Organisation(account.clone())),
			ConsentActor::Role(role) => Ok(Actor::Role(*role)),
			ConsentActor::Reference(reference) => {
				self.by_reference.get(reference.as_str()).map(|actor| (*actor).clone()).ok_or_else(|| {
					usage(format!("say who {reference} is: --actor {reference}=ADDRESS, or =organisation:ADDRESS"))
				})
			},
		}
	}
}

fn ruling(decision: ConsentDecision) -> Ruling {
	match decision {
		ConsentDecision::Permit => Ruling::Permit,
		ConsentDecision::Deny => Ruling::Deny,
	}
}

/// All purposes, by those at the top of the tree.
fn all_purposes() -> Vec<Purpose> {
	Purpose::ALL.iter().copied().filter(|purpose| purpose.parent().is_none()).collect()
}

fn terms_of(consent: &ConsentTerms, including: &[RecordClass]) -> anyhow::Result<Terms> {
	let root = &consent.root;
	let classes = match root.classes.is_empty() {
		true => RecordClass::OPEN.into_iter().chain(including.iter().copied()).collect(),
		false => root.classes.clone(),
	};
	Ok(Terms {
		classes: bounded("classes", classes)?,
		actions: if root.actions.is_empty() { ActionSet::ALL } else { root.actions },
		purposes: bounded("purposes", if root.purposes.is_empty() { all_purposes() } else { root.purposes.clone() })?,
		data_period: root.data_period,
		period: root.period,
		mode: consent.mode.unwrap_or(AccessMode::View),
		erase_by: consent.erase_by,
	})
}

fn exceptions_of(consent: &ConsentTerms, cast: &Cast<'_>) -> anyhow::Result<ExceptionsOf<Runtime>> {
	let mut exceptions = Vec::new();
	for rule in &consent.exceptions {
		let narrowed = |period: Period| (period != Period::ALWAYS).then_some(period);
		let mut exception = ExceptionOf::<Runtime>::unlimited();
		exception.actions = (!rule.actions.is_empty()).then_some(rule.actions);
		if !rule.purposes.is_empty() {
			exception.purposes = Some(bounded("purposes", rule.purposes.clone())?);
		}
		if !rule.classes.is_empty() {
			exception.classes = Some(bounded("classes", rule.classes.clone())?);
		}
		exception.data_period = narrowed(rule.data_period);
		exception.period = narrowed(rule.period);
		if rule.actors.is_empty() {
			exceptions.push(exception);
			continue;
		}
		for actor in &rule.actors {
			let actor = Some(cast.find(actor)?);
			exceptions.push(ExceptionOf::<Runtime> { actor, ..exception.clone() });
		}
	}
	exceptions::check(exceptions)
}

/// Whom the consent is about, each in a directive of its own.
fn actors_of(consent: &ConsentTerms, cast: &Cast<'_>, meant: &[Meant]) -> anyhow::Result<Vec<Actor<AccountId>>> {
	if !consent.root.actors.is_empty() {
		return consent.root.actors.iter().map(|actor| cast.find(actor)).collect();
	}
	let mut actors = Vec::new();
	for one in meant {
		match one {
			Meant::One(actor) => actors.push(actor.clone()),
			Meant::Everybody => actors.extend(roles().map(Actor::Role)),
		}
	}
	if actors.is_empty() {
		return Err(usage(
			"the consent names nobody, and a directive on chain is about somebody: say whom with --for, such as \
			 --for role:hospital, or --for everybody, which makes one directive per role",
		));
	}
	Ok(actors)
}

/// Makes directives of a consent.
pub async fn import(context: &Context, options: ImportOptions) -> anyhow::Result<()> {
	let widening = if options.accept_widening { Widening::Accept } else { Widening::Refuse };
	let reading = ConsentOptions { widening, policy: files::policy(options.policy.as_deref())? };
	let consent = fhir::read(&files::bytes(&options.file)?, &reading).map_err(|error| usage(error.to_string()))?;
	if consent.status != ConsentStatus::Active {
		return Err(usage(format!("the consent is {}, so there is nothing to direct", words::kebab(&consent.status))));
	}
	let cast =
		Cast { by_reference: options.actors.iter().map(|named| (named.reference.as_str(), &named.actor)).collect() };
	let actors = actors_of(&consent, &cast, &options.meant)?;
	let exceptions = exceptions_of(&consent, &cast)?;
	let terms = terms_of(&consent, &Classes::union(&options.including))?;
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	ensure_patient(&chain, &account).await?;
	terms::check(&terms, chain.now().await?)?;
	for actor in actors.iter().chain(exceptions.iter().filter_map(|exception| exception.actor.as_ref())) {
		ensure_somebody_else(&account, actor)?;
	}
	ensure_may_direct(&chain, &account, ruling(consent.decision), &exceptions).await?;

	context.out.note(&format!("The consent is of {}; you sign for {account}.", consent.patient));
	show(context, &consent, &actors, &terms, &exceptions);
	if consent.root.classes.is_empty() {
		context.out.note("note: restricted compartments are not included, but for those named with --including");
	}
	if options.dry_run {
		return Ok(());
	}
	let roots: Vec<ProvisionOf<Runtime>> = actors
		.into_iter()
		.map(|actor| Provision {
			decision: ruling(consent.decision),
			actor,
			terms: terms.clone(),
			obligations: consent.obligations,
		})
		.collect();
	if !options.no_keys {
		for root in &roots {
			ensure_reader(&chain, root).await?;
		}
	}
	context.confirm("Make these directives?", options.yes)?;
	for root in roots {
		let (directive, included) = direct(context, &chain, &me, root.clone(), exceptions.clone()).await?;
		report(context, directive, &root, &included);
		if root.decision == Ruling::Permit && root.terms.discloses() && !options.no_keys {
			give_keys(context, &chain, &me, directive, &root).await?;
		}
	}
	Ok(())
}

/// Shows what a consent comes to.
fn show(
	context: &Context,
	consent: &ConsentTerms,
	actors: &[Actor<AccountId>],
	terms: &Terms,
	exceptions: &ExceptionsOf<Runtime>,
) {
	let names: Vec<_> = actors.iter().map(words::actor).collect();
	let mut json = terms::to_json(terms);
	json["decision"] = json!(words::kebab(&consent.decision));
	json["actors"] = json!(names);
	json["obligations"] = json!(words::obligation_codes(consent.obligations));
	json["exceptions"] = json!(exceptions.iter().map(exceptions::summary).collect::<Vec<_>>());
	let mut fields = vec![("decision", words::kebab(&consent.decision)), ("whom", names.join("\n"))];
	fields.extend(terms::fields(terms));
	let obligations = words::obligation_codes(consent.obligations);
	if !obligations.is_empty() {
		fields.push(("obligations", obligations.join(", ")));
	}
	fields.extend(exceptions.iter().map(|exception| ("except", exceptions::summary(exception))));
	context.out.fields(&json, &fields);
}

fn consent_actor(actor: &Actor<AccountId>) -> ConsentActor {
	match actor {
		Actor::Account(account) => ConsentActor::Account(account.clone()),
		Actor::Organisation(account) => ConsentActor::Organisation(account.clone()),
		Actor::Role(role) => ConsentActor::Role(*role),
	}
}

fn rule_of(exception: &ExceptionOf<Runtime>) -> ConsentRule {
	ConsentRule {
		actors: exception.actor.iter().map(consent_actor).collect(),
		actions: exception.actions.unwrap_or(ActionSet::NONE),
		purposes: exception.purposes.as_ref().map(|purposes| purposes.to_vec()).unwrap_or_default(),
		classes: exception.classes.as_ref().map(|classes| classes.to_vec()).unwrap_or_default(),
		data_period: exception.data_period.unwrap_or(Period::ALWAYS),
		period: exception.period.unwrap_or(Period::ALWAYS),
	}
}

/// Writes a directive as a consent.
pub async fn export(context: &Context, options: ExportOptions) -> anyhow::Result<()> {
	let id = DirectiveId(options.directive);
	let directive = directive_of(&context.connect().await?, id).await?;
	let root = &directive.root;
	let consent = ConsentTerms {
		patient: options.patient_reference.unwrap_or_else(|| format!("Patient/{}", directive.patient)),
		status: match directive.status {
			pallet_emr_consent::types::DirectiveStatus::Active => ConsentStatus::Active,
			pallet_emr_consent::types::DirectiveStatus::Inactive { .. } => ConsentStatus::Inactive,
			pallet_emr_consent::types::DirectiveStatus::EnteredInError { .. } => ConsentStatus::EnteredInError,
		},
		decision: match root.decision {
			Ruling::Permit => ConsentDecision::Permit,
			Ruling::Deny => ConsentDecision::Deny,
		},
		root: ConsentRule {
			actors: vec![consent_actor(&root.actor)],
			actions: root.terms.actions,
			purposes: root.terms.purposes.to_vec(),
			classes: root.terms.classes.to_vec(),
			data_period: root.terms.data_period,
			period: root.terms.period,
		},
		exceptions: directive.exceptions.iter().map(rule_of).collect(),
		obligations: root.obligations,
		mode: Some(root.terms.mode),
		erase_by: root.terms.erase_by,
	};
	let written = if options.r4 { fhir::write_r4(&consent) } else { fhir::write_r5(&consent) };
	let mut value = written.map_err(|error| general(error.to_string()))?;
	value["id"] = json!(format!("directive-{id}"));
	let Some(file) = &options.out else {
		context.out.result(&value, &format!("{value:#}"));
		return Ok(());
	};
	files::put(file, format!("{value:#}\n").as_bytes())?;
	context.out.result(&json!({ "directive": id, "file": file }), &format!("{}: the consent", file.display()));
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn consent(root: ConsentRule, exceptions: Vec<ConsentRule>) -> ConsentTerms {
		ConsentTerms {
			patient: "Patient/1".into(),
			status: ConsentStatus::Active,
			decision: ConsentDecision::Deny,
			root,
			exceptions,
			obligations: salus_primitives::consent::Obligations::NONE,
			mode: None,
			erase_by: None,
		}
	}

	fn nobody() -> Cast<'static> {
		Cast { by_reference: BTreeMap::new() }
	}

	#[test]
	fn what_a_consent_leaves_open_is_all() {
		let terms = terms_of(&consent(ConsentRule::unlimited(), Vec::new()), &[RecordClass::Restricted(1)]).unwrap();
		assert_eq!(terms.classes.len(), 13);
		assert_eq!(terms.actions, ActionSet::ALL);
		assert!(Purpose::ALL.iter().all(|purpose| terms.purposes.iter().any(|top| top.covers(*purpose))));
	}

	#[test]
	fn references_have_to_be_known() {
		let named: NamedActor = "Organization/f001=organisation://Bob".parse().unwrap();
		let cast = Cast { by_reference: [(named.reference.as_str(), &named.actor)].into() };
		let reference = ConsentActor::Reference("Organization/f001".into());
		assert_eq!(cast.find(&reference).unwrap(), named.actor);
		assert!(nobody().find(&reference).unwrap_err().to_string().contains("--actor Organization/f001="));
	}

	#[test]
	fn a_consent_about_nobody_needs_somebody() {
		let open = consent(ConsentRule::unlimited(), Vec::new());
		assert!(actors_of(&open, &nobody(), &[]).is_err());
		assert_eq!(actors_of(&open, &nobody(), &["everybody".parse().unwrap()]).unwrap().len(), 17);
		assert_eq!(actors_of(&open, &nobody(), &["role:hospital".parse().unwrap()]).unwrap().len(), 1);
	}

	#[test]
	fn an_exception_for_two_actors_is_two() {
		let rule = ConsentRule {
			actors: vec![
				ConsentActor::Account(AccountId::new([1; 32])),
				ConsentActor::Account(AccountId::new([2; 32])),
			],
			..ConsentRule::unlimited()
		};
		let exceptions = exceptions_of(&consent(ConsentRule::unlimited(), vec![rule]), &nobody()).unwrap();
		assert_eq!(exceptions.len(), 2);
		let unlimited = consent(ConsentRule::unlimited(), vec![ConsentRule::unlimited()]);
		assert!(exceptions_of(&unlimited, &nobody()).is_err());
	}
}

//! Deciding on one's own initiative.

use super::{
	ensure_somebody_else, exceptions,
	terms::{self, TermsOptions},
};
use crate::commands::{
	context::Context,
	failure::general,
	participants::{ensure_patient, participant},
	values, words,
};
use clap::ValueEnum;
use pallet_emr_consent::{
	types::{Provision, Ruling},
	Call, ExceptionsOf, ProvisionOf,
};
use salus_client::{
	actions::{bounded, consent::seal_class_keys, outcome},
	chain::{Chain, Included},
	keys::Persona,
	sealing::SealPurpose,
};
use salus_primitives::{
	consent::{Actor, Obligations},
	records::RecordClass,
	DirectiveId,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};
use serde_json::json;
use std::path::PathBuf;

/// Directing.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
	/// Whether it is allowed or forbidden.
	#[arg(value_enum)]
	decision: DecisionWord,
	/// To whom: an address, organisation:ADDRESS or role:NAME.
	#[arg(long, value_parser = values::actor)]
	actor: Actor<AccountId>,
	#[command(flatten)]
	terms: TermsOptions,
	/// What those permitted owe: codes such as DELAU, MINEC, NORDSCLCD.
	#[arg(long = "obligation", value_name = "CODES", value_delimiter = ',', value_parser = values::obligation)]
	obligations: Vec<Obligations>,
	#[arg(long, value_name = "FILE", help = exceptions::FORM)]
	exceptions: Option<PathBuf>,
	/// Do not seal keys to the account that is permitted to read.
	#[arg(long)]
	no_keys: bool,
}

/// A decision as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DecisionWord {
	/// It is allowed.
	Permit,
	/// It is forbidden.
	Deny,
}

impl From<DecisionWord> for Ruling {
	fn from(word: DecisionWord) -> Self {
		match word {
			DecisionWord::Permit => Ruling::Permit,
			DecisionWord::Deny => Ruling::Deny,
		}
	}
}

/// Refuses what takes a request, since others have to agree.
pub async fn ensure_may_direct(
	chain: &Chain,
	me: &AccountId,
	decision: Ruling,
	exceptions: &ExceptionsOf<Runtime>,
) -> anyhow::Result<()> {
	if decision == Ruling::Deny && exceptions.is_empty() {
		return Ok(());
	}
	let view = pallet_emr_consent::CoApproversViewFunction::<Runtime>::new(me.clone());
	if chain.view(view).await?.current.is_empty() {
		return Ok(());
	}
	Err(general(
		"you named co-approvers, so whatever permits something takes a request: the other side asks, they agree, you grant it",
	))
}

/// Makes a directive.
pub async fn run(context: &Context, options: Options) -> anyhow::Result<()> {
	let exceptions = exceptions::read(options.exceptions.as_deref())?;
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	ensure_somebody_else(&account, &options.actor)?;
	for actor in exceptions.iter().filter_map(|exception| exception.actor.as_ref()) {
		ensure_somebody_else(&account, actor)?;
	}
	let terms = options.terms.terms(chain.now().await?)?;
	let obligations = terms::obligations(&options.obligations);
	ensure_patient(&chain, &account).await?;
	ensure_may_direct(&chain, &account, options.decision.into(), &exceptions).await?;
	let root = Provision { decision: options.decision.into(), actor: options.actor, terms, obligations };
	if !options.no_keys {
		ensure_reader(&chain, &root).await?;
	}
	let (directive, included) = direct(context, &chain, &me, root.clone(), exceptions).await?;
	report(context, directive, &root, &included);
	if root.decision == Ruling::Permit && root.terms.discloses() && !options.no_keys {
		give_keys(context, &chain, &me, directive, &root).await?;
	}
	Ok(())
}

/// Refuses to permit reading to an account that has no key to seal to. Without this the directive would be made, and the keys
/// would fail after it.
pub async fn ensure_reader(chain: &Chain, root: &ProvisionOf<Runtime>) -> anyhow::Result<()> {
	match &root.actor {
		Actor::Account(account) if root.decision == Ruling::Permit && root.terms.discloses() => {
			participant(chain, account).await.map(|_| ())
		},
		_ => Ok(()),
	}
}

/// Sends a directive.
pub async fn direct(
	context: &Context,
	chain: &Chain,
	me: &Persona,
	root: ProvisionOf<Runtime>,
	exceptions: ExceptionsOf<Runtime>,
) -> anyhow::Result<(DirectiveId, Included)> {
	let included = context.send(chain, me, RuntimeCall::EmrConsent(Call::direct { root, exceptions })).await?;
	let id = outcome(&included, "the directive's id", |event| match event {
		RuntimeEvent::EmrConsent(pallet_emr_consent::Event::Directed { directive, .. }) => Some(*directive),
		_ => None,
	})?;
	Ok((id, included))
}

/// Reports a directive that was made.
pub fn report(context: &Context, directive: DirectiveId, root: &ProvisionOf<Runtime>, included: &Included) {
	let mut json = terms::to_json(&root.terms);
	json["directive"] = json!(directive);
	json["decision"] = json!(words::kebab(&root.decision));
	json["actor"] = json!(words::actor(&root.actor));
	let text = format!(
		"directive {directive}: {} {}: {}",
		words::kebab(&root.decision),
		words::actor(&root.actor),
		terms::summary(&root.terms)
	);
	context.out.receipt(included, json, &text);
}

/// Gives the keys to the account that a permit names; of organisations and roles each member gets them apart.
pub async fn give_keys(
	context: &Context,
	chain: &Chain,
	me: &Persona,
	directive: DirectiveId,
	root: &ProvisionOf<Runtime>,
) -> anyhow::Result<()> {
	let Actor::Account(holder) = &root.actor else {
		context.out.note(&format!(
			"Each who is to read needs the keys: salus consent seal-keys {directive} ACCOUNT, for each account"
		));
		return Ok(());
	};
	seal_to(context, chain, me, directive, holder, &root.terms.classes).await
}

/// Seals the present keys of classes to a holder under a directive.
pub async fn seal_to(
	context: &Context,
	chain: &Chain,
	me: &Persona,
	directive: DirectiveId,
	holder: &AccountId,
	classes: &[RecordClass],
) -> anyhow::Result<()> {
	let sealed = seal_class_keys(chain, me, holder, classes, SealPurpose::ClassGrant).await?;
	let without = terms::without_key(classes, &sealed);
	if !without.is_empty() {
		context.out.note(&format!("note: there is no key for {} yet", words::classes(&without)));
	}
	if sealed.is_empty() {
		context.out.note(&format!("No keys were sealed; do it later: salus consent seal-keys {directive} {holder}"));
		return Ok(());
	}
	let keys: Vec<_> = sealed.iter().map(|key| key.class).collect();
	let call = Call::seal_keys { directive, holder: holder.clone(), sealed: bounded("sealed keys", sealed)? };
	let included = context.send(chain, me, RuntimeCall::EmrConsent(call)).await?;
	let json = json!({ "directive": directive, "holder": holder, "keys_sealed": keys.len() });
	context.out.receipt(&included, json, &format!("the keys of {} are sealed to {holder}", words::classes(&keys)));
	Ok(())
}

//! Directives: listed, asked, ended, served with keys.

use super::{direct::seal_to, directive_of, exceptions, own_directive, terms};
use crate::commands::{
	context::Context,
	failure::{general, usage, Failure},
	participants::ensure_not_self,
	records,
	values::{self, Classes, When},
	words,
};
use pallet_emr_consent::{types::Ruling, Call, DirectiveOf};
use salus_client::{
	actions::{
		consent::{end_lapsed as end_lapsed_directives, revoke as revoke_directive},
		records::rotate_class_key,
	},
	chain::{Chain, Included, Wait},
	keys::{class_label, Persona},
};
use salus_primitives::{
	consent::{Action, Decision, Query},
	purpose::Purpose,
	records::RecordClass,
	DirectiveId, Moment,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};
use serde_json::{json, Value};

/// Asking the chain.
#[derive(Clone, Debug, clap::Args)]
pub struct DecideOptions {
	/// Whose data.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	patient: AccountId,
	/// Who wants to; you if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	actor: Option<AccountId>,
	/// Do what: collect, access, use, disclose, correct.
	#[arg(long, default_value = "access", value_parser = values::action)]
	action: Action,
	/// What for.
	#[arg(long, default_value = "TREAT", value_parser = values::purpose)]
	purpose: Purpose,
	/// With data of which class.
	#[arg(long, value_parser = values::class)]
	class: RecordClass,
	/// When the data are from; of any time if absent.
	#[arg(long, value_name = "WHEN")]
	data_time: Option<When>,
}

/// Ending a directive.
#[derive(Clone, Debug, clap::Args)]
pub struct RevokeOptions {
	/// The directive.
	directive: u64,
	/// Say that it should never have been made.
	#[arg(long)]
	in_error: bool,
	/// Leave it to a later 'salus consent rewrap' to seal the new keys to those who may still read.
	#[arg(long)]
	no_rewrap: bool,
}

/// Sealing keys to one more reader.
#[derive(Clone, Debug, clap::Args)]
pub struct SealOptions {
	/// A directive of yours that permits to read.
	directive: u64,
	/// Who reads: the account it names, or a member of its organisation or role.
	#[arg(value_parser = values::account)]
	holder: AccountId,
	/// Only these classes.
	#[arg(long = "class", value_name = "CLASSES")]
	classes: Vec<Classes>,
}

/// Sealing present keys to all readers.
#[derive(Clone, Debug, clap::Args)]
pub struct RewrapOptions {
	/// Which classes, separated by commas; all with a public meaning if absent.
	classes: Vec<Classes>,
}

fn to_json(id: DirectiveId, directive: &DirectiveOf<Runtime>, now: Moment) -> Value {
	let root = &directive.root;
	let mut json = terms::to_json(&root.terms);
	json["directive"] = json!(id);
	json["patient"] = json!(directive.patient);
	json["created"] = json!(words::instant(directive.created));
	json["decision"] = json!(words::kebab(&root.decision));
	json["actor"] = json!(words::actor(&root.actor));
	json["obligations"] = json!(words::obligation_codes(root.obligations));
	json["exceptions"] = json!(directive.exceptions.iter().map(exceptions::summary).collect::<Vec<_>>());
	json["standing"] = json!(words::kebab(&directive.standing(now)));
	json
}

/// Lists directives.
pub async fn list(context: &Context, patient: Option<AccountId>) -> anyhow::Result<()> {
	let patient = context.or_mine(patient)?;
	let chain = context.connect().await?;
	let now = chain.now().await?;
	let directives = chain.view(pallet_emr_consent::DirectivesViewFunction::<Runtime>::new(patient.clone())).await?;
	let lapsed = chain.view(pallet_emr_consent::LapsedDirectivesViewFunction::<Runtime>::new(patient)).await?;
	if !lapsed.is_empty() {
		let ids: Vec<_> = lapsed.iter().map(|(id, _)| id.to_string()).collect();
		context.out.note(&format!(
			"note: somebody still holds keys under {}, which expired; the patient ends that with 'salus consent end-lapsed'",
			ids.join(", ")
		));
	}
	let rows = directives
		.iter()
		.map(|(id, directive)| {
			let root = &directive.root;
			let exceptions = match directive.exceptions.len() {
				0 => String::new(),
				1 => ", 1 exception".into(),
				count => format!(", {count} exceptions"),
			};
			let cells = vec![
				id.to_string(),
				words::kebab(&root.decision),
				words::actor(&root.actor),
				format!("{}{exceptions}", terms::summary(&root.terms)),
				words::period(&root.terms.period),
				words::kebab(&directive.standing(now)),
			];
			(to_json(*id, directive, now), cells)
		})
		.collect();
	let headers = ["directive", "decision", "whom", "what", "when", "standing"];
	context.out.rows(&headers, rows, "there are no directives in force");
	Ok(())
}

/// Shows a directive.
pub async fn show(context: &Context, id: DirectiveId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let (directive, now) = (directive_of(&chain, id).await?, chain.now().await?);
	let mut json = to_json(id, &directive, now);
	let root = &directive.root;
	let mut fields = vec![
		("directive", id.to_string()),
		("patient", directive.patient.to_string()),
		("made", words::moment(directive.created)),
		("standing", words::kebab(&directive.standing(now))),
		("decision", words::kebab(&root.decision)),
		("whom", words::actor(&root.actor)),
	];
	fields.extend(terms::fields(&root.terms));
	let obligations = words::obligation_codes(root.obligations);
	if !obligations.is_empty() {
		fields.push(("obligations", obligations.join(", ")));
	}
	let opposite = match root.decision {
		Ruling::Permit => "but denied",
		Ruling::Deny => "but permitted",
	};
	for exception in &directive.exceptions {
		fields.push((opposite, exceptions::summary(exception)));
	}
	let mut holders = Vec::new();
	for holder in chain.view(pallet_emr_consent::HoldersViewFunction::<Runtime>::new(id)).await? {
		let view = pallet_emr_consent::SealedKeysViewFunction::<Runtime>::new(id, holder.clone());
		let keys = chain.view(view).await?;
		let names: Vec<_> =
			keys.iter().map(|key| format!("{} (epoch {})", class_label(key.class), key.epoch.0)).collect();
		fields.push(("keys of", format!("{holder}: {}", names.join(", "))));
		holders.push(json!({ "holder": holder, "keys": names }));
	}
	json["holders"] = json!(holders);
	context.out.fields(&json, &fields);
	Ok(())
}

/// Asks the chain for a decision.
pub async fn decide(context: &Context, options: DecideOptions) -> anyhow::Result<()> {
	let actor = context.or_mine(options.actor)?;
	let chain = context.connect().await?;
	let now = chain.now().await?;
	let query = Query {
		patient: options.patient,
		actor,
		action: options.action,
		purpose: options.purpose,
		class: options.class,
		data_time: options.data_time.map(|when| when.from(now)),
	};
	let decision = chain.view(pallet_emr_consent::DecideViewFunction::<Runtime>::new(query)).await?;
	let mut json = json!({ "decision": words::kebab(&decision), "text": words::decision(&decision) });
	match &decision {
		Decision::Permit { obligations, erase_by, .. } => {
			json["obligations"] = json!(words::obligation_codes(*obligations));
			json["erase_by"] = json!(erase_by.map(words::instant));
		},
		Decision::Deny { directive } => json["directive"] = json!(directive),
		Decision::NoConsent => {},
	}
	context.out.result(&json, &words::decision(&decision));
	if decision.is_permit() {
		Ok(())
	} else {
		Err(Failure::AnsweredNo.into())
	}
}

/// Ends a directive.
pub async fn revoke(context: &Context, options: RevokeOptions) -> anyhow::Result<()> {
	let id = DirectiveId(options.directive);
	let (chain, me) = context.signed().await?;
	own_directive(&chain, &me.account_id(), id).await?;
	let (classes, included) = match options.in_error {
		true => mark_in_error(context, &chain, &me, id).await?,
		false => {
			let spinner = context.out.spinner("waiting for the chain");
			let revoked = revoke_directive(&chain, &me, id, context.wait()).await;
			spinner.finish_and_clear();
			revoked?
		},
	};
	let owed: Vec<_> = included
		.events
		.iter()
		.filter_map(|event| match event {
			RuntimeEvent::EmrConsent(pallet_emr_consent::Event::ErasureOwed { holder, due, .. }) => {
				Some(json!({ "holder": holder, "due": words::instant(*due) }))
			},
			_ => None,
		})
		.collect();
	let labels: Vec<_> = classes.iter().copied().map(class_label).collect();
	let mut text = format!("directive {id} is ended");
	if !owed.is_empty() {
		text = format!(
			"{text}; {} readers owe the erasure of what they read, and {} have new keys",
			owed.len(),
			labels.join(", ")
		);
	}
	let json = json!({ "directive": id, "rotated": labels, "erasures_owed": owed });
	context.out.receipt(&included, json, &text);
	if classes.is_empty() {
		return Ok(());
	}
	if options.no_rewrap {
		context.out.note("Those who may still read need the new keys: salus consent rewrap");
		return Ok(());
	}
	records::serve_readers(context, &chain, &me, &classes).await
}

/// Ends directives that expired with keys.
pub async fn end_lapsed(context: &Context) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let spinner = context.out.spinner("waiting for the chain");
	let ended = end_lapsed_directives(&chain, &me, context.wait()).await;
	spinner.finish_and_clear();
	let (ended, classes) = ended?;
	let labels: Vec<_> = classes.iter().copied().map(class_label).collect();
	let text = match ended.as_slice() {
		[] => "nobody holds keys under a directive of yours that expired".to_string(),
		ids => {
			let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
			format!("ended {}; {} have new keys", ids.join(", "), labels.join(", "))
		},
	};
	context.out.result(&json!({ "directives": ended, "rotated": labels }), &text);
	if classes.is_empty() {
		return Ok(());
	}
	records::serve_readers(context, &chain, &me, &classes).await
}

/// Declares a directive a mistake, which retires the keys that it gave away, and publishes the next ones.
async fn mark_in_error(
	context: &Context,
	chain: &Chain,
	me: &Persona,
	id: DirectiveId,
) -> anyhow::Result<(Vec<RecordClass>, Included)> {
	let call = RuntimeCall::EmrConsent(Call::mark_entered_in_error { directive: id });
	let included = context.send(chain, me, call).await?;
	let mut classes = Vec::new();
	for event in &included.events {
		if let RuntimeEvent::EmrConsent(pallet_emr_consent::Event::MarkedEnteredInError { rotated, .. }) = event {
			classes.clone_from(rotated);
		}
	}
	for class in &classes {
		rotate_class_key(chain, me, *class, Wait::InBlock).await?;
	}
	Ok((classes, included))
}

/// Seals keys to one more reader.
pub async fn seal_keys(context: &Context, options: SealOptions) -> anyhow::Result<()> {
	let id = DirectiveId(options.directive);
	let (chain, me) = context.signed().await?;
	ensure_not_self(&me, &options.holder)?;
	let directive = own_directive(&chain, &me.account_id(), id).await?;
	let terms = &directive.root.terms;
	if directive.root.decision != Ruling::Permit || !terms.discloses() {
		return Err(general(format!("directive {id} lets nobody read, so there is nothing to open")));
	}
	let classes = match Classes::union(&options.classes) {
		named if named.is_empty() => terms.classes.to_vec(),
		named => named,
	};
	let beyond: Vec<_> = classes.iter().filter(|class| !terms.classes.contains(class)).copied().collect();
	if !beyond.is_empty() {
		return Err(usage(format!("directive {id} is not about {}", words::classes(&beyond))));
	}
	seal_to(context, &chain, &me, id, &options.holder, &classes).await
}

/// Seals present keys to all who may still read.
pub async fn rewrap(context: &Context, options: RewrapOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let classes = records::classes_or_all(&options.classes);
	records::serve_readers(context, &chain, &me, &classes).await?;
	context.out.note("All readers and keyholders have the present keys.");
	Ok(())
}

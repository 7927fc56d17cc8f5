//! Granting a request: what is asked, what is given, and the keys.

use super::{
	request::{awaits, request_of},
	terms::{self, NarrowingOptions},
};
use crate::commands::{context::Context, failure::general, output::Row, values, words};
use pallet_emr_consent::types::RequestStanding;
use salus_client::{
	actions::consent::{grant, seal_class_keys, Terms},
	sealing::SealPurpose,
};
use salus_primitives::{
	consent::{ActionSet, Obligations},
	Period, RequestId,
};
use serde_json::json;

/// Granting.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
	/// The request.
	request: u64,
	#[command(flatten)]
	narrowing: NarrowingOptions,
	/// What the requester owes: codes such as DELAU, MINEC, NORDSCLCD.
	#[arg(long = "obligation", value_name = "CODES", value_delimiter = ',', value_parser = values::obligation)]
	obligations: Vec<Obligations>,
	/// Do not seal keys now; they are given later with 'salus consent seal-keys'.
	#[arg(long)]
	no_keys: bool,
	/// Grant without being asked.
	#[arg(long)]
	yes: bool,
}

/// What is asked beside what is granted.
fn comparison(asked: &Terms, granted: &Terms) -> Vec<Row> {
	terms::fields(asked)
		.into_iter()
		.zip(terms::fields(granted))
		.map(|((name, asked), (_, granted))| {
			let mark = if asked == granted { "" } else { "less" };
			(json!({}), vec![name.to_owned(), asked, granted, mark.to_owned()])
		})
		.collect()
}

/// Grants a request.
pub async fn run(context: &Context, options: Options) -> anyhow::Result<()> {
	let id = RequestId(options.request);
	let (chain, me) = context.signed().await?;
	let (request, now) = (request_of(&chain, id).await?, chain.now().await?);
	if request.patient != me.account_id() {
		return Err(general(format!("request {id} is about the records of {}", request.patient)));
	}
	if request.standing(now) != RequestStanding::AwaitingPatient {
		return Err(general(format!("request {id} cannot be granted: {}", awaits(&request, now))));
	}
	let narrowed = options.narrowing.narrow(&request.terms, now)?;
	let granted = narrowed.as_ref().unwrap_or(&request.terms).clone();
	let obligations = terms::obligations(&options.obligations);
	terms::ensure_obligations(obligations)?;

	if context.out.is_json() {
		// Programs agree beforehand; where somebody is asked, it has to be seen what about.
		context.out.note(&format!("{} asks: {}", request.requester, terms::summary(&request.terms)));
		context.out.note(&format!("granted: {}", terms::summary(&granted)));
	} else {
		context.out.line(&format!("{} asks:", request.requester));
		let rows = comparison(&request.terms, &granted);
		context.out.rows(&["", "asked", "granted", ""], rows, "");
	}
	let owed = words::obligation_codes(obligations);
	if !owed.is_empty() {
		context.out.note(&format!("The requester owes: {}", owed.join(", ")));
	}
	let discloses = granted.discloses();
	if discloses && granted.data_period != Period::ALWAYS {
		context.out.note(
			"note: a key opens all records of its class up to now. The period of the data is a rule that readers' clients keep and \
			 auditors check, not one that the key enforces.",
		);
	}
	context.confirm("Grant this?", options.yes)?;
	let sealed = match discloses && !options.no_keys {
		true => seal_class_keys(&chain, &me, &request.requester, &granted.classes, SealPurpose::ClassGrant).await?,
		false => Vec::new(),
	};
	let without = terms::without_key(&granted.classes, &sealed);
	let keys = sealed.len();
	let spinner = context.out.spinner("waiting for the chain");
	let done = grant(&chain, &me, id, narrowed, obligations, sealed, context.wait()).await;
	spinner.finish_and_clear();
	let (directive, included) = done?;
	let mut json = terms::to_json(&granted);
	json["request"] = json!(id);
	json["directive"] = json!(directive);
	json["requester"] = json!(request.requester);
	json["obligations"] = json!(words::obligation_codes(obligations));
	json["keys_sealed"] = json!(keys);
	let text =
		format!("directive {directive}: {} may {}; {keys} keys sealed", request.requester, terms::summary(&granted));
	context.out.receipt(&included, json, &text);
	if discloses && !options.no_keys && !without.is_empty() {
		context.out.note(&format!(
			"note: there is no key for {} yet; once records are there, give it with: salus consent seal-keys {directive} {}",
			words::classes(&without),
			request.requester
		));
	}
	if granted.actions.contains(ActionSet::COLLECT) {
		context.out.note(&format!(
			"To write, the requester needs your matching keys: salus records share-matching-keys --to {}",
			request.requester
		));
	}
	Ok(())
}

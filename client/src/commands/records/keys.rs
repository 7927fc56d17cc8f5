//! Class keys and matching keys.

use super::author::publish_first_keys;
use crate::commands::{
	context::Context,
	failure::general,
	files::{self, MatchingKeysFile},
	participants::{ensure_certified, ensure_not_self, ensure_patient},
	values::{self, Classes, Hex},
	words,
};
use salus_client::{
	actions::{
		keyholders::seal_to_keyholders,
		records::rotate_class_key,
		serving,
		sharing::{seal_matching_keys, SealedMatchingKeys},
	},
	chain::{Chain, Wait},
	keys::{class_label, Persona},
};
use salus_primitives::records::RecordClass;
use salus_runtime::{AccountId, Runtime};
use serde_json::json;
use std::path::PathBuf;

/// Rotating keys.
#[derive(Clone, Debug, clap::Args)]
pub struct RotateOptions {
	/// Which classes, separated by commas.
	#[arg(required = true)]
	classes: Vec<Classes>,
	/// Leave it to a later 'salus consent rewrap' to seal the new keys to those who may still read.
	#[arg(long)]
	no_rewrap: bool,
}

/// Sharing matching keys.
#[derive(Clone, Debug, clap::Args)]
pub struct ShareOptions {
	/// The provider who is to write to your records.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	to: AccountId,
	/// File for the sealed keys; printed if absent.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// Publishes first keys.
pub async fn publish(context: &Context, classes: &[Classes]) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	ensure_patient(&chain, &me.account_id()).await?;
	let mut missing = Vec::new();
	for class in Classes::union(classes) {
		let view = pallet_emr_records::ClassKeyViewFunction::<Runtime>::new(me.account_id(), class);
		match chain.view(view).await? {
			None => missing.push(class),
			Some(key) => context.out.note(&format!(
				"{} has a key already, of epoch {}; salus records rotate-key gives it the next",
				class_label(class),
				key.epoch.0
			)),
		}
	}
	if missing.is_empty() {
		return Err(general("all of these classes have a key already"));
	}
	let spinner = context.out.spinner("waiting for the chain");
	let published = publish_first_keys(&chain, &me, &missing, context.wait()).await;
	spinner.finish_and_clear();
	for (class, key) in published? {
		let json = json!({ "class": class_label(class), "epoch": 0, "key": Hex(key.0) });
		context.out.result(&json, &format!("{}: records can be sealed to it now", class_label(class)));
	}
	serve_readers(context, &chain, &me, &missing).await
}

/// Moves classes to their next key.
pub async fn rotate(context: &Context, options: RotateOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	ensure_patient(&chain, &me.account_id()).await?;
	let classes = Classes::union(&options.classes);
	for class in &classes {
		let spinner = context.out.spinner("waiting for the chain");
		let rotated = rotate_class_key(&chain, &me, *class, context.wait()).await;
		spinner.finish_and_clear();
		let (epoch, included) = rotated?;
		let json = json!({ "class": class_label(*class), "epoch": epoch.0 });
		context.out.receipt(&included, json, &format!("{} is in epoch {} now", class_label(*class), epoch.0));
	}
	if options.no_rewrap {
		context.out.note("Readers need the new keys: salus consent rewrap");
		return Ok(());
	}
	serve_readers(context, &chain, &me, &classes).await
}

/// Seals the present keys of classes to all who may still read them, and to the keyholders for emergencies.
pub async fn serve_readers(
	context: &Context,
	chain: &Chain,
	me: &Persona,
	classes: &[RecordClass],
) -> anyhow::Result<()> {
	let spinner = context.out.spinner("sealing the new keys to readers");
	let readers = serving::serve_readers(chain, me, classes, Wait::InBlock).await;
	let keyholders = seal_to_keyholders(chain, me, classes, Wait::InBlock).await;
	spinner.finish_and_clear();
	let (readers, keyholders) = (readers?, keyholders?);
	if readers == 0 && keyholders == 0 {
		return Ok(());
	}
	let json = json!({ "rewrapped_readers": readers, "rewrapped_keyholders": keyholders });
	let text = format!(
		"the keys of {} are sealed to {readers} readers and {keyholders} keyholders for emergencies",
		words::classes(classes)
	);
	context.out.result(&json, &text);
	Ok(())
}

/// Seals the matching keys to a writer.
pub async fn share(context: &Context, options: ShareOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	ensure_not_self(&me, &options.to)?;
	ensure_patient(&chain, &me.account_id()).await?;
	if !ensure_certified(&chain, &options.to).await?.is_clinical() {
		return Err(general(format!("{} does not treat patients, and so cannot write records", options.to)));
	}
	let SealedMatchingKeys { fingerprint, fact } = seal_matching_keys(&chain, &me, &options.to).await?;
	let file = MatchingKeysFile {
		patient: me.account_id(),
		recipient: options.to,
		fingerprint_key: Hex(fingerprint.0),
		fact_key: Hex(fact.0),
	};
	files::write(context.out, options.out.as_deref(), &file, "your sealed matching keys")?;
	context.out.note(
		"Give the file to this provider, who writes with --matching-keys. It opens for nobody else. Whoever holds the keys can tell \
		 whether you have a certain record or fact, but can read none.",
	);
	Ok(())
}

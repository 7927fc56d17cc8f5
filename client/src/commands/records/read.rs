//! Reading: fetched, verified, decrypted, given out as consent allows.

use super::{classes_or_all, ensure_some, is_in_force, list::to_json, note_other_compartments};
use crate::commands::{
	context::Context,
	failure::{general, unverified, usage},
	files::{self, Opening, ReleasedKeys},
	values::{self, Classes, Hex},
	words,
};
use anyhow::Context as _;
use base64::{prelude::BASE64_STANDARD, Engine};
use pallet_emr_consent::types::AccessOutcome;
use salus_client::{
	actions::{
		consent::{open_released_key, ReleasedKey},
		reading::{ReadRecord, RecordReader},
		records::{self, Record},
	},
	chain::Chain,
	fhir::{canonical, consent::class_of_label},
	keys::{class_label, ClassSecret, Persona},
};
use salus_primitives::{consent::Action, purpose::Purpose, Epoch, RecordId, Salt, SealedKey};
use salus_runtime::{AccountId, RuntimeCall};
use serde_json::{json, Value};
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};

/// Reading.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
	/// Records by their numbers.
	records: Vec<u64>,
	/// Or all records of this patient that are in force.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with = "records")]
	patient: Option<AccountId>,
	/// Or those of these classes; your own without --patient.
	#[arg(long = "class", value_name = "CLASSES", conflicts_with = "records")]
	classes: Vec<Classes>,
	/// What for.
	#[arg(long, default_value = "TREAT", value_parser = values::purpose)]
	purpose: Purpose,
	/// Emergency keys that a keyholder released to you.
	#[arg(long, value_name = "FILE")]
	released_keys: Option<PathBuf>,
	/// Folder to write contents to, instead of printing them.
	#[arg(long, value_name = "DIR")]
	folder: Option<PathBuf>,
	/// Log each access on chain, where the patient sees it.
	#[arg(long)]
	log_access: bool,
}

/// Verifying.
#[derive(Clone, Debug, clap::Args)]
pub struct VerifyOptions {
	/// The record.
	record: u64,
	/// The file; - is standard input.
	file: PathBuf,
	/// The salt of the record's commitment, which its readers know.
	#[arg(long, value_name = "HEX", required_unless_present = "opening")]
	salt: Option<Hex<32>>,
	/// Or the file with what opens the commitment.
	#[arg(long, value_name = "FILE", conflicts_with = "salt")]
	opening: Option<PathBuf>,
}

/// Reads records.
pub async fn run(context: &Context, options: Options) -> anyhow::Result<()> {
	ensure_some(&options.records, &options.classes, options.patient.as_ref())?;
	let (chain, me) = context.signed().await?;
	let found = find(context, &chain, &me, &options).await?;
	let store = context.store()?;
	let mut readers: BTreeMap<AccountId, RecordReader<'_>> = BTreeMap::new();
	let released = match &options.released_keys {
		Some(file) => Some(open_released(&chain, &me, file).await?),
		None => None,
	};
	if let Some(folder) = &options.folder {
		std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
	}

	let bar = context.out.bar(found.len(), "reading");
	let (mut failures, mut read) = (Vec::new(), Vec::new());
	for (id, record) in found {
		let reader = readers.entry(record.patient.clone()).or_insert_with(|| {
			let mut reader = RecordReader::new(&chain, &store, &me, record.patient.clone(), options.purpose);
			if let Some((_, secrets)) = released.as_ref().filter(|(patient, _)| *patient == record.patient) {
				secrets.iter().for_each(|secret| reader.add_secret(secret.clone()));
			}
			reader
		});
		match reader.read(record).await {
			Ok(one) => read.push((id, one)),
			Err(error) => failures.push(anyhow::Error::from(error).context(format!("record {id}"))),
		}
		bar.inc(1);
	}
	bar.finish_and_clear();
	for (id, one) in &read {
		print(context, *id, one, options.folder.as_deref())?;
	}
	if options.log_access {
		log(context, &chain, &me, &read, options.purpose).await?;
	}
	let count = failures.len();
	let mut failures = failures.into_iter();
	match failures.next() {
		None => Ok(()),
		Some(first) => {
			failures.for_each(|error| context.out.note(&format!("salus: {error:#}")));
			if count == 1 {
				Err(first)
			} else {
				Err(first.context(format!("{count} records could not be read")))
			}
		},
	}
}

/// The records asked for.
async fn find(
	context: &Context,
	chain: &Chain,
	me: &Persona,
	options: &Options,
) -> anyhow::Result<Vec<(RecordId, Record)>> {
	let mut found = Vec::new();
	for id in options.records.iter().copied().map(RecordId) {
		found.push((id, records::record(chain, id).await?));
	}
	if !options.records.is_empty() {
		return Ok(found);
	}
	let patient = options.patient.clone().unwrap_or_else(|| me.account_id());
	let classes = classes_or_all(&options.classes);
	for class in &classes {
		let of_class = records::list(chain, &patient, *class).await?;
		found.extend(of_class.into_iter().filter(|(_, record)| is_in_force(record)));
	}
	note_other_compartments(context, chain, &patient, &classes, "--class").await?;
	if found.is_empty() {
		return Err(general(format!("{patient} has no such records")));
	}
	Ok(found)
}

/// Opens the emergency keys that a keyholder released to this account.
async fn open_released(chain: &Chain, me: &Persona, file: &Path) -> anyhow::Result<(AccountId, Vec<ClassSecret>)> {
	let released: ReleasedKeys = files::read(file)?;
	if released.actor != me.account_id() {
		return Err(usage(format!("the keys were released to {}, not to you", released.actor)));
	}
	let mut secrets = Vec::new();
	for key in &released.keys {
		let class = class_of_label(&key.class).ok_or_else(|| usage(format!("there is no class '{}'", key.class)))?;
		let key = ReleasedKey { class, epoch: Epoch(key.epoch), key: SealedKey(key.key.0) };
		secrets.push(open_released_key(chain, me, &released.patient, &key).await?);
	}
	Ok((released.patient, secrets))
}

/// The extension of a file with content of this type.
fn extension(media_type: &str) -> &'static str {
	match media_type.split(';').next().unwrap_or_default().trim() {
		"application/fhir+json" | "application/json" => "json",
		"application/pdf" => "pdf",
		"application/dicom" => "dcm",
		kind if kind.starts_with("text/") => "txt",
		_ => "bin",
	}
}

fn print(context: &Context, id: RecordId, one: &ReadRecord, folder: Option<&Path>) -> anyhow::Result<()> {
	let content: &[u8] = &one.opened.content;
	let parsed: Option<Value> =
		one.opened.media_type.contains("json").then(|| serde_json::from_slice(content).ok()).flatten();
	let text = core::str::from_utf8(content).ok();
	let mut json = to_json(id, &one.record);
	json["verified"] = json!(true);
	json["media_type"] = json!(one.opened.media_type);
	json["salt"] = json!(Hex(one.opened.salt.0));
	json["date"] = json!(one.resource.as_ref().and_then(|resource| resource.date()).map(|date| date.to_string()));
	context.out.note(&format!(
		"record {id}, {}, by {}, {}: verified against the chain; {}",
		class_label(one.record.class),
		one.record.author,
		words::moment(one.record.anchored),
		words::decision(&one.decision)
	));
	if let Some(folder) = folder {
		let file = folder.join(format!("record-{id}.{}", extension(&one.opened.media_type)));
		files::put(&file, content)?;
		json["file"] = json!(file);
		context.out.result(&json, &file.display().to_string());
		return Ok(());
	}
	if context.out.is_json() {
		match (parsed, text) {
			(Some(value), _) => json["content"] = value,
			(None, Some(text)) => json["content"] = json!(text),
			(None, None) => json["content_base64"] = json!(BASE64_STANDARD.encode(content)),
		}
		context.out.line(&json.to_string());
		return Ok(());
	}
	match (parsed, text) {
		(Some(value), _) => context.out.line(&format!("{value:#}")),
		(None, Some(text)) => context.out.line(text),
		(None, None) => context.out.bytes(content),
	}
	Ok(())
}

/// Logs accesses on chain.
async fn log(
	context: &Context,
	chain: &Chain,
	me: &Persona,
	read: &[(RecordId, ReadRecord)],
	purpose: Purpose,
) -> anyhow::Result<()> {
	let calls: Vec<RuntimeCall> = read
		.iter()
		.filter(|(_, one)| one.record.patient != me.account_id())
		.map(|(id, one)| {
			RuntimeCall::EmrConsent(pallet_emr_consent::Call::log_access {
				patient: one.record.patient.clone(),
				class: one.record.class,
				record: Some(*id),
				action: Action::Access,
				outcome: AccessOutcome::Success,
				purpose,
			})
		})
		.collect();
	if calls.is_empty() {
		return Ok(());
	}
	for answer in chain.send_all(me, calls, context.wait()).await? {
		answer?;
	}
	context.out.note("the accesses are logged");
	Ok(())
}

/// Checks a file against a record's commitment. Nothing of the file leaves this machine.
pub async fn verify(context: &Context, options: &VerifyOptions) -> anyhow::Result<()> {
	let bytes = files::bytes(&options.file)?;
	let salt = match (&options.salt, &options.opening) {
		(Some(salt), _) => salt.0,
		(None, Some(file)) => files::read::<Opening>(file)?.salt.0,
		(None, None) => return Err(usage("the salt of the commitment is needed")),
	};
	let id = RecordId(options.record);
	let record = records::record(&context.connect().await?, id).await?;
	let matches = |bytes: &[u8]| record.commitment.matches(&Salt(salt), bytes);
	// FHIR is sealed in canonical form, so that white space and the order of members do not count.
	let how = if matches(&bytes) {
		"byte for byte"
	} else if canonical(&bytes).is_ok_and(|bytes| matches(&bytes)) {
		"as FHIR, in canonical form"
	} else {
		return Err(unverified(format!(
			"{} is not what record {id} commits to: the file or the salt is another",
			options.file.display()
		)));
	};
	let json = json!({ "record": id, "matches": true, "how": how, "anchored": words::instant(record.anchored) });
	let text = format!(
		"{} is what record {id} commits to, {how}; anchored {} by {}",
		options.file.display(),
		words::moment(record.anchored),
		record.author
	);
	context.out.result(&json, &text);
	Ok(())
}

//! The log of what was done with records: one by one, or by the hour under one root.

use crate::commands::{
	committing,
	context::Context,
	failure::{general, unverified, usage},
	files::{self, AccessEntry, AccessLogFile, AccessProofFile},
	values::{self, Hex},
	words,
};
use clap::ValueEnum;
use pallet_emr_consent::{
	types::{access_log::check_hour, AccessOutcome, HourFlaw},
	Call,
};
use salus_client::{actions::bounded, fhir::FhirDate};
use salus_primitives::{
	consent::Action,
	merkle::{InclusionProof, MerkleTree},
	purpose::Purpose,
	records::RecordClass,
	time::HOUR,
	Commitment, ContentDigest, Moment, RecordId, Salt,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall};
use serde_json::json;
use std::path::PathBuf;

/// The log of what was done with records.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Log one access of yours on chain, where the patient sees it.
	Add(AddOptions),
	/// Hand in the log of an hour under one Merkle root.
	Root(RootOptions),
	/// Write the proof that one entry is in a log that was handed in.
	Prove {
		/// The log, as 'root' kept it.
		log: PathBuf,
		/// Which entry, from 0.
		index: u32,
		/// File for the proof; printed if absent.
		#[arg(long, value_name = "FILE")]
		out: Option<PathBuf>,
	},
	/// Check a log, or the proof of an entry, against the chain.
	Verify {
		/// The log or the proof.
		file: PathBuf,
	},
	/// How many accesses to a patient's records were logged one by one.
	Count {
		/// Whose; yours if absent.
		#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
		patient: Option<AccountId>,
	},
}

/// Logging one access.
#[derive(Clone, Debug, clap::Args)]
pub struct AddOptions {
	/// Whose data.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	patient: AccountId,
	/// Data of which class.
	#[arg(long, value_parser = values::class)]
	class: RecordClass,
	/// Which record, if it was one.
	#[arg(long)]
	record: Option<u64>,
	/// What was done.
	#[arg(long, default_value = "access", value_parser = values::action)]
	action: Action,
	/// How it ended.
	#[arg(long, value_enum, default_value_t = Ended::Success)]
	outcome: Ended,
	/// What for.
	#[arg(long, default_value = "TREAT", value_parser = values::purpose)]
	purpose: Purpose,
}

/// Handing in an hour.
#[derive(Clone, Debug, clap::Args)]
pub struct RootOptions {
	/// The entries, one per line, such as FHIR AuditEvents.
	entries: PathBuf,
	/// The hour, by its beginning, such as 2026-11-20T07:00:00Z.
	#[arg(long, value_parser = hour)]
	hour: Moment,
	/// File for the log with its salts, by which entries are proved later.
	#[arg(long, value_name = "FILE")]
	keep: PathBuf,
}

/// How an access ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ended {
	/// As intended.
	Success,
	/// Failed without harm.
	Minor,
	/// Failed with harm.
	Serious,
	/// Failed so that the system had to be stopped.
	Major,
}

impl From<Ended> for AccessOutcome {
	fn from(ended: Ended) -> Self {
		match ended {
			Ended::Success => Self::Success,
			Ended::Minor => Self::Minor,
			Ended::Serious => Self::Serious,
			Ended::Major => Self::Major,
		}
	}
}

fn hour(text: &str) -> Result<Moment, String> {
	let date = FhirDate::parse(text).map_err(|_| format!("'{text}' is no time: use 2026-11-20T07:00:00Z"))?;
	let moment = date.first_moment();
	if !text.contains('T') || moment % HOUR != 0 {
		return Err(format!("'{text}' does not begin an hour: use 2026-11-20T07:00:00Z"));
	}
	Ok(moment)
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Add(options) => add(context, options).await,
		Command::Root(options) => root(context, options).await,
		Command::Prove { log, index, out } => {
			let log: AccessLogFile = files::read(&log)?;
			files::write(context.out, out.as_deref(), &proof(&log, index)?, "the proof")
		},
		Command::Verify { file } => verify(context, &file).await,
		Command::Count { patient } => count(context, patient).await,
	}
}

async fn add(context: &Context, options: AddOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let call = Call::log_access {
		patient: options.patient.clone(),
		class: options.class,
		record: options.record.map(RecordId),
		action: options.action,
		outcome: options.outcome.into(),
		purpose: options.purpose,
	};
	let included = context.send(&chain, &me, RuntimeCall::EmrConsent(call)).await?;
	context.out.receipt(&included, json!({ "patient": options.patient, "logged": true }), "the access is logged");
	Ok(())
}

/// The leaf of an entry: a salted commitment, so that nobody can guess entries by their leaves.
fn leaf(entry: &AccessEntry) -> [u8; 32] {
	Commitment::new(&Salt(entry.salt.0), &ContentDigest::of(entry.entry.as_bytes())).0
}

fn tree(entries: &[AccessEntry]) -> anyhow::Result<MerkleTree> {
	MerkleTree::new(entries.iter().map(leaf).collect()).ok_or_else(|| usage("the log has no entries"))
}

async fn root(context: &Context, options: RootOptions) -> anyhow::Result<()> {
	let text = String::from_utf8(files::bytes(&options.entries)?)
		.map_err(|_| usage(format!("{} is no text", options.entries.display())))?;
	let mut entries = Vec::new();
	for line in text.lines().filter(|line| !line.trim().is_empty()) {
		entries.push(AccessEntry { entry: line.to_owned(), salt: Hex(committing::salt()?.0) });
	}
	let tree = tree(&entries)?;
	let (chain, me) = context.signed().await?;
	check_hour(options.hour, chain.now().await?).map_err(|flaw| {
		usage(match flaw {
			HourFlaw::NotAligned => "this does not begin an hour",
			HourFlaw::NotOver => "the hour is not over yet",
			HourFlaw::TooOld => "the hour is over for more than 30 days, and cannot be handed in any more",
		})
	})?;
	let view = pallet_emr_consent::AccessRootViewFunction::<Runtime>::new(me.account_id(), options.hour);
	if chain.view(view).await?.is_some() {
		return Err(general("the log of this hour was handed in before, and cannot be changed"));
	}
	let log = AccessLogFile { provider: me.account_id(), hour: options.hour, root: Hex(tree.root()), entries };
	files::ensure_new(&options.keep)?;
	// Kept first: without the salts nobody could prove anything by the root.
	files::write(context.out, Some(&options.keep), &log, "the log with its salts")?;
	let call = Call::log_access_root { hour: options.hour, root: tree.root(), count: tree.leaves() };
	let included = context.send(&chain, &me, RuntimeCall::EmrConsent(call)).await?;
	let json = json!({ "hour": words::instant(options.hour), "root": log.root, "count": tree.leaves() });
	let text = format!("{} entries from {} are under root {}", tree.leaves(), words::moment(options.hour), log.root);
	context.out.receipt(&included, json, &text);
	Ok(())
}

fn proof(log: &AccessLogFile, index: u32) -> anyhow::Result<AccessProofFile> {
	let tree = tree(&log.entries)?;
	if tree.root() != log.root.0 {
		return Err(unverified("the entries of the log do not give its root: it was altered"));
	}
	let found = tree.proof(index).zip(log.entries.get(index as usize));
	let (proof, entry) =
		found.ok_or_else(|| usage(format!("the log has entries 0 to {}", tree.leaves().saturating_sub(1))))?;
	Ok(AccessProofFile {
		provider: log.provider.clone(),
		hour: log.hour,
		entry: entry.clone(),
		index,
		count: proof.leaves,
		path: proof.path.into_iter().map(Hex).collect(),
	})
}

async fn verify(context: &Context, file: &std::path::Path) -> anyhow::Result<()> {
	// Read once: standard input has it no second time.
	let value: serde_json::Value = files::json_file(file)?;
	let is_log = value.get("entries").is_some();
	let (provider, hour, root, count, what) = if is_log {
		let log: AccessLogFile = files::parse(file, value)?;
		let tree = tree(&log.entries)?;
		(log.provider, log.hour, tree.root(), tree.leaves(), "the log")
	} else {
		let proof: AccessProofFile = files::parse(file, value)?;
		let path = bounded("steps in a proof", proof.path.iter().map(|step| step.0).collect())?;
		let inclusion = InclusionProof { index: proof.index, leaves: proof.count, path };
		let root = inclusion
			.root(&leaf(&proof.entry))
			.ok_or_else(|| unverified("the proof does not have the length that it should have"))?;
		(proof.provider, proof.hour, root, proof.count, "the entry")
	};
	let chain = context.connect().await?;
	let view = pallet_emr_consent::AccessRootViewFunction::<Runtime>::new(provider.clone(), hour);
	let handed_in = chain
		.view(view)
		.await?
		.ok_or_else(|| unverified(format!("{provider} handed in no log for {}", words::moment(hour))))?;
	if handed_in.root != root || handed_in.count != count {
		return Err(unverified(format!("{what} is not what {provider} handed in for {}", words::moment(hour))));
	}
	let json = json!({
		"provider": provider,
		"hour": words::instant(hour),
		"verified": true,
		"logged": words::instant(handed_in.logged),
	});
	let text = format!(
		"{what} is what {provider} handed in for the hour from {}, on {}",
		words::moment(hour),
		words::moment(handed_in.logged)
	);
	context.out.result(&json, &text);
	Ok(())
}

async fn count(context: &Context, patient: Option<AccountId>) -> anyhow::Result<()> {
	let patient = context.or_mine(patient)?;
	let chain = context.connect().await?;
	let count = chain.view(pallet_emr_consent::AccessCountViewFunction::<Runtime>::new(patient.clone())).await?;
	let json = json!({ "patient": patient, "accesses": count });
	context.out.result(&json, &format!("{count} accesses to the records of {patient} were logged one by one"));
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn log(count: u8) -> AccessLogFile {
		let entries: Vec<_> =
			(0..count).map(|n| AccessEntry { entry: format!("entry {n}"), salt: Hex([n; 32]) }).collect();
		let root = tree(&entries).map_or([0; 32], |tree| tree.root());
		AccessLogFile { provider: AccountId::new([1; 32]), hour: HOUR, root: Hex(root), entries }
	}

	#[test]
	fn every_entry_has_a_proof() {
		let log = log(5);
		for index in 0..5 {
			let proof = proof(&log, index).unwrap();
			let path = proof.path.iter().map(|step| step.0).collect::<Vec<_>>().try_into().unwrap();
			let inclusion = InclusionProof { index, leaves: proof.count, path };
			assert!(inclusion.verifies(&leaf(&proof.entry), &log.root.0));
		}
		assert!(proof(&log, 5).is_err());
	}

	#[test]
	fn an_altered_log_gives_no_proofs() {
		let mut log = log(3);
		log.entries[1].entry.push('!');
		assert!(proof(&log, 0).is_err());
		assert!(tree(&[]).is_err());
	}

	#[test]
	fn hours_begin_on_the_hour() {
		assert_eq!(hour("1970-01-01T01:00:00Z"), Ok(HOUR));
		for wrong in ["1970-01-01", "1970-01-01T01:30:00Z", "now"] {
			assert!(hour(wrong).is_err(), "{wrong}");
		}
	}
}

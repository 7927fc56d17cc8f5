//! Health records: written, read, verified.

mod author;
mod contradiction;
mod import;
mod keys;
mod list;
mod read;
mod write;

pub use keys::serve_readers;

use super::{
	context::Context,
	failure::{general, usage},
	values::Classes,
	words,
};
use codec::{Decode, Encode};
use frame_support::{Blake2_128Concat, StorageHasher};
use pallet_emr_records::types::{Record, RecordStatus};
use salus_client::chain::{Chain, ChainError};
use salus_primitives::{
	records::{RecordClass, Relation},
	RecordId,
};
use salus_runtime::AccountId;

/// Health records.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Publish the first key of classes, so that records can be sealed to them.
	PublishKey {
		/// Which classes, separated by commas; all for all with a public meaning.
		#[arg(required = true)]
		classes: Vec<Classes>,
	},
	/// Move classes to their next key, and seal it to those who may still read.
	RotateKey(keys::RotateOptions),
	/// Give a writer the keys by which equal records and facts of yours are found.
	ShareMatchingKeys(keys::ShareOptions),
	/// Import a FHIR resource or bundle. What is on chain already is skipped, so it can be run again.
	Import(import::Options),
	/// Add one record: a FHIR resource, or any document with --media-type and --class.
	Add(write::AddOptions),
	/// Write a newer version of a record.
	Amend(write::AmendOptions),
	/// Declare that a record was entered in error.
	Retract(write::RetractOptions),
	/// Put a record into what is read in an emergency, or take it out.
	MarkEmergency(write::MarkOptions),
	/// Take an organisation off those that are asked before others may read: as the patient, or as the organisation.
	ReleaseCustodian(write::ReleaseOptions),
	/// List the records of a patient.
	List(list::Options),
	/// Show what the chain says of a record.
	Show {
		/// The record.
		record: u64,
	},
	/// Show all versions of a record.
	History {
		/// Any of them.
		record: u64,
	},
	/// Decrypt and verify records, and print or write them.
	Read(read::Options),
	/// Check that a file is what a record commits to.
	Verify(read::VerifyOptions),
	/// Different values of one critical fact.
	#[command(subcommand)]
	Contradiction(contradiction::Command),
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::PublishKey { classes } => keys::publish(context, &classes).await,
		Command::RotateKey(options) => keys::rotate(context, options).await,
		Command::ShareMatchingKeys(options) => keys::share(context, options).await,
		Command::Import(options) => import::run(context, options).await,
		Command::Add(options) => write::add(context, options).await,
		Command::Amend(options) => write::amend(context, options).await,
		Command::Retract(options) => write::retract(context, options).await,
		Command::MarkEmergency(options) => write::mark_emergency(context, options).await,
		Command::ReleaseCustodian(options) => write::release_custodian(context, options).await,
		Command::List(options) => list::run(context, options).await,
		Command::Show { record } => list::show(context, RecordId(record)).await,
		Command::History { record } => list::history(context, RecordId(record)).await,
		Command::Read(options) => read::run(context, options).await,
		Command::Verify(options) => read::verify(context, &options).await,
		Command::Contradiction(command) => contradiction::run(context, command).await,
	}
}

/// A record that can be followed, marked or reported: the latest version, not retracted.
fn ensure_in_force(id: RecordId, record: &Record<AccountId>) -> anyhow::Result<()> {
	match (record.status, record.relation) {
		(RecordStatus::Amended { by }, _) => {
			Err(general(format!("record {id} was replaced by record {by}: use that one")))
		},
		(RecordStatus::Retracted { by }, _) => Err(general(format!("record {id} was retracted by record {by}"))),
		(RecordStatus::Current, Relation::Retracts(_)) => {
			Err(general(format!("record {id} is a retraction, which nothing follows")))
		},
		(RecordStatus::Current, _) => Ok(()),
	}
}

/// Whether a record is the latest version and neither retracted nor a retraction.
pub fn is_in_force(record: &Record<AccountId>) -> bool {
	record.status == RecordStatus::Current && !matches!(record.relation, Relation::Retracts(_))
}

/// The classes named, or all with a public meaning.
pub fn classes_or_all(lists: &[Classes]) -> Vec<RecordClass> {
	match Classes::union(lists) {
		classes if classes.is_empty() => RecordClass::OPEN.to_vec(),
		classes => classes,
	}
}

/// How many records the patient has in the restricted compartments that were not named, so that they are not overlooked.
pub async fn note_other_compartments(
	context: &Context,
	chain: &Chain,
	patient: &AccountId,
	named: &[RecordClass],
	option: &str,
) -> anyhow::Result<()> {
	// What is stored of the patient, rather than a question for each of the 256 compartments.
	let mut prefix = frame_support::storage::storage_prefix(b"EmrRecords", b"RecordCounts").to_vec();
	prefix.extend(<Blake2_128Concat as StorageHasher>::hash(&patient.encode()));
	let mut left = Vec::new();
	for (key, count) in chain.entries::<u32>(&prefix).await? {
		// The class stands behind the 16 bytes of its hash.
		let mut rest = key.get(prefix.len().saturating_add(16)..).unwrap_or_default();
		let class = RecordClass::decode(&mut rest).map_err(ChainError::from)?;
		if matches!(class, RecordClass::Restricted(_)) && !named.contains(&class) && count > 0 {
			left.push((class, count));
		}
	}
	left.sort();
	if !left.is_empty() {
		let left: Vec<_> =
			left.into_iter().map(|(class, count)| format!("{count} in {}", words::classes(&[class]))).collect();
		context.out.note(&format!("note: not included are {}; name them with {option}", left.join(", ")));
	}
	Ok(())
}

/// Refuses a list of records that is empty.
fn ensure_some(records: &[u64], classes: &[Classes], patient: Option<&AccountId>) -> anyhow::Result<()> {
	match records.is_empty() && classes.is_empty() && patient.is_none() {
		true => Err(usage("name records by their numbers, or a --class or --patient whose records are to be read")),
		false => Ok(()),
	}
}

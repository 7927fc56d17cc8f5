//! What the chain says of records.

use super::{classes_or_all, note_other_compartments};
use crate::commands::{
	context::Context,
	output::Row,
	values::{self, Classes, Hex},
	words,
};
use pallet_emr_records::types::{Record, RecordStatus};
use salus_client::{
	actions::records::{list, record},
	keys::class_label,
};
use salus_primitives::RecordId;
use salus_runtime::{AccountId, Runtime};
use serde_json::{json, Value};

/// Listing.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
	/// Whose; yours if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	patient: Option<AccountId>,
	/// Only these classes; all with a public meaning if absent.
	#[arg(long = "class", value_name = "CLASSES")]
	classes: Vec<Classes>,
	/// Only those marked for emergencies.
	#[arg(long)]
	emergency: bool,
	/// Only the latest versions that were not retracted.
	#[arg(long)]
	latest: bool,
}

/// What became of a record.
fn status(status: RecordStatus) -> String {
	match status {
		RecordStatus::Current => "current".into(),
		RecordStatus::Amended { by } => format!("amended by {by}"),
		RecordStatus::Retracted { by } => format!("retracted by {by}"),
	}
}

/// A record as JSON carries it.
pub fn to_json(id: RecordId, record: &Record<AccountId>) -> Value {
	json!({
		"record": id,
		"patient": record.patient,
		"author": record.author,
		"custodian": record.custodian,
		"class": class_label(record.class),
		"epoch": record.epoch,
		"commitment": Hex(record.commitment.0),
		"ciphertext": Hex(record.ciphertext.0),
		"size": record.size,
		"relation": words::relation(record.relation),
		"emergency": record.emergency,
		"anchored": words::instant(record.anchored),
		"status": words::kebab(&record.status),
		"later": record.status.later(),
	})
}

fn row((id, record): &(RecordId, Record<AccountId>)) -> Row {
	let mark = if record.emergency { "emergency" } else { "" };
	let cells = vec![
		id.to_string(),
		class_label(record.class),
		words::moment(record.anchored),
		words::relation(record.relation),
		status(record.status),
		mark.to_owned(),
		record.custodian.as_ref().unwrap_or(&record.author).to_string(),
	];
	(to_json(*id, record), cells)
}

const HEADERS: [&str; 7] = ["record", "class", "anchored", "relation", "status", "mark", "held or written by"];

/// Lists records.
pub async fn run(context: &Context, options: Options) -> anyhow::Result<()> {
	let patient = context.or_mine(options.patient)?;
	let chain = context.connect().await?;
	let classes = classes_or_all(&options.classes);
	let mut rows = Vec::new();
	for class in &classes {
		let records = list(&chain, &patient, *class).await?;
		let wanted = |(_, record): &&(RecordId, Record<AccountId>)| {
			(!options.emergency || record.emergency) && (!options.latest || super::is_in_force(record))
		};
		rows.extend(records.iter().filter(wanted).map(row));
	}
	context.out.rows(&HEADERS, rows, "there are no such records");
	note_other_compartments(context, &chain, &patient, &classes, "--class").await
}

/// Shows one record.
pub async fn show(context: &Context, id: RecordId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let record = record(&chain, id).await?;
	let mut fields = vec![
		("record", id.to_string()),
		("patient", record.patient.to_string()),
		("author", record.author.to_string()),
		("class", format!("{}, epoch {}", class_label(record.class), record.epoch.0)),
		("anchored", words::moment(record.anchored)),
		("relation", words::relation(record.relation)),
		("status", status(record.status)),
		("emergency", if record.emergency { "marked".into() } else { "not marked".into() }),
		("envelope", format!("{} ({} bytes)", Hex(record.ciphertext.0), record.size)),
		("commitment", Hex(record.commitment.0).to_string()),
	];
	if let Some(custodian) = &record.custodian {
		fields.insert(3, ("held by", custodian.to_string()));
	}
	context.out.fields(&to_json(id, &record), &fields);
	Ok(())
}

/// Lists the versions of a record.
pub async fn history(context: &Context, id: RecordId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let versions = chain.view(pallet_emr_records::HistoryViewFunction::<Runtime>::new(id)).await?;
	if versions.is_empty() {
		return Err(salus_client::actions::ActionError::NoRecord(id).into());
	}
	context.out.rows(&HEADERS, versions.iter().map(row).collect(), "");
	Ok(())
}

//! Importing FHIR: mapped, compared with what is there, sealed, stored, anchored. Broken off, it can be run again.

use super::author::{Author, Authoring};
use crate::commands::{
	context::Context,
	failure::{general, usage},
	files,
	output::Row,
	tokens::funds,
};
use pallet_emr_records::{Call, NewRecordOf};
use salus_client::{
	actions::{
		import::{plan, Fate, Planned},
		records::{anchor_batch, max_batch, prepare},
	},
	chain::Wait,
	fhir::{self, ImportedRecord, Resource},
	keys::class_label,
	store::BlobStore,
};
use salus_primitives::{
	consent::Action,
	records::{RecordClass, Relation},
	EncryptionKey, Epoch, RecordId,
};
use salus_runtime::{Runtime, RuntimeCall, RuntimeEvent};
use serde_json::json;
use std::{collections::BTreeMap, path::PathBuf};

/// Importing.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
	/// FHIR R4 JSON: a resource or a bundle; - is standard input.
	file: PathBuf,
	#[command(flatten)]
	authoring: Authoring,
	/// Take from the input only what is about this patient, as Patient/ID.
	#[arg(long, value_name = "Patient/ID")]
	subject: Option<String>,
	/// Show what would be done, and do nothing.
	#[arg(long)]
	dry_run: bool,
}

/// How records get to the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
	/// Each by itself, free of fee.
	OneByOne {
		/// How many free calls are left today.
		free: usize,
	},
	/// Many in one call, for a fee.
	Batches,
}

/// Imports a file.
pub async fn run(context: &Context, options: Options) -> anyhow::Result<()> {
	let resources = fhir::read(&files::bytes(&options.file)?)?;
	let author = Author::of(context, options.authoring).await?;
	let chosen = choose(context, &resources, options.subject.as_deref())?;
	let mapped: Result<Vec<ImportedRecord>, _> =
		chosen.iter().map(|resource| fhir::record(resource, &author.keys, &author.policy)).collect();
	let mapped = mapped?;

	let bar = context.out.bar(mapped.len(), "comparing");
	let planned = plan(&author.chain, &author.patient, mapped, || bar.inc(1)).await;
	bar.finish_and_clear();
	let planned = planned?;
	for one in &planned {
		one.record.notes.iter().for_each(|note| context.out.note(&format!("note: {note}")));
	}
	let new: Vec<&ImportedRecord> = planned.iter().filter(|one| one.fate == Fate::New).map(|one| &one.record).collect();
	if options.dry_run {
		let rows = planned.iter().map(|one| row(one, &planned, None)).collect();
		context.out.rows(&["resource", "class", "what becomes of it"], rows, "nothing to import");
		return Ok(());
	}

	let mut classes: Vec<RecordClass> = new.iter().map(|record| record.class).collect();
	classes.sort();
	classes.dedup();
	author.ensure_may(Action::Collect, classes.iter().copied(), None).await?;
	let keys = author.class_keys(context, &classes).await?;
	let store = context.store()?;
	let (anchored, failure) = anchor_all(context, &author, &store, &new, &keys).await?;
	report(context, &planned, anchored, failure)
}

/// The resources to import: all, or those about one patient and what they refer to.
fn choose<'a>(
	context: &Context,
	resources: &'a [Resource],
	subject: Option<&str>,
) -> anyhow::Result<Vec<&'a Resource>> {
	let Some(subject) = subject else {
		let patients = fhir::patients(resources);
		if patients.len() > 1 {
			let names: Vec<_> =
				patients.iter().take(10).map(|(name, count)| format!("{name} ({count} resources)")).collect();
			return Err(usage(format!(
				"the input is about {} patients; choose one with --subject: {}",
				patients.len(),
				names.join(", ")
			)));
		}
		return Ok(resources.iter().collect());
	};
	let selection = fhir::select(resources, subject)?;
	for shared in &selection.shared {
		context.out.note(&format!("note: {} is about others as well and is left out", shared.name()));
	}
	Ok(selection.own.into_iter().chain(selection.supporting).collect())
}

/// Decides how the records get to the chain: free of fee where that is enough, or where it cannot be paid.
async fn way(author: &Author, count: usize) -> anyhow::Result<Way> {
	if !author.is_patient() {
		return Ok(Way::Batches);
	}
	let view = pallet_participants::FreeCallsRemainingViewFunction::<Runtime>::new(author.patient.clone());
	let free = author.chain.view(view).await? as usize;
	let tokens = funds(&author.chain, &author.patient).await?.spendable();
	Ok(if free >= count || tokens == 0 { Way::OneByOne { free } } else { Way::Batches })
}

type Keys = BTreeMap<RecordClass, (Epoch, EncryptionKey)>;
type Prepared = NewRecordOf<Runtime>;

/// Seals and stores the records, and anchors them. Gives the ids of those that were anchored, in order, and why it ended early.
async fn anchor_all(
	context: &Context,
	author: &Author,
	store: &BlobStore,
	records: &[&ImportedRecord],
	keys: &Keys,
) -> anyhow::Result<(Vec<RecordId>, Option<anyhow::Error>)> {
	let (mut anchored, mut failure) = (Vec::new(), None);
	if records.is_empty() {
		return Ok((anchored, failure));
	}
	let way = way(author, records.len()).await?;
	let (size, most) = match way {
		// What the chain takes from one account into one block without pushing others aside.
		Way::OneByOne { free } => (32, free),
		Way::Batches => (max_batch(), records.len()),
	};
	let bar = context.out.bar(records.len(), "sealing and anchoring");
	let todo = records.get(..most.min(records.len())).unwrap_or_default();
	let parts = todo.chunks(size).count();
	for (place, part) in todo.chunks(size).enumerate() {
		let wait = if place + 1 == parts { context.wait() } else { Wait::InBlock };
		let done = match seal_part(author, store, part, keys).await {
			Ok(prepared) => anchor_part(author, way, prepared, wait).await,
			Err(error) => Err((Vec::new(), error)),
		};
		let (ids, error) = match done {
			Ok(ids) => (ids, None),
			Err((ids, error)) => (ids, Some(error)),
		};
		bar.inc(ids.len() as u64);
		anchored.extend(ids);
		if error.is_some() {
			failure = error;
			break;
		}
	}
	bar.finish_and_clear();
	if failure.is_none() && todo.len() < records.len() {
		failure = Some(general(format!(
			"no free calls are left today, and no tokens for fees: {} records wait. Run this again tomorrow, or receive tokens",
			records.len() - todo.len()
		)));
	}
	Ok((anchored, failure))
}

async fn seal_part(
	author: &Author,
	store: &BlobStore,
	part: &[&ImportedRecord],
	keys: &Keys,
) -> anyhow::Result<Vec<Prepared>> {
	let mut prepared = Vec::with_capacity(part.len());
	for record in part {
		let key = keys
			.get(&record.class)
			.copied()
			.ok_or_else(|| general(format!("there is no key for {}", class_label(record.class))))?;
		let (new, _) = prepare(store, &author.patient, record, key, Relation::Original).await?;
		prepared.push(new);
	}
	Ok(prepared)
}

/// Anchors what was sealed. A failure says what had been anchored before.
async fn anchor_part(
	author: &Author,
	way: Way,
	prepared: Vec<Prepared>,
	wait: Wait,
) -> Result<Vec<RecordId>, (Vec<RecordId>, anyhow::Error)> {
	let Author { chain, me, patient, purpose, on_behalf_of, .. } = author;
	if way == Way::Batches {
		let batch = anchor_batch(chain, me, patient, prepared, *purpose, on_behalf_of.clone(), wait).await;
		return batch.map(|(ids, _)| ids).map_err(|error| (Vec::new(), error.into()));
	}
	let calls = prepared
		.into_iter()
		.map(|record| {
			RuntimeCall::EmrRecords(Call::anchor {
				patient: patient.clone(),
				record,
				purpose: *purpose,
				on_behalf_of: on_behalf_of.clone(),
			})
		})
		.collect();
	let mut ids = Vec::new();
	let answers = chain.send_all(me, calls, wait).await.map_err(|error| (Vec::new(), error.into()))?;
	for answer in answers {
		match answer {
			Ok(included) => ids.extend(included.events.iter().find_map(|event| match event {
				RuntimeEvent::EmrRecords(pallet_emr_records::Event::RecordAnchored { record, .. }) => Some(*record),
				_ => None,
			})),
			Err(error) => return Err((ids, error.into())),
		}
	}
	Ok(ids)
}

/// What became of a record, as a row of a list.
fn row(one: &Planned, all: &[Planned], anchored: Option<RecordId>) -> Row {
	let name = |record: &ImportedRecord| match &record.id {
		Some(id) => format!("{}/{id}", record.resource_type),
		None => record.resource_type.clone(),
	};
	let (fate, text, id) = match (&one.fate, anchored) {
		(Fate::New, Some(id)) => ("anchored", format!("anchored as record {id}"), Some(id)),
		(Fate::New, None) => ("new", "new".to_owned(), None),
		(Fate::Known(id), _) => ("known", format!("is record {id} already"), Some(*id)),
		(Fate::Repeats(place), _) => {
			let first = all.get(*place).map(|first| name(&first.record)).unwrap_or_default();
			("repeats", format!("says the same as {first}"), None)
		},
		(Fate::Contradicts(facts), _) => ("contradicts", format!("contradicts {} standing facts", facts.len()), None),
	};
	let json = json!({
		"resource": name(&one.record),
		"class": class_label(one.record.class),
		"fate": fate,
		"record": id,
		"date": one.record.date.as_ref().map(ToString::to_string),
	});
	(json, vec![name(&one.record), class_label(one.record.class), text])
}

/// Tells what became of each record, and fails if not all is on chain now.
fn report(
	context: &Context,
	planned: &[Planned],
	anchored: Vec<RecordId>,
	failure: Option<anyhow::Error>,
) -> anyhow::Result<()> {
	let count = anchored.len();
	let mut ids = anchored.into_iter();
	let rows: Vec<Row> = planned
		.iter()
		.map(|one| {
			let id = if one.fate == Fate::New { ids.next() } else { None };
			row(one, planned, id)
		})
		.collect();
	context.out.rows(&["resource", "class", "what became of it"], rows, "nothing to import");
	let with = |wanted: fn(&Fate) -> bool| planned.iter().filter(|one| wanted(&one.fate)).count();
	let known = with(|fate| matches!(fate, Fate::Known(_)));
	let repeated = with(|fate| matches!(fate, Fate::Repeats(_)));
	let contradicting = with(|fate| matches!(fate, Fate::Contradicts(_)));
	context.out.note(&format!(
		"{count} anchored, {known} on chain already, {repeated} repeated in the input, {contradicting} contradicting"
	));
	if let Some(failure) = failure {
		context.out.note("What was anchored stays; run the command again for the rest.");
		return Err(failure);
	}
	if contradicting > 0 {
		return Err(general(format!(
			"{contradicting} records contradict critical facts that stand, and were left out. Look into it, and report what is \
			 wrong with: salus records contradiction report"
		)));
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use salus_client::{
		fhir::RestrictionPolicy,
		keys::{PersonaId, Root},
	};

	fn planned(fate: Fate) -> Planned {
		let json = br#"{"resourceType": "Procedure", "id": "p", "status": "completed", "subject": {"reference": "Patient/1"}}"#;
		let keys = Root::from_uri("//Alice").unwrap().persona(PersonaId::ROOT).matching_keys();
		Planned { record: fhir::records(json, &keys, &RestrictionPolicy::default()).unwrap().remove(0), fate }
	}

	#[test]
	fn each_fate_has_its_word() {
		let all = [planned(Fate::New)];
		let fate = |fate, id| row(&planned(fate), &all, id).0["fate"].clone();
		assert_eq!(fate(Fate::New, Some(RecordId(1))), "anchored");
		assert_eq!(fate(Fate::New, None), "new");
		assert_eq!(fate(Fate::Known(RecordId(1)), None), "known");
		assert_eq!(fate(Fate::Contradicts(Vec::new()), None), "contradicts");
		let (json, cells) = row(&planned(Fate::Repeats(0)), &all, None);
		assert_eq!((json["fate"].as_str(), cells[2].as_str()), (Some("repeats"), "says the same as Procedure/p"));
	}
}

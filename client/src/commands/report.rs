//! The patient's own report.

use super::{
	context::Context,
	failure::{general, usage},
	files,
	records::{is_in_force, note_other_compartments},
	values::Classes,
};
use salus_client::{
	actions::{
		reading::RecordReader,
		records::{list, Record},
	},
	chain::Chain,
	report::{Origin, Report, ReportItem},
};
use salus_primitives::{purpose::Purpose, records::RecordClass, RecordId};
use salus_runtime::{AccountId, Runtime};
use serde_json::json;
use std::{collections::BTreeMap, path::PathBuf};

/// Making a report.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
	/// File for the report as one HTML page.
	#[arg(long, value_name = "FILE")]
	html: Option<PathBuf>,
	/// File for the report as a FHIR document.
	#[arg(long, value_name = "FILE")]
	fhir: Option<PathBuf>,
	/// Restricted compartments to include, such as restricted:0,restricted:3.
	#[arg(long, value_name = "CLASSES")]
	including: Vec<Classes>,
	/// Make the report although some records cannot be read; they are named.
	#[arg(long)]
	leave_out_unreadable: bool,
}

/// Who anchored records, by the names of institutions.
struct Names {
	known: BTreeMap<AccountId, String>,
}

impl Names {
	async fn of(&mut self, chain: &Chain, record: &Record) -> anyhow::Result<String> {
		let account = record.custodian.as_ref().unwrap_or(&record.author);
		if let Some(name) = self.known.get(account) {
			return Ok(name.clone());
		}
		let view = pallet_consortium::InstitutionViewFunction::<Runtime>::new(account.clone());
		let name = match chain.view(view).await? {
			Some(institution) => String::from_utf8_lossy(&institution.name).into_owned(),
			None if *account == record.patient => "the patient".into(),
			None => account.to_string(),
		};
		self.known.insert(account.clone(), name.clone());
		Ok(name)
	}
}

/// Makes a report.
pub async fn run(context: &Context, options: Options) -> anyhow::Result<()> {
	if options.html.as_ref().is_some_and(|html| options.fhir.as_ref() == Some(html)) {
		return Err(usage("page and document cannot be one file"));
	}
	let (chain, me) = context.signed().await?;
	let patient = me.account_id();
	let classes: Vec<RecordClass> = RecordClass::OPEN.into_iter().chain(Classes::union(&options.including)).collect();
	let mut found: Vec<(RecordId, Record)> = Vec::new();
	for class in &classes {
		found.extend(list(&chain, &patient, *class).await?.into_iter().filter(|(_, record)| is_in_force(record)));
	}
	note_other_compartments(context, &chain, &patient, &classes, "--including").await?;
	if found.is_empty() {
		return Err(general(format!("{patient} has no records yet")));
	}

	let store = context.store()?;
	let mut reader = RecordReader::new(&chain, &store, &me, patient, Purpose::PatientRequest);
	let mut names = Names { known: BTreeMap::new() };
	let (mut items, mut failures, mut others) = (Vec::new(), Vec::new(), 0usize);
	let bar = context.out.bar(found.len(), "reading");
	for (id, record) in found {
		let origin = Origin { record: id, author: names.of(&chain, &record).await?, anchored: record.anchored };
		match reader.read(record).await {
			Ok(read) => match read.resource {
				Some(resource) => items.push(ReportItem { resource, origin: Some(origin) }),
				None => others += 1,
			},
			Err(error) => failures.push(anyhow::Error::from(error).context(format!("record {id}"))),
		}
		bar.inc(1);
	}
	bar.finish_and_clear();
	if others > 0 {
		context
			.out
			.note(&format!("note: {others} records are documents other than FHIR; read them with salus records read"));
	}
	let unreadable = failures.len();
	let mut failures = failures.into_iter();
	let first = if options.leave_out_unreadable { None } else { failures.next() };
	failures.for_each(|error| context.out.note(&format!("salus: {error:#}")));
	if let Some(first) = first {
		let text = "--leave-out-unreadable makes the report without what cannot be read";
		return Err(first.context(format!("{unreadable} of the records cannot be read; {text}")));
	}
	let report = Report::of_one_patient(items, chain.now().await?)?;
	write(context, &options, &report, unreadable)
}

fn write(context: &Context, options: &Options, report: &Report, unreadable: usize) -> anyhow::Result<()> {
	if let Some(file) = &options.html {
		files::put(file, report.html()?.as_bytes())?;
	}
	if let Some(file) = &options.fhir {
		files::put(file, &report.bundle())?;
	}
	let counts = [
		("allergies", report.allergies.len()),
		("problems", report.conditions.len()),
		("medicines", report.medicines.len()),
		("operations", report.operations.len()),
		("results", report.results.len()),
		("vaccinations", report.immunizations.len()),
		("others", report.others.values().sum()),
		("entered in error", report.in_error.len()),
	];
	let mut json = json!({
		"patient": report.person.name,
		"records": report.items().len(),
		"unreadable": unreadable,
		"html": options.html,
		"fhir": options.fhir,
	});
	let mut fields = vec![("patient", report.person.name.clone()), ("records", report.items().len().to_string())];
	for (name, count) in counts {
		json[name.replace(' ', "_")] = json!(count);
		fields.push((name, count.to_string()));
	}
	fields.extend(options.html.as_ref().map(|file| ("page", file.display().to_string())));
	fields.extend(options.fhir.as_ref().map(|file| ("FHIR document", file.display().to_string())));
	context.out.fields(&json, &fields);
	if options.html.is_none() && options.fhir.is_none() {
		context.out.note("Add --html FILE for a page to read and print, or --fhir FILE for a document to hand on.");
	}
	Ok(())
}

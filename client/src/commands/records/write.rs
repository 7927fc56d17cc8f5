//! Single records: added, amended, retracted, marked.

use super::{
	author::{Author, Authoring},
	ensure_in_force,
};
use crate::commands::{
	context::Context,
	failure::{general, usage},
	files,
	values::{self, Hex},
	words,
};
use pallet_emr_records::{types::Record, Call};
use salus_client::{
	actions::{
		import::{plan, Fate},
		records::{anchor, record},
		writing::{prepare, Document},
	},
	fhir::{self, ImportedRecord, Resource},
	keys::class_label,
};
use salus_primitives::{
	consent::Action,
	records::{RecordClass, Relation},
	RecordId,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What a document is, where it is no FHIR.
#[derive(Clone, Debug, clap::Args)]
pub struct Form {
	/// What kind of file it is, if it is no FHIR resource, such as application/pdf.
	#[arg(long, value_name = "TYPE")]
	media_type: Option<String>,
}

/// Adding.
#[derive(Clone, Debug, clap::Args)]
pub struct AddOptions {
	/// The file; - is standard input.
	file: PathBuf,
	#[command(flatten)]
	authoring: Authoring,
	#[command(flatten)]
	form: Form,
	/// Its class; that of the FHIR resource if absent.
	#[arg(long, value_parser = values::class)]
	class: Option<RecordClass>,
	/// Mark it for emergencies. Allergies are marked anyhow.
	#[arg(long)]
	emergency: bool,
}

/// Amending.
#[derive(Clone, Debug, clap::Args)]
pub struct AmendOptions {
	/// The record that is replaced.
	record: u64,
	/// The newer version; - is standard input.
	file: PathBuf,
	#[command(flatten)]
	authoring: Authoring,
	#[command(flatten)]
	form: Form,
}

/// Retracting.
#[derive(Clone, Debug, clap::Args)]
pub struct RetractOptions {
	/// The record that was entered in error.
	record: u64,
	/// Why. It is sealed like any record.
	#[arg(long)]
	reason: String,
	#[command(flatten)]
	authoring: Authoring,
}

/// Marking.
#[derive(Clone, Debug, clap::Args)]
pub struct MarkOptions {
	/// One of your records.
	record: u64,
	/// Take it out.
	#[arg(long)]
	off: bool,
}

/// Releasing a custodian.
#[derive(Clone, Debug, clap::Args)]
pub struct ReleaseOptions {
	/// The organisation; you if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	custodian: Option<AccountId>,
	/// Whose records; yours if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	patient: Option<AccountId>,
	/// Of which class.
	#[arg(long, value_parser = values::class)]
	class: RecordClass,
}

/// What is read from a file: mapped, with its media type.
fn content(
	author: &Author,
	file: &Path,
	form: &Form,
	class: Option<RecordClass>,
) -> anyhow::Result<(ImportedRecord, String)> {
	let bytes = files::bytes(file)?;
	if bytes.is_empty() {
		return Err(usage(format!("{} is empty", file.display())));
	}
	// FHIR that is called FHIR is FHIR: as any document it would have no canonical form, and no critical facts to be compared.
	let is_fhir = |kind: &&String| {
		kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/fhir+json"))
	};
	let Some(media_type) = form.media_type.as_ref().filter(|kind| !is_fhir(kind)) else {
		let resource = Resource::parse(&bytes).map_err(|error| {
			usage(format!("{error}. What is no FHIR resource is added with --media-type and --class"))
		})?;
		let mapped = fhir::record(&resource, &author.keys, &author.policy)?;
		return Ok((ImportedRecord { class: class.unwrap_or(mapped.class), ..mapped }, fhir::MEDIA_TYPE.into()));
	};
	let class = class.ok_or_else(|| usage("say with --class what the document is about"))?;
	let record = ImportedRecord {
		class,
		resource_type: media_type.clone(),
		id: None,
		fingerprint: author.keys.fingerprint.fingerprint(&bytes),
		canonical: bytes,
		facts: Vec::new(),
		subject: None,
		date: None,
		notes: Vec::new(),
	};
	Ok((record, media_type.clone()))
}

/// Seals, stores and anchors one document.
async fn write(
	context: &Context,
	author: &Author,
	record: ImportedRecord,
	media_type: String,
	relation: Relation,
	emergency: bool,
) -> anyhow::Result<RecordId> {
	let planned = plan(&author.chain, &author.patient, vec![record], || {}).await?;
	let one = planned.into_iter().next().ok_or_else(|| general("there is nothing to write"))?;
	one.record.notes.iter().for_each(|note| context.out.note(&format!("note: {note}")));
	match one.fate {
		Fate::Known(id) => return Err(general(format!("this content is record {id} already"))),
		Fate::Contradicts(_) => {
			return Err(general(
				"it contradicts a critical fact that stands. Look into it, and report what is wrong with: \
				 salus records contradiction report",
			))
		},
		Fate::New | Fate::Repeats(_) => {},
	}
	let key = author.class_keys(context, &[one.record.class]).await?.remove(&one.record.class);
	let key = key.ok_or_else(|| general("there is no key for this class"))?;
	let document = Document {
		class: one.record.class,
		media_type,
		content: one.record.canonical,
		fingerprint: one.record.fingerprint,
		facts: one.record.facts,
		emergency,
		relation,
	};
	let (new, sealed) = prepare(&context.store()?, &author.patient, &document, key).await?;
	let spinner = context.out.spinner("waiting for the chain");
	let anchored = anchor(
		&author.chain,
		&author.me,
		&author.patient,
		new,
		author.purpose,
		author.on_behalf_of.clone(),
		context.wait(),
	)
	.await;
	spinner.finish_and_clear();
	let (id, included) = anchored?;
	let json = json!({
		"record": id,
		"class": class_label(document.class),
		"relation": words::relation(relation),
		"ciphertext": Hex(sealed.ciphertext.0),
		"commitment": Hex(sealed.commitment.0),
		"salt": Hex(sealed.salt.0),
	});
	let text = match relation {
		Relation::Original => format!("record {id} in {}", class_label(document.class)),
		relation => format!("record {id} {}", words::relation(relation)),
	};
	context.out.receipt(&included, json, &text);
	Ok(id)
}

/// Adds a record.
pub async fn add(context: &Context, options: AddOptions) -> anyhow::Result<()> {
	let author = Author::of(context, options.authoring).await?;
	let (record, media_type) = content(&author, &options.file, &options.form, options.class)?;
	author.ensure_may(Action::Collect, [record.class], None).await?;
	let emergency = options.emergency || record.class == RecordClass::Allergy;
	write(context, &author, record, media_type, Relation::Original, emergency).await?;
	Ok(())
}

/// The record to follow and who follows it: its author, or one who writes in the name of the organisation that holds it.
async fn following(
	context: &Context,
	id: RecordId,
	mut authoring: Authoring,
) -> anyhow::Result<(Author, Record<AccountId>)> {
	let me = context.me()?.account_id();
	let chain = context.connect().await?;
	let earlier = record(&chain, id).await?;
	ensure_in_force(id, &earlier)?;
	let patient = authoring.patient.get_or_insert_with(|| earlier.patient.clone());
	if *patient != earlier.patient {
		return Err(usage(format!("record {id} is of {}", earlier.patient)));
	}
	if me != earlier.patient && authoring.on_behalf_of.is_none() {
		// Whoever works for the organisation that holds the record follows in its name.
		let view = pallet_participants::AffiliationsViewFunction::<Runtime>::new(me.clone());
		let affiliations = chain.view(view).await?;
		let works_for = |custodian: &AccountId| earlier.author == me || affiliations.contains(custodian);
		authoring.on_behalf_of = earlier.custodian.clone().filter(|custodian| *custodian != me && works_for(custodian));
	}
	let author = Author::of(context, authoring).await?;
	let holds = earlier
		.custodian
		.as_ref()
		.is_some_and(|custodian| author.on_behalf_of.as_ref() == Some(custodian) || me == *custodian);
	if earlier.author != me && !holds {
		return Err(general(format!(
			"record {id} was written by {}; only its author, or who writes for the organisation that holds it, may follow it",
			earlier.author
		)));
	}
	author.ensure_may(Action::Correct, [earlier.class], Some(earlier.anchored)).await?;
	Ok((author, earlier))
}

/// Amends a record.
pub async fn amend(context: &Context, options: AmendOptions) -> anyhow::Result<()> {
	let id = RecordId(options.record);
	let (author, earlier) = following(context, id, options.authoring).await?;
	let (record, media_type) = content(&author, &options.file, &options.form, Some(earlier.class))?;
	// The emergency mark is the patient's to change, by a call of its own.
	write(context, &author, record, media_type, Relation::Amends(id), earlier.emergency).await?;
	Ok(())
}

/// Retracts a record.
pub async fn retract(context: &Context, options: RetractOptions) -> anyhow::Result<()> {
	if options.reason.trim().is_empty() {
		return Err(usage("say why it was entered in error"));
	}
	let id = RecordId(options.record);
	let (author, earlier) = following(context, id, options.authoring).await?;
	// The same reason for two records is not the same record.
	let fingerprint = author.keys.fingerprint.fingerprint(format!("retracts {id}\n{}", options.reason).as_bytes());
	let record = ImportedRecord {
		class: earlier.class,
		resource_type: "text/plain".into(),
		id: None,
		fingerprint,
		canonical: options.reason.into_bytes(),
		facts: Vec::new(),
		subject: None,
		date: None,
		notes: Vec::new(),
	};
	write(context, &author, record, "text/plain; charset=utf-8".into(), Relation::Retracts(id), false).await?;
	Ok(())
}

/// Sets or takes the emergency mark.
pub async fn mark_emergency(context: &Context, options: MarkOptions) -> anyhow::Result<()> {
	let id = RecordId(options.record);
	let (chain, me) = context.signed().await?;
	let marked = record(&chain, id).await?;
	if marked.patient != me.account_id() {
		return Err(general(format!("record {id} is of {}, who alone marks it", marked.patient)));
	}
	ensure_in_force(id, &marked)?;
	let emergency = !options.off;
	if marked.emergency == emergency {
		return Err(general(format!("record {id} is {} already", if emergency { "marked" } else { "not marked" })));
	}
	let call = RuntimeCall::EmrRecords(Call::set_emergency { record: id, emergency });
	let included = context.send(&chain, &me, call).await?;
	let text = if emergency { "is read in an emergency" } else { "is not read in an emergency any more" };
	context.out.receipt(&included, json!({ "record": id, "emergency": emergency }), &format!("record {id} {text}"));
	Ok(())
}

/// Takes an organisation off the custodians of a class.
pub async fn release_custodian(context: &Context, options: ReleaseOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let own = me.account_id();
	let (patient, custodian) = match (options.patient, options.custodian) {
		(None, None) => return Err(usage("say which --custodian you release, or of which --patient you are released")),
		(patient, custodian) => (patient.unwrap_or_else(|| own.clone()), custodian.unwrap_or_else(|| own.clone())),
	};
	let class = options.class;
	let view = pallet_emr_records::CustodiansViewFunction::<Runtime>::new(patient.clone(), class);
	if !chain.view(view).await?.contains(&custodian) {
		return Err(general(format!("{custodian} is not among those that hold {} of {patient}", class_label(class))));
	}
	let call = RuntimeCall::EmrRecords(Call::release_custodian {
		patient: patient.clone(),
		class,
		custodian: custodian.clone(),
	});
	let included = context.send(&chain, &me, call).await?;
	let json = json!({ "patient": patient, "class": class_label(class), "custodian": custodian });
	let text = format!("{custodian} is not asked about {} any more", class_label(class));
	context.out.receipt(&included, json, &text);
	Ok(())
}

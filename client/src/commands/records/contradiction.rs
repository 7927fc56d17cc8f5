//! Different values of one critical fact: reported, looked at, resolved.

use super::author::{Author, Authoring};
use crate::commands::{
	committing,
	context::Context,
	failure::{general, usage},
	files,
	values::Hex,
	words,
};
use clap::ValueEnum;
use pallet_emr_records::{
	types::{Contradiction, ContradictionStatus, Side},
	Call,
};
use salus_client::{
	actions::{consent::class_secret_of, import::plan, import::Fate, outcome, records},
	chain::Chain,
	fhir::{self, stated_facts, Resource, FACT_VALUES},
	keys::Persona,
};
use salus_primitives::{
	commitment::{FactKey, FactValue},
	Commitment, ContentDigest, ContradictionId,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};
use serde_json::{json, Value};
use std::path::PathBuf;

/// Different values of one critical fact.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Report, as a provider, that a resource contradicts what stands. It is the evidence, and stays here.
	Report {
		/// The FHIR resource that says otherwise; - is standard input.
		file: PathBuf,
		#[command(flatten)]
		authoring: Authoring,
	},
	/// Say which value is right, as the patient or as an independent provider.
	Resolve {
		/// The contradiction.
		contradiction: u64,
		/// The value that stands, or the one that was claimed.
		#[arg(long, value_enum)]
		accept: Accept,
	},
	/// Show a contradiction; to its patient in the clear.
	Show {
		/// The contradiction.
		contradiction: u64,
	},
}

/// One of the two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Accept {
	/// The value that stood.
	Standing,
	/// The value that was reported against it.
	Claimed,
}

impl From<Accept> for Side {
	fn from(accept: Accept) -> Self {
		match accept {
			Accept::Standing => Side::Standing,
			Accept::Claimed => Side::Claimed,
		}
	}
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Report { file, authoring } => report(context, file, authoring).await,
		Command::Resolve { contradiction, accept } => {
			resolve(context, ContradictionId(contradiction), accept.into()).await
		},
		Command::Show { contradiction } => show(context, ContradictionId(contradiction)).await,
	}
}

async fn contradiction_of(chain: &Chain, id: ContradictionId) -> anyhow::Result<Contradiction<AccountId>> {
	let view = pallet_emr_records::ContradictionViewFunction::<Runtime>::new(id);
	chain.view(view).await?.ok_or_else(|| general(format!("there is no contradiction {id}")))
}

async fn report(context: &Context, file: PathBuf, authoring: Authoring) -> anyhow::Result<()> {
	let resource = Resource::parse(&files::bytes(&file)?)?;
	let author = Author::of(context, authoring).await?;
	if author.is_patient() {
		return Err(general(
			"contradictions are reported by providers; tell one, who reports it and does not decide it alone",
		));
	}
	let record = fhir::record(&resource, &author.keys, &author.policy)?;
	let planned = plan(&author.chain, &author.patient, vec![record], || {}).await?;
	let conflicts: Vec<(FactKey, FactValue)> = planned
		.iter()
		.filter_map(|one| match &one.fate {
			Fate::Contradicts(keys) => Some(one.record.facts.iter().filter(|(key, _)| keys.contains(key)).copied()),
			_ => None,
		})
		.flatten()
		.collect();
	if conflicts.is_empty() {
		return Err(usage(format!("{} contradicts no critical fact that stands", resource.name())));
	}
	let salt = committing::salt()?;
	let evidence = Commitment::new(&salt, &ContentDigest::of(resource.canonical()));
	for (fact, value) in conflicts {
		let view = pallet_emr_records::OpenContradictionViewFunction::<Runtime>::new(author.patient.clone(), fact);
		if let Some(open) = author.chain.view(view).await? {
			return Err(general(format!(
				"contradiction {open} about this fact is open: salus records contradiction show {open}"
			)));
		}
		let call = Call::report_contradiction {
			patient: author.patient.clone(),
			fact,
			value,
			evidence,
			purpose: author.purpose,
		};
		let included = context.send(&author.chain, &author.me, RuntimeCall::EmrRecords(call)).await?;
		let id = outcome(&included, "the contradiction's id", |event| match event {
			RuntimeEvent::EmrRecords(pallet_emr_records::Event::ContradictionReported { contradiction, .. }) => {
				Some(*contradiction)
			},
			_ => None,
		})?;
		let json = json!({ "contradiction": id, "salt": Hex(salt.0), "evidence": Hex(evidence.0) });
		let text = format!(
			"contradiction {id}: the value that stands goes on standing until the patient and an independent provider agree\n  \
			 salt {}: keep it with {}",
			Hex(salt.0),
			file.display()
		);
		context.out.receipt(&included, json, &text);
	}
	Ok(())
}

async fn resolve(context: &Context, id: ContradictionId, accept: Side) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let contradiction = contradiction_of(&chain, id).await?;
	if !contradiction.is_open() {
		return Err(general(format!("contradiction {id} is {}", words::kebab(&contradiction.status))));
	}
	let view = pallet_participants::AffiliationsViewFunction::<Runtime>::new(me.account_id());
	let affiliations = chain.view(view).await?;
	if me.account_id() != contradiction.patient && contradiction.is_party(&me.account_id(), &affiliations) {
		return Err(general(
			"you, or an organisation of yours, said that one of the values is right, so others must decide",
		));
	}
	let call = RuntimeCall::EmrRecords(Call::resolve_contradiction { contradiction: id, accept });
	let included = context.send(&chain, &me, call).await?;
	let resolved = included.events.iter().any(|event| {
		matches!(event, RuntimeEvent::EmrRecords(pallet_emr_records::Event::ContradictionResolved { .. }))
	});
	let json = json!({ "contradiction": id, "accept": words::kebab(&accept), "resolved": resolved });
	let text = match resolved {
		true => format!("both agree: the {} value stands", words::kebab(&accept)),
		false => "your word is noted; the other side has yet to say the same".into(),
	};
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// What a fact is about and what it can be, in the clear, as far as the patient's own record tells.
async fn in_the_clear(
	context: &Context,
	chain: &Chain,
	me: &Persona,
	contradiction: &Contradiction<AccountId>,
) -> anyhow::Result<Option<String>> {
	let record = records::record(chain, contradiction.standing.record).await?;
	let secret = class_secret_of(chain, me, &record.patient, record.class, record.epoch).await?;
	let opened = records::fetch_and_open(&context.store()?, &record, &secret).await?;
	let resource = Resource::parse(&opened.content)?;
	let fact_secret = me.fact_secret();
	Ok(stated_facts(&resource).into_iter().find(|(subject, _)| fact_secret.key(subject) == contradiction.fact).map(
		|(subject, _)| {
			let name = |value: FactValue| {
				let found = FACT_VALUES.iter().find(|text| fact_secret.value(&subject, text) == value);
				found.copied().unwrap_or("something else")
			};
			format!(
				"{subject}: {} stood, {} is claimed",
				name(contradiction.standing.value),
				name(contradiction.claimed.value)
			)
		},
	))
}

async fn show(context: &Context, id: ContradictionId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let contradiction = contradiction_of(&chain, id).await?;
	let status = match &contradiction.status {
		ContradictionStatus::Open { patient_vote, reviewer_vote } => {
			let side = |side: &Side| words::kebab(side);
			let patient = patient_vote.as_ref().map_or("nothing yet".into(), side);
			let reviewer = reviewer_vote
				.as_ref()
				.map_or("nobody yet".into(), |(who, vote)| format!("{} by {who}", words::kebab(vote)));
			format!("open; the patient says {patient}, a reviewer {reviewer}")
		},
		ContradictionStatus::Resolved { accepted, at } => {
			format!("resolved {}: the {} value stands", words::moment(*at), words::kebab(accepted))
		},
		ContradictionStatus::Lapsed { by, at } => {
			format!("lapsed {} by retraction {by}", words::moment(*at))
		},
	};
	let mut json = json!({
		"contradiction": id,
		"patient": contradiction.patient,
		"fact": Hex(contradiction.fact.0),
		"standing": { "record": contradiction.standing.record, "author": contradiction.standing.author },
		"claimed": { "reporter": contradiction.claimed.reporter },
		"evidence": Hex(contradiction.evidence.0),
		"status": words::kebab(&contradiction.status),
		"clear": Value::Null,
	});
	let mut fields = vec![
		("contradiction", id.to_string()),
		("patient", contradiction.patient.to_string()),
		("fact", Hex(contradiction.fact.0).to_string()),
		("standing", format!("from record {} by {}", contradiction.standing.record, contradiction.standing.author)),
		("claimed", format!("by {}", contradiction.claimed.reporter)),
		("status", status),
	];
	if let Some(me) = context.me().ok().filter(|me| me.account_id() == contradiction.patient) {
		match in_the_clear(context, &chain, &me, &contradiction).await {
			Ok(Some(clear)) => {
				json["clear"] = json!(clear);
				fields.push(("about", clear));
			},
			Ok(None) => {},
			Err(error) => context.out.note(&format!("note: what it is about cannot be read here: {error:#}")),
		}
	}
	context.out.fields(&json, &fields);
	Ok(())
}

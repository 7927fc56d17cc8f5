//! Emergency access: taken, justified, reviewed; and the keys that keyholders release for it.

use super::directive_of;
use crate::commands::{
	committing::Committing,
	context::Context,
	failure::general,
	files::{self, ReleasedKeyEntry, ReleasedKeys},
	parameters,
	participants::{ensure_certified, ensure_not_self},
	tokens::funds,
	values::{self, Hex},
	words,
};
use clap::ValueEnum;
use pallet_emr_consent::{
	types::{BreakGlassStatus, ReviewOutcome, Stage},
	BreakGlassOf, Call,
};
use salus_client::{
	actions::{
		consent::{break_glass as take_access, release_emergency_keys},
		keyholders::emergency_classes,
	},
	chain::Chain,
	keys::class_label,
};
use salus_primitives::{
	consent::{Action, Decision, Query},
	purpose::Purpose,
	BreakGlassId,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall};
use serde_json::{json, Value};
use std::path::PathBuf;

/// Breaking the glass.
#[derive(Clone, Debug, clap::Args)]
pub struct BreakOptions {
	/// The patient.
	#[arg(value_parser = values::account)]
	patient: AccountId,
	#[command(flatten)]
	reason: Committing,
	/// Do it without being asked.
	#[arg(long)]
	yes: bool,
}

/// Justifying.
#[derive(Clone, Debug, clap::Args)]
pub struct JustifyOptions {
	/// The emergency access.
	emergency: u64,
	#[command(flatten)]
	justification: Committing,
}

/// Reviewing.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ReviewOptions {
	/// The emergency access.
	emergency: u64,
	/// What you find.
	#[arg(value_enum)]
	outcome: Finding,
}

/// What an authority finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Finding {
	/// It was an emergency: the bond is released.
	Uphold,
	/// It was none: the bond is lost, and the actor barred.
	Reject,
}

impl From<Finding> for ReviewOutcome {
	fn from(finding: Finding) -> Self {
		match finding {
			Finding::Uphold => Self::Upheld,
			Finding::Reject => Self::Rejected,
		}
	}
}

/// Releasing keys.
#[derive(Clone, Debug, clap::Args)]
pub struct ReleaseOptions {
	/// The patient.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	patient: AccountId,
	/// The provider whose emergency access is running.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	to: AccountId,
	/// File for the released keys; printed if absent.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

async fn access_of(chain: &Chain, id: BreakGlassId) -> anyhow::Result<BreakGlassOf<Runtime>> {
	let view = pallet_emr_consent::BreakGlassInfoViewFunction::<Runtime>::new(id);
	chain.view(view).await?.ok_or_else(|| general(format!("there is no emergency access {id}")))
}

fn status(status: &BreakGlassStatus<AccountId>) -> String {
	match status {
		BreakGlassStatus::Open { justify_by } => format!("to be justified by {}", words::moment(*justify_by)),
		BreakGlassStatus::Justified { review_by, .. } => {
			format!("justified, reviewed by {}", words::moment(*review_by))
		},
		BreakGlassStatus::Upheld { by, .. } => format!("upheld by {by}"),
		BreakGlassStatus::Rejected { by, .. } => format!("rejected by {by}"),
		BreakGlassStatus::Lapsed { .. } => "not justified in time".into(),
		BreakGlassStatus::Unreviewed { .. } => "justified, not reviewed in time".into(),
	}
}

fn to_json(id: BreakGlassId, access: &BreakGlassOf<Runtime>) -> Value {
	json!({
		"emergency": id,
		"patient": access.patient,
		"actor": access.actor,
		"opened": words::instant(access.opened),
		"until": words::instant(access.until),
		"bond": words::tokens(access.bond),
		"status": words::kebab(&access.status),
		"deadline": access.status.stage().map(|(_, deadline)| words::instant(deadline)),
	})
}

/// Tells for which classes the patient forbids emergency access. Only a directive that names the purpose does; one that denies
/// treatment as a whole gives way to an emergency.
async fn note_forbidden(
	context: &Context,
	chain: &Chain,
	patient: &AccountId,
	actor: &AccountId,
) -> anyhow::Result<()> {
	let mut forbidden = Vec::new();
	for class in emergency_classes() {
		let query = Query {
			patient: patient.clone(),
			actor: actor.clone(),
			action: Action::Access,
			purpose: Purpose::BreakGlass,
			class,
			data_time: None,
		};
		let decision = chain.view(pallet_emr_consent::DecideViewFunction::<Runtime>::new(query)).await?;
		let Decision::Deny { directive } = decision else { continue };
		if directive_of(chain, directive).await?.root.terms.purposes.contains(&Purpose::BreakGlass) {
			forbidden.push(class);
		}
	}
	if !forbidden.is_empty() {
		context.out.note(&format!(
			"note: the patient forbids emergency access to {}. It would not open these, and the bond is held all the same.",
			words::classes(&forbidden)
		));
	}
	Ok(())
}

/// Takes emergency access.
pub async fn break_glass(context: &Context, options: BreakOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let actor = me.account_id();
	ensure_not_self(&me, &options.patient)?;
	if !ensure_certified(&chain, &actor).await?.is_clinical() {
		return Err(general("only who treats patients breaks the glass"));
	}
	let barred = pallet_emr_consent::IsBarredViewFunction::<Runtime>::new(actor.clone());
	if chain.view(barred).await? {
		return Err(general(
			"you are barred from breaking the glass; a health authority lifts it: salus consent reinstate",
		));
	}
	let live = pallet_emr_consent::LiveBreakGlassViewFunction::<Runtime>::new(options.patient.clone(), actor.clone());
	if let Some((id, until)) = chain.view(live).await? {
		return Err(general(format!("your emergency access {id} runs until {} already", words::moment(until))));
	}
	note_forbidden(context, &chain, &options.patient, &actor).await?;
	let bond = parameters::break_glass_bond(&chain).await?;
	let spendable = funds(&chain, &actor).await?.spendable();
	if spendable < bond {
		return Err(general(format!(
			"it takes a bond of {}, and you can spend {}",
			words::tokens(bond),
			words::tokens(spendable)
		)));
	}
	context.out.note(&format!(
		"The patient sees this. {} are held until it is justified and reviewed; if it is not, they are lost and you are barred.",
		words::tokens(bond)
	));
	context.confirm("Is this an emergency?", options.yes)?;
	let committed = options.reason.commit(context.out)?;
	let spinner = context.out.spinner("waiting for the chain");
	let taken = take_access(&chain, &me, &options.patient, committed.commitment, context.wait()).await;
	spinner.finish_and_clear();
	let (id, included) = taken?;
	let access = access_of(&chain, id).await?;
	let text = format!(
		"emergency access {id} until {}; {}\n  read with --purpose ETREAT, and --released-keys if a keyholder released keys to you",
		words::moment(access.until),
		status(&access.status)
	);
	let (json, text) = committed.report(to_json(id, &access), text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Justifies an emergency access.
pub async fn justify(context: &Context, options: JustifyOptions) -> anyhow::Result<()> {
	let id = BreakGlassId(options.emergency);
	let (chain, me) = context.signed().await?;
	let access = access_of(&chain, id).await?;
	if access.actor != me.account_id() {
		return Err(general(format!("emergency access {id} was taken by {}", access.actor)));
	}
	match access.status.stage() {
		Some((Stage::Justification, deadline)) if chain.now().await? > deadline => {
			return Err(general(format!("it had to be justified by {}", words::moment(deadline))))
		},
		Some((Stage::Justification, _)) => {},
		_ => return Err(general(format!("emergency access {id} is {}", status(&access.status)))),
	}
	let committed = options.justification.commit(context.out)?;
	let call = Call::justify { break_glass: id, justification: committed.commitment };
	let included = context.send(&chain, &me, RuntimeCall::EmrConsent(call)).await?;
	let access = access_of(&chain, id).await?;
	let (json, text) =
		committed.report(to_json(id, &access), format!("emergency access {id}: {}", status(&access.status)));
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn call_on(context: &Context, id: BreakGlassId, call: Call<Runtime>) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	access_of(&chain, id).await?;
	let included = context.send(&chain, &me, RuntimeCall::EmrConsent(call)).await?;
	let access = access_of(&chain, id).await?;
	let text = format!("emergency access {id}: {}", status(&access.status));
	context.out.receipt(&included, to_json(id, &access), &text);
	Ok(())
}

/// Reviews a justification.
pub async fn review(context: &Context, options: ReviewOptions) -> anyhow::Result<()> {
	let id = BreakGlassId(options.emergency);
	call_on(context, id, Call::review { break_glass: id, outcome: options.outcome.into() }).await
}

/// Settles an emergency access.
pub async fn settle(context: &Context, id: u64) -> anyhow::Result<()> {
	let id = BreakGlassId(id);
	call_on(context, id, Call::settle_break_glass { break_glass: id }).await
}

/// Lets an account break the glass again.
pub async fn reinstate(context: &Context, actor: AccountId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let call = RuntimeCall::EmrConsent(Call::reinstate { actor: actor.clone() });
	let included = context.send(&chain, &me, call).await?;
	context.out.receipt(&included, json!({ "actor": actor }), &format!("{actor} may break the glass again"));
	Ok(())
}

/// Lists emergency accesses.
pub async fn list(context: &Context, patient: Option<AccountId>) -> anyhow::Result<()> {
	const PAGE: u32 = 100;
	let patient = context.or_mine(patient)?;
	let chain = context.connect().await?;
	let mut rows = Vec::new();
	loop {
		let from = rows.len() as u32;
		let view = pallet_emr_consent::BreakGlassesViewFunction::<Runtime>::new(patient.clone(), from, PAGE);
		let found = chain.view(view).await?;
		let last = found.len() < PAGE as usize;
		rows.extend(found.iter().map(|(id, access)| {
			let cells = vec![
				id.to_string(),
				access.actor.to_string(),
				words::moment(access.opened),
				words::moment(access.until),
				status(&access.status),
				words::tokens(access.bond),
			];
			(to_json(*id, access), cells)
		}));
		if last {
			break;
		}
	}
	let headers = ["emergency", "by whom", "from", "until", "standing", "bond"];
	context.out.rows(&headers, rows, "nobody took emergency access");
	Ok(())
}

/// Releases emergency keys.
pub async fn release_keys(context: &Context, options: ReleaseOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let released = release_emergency_keys(&chain, &me, &options.patient, &options.to).await?;
	if released.is_empty() {
		return Err(general(format!("{} sealed no emergency keys to you", options.patient)));
	}
	let keys = released
		.iter()
		.map(|key| ReleasedKeyEntry { class: class_label(key.class), epoch: key.epoch.0, key: Hex(key.key.0) })
		.collect();
	let file = ReleasedKeys { patient: options.patient, keyholder: me.account_id(), actor: options.to, keys };
	files::write(context.out, options.out.as_deref(), &file, "the released keys")?;
	context.out.note("The provider reads with: salus records read --purpose ETREAT --released-keys FILE");
	Ok(())
}

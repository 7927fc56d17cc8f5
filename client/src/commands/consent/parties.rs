//! Others who have a part: co-approvers, keyholders, and readers who owe an erasure.

use super::directive_of;
use crate::commands::{
	committing::Committing,
	context::Context,
	failure::{general, usage},
	participants::{ensure_certified, ensure_patient},
	values, words,
};
use pallet_emr_consent::{
	types::{Erasure, PanelFlaw},
	Call, PanelOf,
};
use salus_client::actions::{
	bounded,
	keyholders::{emergency_classes, seal_to_keyholders, set_keyholders},
	outcome,
};
use salus_primitives::{roles::Role, DirectiveId};
use salus_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};
use serde_json::{json, Value};

/// Confirming an erasure.
#[derive(Clone, Debug, clap::Args)]
pub struct ConfirmOptions {
	/// The directive under which you were given keys.
	directive: u64,
	#[command(flatten)]
	receipt: Committing,
}

/// Listing erasures.
#[derive(Clone, Debug, clap::Args)]
pub struct ErasureOptions {
	/// The directive that ended; without it, what is overdue.
	directive: Option<u64>,
	/// Overdue for this patient; for you if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with = "directive")]
	patient: Option<AccountId>,
}

/// Co-approvers.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum CoApproverCommand {
	/// Name those whose permission is needed as well, in place of those before.
	Set {
		/// Who they are. Nobody at all with --nobody.
		#[arg(value_parser = values::account, required_unless_present = "nobody", conflicts_with = "nobody")]
		approvers: Vec<AccountId>,
		/// How many of them have to agree; all if absent.
		#[arg(long, value_name = "N")]
		threshold: Option<u32>,
		/// Ask nobody any more, after a delay.
		#[arg(long)]
		nobody: bool,
	},
	/// Show a patient's co-approvers.
	Show {
		/// Whose; yours if absent.
		#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
		patient: Option<AccountId>,
	},
}

/// Keyholders.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum KeyholderCommand {
	/// Name the organisations that hold your keys for emergencies, and seal the keys to them.
	Set {
		/// Who they are. Nobody at all with --nobody.
		#[arg(value_parser = values::account, required_unless_present = "nobody", conflicts_with = "nobody")]
		keyholders: Vec<AccountId>,
		/// Name nobody any more.
		#[arg(long)]
		nobody: bool,
	},
	/// Seal present keys to the keyholders named before.
	Seal,
	/// Show a patient's keyholders.
	Show {
		/// Whose; yours if absent.
		#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
		patient: Option<AccountId>,
	},
}

/// Confirms an erasure.
pub async fn confirm_erasure(context: &Context, options: ConfirmOptions) -> anyhow::Result<()> {
	let id = DirectiveId(options.directive);
	let (chain, me) = context.signed().await?;
	directive_of(&chain, id).await?;
	let owed = chain.view(pallet_emr_consent::ErasuresViewFunction::<Runtime>::new(id)).await?;
	if owed.iter().any(|(who, state)| *who == me.account_id() && matches!(state, Erasure::Confirmed { .. })) {
		return Err(general(format!("you confirmed the erasure under directive {id} before")));
	}
	let committed = options.receipt.commit(context.out)?;
	let call = Call::confirm_erasure { directive: id, receipt: committed.commitment };
	let included = context.send(&chain, &me, RuntimeCall::EmrConsent(call)).await?;
	let (json, text) =
		committed.report(json!({ "directive": id }), format!("the erasure under directive {id} is confirmed"));
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Lists what is owed.
pub async fn erasures(context: &Context, options: ErasureOptions) -> anyhow::Result<()> {
	if let Some(id) = options.directive.map(DirectiveId) {
		let chain = context.connect().await?;
		directive_of(&chain, id).await?;
		let erasures = chain.view(pallet_emr_consent::ErasuresViewFunction::<Runtime>::new(id)).await?;
		let rows = erasures
			.into_iter()
			.map(|(holder, erasure)| {
				let (state, at) = match erasure {
					Erasure::Owed { due } => ("owed", due),
					Erasure::Confirmed { at, .. } => ("confirmed", at),
				};
				let json = json!({ "directive": id, "holder": holder, "state": state, "at": words::instant(at) });
				(json, vec![holder.to_string(), state.to_owned(), words::moment(at)])
			})
			.collect();
		context.out.rows(&["holder", "erasure", "due or confirmed"], rows, "nobody owes anything under this directive");
		return Ok(());
	}
	let patient = context.or_mine(options.patient)?;
	let chain = context.connect().await?;
	let overdue = chain.view(pallet_emr_consent::OverdueErasuresViewFunction::<Runtime>::new(patient)).await?;
	let rows = overdue
		.into_iter()
		.map(|one| {
			let json = json!({ "directive": one.directive, "holder": one.holder, "due": words::instant(one.due) });
			(json, vec![one.directive.to_string(), one.holder.to_string(), words::moment(one.due)])
		})
		.collect();
	context.out.rows(&["directive", "holder", "was due"], rows, "nothing is overdue");
	Ok(())
}

/// Co-approvers: named and shown.
pub async fn co_approvers(context: &Context, command: CoApproverCommand) -> anyhow::Result<()> {
	match command {
		CoApproverCommand::Set { approvers, threshold, .. } => set_co_approvers(context, approvers, threshold).await,
		CoApproverCommand::Show { patient } => show_co_approvers(context, patient).await,
	}
}

async fn set_co_approvers(context: &Context, approvers: Vec<AccountId>, threshold: Option<u32>) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	ensure_patient(&chain, &me.account_id()).await?;
	let threshold = threshold.unwrap_or(approvers.len() as u32);
	let panel = PanelOf::<Runtime> { approvers: bounded("co-approvers", approvers)?, threshold };
	panel.check(&me.account_id()).map_err(|flaw| {
		usage(match flaw {
			PanelFlaw::Duplicate => "a co-approver is named twice",
			PanelFlaw::Patient => "you cannot be your own co-approver",
			PanelFlaw::Threshold => "at least one and at most all of them have to agree",
		})
	})?;
	let count = panel.approvers.len();
	let call = Call::set_co_approvers { approvers: panel.approvers, threshold };
	let included = context.send(&chain, &me, RuntimeCall::EmrConsent(call)).await?;
	let from = outcome(&included, "from when they are asked", |event| match event {
		RuntimeEvent::EmrConsent(pallet_emr_consent::Event::CoApproversSet { from, .. }) => Some(*from),
		_ => None,
	})?;
	let json = json!({ "co_approvers": count, "threshold": threshold, "from": words::instant(from) });
	let mut text = format!("{threshold} of {count} co-approvers have to agree, from {}", words::moment(from));
	if from > chain.now().await? {
		text = format!(
			"{text}\n  until then those before are asked: what makes it weaker waits, so that no thief of your key can"
		);
	}
	context.out.receipt(&included, json, &text);
	Ok(())
}

fn panel_json(panel: &PanelOf<Runtime>) -> Value {
	json!({ "approvers": panel.approvers.to_vec(), "threshold": panel.threshold })
}

fn panel_text(panel: &PanelOf<Runtime>) -> String {
	if panel.is_empty() {
		return "nobody".into();
	}
	let names: Vec<_> = panel.approvers.iter().map(ToString::to_string).collect();
	format!("{} of {}", panel.threshold, names.join(", "))
}

async fn show_co_approvers(context: &Context, patient: Option<AccountId>) -> anyhow::Result<()> {
	let patient = context.or_mine(patient)?;
	let chain = context.connect().await?;
	let panel = chain.view(pallet_emr_consent::CoApproversViewFunction::<Runtime>::new(patient.clone())).await?;
	let mut fields = vec![("patient", patient.to_string()), ("asked now", panel_text(&panel.current))];
	let mut json = json!({ "patient": patient, "current": panel_json(&panel.current), "next": Value::Null });
	if let Some(next) = &panel.next {
		fields.push(("asked later", format!("{}, from {}", panel_text(&next.panel), words::moment(next.from))));
		json["next"] = panel_json(&next.panel);
		json["next"]["from"] = json!(words::instant(next.from));
	}
	context.out.fields(&json, &fields);
	Ok(())
}

/// Keyholders: named, served with keys, shown.
pub async fn keyholders(context: &Context, command: KeyholderCommand) -> anyhow::Result<()> {
	match command {
		KeyholderCommand::Set { keyholders, .. } => {
			let (chain, me) = context.signed().await?;
			ensure_patient(&chain, &me.account_id()).await?;
			for keyholder in &keyholders {
				let role = ensure_certified(&chain, keyholder).await?;
				if !matches!(role, Role::Provider(_)) || !role.is_organisation() {
					return Err(general(format!("{keyholder} is no provider's organisation, such as a hospital")));
				}
			}
			let count = keyholders.len();
			let included = set_keyholders(&chain, &me, keyholders, context.wait()).await?;
			context.out.receipt(&included, json!({ "keyholders": count }), &format!("{count} keyholders are named"));
			if count > 0 {
				seal(context).await
			} else {
				Ok(())
			}
		},
		KeyholderCommand::Seal => seal(context).await,
		KeyholderCommand::Show { patient } => show_keyholders(context, patient).await,
	}
}

async fn seal(context: &Context) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let spinner = context.out.spinner("sealing keys");
	let served = seal_to_keyholders(&chain, &me, &emergency_classes(), context.wait()).await;
	spinner.finish_and_clear();
	let served = served?;
	let classes = words::classes(&emergency_classes());
	context.out.result(
		&json!({ "keyholders_served": served }),
		&format!("keys of {classes}, as far as there are any, are sealed to {served} keyholders"),
	);
	if served == 0 {
		context.out.note("Once these classes have keys, seal them with: salus consent keyholders seal");
	}
	Ok(())
}

async fn show_keyholders(context: &Context, patient: Option<AccountId>) -> anyhow::Result<()> {
	let patient = context.or_mine(patient)?;
	let chain = context.connect().await?;
	let named =
		chain.view(pallet_emr_consent::EmergencyKeyholdersViewFunction::<Runtime>::new(patient.clone())).await?;
	let mut rows = Vec::new();
	for keyholder in named {
		let view = pallet_emr_consent::EmergencyKeysViewFunction::<Runtime>::new(patient.clone(), keyholder.clone());
		let classes: Vec<_> = chain.view(view).await?.iter().map(|key| key.class).collect();
		let json = json!({ "keyholder": keyholder, "keys": words::classes(&classes) });
		rows.push((json, vec![keyholder.to_string(), words::classes(&classes)]));
	}
	context.out.rows(&["keyholder", "holds keys of"], rows, "no keyholders are named");
	Ok(())
}

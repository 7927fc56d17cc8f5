//! Orders: delivered, accepted, disputed, decided, passed on, given up.

use super::{ensure_phase, ensure_poster, ensure_spendable, percent, phase_of};
use crate::commands::{
	committing::Committing,
	context::Context,
	failure::{general, usage},
	participants::{ensure_certified, ensure_not_self},
	values, words,
};
use pallet_care_market::{
	types::{Escrow, TenderPhase, TenderState},
	OrderOf,
};
use salus_client::{
	actions::market::{self, Tender},
	chain::Chain,
	keys::class_label,
};
use salus_primitives::{
	roles::{AuthorityKind, Role},
	DocumentId, TenderId,
};
use salus_runtime::{AccountId, Runtime};
use serde_json::json;
use sp_runtime::Percent;

/// Delivering.
#[derive(Clone, Debug, clap::Args)]
pub struct DeliverOptions {
	/// The tender.
	tender: u64,
	/// The notarized document of yours that says so, by its number. Each serves once.
	#[arg(long, value_name = "ID")]
	document: u64,
	/// Which milestone, from 0; the next if absent.
	#[arg(long, value_name = "N")]
	milestone: Option<u32>,
}

/// Accepting.
#[derive(Clone, Debug, clap::Args)]
pub struct AcceptOptions {
	/// The tender.
	tender: u64,
	/// Which milestone, from 0; the one that was delivered if absent.
	#[arg(long, value_name = "N")]
	milestone: Option<u32>,
	/// Do it without being asked.
	#[arg(long)]
	yes: bool,
}

/// Disputing.
#[derive(Clone, Debug, clap::Args)]
pub struct DisputeOptions {
	/// The tender.
	tender: u64,
	#[command(flatten)]
	reason: Committing,
}

/// Deciding.
#[derive(Clone, Debug, clap::Args)]
pub struct ResolveOptions {
	/// The tender.
	tender: u64,
	/// How much of what is not paid goes to the provider, in percent. The rest goes back.
	#[arg(long, value_parser = percent, value_name = "PERCENT")]
	to_provider: Percent,
	/// Let the provider lose its bond as well.
	#[arg(long)]
	forfeit_bond: bool,
}

/// Referring.
#[derive(Clone, Debug, clap::Args)]
pub struct ReferOptions {
	/// The tender.
	tender: u64,
	/// To whom.
	#[arg(value_parser = values::account, required_unless_present = "withdraw")]
	to: Option<AccountId>,
	/// Take the proposal back.
	#[arg(long, conflicts_with = "to")]
	withdraw: bool,
}

/// Agreeing to a referral.
#[derive(Clone, Debug, clap::Args)]
pub struct AcceptReferralOptions {
	/// The tender.
	tender: u64,
	/// To whom it is passed on; you if absent.
	#[arg(value_parser = values::account)]
	to: Option<AccountId>,
}

/// Stepping back.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct StepBackOptions {
	/// The tender.
	tender: u64,
	/// Do it also if it costs your bond and counts as lost, because the patient's consent is in force.
	#[arg(long)]
	forfeit: bool,
}

type Order = OrderOf<Runtime>;

/// The order of a tender, or an error that says that it has none.
fn order_of(tender: &Tender, id: TenderId) -> anyhow::Result<&Order> {
	match &tender.state {
		TenderState::Awarded(order) => Ok(order),
		_ => Err(general(format!("tender {id} is not awarded: see salus market show {id}"))),
	}
}

fn ensure_provider(order: &Order, id: TenderId, me: &AccountId) -> anyhow::Result<()> {
	if order.provider == *me {
		return Ok(());
	}
	Err(general(format!("tender {id} was awarded to {}, and you sign as {me}", order.provider)))
}

/// Delivers a milestone.
pub async fn deliver(context: &Context, options: DeliverOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	let tender = market::tender(&chain, id).await?;
	let order = order_of(&tender, id)?;
	ensure_provider(order, id, &me.account_id())?;
	ensure_phase(&chain, id, &[TenderPhase::Funded], "nothing is to be delivered now").await?;
	let next = match order.escrow {
		// Silence has accepted it, which the chain notes with the next delivery.
		Escrow::Delivered { milestone, .. } => milestone.saturating_add(1),
		_ => order.milestone().unwrap_or_default(),
	};
	let milestone = options.milestone.unwrap_or(next);
	if milestone != next {
		return Err(usage(format!("milestone {next} is next")));
	}
	if !chain.view(pallet_care_market::MayDeliverViewFunction::<Runtime>::new(id)).await? {
		return Err(general(format!(
			"the patient's consent is not in force, and nothing can be delivered without: ask for it with 'salus consent request {} \
			 --class {} --action collect --purpose TREAT'",
			tender.poster,
			class_label(tender.specification.class)
		)));
	}
	let document = DocumentId(options.document);
	let (accept_by, included) = market::deliver(&chain, &me, id, milestone, document, context.wait()).await?;
	let json = json!({
		"tender": id,
		"milestone": milestone,
		"document": document,
		"accept_by": words::instant(accept_by),
	});
	let text = format!(
		"milestone {milestone} of tender {id} is delivered; the patient accepts or disputes it until {}, then silence has accepted it",
		words::moment(accept_by)
	);
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Accepts a delivery.
pub async fn accept(context: &Context, options: AcceptOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	let tender = market::tender(&chain, id).await?;
	let order = order_of(&tender, id)?;
	ensure_poster(&tender, id, &me.account_id())?;
	let Escrow::Delivered { milestone: delivered, document, .. } = order.escrow else {
		return Err(general(format!("nothing of tender {id} is to be accepted: see salus market show {id}")));
	};
	let milestone = options.milestone.unwrap_or(delivered);
	if milestone != delivered {
		return Err(usage(format!("milestone {delivered} was delivered, not {milestone}")));
	}
	let share = order.share(milestone, &tender.specification.milestones);
	let question = format!(
		"Milestone {milestone} of tender {id} was delivered by document {document}; {} are paid to {} and do not come back. Accept it?",
		words::tokens(share),
		order.provider
	);
	context.confirm(&question, options.yes)?;
	let (paid, included) = market::accept(&chain, &me, id, milestone, context.wait()).await?;
	let json = json!({ "tender": id, "milestone": milestone, "paid_plancks": paid.to_string() });
	let text = format!("milestone {milestone} of tender {id} is accepted, and {} are paid", words::tokens(paid));
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Disputes.
pub async fn dispute(context: &Context, options: DisputeOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let tender = market::tender(&chain, id).await?;
	let order = order_of(&tender, id)?;
	if tender.poster == account {
		let what = "you dispute what was delivered, until it counts as accepted";
		ensure_phase(&chain, id, &[TenderPhase::Delivered], what).await?;
	} else {
		ensure_provider(order, id, &account)?;
		let what = "a provider disputes what it is kept from delivering, until it should have";
		ensure_phase(&chain, id, &[TenderPhase::Funded], what).await?;
	}
	let reason = options.reason.commit(context.out)?;
	let (resolve_by, included) = market::dispute(&chain, &me, id, reason.commitment, context.wait()).await?;
	let json = json!({ "tender": id, "resolve_by": words::instant(resolve_by) });
	let text = format!(
		"tender {id} is disputed; a ministry, a regulator or the council decides until {}. Send them your reason: the chain has only \
		 a commitment to it",
		words::moment(resolve_by)
	);
	let (json, text) = reason.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Refuses whoever decides no disputes. Whether it is a party is for the chain to find.
pub async fn ensure_arbiter(chain: &Chain, me: &AccountId) -> anyhow::Result<()> {
	match ensure_certified(chain, me).await? {
		Role::HealthAuthority(AuthorityKind::Ministry | AuthorityKind::Regulator) => Ok(()),
		_ => Err(general("disputes are decided by ministries, regulators and the council")),
	}
}

/// Decides a dispute.
pub async fn resolve(context: &Context, options: ResolveOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	ensure_arbiter(&chain, &me.account_id()).await?;
	ensure_phase(&chain, id, &[TenderPhase::Disputed], "there is nothing to decide").await?;
	let ResolveOptions { to_provider, forfeit_bond, .. } = options;
	let (split, included) = market::resolve(&chain, &me, id, to_provider, forfeit_bond, context.wait()).await?;
	let json = json!({
		"tender": id,
		"to_provider_plancks": split.to_provider.to_string(),
		"to_patient_plancks": split.to_payer.to_string(),
		"forfeit_bond": forfeit_bond,
	});
	let bond = if forfeit_bond { "; the provider's bond is lost" } else { "" };
	let text = format!(
		"tender {id} is decided: {} to the provider, {} back to the patient{bond}",
		words::tokens(split.to_provider),
		words::tokens(split.to_payer)
	);
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Proposes a referral, or takes it back.
pub async fn refer(context: &Context, options: ReferOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let tender = market::tender(&chain, id).await?;
	ensure_provider(order_of(&tender, id)?, id, &account)?;
	ensure_phase(&chain, id, &[TenderPhase::Funded], "it is passed on while a milestone is to be delivered").await?;
	if let Some(to) = &options.to {
		ensure_not_self(&me, to)?;
		let view = pallet_care_market::MayBidViewFunction::<Runtime>::new(id, to.clone());
		if !chain.view(view).await? {
			return Err(general(format!("{to} may not provide what tender {id} asks for")));
		}
	}
	let included = market::refer(&chain, &me, id, options.to.clone(), context.wait()).await?;
	let text = match &options.to {
		Some(to) => format!(
			"it is proposed that {to} takes tender {id} over. The patient agrees, and then {to} takes it: salus market \
			 accept-referral {id} {to}"
		),
		None => format!("tender {id} is not to be passed on any more"),
	};
	context.out.receipt(&included, json!({ "tender": id, "to": options.to }), &text);
	Ok(())
}

/// Agrees to a referral, or takes it.
pub async fn accept_referral(context: &Context, options: AcceptReferralOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let tender = market::tender(&chain, id).await?;
	let order = order_of(&tender, id)?;
	let to = options.to.unwrap_or_else(|| account.clone());
	let Escrow::Funded { referral: Some(referral), .. } = &order.escrow else {
		return Err(general(format!("it is not proposed to pass tender {id} on: see salus market show {id}")));
	};
	if referral.to != to {
		return Err(usage(format!(
			"it is proposed to pass tender {id} on to {}: name this account if you agree",
			referral.to
		)));
	}
	if account != tender.poster && account != to {
		return Err(general(format!("only {} and {to} agree to this, and you sign as {account}", tender.poster)));
	}
	if account == to {
		if !referral.agreed {
			return Err(general("the patient has yet to agree"));
		}
		ensure_spendable(&chain, &account, order.bond, "the bond").await?;
	}
	let (referred, included) = market::accept_referral(&chain, &me, id, to.clone(), context.wait()).await?;
	let text = match referred {
		true => format!("{to} delivers what is left of tender {id}"),
		false => {
			format!("you agreed that {to} delivers what is left of tender {id}, and consented to nothing yet by that")
		},
	};
	context.out.receipt(&included, json!({ "tender": id, "to": to, "referred": referred }), &text);
	Ok(())
}

/// Steps back.
pub async fn step_back(context: &Context, options: StepBackOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	let tender = market::tender(&chain, id).await?;
	let order = order_of(&tender, id)?;
	ensure_provider(order, id, &me.account_id())?;
	ensure_phase(&chain, id, &[TenderPhase::Funded], "a provider steps back before it has delivered").await?;
	let consent = chain.view(pallet_care_market::MayDeliverViewFunction::<Runtime>::new(id)).await?;
	if consent && !options.forfeit {
		return Err(general(format!(
			"the patient's consent is in force, so this costs your bond of {} and counts as lost: add --forfeit if you want it",
			words::tokens(order.bond)
		)));
	}
	let (refund, included) = market::step_back(&chain, &me, id, options.forfeit, context.wait()).await?;
	let json = json!({
		"tender": id,
		"refunded_plancks": refund.amount.to_string(),
		"cause": words::kebab(&refund.cause),
	});
	let text = format!("you stepped back from tender {id}; {} go back to the patient", words::tokens(refund.amount));
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Settles what is due.
pub async fn settle(context: &Context, id: TenderId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let tender = market::tender(&chain, id).await?;
	let now = chain.now().await?;
	match tender.deadline() {
		Some((deadline, _)) if now > deadline => {},
		Some((deadline, _)) => {
			return Err(general(format!("nothing is due for tender {id} before {}", words::moment(deadline))))
		},
		None => return Err(general(format!("tender {id} is settled"))),
	}
	let included = market::settle(&chain, &me, id, context.wait()).await?;
	let phase = phase_of(&chain, id).await?;
	let text = format!("tender {id} {}", super::phase_text(phase));
	context.out.receipt(&included, json!({ "tender": id, "phase": words::kebab(&phase) }), &text);
	Ok(())
}

//! Tenders: posted, listed, shown, taken back.

use super::{
	acceptance_problem, duration, ensure_phase, ensure_poster, ensure_spendable, limits, percent, phase_of, phase_text,
	region, region_text, service_json, service_text, span, KindWord, ServiceOptions, ON_THE_WAY, PAGE,
};
use crate::commands::{
	committing::Committing,
	context::Context,
	failure::usage,
	participants::ensure_patient,
	privacy::{ensure_not_record_holder, Anyway},
	values::{self, When},
	words,
};
use frame_support::traits::Get;
use pallet_care_market::types::{
	are_valid_milestones, Arbiter, BidState, Escrow, Exclusion, Milestones, Region, Schedule, ScheduleFlaw,
	TenderPhase, TenderState,
};
use salus_client::{
	actions::{
		bounded,
		market::{self, Specification, Tender},
	},
	chain::Chain,
	keys::class_label,
};
use salus_primitives::{records::RecordClass, Moment, TenderId};
use salus_runtime::{AccountId, Balance, Runtime};
use serde_json::{json, Value};
use sp_runtime::{Percent, Permill};

/// Listing.
#[derive(Clone, Debug, clap::Args)]
pub struct ListOptions {
	/// Open tenders of this kind; of all kinds if absent.
	#[arg(long, value_enum)]
	kind: Option<KindWord>,
	/// The tenders that this account posted, whatever became of them.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with_all = ["kind", "provider", "after"])]
	poster: Option<AccountId>,
	/// The tenders that were awarded to this provider.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with_all = ["kind", "after"])]
	provider: Option<AccountId>,
	/// The page after this tender, which was the last of the page before. Takes --kind.
	#[arg(long, value_name = "TENDER", requires = "kind")]
	after: Option<u64>,
	/// Leave out so many of an account's first tenders.
	#[arg(long, default_value_t = 0, value_name = "N")]
	from: u32,
	/// How many at most; the chain gives 100.
	#[arg(long, default_value_t = 50, value_name = "N")]
	limit: u32,
}

/// Posting.
#[derive(Clone, Debug, clap::Args)]
pub struct PostOptions {
	/// What kind of care.
	#[arg(value_enum)]
	kind: KindWord,
	#[command(flatten)]
	service: ServiceOptions,
	#[command(flatten)]
	terms: Committing,
	/// The class of the records that come of it. What would give you away by its class is restricted:0 to restricted:255.
	#[arg(long, value_parser = values::class)]
	class: RecordClass,
	/// The most it may cost, in HLT. It is held until it is spent or given back.
	#[arg(long, value_parser = values::amount)]
	budget: Balance,
	/// How much the price counts when bids are compared, in percent; the rest is the provider's record.
	#[arg(long, default_value = "50", value_parser = percent, value_name = "PERCENT")]
	price_weight: Percent,
	/// Not this organisation, nor anybody who works for it.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	exclude: Option<AccountId>,
	/// Nobody in this region, such as DE-BY, nor anybody who declared none.
	#[arg(long, value_parser = region, value_name = "REGION")]
	exclude_region: Option<Region>,
	/// Until when sealed bids are taken: a date, or a span such as +3d.
	#[arg(long, default_value = "+3d", value_name = "WHEN")]
	bid_by: When,
	/// Until when bids are opened.
	#[arg(long, default_value = "+5d", value_name = "WHEN")]
	reveal_by: When,
	/// Until when only you may award; not at all if absent.
	#[arg(long, value_name = "WHEN")]
	choose_by: Option<When>,
	/// Until when anybody may award, by score.
	#[arg(long, default_value = "+10d", value_name = "WHEN")]
	award_by: When,
	/// Until when everything is to be delivered.
	#[arg(long, default_value = "+90d", value_name = "WHEN")]
	deliver_by: When,
	/// How long you have to accept or dispute a delivery; after that silence has accepted.
	#[arg(long, default_value = "7d", value_parser = span, value_name = "SPAN")]
	acceptance: Moment,
	/// In which shares it is delivered and paid, in percent, such as 40,60.
	#[arg(long, default_value = "100", value_delimiter = ',', value_parser = percent, value_name = "PERCENTS")]
	milestones: Vec<Percent>,
	#[command(flatten)]
	anyway: Anyway,
}

impl PostOptions {
	/// What is asked for, without its terms, checked as the chain checks it.
	fn schedule(&self, now: Moment) -> Schedule {
		let reveal_by = self.reveal_by.from(now);
		Schedule {
			bid_by: self.bid_by.from(now),
			reveal_by,
			choose_by: self.choose_by.map_or(reveal_by, |when| when.from(now)),
			award_by: self.award_by.from(now),
			deliver_by: self.deliver_by.from(now),
			acceptance: self.acceptance,
		}
	}

	fn milestones(&self) -> anyhow::Result<Milestones> {
		let milestones = bounded("milestones", self.milestones.clone())?;
		if !are_valid_milestones(&milestones) {
			return Err(usage("milestones are shares of the price above 0 that make up 100 together, such as 40,60"));
		}
		Ok(milestones)
	}
}

/// Refuses deadlines that the chain would refuse.
async fn check_schedule(chain: &Chain, schedule: &Schedule, now: Moment) -> anyhow::Result<()> {
	let limits = limits(chain).await?;
	schedule.check(now.saturating_add(ON_THE_WAY), &limits).map_err(|flaw| match flaw {
		ScheduleFlaw::PhaseTooShort => usage(format!(
			"bids, opening, awarding and delivery follow one another and take {} each at least, the first counted from when the \
			 tender is on chain: see --bid-by, --reveal-by, --choose-by, --award-by and --deliver-by",
			duration(limits.min_phase)
		)),
		ScheduleFlaw::TooLong => {
			usage(format!("--deliver-by is too far away: at most {} from now", duration(limits.max_duration)))
		},
		ScheduleFlaw::Acceptance => acceptance_problem(&limits),
	})
}

/// Puts care out to tender.
pub async fn post(context: &Context, options: PostOptions) -> anyhow::Result<()> {
	let (service, milestones) = (options.service.service()?, options.milestones()?);
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let now = chain.now().await?;
	let schedule = options.schedule(now);
	let smallest = <<Runtime as pallet_care_market::Config>::MinBudget as Get<Balance>>::get();
	if options.budget < smallest {
		return Err(usage(format!("a budget is {} at least", words::tokens(smallest))));
	}
	check_schedule(&chain, &schedule, now).await?;
	ensure_patient(&chain, &account).await?;
	ensure_not_record_holder(&chain, &me, options.anyway.anyway).await?;
	ensure_spendable(&chain, &account, options.budget, "the budget").await?;
	let terms = options.terms.commit(context.out)?;
	let specification = Specification {
		kind: options.kind.into(),
		service,
		terms: terms.commitment,
		class: options.class,
		budget: options.budget,
		price_weight: Permill::from_percent(options.price_weight.deconstruct().into()),
		exclusion: Exclusion { organisation: options.exclude.clone(), region: options.exclude_region.clone() },
		schedule,
		milestones,
	};
	let spinner = context.out.spinner("waiting for the chain");
	let posted = market::post(&chain, &me, specification, context.wait()).await;
	spinner.finish_and_clear();
	let (id, included) = posted?;
	let json = json!({ "tender": id, "poster": account, "schedule": schedule_json(&schedule) });
	let text = format!(
		"tender {id}: {} are held, bids are taken until {} and opened until {}",
		words::tokens(options.budget),
		words::moment(schedule.bid_by),
		words::moment(schedule.reveal_by)
	);
	let (json, text) = terms.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Takes a tender back.
pub async fn cancel(context: &Context, id: TenderId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let tender = market::tender(&chain, id).await?;
	ensure_poster(&tender, id, &me.account_id())?;
	let open = [TenderPhase::Bidding, TenderPhase::Revealing];
	ensure_phase(&chain, id, &open, "it is taken back as long as no bid was opened").await?;
	let included = market::cancel(&chain, &me, id, context.wait()).await?;
	let text = format!("tender {id} is taken back, and everybody has everything back");
	context.out.receipt(&included, json!({ "tender": id }), &text);
	Ok(())
}

/// The tenders that were asked for.
async fn found(chain: &Chain, options: &ListOptions) -> anyhow::Result<Vec<(TenderId, Tender)>> {
	let (from, limit) = (options.from, options.limit.min(PAGE));
	if let Some(poster) = &options.poster {
		let view = pallet_care_market::TendersOfViewFunction::<Runtime>::new(poster.clone(), from, limit);
		return Ok(chain.view(view).await?);
	}
	if let Some(provider) = &options.provider {
		let view = pallet_care_market::OrdersOfViewFunction::<Runtime>::new(provider.clone(), from, limit);
		return Ok(chain.view(view).await?);
	}
	let kinds = match options.kind {
		Some(kind) => vec![kind],
		None => vec![KindWord::Procedure, KindWord::SecondOpinion, KindWord::Referral, KindWord::Teleconsultation],
	};
	let mut tenders = Vec::new();
	for kind in kinds {
		let after = options.after.map(TenderId);
		let view = pallet_care_market::OpenTendersViewFunction::<Runtime>::new(kind.into(), after, limit);
		tenders.extend(chain.view(view).await?);
	}
	Ok(tenders)
}

/// Lists tenders.
pub async fn list(context: &Context, options: ListOptions) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let now = chain.now().await?;
	let tenders = found(&chain, &options).await?;
	let full = options.kind.is_some() && tenders.len() >= options.limit.min(PAGE) as usize;
	let last = tenders.last().map(|(id, _)| *id);
	let rows = tenders
		.iter()
		.map(|(id, tender)| {
			let specification = &tender.specification;
			let cells = vec![
				id.to_string(),
				words::kebab(&specification.kind),
				service_text(&specification.service),
				words::tokens(tender.limit()),
				words::moment(specification.schedule.bid_by),
				phase_text(tender.phase(now)).to_owned(),
			];
			(to_json(*id, tender, tender.phase(now)), cells)
		})
		.collect();
	context.out.rows(&["tender", "kind", "service", "at most", "bids until", "it"], rows, "there are no such tenders");
	if let Some(last) = last.filter(|_| full) {
		context.out.note(&format!("there may be more: --after {last}"));
	}
	Ok(())
}

fn schedule_json(schedule: &Schedule) -> Value {
	json!({
		"bid_by": words::instant(schedule.bid_by),
		"reveal_by": words::instant(schedule.reveal_by),
		"choose_by": words::instant(schedule.choose_by),
		"award_by": words::instant(schedule.award_by),
		"deliver_by": words::instant(schedule.deliver_by),
		"acceptance_ms": schedule.acceptance,
	})
}

fn to_json(id: TenderId, tender: &Tender, phase: TenderPhase) -> Value {
	let specification = &tender.specification;
	let milestones: Vec<_> = specification.milestones.iter().map(|share| share.deconstruct()).collect();
	json!({
		"tender": id,
		"poster": tender.poster,
		"phase": words::kebab(&phase),
		"kind": words::kebab(&specification.kind),
		"service": service_json(&specification.service),
		"terms": values::Hex(specification.terms.0),
		"class": class_label(specification.class),
		"budget_plancks": specification.budget.to_string(),
		"limit_plancks": tender.limit().to_string(),
		"bond_plancks": tender.bond.to_string(),
		"price_weight_ppm": specification.price_weight.deconstruct(),
		"excluded_organisation": specification.exclusion.organisation,
		"excluded_region": specification.exclusion.region.as_ref().map(region_text),
		"schedule": schedule_json(&specification.schedule),
		"milestones_percent": milestones,
		"posted": words::instant(tender.posted),
	})
}

/// What an order has come to, in words.
fn escrow_text(escrow: &Escrow<AccountId, Balance>) -> String {
	match escrow {
		Escrow::Funded { milestone, referral } => {
			let referred = match referral {
				Some(referral) if referral.agreed => format!("; {} may take it over, the patient agreed", referral.to),
				Some(referral) => format!("; to be passed on to {}, if the patient agrees", referral.to),
				None => String::new(),
			};
			format!("milestone {milestone} is to be delivered{referred}")
		},
		Escrow::Delivered { milestone, document, accept_by, .. } => format!(
			"milestone {milestone} is delivered, by document {document}; silence accepts it after {}",
			words::moment(*accept_by)
		),
		Escrow::Disputed { milestone, by, resolve_by, .. } => format!(
			"milestone {milestone} is disputed by the {}; an arbiter decides until {}",
			words::kebab(by),
			words::moment(*resolve_by)
		),
		Escrow::Released { at } => format!("everything was delivered and paid, {}", words::moment(*at)),
		Escrow::Refunded { at, cause } => {
			format!("what was not paid went back ({}), {}", words::kebab(cause), words::moment(*at))
		},
		Escrow::Resolved { at, by, to_provider } => {
			let by = match by {
				Arbiter::Authority(account) => account.to_string(),
				Arbiter::Council => "the council".into(),
				Arbiter::Nobody => "the rule, since nobody did in time".into(),
			};
			format!("decided by {by}, {}: {} to the provider", words::moment(*at), words::tokens(*to_provider))
		},
	}
}

/// Shows one tender.
pub async fn show(context: &Context, id: TenderId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let tender = market::tender(&chain, id).await?;
	let phase = phase_of(&chain, id).await?;
	let specification = &tender.specification;
	let schedule = &specification.schedule;
	let shares: Vec<_> = specification.milestones.iter().map(|share| format!("{} %", share.deconstruct())).collect();
	let mut json = to_json(id, &tender, phase);
	let mut fields = vec![
		("tender", id.to_string()),
		("it", phase_text(phase).to_owned()),
		("posted by", tender.poster.to_string()),
		("kind", words::kebab(&specification.kind)),
		("service", service_text(&specification.service)),
		("class", class_label(specification.class)),
		("at most", words::tokens(tender.limit())),
		("bond of a bid", words::tokens(tender.bond)),
		("price counts", format!("{} %", specification.price_weight.deconstruct() / 10_000)),
		("milestones", shares.join(", ")),
		("bids until", words::moment(schedule.bid_by)),
		("opened until", words::moment(schedule.reveal_by)),
		("awarded until", words::moment(schedule.award_by)),
		("delivered until", words::moment(schedule.deliver_by)),
	];
	if let Some(organisation) = &specification.exclusion.organisation {
		fields.push(("not by", organisation.to_string()));
	}
	if let Some(region) = &specification.exclusion.region {
		fields.push(("not in", region_text(region)));
	}
	match &tender.state {
		TenderState::Open { .. } => {
			let (bids, lines) = bids_of(&chain, id).await?;
			json["bids"] = bids;
			fields.push(("bids", lines));
		},
		TenderState::Awarded(order) => {
			json["order"] = json!({
				"provider": order.provider,
				"price_plancks": order.price.to_string(),
				"paid_plancks": order.released.to_string(),
				"held_plancks": order.held().to_string(),
				"by_choice": order.choice.is_some(),
				"deliver_by": words::instant(order.deliver_by),
				"escrow": words::kebab(&order.escrow),
			});
			fields.push(("provider", order.provider.to_string()));
			let money = [words::tokens(order.price), words::tokens(order.released), words::tokens(order.held())];
			let [price, paid, held] = money;
			fields.push(("price", format!("{price}; {paid} paid for milestones, {held} held")));
			fields.push(("order", escrow_text(&order.escrow)));
		},
		TenderState::Cancelled { .. } | TenderState::Unawarded { .. } => {},
	}
	context.out.fields(&json, &fields);
	Ok(())
}

/// The bids for a tender, those that may be awarded first and best first.
async fn bids_of(chain: &Chain, id: TenderId) -> anyhow::Result<(Value, String)> {
	let ranking = market::ranking(chain, id).await?;
	let bids = chain.view(pallet_care_market::BidsViewFunction::<Runtime>::new(id)).await?;
	let (mut rows, mut lines) = (Vec::new(), Vec::new());
	for bid in &ranking {
		// A full score is 10^15: shown in thousandths.
		let score = bid.score.0 / 1_000_000_000_000;
		rows.push(json!({
			"bidder": bid.bidder,
			"price_plancks": bid.price.to_string(),
			"plan": values::Hex(bid.plan.0),
			"quality_ppm": bid.quality.deconstruct(),
			"score": bid.score.0.to_string(),
		}));
		lines.push(format!("{} asks {}, score {score} of 1000", bid.bidder, words::tokens(bid.price)));
	}
	for (bidder, bid) in bids.iter().filter(|(bidder, _)| !ranking.iter().any(|ranked| ranked.bidder == *bidder)) {
		let (state, text) = match &bid.state {
			BidState::Sealed { .. } => ("sealed", "sealed".to_owned()),
			BidState::Revealed { price, .. } => {
				("not-eligible", format!("asks {}, and may not deliver now", words::tokens(*price)))
			},
		};
		rows.push(json!({ "bidder": bidder, "state": state }));
		lines.push(format!("{bidder} {text}"));
	}
	let lines = if lines.is_empty() { "none".into() } else { lines.join("\n") };
	Ok((Value::Array(rows), lines))
}

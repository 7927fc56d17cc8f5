//! Counselling groups: offered, joined, held, accepted place by place.

use super::{
	acceptance_problem, duration, ensure_spendable, limits, orders::ensure_arbiter, percent, service_json,
	service_text, span, ServiceOptions, ON_THE_WAY, PAGE,
};
use crate::commands::{
	committing::Committing,
	context::Context,
	failure::{general, usage},
	parameters,
	participants::ensure_certified,
	privacy::{ensure_not_record_holder, Anyway},
	values::{self, When},
	words,
};
use frame_support::traits::Get;
use pallet_care_market::types::{may_counsel, GroupPhase, GroupState, Place};
use salus_client::{
	actions::{
		market::{self, Group, GroupOffer},
		ActionError,
	},
	chain::Chain,
};
use salus_primitives::{roles::Role, Commitment, DocumentId, GroupId, Moment};
use salus_runtime::{AccountId, Balance, Runtime};
use serde_json::{json, Value};
use sp_runtime::Percent;

/// Counselling groups.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Offer counselling to a group. A bond is held.
	Offer(OfferOptions),
	/// Show a group.
	Show {
		/// The group.
		group: u64,
	},
	/// List groups that may be joined, or those of a host.
	List(ListOptions),
	/// Join a group. The price of the place is held.
	Join(JoinOptions),
	/// Leave a group. The price is given back.
	Leave {
		/// The group.
		group: u64,
	},
	/// Take a group of yours back.
	Cancel(CancelOptions),
	/// Say that a group of yours was held.
	Deliver(DeliverOptions),
	/// Accept what you got for your place, so that it is paid.
	Accept {
		/// The group.
		group: u64,
	},
	/// Have a health authority decide about the price of your place.
	Dispute(DisputeOptions),
	/// Decide about a disputed place, as a health authority.
	Resolve(ResolveOptions),
	/// Settle a group of which a deadline has passed. Anybody may.
	Settle {
		/// The group.
		group: u64,
	},
}

/// Offering.
#[derive(Clone, Debug, clap::Args)]
pub struct OfferOptions {
	#[command(flatten)]
	service: ServiceOptions,
	#[command(flatten)]
	terms: Committing,
	/// What a place costs, in HLT; no more than the price you published for the service.
	#[arg(long, value_parser = values::amount)]
	price: Balance,
	/// How many may join.
	#[arg(long)]
	places: u32,
	/// How many have to, for it to take place.
	#[arg(long, default_value_t = 1)]
	minimum: u32,
	/// Until when members join: a date, or a span such as +14d.
	#[arg(long, default_value = "+14d", value_name = "WHEN")]
	join_by: When,
	/// Until when it is to have taken place.
	#[arg(long, default_value = "+45d", value_name = "WHEN")]
	deliver_by: When,
	/// How long members have to accept or dispute; after that silence has accepted.
	#[arg(long, default_value = "7d", value_parser = span, value_name = "SPAN")]
	acceptance: Moment,
}

/// Listing.
#[derive(Clone, Debug, clap::Args)]
pub struct ListOptions {
	/// The groups of this host, whatever became of them.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with = "after")]
	host: Option<AccountId>,
	/// The page after this group, which was the last of the page before.
	#[arg(long, value_name = "GROUP")]
	after: Option<u64>,
	/// Leave out so many of a host's first groups.
	#[arg(long, default_value_t = 0, value_name = "N")]
	from: u32,
	/// How many at most; the chain gives 100.
	#[arg(long, default_value_t = 50, value_name = "N")]
	limit: u32,
}

/// Joining.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct JoinOptions {
	/// The group.
	group: u64,
	#[command(flatten)]
	anyway: Anyway,
}

/// Taking back.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct CancelOptions {
	/// The group.
	group: u64,
	/// Do it also if it costs your bond and counts as lost, because the group has started.
	#[arg(long)]
	forfeit: bool,
}

/// Delivering.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct DeliverOptions {
	/// The group.
	group: u64,
	/// The notarized document of yours that says so, by its number. Each serves once.
	#[arg(long, value_name = "ID")]
	document: u64,
}

/// Disputing.
#[derive(Clone, Debug, clap::Args)]
pub struct DisputeOptions {
	/// The group.
	group: u64,
	#[command(flatten)]
	reason: Committing,
}

/// Deciding.
#[derive(Clone, Debug, clap::Args)]
pub struct ResolveOptions {
	/// The group.
	group: u64,
	/// Whose place.
	#[arg(value_parser = values::account)]
	member: AccountId,
	/// How much of its price goes to the host, in percent. The rest goes back.
	#[arg(long, value_parser = percent, value_name = "PERCENT")]
	to_host: Percent,
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Offer(options) => offer(context, options).await,
		Command::Show { group } => show(context, GroupId(group)).await,
		Command::List(options) => list(context, options).await,
		Command::Join(options) => join(context, options).await,
		Command::Leave { group } => leave(context, GroupId(group)).await,
		Command::Cancel(options) => cancel(context, options).await,
		Command::Deliver(options) => deliver(context, options).await,
		Command::Accept { group } => accept(context, GroupId(group)).await,
		Command::Dispute(options) => dispute(context, options).await,
		Command::Resolve(options) => resolve(context, options).await,
		Command::Settle { group } => settle(context, GroupId(group)).await,
	}
}

/// Where a group stands now.
async fn phase_of(chain: &Chain, id: GroupId) -> anyhow::Result<GroupPhase> {
	let phase = chain.view(pallet_care_market::GroupPhaseViewFunction::<Runtime>::new(id)).await?;
	phase.ok_or_else(|| ActionError::NoGroup(id).into())
}

/// Where a group stands, as a part of a sentence.
fn phase_text(phase: GroupPhase) -> String {
	match phase {
		GroupPhase::Joining => "may be joined".into(),
		GroupPhase::Running => "is to be held".into(),
		GroupPhase::Accepting => "was held, and members accept or dispute".into(),
		GroupPhase::Arbitration => "was held, and an authority decides about disputed places".into(),
		GroupPhase::Ended(outcome) => format!("is over: {}", words::kebab(&outcome)),
	}
}

async fn ensure_phase(chain: &Chain, id: GroupId, wanted: &[GroupPhase], what: &str) -> anyhow::Result<()> {
	let phase = phase_of(chain, id).await?;
	if wanted.contains(&phase) {
		return Ok(());
	}
	Err(general(format!("group {id} {}: {what}", phase_text(phase))))
}

fn ensure_host(group: &Group, id: GroupId, me: &AccountId) -> anyhow::Result<()> {
	if group.host == *me {
		return Ok(());
	}
	Err(general(format!("group {id} is offered by {}, and you sign as {me}", group.host)))
}

/// The unsettled place of a member.
async fn place_of(chain: &Chain, id: GroupId, member: &AccountId) -> anyhow::Result<Place> {
	let places = chain.view(pallet_care_market::PlacesViewFunction::<Runtime>::new(id)).await?;
	let found = places.into_iter().find(|(account, _)| account == member).map(|(_, place)| place);
	found.ok_or_else(|| {
		general(format!("{member} has no place in group {id}, or it is settled: is --persona the right one?"))
	})
}

/// The place of a member who neither accepted nor disputed.
async fn silent_place(chain: &Chain, id: GroupId, member: &AccountId) -> anyhow::Result<()> {
	match place_of(chain, id, member).await? {
		Place::Taken => Ok(()),
		Place::Disputed { .. } => Err(general(format!("your place in group {id} is disputed already"))),
	}
}

/// Refuses an offer that the chain would refuse.
async fn check_offer(chain: &Chain, me: &AccountId, offer: &GroupOffer) -> anyhow::Result<()> {
	let least = <<Runtime as pallet_care_market::Config>::MinBudget as Get<Balance>>::get();
	let most = <<Runtime as pallet_care_market::Config>::MaxPlaces as Get<u32>>::get();
	if offer.price < least {
		return Err(usage(format!("a place costs {} at least", words::tokens(least))));
	}
	if offer.minimum == 0 || offer.minimum > offer.places || offer.places > most {
		return Err(usage(format!(
			"a group has up to {most} places, and needs one member at least and a place for each"
		)));
	}
	let (limits, notice) = (limits(chain).await?, parameters::leave_notice(chain).await?);
	let now = chain.now().await?.saturating_add(ON_THE_WAY);
	if !offer.allows_phases(now, notice, &limits) {
		return Err(usage(format!(
			"members join for {} at least, and as long passes at least until the group is to be held: see --join-by and --deliver-by",
			duration(notice.saturating_add(limits.min_phase))
		)));
	}
	if offer.deliver_by > now.saturating_add(limits.max_duration) {
		return Err(usage(format!("--deliver-by is too far away: at most {} from now", duration(limits.max_duration))));
	}
	if !limits.allow_acceptance(offer.acceptance) {
		return Err(acceptance_problem(&limits));
	}
	match ensure_certified(chain, me).await? {
		Role::Provider(kind) if may_counsel(kind) => {},
		_ => return Err(general("groups are offered by hospitals, clinics, practitioners and pharmacies")),
	}
	let all = offer.price.saturating_mul(offer.places.into());
	let bond = chain.view(pallet_care_market::BondForViewFunction::<Runtime>::new(all)).await?;
	ensure_spendable(chain, me, bond, "the bond").await
}

async fn offer(context: &Context, options: OfferOptions) -> anyhow::Result<()> {
	let service = options.service.service()?;
	let (chain, me) = context.signed().await?;
	let now = chain.now().await?;
	let mut offer = GroupOffer {
		service,
		// Made only once everything else is known to be right, since it may write a file.
		terms: Commitment([0; 32]),
		price: options.price,
		places: options.places,
		minimum: options.minimum,
		join_by: options.join_by.from(now),
		deliver_by: options.deliver_by.from(now),
		acceptance: options.acceptance,
	};
	check_offer(&chain, &me.account_id(), &offer).await?;
	let terms = options.terms.commit(context.out)?;
	offer.terms = terms.commitment;
	let join_by = offer.join_by;
	let (id, included) = market::offer_group(&chain, &me, offer, context.wait()).await?;
	let json = json!({ "group": id, "host": me.account_id(), "join_by": words::instant(join_by) });
	let text = format!("group {id} is offered; members join until {}", words::moment(join_by));
	let (json, text) = terms.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

fn to_json(id: GroupId, group: &Group, phase: GroupPhase) -> Value {
	let outcome = match phase {
		GroupPhase::Ended(outcome) => Some(words::kebab(&outcome)),
		_ => None,
	};
	json!({
		"group": id,
		"host": group.host,
		"phase": words::kebab(&phase),
		"outcome": outcome,
		"service": service_json(&group.offer.service),
		"terms": values::Hex(group.offer.terms.0),
		"price_plancks": group.offer.price.to_string(),
		"places": group.offer.places,
		"minimum": group.offer.minimum,
		"taken": group.unsettled(),
		"bond_plancks": group.bond.to_string(),
		"join_by": words::instant(group.offer.join_by),
		"deliver_by": words::instant(group.offer.deliver_by),
		"acceptance_ms": group.offer.acceptance,
	})
}

async fn show(context: &Context, id: GroupId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let group = market::group(&chain, id).await?;
	let phase = phase_of(&chain, id).await?;
	let places = chain.view(pallet_care_market::PlacesViewFunction::<Runtime>::new(id)).await?;
	let mut json = to_json(id, &group, phase);
	let (mut rows, mut lines) = (Vec::new(), Vec::new());
	for (member, place) in &places {
		rows.push(json!({ "member": member, "place": words::kebab(place) }));
		lines.push(format!("{member} {}", words::kebab(place)));
	}
	json["members"] = Value::Array(rows);
	let mut fields = vec![
		("group", id.to_string()),
		("it", phase_text(phase)),
		("host", group.host.to_string()),
		("service", service_text(&group.offer.service)),
		("a place", words::tokens(group.offer.price)),
		("places", format!("{}, of which {} have to be taken", group.offer.places, group.offer.minimum)),
		("joined until", words::moment(group.offer.join_by)),
		("held until", words::moment(group.offer.deliver_by)),
		("host's bond", words::tokens(group.bond)),
	];
	if let GroupState::Delivered { document, accept_by, .. } = group.state {
		fields.push((
			"delivered",
			format!("by document {document}; silence accepts it after {}", words::moment(accept_by)),
		));
	}
	if !lines.is_empty() {
		fields.push(("members", lines.join("\n")));
	}
	context.out.fields(&json, &fields);
	Ok(())
}

async fn list(context: &Context, options: ListOptions) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let limit = options.limit.min(PAGE);
	let groups = match &options.host {
		Some(host) => {
			let view = pallet_care_market::GroupsOfViewFunction::<Runtime>::new(host.clone(), options.from, limit);
			chain.view(view).await?
		},
		None => {
			let after = options.after.map(GroupId);
			chain.view(pallet_care_market::OpenGroupsViewFunction::<Runtime>::new(after, limit)).await?
		},
	};
	let (now, arbitration) =
		(chain.now().await?, <<Runtime as pallet_care_market::Config>::ArbitrationPeriod as Get<Moment>>::get());
	let more = groups.last().map(|(id, _)| *id).filter(|_| options.host.is_none() && groups.len() >= limit as usize);
	let rows = groups
		.iter()
		.map(|(id, group)| {
			let phase = group.phase(now, arbitration);
			let cells = vec![
				id.to_string(),
				service_text(&group.offer.service),
				words::tokens(group.offer.price),
				format!("{} of {}", group.unsettled(), group.offer.places),
				words::moment(group.offer.join_by),
				phase_text(phase),
			];
			(to_json(*id, group, phase), cells)
		})
		.collect();
	context.out.rows(&["group", "service", "a place", "taken", "join until", "it"], rows, "there are no such groups");
	if let Some(last) = more {
		context.out.note(&format!("there may be more: --after {last}"));
	}
	Ok(())
}

async fn join(context: &Context, options: JoinOptions) -> anyhow::Result<()> {
	let id = GroupId(options.group);
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let group = market::group(&chain, id).await?;
	ensure_phase(&chain, id, &[GroupPhase::Joining], "nobody joins it any more").await?;
	if group.host == account {
		return Err(general("nobody joins a group of its own"));
	}
	if group.unsettled() >= group.offer.places {
		return Err(general(format!("all places of group {id} are taken")));
	}
	ensure_not_record_holder(&chain, &me, options.anyway.anyway).await?;
	ensure_spendable(&chain, &account, group.offer.price, "the place").await?;
	let included = market::join(&chain, &me, id, context.wait()).await?;
	let text = format!(
		"{account} has a place in group {id}; {} are held and paid when the group was held",
		words::tokens(group.offer.price)
	);
	context.out.receipt(&included, json!({ "group": id, "member": account }), &text);
	Ok(())
}

async fn leave(context: &Context, id: GroupId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let group = market::group(&chain, id).await?;
	place_of(&chain, id, &me.account_id()).await?;
	let latest = group.offer.join_by.saturating_sub(parameters::leave_notice(&chain).await?);
	if chain.now().await? > latest {
		return Err(general(format!("it is too late: members leave until {}", words::moment(latest))));
	}
	let included = market::leave(&chain, &me, id, context.wait()).await?;
	let text = format!("you left group {id}; {} are given back", words::tokens(group.offer.price));
	context.out.receipt(&included, json!({ "group": id, "member": me.account_id() }), &text);
	Ok(())
}

async fn cancel(context: &Context, options: CancelOptions) -> anyhow::Result<()> {
	let id = GroupId(options.group);
	let (chain, me) = context.signed().await?;
	let group = market::group(&chain, id).await?;
	ensure_host(&group, id, &me.account_id())?;
	let phases = [GroupPhase::Joining, GroupPhase::Running];
	ensure_phase(&chain, id, &phases, "it is taken back before it was held").await?;
	if phase_of(&chain, id).await? == GroupPhase::Running && !options.forfeit {
		return Err(general(format!(
			"the group has started, so this costs your bond of {} and counts as lost: add --forfeit if you want it",
			words::tokens(group.bond)
		)));
	}
	let included = market::cancel_group(&chain, &me, id, options.forfeit, context.wait()).await?;
	let text = format!("group {id} is taken back, and its members have their money back");
	context.out.receipt(&included, json!({ "group": id }), &text);
	Ok(())
}

async fn deliver(context: &Context, options: DeliverOptions) -> anyhow::Result<()> {
	let id = GroupId(options.group);
	let (chain, me) = context.signed().await?;
	let group = market::group(&chain, id).await?;
	ensure_host(&group, id, &me.account_id())?;
	let what = "a group is held once the joining is over and enough have joined";
	ensure_phase(&chain, id, &[GroupPhase::Running], what).await?;
	let document = DocumentId(options.document);
	let (accept_by, included) = market::deliver_group(&chain, &me, id, document, context.wait()).await?;
	let json = json!({ "group": id, "document": document, "accept_by": words::instant(accept_by) });
	let text = format!("group {id} was held; members accept or dispute until {}", words::moment(accept_by));
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn accept(context: &Context, id: GroupId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	ensure_phase(&chain, id, &[GroupPhase::Accepting], "there is nothing to accept now").await?;
	silent_place(&chain, id, &account).await?;
	let (paid, included) = market::accept_place(&chain, &me, id, context.wait()).await?;
	let json = json!({ "group": id, "member": account, "paid_plancks": paid.to_string() });
	context.out.receipt(&included, json, &format!("{} are paid for your place in group {id}", words::tokens(paid)));
	Ok(())
}

async fn dispute(context: &Context, options: DisputeOptions) -> anyhow::Result<()> {
	let id = GroupId(options.group);
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	ensure_phase(&chain, id, &[GroupPhase::Accepting], "there is nothing to dispute now").await?;
	silent_place(&chain, id, &account).await?;
	let reason = options.reason.commit(context.out)?;
	let included = market::dispute_place(&chain, &me, id, reason.commitment, context.wait()).await?;
	let text = format!(
		"your place in group {id} is disputed; a ministry, a regulator or the council decides. Send them your reason: the chain has \
		 only a commitment to it"
	);
	let (json, text) = reason.report(json!({ "group": id, "member": account }), text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn resolve(context: &Context, options: ResolveOptions) -> anyhow::Result<()> {
	let id = GroupId(options.group);
	let (chain, me) = context.signed().await?;
	ensure_arbiter(&chain, &me.account_id()).await?;
	let phases = [GroupPhase::Accepting, GroupPhase::Arbitration];
	ensure_phase(&chain, id, &phases, "there is nothing to decide").await?;
	if place_of(&chain, id, &options.member).await? == Place::Taken {
		return Err(general(format!("{} does not dispute its place in group {id}", options.member)));
	}
	let (member, to_host) = (options.member.clone(), options.to_host);
	let (split, included) = market::resolve_place(&chain, &me, id, member, to_host, context.wait()).await?;
	let json = json!({
		"group": id,
		"member": options.member,
		"to_host_plancks": split.to_provider.to_string(),
		"to_member_plancks": split.to_payer.to_string(),
	});
	let text = format!(
		"the place of {} in group {id} is decided: {} to the host, {} back",
		options.member,
		words::tokens(split.to_provider),
		words::tokens(split.to_payer)
	);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn settle(context: &Context, id: GroupId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let (group, now) = (market::group(&chain, id).await?, chain.now().await?);
	match group.deadline() {
		Some(deadline) if now > deadline => {},
		Some(deadline) => {
			return Err(general(format!("nothing is due for group {id} before {}", words::moment(deadline))))
		},
		None => return Err(general(format!("group {id} is settled"))),
	}
	let included = market::settle_group(&chain, &me, id, context.wait()).await?;
	let phase = phase_of(&chain, id).await?;
	let text = format!("group {id} {}", phase_text(phase));
	context.out.receipt(&included, json!({ "group": id, "phase": words::kebab(&phase) }), &text);
	Ok(())
}

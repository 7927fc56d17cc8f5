//! Bids: sealed, taken back, opened, awarded. And what is known of who bids.

use super::{ensure_phase, ensure_poster, ensure_spendable, region_text};
use crate::commands::{
	committing::Committing,
	context::Context,
	failure::{general, kind_of, usage, Kind},
	files::{self, Kept},
	participants::ensure_certified,
	values::{self, Hex},
	words,
};
use anyhow::Context as _;
use pallet_care_market::types::{BidState, Region, TenderPhase};
use salus_client::{
	actions::market::{self, Award, BidOpening},
	chain::{Chain, Included},
};
use salus_primitives::{Commitment, Salt, TenderId};
use salus_runtime::{AccountId, Balance, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Bidding.
#[derive(Clone, Debug, clap::Args)]
pub struct BidOptions {
	/// The tender.
	tender: u64,
	/// What you ask for everything, in HLT.
	#[arg(long, value_parser = values::amount)]
	price: Balance,
	#[command(flatten)]
	plan: Committing,
	/// For which organisation you bid, if you work for one.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	house: Option<AccountId>,
	/// File for what opens the bid. It is secret until then; bid-TENDER.json if absent.
	#[arg(long, value_name = "FILE")]
	bid_file: Option<PathBuf>,
}

/// Taking a bid back.
#[derive(Clone, Debug, clap::Args)]
pub struct WithdrawOptions {
	/// The tender.
	tender: u64,
	/// Whose bid, if it was made in the name of your organisation; your own if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	bidder: Option<AccountId>,
}

/// Opening a bid.
#[derive(Clone, Debug, clap::Args)]
pub struct RevealOptions {
	/// The file that was kept when the bid was made.
	bid_file: PathBuf,
}

/// Awarding by choice.
#[derive(Clone, Debug, clap::Args)]
pub struct AwardToOptions {
	/// The tender.
	tender: u64,
	/// Whose bid you choose.
	#[arg(value_parser = values::account)]
	bidder: AccountId,
	#[command(flatten)]
	reason: Committing,
}

/// What opens a bid, as the bidder keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BidFile {
	/// For which tender.
	tender: TenderId,
	/// Who bids.
	bidder: AccountId,
	/// What is asked for, in HLT: JSON numbers are too coarse for it.
	price: String,
	/// Commitment to what is offered for it.
	plan: Hex<32>,
	/// The salt of the seal.
	salt: Hex<32>,
}

impl Kept for BidFile {
	const KIND: &'static str = "salus/bid/1";
}

impl BidFile {
	fn new(opening: &BidOpening, bidder: AccountId) -> Self {
		Self {
			tender: opening.tender,
			bidder,
			price: words::tokens(opening.price),
			plan: Hex(opening.plan.0),
			salt: Hex(opening.salt.0),
		}
	}

	fn opening(&self) -> anyhow::Result<BidOpening> {
		Ok(BidOpening {
			tender: self.tender,
			price: values::amount(&self.price).map_err(usage)?,
			plan: Commitment(self.plan.0),
			salt: Salt(self.salt.0),
		})
	}

	/// Writes the file for its owner only: whoever reads it could bid a little less.
	fn keep(&self, file: &PathBuf) -> anyhow::Result<()> {
		let mut value = serde_json::to_value(self)?;
		if let Some(object) = value.as_object_mut() {
			object.insert("kind".into(), Self::KIND.into());
		}
		files::put_secret(file, &format!("{value:#}\n"))
	}
}

/// Refuses a bid that the chain would refuse, or that could not be opened.
async fn check_bid(chain: &Chain, me: &AccountId, id: TenderId, options: &BidOptions) -> anyhow::Result<()> {
	let tender = market::tender(chain, id).await?;
	ensure_phase(chain, id, &[TenderPhase::Bidding], "sealed bids are taken no more").await?;
	if options.price == 0 {
		return Err(usage("a bid asks for something"));
	}
	if options.price > tender.limit() {
		return Err(usage(format!(
			"{} is more than the {} that this may cost: the bid could not be opened, and its bond would be lost",
			words::tokens(options.price),
			words::tokens(tender.limit())
		)));
	}
	ensure_certified(chain, me).await?;
	let view = pallet_care_market::MayBidViewFunction::<Runtime>::new(id, me.clone());
	if !chain.view(view).await? {
		return Err(general(format!(
			"{me} may not bid for tender {id}: it is for other providers, excludes your organisation or region, or you declared no \
			 region. See salus market show {id} and salus market region"
		)));
	}
	let houses = chain.view(pallet_participants::AffiliationsViewFunction::<Runtime>::new(me.clone())).await?;
	match options.house.as_ref().filter(|house| *house != me) {
		None if !houses.is_empty() => Err(usage("you work for an organisation: say for which you bid, by --house")),
		Some(house) if !houses.contains(house) => {
			Err(usage(format!("you do not work for {house}: see salus participants show")))
		},
		_ => ensure_spendable(chain, me, tender.bond, "the bond").await,
	}
}

/// Bids.
pub async fn bid(context: &Context, options: BidOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	check_bid(&chain, &account, id, &options).await?;
	let plan = options.plan.commit(context.out)?;
	let opening = BidOpening::new(id, options.price, plan.commitment)?;
	let file = options.bid_file.clone().unwrap_or_else(|| PathBuf::from(format!("bid-{id}.json")));
	BidFile::new(&opening, account.clone()).keep(&file)?;
	let spinner = context.out.spinner("waiting for the chain");
	let sent = market::bid(&chain, &me, id, opening.seal(&account), options.house.clone(), context.wait()).await;
	spinner.finish_and_clear();
	let (bond, included) = match sent {
		Ok(sent) => sent,
		Err(error) => return Err(unsent(&file, error.into())),
	};
	let schedule = market::tender(&chain, id).await?.specification.schedule;
	let json = json!({
		"tender": id,
		"bidder": account,
		"bond_plancks": bond.to_string(),
		"file": file,
		"reveal_from": words::instant(schedule.bid_by),
		"reveal_by": words::instant(schedule.reveal_by),
	});
	let text = format!(
		"bid for tender {id}, sealed; {} are held as a bond\n  open it between {} and {}: salus market reveal {}\n  keep {}: without \
		 it the bid cannot be opened, and the bond is lost",
		words::tokens(bond),
		words::moment(schedule.bid_by),
		words::moment(schedule.reveal_by),
		file.display(),
		file.display()
	);
	let (json, text) = plan.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// The file of a bid that the chain surely does not have is removed, so that the next attempt finds its name free.
fn unsent(file: &Path, error: anyhow::Error) -> anyhow::Error {
	if kind_of(&error) != Kind::Refused {
		return error.context(format!("whether the bid is on chain is not sure, so {} is kept", file.display()));
	}
	match std::fs::remove_file(file).with_context(|| format!("{} is of no use and remains", file.display())) {
		Ok(()) => error,
		Err(other) => error.context(other.to_string()),
	}
}

/// Takes a bid back.
pub async fn withdraw(context: &Context, options: WithdrawOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	ensure_phase(&chain, id, &[TenderPhase::Bidding], "bids are taken back while sealed bids are taken").await?;
	let bidder = options.bidder.unwrap_or_else(|| me.account_id());
	let (bond, included) = market::withdraw_bid(&chain, &me, id, bidder.clone(), context.wait()).await?;
	let json = json!({ "tender": id, "bidder": bidder, "bond_plancks": bond.to_string() });
	let text = format!("the bid of {bidder} for tender {id} is taken back, with its bond of {}", words::tokens(bond));
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Opens a bid.
pub async fn reveal(context: &Context, options: RevealOptions) -> anyhow::Result<()> {
	let kept: BidFile = files::read(&options.bid_file)?;
	let opening = kept.opening()?;
	let id = opening.tender;
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	if kept.bidder != account {
		return Err(usage(format!("this bid is of {}, and you sign as {account}", kept.bidder)));
	}
	ensure_phase(&chain, id, &[TenderPhase::Revealing], "bids are opened after the bidding and before awarding")
		.await?;
	let bids = chain.view(pallet_care_market::OpenBidsViewFunction::<Runtime>::new(account.clone())).await?;
	match bids.into_iter().find(|(tender, _)| *tender == id).map(|(_, bid)| bid.state) {
		Some(BidState::Sealed { seal }) if seal == opening.seal(&account) => {},
		Some(BidState::Sealed { .. }) => {
			return Err(general(format!(
				"{} does not open your bid for tender {id}: another file was kept for it",
				options.bid_file.display()
			)))
		},
		Some(BidState::Revealed { .. }) => return Err(general(format!("your bid for tender {id} is open already"))),
		None => return Err(general(format!("you have no bid for tender {id}"))),
	}
	let included = market::reveal(&chain, &me, &opening, context.wait()).await?;
	let json = json!({ "tender": id, "bidder": account, "price_plancks": opening.price.to_string() });
	let text = format!("your bid for tender {id} is open: {}", words::tokens(opening.price));
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Awards by score.
pub async fn award(context: &Context, id: TenderId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let tender = market::tender(&chain, id).await?;
	let phases = [TenderPhase::Choosing, TenderPhase::Awarding];
	ensure_phase(&chain, id, &phases, "it is awarded once all bids have to be open").await?;
	if super::phase_of(&chain, id).await? == TenderPhase::Choosing {
		ensure_poster(&tender, id, &me.account_id())?;
	}
	if market::ranking(&chain, id).await?.is_empty() {
		return Err(general(format!("nobody whose bid for tender {id} is open may deliver now")));
	}
	let (award, included) = market::award(&chain, &me, id, context.wait()).await?;
	report(context, id, &award, &included);
	Ok(())
}

/// Awards by choice.
pub async fn award_to(context: &Context, options: AwardToOptions) -> anyhow::Result<()> {
	let id = TenderId(options.tender);
	let (chain, me) = context.signed().await?;
	let tender = market::tender(&chain, id).await?;
	ensure_poster(&tender, id, &me.account_id())?;
	let phases = [TenderPhase::Choosing, TenderPhase::Awarding];
	ensure_phase(&chain, id, &phases, "it is awarded once all bids have to be open").await?;
	if !market::ranking(&chain, id).await?.iter().any(|bid| bid.bidder == options.bidder) {
		return Err(general(format!(
			"{} has no open bid for tender {id}, or may not deliver now: see salus market show {id}",
			options.bidder
		)));
	}
	let reason = options.reason.commit(context.out)?;
	let bidder = options.bidder.clone();
	let (award, included) = market::award_to(&chain, &me, id, bidder, reason.commitment, context.wait()).await?;
	report(context, id, &award, &included);
	Ok(())
}

fn report(context: &Context, id: TenderId, award: &Award, included: &Included) {
	let forfeited: Vec<_> = award
		.forfeited
		.iter()
		.map(|(account, amount)| json!({ "bidder": account, "bond_plancks": amount.to_string() }))
		.collect();
	let json = json!({
		"tender": id,
		"provider": award.provider,
		"price_plancks": award.price.to_string(),
		"forfeited": forfeited,
	});
	let text = format!(
		"tender {id} is awarded to {} for {}; what the budget exceeds it is given back\n  nothing is delivered without the patient's \
		 consent: salus consent direct permit --actor {} --action collect --purpose TREAT --class …",
		award.provider,
		words::tokens(award.price),
		award.provider
	);
	context.out.receipt(included, json, &text);
}

/// Declares where a provider is.
pub async fn declare_region(context: &Context, region: Region) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let open = chain.view(pallet_care_market::OpenBidsViewFunction::<Runtime>::new(account.clone())).await?;
	if !open.is_empty() {
		return Err(general("you have bids for tenders that are open; a region is declared before or after"));
	}
	let included = market::declare_region(&chain, &me, region.clone(), context.wait()).await?;
	let text = format!("{account} is in {}", region_text(&region));
	context.out.receipt(&included, json!({ "provider": account, "region": region_text(&region) }), &text);
	Ok(())
}

/// Shows what is known of a provider's work.
pub async fn provider(context: &Context, account: Option<AccountId>) -> anyhow::Result<()> {
	let account = context.or_mine(account)?;
	let chain = context.connect().await?;
	let view = pallet_care_market::ProviderRecordViewFunction::<Runtime>::new(account.clone());
	let (record, quality) = chain.view(view).await?;
	let region = chain.view(pallet_care_market::RegionViewFunction::<Runtime>::new(account.clone())).await?;
	let region = region.as_ref().map(region_text);
	let bids = chain.view(pallet_care_market::OpenBidsViewFunction::<Runtime>::new(account.clone())).await?;
	let json = json!({
		"provider": account,
		"region": region,
		"delivered": record.delivered,
		"disputed": record.disputed,
		"lost": record.lost,
		"groups": record.groups,
		"quality_ppm": quality.deconstruct(),
		"open_bids": bids.len(),
	});
	let fields = [
		("provider", account.to_string()),
		("region", region.unwrap_or_else(|| "not declared".into())),
		("delivered", format!("to {} patients", record.delivered)),
		("disputed", format!("{} times found wanting by an arbiter", record.disputed)),
		("lost", format!("{} times not delivered", record.lost)),
		("groups", format!("{} held", record.groups)),
		("quality", format!("{} %", quality.deconstruct() / 10_000)),
		("open bids", bids.len().to_string()),
	];
	context.out.fields(&json, &fields);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_opens_a_bid_is_kept_exactly_and_replaces_nothing() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("bid.json");
		let opening = BidOpening::new(TenderId(7), 820_000_000_000_001, Commitment([3; 32])).unwrap();
		let bidder = AccountId::new([9; 32]);
		BidFile::new(&opening, bidder.clone()).keep(&file).unwrap();
		assert!(BidFile::new(&opening, bidder.clone()).keep(&file).is_err());
		let read: BidFile = files::read(&file).unwrap();
		assert_eq!((read.bidder.clone(), read.opening().unwrap()), (bidder, opening));
	}
}

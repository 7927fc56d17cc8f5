//! Care put out to tender, bid for, delivered and paid; and counselling groups.

mod bids;
mod groups;
mod orders;
mod tenders;

use super::{
	context::Context,
	failure::{general, usage},
	parameters,
	tokens::funds,
	values::{self, When},
	words,
};
use clap::ValueEnum;
use frame_support::traits::Get;
use pallet_care_market::types::{Kind, Limits, Region, TenderPhase};
use salus_client::{
	actions::{bounded, market::Tender},
	chain::Chain,
};
use salus_primitives::{time::MINUTE, Moment, ServiceCode, TenderId};
use salus_runtime::{AccountId, Balance, Runtime};
use serde_json::{json, Value};
use sp_runtime::Percent;

/// Most that the chain gives on one page.
const PAGE: u32 = 100;

/// What passes at most until a call that is sent now is in a block. Deadlines are checked as if it were that late already.
const ON_THE_WAY: Moment = MINUTE;

/// Care put out to tender.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// List tenders: those that are open, or an account's own.
	Tenders(tenders::ListOptions),
	/// Show a tender with its bids and where its money is.
	Show {
		/// The tender.
		tender: u64,
	},
	/// Put a treatment out to tender. The budget is held.
	Post(tenders::PostOptions),
	/// Take a tender of yours back, as long as no bid was opened.
	Cancel {
		/// The tender.
		tender: u64,
	},
	/// Bid for a tender, sealed. What opens the bid is kept in a file; without it the bond is lost.
	Bid(bids::BidOptions),
	/// Take a bid back while sealed bids are taken.
	WithdrawBid(bids::WithdrawOptions),
	/// Open a bid of yours, with the file that was kept.
	Reveal(bids::RevealOptions),
	/// Award a tender to the best bid by score.
	Award {
		/// The tender.
		tender: u64,
	},
	/// Award a tender of yours to the bidder of your choice, with a reason.
	AwardTo(bids::AwardToOptions),
	/// Deliver the next milestone, as the provider.
	Deliver(orders::DeliverOptions),
	/// Accept what was delivered, so that it is paid.
	Accept(orders::AcceptOptions),
	/// Have a health authority that is no party decide about what is not paid.
	Dispute(orders::DisputeOptions),
	/// Decide a dispute, as a health authority.
	Resolve(orders::ResolveOptions),
	/// Propose to pass an order on to another provider.
	Refer(orders::ReferOptions),
	/// Agree that an order is passed on, as the patient; take it, as the other provider.
	AcceptReferral(orders::AcceptReferralOptions),
	/// Step back from an order of yours.
	StepBack(orders::StepBackOptions),
	/// Settle a tender of which a deadline has passed. Anybody may.
	Settle {
		/// The tender.
		tender: u64,
	},
	/// Declare, as a provider, the region in which you are, such as DE-BY.
	Region {
		/// The region in the form of ISO 3166-2.
		#[arg(value_parser = region)]
		region: Region,
	},
	/// What the chain knows of a provider's work.
	Provider {
		/// The provider; you if absent.
		#[arg(value_parser = values::account)]
		account: Option<AccountId>,
	},
	/// Counselling groups.
	#[command(subcommand)]
	Group(groups::Command),
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Tenders(options) => tenders::list(context, options).await,
		Command::Show { tender } => tenders::show(context, TenderId(tender)).await,
		Command::Post(options) => tenders::post(context, options).await,
		Command::Cancel { tender } => tenders::cancel(context, TenderId(tender)).await,
		Command::Bid(options) => bids::bid(context, options).await,
		Command::WithdrawBid(options) => bids::withdraw(context, options).await,
		Command::Reveal(options) => bids::reveal(context, options).await,
		Command::Award { tender } => bids::award(context, TenderId(tender)).await,
		Command::AwardTo(options) => bids::award_to(context, options).await,
		Command::Deliver(options) => orders::deliver(context, options).await,
		Command::Accept(options) => orders::accept(context, options).await,
		Command::Dispute(options) => orders::dispute(context, options).await,
		Command::Resolve(options) => orders::resolve(context, options).await,
		Command::Refer(options) => orders::refer(context, options).await,
		Command::AcceptReferral(options) => orders::accept_referral(context, options).await,
		Command::StepBack(options) => orders::step_back(context, options).await,
		Command::Settle { tender } => orders::settle(context, TenderId(tender)).await,
		Command::Region { region } => bids::declare_region(context, region).await,
		Command::Provider { account } => bids::provider(context, account).await,
		Command::Group(command) => groups::run(context, command).await,
	}
}

/// A kind of care as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindWord {
	/// An operation, a treatment, a test.
	Procedure,
	/// Another doctor's opinion on what one has said.
	SecondOpinion,
	/// Care by a specialist.
	Referral,
	/// Care at a distance.
	Teleconsultation,
}

impl From<KindWord> for Kind {
	fn from(word: KindWord) -> Self {
		match word {
			KindWord::Procedure => Kind::Procedure,
			KindWord::SecondOpinion => Kind::SecondOpinion,
			KindWord::Referral => Kind::Referral,
			KindWord::Teleconsultation => Kind::Teleconsultation,
		}
	}
}

/// A service by its code.
#[derive(Clone, Debug, clap::Args)]
pub struct ServiceOptions {
	/// The service's code; or with its code system before it: 'URI|CODE'. Everybody can read it.
	#[arg(long, value_name = "CODE")]
	service: String,
	/// The code system of the code: a URI.
	#[arg(long, env = "SALUS_CODE_SYSTEM", default_value = "http://snomed.info/sct", value_name = "URI")]
	system: String,
}

impl ServiceOptions {
	/// The service, as the chain takes it.
	fn service(&self) -> anyhow::Result<ServiceCode> {
		let (system, code) = self.service.split_once('|').unwrap_or((&self.system, &self.service));
		let service = ServiceCode {
			system: bounded("bytes of a code system", system.as_bytes().to_vec())?,
			code: bounded("bytes of a code", code.as_bytes().to_vec())?,
		};
		if !service.is_valid() {
			return Err(usage(format!(
				"'{system}|{code}' is no service: a code system and a code are made of ASCII characters without spaces"
			)));
		}
		Ok(service)
	}
}

/// A region in the form of ISO 3166-2.
fn region(text: &str) -> Result<Region, String> {
	let capitals = text.trim().to_uppercase().into_bytes();
	let found = capitals.try_into().ok().map(Region).filter(Region::is_valid);
	found.ok_or_else(|| format!("'{text}' is no region: use the form of ISO 3166-2, such as DE or DE-BY"))
}

/// A share in percent.
fn percent(text: &str) -> Result<Percent, String> {
	let number = text.trim().trim_end_matches('%').trim_end().parse::<u8>().ok().filter(|number| *number <= 100);
	number.map(Percent::from_percent).ok_or_else(|| format!("'{text}' is no share: use 0 to 100"))
}

/// A span of time in milliseconds: `7d`, `36h`.
fn span(text: &str) -> Result<Moment, String> {
	match format!("+{}", text.trim().trim_start_matches('+')).parse::<When>()? {
		When::After(span) => Ok(span),
		When::At(_) => Err(format!("'{text}' is no span: use 36h, 7d or 2w")),
	}
}

/// A region in words.
fn region_text(region: &Region) -> String {
	String::from_utf8_lossy(&region.0).into_owned()
}

/// A service in words.
fn service_text(service: &ServiceCode) -> String {
	format!("{}|{}", String::from_utf8_lossy(&service.system), String::from_utf8_lossy(&service.code))
}

fn service_json(service: &ServiceCode) -> Value {
	json!({ "system": String::from_utf8_lossy(&service.system), "code": String::from_utf8_lossy(&service.code) })
}

/// Within what deadlines must keep, as the council has it now.
async fn limits(chain: &Chain) -> anyhow::Result<Limits> {
	Ok(Limits {
		min_phase: parameters::min_phase(chain).await?,
		max_duration: <<Runtime as pallet_care_market::Config>::MaxDuration as Get<Moment>>::get(),
		min_acceptance: parameters::min_acceptance(chain).await?,
		max_acceptance: <<Runtime as pallet_care_market::Config>::MaxAcceptance as Get<Moment>>::get(),
	})
}

/// What is wrong with a time for acceptance.
fn acceptance_problem(limits: &Limits) -> anyhow::Error {
	usage(format!(
		"the time to accept or dispute is between {} and {}: see --acceptance",
		duration(limits.min_acceptance),
		duration(limits.max_acceptance)
	))
}

/// A span of time for people.
fn duration(span: Moment) -> String {
	let units = [(24 * 60 * MINUTE, "days"), (60 * MINUTE, "hours"), (MINUTE, "minutes")];
	match units.into_iter().find(|(unit, _)| span >= *unit && span.is_multiple_of(*unit)) {
		Some((unit, name)) => format!("{} {name}", span / unit),
		None => format!("{} seconds", span / 1_000),
	}
}

/// Where a tender stands now.
async fn phase_of(chain: &Chain, id: TenderId) -> anyhow::Result<TenderPhase> {
	let phase = chain.view(pallet_care_market::TenderPhaseViewFunction::<Runtime>::new(id)).await?;
	phase.ok_or_else(|| salus_client::actions::ActionError::NoTender(id).into())
}

/// Refuses to go on in another phase.
async fn ensure_phase(chain: &Chain, id: TenderId, wanted: &[TenderPhase], what: &str) -> anyhow::Result<()> {
	let phase = phase_of(chain, id).await?;
	if wanted.contains(&phase) {
		return Ok(());
	}
	Err(general(format!("tender {id} {}: {what}", phase_text(phase))))
}

/// Refuses what only the poster of a tender may do.
fn ensure_poster(tender: &Tender, id: TenderId, me: &AccountId) -> anyhow::Result<()> {
	if tender.poster == *me {
		return Ok(());
	}
	Err(general(format!(
		"tender {id} was posted by {}, and you sign as {me}: is --persona the right one?",
		tender.poster
	)))
}

/// Where a tender stands, as a part of a sentence.
fn phase_text(phase: TenderPhase) -> &'static str {
	match phase {
		TenderPhase::Bidding => "takes sealed bids",
		TenderPhase::Revealing => "has its bids opened",
		TenderPhase::Choosing => "is the patient's to award",
		TenderPhase::Awarding => "may be awarded by anybody, by score",
		TenderPhase::Cancelled => "was taken back",
		TenderPhase::Unawarded => "ended without an award",
		TenderPhase::Funded => "is awarded, and the next milestone is to be delivered",
		TenderPhase::Delivered => "has a milestone delivered, to be accepted or disputed",
		TenderPhase::Disputed => "is disputed, and an arbiter is to decide",
		TenderPhase::Released => "is delivered and paid",
		TenderPhase::Refunded => "was not delivered, and what was not paid went back",
		TenderPhase::Resolved => "was disputed, and what was not paid is split",
	}
}

/// Refuses to put up more than there is.
async fn ensure_spendable(chain: &Chain, account: &AccountId, amount: Balance, what: &str) -> anyhow::Result<()> {
	let spendable = funds(chain, account).await?.spendable();
	if spendable >= amount {
		return Ok(());
	}
	Err(general(format!(
		"{what} takes {}, and {account} can spend {}",
		words::tokens(amount),
		words::tokens(spendable)
	)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use salus_primitives::time::{DAY, HOUR};

	#[test]
	fn shares_spans_and_regions_are_read() {
		assert_eq!(percent("40"), Ok(Percent::from_percent(40)));
		assert_eq!(percent("100 %"), Ok(Percent::from_percent(100)));
		assert!(percent("101").is_err() && percent("-1").is_err() && percent("").is_err());
		assert_eq!(span("7d"), Ok(7 * DAY));
		assert_eq!(span("+36h"), Ok(36 * HOUR));
		assert!(span("2030-01-01").is_err() && span("7").is_err());
		assert_eq!(region("de-by").map(|region| region_text(&region)), Ok("DE-BY".into()));
		assert!(region("Bavaria").is_err() && region("").is_err());
	}

	#[test]
	fn spans_are_said_in_the_largest_whole_unit() {
		assert_eq!(duration(3 * DAY), "3 days");
		assert_eq!(duration(36 * HOUR), "36 hours");
		assert_eq!(duration(8_000), "8 seconds");
	}
}

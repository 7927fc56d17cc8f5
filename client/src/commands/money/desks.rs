//! Banks and exchanges that issue tokens for money and redeem them.

use super::{cash, constant, ensure_spendable, send, span, span_words, PAGE};
use crate::commands::{
	committing::Committing,
	context::Context,
	council::{self, MotionOptions},
	failure::{general, usage},
	output::Row,
	participants::{ensure_certified, ensure_not_self},
	privacy::{ensure_not_record_holder, ensure_pays_apart, Anyway},
	values::{self, When},
	words,
};
use pallet_health_token::{
	types::{Attestation, DeskState, Money, RedemptionState, Reserve, RoundFlaw, RoundState, VestingTerms},
	Call, Config, DeskOf, RedemptionOf, RoundOf, RoundTermsOf,
};
use salus_client::{actions::money, chain::Chain, fhir::consent::role_label, keys::Persona};
use salus_primitives::{
	roles::{FinancialKind, Role},
	time::DAY,
	Moment, Period, RedemptionId, RoundId,
};
use salus_runtime::{AccountId, Balance, BlockNumber, Runtime, RuntimeCall};
use serde_json::{json, Value};

/// Banks and exchanges that issue tokens for money and redeem them.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// List all desks.
	List,
	/// Show a desk: its allowance, its reserves, what it can issue.
	Show {
		/// Which; yours if absent.
		#[arg(value_parser = values::account)]
		desk: Option<AccountId>,
	},
	/// Propose to the council to authorise a desk, or to change its terms.
	Authorize(AuthorizeOptions),
	/// Propose to the council to stop a desk from issuing and taking redemptions.
	Revoke {
		/// Which.
		#[arg(value_parser = values::account)]
		desk: AccountId,
		#[command(flatten)]
		motion: MotionOptions,
	},
	/// Attest, as the desk's attestor, what it has in reserve.
	Attest(AttestOptions),
	/// Issue tokens, as a desk, to somebody who paid for them.
	Issue(IssueOptions),
	/// Hand in tokens at a desk for money.
	Redeem(RedeemOptions),
	/// List the tokens that you handed in, or that were handed in at a desk; or show one redemption.
	Redemptions(RedemptionsOptions),
	/// Say, as a desk, that you paid for tokens handed in. They are burnt.
	Settle(SettleOptions),
	/// Refuse, as a desk, tokens handed in. Their owner has them back.
	Refuse {
		/// The redemption.
		redemption: u64,
	},
	/// List the latest sales of new tokens.
	Rounds,
	/// Propose to the council a sale of new tokens by a desk.
	OpenRound(RoundOptions),
	/// Propose to the council to close a sale before its time.
	CloseRound {
		/// The round.
		round: u64,
		#[command(flatten)]
		motion: MotionOptions,
	},
	/// Record, as the desk of a round, that somebody paid for tokens of it.
	Buy(BuyOptions),
	/// How the tokens of a desk, or of all desks, are covered.
	Reserve {
		/// Which; all together if absent.
		#[arg(value_parser = values::account)]
		desk: Option<AccountId>,
	},
	/// Where all tokens came from and went to.
	Issuance,
}

/// Authorising.
#[derive(Clone, Debug, clap::Args)]
pub struct AuthorizeOptions {
	/// The bank or exchange.
	#[arg(value_parser = values::account)]
	desk: AccountId,
	/// How much it may issue in each period, in HLT.
	#[arg(long, value_parser = values::amount, value_name = "HLT")]
	allowance: Balance,
	/// The length of a period, such as 30d.
	#[arg(long, value_parser = span, default_value = "30d", value_name = "SPAN")]
	per: Moment,
	/// Who attests its reserves; not the desk.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	attestor: AccountId,
	#[command(flatten)]
	motion: MotionOptions,
}

/// Attesting.
#[derive(Clone, Debug, clap::Args)]
pub struct AttestOptions {
	/// Whose reserves.
	#[arg(value_parser = values::account)]
	desk: AccountId,
	/// What they are worth, in HLT.
	#[arg(value_parser = values::amount)]
	reserves: Balance,
	/// The day that the report is about; now if absent.
	#[arg(long, value_name = "DATE")]
	as_of: Option<When>,
	#[command(flatten)]
	report: Committing,
}

/// Issuing.
#[derive(Clone, Debug, clap::Args)]
pub struct IssueOptions {
	/// To whom.
	#[arg(value_parser = values::account)]
	beneficiary: AccountId,
	/// How many, in HLT.
	#[arg(value_parser = values::amount)]
	amount: Balance,
	/// What was paid for them, such as 60.00EUR or 0.001BTC. It is public.
	#[arg(long, value_parser = cash::money, value_name = "MONEY")]
	against: Money,
	#[command(flatten)]
	receipt: Committing,
	#[command(flatten)]
	anyway: Anyway,
}

/// Handing in.
#[derive(Clone, Debug, clap::Args)]
pub struct RedeemOptions {
	/// At which desk.
	#[arg(value_parser = values::account)]
	desk: AccountId,
	/// How many tokens, in HLT.
	#[arg(value_parser = values::amount)]
	amount: Balance,
	#[command(flatten)]
	payout: Committing,
	#[command(flatten)]
	anyway: Anyway,
}

/// Looking at redemptions.
#[derive(Clone, Debug, clap::Args)]
pub struct RedemptionsOptions {
	/// One redemption, whatever became of it.
	redemption: Option<u64>,
	/// Those pending at this desk.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with = "redemption")]
	desk: Option<AccountId>,
	/// Those of this account; yours if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with_all = ["redemption", "desk"])]
	owner: Option<AccountId>,
}

/// Settling.
#[derive(Clone, Debug, clap::Args)]
pub struct SettleOptions {
	/// The redemption.
	redemption: u64,
	#[command(flatten)]
	payment: Committing,
}

/// Opening a round.
#[derive(Clone, Debug, clap::Args)]
pub struct RoundOptions {
	/// The desk that sells.
	#[arg(value_parser = values::account)]
	desk: AccountId,
	/// The price of one HLT, such as 1.00EUR.
	#[arg(long, value_parser = cash::money, value_name = "MONEY")]
	price: Money,
	/// Most that is sold, in HLT.
	#[arg(long, value_parser = values::amount, value_name = "HLT")]
	cap: Balance,
	/// Most that one buyer gets, in HLT; the cap if absent.
	#[arg(long, value_parser = values::amount, value_name = "HLT")]
	per_buyer: Option<Balance>,
	/// Least that one purchase is about, in HLT.
	#[arg(long, value_parser = values::amount, default_value = "1", value_name = "HLT")]
	minimum: Balance,
	/// From when on it sells: a date with a time, or a span such as +7d; at once if absent.
	#[arg(long, value_name = "WHEN")]
	from: Option<When>,
	/// Until when it sells.
	#[arg(long, value_name = "WHEN")]
	until: When,
	/// Over how many blocks what was sold becomes free; at once if absent.
	#[arg(long, value_name = "BLOCKS")]
	vesting_blocks: Option<BlockNumber>,
	/// After which block the first part becomes free.
	#[arg(long, value_name = "BLOCK", requires = "vesting_blocks")]
	vesting_start: Option<BlockNumber>,
	#[command(flatten)]
	motion: MotionOptions,
}

/// Recording a purchase.
#[derive(Clone, Debug, clap::Args)]
pub struct BuyOptions {
	/// The round.
	round: u64,
	/// Who paid.
	#[arg(value_parser = values::account)]
	buyer: AccountId,
	/// What was paid, in the round's currency, such as 60.00EUR.
	#[arg(value_parser = cash::money)]
	paid: Money,
	#[command(flatten)]
	receipt: Committing,
	#[command(flatten)]
	anyway: Anyway,
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::List => list(context).await,
		Command::Show { desk } => show(context, desk).await,
		Command::Authorize(options) => authorize(context, options).await,
		Command::Revoke { desk, motion } => revoke(context, desk, motion).await,
		Command::Attest(options) => attest(context, options).await,
		Command::Issue(options) => issue(context, options).await,
		Command::Redeem(options) => redeem(context, options).await,
		Command::Redemptions(options) => redemptions(context, options).await,
		Command::Settle(options) => settle(context, options).await,
		Command::Refuse { redemption } => refuse(context, RedemptionId(redemption)).await,
		Command::Rounds => rounds(context).await,
		Command::OpenRound(options) => open_round(context, options).await,
		Command::CloseRound { round, motion } => close_round(context, RoundId(round), motion).await,
		Command::Buy(options) => buy(context, options).await,
		Command::Reserve { desk } => reserve(context, desk).await,
		Command::Issuance => issuance(context).await,
	}
}

async fn desk_of(chain: &Chain, account: &AccountId) -> anyhow::Result<DeskOf<Runtime>> {
	let found = chain.view(pallet_health_token::DeskViewFunction::<Runtime>::new(account.clone())).await?;
	found.ok_or_else(|| general(format!("{account} is no desk: see salus desk list")))
}

async fn issuable(chain: &Chain, desk: &AccountId) -> anyhow::Result<Balance> {
	Ok(chain.view(pallet_health_token::IssuableViewFunction::<Runtime>::new(desk.clone())).await?)
}

/// A ratio in parts per million as percent.
fn ratio_text(reserve: &Reserve) -> String {
	match reserve.ratio {
		Some(ratio) => format!("{}.{} %", ratio / 10_000, ratio % 10_000 / 1_000),
		None => "nothing is owed".into(),
	}
}

fn is_authorized(desk: &DeskOf<Runtime>) -> bool {
	matches!(desk.state, DeskState::Authorized { .. })
}

fn state_text(desk: &DeskOf<Runtime>) -> &'static str {
	if is_authorized(desk) {
		"authorised"
	} else {
		"revoked"
	}
}

async fn list(context: &Context) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let mut rows = Vec::new();
	for account in chain.view(pallet_health_token::DesksViewFunction::<Runtime>::new()).await? {
		let desk = desk_of(&chain, &account).await?;
		let reserve = reserve_of(&chain, &account).await?;
		let issuable = issuable(&chain, &account).await?;
		let json = desk_json(&account, &desk, &reserve, issuable);
		let cells = vec![
			account.to_string(),
			state_text(&desk).to_owned(),
			words::tokens(issuable),
			words::tokens(reserve.liabilities),
			ratio_text(&reserve),
		];
		rows.push((json, cells));
	}
	context.out.rows(&["desk", "state", "can issue now", "owes", "covered"], rows, "there are no desks");
	Ok(())
}

async fn reserve_of(chain: &Chain, desk: &AccountId) -> anyhow::Result<Reserve> {
	let found = chain.view(pallet_health_token::ReserveViewFunction::<Runtime>::new(desk.clone())).await?;
	found.ok_or_else(|| general(format!("{desk} is no desk: see salus desk list")))
}

fn reserve_json(reserve: &Reserve) -> Value {
	json!({
		"reserves_plancks": reserve.reserves.to_string(),
		"liabilities_plancks": reserve.liabilities.to_string(),
		"ratio_ppm": reserve.ratio,
		"as_of": reserve.as_of.map(words::instant),
	})
}

fn desk_json(account: &AccountId, desk: &DeskOf<Runtime>, reserve: &Reserve, issuable: Balance) -> Value {
	let allowance = desk.allowance().map(|allowance| {
		json!({
			"amount_plancks": allowance.amount.to_string(),
			"period_ms": allowance.period,
			"since": words::instant(allowance.since),
		})
	});
	json!({
		"desk": account,
		"authorized": is_authorized(desk),
		"attestor": desk.attestor,
		"allowance": allowance,
		"issuable_plancks": issuable.to_string(),
		"issued_plancks": desk.issued.to_string(),
		"redeemed_plancks": desk.redeemed.to_string(),
		"reserve": reserve_json(reserve),
	})
}

/// Whether an attestation lets its desk issue, and until when.
fn attestation_text(attestation: &Option<Attestation>, now: Moment) -> String {
	let longest: Moment = constant::<<Runtime as Config>::MaxAttestationAge, _>();
	match attestation {
		None => "none yet: nothing is issued before".into(),
		Some(attestation) => {
			let state = if attestation.is_fresh(now, longest) { "counts" } else { "is too old, it counted" };
			format!(
				"{} as of {}; {state} until {}",
				words::tokens(attestation.reserves),
				words::moment(attestation.as_of),
				words::moment(attestation.as_of.saturating_add(longest))
			)
		},
	}
}

async fn show(context: &Context, desk: Option<AccountId>) -> anyhow::Result<()> {
	let account = context.or_mine(desk)?;
	let chain = context.connect().await?;
	let desk = desk_of(&chain, &account).await?;
	let (reserve, issuable) = (reserve_of(&chain, &account).await?, issuable(&chain, &account).await?);
	let now = chain.now().await?;
	let mut fields = vec![
		("desk", account.to_string()),
		("state", state_text(&desk).to_owned()),
		("attestor", desk.attestor.to_string()),
		("attested reserves", attestation_text(&desk.attestation, now)),
	];
	if let Some(allowance) = desk.allowance() {
		let text = format!(
			"{} per {}, {} left in this period",
			words::tokens(allowance.amount),
			span_words(allowance.period),
			words::tokens(allowance.left_at(now))
		);
		fields.push(("allowance", text));
	}
	fields.extend([
		("can issue now", words::tokens(issuable)),
		("issued", words::tokens(desk.issued)),
		("redeemed", words::tokens(desk.redeemed)),
		("covered", ratio_text(&reserve)),
	]);
	context.out.fields(&desk_json(&account, &desk, &reserve, issuable), &fields);
	Ok(())
}

/// Refuses to go on unless the account is certified as a bank or an exchange now.
async fn ensure_bank_or_exchange(chain: &Chain, account: &AccountId) -> anyhow::Result<()> {
	match ensure_certified(chain, account).await? {
		Role::FinancialEntity(FinancialKind::Bank | FinancialKind::Exchange) => Ok(()),
		role => Err(general(format!("{account} is no bank or exchange but certified as {}", role_label(role)))),
	}
}

/// The desk, if it may issue and take redemptions now.
async fn working_desk(chain: &Chain, account: &AccountId) -> anyhow::Result<DeskOf<Runtime>> {
	let desk = desk_of(chain, account).await?;
	if !is_authorized(&desk) {
		return Err(general(format!("the desk {account} was revoked: see salus desk list")));
	}
	ensure_bank_or_exchange(chain, account).await?;
	Ok(desk)
}

async fn authorize(context: &Context, options: AuthorizeOptions) -> anyhow::Result<()> {
	let AuthorizeOptions { desk, allowance, per, attestor, motion } = options;
	if attestor == desk {
		return Err(usage("a desk does not attest its own reserves: name another --attestor"));
	}
	ensure_bank_or_exchange(&context.connect().await?, &desk).await?;
	let text = format!(
		"{desk} may issue {} per {} and redeem; {attestor} attests its reserves",
		words::tokens(allowance),
		span_words(per)
	);
	let call = money::authorize_desk(desk, allowance, per, attestor);
	council::propose(context, call, &text, &motion).await
}

async fn revoke(context: &Context, desk: AccountId, motion: MotionOptions) -> anyhow::Result<()> {
	let known = desk_of(&context.connect().await?, &desk).await?;
	if !is_authorized(&known) {
		return Err(general(format!("{desk} is revoked already")));
	}
	let text = format!("{desk} issues no more tokens and takes none back");
	let call = RuntimeCall::HealthToken(Call::revoke_desk { desk });
	council::propose(context, call, &text, &motion).await
}

/// The moment that a report is about. A date means its last moment, of today what is past of it.
fn past(as_of: Option<When>, now: Moment) -> anyhow::Result<Moment> {
	match as_of {
		None => Ok(now),
		Some(When::At(at)) if at < now.saturating_add(DAY) => Ok(at.min(now)),
		Some(_) => Err(usage("a report is about a past day, such as --as-of 2030-12-31")),
	}
}

async fn attest(context: &Context, options: AttestOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let desk = desk_of(&chain, &options.desk).await?;
	if desk.attestor != me.account_id() {
		return Err(general(format!("the reserves of {} are attested by {}", options.desk, desk.attestor)));
	}
	let as_of = past(options.as_of, chain.now().await?)?;
	if let Some(former) = desk.attestation.filter(|former| as_of < former.as_of) {
		return Err(usage(format!("the last attestation is about {}, which is later", words::moment(former.as_of))));
	}
	if options.reserves < desk.liabilities() {
		let owed = words::tokens(desk.liabilities());
		context.out.note(&format!("note: the desk owes {owed}, more than that; it will not be able to issue"));
	}
	let committed = options.report.commit(context.out)?;
	let spinner = context.out.spinner("waiting for the chain");
	let attested =
		money::attest(&chain, &me, &options.desk, committed.commitment, options.reserves, as_of, context.wait()).await;
	spinner.finish_and_clear();
	let included = attested?;
	let json = json!({
		"desk": options.desk,
		"reserves_plancks": options.reserves.to_string(),
		"as_of": words::instant(as_of),
	});
	let text =
		format!("{} had {} in reserve on {}", options.desk, words::tokens(options.reserves), words::moment(as_of));
	let (json, text) = committed.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

/// Refuses to issue more than a desk can, and says why it cannot.
async fn ensure_covered(chain: &Chain, account: &AccountId, amount: Balance) -> anyhow::Result<()> {
	let desk = working_desk(chain, account).await?;
	let now = chain.now().await?;
	let longest: Moment = constant::<<Runtime as Config>::MaxAttestationAge, _>();
	let Some(attestation) = desk.attestation.filter(|attestation| attestation.is_fresh(now, longest)) else {
		return Err(general(format!(
			"your reserves are not attested, or too long ago: {} attests them with salus desk attest",
			desk.attestor
		)));
	};
	let covered = attestation.reserves.saturating_sub(desk.liabilities());
	if amount > covered {
		return Err(general(format!(
			"your attested reserves cover {} more: see salus desk show",
			words::tokens(covered)
		)));
	}
	Ok(())
}

async fn issue(context: &Context, options: IssueOptions) -> anyhow::Result<()> {
	let IssueOptions { beneficiary, amount, against, receipt, anyway } = options;
	if amount == 0 {
		return Err(usage("nothing is to be issued"));
	}
	let (chain, me) = context.signed().await?;
	ensure_covered(&chain, &me.account_id(), amount).await?;
	let issuable = issuable(&chain, &me.account_id()).await?;
	if amount > issuable {
		return Err(general(format!(
			"your allowance for this period has {} left: see salus desk show",
			words::tokens(issuable)
		)));
	}
	ensure_pays_apart(&chain, &beneficiary, anyway.anyway).await?;
	let committed = receipt.commit(context.out)?;
	let spinner = context.out.spinner("waiting for the chain");
	let issued = money::issue(&chain, &me, &beneficiary, amount, committed.commitment, against, context.wait()).await;
	spinner.finish_and_clear();
	let included = issued?;
	let json = json!({
		"beneficiary": beneficiary,
		"amount": words::tokens(amount),
		"amount_plancks": amount.to_string(),
		"against": cash::words(&against),
	});
	let text = format!("{} issued to {beneficiary} for {}", words::tokens(amount), cash::words(&against));
	let (json, text) = committed.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn redeem(context: &Context, options: RedeemOptions) -> anyhow::Result<()> {
	let RedeemOptions { desk, amount, payout, anyway } = options;
	let least: Balance = constant::<<Runtime as Config>::MinRedemption, _>();
	if amount < least {
		return Err(usage(format!("at least {} are handed in at once", words::tokens(least))));
	}
	let (chain, me) = context.signed().await?;
	working_desk(&chain, &desk).await?;
	ensure_spendable(&chain, &me.account_id(), amount).await?;
	ensure_not_record_holder(&chain, &me, anyway.anyway).await?;
	let committed = payout.commit(context.out)?;
	let spinner = context.out.spinner("waiting for the chain");
	let redeemed = money::redeem(&chain, &me, &desk, amount, committed.commitment, context.wait()).await;
	spinner.finish_and_clear();
	let ((redemption, deadline), included) = redeemed?;
	let json = json!({
		"redemption": redemption,
		"desk": desk,
		"amount_plancks": amount.to_string(),
		"deadline": words::instant(deadline),
	});
	let text = format!(
		"redemption {redemption}: {} are held until the desk has paid; if it does not by {}, they are yours again by themselves\n  \
		 tell the desk where and in what to pay, with what opens the commitment",
		words::tokens(amount),
		words::moment(deadline)
	);
	let (json, text) = committed.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

fn redemption_state(redemption: &RedemptionOf<Runtime>) -> String {
	match redemption.state {
		RedemptionState::Pending { deadline } => format!("to be settled by {}", words::moment(deadline)),
		RedemptionState::Settled { at, .. } => format!("paid and burnt, {}", words::moment(at)),
		RedemptionState::Refused { at } => format!("refused and given back, {}", words::moment(at)),
		RedemptionState::Returned { at } => format!("not paid in time and given back, {}", words::moment(at)),
	}
}

fn redemption_json(id: RedemptionId, redemption: &RedemptionOf<Runtime>) -> Value {
	json!({
		"redemption": id,
		"owner": redemption.owner,
		"desk": redemption.desk,
		"amount": words::tokens(redemption.amount),
		"amount_plancks": redemption.amount.to_string(),
		"payout": values::Hex(redemption.payout.0),
		"requested": words::instant(redemption.requested),
		"state": words::kebab(&redemption.state),
		"deadline": redemption.deadline().map(words::instant),
	})
}

async fn redemption_of(chain: &Chain, id: RedemptionId) -> anyhow::Result<RedemptionOf<Runtime>> {
	let found = chain.view(pallet_health_token::RedemptionInfoViewFunction::<Runtime>::new(id)).await?;
	found.ok_or_else(|| general(format!("there is no redemption {id}")))
}

/// The redemption, if it awaits this desk.
async fn awaiting(chain: &Chain, me: &Persona, id: RedemptionId) -> anyhow::Result<RedemptionOf<Runtime>> {
	let redemption = redemption_of(chain, id).await?;
	if redemption.desk != me.account_id() {
		return Err(general(format!("the tokens of redemption {id} were handed in at {}", redemption.desk)));
	}
	if redemption.deadline().is_none() {
		return Err(general(format!("redemption {id} is over: {}", redemption_state(&redemption))));
	}
	Ok(redemption)
}

async fn redemptions_at(chain: &Chain, desk: &AccountId) -> anyhow::Result<Vec<(RedemptionId, RedemptionOf<Runtime>)>> {
	let (mut found, mut from) = (Vec::new(), Some(RedemptionId(0)));
	while let Some(start) = from {
		let view = pallet_health_token::RedemptionsAtViewFunction::<Runtime>::new(desk.clone(), start, PAGE);
		let page = chain.view(view).await?;
		from = page.last().filter(|_| page.len() == PAGE as usize).and_then(|(id, _)| id.next());
		found.extend(page);
	}
	Ok(found)
}

async fn redemptions(context: &Context, options: RedemptionsOptions) -> anyhow::Result<()> {
	if let Some(id) = options.redemption.map(RedemptionId) {
		let redemption = redemption_of(&context.connect().await?, id).await?;
		let fields = [
			("redemption", id.to_string()),
			("owner", redemption.owner.to_string()),
			("desk", redemption.desk.to_string()),
			("amount", words::tokens(redemption.amount)),
			("handed in", words::moment(redemption.requested)),
			("state", redemption_state(&redemption)),
			("payout", values::Hex(redemption.payout.0).to_string()),
		];
		context.out.fields(&redemption_json(id, &redemption), &fields);
		return Ok(());
	}
	let found = match options.desk {
		Some(desk) => redemptions_at(&context.connect().await?, &desk).await?,
		None => {
			let owner = context.or_mine(options.owner)?;
			let view = pallet_health_token::RedemptionsOfViewFunction::<Runtime>::new(owner);
			context.connect().await?.view(view).await?
		},
	};
	let rows = found
		.iter()
		.map(|(id, redemption)| -> Row {
			let cells = vec![
				id.to_string(),
				words::tokens(redemption.amount),
				redemption.owner.to_string(),
				redemption.desk.to_string(),
				redemption_state(redemption),
			];
			(redemption_json(*id, redemption), cells)
		})
		.collect();
	context.out.rows(&["redemption", "tokens", "owner", "desk", "state"], rows, "no redemptions are pending");
	Ok(())
}

async fn settle(context: &Context, options: SettleOptions) -> anyhow::Result<()> {
	let id = RedemptionId(options.redemption);
	let (chain, me) = context.signed().await?;
	let redemption = awaiting(&chain, &me, id).await?;
	let now = chain.now().await?;
	if redemption.deadline().is_some_and(|deadline| deadline < now) {
		return Err(general(format!("the deadline of redemption {id} has passed: the tokens are their owner's again")));
	}
	let committed = options.payment.commit(context.out)?;
	let spinner = context.out.spinner("waiting for the chain");
	let settled = money::settle(&chain, &me, id, committed.commitment, context.wait()).await;
	spinner.finish_and_clear();
	let included = settled?;
	let json = json!({ "redemption": id, "amount_plancks": redemption.amount.to_string() });
	let text = format!("redemption {id} is settled: {} are burnt", words::tokens(redemption.amount));
	let (json, text) = committed.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn refuse(context: &Context, id: RedemptionId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let redemption = awaiting(&chain, &me, id).await?;
	let json = json!({ "redemption": id, "amount_plancks": redemption.amount.to_string() });
	let text =
		format!("redemption {id} is refused: {} has {} back", redemption.owner, words::tokens(redemption.amount));
	send(context, &chain, &me, Call::refuse_redemption { redemption: id }, json, &text).await
}

fn round_json(id: RoundId, round: &RoundOf<Runtime>) -> Value {
	let terms = &round.terms;
	json!({
		"round": id,
		"desk": terms.desk,
		"price": cash::words(&terms.price),
		"cap_plancks": terms.cap.to_string(),
		"sold_plancks": round.sold.to_string(),
		"per_buyer_plancks": terms.per_buyer.to_string(),
		"minimum_plancks": terms.minimum.to_string(),
		"from": terms.window.start.map(words::instant),
		"until": terms.window.end.map(words::instant),
		"vesting_start": terms.vesting.map(|vesting| vesting.start),
		"vesting_blocks": terms.vesting.map(|vesting| vesting.length),
		"closed": round.state != RoundState::Open,
	})
}

/// Whether a round sells at a moment.
fn round_state(round: &RoundOf<Runtime>, now: Moment) -> String {
	let window = &round.terms.window;
	match round.state {
		RoundState::Closed { at } => format!("closed, {}", words::moment(at)),
		RoundState::Open if window.start.is_some_and(|start| now < start) => {
			format!("sells {}", words::period(window))
		},
		RoundState::Open if !window.contains(now) => "over".into(),
		RoundState::Open => format!("sells {}", words::period(&Period { start: None, end: window.end })),
	}
}

async fn rounds(context: &Context) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let now = chain.now().await?;
	let found = chain.view(pallet_health_token::LatestRoundsViewFunction::<Runtime>::new(PAGE)).await?;
	let rows = found
		.iter()
		.map(|(id, round)| -> Row {
			let cells = vec![
				id.to_string(),
				round.terms.desk.to_string(),
				cash::words(&round.terms.price),
				format!("{} of {}", words::tokens(round.sold), words::tokens(round.terms.cap)),
				words::tokens(round.terms.per_buyer),
				round_state(round, now),
			];
			(round_json(*id, round), cells)
		})
		.collect();
	context.out.rows(&["round", "desk", "price of 1 HLT", "sold", "per buyer", "state"], rows, "there were no rounds");
	Ok(())
}

async fn open_round(context: &Context, options: RoundOptions) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let now = chain.now().await?;
	working_desk(&chain, &options.desk).await?;
	let vesting = match (options.vesting_blocks, options.vesting_start) {
		(Some(length), start) => {
			let (best, _) = chain.finalized().await?;
			Some(VestingTerms { start: start.unwrap_or(best), length })
		},
		(None, _) => None,
	};
	let terms = RoundTermsOf::<Runtime> {
		desk: options.desk.clone(),
		price: options.price,
		cap: options.cap,
		per_buyer: options.per_buyer.unwrap_or(options.cap),
		minimum: options.minimum,
		window: Period { start: options.from.map(|from| from.from(now)), end: Some(options.until.from(now)) },
		vesting,
	};
	terms.check(now).map_err(|flaw| {
		usage(match flaw {
			RoundFlaw::Price => "the price is nothing",
			RoundFlaw::Amounts => "the minimum is more than nothing, at most --per-buyer, and that at most the --cap",
			RoundFlaw::Window => "the window is over, or ends before it starts: see --from and --until",
			RoundFlaw::Vesting => "the vesting takes no block: leave --vesting-blocks out to sell what is free at once",
		})
	})?;
	let text = format!(
		"{} sells {} at {} each, {}",
		options.desk,
		words::tokens(options.cap),
		cash::words(&options.price),
		words::period(&terms.window)
	);
	let call = RuntimeCall::HealthToken(Call::open_round { terms });
	council::propose(context, call, &text, &options.motion).await
}

async fn round_of(chain: &Chain, id: RoundId) -> anyhow::Result<RoundOf<Runtime>> {
	let found = chain.view(pallet_health_token::RoundInfoViewFunction::<Runtime>::new(id)).await?;
	let round = found.ok_or_else(|| general(format!("there is no round {id}: see salus desk rounds")))?;
	match round.state {
		RoundState::Open => Ok(round),
		RoundState::Closed { at } => Err(general(format!("round {id} was closed on {}", words::moment(at)))),
	}
}

async fn close_round(context: &Context, id: RoundId, motion: MotionOptions) -> anyhow::Result<()> {
	round_of(&context.connect().await?, id).await?;
	let call = RuntimeCall::HealthToken(Call::close_round { round: id });
	council::propose(context, call, &format!("round {id} is closed"), &motion).await
}

/// What is bought in a round, if the round sells that much to this buyer now.
async fn tokens_bought(chain: &Chain, id: RoundId, buyer: &AccountId, paid: &Money) -> anyhow::Result<Balance> {
	let round = round_of(chain, id).await?;
	let terms = &round.terms;
	if paid.currency != terms.price.currency {
		return Err(usage(format!("round {id} sells for {}", cash::name(terms.price.currency))));
	}
	if !terms.window.contains(chain.now().await?) {
		return Err(general(format!("round {id} sells {}", words::period(&terms.window))));
	}
	let view = pallet_health_token::TokensInRoundViewFunction::<Runtime>::new(id, paid.amount);
	let tokens = chain.view(view).await?.ok_or_else(|| usage("that buys more than there can be"))?;
	if tokens < terms.minimum {
		return Err(usage(format!("it takes a purchase of at least {}", words::tokens(terms.minimum))));
	}
	let view = pallet_health_token::PurchasedViewFunction::<Runtime>::new(id, buyer.clone());
	let before = chain.view(view).await?;
	let left = terms.cap.saturating_sub(round.sold).min(terms.per_buyer.saturating_sub(before));
	if tokens > left {
		return Err(general(format!(
			"{} would be too many: {buyer} can buy {}",
			words::tokens(tokens),
			words::tokens(left)
		)));
	}
	Ok(tokens)
}

async fn buy(context: &Context, options: BuyOptions) -> anyhow::Result<()> {
	let BuyOptions { round, buyer, paid, receipt, anyway } = options;
	let id = RoundId(round);
	let (chain, me) = context.signed().await?;
	let desk = round_of(&chain, id).await?.terms.desk;
	if desk != me.account_id() {
		return Err(general(format!("the desk of round {id} is {desk}")));
	}
	ensure_not_self(&me, &buyer)?;
	let tokens = tokens_bought(&chain, id, &buyer, &paid).await?;
	ensure_covered(&chain, &desk, tokens).await?;
	ensure_pays_apart(&chain, &buyer, anyway.anyway).await?;
	let committed = receipt.commit(context.out)?;
	let spinner = context.out.spinner("waiting for the chain");
	let bought =
		money::record_purchase(&chain, &me, id, &buyer, paid.amount, committed.commitment, context.wait()).await;
	spinner.finish_and_clear();
	let (amount, included) = bought?;
	let json = json!({
		"round": id,
		"buyer": buyer,
		"amount": words::tokens(amount),
		"amount_plancks": amount.to_string(),
		"paid": cash::words(&paid),
	});
	let text = format!("{buyer} bought {} for {}", words::tokens(amount), cash::words(&paid));
	let (json, text) = committed.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn reserve(context: &Context, desk: Option<AccountId>) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let reserve = match &desk {
		Some(desk) => reserve_of(&chain, desk).await?,
		None => chain.view(pallet_health_token::TotalReserveViewFunction::<Runtime>::new()).await?,
	};
	let mut json = reserve_json(&reserve);
	json["desk"] = json!(desk);
	let mut fields = vec![
		("desk", desk.map_or("all together".into(), |desk| desk.to_string())),
		("reserves", words::tokens(reserve.reserves)),
		("owed", words::tokens(reserve.liabilities)),
		("covered", ratio_text(&reserve)),
	];
	if let Some(as_of) = reserve.as_of {
		fields.push(("as of", words::moment(as_of)));
	}
	context.out.fields(&json, &fields);
	Ok(())
}

async fn issuance(context: &Context) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let issuance = chain.view(pallet_health_token::IssuanceViewFunction::<Runtime>::new()).await?;
	let json = json!({
		"total_plancks": issuance.total.to_string(),
		"genesis_plancks": issuance.genesis.to_string(),
		"issued_plancks": issuance.issued.to_string(),
		"redeemed_plancks": issuance.redeemed.to_string(),
		"burnt_elsewhere_plancks": issuance.burnt_elsewhere.to_string(),
		"unexplained_plancks": issuance.unexplained.to_string(),
	});
	let mut fields = vec![
		("all tokens", words::tokens(issuance.total)),
		("there at the beginning", words::tokens(issuance.genesis)),
		("issued by desks", words::tokens(issuance.issued)),
		("redeemed by desks", words::tokens(issuance.redeemed)),
		("burnt otherwise", words::tokens(issuance.burnt_elsewhere)),
	];
	if issuance.unexplained > 0 {
		fields.push(("unexplained", format!("{}: tell the council", words::tokens(issuance.unexplained))));
	}
	context.out.fields(&json, &fields);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	const NOW: Moment = 20_000 * DAY;

	#[test]
	fn cover_is_shown_in_percent() {
		let reserve = |ratio| Reserve { reserves: 0, liabilities: 0, ratio, as_of: None };
		assert_eq!(ratio_text(&reserve(Some(1_000_000))), "100.0 %");
		assert_eq!(ratio_text(&reserve(Some(1_256_000))), "125.6 %");
		assert_eq!(ratio_text(&reserve(Some(999))), "0.0 %");
		assert_eq!(ratio_text(&reserve(None)), "nothing is owed");
	}

	#[test]
	fn reports_are_about_the_past() {
		assert_eq!(past(None, NOW).unwrap(), NOW);
		assert_eq!(past(Some(When::At(NOW - DAY)), NOW).unwrap(), NOW - DAY);
		// Today, of which the last moment is yet to come.
		assert_eq!(past(Some(When::At(NOW + DAY - 1)), NOW).unwrap(), NOW);
		assert!(past(Some(When::At(NOW + DAY)), NOW).is_err());
		assert!(past(Some(When::After(1)), NOW).is_err());
	}
}

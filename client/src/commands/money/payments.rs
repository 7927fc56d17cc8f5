//! What is charged and paid: invoices, receipts, prepayments and pre-authorisations.

use super::{
	constant, ensure_spendable, ensure_within, line_json, lines_json, lines_text, send, tariffs::ensure_provider,
	ChargeOptions, PAGE,
};
use crate::commands::{
	committing::Committing,
	context::Context,
	failure::{general, usage},
	output::Row,
	participants::ensure_not_self,
	privacy::{ensure_not_record_holder, ensure_pays_apart, Anyway},
	values::{self, When},
	words,
};
use clap::ValueEnum;
use pallet_health_token::{
	types::{
		AuthorizationKind, AuthorizationState, Conclusion, InvoiceStanding, InvoiceState, Items, Line, ReceiptSource,
		Timed,
	},
	AuthorizationOf, Call, Config, InvoiceOf, ReceiptOf,
};
use salus_client::{actions::money, chain::Chain};
use salus_primitives::{AuthorizationId, InvoiceId, Moment, ReceiptId, RedemptionId};
use salus_runtime::{AccountId, Balance, Runtime};
use serde_json::{json, Value};

/// What is charged and paid.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// What a provider would charge now for some services.
	Quote(QuoteOptions),
	/// Charge somebody, as a provider, at your prices in force.
	Invoice(InvoiceOptions),
	/// List the invoices to you that can be paid.
	Inbox {
		/// To whom; to you if absent.
		#[arg(value_parser = values::account)]
		payer: Option<AccountId>,
	},
	/// List the open invoices of a provider.
	Invoices {
		/// Whose; yours if absent.
		#[arg(value_parser = values::account)]
		provider: Option<AccountId>,
	},
	/// Show an invoice, whatever became of it.
	Show {
		/// The invoice.
		invoice: u64,
	},
	/// Pay an invoice to you.
	Pay(PayOptions),
	/// Decline an invoice to you.
	Decline {
		/// The invoice.
		invoice: u64,
	},
	/// Take an invoice of yours back.
	Cancel {
		/// The invoice.
		invoice: u64,
	},
	/// List the receipts of what you paid, or were paid.
	Receipts(ReceiptsOptions),
	/// Show a receipt.
	Receipt {
		/// The receipt.
		receipt: u64,
	},
	/// Set tokens aside to pay one provider's invoices. You can take back what no open invoice claims.
	Prepay(SetAsideOptions),
	/// Promise a provider tokens for what it will deliver. You cannot take the promise back before its end.
	Authorize(SetAsideOptions),
	/// List the prepayments and pre-authorisations that are open, or show one.
	Authorizations(AuthorizationsOptions),
	/// Charge, as a provider, what you delivered to a pre-authorisation.
	Capture(CaptureOptions),
	/// Pay an invoice out of a prepayment.
	Draw(DrawOptions),
	/// Give a payer back, as a provider, what is left of a prepayment or pre-authorisation.
	Release {
		/// The prepayment or pre-authorisation.
		authorization: u64,
	},
	/// Take back what no open invoice of the provider claims of a prepayment of yours.
	Reclaim {
		/// The prepayment.
		authorization: u64,
	},
	/// Settle what is past its deadline, which the chain else does by itself when it has time.
	Expire {
		/// What it is.
		#[arg(value_enum)]
		kind: Kind,
		/// Its number.
		number: u64,
	},
}

/// What ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
	/// Tokens handed in at a desk.
	Redemption,
	/// A prepayment or a pre-authorisation.
	Authorization,
	/// An invoice.
	Invoice,
}

/// Asking for a quote.
#[derive(Clone, Debug, clap::Args)]
pub struct QuoteOptions {
	/// The provider.
	#[arg(value_parser = values::account)]
	provider: AccountId,
	#[command(flatten)]
	charges: ChargeOptions,
}

/// Invoicing.
#[derive(Clone, Debug, clap::Args)]
pub struct InvoiceOptions {
	/// Who is to pay: the patient's persona for payments, a guardian, an insurer.
	#[arg(value_parser = values::account)]
	payer: AccountId,
	#[command(flatten)]
	charges: ChargeOptions,
	/// Until when it is to be paid: a date, or a span such as +30d.
	#[arg(long, default_value = "+30d", value_name = "WHEN")]
	due: When,
	// What names the patient among the provider's own.
	#[command(flatten)]
	patient: Committing,
	#[command(flatten)]
	anyway: Anyway,
}

/// Paying.
#[derive(Clone, Debug, clap::Args)]
pub struct PayOptions {
	/// The invoice.
	invoice: u64,
	/// Pay without asking if it comes to no more than this, in HLT.
	#[arg(long, value_parser = values::amount, value_name = "HLT")]
	max: Option<Balance>,
	/// Pay without asking whatever it comes to.
	#[arg(long)]
	yes: bool,
	#[command(flatten)]
	anyway: Anyway,
}

/// Listing receipts.
#[derive(Clone, Debug, clap::Args)]
pub struct ReceiptsOptions {
	/// Of what this account paid; yours if absent.
	#[arg(value_parser = values::account)]
	account: Option<AccountId>,
	/// Of what it was paid, as a provider.
	#[arg(long)]
	received: bool,
}

/// Setting aside.
#[derive(Clone, Debug, clap::Args)]
pub struct SetAsideOptions {
	/// For which provider.
	#[arg(value_parser = values::account)]
	provider: AccountId,
	/// How much, in HLT.
	#[arg(value_parser = values::amount)]
	amount: Balance,
	/// Until when: a date, or a span such as +30d. What is left then is yours again by itself.
	#[arg(long, default_value = "+30d", value_name = "WHEN")]
	until: When,
	#[command(flatten)]
	anyway: Anyway,
}

/// Looking at what is set aside.
#[derive(Clone, Debug, clap::Args)]
pub struct AuthorizationsOptions {
	/// One of them, whatever became of it.
	authorization: Option<u64>,
	/// Of this payer; yours if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with = "authorization")]
	payer: Option<AccountId>,
	/// For this provider.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with_all = ["authorization", "payer"])]
	provider: Option<AccountId>,
}

/// Capturing.
#[derive(Clone, Debug, clap::Args)]
pub struct CaptureOptions {
	/// The pre-authorisation.
	authorization: u64,
	#[command(flatten)]
	charges: ChargeOptions,
	// What names the patient among the provider's own.
	#[command(flatten)]
	patient: Committing,
}

/// Drawing.
#[derive(Clone, Debug, clap::Args)]
pub struct DrawOptions {
	/// The prepayment.
	authorization: u64,
	/// The invoice.
	invoice: u64,
	#[command(flatten)]
	anyway: Anyway,
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Quote(options) => quote(context, options).await,
		Command::Invoice(options) => invoice(context, options).await,
		Command::Inbox { payer } => inbox(context, payer).await,
		Command::Invoices { provider } => invoices(context, provider).await,
		Command::Show { invoice } => show(context, InvoiceId(invoice)).await,
		Command::Pay(options) => pay(context, options).await,
		Command::Decline { invoice } => decline(context, InvoiceId(invoice)).await,
		Command::Cancel { invoice } => cancel(context, InvoiceId(invoice)).await,
		Command::Receipts(options) => receipts(context, options).await,
		Command::Receipt { receipt } => show_receipt(context, ReceiptId(receipt)).await,
		Command::Prepay(options) => set_aside(context, options, AuthorizationKind::Prepayment).await,
		Command::Authorize(options) => set_aside(context, options, AuthorizationKind::PreAuthorization).await,
		Command::Authorizations(options) => authorizations(context, options).await,
		Command::Capture(options) => capture(context, options).await,
		Command::Draw(options) => draw(context, options).await,
		Command::Release { authorization } => release(context, AuthorizationId(authorization)).await,
		Command::Reclaim { authorization } => reclaim(context, AuthorizationId(authorization)).await,
		Command::Expire { kind, number } => expire(context, kind, number).await,
	}
}

/// What a provider would charge now.
async fn quoted(chain: &Chain, provider: &AccountId, items: &Items) -> anyhow::Result<Vec<Line>> {
	let view = pallet_health_token::QuoteViewFunction::<Runtime>::new(provider.clone(), items.clone());
	chain.view(view).await?.ok_or_else(|| {
		general(format!(
			"{provider} has no price in force for some of this, or one above the ceiling: see salus tariff list {provider}"
		))
	})
}

fn total_of(lines: &[Line]) -> anyhow::Result<Balance> {
	Line::total(lines).ok_or_else(|| usage("that comes to more than there can be"))
}

async fn quote(context: &Context, options: QuoteOptions) -> anyhow::Result<()> {
	let items = options.charges.items()?;
	let lines = quoted(&context.connect().await?, &options.provider, &items).await?;
	let total = total_of(&lines)?;
	let json = json!({
		"provider": options.provider,
		"lines": lines_json(&lines),
		"total": words::tokens(total),
		"total_plancks": total.to_string(),
	});
	let fields = [("lines", lines_text(&lines)), ("total", words::tokens(total))];
	context.out.fields(&json, &fields);
	Ok(())
}

async fn invoice(context: &Context, options: InvoiceOptions) -> anyhow::Result<()> {
	let InvoiceOptions { payer, charges, due, patient, anyway } = options;
	let items = charges.items()?;
	let (chain, me) = context.signed().await?;
	ensure_not_self(&me, &payer)?;
	let now = chain.now().await?;
	let due = due.from(now);
	let longest: Moment = constant::<<Runtime as Config>::MaxInvoiceLifetime, _>();
	ensure_within(due, now, longest)?;
	ensure_provider(&chain, &me.account_id()).await?;
	let lines = quoted(&chain, &me.account_id(), &items).await?;
	ensure_pays_apart(&chain, &payer, anyway.anyway).await?;
	let committed = patient.commit(context.out)?;
	let spinner = context.out.spinner("waiting for the chain");
	let invoiced = money::invoice(&chain, &me, &payer, committed.commitment, items, due, context.wait()).await;
	spinner.finish_and_clear();
	let ((id, total), included) = invoiced?;
	let json = json!({
		"invoice": id,
		"payer": payer,
		"lines": lines_json(&lines),
		"total": words::tokens(total),
		"total_plancks": total.to_string(),
		"due": words::instant(due),
	});
	let text = format!(
		"invoice {id}: {} to be paid by {payer} until {}\n{}",
		words::tokens(total),
		words::moment(due),
		lines_text(&lines)
	);
	let (json, text) = committed.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn inbox(context: &Context, payer: Option<AccountId>) -> anyhow::Result<()> {
	let payer = context.or_mine(payer)?;
	let chain = context.connect().await?;
	let demands = chain.view(pallet_health_token::InboxViewFunction::<Runtime>::new(payer)).await?;
	let rows = demands
		.iter()
		.map(|demand| -> Row {
			let json = json!({
				"invoice": demand.invoice,
				"provider": demand.provider,
				"due": words::instant(demand.due),
				"total": words::tokens(demand.total),
				"total_plancks": demand.total.to_string(),
			});
			let cells = vec![
				demand.invoice.to_string(),
				demand.provider.to_string(),
				words::tokens(demand.total),
				words::moment(demand.due),
			];
			(json, cells)
		})
		.collect();
	context.out.rows(&["invoice", "from", "total", "due"], rows, "there is nothing to pay");
	Ok(())
}

async fn invoice_of(chain: &Chain, id: InvoiceId) -> anyhow::Result<InvoiceOf<Runtime>> {
	let found = chain.view(pallet_health_token::InvoiceInfoViewFunction::<Runtime>::new(id)).await?;
	found.ok_or_else(|| general(format!("there is no invoice {id}")))
}

/// How an invoice stands, in words.
fn standing_text(standing: &InvoiceStanding) -> String {
	match standing {
		InvoiceStanding::Open => "to be paid".into(),
		InvoiceStanding::Paid(receipt) => format!("paid, receipt {receipt}"),
		InvoiceStanding::Declined => "declined by the payer".into(),
		InvoiceStanding::Cancelled => "taken back by the provider".into(),
		InvoiceStanding::Expired => "not paid in time".into(),
	}
}

/// The lines of an invoice, as long as it is open; then they are in the receipt, if there is one.
fn lines_of(invoice: &InvoiceOf<Runtime>) -> &[Line] {
	match &invoice.state {
		InvoiceState::Open { lines, .. } => lines,
		_ => &[],
	}
}

fn invoice_json(id: InvoiceId, invoice: &InvoiceOf<Runtime>, now: Moment) -> Value {
	let standing = invoice.standing(now);
	let receipt = match standing {
		InvoiceStanding::Paid(receipt) => Some(receipt),
		_ => None,
	};
	json!({
		"invoice": id,
		"provider": invoice.provider,
		"payer": invoice.payer,
		"patient": values::Hex(invoice.patient.0),
		"issued": words::instant(invoice.issued),
		"due": words::instant(invoice.due),
		"total": words::tokens(invoice.total),
		"total_plancks": invoice.total.to_string(),
		"lines": lines_json(lines_of(invoice)),
		"standing": words::kebab(&standing),
		"receipt": receipt,
	})
}

async fn invoices(context: &Context, provider: Option<AccountId>) -> anyhow::Result<()> {
	let provider = context.or_mine(provider)?;
	let chain = context.connect().await?;
	let now = chain.now().await?;
	let (mut rows, mut from): (Vec<Row>, _) = (Vec::new(), Some(InvoiceId(0)));
	while let Some(start) = from {
		let view = pallet_health_token::OpenInvoicesViewFunction::<Runtime>::new(provider.clone(), start, PAGE);
		let page = chain.view(view).await?;
		from = page.last().filter(|_| page.len() == PAGE as usize).and_then(|(id, _)| id.next());
		for (id, invoice) in &page {
			let cells = vec![
				id.to_string(),
				invoice.payer.to_string(),
				words::tokens(invoice.total),
				words::moment(invoice.due),
				standing_text(&invoice.standing(now)),
			];
			rows.push((invoice_json(*id, invoice, now), cells));
		}
	}
	context.out.rows(&["invoice", "payer", "total", "due", "standing"], rows, "no invoices are open");
	Ok(())
}

async fn show(context: &Context, id: InvoiceId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let (invoice, now) = (invoice_of(&chain, id).await?, chain.now().await?);
	let mut fields = vec![
		("invoice", id.to_string()),
		("provider", invoice.provider.to_string()),
		("payer", invoice.payer.to_string()),
		("total", words::tokens(invoice.total)),
		("issued", words::moment(invoice.issued)),
		("due", words::moment(invoice.due)),
		("standing", standing_text(&invoice.standing(now))),
	];
	let lines = lines_of(&invoice);
	if !lines.is_empty() {
		fields.push(("lines", lines_text(lines)));
	}
	context.out.fields(&invoice_json(id, &invoice, now), &fields);
	Ok(())
}

/// The invoice, if it can still be paid, declined or taken back.
async fn open_invoice(chain: &Chain, id: InvoiceId) -> anyhow::Result<InvoiceOf<Runtime>> {
	let invoice = invoice_of(chain, id).await?;
	match invoice.standing(chain.now().await?) {
		InvoiceStanding::Open => Ok(invoice),
		standing => Err(general(format!("invoice {id} is closed: {}", standing_text(&standing)))),
	}
}

fn ensure_payer(id: InvoiceId, invoice: &InvoiceOf<Runtime>, me: &AccountId) -> anyhow::Result<()> {
	if invoice.payer == *me {
		return Ok(());
	}
	Err(general(format!("invoice {id} is to {}, and you sign as {me}: is --persona the right one?", invoice.payer)))
}

async fn pay(context: &Context, options: PayOptions) -> anyhow::Result<()> {
	let id = InvoiceId(options.invoice);
	let (chain, me) = context.signed().await?;
	let invoice = open_invoice(&chain, id).await?;
	ensure_payer(id, &invoice, &me.account_id())?;
	ensure_not_record_holder(&chain, &me, options.anyway.anyway).await?;
	if let Some(max) = options.max.filter(|max| invoice.total > *max) {
		let (total, max) = (words::tokens(invoice.total), words::tokens(max));
		return Err(general(format!("invoice {id} comes to {total}, more than {max}: see salus pay show {id}")));
	}
	ensure_spendable(&chain, &me.account_id(), invoice.total).await?;
	let agreed = options.yes || options.max.is_some();
	if !agreed {
		context.out.note(&lines_text(lines_of(&invoice)));
	}
	let question = format!("Pay {} to {}?", words::tokens(invoice.total), invoice.provider);
	context.confirm(&question, agreed)?;
	let spinner = context.out.spinner("waiting for the chain");
	let paid = money::pay(&chain, &me, id, invoice.total, context.wait()).await;
	spinner.finish_and_clear();
	let (receipt, included) = paid?;
	let json = json!({
		"invoice": id,
		"receipt": receipt,
		"provider": invoice.provider,
		"total": words::tokens(invoice.total),
		"total_plancks": invoice.total.to_string(),
	});
	let text = format!("{} paid to {}: receipt {receipt}", words::tokens(invoice.total), invoice.provider);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn decline(context: &Context, id: InvoiceId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let invoice = open_invoice(&chain, id).await?;
	ensure_payer(id, &invoice, &me.account_id())?;
	let text = format!("invoice {id} is declined");
	send(context, &chain, &me, Call::decline { invoice: id }, json!({ "invoice": id }), &text).await
}

async fn cancel(context: &Context, id: InvoiceId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let invoice = open_invoice(&chain, id).await?;
	if invoice.provider != me.account_id() {
		return Err(general(format!("invoice {id} is of {}", invoice.provider)));
	}
	let text = format!("invoice {id} is taken back");
	send(context, &chain, &me, Call::cancel_invoice { invoice: id }, json!({ "invoice": id }), &text).await
}

fn receipt_json(id: ReceiptId, receipt: &ReceiptOf<Runtime>) -> Value {
	let (invoice, authorization) = match receipt.source {
		ReceiptSource::Invoice(invoice) => (Some(invoice), None),
		ReceiptSource::Prepayment(invoice, authorization) => (Some(invoice), Some(authorization)),
		ReceiptSource::Authorization(authorization) => (None, Some(authorization)),
	};
	json!({
		"receipt": id,
		"provider": receipt.provider,
		"payer": receipt.payer,
		"patient": values::Hex(receipt.patient.0),
		"lines": receipt.lines.iter().map(line_json).collect::<Vec<_>>(),
		"total": words::tokens(receipt.total),
		"total_plancks": receipt.total.to_string(),
		"paid_at": words::instant(receipt.paid_at),
		"invoice": invoice,
		"authorization": authorization,
	})
}

fn source_text(source: ReceiptSource) -> String {
	match source {
		ReceiptSource::Invoice(invoice) => format!("invoice {invoice}"),
		ReceiptSource::Prepayment(invoice, authorization) => {
			format!("invoice {invoice}, out of prepayment {authorization}")
		},
		ReceiptSource::Authorization(authorization) => format!("pre-authorisation {authorization}"),
	}
}

async fn receipts(context: &Context, options: ReceiptsOptions) -> anyhow::Result<()> {
	let account = context.or_mine(options.account)?;
	let chain = context.connect().await?;
	let (mut rows, mut from): (Vec<Row>, _) = (Vec::new(), Some(ReceiptId(0)));
	while let Some(start) = from {
		let page: Vec<(ReceiptId, ReceiptOf<Runtime>)> = match options.received {
			true => {
				let view =
					pallet_health_token::ReceiptsOfProviderViewFunction::<Runtime>::new(account.clone(), start, PAGE);
				chain.view(view).await?
			},
			false => {
				let view =
					pallet_health_token::ReceiptsOfPayerViewFunction::<Runtime>::new(account.clone(), start, PAGE);
				chain.view(view).await?
			},
		};
		from = page.last().filter(|_| page.len() == PAGE as usize).and_then(|(id, _)| id.next());
		for (id, receipt) in &page {
			let other = if options.received { &receipt.payer } else { &receipt.provider };
			let cells = vec![
				id.to_string(),
				words::moment(receipt.paid_at),
				other.to_string(),
				words::tokens(receipt.total),
				source_text(receipt.source),
			];
			rows.push((receipt_json(*id, receipt), cells));
		}
	}
	let other = if options.received { "from" } else { "to" };
	context.out.rows(&["receipt", "paid", other, "total", "for"], rows, "there are no receipts");
	Ok(())
}

async fn show_receipt(context: &Context, id: ReceiptId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let found = chain.view(pallet_health_token::ReceiptInfoViewFunction::<Runtime>::new(id)).await?;
	let receipt = found.ok_or_else(|| general(format!("there is no receipt {id}")))?;
	let fields = [
		("receipt", id.to_string()),
		("provider", receipt.provider.to_string()),
		("payer", receipt.payer.to_string()),
		("patient", values::Hex(receipt.patient.0).to_string()),
		("paid", words::moment(receipt.paid_at)),
		("for", source_text(receipt.source)),
		("lines", lines_text(&receipt.lines)),
		("total", words::tokens(receipt.total)),
	];
	context.out.fields(&receipt_json(id, &receipt), &fields);
	Ok(())
}

fn kind_text(kind: AuthorizationKind) -> &'static str {
	match kind {
		AuthorizationKind::Prepayment => "prepayment",
		AuthorizationKind::PreAuthorization => "pre-authorisation",
	}
}

async fn set_aside(context: &Context, options: SetAsideOptions, kind: AuthorizationKind) -> anyhow::Result<()> {
	let SetAsideOptions { provider, amount, until, anyway } = options;
	let least: Balance = constant::<<Runtime as Config>::MinAuthorization, _>();
	if amount < least {
		return Err(usage(format!("at least {} are set aside at once", words::tokens(least))));
	}
	let (chain, me) = context.signed().await?;
	ensure_not_self(&me, &provider)?;
	let now = chain.now().await?;
	let until = until.from(now);
	let longest: Moment = constant::<<Runtime as Config>::MaxAuthorizationLifetime, _>();
	ensure_within(until, now, longest)?;
	ensure_provider(&chain, &provider).await?;
	ensure_spendable(&chain, &me.account_id(), amount).await?;
	ensure_not_record_holder(&chain, &me, anyway.anyway).await?;
	let spinner = context.out.spinner("waiting for the chain");
	let sent = match kind {
		AuthorizationKind::Prepayment => money::prepay(&chain, &me, &provider, amount, until, context.wait()).await,
		AuthorizationKind::PreAuthorization => {
			money::authorize(&chain, &me, &provider, amount, until, context.wait()).await
		},
	};
	spinner.finish_and_clear();
	let (id, included) = sent?;
	let json = json!({
		"authorization": id,
		"kind": words::kebab(&kind),
		"provider": provider,
		"amount_plancks": amount.to_string(),
		"until": words::instant(until),
	});
	let text = format!(
		"{} {id}: {} for {provider} until {}; what is left then is yours again by itself",
		kind_text(kind),
		words::tokens(amount),
		words::moment(until)
	);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn authorization_of(chain: &Chain, id: AuthorizationId) -> anyhow::Result<AuthorizationOf<Runtime>> {
	let found = chain.view(pallet_health_token::AuthorizationInfoViewFunction::<Runtime>::new(id)).await?;
	found.ok_or_else(|| general(format!("there is no prepayment or pre-authorisation {id}")))
}

fn state_text(authorization: &AuthorizationOf<Runtime>, now: Moment) -> String {
	match authorization.state {
		AuthorizationState::Open { remaining } if authorization.available(now) == 0 => {
			format!("over; {} are given back", words::tokens(remaining))
		},
		AuthorizationState::Open { remaining } => format!("{} left", words::tokens(remaining)),
		AuthorizationState::Concluded { by, at } => {
			let how = match by {
				Conclusion::Exhausted => "all of it is spent",
				Conclusion::Released => "the provider gave the rest back",
				Conclusion::Reclaimed => "the payer took the rest back",
				Conclusion::Expired => "it was over, and the rest was given back",
			};
			format!("{how}, {}", words::moment(at))
		},
	}
}

fn authorization_json(id: AuthorizationId, authorization: &AuthorizationOf<Runtime>) -> Value {
	let concluded = match authorization.state {
		AuthorizationState::Open { .. } => None,
		AuthorizationState::Concluded { by, .. } => Some(words::kebab(&by)),
	};
	json!({
		"authorization": id,
		"kind": words::kebab(&authorization.kind),
		"payer": authorization.payer,
		"provider": authorization.provider,
		"amount_plancks": authorization.amount.to_string(),
		"spent_plancks": authorization.spent.to_string(),
		"remaining_plancks": authorization.remaining().to_string(),
		"given": words::instant(authorization.given),
		"until": words::instant(authorization.until),
		"concluded": concluded,
	})
}

/// All that is set aside for a provider.
async fn authorizations_for(
	chain: &Chain,
	provider: &AccountId,
) -> anyhow::Result<Vec<(AuthorizationId, AuthorizationOf<Runtime>)>> {
	let (mut found, mut from) = (Vec::new(), Some(AuthorizationId(0)));
	while let Some(start) = from {
		let view = pallet_health_token::AuthorizationsForViewFunction::<Runtime>::new(provider.clone(), start, PAGE);
		let page = chain.view(view).await?;
		from = page.last().filter(|_| page.len() == PAGE as usize).and_then(|(id, _)| id.next());
		found.extend(page);
	}
	Ok(found)
}

async fn authorizations(context: &Context, options: AuthorizationsOptions) -> anyhow::Result<()> {
	if let Some(id) = options.authorization.map(AuthorizationId) {
		return show_authorization(context, id).await;
	}
	let (chain, found) = match options.provider {
		Some(provider) => {
			let chain = context.connect().await?;
			let found = authorizations_for(&chain, &provider).await?;
			(chain, found)
		},
		None => {
			let payer = context.or_mine(options.payer)?;
			let chain = context.connect().await?;
			let view = pallet_health_token::AuthorizationsOfViewFunction::<Runtime>::new(payer);
			let found = chain.view(view).await?;
			(chain, found)
		},
	};
	let now = chain.now().await?;
	let rows = found
		.iter()
		.map(|(id, authorization)| -> Row {
			let cells = vec![
				id.to_string(),
				kind_text(authorization.kind).to_owned(),
				authorization.payer.to_string(),
				authorization.provider.to_string(),
				state_text(authorization, now),
				words::moment(authorization.until),
			];
			(authorization_json(*id, authorization), cells)
		})
		.collect();
	context.out.rows(&["number", "kind", "payer", "provider", "state", "until"], rows, "nothing is set aside");
	Ok(())
}

async fn show_authorization(context: &Context, id: AuthorizationId) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let (authorization, now) = (authorization_of(&chain, id).await?, chain.now().await?);
	let reclaimable = chain.view(pallet_health_token::ReclaimableViewFunction::<Runtime>::new(id)).await?;
	let mut fields = vec![
		(kind_text(authorization.kind), id.to_string()),
		("payer", authorization.payer.to_string()),
		("provider", authorization.provider.to_string()),
		("set aside", format!("{}, {}", words::tokens(authorization.amount), words::moment(authorization.given))),
		("spent", words::tokens(authorization.spent)),
		("until", words::moment(authorization.until)),
		("state", state_text(&authorization, now)),
	];
	if authorization.kind == AuthorizationKind::Prepayment {
		fields.push(("to be taken back", words::tokens(reclaimable)));
	}
	let mut json = authorization_json(id, &authorization);
	json["reclaimable_plancks"] = json!(reclaimable.to_string());
	context.out.fields(&json, &fields);
	Ok(())
}

/// What is set aside, if something of it can be used now.
async fn usable_authorization(
	chain: &Chain,
	id: AuthorizationId,
	kind: AuthorizationKind,
) -> anyhow::Result<AuthorizationOf<Runtime>> {
	let authorization = authorization_of(chain, id).await?;
	if authorization.kind != kind {
		return Err(usage(format!("{id} is a {}, not a {}", kind_text(authorization.kind), kind_text(kind))));
	}
	let now = chain.now().await?;
	if authorization.available(now) == 0 {
		let state = state_text(&authorization, now);
		return Err(general(format!("nothing of {} {id} can be used any more: {state}", kind_text(kind))));
	}
	Ok(authorization)
}

fn ensure_for_me(id: AuthorizationId, authorization: &AuthorizationOf<Runtime>, me: &AccountId) -> anyhow::Result<()> {
	if authorization.provider == *me {
		return Ok(());
	}
	Err(general(format!("{} {id} is for {}", kind_text(authorization.kind), authorization.provider)))
}

async fn capture(context: &Context, options: CaptureOptions) -> anyhow::Result<()> {
	let id = AuthorizationId(options.authorization);
	let items = options.charges.items()?;
	let (chain, me) = context.signed().await?;
	let authorization = usable_authorization(&chain, id, AuthorizationKind::PreAuthorization).await?;
	ensure_for_me(id, &authorization, &me.account_id())?;
	ensure_provider(&chain, &me.account_id()).await?;
	let committed = options.patient.commit(context.out)?;
	let spinner = context.out.spinner("waiting for the chain");
	let captured = money::capture(&chain, &me, id, committed.commitment, items, context.wait()).await;
	spinner.finish_and_clear();
	let (captured, included) = captured?;
	let json = json!({
		"authorization": id,
		"receipt": captured.receipt,
		"total": words::tokens(captured.total),
		"total_plancks": captured.total.to_string(),
		"remaining_plancks": captured.remaining.to_string(),
	});
	let text = format!(
		"{} captured: receipt {}; {} are left. What you do not need, give back with salus pay release {id}",
		words::tokens(captured.total),
		captured.receipt,
		words::tokens(captured.remaining)
	);
	let (json, text) = committed.report(json, text);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn draw(context: &Context, options: DrawOptions) -> anyhow::Result<()> {
	let (id, invoice_id) = (AuthorizationId(options.authorization), InvoiceId(options.invoice));
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let prepayment = usable_authorization(&chain, id, AuthorizationKind::Prepayment).await?;
	let invoice = open_invoice(&chain, invoice_id).await?;
	if invoice.payer != prepayment.payer || invoice.provider != prepayment.provider {
		return Err(usage(format!("prepayment {id} is between other parties than invoice {invoice_id}")));
	}
	if account != invoice.payer && account != invoice.provider {
		return Err(general(format!("you are no party to invoice {invoice_id}: is --persona the right one?")));
	}
	if account == invoice.provider {
		let delay: Moment = constant::<<Runtime as Config>::DrawDelay, _>();
		let from = invoice.issued.saturating_add(delay);
		if chain.now().await? < from {
			return Err(general(format!("the payer has time to decline it until {}", words::moment(from))));
		}
		ensure_provider(&chain, &account).await?;
	} else {
		ensure_not_record_holder(&chain, &me, options.anyway.anyway).await?;
	}
	if invoice.total > prepayment.remaining() {
		return Err(general(format!(
			"invoice {invoice_id} comes to {}, and {} are left of the prepayment",
			words::tokens(invoice.total),
			words::tokens(prepayment.remaining())
		)));
	}
	let spinner = context.out.spinner("waiting for the chain");
	let drawn = money::draw(&chain, &me, id, invoice_id, context.wait()).await;
	spinner.finish_and_clear();
	let (receipt, included) = drawn?;
	let json = json!({
		"authorization": id,
		"invoice": invoice_id,
		"receipt": receipt,
		"total_plancks": invoice.total.to_string(),
	});
	let text = format!("{} paid out of prepayment {id}: receipt {receipt}", words::tokens(invoice.total));
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn release(context: &Context, id: AuthorizationId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let authorization = authorization_of(&chain, id).await?;
	ensure_for_me(id, &authorization, &me.account_id())?;
	if !authorization.is_open() {
		let state = state_text(&authorization, chain.now().await?);
		return Err(general(format!("nothing is left of {} {id}: {state}", kind_text(authorization.kind))));
	}
	let spinner = context.out.spinner("waiting for the chain");
	let released = money::release(&chain, &me, id, context.wait()).await;
	spinner.finish_and_clear();
	let (returned, included) = released?;
	let json = json!({ "authorization": id, "returned_plancks": returned.to_string() });
	let text = format!("{} given back to {}", words::tokens(returned), authorization.payer);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn reclaim(context: &Context, id: AuthorizationId) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let prepayment = usable_authorization(&chain, id, AuthorizationKind::Prepayment).await?;
	if prepayment.payer != me.account_id() {
		return Err(general(format!("prepayment {id} is of {}: is --persona the right one?", prepayment.payer)));
	}
	if chain.view(pallet_health_token::ReclaimableViewFunction::<Runtime>::new(id)).await? == 0 {
		return Err(general(
			"open invoices of the provider claim all of it: pay them, or decline them first with salus pay decline",
		));
	}
	let spinner = context.out.spinner("waiting for the chain");
	let reclaimed = money::reclaim(&chain, &me, id, context.wait()).await;
	spinner.finish_and_clear();
	let (amount, included) = reclaimed?;
	let json = json!({ "authorization": id, "returned_plancks": amount.to_string() });
	context.out.receipt(&included, json, &format!("{} are yours again", words::tokens(amount)));
	Ok(())
}

async fn expire(context: &Context, kind: Kind, number: u64) -> anyhow::Result<()> {
	let timed = match kind {
		Kind::Redemption => Timed::Redemption(RedemptionId(number)),
		Kind::Authorization => Timed::Authorization(AuthorizationId(number)),
		Kind::Invoice => Timed::Invoice(InvoiceId(number)),
	};
	let (chain, me) = context.signed().await?;
	let deadline = match timed {
		Timed::Redemption(id) => {
			let view = pallet_health_token::RedemptionInfoViewFunction::<Runtime>::new(id);
			chain.view(view).await?.and_then(|redemption| redemption.deadline())
		},
		Timed::Authorization(id) => {
			let authorization = authorization_of(&chain, id).await?;
			authorization.is_open().then_some(authorization.until)
		},
		Timed::Invoice(id) => {
			let invoice = invoice_of(&chain, id).await?;
			matches!(invoice.state, InvoiceState::Open { .. }).then_some(invoice.due)
		},
	};
	let Some(deadline) = deadline else {
		return Err(general("it is settled already, or there is no such thing"));
	};
	if chain.now().await? <= deadline {
		return Err(general(format!("it has time until {}", words::moment(deadline))));
	}
	let json = json!({ "kind": words::kebab(&kind), "number": number });
	send(context, &chain, &me, Call::expire { timed }, json, "it is settled, and what was held is given back").await
}

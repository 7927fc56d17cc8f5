//! Health money: prices, desks, invoices, and tokens set aside.

use super::{bounded, outcome, ActionError};
use crate::{
	chain::{Chain, Included, Wait},
	keys::Persona,
};
use pallet_health_token::{
	types::{Conclusion, Item, Items, Money, PriceVersion, Unit},
	Call, Event,
};
use salus_primitives::{
	AuthorizationId, Commitment, InvoiceId, Moment, Period, ReceiptId, RedemptionId, RoundId, ServiceCode,
};
use salus_runtime::{AccountId, Balance, Runtime, RuntimeCall, RuntimeEvent};

/// A service by its code system and its code.
///
/// # Errors
/// [`ActionError::TooMany`].
pub fn service(system: &str, code: &str) -> Result<ServiceCode, ActionError> {
	Ok(ServiceCode {
		system: bounded("characters in a code system", system.as_bytes().to_vec())?,
		code: bounded("characters in a code", code.as_bytes().to_vec())?,
	})
}

/// For how much of a service a price is.
///
/// # Errors
/// [`ActionError::TooMany`].
pub fn unit(text: &str) -> Result<Unit, ActionError> {
	Ok(Unit(bounded("characters in a unit", text.as_bytes().to_vec())?))
}

/// What is to be charged for: services, and how many units of each.
///
/// # Errors
/// [`ActionError::TooMany`].
pub fn items(charged: Vec<(ServiceCode, u32)>) -> Result<Items, ActionError> {
	let items = charged.into_iter().map(|(service, quantity)| Item { service, quantity }).collect();
	bounded("lines", items)
}

/// Sends a call of the pallet.
async fn send(chain: &Chain, signer: &Persona, call: Call<Runtime>, wait: Wait) -> Result<Included, ActionError> {
	Ok(chain.send(signer, RuntimeCall::HealthToken(call), wait).await?)
}

/// Takes from the pallet's events what `pick` finds first.
fn told<T>(
	included: &Included,
	what: &'static str,
	pick: impl Fn(&Event<Runtime>) -> Option<T>,
) -> Result<T, ActionError> {
	outcome(included, what, |event| match event {
		RuntimeEvent::HealthToken(event) => pick(event),
		_ => None,
	})
}

/// Publishes a provider's price for one unit of a service, in plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn publish_price(
	chain: &Chain,
	provider: &Persona,
	service: ServiceCode,
	unit: Unit,
	price: Balance,
	valid: Period,
	wait: Wait,
) -> Result<(PriceVersion, Included), ActionError> {
	let included = send(chain, provider, Call::publish_price { service, unit, price, valid }, wait).await?;
	let version = told(&included, "the price", |event| match event {
		Event::PricePublished { version, .. } => Some(*version),
		_ => None,
	})?;
	Ok((version, included))
}

/// Says, as an authority, what a service should cost, and the most that may be charged for it.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn set_reference(
	chain: &Chain,
	authority: &Persona,
	service: ServiceCode,
	reference: Balance,
	ceiling: Option<Balance>,
	wait: Wait,
) -> Result<Included, ActionError> {
	send(chain, authority, Call::set_reference { service, reference, ceiling }, wait).await
}

/// What the council decides to authorise a desk. The period is in milliseconds.
pub fn authorize_desk(desk: AccountId, allowance: Balance, period: Moment, attestor: AccountId) -> RuntimeCall {
	RuntimeCall::HealthToken(Call::authorize_desk { desk, allowance, period, attestor })
}

/// Attests a desk's reserves as of a moment, in plancks' worth.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn attest(
	chain: &Chain,
	attestor: &Persona,
	desk: &AccountId,
	commitment: Commitment,
	reserves: Balance,
	as_of: Moment,
	wait: Wait,
) -> Result<Included, ActionError> {
	send(chain, attestor, Call::attest_reserve { desk: desk.clone(), commitment, reserves, as_of }, wait).await
}

/// Issues tokens, as a desk, to somebody who paid for them outside of the chain.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn issue(
	chain: &Chain,
	desk: &Persona,
	beneficiary: &AccountId,
	amount: Balance,
	receipt: Commitment,
	against: Money,
	wait: Wait,
) -> Result<Included, ActionError> {
	send(chain, desk, Call::issue { beneficiary: beneficiary.clone(), amount, receipt, against }, wait).await
}

/// Records, as a desk, that somebody paid for tokens of a round. Gives how many that were.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn record_purchase(
	chain: &Chain,
	desk: &Persona,
	round: RoundId,
	buyer: &AccountId,
	paid: u128,
	receipt: Commitment,
	wait: Wait,
) -> Result<(Balance, Included), ActionError> {
	let included =
		send(chain, desk, Call::record_purchase { round, buyer: buyer.clone(), paid, receipt }, wait).await?;
	let amount = told(&included, "the purchase", |event| match event {
		Event::Purchased { amount, .. } => Some(*amount),
		_ => None,
	})?;
	Ok((amount, included))
}

/// Hands in tokens at a desk for money outside of the chain. Gives the redemption, and until when the desk has to settle it.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn redeem(
	chain: &Chain,
	owner: &Persona,
	desk: &AccountId,
	amount: Balance,
	payout: Commitment,
	wait: Wait,
) -> Result<((RedemptionId, Moment), Included), ActionError> {
	let included = send(chain, owner, Call::redeem { desk: desk.clone(), amount, payout }, wait).await?;
	let requested = told(&included, "the redemption", |event| match event {
		Event::RedemptionRequested { redemption, deadline, .. } => Some((*redemption, *deadline)),
		_ => None,
	})?;
	Ok((requested, included))
}

/// Says, as a desk, that it paid for tokens handed in. They are burnt.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn settle(
	chain: &Chain,
	desk: &Persona,
	redemption: RedemptionId,
	payment: Commitment,
	wait: Wait,
) -> Result<Included, ActionError> {
	send(chain, desk, Call::settle { redemption, payment }, wait).await
}

/// Charges somebody, as a provider, at the prices in force. Gives the invoice and what it comes to, in plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn invoice(
	chain: &Chain,
	provider: &Persona,
	payer: &AccountId,
	patient: Commitment,
	items: Items,
	due: Moment,
	wait: Wait,
) -> Result<((InvoiceId, Balance), Included), ActionError> {
	let included = send(chain, provider, Call::invoice { payer: payer.clone(), patient, items, due }, wait).await?;
	let invoiced = told(&included, "the invoice", |event| match event {
		Event::Invoiced { invoice, total, .. } => Some((*invoice, *total)),
		_ => None,
	})?;
	Ok((invoiced, included))
}

/// The receipt that a payment yielded.
fn receipt(included: &Included) -> Result<ReceiptId, ActionError> {
	told(included, "the receipt", |event| match event {
		Event::Paid { receipt, .. } => Some(*receipt),
		_ => None,
	})
}

/// Pays an invoice, if it comes to no more than `max_total` plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn pay(
	chain: &Chain,
	payer: &Persona,
	invoice: InvoiceId,
	max_total: Balance,
	wait: Wait,
) -> Result<(ReceiptId, Included), ActionError> {
	let included = send(chain, payer, Call::pay { invoice, max_total }, wait).await?;
	Ok((receipt(&included)?, included))
}

/// Sets tokens aside to pay one provider's invoices.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn prepay(
	chain: &Chain,
	payer: &Persona,
	provider: &AccountId,
	amount: Balance,
	until: Moment,
	wait: Wait,
) -> Result<(AuthorizationId, Included), ActionError> {
	let included = send(chain, payer, Call::prepay { provider: provider.clone(), amount, until }, wait).await?;
	let id = told(&included, "the prepayment", |event| match event {
		Event::Prepaid { authorization, .. } => Some(*authorization),
		_ => None,
	})?;
	Ok((id, included))
}

/// Promises a provider up to `cap` plancks for what it will deliver.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn authorize(
	chain: &Chain,
	payer: &Persona,
	provider: &AccountId,
	cap: Balance,
	until: Moment,
	wait: Wait,
) -> Result<(AuthorizationId, Included), ActionError> {
	let included = send(chain, payer, Call::authorize { provider: provider.clone(), cap, until }, wait).await?;
	let id = told(&included, "the pre-authorisation", |event| match event {
		Event::Authorized { authorization, .. } => Some(*authorization),
		_ => None,
	})?;
	Ok((id, included))
}

/// What a capture brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Captured {
	/// The receipt.
	pub receipt: ReceiptId,
	/// What was charged, in plancks.
	pub total: Balance,
	/// What is left of the pre-authorisation, in plancks.
	pub remaining: Balance,
}

/// Charges, as a provider, what was delivered to a pre-authorisation.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn capture(
	chain: &Chain,
	provider: &Persona,
	authorization: AuthorizationId,
	patient: Commitment,
	items: Items,
	wait: Wait,
) -> Result<(Captured, Included), ActionError> {
	let included = send(chain, provider, Call::capture { authorization, patient, items }, wait).await?;
	let captured = told(&included, "the capture", |event| match event {
		Event::Captured { receipt, total, remaining, .. } => {
			Some(Captured { receipt: *receipt, total: *total, remaining: *remaining })
		},
		_ => None,
	})?;
	Ok((captured, included))
}

/// Pays an invoice out of a prepayment.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn draw(
	chain: &Chain,
	party: &Persona,
	authorization: AuthorizationId,
	invoice: InvoiceId,
	wait: Wait,
) -> Result<(ReceiptId, Included), ActionError> {
	let included = send(chain, party, Call::draw { authorization, invoice }, wait).await?;
	Ok((receipt(&included)?, included))
}

/// Gives a payer back, as a provider, what is left of a prepayment or pre-authorisation. Gives how much that was, in plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn release(
	chain: &Chain,
	provider: &Persona,
	authorization: AuthorizationId,
	wait: Wait,
) -> Result<(Balance, Included), ActionError> {
	let included = send(chain, provider, Call::release { authorization }, wait).await?;
	let returned = told(&included, "what was given back", |event| match event {
		Event::AuthorizationConcluded { by: Conclusion::Released, returned, .. } => Some(*returned),
		_ => None,
	})?;
	Ok((returned, included))
}

/// Takes back what no open invoice of the provider claims of a prepayment. Gives how much that was, in plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn reclaim(
	chain: &Chain,
	payer: &Persona,
	authorization: AuthorizationId,
	wait: Wait,
) -> Result<(Balance, Included), ActionError> {
	let included = send(chain, payer, Call::reclaim { authorization }, wait).await?;
	let amount = told(&included, "what was taken back", |event| match event {
		Event::Reclaimed { amount, .. } => Some(*amount),
		_ => None,
	})?;
	Ok((amount, included))
}

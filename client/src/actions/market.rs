//! Care put out to tender, bid for, delivered and paid; and counselling groups.

use super::{outcome, ActionError};
use crate::{
	chain::{Chain, Included, Wait},
	keys::{Persona, Secret},
};
use pallet_care_market::{
	types::{self, RefundCause, Region},
	Call, Event, GroupOf, GroupOfferOf, RankedBidOf, SpecificationOf, TenderOf,
};
use salus_primitives::{Commitment, ContentDigest, DocumentId, GroupId, Moment, Salt, TenderId};
use salus_runtime::{AccountId, Balance, Runtime, RuntimeCall, RuntimeEvent};
use sp_runtime::Percent;

/// What a patient asks for, as the runtime takes it.
pub type Specification = SpecificationOf<Runtime>;
/// A tender, as the runtime keeps it.
pub type Tender = TenderOf<Runtime>;
/// A bid that may be awarded, with its score.
pub type RankedBid = RankedBidOf<Runtime>;
/// What a counsellor offers, as the runtime takes it.
pub type GroupOffer = GroupOfferOf<Runtime>;
/// A counselling group, as the runtime keeps it.
pub type Group = GroupOf<Runtime>;

/// What opens a bid. Only the bidder has it until the bid is opened, and nobody can find it again: it is kept before the seal is
/// sent, since a bid that cannot be opened costs its bond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BidOpening {
	/// For which tender.
	pub tender: TenderId,
	/// What is asked for everything, in plancks.
	pub price: Balance,
	/// Commitment to what is offered for it.
	pub plan: Commitment,
	/// The salt of the seal.
	pub salt: Salt,
}

impl BidOpening {
	/// A bid with a fresh salt.
	///
	/// # Errors
	/// [`ActionError::Key`] when the machine gives no randomness.
	pub fn new(tender: TenderId, price: Balance, plan: Commitment) -> Result<Self, ActionError> {
		Ok(Self { tender, price, plan, salt: Salt(*Secret::random()?.expose()) })
	}

	/// The seal that goes on chain. It binds the bidder, so that a copy is of no use to anybody else.
	pub fn seal(&self, bidder: &AccountId) -> Commitment {
		types::seal(self.tender, bidder, &self.price, &self.plan, &self.salt)
	}
}

/// Commits, under a fresh salt, to words that stay off chain.
///
/// # Errors
/// [`ActionError::Key`] when the machine gives no randomness.
pub fn commit(bytes: &[u8]) -> Result<(Commitment, Salt), ActionError> {
	let salt = Salt(*Secret::random()?.expose());
	Ok((Commitment::new(&salt, &ContentDigest::of(bytes)), salt))
}

async fn send(chain: &Chain, who: &Persona, call: Call<Runtime>, wait: Wait) -> Result<Included, ActionError> {
	Ok(chain.send(who, RuntimeCall::CareMarket(call), wait).await?)
}

/// The first of the market's own events for which `pick` answers.
fn told<T>(
	included: &Included,
	what: &'static str,
	pick: impl Fn(&Event<Runtime>) -> Option<T>,
) -> Result<T, ActionError> {
	outcome(included, what, |event| match event {
		RuntimeEvent::CareMarket(event) => pick(event),
		_ => None,
	})
}

/// A tender.
///
/// # Errors
/// [`ActionError::NoTender`] and [`ActionError::Chain`].
pub async fn tender(chain: &Chain, id: TenderId) -> Result<Tender, ActionError> {
	let view = pallet_care_market::TenderViewFunction::<Runtime>::new(id);
	chain.view(view).await?.ok_or(ActionError::NoTender(id))
}

/// A counselling group.
///
/// # Errors
/// [`ActionError::NoGroup`] and [`ActionError::Chain`].
pub async fn group(chain: &Chain, id: GroupId) -> Result<Group, ActionError> {
	let view = pallet_care_market::GroupViewFunction::<Runtime>::new(id);
	chain.view(view).await?.ok_or(ActionError::NoGroup(id))
}

/// The bids that may be awarded, the best first.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn ranking(chain: &Chain, id: TenderId) -> Result<Vec<RankedBid>, ActionError> {
	Ok(chain.view(pallet_care_market::RankingViewFunction::<Runtime>::new(id)).await?)
}

/// Asks for care. The budget is held.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn post(
	chain: &Chain,
	poster: &Persona,
	specification: Specification,
	wait: Wait,
) -> Result<(TenderId, Included), ActionError> {
	let included = send(chain, poster, Call::post { specification }, wait).await?;
	let id = told(&included, "the tender's id", |event| match event {
		Event::TenderPosted { tender, .. } => Some(*tender),
		_ => None,
	})?;
	Ok((id, included))
}

/// Takes a tender back, as long as no bid was opened.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn cancel(chain: &Chain, poster: &Persona, tender: TenderId, wait: Wait) -> Result<Included, ActionError> {
	send(chain, poster, Call::cancel { tender }, wait).await
}

/// Bids, sealed, in the name of an organisation or one's own. Gives the bond that is held, in plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn bid(
	chain: &Chain,
	bidder: &Persona,
	tender: TenderId,
	seal: Commitment,
	house: Option<AccountId>,
	wait: Wait,
) -> Result<(Balance, Included), ActionError> {
	let included = send(chain, bidder, Call::bid { tender, seal, house }, wait).await?;
	let bond = told(&included, "the bid's bond", |event| match event {
		Event::BidPlaced { bond, .. } => Some(*bond),
		_ => None,
	})?;
	Ok((bond, included))
}

/// Takes a bid back while sealed bids are taken. Gives the bond that is free again, in plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn withdraw_bid(
	chain: &Chain,
	who: &Persona,
	tender: TenderId,
	bidder: AccountId,
	wait: Wait,
) -> Result<(Balance, Included), ActionError> {
	let included = send(chain, who, Call::withdraw_bid { tender, bidder }, wait).await?;
	let bond = told(&included, "the bond", |event| match event {
		Event::BondReleased { amount, .. } => Some(*amount),
		_ => None,
	})?;
	Ok((bond, included))
}

/// Opens a bid.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn reveal(
	chain: &Chain,
	bidder: &Persona,
	opening: &BidOpening,
	wait: Wait,
) -> Result<Included, ActionError> {
	let BidOpening { tender, price, plan, salt } = *opening;
	send(chain, bidder, Call::reveal { tender, price, plan, salt }, wait).await
}

/// To whom a tender went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
	/// Who is to deliver.
	pub provider: AccountId,
	/// For how much, in plancks.
	pub price: Balance,
	/// Whose bonds were lost because their bids were not opened, with how much, in plancks.
	pub forfeited: Vec<(AccountId, Balance)>,
}

fn award_of(included: &Included) -> Result<Award, ActionError> {
	let (provider, price) = told(included, "the award", |event| match event {
		Event::TenderAwarded { provider, price, .. } => Some((provider.clone(), *price)),
		_ => None,
	})?;
	let forfeited = included
		.events
		.iter()
		.filter_map(|event| match event {
			RuntimeEvent::CareMarket(Event::BondForfeited { provider, amount, .. }) => {
				Some((provider.clone(), *amount))
			},
			_ => None,
		})
		.collect();
	Ok(Award { provider, price, forfeited })
}

/// Awards a tender to the best bid by score.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn award(
	chain: &Chain,
	who: &Persona,
	tender: TenderId,
	wait: Wait,
) -> Result<(Award, Included), ActionError> {
	let included = send(chain, who, Call::award { tender }, wait).await?;
	Ok((award_of(&included)?, included))
}

/// Awards a tender to the bidder of the poster's choice, with a reason.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn award_to(
	chain: &Chain,
	poster: &Persona,
	tender: TenderId,
	bidder: AccountId,
	reason: Commitment,
	wait: Wait,
) -> Result<(Award, Included), ActionError> {
	let included = send(chain, poster, Call::award_to { tender, bidder, reason }, wait).await?;
	Ok((award_of(&included)?, included))
}

/// Delivers a milestone. Gives the moment after which silence counts as acceptance.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn deliver(
	chain: &Chain,
	provider: &Persona,
	tender: TenderId,
	milestone: u32,
	document: DocumentId,
	wait: Wait,
) -> Result<(Moment, Included), ActionError> {
	let included = send(chain, provider, Call::deliver { tender, milestone, document }, wait).await?;
	let accept_by = told(&included, "the delivery", |event| match event {
		Event::MilestoneDelivered { accept_by, .. } => Some(*accept_by),
		_ => None,
	})?;
	Ok((accept_by, included))
}

/// Accepts what was delivered. Gives what was paid, in plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn accept(
	chain: &Chain,
	poster: &Persona,
	tender: TenderId,
	milestone: u32,
	wait: Wait,
) -> Result<(Balance, Included), ActionError> {
	let included = send(chain, poster, Call::accept { tender, milestone }, wait).await?;
	let paid = told(&included, "the payment", |event| match event {
		Event::MilestoneReleased { amount, .. } => Some(*amount),
		_ => None,
	})?;
	Ok((paid, included))
}

/// Has an arbiter decide about what is not paid. Gives until when one may.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn dispute(
	chain: &Chain,
	party: &Persona,
	tender: TenderId,
	reason: Commitment,
	wait: Wait,
) -> Result<(Moment, Included), ActionError> {
	let included = send(chain, party, Call::dispute { tender, reason }, wait).await?;
	let resolve_by = told(&included, "the dispute", |event| match event {
		Event::OrderDisputed { resolve_by, .. } => Some(*resolve_by),
		_ => None,
	})?;
	Ok((resolve_by, included))
}

/// How what was not paid was split, in plancks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
	/// The part of who provides.
	pub to_provider: Balance,
	/// The part of who pays.
	pub to_payer: Balance,
}

/// Decides a dispute about an order, as a health authority.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn resolve(
	chain: &Chain,
	arbiter: &Persona,
	tender: TenderId,
	to_provider: Percent,
	forfeit_bond: bool,
	wait: Wait,
) -> Result<(Split, Included), ActionError> {
	let included = send(chain, arbiter, Call::resolve { tender, to_provider, forfeit_bond }, wait).await?;
	let split = told(&included, "the decision", |event| match event {
		Event::OrderResolved { to_provider, to_patient, .. } => {
			Some(Split { to_provider: *to_provider, to_payer: *to_patient })
		},
		_ => None,
	})?;
	Ok((split, included))
}

/// Proposes to pass an order on to another provider, or with nobody named takes the proposal back.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn refer(
	chain: &Chain,
	provider: &Persona,
	tender: TenderId,
	to: Option<AccountId>,
	wait: Wait,
) -> Result<Included, ActionError> {
	send(chain, provider, Call::propose_referral { tender, to }, wait).await
}

/// Agrees, as the patient, that an order is passed on, or takes it, as the provider to whom it is. Gives whether it was passed on.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn accept_referral(
	chain: &Chain,
	who: &Persona,
	tender: TenderId,
	to: AccountId,
	wait: Wait,
) -> Result<(bool, Included), ActionError> {
	let included = send(chain, who, Call::accept_referral { tender, to }, wait).await?;
	let referred = told(&included, "the referral", |event| match event {
		Event::OrderReferred { .. } => Some(true),
		Event::ReferralAgreed { .. } => Some(false),
		_ => None,
	})?;
	Ok((referred, included))
}

/// What became of an order that ended without being delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
	/// What the patient got back, in plancks.
	pub amount: Balance,
	/// Why.
	pub cause: RefundCause,
}

/// Steps back from an order, as its provider.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn step_back(
	chain: &Chain,
	provider: &Persona,
	tender: TenderId,
	forfeit: bool,
	wait: Wait,
) -> Result<(Refund, Included), ActionError> {
	let included = send(chain, provider, Call::step_back { tender, forfeit }, wait).await?;
	let refund = told(&included, "the refund", |event| match event {
		Event::OrderRefunded { amount, cause, .. } => Some(Refund { amount: *amount, cause: *cause }),
		_ => None,
	})?;
	Ok((refund, included))
}

/// Settles a tender of which a deadline has passed. Anybody may; the chain does it by itself a minute later at most, if it has room.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn settle(chain: &Chain, who: &Persona, tender: TenderId, wait: Wait) -> Result<Included, ActionError> {
	send(chain, who, Call::settle { tender }, wait).await
}

/// Declares, as a provider, in which region it is.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn declare_region(
	chain: &Chain,
	provider: &Persona,
	region: Region,
	wait: Wait,
) -> Result<Included, ActionError> {
	send(chain, provider, Call::declare_region { region }, wait).await
}

/// Offers counselling to a group. The host's bond is held.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn offer_group(
	chain: &Chain,
	host: &Persona,
	offer: GroupOffer,
	wait: Wait,
) -> Result<(GroupId, Included), ActionError> {
	let included = send(chain, host, Call::offer_group { offer }, wait).await?;
	let id = told(&included, "the group's id", |event| match event {
		Event::GroupOffered { group, .. } => Some(*group),
		_ => None,
	})?;
	Ok((id, included))
}

/// Takes a group back, as its host.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn cancel_group(
	chain: &Chain,
	host: &Persona,
	group: GroupId,
	forfeit: bool,
	wait: Wait,
) -> Result<Included, ActionError> {
	send(chain, host, Call::cancel_group { group, forfeit }, wait).await
}

/// Joins a group. The price of the place is held.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn join(chain: &Chain, member: &Persona, group: GroupId, wait: Wait) -> Result<Included, ActionError> {
	send(chain, member, Call::join { group }, wait).await
}

/// Leaves a group.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn leave(chain: &Chain, member: &Persona, group: GroupId, wait: Wait) -> Result<Included, ActionError> {
	send(chain, member, Call::leave { group }, wait).await
}

/// Says, as the host, that a group was held. Gives the moment after which silence counts as acceptance.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn deliver_group(
	chain: &Chain,
	host: &Persona,
	group: GroupId,
	document: DocumentId,
	wait: Wait,
) -> Result<(Moment, Included), ActionError> {
	let included = send(chain, host, Call::deliver_group { group, document }, wait).await?;
	let accept_by = told(&included, "the delivery", |event| match event {
		Event::GroupDelivered { accept_by, .. } => Some(*accept_by),
		_ => None,
	})?;
	Ok((accept_by, included))
}

/// Accepts what was got for a place. Gives what was paid, in plancks.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn accept_place(
	chain: &Chain,
	member: &Persona,
	group: GroupId,
	wait: Wait,
) -> Result<(Balance, Included), ActionError> {
	let included = send(chain, member, Call::accept_place { group }, wait).await?;
	let paid = told(&included, "the payment", |event| match event {
		Event::PlaceReleased { amount, .. } => Some(*amount),
		_ => None,
	})?;
	Ok((paid, included))
}

/// Has an arbiter decide about the price of a place.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn dispute_place(
	chain: &Chain,
	member: &Persona,
	group: GroupId,
	reason: Commitment,
	wait: Wait,
) -> Result<Included, ActionError> {
	send(chain, member, Call::dispute_place { group, reason }, wait).await
}

/// Decides about a disputed place, as a health authority.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn resolve_place(
	chain: &Chain,
	arbiter: &Persona,
	group: GroupId,
	member: AccountId,
	to_host: Percent,
	wait: Wait,
) -> Result<(Split, Included), ActionError> {
	let included = send(chain, arbiter, Call::resolve_place { group, member, to_host }, wait).await?;
	let split = told(&included, "the decision", |event| match event {
		Event::PlaceResolved { to_host, to_member, .. } => Some(Split { to_provider: *to_host, to_payer: *to_member }),
		_ => None,
	})?;
	Ok((split, included))
}

/// Settles a group of which a deadline has passed. Anybody may.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn settle_group(chain: &Chain, who: &Persona, group: GroupId, wait: Wait) -> Result<Included, ActionError> {
	send(chain, who, Call::settle_group { group }, wait).await
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_seal_is_the_bidders_own() {
		let opening = BidOpening::new(TenderId(1), 5, Commitment([1; 32])).unwrap();
		let (one, other) = (AccountId::new([1; 32]), AccountId::new([2; 32]));
		assert_eq!(opening.seal(&one), opening.seal(&one));
		assert_ne!(opening.seal(&one), opening.seal(&other));
		let again = BidOpening::new(TenderId(1), 5, Commitment([1; 32])).unwrap();
		assert_ne!(opening.seal(&one), again.seal(&one), "salts are fresh");
	}
}

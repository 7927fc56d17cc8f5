//! What always holds of the pallet's state. Each function is one invariant.
//!
//! 1. Ids in use are below the next id, and versions of prices below the provider's next version.
//! 2. A provider's prices are in order and counted; it is in the index of a service if and only if its list says so.
//! 3. References are in order and counted for the authority that set them.
//! 4. The issuance is genesis + issued − redeemed − burnt elsewhere. What the desks issued and redeemed adds up to the ledger's.
//! 5. What a round sold is within its cap, what its buyers got within theirs, and both agree.
//! 6. Receipts of payments outside of the chain are of desks, and serve what exists.
//! 7. What is pending or open has one place in the queue, and nothing else has one. The queue's entries are counted.
//! 8. Accounts' lists name what is pending or open, and nothing else.
//! 9. What is held for each reason is what the records say, account by account.
//! 10. An invoice comes to the sum of its lines, and a paid one to that of its receipt.
//! 11. Receipts are listed for the payer and the provider; what was spent of authorisations is in receipts.

use crate::{types::*, *};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, InspectHold},
		Get,
	},
};
use salus_primitives::{AuthorizationId, InvoiceId, RedemptionId, RoundId};
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks all invariants.
	///
	/// # Errors
	/// The first that does not hold.
	pub fn do_try_state() -> Checked {
		Self::ids_are_below_the_next()?;
		Self::prices_are_in_order()?;
		Self::references_are_in_order()?;
		Self::issuance_is_explained()?;
		Self::rounds_sell_within_their_limits()?;
		Self::outside_receipts_serve_something()?;
		Self::queue_holds_what_is_open()?;
		Self::lists_hold_what_is_open()?;
		Self::holds_are_those_of_the_records()?;
		Self::invoices_add_up()?;
		Self::receipts_are_listed()
	}

	fn ids_are_below_the_next() -> Checked {
		let next = NextRedemptionId::<T>::get();
		ensure!(Redemptions::<T>::iter_keys().all(|id| id < next), "a redemption's id was not given yet");
		let next = NextRoundId::<T>::get();
		ensure!(Rounds::<T>::iter_keys().all(|id| id < next), "a round's id was not given yet");
		let next = NextInvoiceId::<T>::get();
		ensure!(Invoices::<T>::iter_keys().all(|id| id < next), "an invoice's id was not given yet");
		let next = NextReceiptId::<T>::get();
		ensure!(Receipts::<T>::iter_keys().all(|id| id < next), "a receipt's id was not given yet");
		let next = NextAuthorizationId::<T>::get();
		ensure!(Authorizations::<T>::iter_keys().all(|id| id < next), "an authorisation's id was not given yet");
		Ok(())
	}

	fn prices_are_in_order() -> Checked {
		let mut counts = BTreeMap::<T::AccountId, u32>::new();
		for (provider, service, list) in Prices::<T>::iter() {
			ensure!(service.is_valid(), "a price for what is no service");
			let next = NextPriceVersion::<T>::get(&provider);
			let versions: Vec<_> = list.versions.iter().map(|price| price.version).collect();
			ensure!(!versions.is_empty(), "an empty list of prices is stored");
			ensure!(versions.iter().zip(versions.iter().skip(1)).all(|(a, b)| a < b), "prices out of order");
			ensure!(versions.iter().all(|version| *version < next), "a price's version was not given yet");
			ensure!(list.versions.iter().all(|price| price.price > 0), "a price of nothing");
			let indexed = Providers::<T>::get(&service).contains(&provider);
			ensure!(indexed == list.listed, "the index of providers differs from a list of prices");
			let count = counts.entry(provider).or_default();
			*count = count.saturating_add(1);
		}
		let stored: BTreeMap<_, _> = ListingCount::<T>::iter().collect();
		ensure!(stored == counts, "providers' lists of prices are miscounted");
		for (service, providers) in Providers::<T>::iter() {
			ensure!(!providers.is_empty(), "an empty index is stored");
			let unique: BTreeSet<_> = providers.iter().collect();
			ensure!(unique.len() == providers.len(), "a provider is listed twice");
			let priced = |provider: &T::AccountId| Prices::<T>::contains_key(provider, &service);
			ensure!(providers.iter().all(priced), "a provider without a price is listed");
		}
		Ok(())
	}

	fn references_are_in_order() -> Checked {
		let mut counts = BTreeMap::<T::AccountId, u32>::new();
		for history in References::<T>::iter_values() {
			let Reference { reference, ceiling, by, .. } = history.current;
			ensure!(
				reference > 0 && ceiling.is_none_or(|ceiling| reference <= ceiling),
				"a ceiling below its reference"
			);
			let count = counts.entry(by).or_default();
			*count = count.saturating_add(1);
		}
		let stored: BTreeMap<_, _> = ReferenceCount::<T>::iter().collect();
		ensure!(stored == counts, "authorities' references are miscounted");
		Ok(())
	}

	fn issuance_is_explained() -> Checked {
		let Some(ledger) = TokenLedger::<T>::get() else { return Ok(()) };
		ensure!(ledger.explained() == T::Currency::total_issuance(), "the issuance is not explained");
		let (mut issued, mut redeemed): (Balance, Balance) = (0, 0);
		for (id, desk) in Desks::<T>::iter() {
			ensure!(desk.attestor != id, "a desk attests its own reserves");
			issued = issued.saturating_add(desk.issued);
			redeemed = redeemed.saturating_add(desk.redeemed);
		}
		ensure!((issued, redeemed) == (ledger.issued, ledger.redeemed), "the desks' figures differ from the ledger's");
		let settled = Redemptions::<T>::iter_values()
			.filter(|redemption| matches!(redemption.state, RedemptionState::Settled { .. }))
			.fold(0, |sum: Balance, redemption| sum.saturating_add(redemption.amount));
		ensure!(settled == redeemed, "the desks redeemed what nobody handed in");
		Ok(())
	}

	fn rounds_sell_within_their_limits() -> Checked {
		let mut sold = BTreeMap::<RoundId, Balance>::new();
		for (id, _, amount) in Purchases::<T>::iter() {
			let round = Rounds::<T>::get(id).ok_or("a purchase in no round")?;
			ensure!(amount <= round.terms.per_buyer, "somebody got more than a buyer gets");
			ensure!(amount > 0, "a purchase of nothing is stored");
			let sum = sold.entry(id).or_default();
			*sum = sum.saturating_add(amount);
		}
		for (id, round) in Rounds::<T>::iter() {
			ensure!(round.sold <= round.terms.cap, "a round sold more than its cap");
			ensure!(sold.get(&id).copied().unwrap_or_default() == round.sold, "a round's purchases are miscounted");
			let issued = Desks::<T>::get(&round.terms.desk).map(|desk| desk.issued).unwrap_or_default();
			ensure!(round.sold <= issued, "a round sold what its desk did not issue");
		}
		Ok(())
	}

	fn outside_receipts_serve_something() -> Checked {
		for (desk, _, usage) in OutsideReceipts::<T>::iter() {
			ensure!(Desks::<T>::contains_key(&desk), "a receipt of no desk");
			let serves = match usage {
				OutsideReceipt::Issue => true,
				OutsideReceipt::Purchase(id) => Rounds::<T>::get(id).is_some_and(|round| round.terms.desk == desk),
				OutsideReceipt::Payout(id) => Redemptions::<T>::get(id).is_some_and(|it| it.desk == desk),
			};
			ensure!(serves, "a receipt serves nothing");
		}
		Ok(())
	}

	fn queue_holds_what_is_open() -> Checked {
		let mut open = BTreeSet::<Due>::new();
		for (id, redemption) in Redemptions::<T>::iter() {
			if let Some(deadline) = redemption.deadline() {
				open.insert(Due::new(deadline, Timed::Redemption(id)));
			}
		}
		for (id, authorization) in Authorizations::<T>::iter() {
			if authorization.is_open() {
				ensure!(authorization.remaining() > 0, "an authorisation of nothing is open");
				open.insert(Due::new(authorization.until, Timed::Authorization(id)));
			}
		}
		for (id, invoice) in Invoices::<T>::iter() {
			if matches!(invoice.state, InvoiceState::Open { .. }) {
				open.insert(Due::new(invoice.due, Timed::Invoice(id)));
			}
		}
		let queued: Vec<_> = Queue::<T>::iter_keys().collect();
		ensure!(queued.iter().zip(queued.iter().skip(1)).all(|(a, b)| a < b), "the queue is out of order");
		ensure!(queued.iter().copied().collect::<BTreeSet<_>>() == open, "the queue differs from what is open");
		for kind in [TimedKind::Redemption, TimedKind::Authorization, TimedKind::Invoice] {
			let count = queued.iter().filter(|due| due.timed().kind() == kind).count();
			ensure!(count == QueueLength::<T>::get(kind) as usize, "the queue is miscounted");
		}
		Ok(())
	}

	fn lists_hold_what_is_open() -> Checked {
		let mut shelves = BTreeSet::<(Shelf, T::AccountId, u64)>::new();
		let mut listed = BTreeSet::<RedemptionId>::new();
		for (owner, list) in PendingRedemptions::<T>::iter() {
			ensure!(!list.is_empty(), "an empty list of redemptions is stored");
			for entry in list {
				let redemption = Redemptions::<T>::get(entry.id).ok_or("a listed redemption does not exist")?;
				let agrees = redemption.owner == owner && redemption.deadline() == Some(entry.deadline);
				ensure!(agrees, "a redemption is listed wrongly");
				ensure!(listed.insert(entry.id), "a redemption is listed twice");
				shelves.insert((Shelf::PendingAtDesk, redemption.desk, entry.id.0));
			}
		}
		let pending = Redemptions::<T>::iter_values().filter(|redemption| redemption.deadline().is_some()).count();
		ensure!(pending == listed.len(), "a pending redemption is not listed");

		let mut listed = BTreeSet::<AuthorizationId>::new();
		for (payer, list) in OpenAuthorizations::<T>::iter() {
			ensure!(!list.is_empty(), "an empty list of authorisations is stored");
			for entry in list {
				let authorization =
					Authorizations::<T>::get(entry.id).ok_or("a listed authorisation does not exist")?;
				let agrees =
					authorization.payer == payer && authorization.is_open() && authorization.until == entry.deadline;
				ensure!(agrees, "an authorisation is listed wrongly");
				ensure!(listed.insert(entry.id), "an authorisation is listed twice");
				shelves.insert((Shelf::AuthorizedForProvider, authorization.provider, entry.id.0));
			}
		}
		let open = Authorizations::<T>::iter_values().filter(|authorization| authorization.is_open()).count();
		ensure!(open == listed.len(), "an open authorisation is not listed");

		let mut listed = BTreeSet::<InvoiceId>::new();
		let mut counts = BTreeMap::<T::AccountId, u32>::new();
		for (payer, inbox) in Inbox::<T>::iter() {
			ensure!(!inbox.is_empty(), "an empty inbox is stored");
			let mut shares = BTreeMap::<T::AccountId, u32>::new();
			for demand in inbox {
				let invoice = Invoices::<T>::get(demand.invoice).ok_or("a listed invoice does not exist")?;
				ensure!(matches!(invoice.state, InvoiceState::Open { .. }), "a closed invoice is in an inbox");
				let demanded = DemandOf::<T> {
					invoice: demand.invoice,
					provider: invoice.provider.clone(),
					due: invoice.due,
					total: invoice.total,
				};
				ensure!(invoice.payer == payer && demand == demanded, "an invoice is listed wrongly");
				ensure!(listed.insert(demand.invoice), "an invoice is listed twice");
				for count in [counts.entry(invoice.provider.clone()), shares.entry(invoice.provider.clone())] {
					let count = count.or_default();
					*count = count.saturating_add(1);
				}
				shelves.insert((Shelf::OpenOfProvider, invoice.provider, demand.invoice.0));
			}
			let share = shares.values().max().copied().unwrap_or_default();
			ensure!(share <= T::MaxOpenInvoicesPerPair::get(), "a provider has more than its share of an inbox");
		}
		let is_open = |invoice: &InvoiceOf<T>| matches!(invoice.state, InvoiceState::Open { .. });
		ensure!(Invoices::<T>::iter_values().filter(is_open).count() == listed.len(), "an open invoice is not listed");
		ensure!(OpenInvoiceCount::<T>::iter().collect::<BTreeMap<_, _>>() == counts, "open invoices are miscounted");

		for (id, receipt) in Receipts::<T>::iter() {
			shelves.insert((Shelf::PaidBy, receipt.payer, id.0));
			shelves.insert((Shelf::PaidTo, receipt.provider, id.0));
		}
		let stored: BTreeSet<_> =
			Index::<T>::iter_keys().map(|((shelf, who), id)| (shelf, who, u64::from(id))).collect();
		ensure!(stored == shelves, "the index differs from what there is");
		Ok(())
	}

	fn holds_are_those_of_the_records() -> Checked {
		let mut holds = Vec::<(HoldReason, T::AccountId, Balance)>::new();
		for (provider, _, list) in Prices::<T>::iter() {
			holds.push((HoldReason::PriceListing, provider, list.deposit));
		}
		for redemption in Redemptions::<T>::iter_values() {
			let amount = redemption.deadline().map_or(0, |_| redemption.amount);
			holds.push((HoldReason::Redemption, redemption.owner, amount));
		}
		for authorization in Authorizations::<T>::iter_values() {
			let amount = authorization.remaining();
			holds.push((authorization.kind.hold_reason(), authorization.payer, amount));
		}
		for invoice in Invoices::<T>::iter_values() {
			let amount = if let InvoiceState::Open { deposit, .. } = invoice.state { deposit } else { 0 };
			holds.push((HoldReason::InvoiceDeposit, invoice.provider, amount));
		}
		for reason in [
			HoldReason::PriceListing,
			HoldReason::InvoiceDeposit,
			HoldReason::Redemption,
			HoldReason::Prepayment,
			HoldReason::Authorization,
		] {
			let mut sums = BTreeMap::<&T::AccountId, Balance>::new();
			for (_, who, amount) in holds.iter().filter(|(other, ..)| *other == reason) {
				let sum = sums.entry(who).or_default();
				*sum = sum.saturating_add(*amount);
			}
			for (who, sum) in sums {
				ensure!(T::Currency::balance_on_hold(&reason.into(), who) == sum, "holds differ from the records");
			}
		}
		Ok(())
	}

	fn invoices_add_up() -> Checked {
		for (id, invoice) in Invoices::<T>::iter() {
			match invoice.state {
				InvoiceState::Open { lines, .. } => {
					ensure!(
						!lines.is_empty() && Line::total(&lines) == Some(invoice.total),
						"an invoice does not add up"
					);
				},
				InvoiceState::Paid { receipt } => {
					let receipt = Receipts::<T>::get(receipt).ok_or("a paid invoice has no receipt")?;
					let agrees = receipt.total == invoice.total
						&& receipt.provider == invoice.provider
						&& receipt.payer == invoice.payer
						&& receipt.patient == invoice.patient;
					ensure!(agrees, "a receipt differs from its invoice");
					let cited = match receipt.source {
						ReceiptSource::Invoice(cited) | ReceiptSource::Prepayment(cited, _) => cited == id,
						ReceiptSource::Authorization(_) => false,
					};
					ensure!(cited, "a receipt is of another invoice");
				},
				_ => (),
			}
		}
		Ok(())
	}

	fn receipts_are_listed() -> Checked {
		let mut spent = BTreeMap::<AuthorizationId, Balance>::new();
		for receipt in Receipts::<T>::iter_values() {
			ensure!(Line::total(&receipt.lines) == Some(receipt.total), "a receipt does not add up");
			match receipt.source {
				ReceiptSource::Invoice(_) => (),
				ReceiptSource::Prepayment(_, id) | ReceiptSource::Authorization(id) => {
					let sum = spent.entry(id).or_default();
					*sum = sum.saturating_add(receipt.total);
				},
			}
		}
		for (id, authorization) in Authorizations::<T>::iter() {
			let receipts = spent.remove(&id).unwrap_or_default();
			ensure!(authorization.spent == receipts, "what was spent is not in receipts");
			let sum = authorization.spent.saturating_add(authorization.remaining());
			ensure!(sum <= authorization.amount, "more was spent than was set aside");
		}
		ensure!(spent.is_empty(), "a receipt is of no authorisation");
		Ok(())
	}
}

//! Invoices and receipts.

use crate::{types::*, *};
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{fungible::Mutate, tokens::Preservation},
};
use salus_primitives::{Commitment, InvoiceId, Moment, ReceiptId};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_invoice(
		provider: T::AccountId,
		payer: T::AccountId,
		patient: Commitment,
		items: Items,
		due: Moment,
	) -> DispatchResult {
		Self::ensure_provider(&provider)?;
		ensure!(provider != payer, Error::<T>::OwnPayment);
		let now = Self::now();
		let in_time = now < due && due <= now.saturating_add(T::MaxInvoiceLifetime::get());
		ensure!(in_time, Error::<T>::InvalidDue);
		let (lines, total) = Self::charge(&provider, items, None)?;

		Self::make_room_in_inbox(&provider, &payer, now)?;
		OpenInvoiceCount::<T>::try_mutate(&provider, |count| {
			ensure!(*count < T::MaxInvoicesByProvider::get(), Error::<T>::TooManyInvoices);
			*count = count.saturating_add(1);
			Ok::<_, Error<T>>(())
		})?;
		let deposit = T::InvoiceDeposit::get();
		Self::hold(HoldReason::InvoiceDeposit, &provider, deposit)?;
		let id = Self::take_id::<NextInvoiceId<T>, _>(InvoiceId::next)?;
		Self::enter_queue(due, Timed::Invoice(id))?;
		Inbox::<T>::try_append(&payer, DemandOf::<T> { invoice: id, provider: provider.clone(), due, total })
			.map_err(|()| Error::<T>::TooManyOpenInvoices)?;
		Self::put_on_shelf(Shelf::OpenOfProvider, &provider, id.0);
		let state = InvoiceState::Open { lines, deposit };
		let invoice = InvoiceOf::<T> {
			provider: provider.clone(),
			payer: payer.clone(),
			patient,
			issued: now,
			due,
			total,
			state,
		};
		Invoices::<T>::insert(id, invoice);
		Self::deposit_event(Event::Invoiced { invoice: id, provider, payer, total, due });
		Ok(())
	}

	pub(crate) fn do_pay(who: T::AccountId, id: InvoiceId, max_total: Balance) -> DispatchResult {
		let (invoice, lines) = Self::open_invoice_of(id)?;
		ensure!(invoice.payer == who, Error::<T>::NotPayer);
		ensure!(invoice.total <= max_total, Error::<T>::TotalExceeded);
		T::Currency::transfer(&who, &invoice.provider, invoice.total, Preservation::Preserve)?;
		Self::mark_paid(id, invoice, lines, ReceiptSource::Invoice(id))
	}

	pub(crate) fn do_decline(who: T::AccountId, id: InvoiceId) -> DispatchResult {
		let (invoice, _) = Self::open_invoice_of(id)?;
		ensure!(invoice.payer == who, Error::<T>::NotPayer);
		Self::close_invoice(id, invoice, InvoiceState::Declined { at: Self::now() });
		Self::deposit_event(Event::InvoiceDeclined { invoice: id });
		Ok(())
	}

	pub(crate) fn do_cancel_invoice(who: T::AccountId, id: InvoiceId) -> DispatchResult {
		let (invoice, _) = Self::open_invoice_of(id)?;
		ensure!(invoice.provider == who, Error::<T>::NotOwnProvider);
		Self::close_invoice(id, invoice, InvoiceState::Cancelled { at: Self::now() });
		Self::deposit_event(Event::InvoiceCancelled { invoice: id });
		Ok(())
	}

	/// Ends an invoice that was not paid in time. What is not open stays as it is.
	pub(crate) fn expire_invoice(id: InvoiceId) {
		let Some(invoice) = Invoices::<T>::get(id) else { return };
		if matches!(invoice.state, InvoiceState::Open { .. }) {
			Self::close_invoice(id, invoice, InvoiceState::Expired { at: Self::now() });
			Self::deposit_event(Event::InvoiceExpired { invoice: id });
		}
	}

	/// Makes the receipt of an invoice whose total has just been transferred, and closes it.
	pub(crate) fn mark_paid(
		id: InvoiceId,
		invoice: InvoiceOf<T>,
		lines: Lines,
		source: ReceiptSource,
	) -> DispatchResult {
		let (provider, payer, total) = (invoice.provider.clone(), invoice.payer.clone(), invoice.total);
		let receipt = Self::write_receipt(ReceiptOf::<T> {
			provider,
			payer,
			patient: invoice.patient,
			lines,
			total,
			paid_at: Self::now(),
			source,
		})?;
		Self::close_invoice(id, invoice, InvoiceState::Paid { receipt });
		Self::deposit_event(Event::Paid { invoice: id, receipt, total });
		Ok(())
	}

	pub(crate) fn write_receipt(receipt: ReceiptOf<T>) -> Result<ReceiptId, Error<T>> {
		let id = Self::take_id::<NextReceiptId<T>, _>(ReceiptId::next)?;
		Self::put_on_shelf(Shelf::PaidBy, &receipt.payer, id.0);
		Self::put_on_shelf(Shelf::PaidTo, &receipt.provider, id.0);
		Receipts::<T>::insert(id, receipt);
		Ok(id)
	}

	pub(crate) fn invoice_of(id: InvoiceId) -> Result<InvoiceOf<T>, Error<T>> {
		Invoices::<T>::get(id).ok_or(Error::<T>::InvoiceNotFound)
	}

	/// An invoice that can be paid now, and its lines.
	pub(crate) fn open_invoice_of(id: InvoiceId) -> Result<(InvoiceOf<T>, Lines), Error<T>> {
		let invoice = Self::invoice_of(id)?;
		match &invoice.state {
			InvoiceState::Open { lines, .. } if Self::now() <= invoice.due => {
				let lines = lines.clone();
				Ok((invoice, lines))
			},
			_ => Err(Error::<T>::InvoiceClosed),
		}
	}

	/// What is overdue takes no place in an inbox: one such invoice is settled if its place is needed.
	fn make_room_in_inbox(provider: &T::AccountId, payer: &T::AccountId, now: Moment) -> Result<(), Error<T>> {
		let inbox = Inbox::<T>::get(payer);
		let own = inbox.iter().filter(|demand| demand.provider == *provider).count();
		let is_share_used = own >= T::MaxOpenInvoicesPerPair::get() as usize;
		if !is_share_used && !inbox.is_full() {
			return Ok(());
		}
		let needed = |demand: &&DemandOf<T>| demand.due < now && (!is_share_used || demand.provider == *provider);
		match inbox.iter().find(needed) {
			Some(overdue) => Self::expire_invoice(overdue.invoice),
			None if is_share_used => return Err(Error::<T>::TooManyInvoicesToPayer),
			None => return Err(Error::<T>::TooManyOpenInvoices),
		}
		Ok(())
	}

	/// Brings an open invoice to its final state and gives the deposit back.
	fn close_invoice(id: InvoiceId, mut invoice: InvoiceOf<T>, state: InvoiceState) {
		Self::leave_queue(invoice.due, Timed::Invoice(id));
		Inbox::<T>::mutate_exists(&invoice.payer, |slot| {
			let Some(inbox) = slot else { return };
			inbox.retain(|demand| demand.invoice != id);
			if inbox.is_empty() {
				*slot = None;
			}
		});
		OpenInvoiceCount::<T>::mutate_exists(&invoice.provider, |count| {
			*count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
		});
		Self::take_from_shelf(Shelf::OpenOfProvider, &invoice.provider, id.0);
		if let InvoiceState::Open { deposit, .. } = invoice.state {
			Self::give_back(HoldReason::InvoiceDeposit, &invoice.provider, deposit);
		}
		invoice.state = state;
		Invoices::<T>::insert(id, invoice);
	}
}

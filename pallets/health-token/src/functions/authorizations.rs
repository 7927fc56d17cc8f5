//! Tokens set aside for one provider.

use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{AuthorizationId, Commitment, InvoiceId, Moment};

impl AuthorizationKind {
	/// Why the tokens are held.
	pub(crate) fn hold_reason(self) -> HoldReason {
		match self {
			AuthorizationKind::Prepayment => HoldReason::Prepayment,
			AuthorizationKind::PreAuthorization => HoldReason::Authorization,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_authorize(
		payer: T::AccountId,
		provider: T::AccountId,
		amount: Balance,
		until: Moment,
		kind: AuthorizationKind,
	) -> DispatchResult {
		Self::ensure_provider(&provider)?;
		ensure!(provider != payer, Error::<T>::OwnPayment);
		ensure!(amount >= T::MinAuthorization::get(), Error::<T>::AmountTooSmall);
		let now = Self::now();
		let in_time = now < until && until <= now.saturating_add(T::MaxAuthorizationLifetime::get());
		ensure!(in_time, Error::<T>::InvalidUntil);
		let mut open = OpenAuthorizations::<T>::get(&payer);
		if open.is_full() {
			if let Some(overdue) = open.iter().find(|entry| entry.deadline < now) {
				Self::expire_authorization(overdue.id);
				open = OpenAuthorizations::<T>::get(&payer);
			}
		}

		Self::hold(kind.hold_reason(), &payer, amount)?;
		let id = Self::take_id::<NextAuthorizationId<T>, _>(AuthorizationId::next)?;
		Self::enter_queue(until, Timed::Authorization(id))?;
		open.try_push(Listed { id, deadline: until }).map_err(|_| Error::<T>::TooManyAuthorizations)?;
		OpenAuthorizations::<T>::insert(&payer, open);
		Self::put_on_shelf(Shelf::AuthorizedForProvider, &provider, id.0);
		let authorization = AuthorizationOf::<T> {
			payer: payer.clone(),
			provider: provider.clone(),
			kind,
			amount,
			spent: 0,
			given: now,
			next_version: NextPriceVersion::<T>::get(&provider),
			until,
			state: AuthorizationState::Open { remaining: amount },
		};
		Authorizations::<T>::insert(id, authorization);
		Self::deposit_event(match kind {
			AuthorizationKind::Prepayment => Event::Prepaid { authorization: id, payer, provider, amount, until },
			AuthorizationKind::PreAuthorization => {
				Event::Authorized { authorization: id, payer, provider, cap: amount, until }
			},
		});
		Ok(())
	}

	pub(crate) fn do_capture(
		who: T::AccountId,
		id: AuthorizationId,
		patient: Commitment,
		items: Items,
	) -> DispatchResult {
		let authorization = Self::usable_authorization_of(id)?;
		ensure!(authorization.provider == who, Error::<T>::NotOwnProvider);
		Self::ensure_provider(&who)?;
		ensure!(authorization.kind == AuthorizationKind::PreAuthorization, Error::<T>::NotPreAuthorization);
		let (lines, total) = Self::charge(&who, items, Some((authorization.given, authorization.next_version)))?;
		ensure!(total <= authorization.remaining(), Error::<T>::RemainderExceeded);

		let payer = authorization.payer.clone();
		Self::pay_from_hold(HoldReason::Authorization, &payer, &who, total)?;
		let source = ReceiptSource::Authorization(id);
		let receipt = ReceiptOf::<T> { provider: who, payer, patient, lines, total, paid_at: Self::now(), source };
		let receipt = Self::write_receipt(receipt)?;
		let remaining = authorization.remaining().saturating_sub(total);
		Self::deposit_event(Event::Captured { authorization: id, receipt, total, remaining });
		Self::spend(id, authorization, total);
		Ok(())
	}

	pub(crate) fn do_draw(who: T::AccountId, id: AuthorizationId, invoice_id: InvoiceId) -> DispatchResult {
		let authorization = Self::usable_authorization_of(id)?;
		ensure!(authorization.kind == AuthorizationKind::Prepayment, Error::<T>::NotPrepayment);
		let (invoice, lines) = Self::open_invoice_of(invoice_id)?;
		let agree = invoice.payer == authorization.payer && invoice.provider == authorization.provider;
		ensure!(agree, Error::<T>::PartiesDiffer);
		if who == invoice.provider {
			Self::ensure_provider(&who)?;
			let from = invoice.issued.saturating_add(T::DrawDelay::get());
			ensure!(from <= Self::now(), Error::<T>::TooEarly);
		} else {
			ensure!(who == invoice.payer, Error::<T>::NotParty);
		}
		let total = invoice.total;
		ensure!(total <= authorization.remaining(), Error::<T>::RemainderExceeded);

		Self::pay_from_hold(HoldReason::Prepayment, &invoice.payer, &invoice.provider, total)?;
		Self::mark_paid(invoice_id, invoice, lines, ReceiptSource::Prepayment(invoice_id, id))?;
		Self::spend(id, authorization, total);
		Ok(())
	}

	pub(crate) fn do_release(who: T::AccountId, id: AuthorizationId) -> DispatchResult {
		let authorization = Self::authorization_of(id)?;
		ensure!(authorization.provider == who, Error::<T>::NotOwnProvider);
		ensure!(authorization.is_open(), Error::<T>::AuthorizationClosed);
		Self::conclude_authorization(id, authorization, Conclusion::Released);
		Ok(())
	}

	pub(crate) fn do_reclaim(who: T::AccountId, id: AuthorizationId) -> DispatchResult {
		let mut authorization = Self::usable_authorization_of(id)?;
		ensure!(authorization.payer == who, Error::<T>::NotPayer);
		ensure!(authorization.kind == AuthorizationKind::Prepayment, Error::<T>::NotPrepayment);
		let amount = Self::reclaimable_of(&authorization);
		ensure!(amount > 0, Error::<T>::Claimed);
		let remaining = authorization.remaining().saturating_sub(amount);
		if remaining == 0 {
			Self::deposit_event(Event::Reclaimed { authorization: id, amount, remaining });
			Self::conclude_authorization(id, authorization, Conclusion::Reclaimed);
		} else {
			Self::give_back(HoldReason::Prepayment, &who, amount);
			authorization.state = AuthorizationState::Open { remaining };
			Authorizations::<T>::insert(id, authorization);
			Self::deposit_event(Event::Reclaimed { authorization: id, amount, remaining });
		}
		Ok(())
	}

	/// Gives back what is left of an authorisation that is over. What was concluded stays as it is.
	pub(crate) fn expire_authorization(id: AuthorizationId) {
		let Some(authorization) = Authorizations::<T>::get(id) else { return };
		if authorization.is_open() {
			Self::conclude_authorization(id, authorization, Conclusion::Expired);
		}
	}

	pub(crate) fn authorization_of(id: AuthorizationId) -> Result<AuthorizationOf<T>, Error<T>> {
		Authorizations::<T>::get(id).ok_or(Error::<T>::AuthorizationNotFound)
	}

	/// What is left of a prepayment when all of the provider's invoices that the payer can still pay are covered.
	pub(crate) fn reclaimable_of(authorization: &AuthorizationOf<T>) -> Balance {
		if authorization.kind != AuthorizationKind::Prepayment {
			return 0;
		}
		let now = Self::now();
		let claimed = Inbox::<T>::get(&authorization.payer)
			.iter()
			.filter(|demand| demand.provider == authorization.provider && now <= demand.due)
			.fold(0, |sum: Balance, demand| sum.saturating_add(demand.total));
		authorization.available(now).saturating_sub(claimed)
	}

	/// An authorisation from which something can be had now.
	fn usable_authorization_of(id: AuthorizationId) -> Result<AuthorizationOf<T>, Error<T>> {
		let authorization = Self::authorization_of(id)?;
		ensure!(authorization.is_open(), Error::<T>::AuthorizationClosed);
		ensure!(authorization.available(Self::now()) > 0, Error::<T>::AuthorizationExpired);
		Ok(authorization)
	}

	/// Takes down what the provider was paid.
	fn spend(id: AuthorizationId, mut authorization: AuthorizationOf<T>, amount: Balance) {
		let remaining = authorization.remaining().saturating_sub(amount);
		authorization.spent = authorization.spent.saturating_add(amount);
		authorization.state = AuthorizationState::Open { remaining };
		if remaining == 0 {
			Self::conclude_authorization(id, authorization, Conclusion::Exhausted);
		} else {
			Authorizations::<T>::insert(id, authorization);
		}
	}

	/// Gives back what is left, if anything, and ends it.
	fn conclude_authorization(id: AuthorizationId, mut authorization: AuthorizationOf<T>, by: Conclusion) {
		let returned = authorization.remaining();
		Self::give_back(authorization.kind.hold_reason(), &authorization.payer, returned);
		Self::leave_queue(authorization.until, Timed::Authorization(id));
		OpenAuthorizations::<T>::mutate_exists(&authorization.payer, |slot| {
			let Some(open) = slot else { return };
			open.retain(|entry| entry.id != id);
			if open.is_empty() {
				*slot = None;
			}
		});
		Self::take_from_shelf(Shelf::AuthorizedForProvider, &authorization.provider, id.0);
		authorization.state = AuthorizationState::Concluded { by, at: Self::now() };
		Authorizations::<T>::insert(id, authorization);
		Self::deposit_event(Event::AuthorizationConcluded { authorization: id, by, returned });
	}
}

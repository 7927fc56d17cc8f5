//! Tokens handed in for money.

use crate::{types::*, *};
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision},
	},
};
use salus_primitives::{Commitment, RedemptionId};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_redeem(
		owner: T::AccountId,
		desk: T::AccountId,
		amount: Balance,
		payout: Commitment,
	) -> DispatchResult {
		Self::working_desk_of(&desk)?;
		ensure!(amount >= T::MinRedemption::get(), Error::<T>::AmountTooSmall);
		let now = Self::now();
		let mut pending = PendingRedemptions::<T>::get(&owner);
		if pending.is_full() {
			if let Some(overdue) = pending.iter().find(|entry| entry.deadline < now) {
				Self::return_redemption(overdue.id);
				pending = PendingRedemptions::<T>::get(&owner);
			}
		}

		Self::hold(HoldReason::Redemption, &owner, amount)?;
		let id = Self::take_id::<NextRedemptionId<T>, _>(RedemptionId::next)?;
		let deadline = now.saturating_add(T::RedemptionPeriod::get());
		Self::enter_queue(deadline, Timed::Redemption(id))?;
		pending.try_push(Listed { id, deadline }).map_err(|_| Error::<T>::TooManyRedemptions)?;
		PendingRedemptions::<T>::insert(&owner, pending);
		Self::put_on_shelf(Shelf::PendingAtDesk, &desk, id.0);
		let state = RedemptionState::Pending { deadline };
		let redemption =
			RedemptionOf::<T> { owner: owner.clone(), desk: desk.clone(), amount, payout, requested: now, state };
		Redemptions::<T>::insert(id, redemption);
		Self::deposit_event(Event::RedemptionRequested { redemption: id, owner, desk, amount, payout, deadline });
		Ok(())
	}

	pub(crate) fn do_settle(who: T::AccountId, id: RedemptionId, payment: Commitment) -> DispatchResult {
		let redemption = Self::redemption_of(id)?;
		ensure!(redemption.desk == who, Error::<T>::NotOwnDesk);
		let deadline = redemption.deadline().ok_or(Error::<T>::RedemptionClosed)?;
		let at = Self::now();
		ensure!(at <= deadline, Error::<T>::DeadlinePassed);
		Self::use_receipt(&who, payment, OutsideReceipt::Payout(id))?;

		let mut desk = Self::desk_of(&who)?;
		desk.redeemed = desk.redeemed.checked_add(redemption.amount).ok_or(Error::<T>::Overflow)?;
		Desks::<T>::insert(&who, desk);
		// The desk has paid: no lock on the owner's account stands before that.
		T::Currency::burn_held(
			&HoldReason::Redemption.into(),
			&redemption.owner,
			redemption.amount,
			Precision::Exact,
			Fortitude::Force,
		)?;
		Self::note_redeemed(redemption.amount)?;
		Self::conclude_redemption(id, redemption, RedemptionState::Settled { payment, at });
		Self::deposit_event(Event::RedemptionSettled { redemption: id, payment });
		Ok(())
	}

	pub(crate) fn do_refuse_redemption(who: T::AccountId, id: RedemptionId) -> DispatchResult {
		let redemption = Self::redemption_of(id)?;
		ensure!(redemption.desk == who, Error::<T>::NotOwnDesk);
		ensure!(redemption.deadline().is_some(), Error::<T>::RedemptionClosed);
		Self::give_back(HoldReason::Redemption, &redemption.owner, redemption.amount);
		Self::conclude_redemption(id, redemption, RedemptionState::Refused { at: Self::now() });
		Self::deposit_event(Event::RedemptionRefused { redemption: id });
		Ok(())
	}

	/// Gives tokens back that the desk did not pay for in time. What is not pending stays as it is.
	pub(crate) fn return_redemption(id: RedemptionId) {
		let Some(redemption) = Redemptions::<T>::get(id).filter(|redemption| redemption.deadline().is_some()) else {
			return;
		};
		Self::give_back(HoldReason::Redemption, &redemption.owner, redemption.amount);
		Self::conclude_redemption(id, redemption, RedemptionState::Returned { at: Self::now() });
		Self::deposit_event(Event::RedemptionReturned { redemption: id });
	}

	pub(crate) fn redemption_of(id: RedemptionId) -> Result<RedemptionOf<T>, Error<T>> {
		Redemptions::<T>::get(id).ok_or(Error::<T>::RedemptionNotFound)
	}

	/// Brings a redemption to its final state, once its tokens are where they belong.
	fn conclude_redemption(id: RedemptionId, mut redemption: RedemptionOf<T>, state: RedemptionState) {
		if let Some(deadline) = redemption.deadline() {
			Self::leave_queue(deadline, Timed::Redemption(id));
		}
		PendingRedemptions::<T>::mutate_exists(&redemption.owner, |slot| {
			let Some(pending) = slot else { return };
			pending.retain(|entry| entry.id != id);
			if pending.is_empty() {
				*slot = None;
			}
		});
		Self::take_from_shelf(Shelf::PendingAtDesk, &redemption.desk, id.0);
		redemption.state = state;
		Redemptions::<T>::insert(id, redemption);
	}
}

//! Holding, giving back, paying, taking. Only [`Pallet::put_up`] may fail: the others also run where nobody would see an error, and
//! leave nothing behind that is held for no reason.

use crate::*;
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::{hold::Balanced, Inspect, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Imbalance, OnUnbalanced,
	},
};
use sp_runtime::traits::Zero;

const TARGET: &str = "runtime::care-market";

impl<T: Config> Pallet<T> {
	/// What is put up by whoever bids for what may cost `limit`.
	pub(crate) fn bond_of(limit: BalanceOf<T>) -> BalanceOf<T> {
		T::BondShare::get().mul_floor(limit).max(T::MinBond::get())
	}

	/// Holds tokens that the account may spend now. Tokens that are locked could be held as well, and would then be paid out: who
	/// is to wait for them could so have them at once.
	pub(crate) fn put_up(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		let spendable = T::Currency::reducible_balance(who, Preservation::Preserve, Fortitude::Polite);
		ensure!(spendable >= amount, Error::<T>::InsufficientFunds);
		T::Currency::hold(&reason.into(), who, amount)
	}

	/// Gives back what is held. What an account that was emptied meanwhile cannot keep, since it is less than the existential
	/// deposit, goes where lost bonds go.
	pub(crate) fn give_back(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) -> BalanceOf<T> {
		if amount.is_zero() {
			return amount;
		}
		match T::Currency::release(&reason.into(), who, amount, Precision::BestEffort) {
			Ok(released) => released,
			Err(error) => {
				log::error!(target: TARGET, "{amount:?} of {who:?} not given back: {error:?}");
				Self::take(reason, who, amount);
				Zero::zero()
			},
		}
	}

	/// Pays what is held of one account to another. What the other cannot be paid is given back.
	///
	/// A lock on the payer's tokens does not stop it: they could be spent when they were held, and were promised since.
	pub(crate) fn pay(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: BalanceOf<T>,
	) -> BalanceOf<T> {
		if amount.is_zero() {
			return amount;
		}
		let paid = T::Currency::transfer_on_hold(
			&reason.into(),
			from,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		);
		paid.unwrap_or_else(|error| {
			log::error!(target: TARGET, "{amount:?} of {from:?} not paid to {to:?}: {error:?}");
			Self::give_back(reason, from, amount);
			Zero::zero()
		})
	}

	/// Takes what is held, for good.
	pub(crate) fn take(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) -> BalanceOf<T> {
		let (credit, missing) = T::Currency::slash(&reason.into(), who, amount);
		if !missing.is_zero() {
			log::error!(target: TARGET, "{missing:?} of {who:?} was not held");
		}
		let taken = credit.peek();
		T::SlashDestination::on_unbalanced(credit);
		taken
	}
}

//! What the calls do. `do_*` performs, `ensure_*` checks, `*_of` fetches.

mod authorizations;
mod desks;
mod invoices;
mod issuance;
mod queue;
mod redemptions;
mod rounds;
mod tariffs;

use crate::{types::*, Config, Error, HoldReason, Index, Pallet};
use alloc::vec::Vec;
use codec::FullCodec;
use frame_support::{
	ensure,
	pallet_prelude::*,
	storage::StorageValue,
	traits::{
		fungible::{Inspect, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Time,
	},
};
use salus_primitives::{
	roles::{AuthorityKind, FinancialKind, Role},
	traits::Participants,
	Moment,
};

/// Most entries that one page of a view has.
pub(crate) const MAX_PAGE: u32 = 100;

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> Moment {
		T::Time::now()
	}

	/// Gives the next id of a kind.
	fn take_id<S, Id>(next: fn(Id) -> Option<Id>) -> Result<Id, Error<T>>
	where
		S: StorageValue<Id, Query = Id>,
		Id: FullCodec + Copy,
	{
		S::try_mutate(|id| {
			let taken = *id;
			*id = next(taken).ok_or(Error::<T>::OutOfIds)?;
			Ok(taken)
		})
	}

	pub(crate) fn is_provider(who: &T::AccountId) -> bool {
		matches!(T::Participants::certified_role(who), Some(Role::Provider(_)))
	}

	fn ensure_provider(who: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(Self::is_provider(who), Error::<T>::NotProvider);
		Ok(())
	}

	fn ensure_authority(who: &T::AccountId) -> Result<(), Error<T>> {
		let role = T::Participants::certified_role(who);
		let entitled = matches!(role, Some(Role::HealthAuthority(AuthorityKind::Ministry | AuthorityKind::Regulator)));
		ensure!(entitled, Error::<T>::NotAuthority);
		Ok(())
	}

	fn is_bank_or_exchange(who: &T::AccountId) -> bool {
		let role = T::Participants::certified_role(who);
		matches!(role, Some(Role::FinancialEntity(FinancialKind::Bank | FinancialKind::Exchange)))
	}

	fn ensure_bank_or_exchange(who: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(Self::is_bank_or_exchange(who), Error::<T>::NotFinancialEntity);
		Ok(())
	}

	/// Holds what the account could spend as well: tokens that are not yet free by a vesting schedule cannot be promised to anybody.
	fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		let spendable = T::Currency::reducible_balance(who, Preservation::Preserve, Fortitude::Polite);
		ensure!(amount <= spendable, Error::<T>::NotEnoughTokens);
		T::Currency::hold(&reason.into(), who, amount)
	}

	/// Gives held tokens back. It does not fail: it also runs where nobody would see an error. Less than the existential deposit
	/// cannot be put into an account that has nothing else, and is burnt as the dust that it is.
	fn give_back(reason: HoldReason, who: &T::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		let reason = reason.into();
		let Err(error) = T::Currency::release(&reason, who, amount, Precision::Exact) else { return };
		let dust = if amount < T::Currency::minimum_balance() {
			T::Currency::burn_held(&reason, who, amount, Precision::Exact, Fortitude::Force).is_ok()
		} else {
			false
		};
		if !dust {
			log::error!(target: "runtime::health-token", "{amount} not given back to {who:?}: {error:?}");
		}
	}

	/// Pays somebody out of what is held. The promise comes before any lock on the payer's account, be it one that the payer took on
	/// after the tokens were held.
	fn pay_from_hold(reason: HoldReason, from: &T::AccountId, to: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&reason.into(),
			from,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		Ok(())
	}

	fn put_on_shelf(shelf: Shelf, who: &T::AccountId, id: u64) {
		Index::<T>::insert((shelf, who), OrderedId::from(id), ());
	}

	fn take_from_shelf(shelf: Shelf, who: &T::AccountId, id: u64) {
		Index::<T>::remove((shelf, who), OrderedId::from(id));
	}

	/// Up to `limit` ids of an account's, in order, from the id `from` on.
	pub(crate) fn page(shelf: Shelf, who: &T::AccountId, from: u64, limit: u32) -> Vec<u64> {
		let limit = limit.min(MAX_PAGE) as usize;
		let ids: Vec<OrderedId> = match from.checked_sub(1) {
			None => Index::<T>::iter_key_prefix((shelf, who)).take(limit).collect(),
			Some(before) => {
				let start = Index::<T>::hashed_key_for((shelf, who), OrderedId::from(before));
				Index::<T>::iter_key_prefix_from((shelf, who), start).take(limit).collect()
			},
		};
		ids.into_iter().map(u64::from).collect()
	}
}

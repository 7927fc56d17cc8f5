//! Sales of new tokens.

use super::MAX_PAGE;
use crate::{
	types::{round::per_block, *},
	*,
};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*, traits::VestingSchedule};
use salus_primitives::{Commitment, RoundId};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open_round(terms: RoundTermsOf<T>) -> DispatchResult {
		Self::working_desk_of(&terms.desk)?;
		terms.check(Self::now()).map_err(|flaw| match flaw {
			RoundFlaw::Price => Error::<T>::InvalidMoney,
			RoundFlaw::Amounts | RoundFlaw::Vesting => Error::<T>::InvalidRound,
			RoundFlaw::Window => Error::<T>::InvalidPeriod,
		})?;
		let id = Self::take_id::<NextRoundId<T>, _>(RoundId::next)?;
		let RoundTermsOf::<T> { desk, price, cap, .. } = terms.clone();
		Rounds::<T>::insert(id, RoundOf::<T> { terms, sold: 0, state: RoundState::Open });
		Self::deposit_event(Event::RoundOpened { round: id, desk, price, cap });
		Ok(())
	}

	pub(crate) fn do_record_purchase(
		who: T::AccountId,
		id: RoundId,
		buyer: T::AccountId,
		paid: u128,
		receipt: Commitment,
	) -> DispatchResult {
		let mut round = Self::round_of(id)?;
		ensure!(round.terms.desk == who, Error::<T>::NotOwnDesk);
		let desk = Self::working_desk_of(&who)?;
		ensure!(round.state == RoundState::Open, Error::<T>::RoundIsClosed);
		ensure!(round.terms.window.contains(Self::now()), Error::<T>::OutsideWindow);

		let amount = tokens_for(paid, round.terms.price.amount, T::WholeToken::get()).ok_or(Error::<T>::Overflow)?;
		ensure!(amount >= round.terms.minimum, Error::<T>::BelowMinimum);
		let sold = round.sold.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		ensure!(sold <= round.terms.cap, Error::<T>::CapExceeded);
		let bought = Purchases::<T>::get(id, &buyer).checked_add(amount).ok_or(Error::<T>::Overflow)?;
		ensure!(bought <= round.terms.per_buyer, Error::<T>::BuyerLimitExceeded);
		Self::use_receipt(&who, receipt, OutsideReceipt::Purchase(id))?;

		Self::mint(&who, desk, &buyer, amount)?;
		if let Some(vesting) = round.terms.vesting {
			let part = per_block(amount, vesting.length.saturated_into::<u128>());
			T::Vesting::can_add_vesting_schedule(&buyer, amount, part, vesting.start)
				.map_err(|_| Error::<T>::TooManyVestingSchedules)?;
			T::Vesting::add_vesting_schedule(&buyer, amount, part, vesting.start)?;
		}
		round.sold = sold;
		Rounds::<T>::insert(id, round);
		Purchases::<T>::insert(id, &buyer, bought);
		Self::deposit_event(Event::Purchased { round: id, buyer, amount, paid, receipt });
		Ok(())
	}

	pub(crate) fn do_close_round(id: RoundId) -> DispatchResult {
		let mut round = Self::round_of(id)?;
		ensure!(round.state == RoundState::Open, Error::<T>::RoundIsClosed);
		round.state = RoundState::Closed { at: Self::now() };
		Rounds::<T>::insert(id, round);
		Self::deposit_event(Event::RoundClosed { round: id });
		Ok(())
	}

	pub(crate) fn latest_rounds_of(limit: u32) -> Vec<(RoundId, RoundOf<T>)> {
		let next = NextRoundId::<T>::get().0;
		let first = next.saturating_sub(limit.min(MAX_PAGE).into());
		(first..next).rev().map(RoundId).filter_map(|id| Rounds::<T>::get(id).map(|round| (id, round))).collect()
	}

	fn round_of(id: RoundId) -> Result<RoundOf<T>, Error<T>> {
		Rounds::<T>::get(id).ok_or(Error::<T>::RoundNotFound)
	}
}

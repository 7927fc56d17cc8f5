//! Bids: placed, taken back, opened, cleared. And where bidders are.

use super::tenders::{Cleared, Marks};
use crate::{types::*, *};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{traits::Participants, Commitment, Salt, TenderId};
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_bid(
		bidder: T::AccountId,
		id: TenderId,
		seal: Commitment,
		house: Option<T::AccountId>,
	) -> DispatchResult {
		let mut tender = Self::tender_of(id)?;
		let marks = Marks::of::<T>(&tender);
		let now = Self::now();
		let TenderState::Open { sealed, taken, .. } = &mut tender.state else { return Err(Error::<T>::NotOpen.into()) };
		ensure!(now <= tender.specification.schedule.bid_by, Error::<T>::BiddingOver);
		ensure!(*sealed < T::MaxBids::get(), Error::<T>::TooManyBids);
		let number = *taken;
		*sealed = sealed.saturating_add(1);
		*taken = taken.checked_add(1).ok_or(Error::<T>::TooManyBids)?;
		Self::ensure_eligible(&tender, &bidder)?;
		let house = Self::house_of(&bidder, house)?;
		ensure!(tender.specification.exclusion.organisation.as_ref() != Some(&house), Error::<T>::Excluded);
		ensure!(!Bids::<T>::contains_key(id, &bidder), Error::<T>::AlreadyBid);
		let taken_by_house = Bids::<T>::iter_prefix_values(id).any(|bid| bid.house == house);
		ensure!(!taken_by_house, Error::<T>::HouseHasBid);

		OpenBids::<T>::try_mutate(&bidder, |open| open.try_push(id).map_err(|_| Error::<T>::TooManyOpenBids))?;
		let bond = tender.bond;
		Self::put_up(HoldReason::BidBond, &bidder, bond)?;
		let bid = BidOf::<T> { house: house.clone(), bond, number, placed: now, state: BidState::Sealed { seal } };
		Bids::<T>::insert(id, &bidder, bid);
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::BidPlaced { tender: id, bidder, house, seal, bond });
		Ok(())
	}

	pub(crate) fn do_withdraw_bid(who: T::AccountId, id: TenderId, bidder: T::AccountId) -> DispatchResult {
		let mut tender = Self::tender_of(id)?;
		let bid = Bids::<T>::get(id, &bidder).ok_or(Error::<T>::BidNotFound)?;
		ensure!(who == bidder || who == bid.house, Error::<T>::NotBidder);
		ensure!(Self::now() <= tender.specification.schedule.bid_by, Error::<T>::BiddingOver);
		let marks = Marks::of::<T>(&tender);
		let TenderState::Open { sealed, .. } = &mut tender.state else { return Err(Error::<T>::NotOpen.into()) };
		*sealed = sealed.saturating_sub(1);

		Self::remove_bid(id, &bidder);
		Self::release_bond(id, &bidder, bid.bond);
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::BidWithdrawn { tender: id, bidder, by: who });
		Ok(())
	}

	/// A bidder who is not certified any more may still open its bid, so that it does not lose its bond as well.
	pub(crate) fn do_reveal(
		bidder: T::AccountId,
		id: TenderId,
		price: BalanceOf<T>,
		plan: Commitment,
		salt: Salt,
	) -> DispatchResult {
		let mut tender = Self::tender_of(id)?;
		let mut bid = Bids::<T>::get(id, &bidder).ok_or(Error::<T>::BidNotFound)?;
		let BidState::Sealed { seal: sealed_before } = bid.state else {
			return Err(Error::<T>::AlreadyRevealed.into());
		};
		match tender.specification.schedule.phase(Self::now()) {
			Phase::Bidding => return Err(Error::<T>::BiddingNotOver.into()),
			Phase::Revealing => (),
			Phase::Choosing | Phase::Awarding | Phase::Over => return Err(Error::<T>::RevealOver.into()),
		}
		ensure!(!price.is_zero(), Error::<T>::InvalidPrice);
		ensure!(price <= tender.specification.budget, Error::<T>::OverBudget);
		ensure!(price <= tender.limit(), Error::<T>::OverCeiling);
		ensure!(sealed_before == seal(id, &bidder, &price, &plan, &salt), Error::<T>::SealMismatch);
		let marks = Marks::of::<T>(&tender);
		let TenderState::Open { sealed, revealed, .. } = &mut tender.state else {
			return Err(Error::<T>::NotOpen.into());
		};
		*sealed = sealed.saturating_sub(1);
		*revealed = revealed.saturating_add(1);

		bid.state = BidState::Revealed { price, plan };
		Bids::<T>::insert(id, &bidder, bid);
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::BidRevealed { tender: id, bidder, price, plan });
		Ok(())
	}

	pub(crate) fn do_declare_region(who: T::AccountId, region: Region) -> DispatchResult {
		Self::ensure_provider(&who)?;
		ensure!(region.is_valid(), Error::<T>::InvalidRegion);
		// A region that suits a tender would otherwise be declared for as long as it is needed.
		ensure!(OpenBids::<T>::get(&who).is_empty(), Error::<T>::BidsOpen);
		Regions::<T>::insert(&who, &region);
		Self::deposit_event(Event::RegionDeclared { provider: who, region });
		Ok(())
	}

	/// Decides about each bid for a tender. Returns how many there were.
	pub(crate) fn clear_bids(id: TenderId, decide: impl Fn(&T::AccountId, &BidOf<T>) -> Cleared) -> u32 {
		// Collected first: what is iterated over is not to be changed meanwhile. There are at most `MaxBids`.
		let bids: Vec<_> = Bids::<T>::iter_prefix(id).collect();
		let count = bids.len() as u32;
		for (bidder, bid) in bids {
			match decide(&bidder, &bid) {
				Cleared::Kept => continue,
				Cleared::Won => (),
				Cleared::Released => Self::release_bond(id, &bidder, bid.bond),
				Cleared::Forfeited => Self::forfeit_bond(id, &bidder, bid.bond),
			}
			Self::remove_bid(id, &bidder);
		}
		count
	}

	pub(crate) fn release_bond(id: TenderId, provider: &T::AccountId, bond: BalanceOf<T>) {
		let amount = Self::give_back(HoldReason::BidBond, provider, bond);
		Self::deposit_event(Event::BondReleased { tender: id, provider: provider.clone(), amount });
	}

	pub(crate) fn forfeit_bond(id: TenderId, provider: &T::AccountId, bond: BalanceOf<T>) {
		let amount = Self::take(HoldReason::BidBond, provider, bond);
		Self::deposit_event(Event::BondForfeited { tender: id, provider: provider.clone(), amount });
	}

	fn remove_bid(id: TenderId, bidder: &T::AccountId) {
		Bids::<T>::remove(id, bidder);
		OpenBids::<T>::mutate_exists(bidder, |slot| {
			if let Some(open) = slot {
				open.retain(|tender| *tender != id);
				if open.is_empty() {
					*slot = None;
				}
			}
		});
	}

	/// In whose name the bidder bids. Who is affiliated bids for one of its organisations, so that an organisation cannot bid as
	/// often as it has members.
	fn house_of(bidder: &T::AccountId, named: Option<T::AccountId>) -> Result<T::AccountId, Error<T>> {
		match named {
			Some(house) if house != *bidder => {
				ensure!(T::Participants::is_affiliated(bidder, &house), Error::<T>::NotAffiliated);
				Ok(house)
			},
			_ => {
				ensure!(T::Participants::affiliations(bidder).is_empty(), Error::<T>::HouseMissing);
				Ok(bidder.clone())
			},
		}
	}
}

//! Awards: by score, or by the poster's choice.

use super::tenders::{Cleared, Marks};
use crate::{types::*, *};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{Commitment, TenderId};
use sp_runtime::{
	traits::{Saturating, UniqueSaturatedInto},
	SaturatedConversion,
};

impl<T: Config> Pallet<T> {
	/// Returns how many bids there were.
	pub(crate) fn do_award(who: T::AccountId, id: TenderId) -> Result<u32, DispatchError> {
		let tender = Self::tender_of(id)?;
		if Self::award_phase(&tender)? == Phase::Choosing {
			ensure!(who == tender.poster, Error::<T>::ChoiceReserved);
		}
		let best = Self::ranking_of(id, &tender).into_iter().next().ok_or(Error::<T>::NoEligibleBid)?;
		Ok(Self::conclude_award(id, tender, best.bidder, best.price, best.plan, None))
	}

	/// Returns how many bids there were.
	pub(crate) fn do_award_to(
		who: T::AccountId,
		id: TenderId,
		bidder: T::AccountId,
		reason: Commitment,
	) -> Result<u32, DispatchError> {
		let tender = Self::tender_of(id)?;
		ensure!(tender.poster == who, Error::<T>::NotPoster);
		Self::award_phase(&tender)?;
		let bid = Bids::<T>::get(id, &bidder).ok_or(Error::<T>::BidNotFound)?;
		let BidState::Revealed { price, plan } = bid.state else { return Err(Error::<T>::NotRevealed.into()) };
		Self::ensure_eligible(&tender, &bidder)?;
		Ok(Self::conclude_award(id, tender, bidder, price, plan, Some(reason)))
	}

	/// The bids that may be awarded now, the best first.
	pub(crate) fn ranking_of(id: TenderId, tender: &TenderOf<T>) -> Vec<RankedBidOf<T>> {
		if !matches!(tender.state, TenderState::Open { .. }) {
			return Vec::new();
		}
		let mut ranking: Vec<_> = Bids::<T>::iter_prefix(id)
			.filter_map(|(bidder, bid)| match bid.state {
				BidState::Revealed { price, plan } if Self::ensure_eligible(tender, &bidder).is_ok() => {
					let quality = ProviderRecords::<T>::get(&bidder).quality();
					Some(RankedBidOf::<T> { bidder, price, plan, quality, score: Score(0), number: bid.number })
				},
				_ => None,
			})
			.collect();
		// The lowest price is that of whoever may win, so that nobody lowers others' scores by a bid that cannot.
		let lowest = ranking.iter().map(|bid| bid.price).min().unwrap_or_default();
		for bid in &mut ranking {
			let (lowest, price): (u128, u128) = (lowest.unique_saturated_into(), bid.price.saturated_into());
			bid.score = score(tender.specification.price_weight, lowest, price, bid.quality);
		}
		ranking.sort_by_key(|bid| (core::cmp::Reverse(bid.score), bid.number));
		ranking
	}

	/// The phase of a tender that may be awarded.
	fn award_phase(tender: &TenderOf<T>) -> Result<Phase, Error<T>> {
		ensure!(matches!(tender.state, TenderState::Open { .. }), Error::<T>::NotOpen);
		match tender.specification.schedule.phase(Self::now()) {
			Phase::Bidding => Err(Error::<T>::BiddingNotOver),
			Phase::Revealing => Err(Error::<T>::RevealNotOver),
			Phase::Over => Err(Error::<T>::AwardOver),
			phase => Ok(phase),
		}
	}

	/// Makes an order of a tender. The part of the budget that is not needed, and the bonds of those who opened their bids and did
	/// not win, are given back.
	fn conclude_award(
		id: TenderId,
		mut tender: TenderOf<T>,
		winner: T::AccountId,
		price: BalanceOf<T>,
		plan: Commitment,
		choice: Option<Commitment>,
	) -> u32 {
		let marks = Marks::of::<T>(&tender);
		let bids = Self::clear_bids(id, |bidder, bid| match bid.state {
			_ if *bidder == winner => Cleared::Won,
			BidState::Sealed { .. } => Cleared::Forfeited,
			BidState::Revealed { .. } => Cleared::Released,
		});
		let rest = tender.specification.budget.saturating_sub(price);
		Self::give_back(HoldReason::Budget, &tender.poster, rest);
		tender.state = TenderState::Awarded(Order {
			provider: winner.clone(),
			plan,
			choice,
			price,
			released: Default::default(),
			bond: tender.bond,
			awarded: Self::now(),
			deliver_by: tender.specification.schedule.deliver_by,
			escrow: Escrow::Funded { milestone: 0, referral: None },
		});
		Self::index_tender_saturating(&winner, Side::Provider, id);
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::TenderAwarded { tender: id, provider: winner, price, choice });
		bids
	}
}

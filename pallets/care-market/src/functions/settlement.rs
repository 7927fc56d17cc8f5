//! What follows when deadlines have passed.

use super::tenders::{Cleared, Marks};
use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::TenderId;

/// Most deadlines of a tender that can have passed one after the other: bids to be opened and the award, or silence and the next
/// delivery.
const MAX_LAPSES: u32 = 2;

impl<T: Config> Pallet<T> {
	/// Returns how many bids were looked at.
	pub(crate) fn do_settle(id: TenderId) -> Result<u32, DispatchError> {
		let tender = Self::tender_of(id)?;
		ensure!(tender.lapse(Self::now()).is_some(), Error::<T>::NothingDue);
		Ok(Self::settle_tender(id, tender))
	}

	/// Does what follows from every deadline of the tender that has passed. Nothing here may fail. Returns how many bids were looked
	/// at.
	pub(crate) fn settle_tender(id: TenderId, mut tender: TenderOf<T>) -> u32 {
		let mut bids = 0u32;
		for _ in 0..MAX_LAPSES {
			let Some(lapse) = tender.lapse(Self::now()) else { break };
			// Those that were revealed are looked at twice, when both their deadlines passed; each is cleared once.
			bids = bids.max(Self::lapse(id, tender, lapse));
			let Some(next) = Tenders::<T>::get(id) else { break };
			tender = next;
		}
		bids
	}

	fn lapse(id: TenderId, tender: TenderOf<T>, lapse: Lapse) -> u32 {
		let marks = Marks::of::<T>(&tender);
		let order = match &tender.state {
			TenderState::Awarded(order) => Some(order.clone()),
			_ => None,
		};
		match (lapse, order) {
			(Lapse::NoBids | Lapse::NotAwarded, _) => {
				let bids = Self::clear_bids(id, |_, _| Cleared::Released);
				Self::end_unawarded(id, tender, marks);
				return bids;
			},
			(Lapse::Unrevealed, _) => return Self::lapse_unrevealed(id, tender, marks),
			(Lapse::Accepted, _) => {
				Self::accept_delivery(id, tender);
			},
			(Lapse::Undelivered, Some(order)) => Self::lapse_undelivered(id, tender, order, marks),
			(Lapse::Unresolved, Some(order)) => Self::lapse_unresolved(id, tender, order, marks),
			(Lapse::Undelivered | Lapse::Unresolved, None) => (),
		}
		0
	}

	/// Takes the bonds of bids that were not opened. If some were, the tender awaits its award.
	fn lapse_unrevealed(id: TenderId, mut tender: TenderOf<T>, marks: Marks) -> u32 {
		let bids = Self::clear_bids(id, |_, bid| match bid.state {
			BidState::Sealed { .. } => Cleared::Forfeited,
			BidState::Revealed { .. } => Cleared::Kept,
		});
		match &mut tender.state {
			TenderState::Open { sealed, revealed, .. } if *revealed > 0 => {
				*sealed = 0;
				Self::put_tender(id, marks, tender);
			},
			_ => Self::end_unawarded(id, tender, marks),
		}
		bids
	}

	fn end_unawarded(id: TenderId, mut tender: TenderOf<T>, marks: Marks) {
		Self::give_back(HoldReason::Budget, &tender.poster, tender.held());
		tender.state = TenderState::Unawarded { at: Self::now() };
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::TenderUnawarded { tender: id });
	}
}

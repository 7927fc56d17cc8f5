//! Tenders: posted, taken back, kept in step with the agenda and the lists.

use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
	roles::Role,
	traits::{Participants, Tariffs},
	Moment, TenderId,
};

/// What of a tender the agenda and the lists reflect.
pub(crate) struct Marks {
	deadline: Option<Moment>,
	open: bool,
}

impl Marks {
	pub(crate) fn of<T: Config>(tender: &TenderOf<T>) -> Self {
		Self {
			deadline: tender.deadline().map(|(deadline, _)| deadline),
			open: matches!(tender.state, TenderState::Open { .. }),
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_post(poster: T::AccountId, specification: SpecificationOf<T>) -> DispatchResult {
		ensure!(T::Participants::certified_role(&poster) == Some(Role::Patient), Error::<T>::NotPatient);
		ensure!(specification.service.is_valid(), Error::<T>::InvalidService);
		ensure!(specification.budget >= T::MinBudget::get(), Error::<T>::BudgetTooSmall);
		ensure!(are_valid_milestones(&specification.milestones), Error::<T>::InvalidMilestones);
		ensure!(specification.exclusion.region.as_ref().is_none_or(Region::is_valid), Error::<T>::InvalidRegion);
		let now = Self::now();
		specification.schedule.check(now, &Self::limits()).map_err(Error::<T>::from)?;

		Self::activate(&poster)?;
		Self::put_up(HoldReason::Budget, &poster, specification.budget)?;
		let id = NextTenderId::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.next().ok_or(Error::<T>::OutOfIds)?;
			Ok::<_, Error<T>>(id)
		})?;
		let mut tender = TenderOf::<T> {
			poster: poster.clone(),
			// As it is now: what an authority decides later does not touch who has sealed a bid by then.
			ceiling: T::Tariffs::ceiling(&specification.service),
			bond: Default::default(),
			posted: now,
			specification,
			state: TenderState::Open { sealed: 0, revealed: 0, taken: 0 },
		};
		tender.bond = Self::bond_of(tender.limit());
		let SpecificationOf::<T> { kind, budget, schedule, .. } = &tender.specification;
		Self::deposit_event(Event::TenderPosted {
			tender: id,
			poster: poster.clone(),
			kind: *kind,
			budget: *budget,
			bid_by: schedule.bid_by,
		});
		Self::index_tender(&poster, Side::Patient, id)?;
		OpenTenders::<T>::insert(kind, id, ());
		Self::put_tender(id, Marks { deadline: None, open: true }, tender);
		Ok(())
	}

	/// Returns how many bids there were.
	pub(crate) fn do_cancel(who: T::AccountId, id: TenderId) -> Result<u32, DispatchError> {
		let mut tender = Self::tender_of(id)?;
		ensure!(tender.poster == who, Error::<T>::NotPoster);
		let TenderState::Open { revealed, .. } = tender.state else { return Err(Error::<T>::NotOpen.into()) };
		ensure!(revealed == 0, Error::<T>::BidsRevealed);
		let now = Self::now();
		ensure!(tender.lapse(now).is_none(), Error::<T>::DeadlinePassed);

		let marks = Marks::of::<T>(&tender);
		let bids = Self::clear_bids(id, |_, _| Cleared::Released);
		Self::give_back(HoldReason::Budget, &who, tender.held());
		tender.state = TenderState::Cancelled { at: now };
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::TenderCancelled { tender: id });
		Ok(bids)
	}

	/// Stores a tender and brings agenda and lists in step with it.
	pub(crate) fn put_tender(id: TenderId, was: Marks, tender: TenderOf<T>) {
		let is = Marks::of::<T>(&tender);
		Self::reschedule(Due::Tender(id), was.deadline, is.deadline);
		if was.open && !is.open {
			OpenTenders::<T>::remove(tender.specification.kind, id);
		}
		if is.deadline.is_none() && was.deadline.is_some() {
			Self::deactivate(&tender.poster);
		}
		Tenders::<T>::insert(id, tender);
	}
}

impl<T: Config> From<ScheduleFlaw> for Error<T> {
	fn from(flaw: ScheduleFlaw) -> Self {
		match flaw {
			ScheduleFlaw::PhaseTooShort => Error::<T>::PhaseTooShort,
			ScheduleFlaw::TooLong => Error::<T>::DurationTooLong,
			ScheduleFlaw::Acceptance => Error::<T>::InvalidAcceptance,
		}
	}
}

/// What becomes of a bid.
pub(crate) enum Cleared {
	/// Its bond is given back.
	Released,
	/// Its bond is lost.
	Forfeited,
	/// It has won: the bond stays.
	Won,
	/// It stays.
	Kept,
}

//! Orders: delivered, accepted, disputed, given up.

use super::tenders::Marks;
use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{Commitment, DocumentId, Moment, TenderId};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deliver(who: T::AccountId, id: TenderId, milestone: u32, document: DocumentId) -> DispatchResult {
		let (mut tender, mut order, marks) = Self::ready_order(id)?;
		ensure!(order.provider == who, Error::<T>::NotAwardee);
		let Escrow::Funded { milestone: next, .. } = order.escrow else { return Err(Error::<T>::NotFunded.into()) };
		ensure!(milestone == next, Error::<T>::WrongMilestone);
		ensure!(Self::has_consent(&tender, &who), Error::<T>::ConsentMissing);
		Self::cite(&who, document, Due::Tender(id))?;

		let at = Self::now();
		let accept_by = at.saturating_add(tender.specification.schedule.acceptance);
		order.escrow = Escrow::Delivered { milestone, document, at, accept_by };
		tender.state = TenderState::Awarded(order);
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::MilestoneDelivered { tender: id, milestone, document, accept_by });
		Ok(())
	}

	/// After the deadline as well, when it says nothing that silence has not said.
	pub(crate) fn do_accept(who: T::AccountId, id: TenderId, milestone: u32) -> DispatchResult {
		let tender = Self::tender_of(id)?;
		ensure!(tender.poster == who, Error::<T>::NotPoster);
		let TenderState::Awarded(order) = &tender.state else { return Err(Error::<T>::NotAwarded.into()) };
		let Escrow::Delivered { milestone: delivered, .. } = order.escrow else {
			return Err(Error::<T>::NotDelivered.into());
		};
		// What is accepted is named, so that nobody accepts what was delivered only since.
		ensure!(milestone == delivered, Error::<T>::WrongMilestone);
		Self::accept_delivery(id, tender);
		Ok(())
	}

	pub(crate) fn do_dispute(who: T::AccountId, id: TenderId, reason: Commitment) -> DispatchResult {
		let (mut tender, mut order, marks) = Self::ready_order(id)?;
		let (by, milestone) = if tender.poster == who {
			// Silence that lasted until the deadline was acceptance, and `ready_order` has counted it.
			let Escrow::Delivered { milestone, .. } = order.escrow else { return Err(Error::<T>::NotDelivered.into()) };
			(Side::Patient, milestone)
		} else {
			ensure!(order.provider == who, Error::<T>::NotParty);
			let Escrow::Funded { milestone, .. } = order.escrow else { return Err(Error::<T>::NotFunded.into()) };
			(Side::Provider, milestone)
		};

		let resolve_by = Self::arbitration_until(Self::now());
		order.escrow = Escrow::Disputed { milestone, by, reason, resolve_by };
		tender.state = TenderState::Awarded(order);
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::OrderDisputed { tender: id, milestone, by, reason, resolve_by });
		Ok(())
	}

	pub(crate) fn do_step_back(who: T::AccountId, id: TenderId, forfeit: bool) -> DispatchResult {
		let (tender, order, marks) = Self::ready_order(id)?;
		ensure!(order.provider == who, Error::<T>::NotAwardee);
		ensure!(matches!(order.escrow, Escrow::Funded { .. }), Error::<T>::NotFunded);
		let cause = if Self::is_excused(&tender, &who) {
			RefundCause::NoConsent
		} else {
			// Asked for, since a patient may give consent again while the call is on its way.
			ensure!(forfeit, Error::<T>::ConsentInForce);
			RefundCause::SteppedBack
		};
		Self::refund_order(id, tender, order, marks, cause);
		Ok(())
	}

	/// The tender with its order, after a silence that is acceptance by now was counted as such.
	///
	/// # Errors
	/// When it is not awarded, or another deadline of the order has passed, after which there is nothing left but to settle it.
	pub(crate) fn ready_order(id: TenderId) -> Result<(TenderOf<T>, OrderOf<T>, Marks), Error<T>> {
		let mut tender = Self::tender_of(id)?;
		let now = Self::now();
		ensure!(matches!(tender.state, TenderState::Awarded(_)), Error::<T>::NotAwarded);
		if tender.lapse(now) == Some(Lapse::Accepted) {
			tender = Self::accept_delivery(id, tender);
		}
		ensure!(tender.lapse(now).is_none(), Error::<T>::DeadlinePassed);
		let marks = Marks::of::<T>(&tender);
		match &tender.state {
			TenderState::Awarded(order) => {
				let order = order.clone();
				Ok((tender, order, marks))
			},
			_ => Err(Error::<T>::NotAwarded),
		}
	}

	/// Pays for the milestone that was delivered, and goes on to the next, or ends the order after the last. Nothing here may
	/// fail.
	pub(crate) fn accept_delivery(id: TenderId, mut tender: TenderOf<T>) -> TenderOf<T> {
		let marks = Marks::of::<T>(&tender);
		let now = Self::now();
		let TenderState::Awarded(order) = &mut tender.state else { return tender };
		let Escrow::Delivered { milestone, at, accept_by, .. } = order.escrow else { return tender };
		let milestones = &tender.specification.milestones;
		let share = order.share(milestone, milestones);
		let is_last = OrderOf::<T>::is_last(milestone, milestones);

		let amount = Self::pay(HoldReason::Budget, &tender.poster, &order.provider, share);
		// What could not be paid was given back. Either way it is not held any more.
		order.released = order.released.saturating_add(share);
		Self::deposit_event(Event::MilestoneReleased { tender: id, milestone, amount, by_silence: now > accept_by });
		if is_last {
			order.escrow = Escrow::Released { at: now };
			Self::note_verdict(&order.provider, &tender.poster, Verdict::Delivered);
			Self::release_bond(id, &order.provider, order.bond);
			Self::deposit_event(Event::OrderReleased { tender: id });
		} else {
			order.deliver_by = order.deliver_by_after(at, accept_by, now);
			order.escrow = Escrow::Funded { milestone: milestone.saturating_add(1), referral: None };
		}
		Self::put_tender(id, marks, tender.clone());
		tender
	}

	/// Ends an order that is not delivered: what is not paid goes back, and the bond as well if it was not the provider's fault.
	/// Nothing here may fail.
	pub(crate) fn refund_order(
		id: TenderId,
		mut tender: TenderOf<T>,
		mut order: OrderOf<T>,
		marks: Marks,
		cause: RefundCause,
	) {
		let amount = Self::give_back(HoldReason::Budget, &tender.poster, order.unpaid());
		order.escrow = Escrow::Refunded { at: Self::now(), cause };
		Self::deposit_event(Event::OrderRefunded { tender: id, amount, cause });
		match cause {
			RefundCause::NoConsent => Self::release_bond(id, &order.provider, order.bond),
			RefundCause::Undelivered | RefundCause::SteppedBack => {
				Self::note_verdict(&order.provider, &tender.poster, Verdict::Lost);
				Self::forfeit_bond(id, &order.provider, order.bond);
			},
		}
		tender.state = TenderState::Awarded(order);
		Self::put_tender(id, marks, tender);
	}

	/// What is not delivered in time goes back; whether the provider is at fault depends on whether it could deliver.
	pub(crate) fn lapse_undelivered(id: TenderId, tender: TenderOf<T>, order: OrderOf<T>, marks: Marks) {
		let excused = Self::is_excused(&tender, &order.provider);
		let cause = if excused { RefundCause::NoConsent } else { RefundCause::Undelivered };
		Self::refund_order(id, tender, order, marks, cause);
	}

	/// The last moment of an arbitration that begins at `from`.
	pub(crate) fn arbitration_until(from: Moment) -> Moment {
		from.saturating_add(T::ArbitrationPeriod::get())
	}
}

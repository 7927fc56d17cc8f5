//! The queues of emergency accesses that await something, one for each stage.
//!
//! All periods being the same for everybody, deadlines come in the order in which places are taken. A place is emptied as soon as
//! nothing is awaited there, so that there are never more filled places than unsettled emergency accesses.

use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*, weights::WeightMeter};
use salus_primitives::{BreakGlassId, Moment};

impl<T: Config> Pallet<T> {
	/// Puts an emergency access into the queue for its justification and into the actor's list.
	pub(crate) fn enter_queues(actor: &T::AccountId, id: BreakGlassId, justify_by: Moment) -> Result<(), Error<T>> {
		Unsettled::<T>::try_mutate(|unsettled| {
			ensure!(*unsettled < T::MaxQueue::get(), Error::<T>::QueueFull);
			*unsettled = unsettled.saturating_add(1);
			Ok::<_, Error<T>>(())
		})?;
		let place = Self::take_place(Stage::Justification, id);
		OpenBreakGlasses::<T>::try_mutate(actor, |open| {
			open.try_push(OpenBreakGlass { id, justify_by: Some(justify_by), place })
				.map_err(|_| Error::<T>::TooManyBreakGlasses)
		})
	}

	/// Moves an emergency access from the queue for its justification to the one for its review.
	pub(crate) fn advance_to_review(actor: &T::AccountId, id: BreakGlassId) {
		OpenBreakGlasses::<T>::mutate(actor, |open| {
			if let Some(entry) = open.iter_mut().find(|entry| entry.id == id) {
				Queue::<T>::remove(Stage::Justification, entry.place);
				entry.place = Self::take_place(Stage::Review, id);
				entry.justify_by = None;
			}
		});
	}

	/// Takes a settled emergency access out of its queue and the actor's list.
	pub(crate) fn leave_queues(actor: &T::AccountId, id: BreakGlassId) {
		OpenBreakGlasses::<T>::mutate_exists(actor, |slot| {
			let Some(open) = slot else { return };
			if let Some(position) = open.iter().position(|entry| entry.id == id) {
				let entry = open.remove(position);
				let stage = if entry.justify_by.is_some() { Stage::Justification } else { Stage::Review };
				Queue::<T>::remove(stage, entry.place);
				Unsettled::<T>::mutate(|unsettled| *unsettled = unsettled.saturating_sub(1));
			}
			if open.is_empty() {
				*slot = None;
			}
		});
	}

	/// Settles what is due, as far as the meter and the bound for one block allow.
	pub(crate) fn work_off_queues(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::work_off_nothing()).is_err() {
			return;
		}
		let mut left = T::MaxSettledPerBlock::get();
		for stage in Stage::ALL {
			while left > 0 && !Self::is_queue_empty(stage) {
				if meter.try_consume(T::WeightInfo::work_off_one()).is_err() {
					return;
				}
				if !Self::work_off_head(stage) {
					break;
				}
				left = left.saturating_sub(1);
			}
		}
	}

	fn take_place(stage: Stage, id: BreakGlassId) -> u64 {
		QueueSpans::<T>::mutate(stage, |span| {
			let place = span.tail;
			Queue::<T>::insert(stage, place, id);
			span.tail = place.saturating_add(1);
			place
		})
	}

	fn is_queue_empty(stage: Stage) -> bool {
		let span = QueueSpans::<T>::get(stage);
		span.head >= span.tail
	}

	/// Passes the head of a queue if it is empty or due, settling what is there. Returns whether it passed.
	fn work_off_head(stage: Stage) -> bool {
		let mut span = QueueSpans::<T>::get(stage);
		let awaiting =
			Queue::<T>::get(stage, span.head).and_then(|id| BreakGlasses::<T>::get(id).map(|broken| (id, broken)));
		if let Some((id, broken)) = awaiting {
			let due = broken.status.stage().is_none_or(|(_, deadline)| Self::now() > deadline);
			if !due {
				return false;
			}
			Self::settle(id, broken);
		}
		span.head = span.head.saturating_add(1);
		QueueSpans::<T>::insert(stage, span);
		true
	}
}

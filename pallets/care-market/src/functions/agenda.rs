//! The agenda: what becomes due in which slot, worked off in idle blocks.
//!
//! Every tender and group that awaits something has one entry, in the slot of its deadline, and how many there may be of an account
//! is limited. So no list has to be searched or can be filled, and what a block does is limited by its weight and by
//! `MaxSettledPerBlock`. Nothing depends on the agenda being up to date: every call looks at the time.

use crate::{types::*, *};
use frame_support::{pallet_prelude::*, weights::WeightMeter};
use salus_primitives::Moment;

/// Most empty slots that are passed in one block: some hours' worth, so that a chain that stood still catches up.
const MAX_SLOTS_PER_BLOCK: u32 = 240;

impl<T: Config> Pallet<T> {
	/// Moves an entry from the slot of the one deadline to that of the other. Without a deadline there is no entry.
	pub(crate) fn reschedule(due: Due, before: Option<Moment>, after: Option<Moment>) {
		let (before, after) = (before.map(slot_of), after.map(slot_of));
		if before == after {
			return;
		}
		if let Some(slot) = before {
			Agenda::<T>::remove(slot, due);
		}
		if let Some(slot) = after {
			Agenda::<T>::insert(slot, due, ());
		}
		match (before, after) {
			(None, Some(slot)) => {
				// Nothing else is scheduled, so nothing is before this.
				if Scheduled::<T>::get() == 0 {
					AgendaCursor::<T>::put(slot);
				}
				Scheduled::<T>::mutate(|scheduled| *scheduled = scheduled.saturating_add(1));
			},
			(Some(_), None) => Scheduled::<T>::mutate(|scheduled| *scheduled = scheduled.saturating_sub(1)),
			_ => (),
		}
		// Deadlines that come later than others before them are the rule; one that comes sooner moves the cursor back.
		if let Some(slot) = after.filter(|slot| *slot < AgendaCursor::<T>::get()) {
			AgendaCursor::<T>::put(slot);
		}
	}

	/// Settles what is due, as far as the meter and the bound for one block allow.
	pub(crate) fn work_off_agenda(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::work_off_nothing()).is_err() || Scheduled::<T>::get() == 0 {
			return;
		}
		let present = slot_of(Self::now()).saturating_sub(1);
		let first = AgendaCursor::<T>::get();
		let mut slot = first;
		let (mut entries, mut slots) = (T::MaxSettledPerBlock::get(), MAX_SLOTS_PER_BLOCK);
		while slot <= present && entries > 0 && slots > 0 {
			if meter.try_consume(T::WeightInfo::work_off_slot()).is_err() {
				break;
			}
			let Some(due) = Agenda::<T>::iter_key_prefix(slot).next() else {
				slot = slot.saturating_add(1);
				slots = slots.saturating_sub(1);
				continue;
			};
			if meter.try_consume(Self::settling_weight()).is_err() {
				break;
			}
			Self::settle_due(due);
			// What is in a slot that has begun is due, and so has left it. Whatever has not would be in the way for ever.
			if Agenda::<T>::contains_key(slot, due) {
				log::error!(target: "runtime::care-market", "{due:?} is on the agenda and not due");
				Agenda::<T>::remove(slot, due);
				Scheduled::<T>::mutate(|scheduled| *scheduled = scheduled.saturating_sub(1));
			}
			entries = entries.saturating_sub(1);
		}
		if slot != first {
			AgendaCursor::<T>::put(slot);
		}
	}

	/// The most that settling one entry may weigh.
	fn settling_weight() -> Weight {
		let tender = T::WeightInfo::settle(T::MaxBids::get()).max(T::WeightInfo::settle_order());
		tender.max(T::WeightInfo::settle_group(T::MaxPlaces::get()))
	}

	fn settle_due(due: Due) {
		match due {
			Due::Tender(id) => {
				if let Some(tender) = Tenders::<T>::get(id) {
					Self::settle_tender(id, tender);
				}
			},
			Due::Group(id) => {
				if let Some(group) = Groups::<T>::get(id) {
					Self::settle_lapsed_group(id, group);
				}
			},
		}
	}
}

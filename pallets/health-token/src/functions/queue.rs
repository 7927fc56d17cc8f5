//! The queue of what ends by itself, in the order of deadlines.
//!
//! An entry leaves as soon as what it is about has ended, so that there are never more entries than open redemptions, authorisations
//! and invoices. Storage keeps the entries in order, so that adding one costs the same wherever its place is.

use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*, weights::WeightMeter};
use salus_primitives::Moment;

impl<T: Config> Pallet<T> {
	pub(crate) fn enter_queue(deadline: Moment, timed: Timed) -> Result<(), Error<T>> {
		QueueLength::<T>::try_mutate(timed.kind(), |length| {
			ensure!(*length < T::MaxQueue::get(), Error::<T>::QueueFull);
			*length = length.saturating_add(1);
			Ok::<_, Error<T>>(())
		})?;
		Queue::<T>::insert(Due::new(deadline, timed), ());
		Ok(())
	}

	pub(crate) fn leave_queue(deadline: Moment, timed: Timed) {
		if Queue::<T>::take(Due::new(deadline, timed)).is_some() {
			QueueLength::<T>::mutate(timed.kind(), |length| *length = length.saturating_sub(1));
		}
	}

	/// Settles what is past its deadline.
	pub(crate) fn do_expire(timed: Timed) -> DispatchResult {
		let deadline = Self::deadline_of(timed)?;
		ensure!(Self::now() > deadline, Error::<T>::DeadlineNotPassed);
		Self::lapse(timed);
		Ok(())
	}

	/// Settles what is due, earliest first, as far as the meter and the bound for one block allow.
	pub(crate) fn work_off_queue(meter: &mut WeightMeter) {
		let now = Self::now();
		for _ in 0..T::MaxSettledPerBlock::get() {
			if meter.try_consume(T::WeightInfo::work_off_nothing()).is_err() {
				return;
			}
			let Some(due) = Queue::<T>::iter_keys().next().filter(|due| due.deadline() < now) else { return };
			if meter.try_consume(T::WeightInfo::work_off_one()).is_err() {
				return;
			}
			Self::lapse(due.timed());
			// It left by itself, unless it was there without reason; then it would stand before all others for ever.
			Self::leave_queue(due.deadline(), due.timed());
		}
	}

	/// Ends what is past its deadline. What has ended already stays as it is.
	pub(crate) fn lapse(timed: Timed) {
		match timed {
			Timed::Redemption(id) => Self::return_redemption(id),
			Timed::Authorization(id) => Self::expire_authorization(id),
			Timed::Invoice(id) => Self::expire_invoice(id),
		}
	}

	fn deadline_of(timed: Timed) -> Result<Moment, Error<T>> {
		match timed {
			Timed::Redemption(id) => Self::redemption_of(id)?.deadline().ok_or(Error::<T>::RedemptionClosed),
			Timed::Authorization(id) => {
				let authorization = Self::authorization_of(id)?;
				ensure!(authorization.is_open(), Error::<T>::AuthorizationClosed);
				Ok(authorization.until)
			},
			Timed::Invoice(id) => {
				let invoice = Self::invoice_of(id)?;
				ensure!(matches!(invoice.state, InvoiceState::Open { .. }), Error::<T>::InvoiceClosed);
				Ok(invoice.due)
			},
		}
	}
}

//! What the calls do. `do_*` performs, `ensure_*` checks, `*_of` fetches.

mod access_log;
mod break_glass;
mod co_approval;
mod directives;
mod keys;
mod queues;
mod requests;

use crate::{Config, Error, Pallet};
use frame_support::{ensure, traits::Time};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use salus_primitives::{
	consent::Obligations,
	roles::Role,
	traits::{FreeCalls, Participants},
	Moment,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> Moment {
		T::Time::now()
	}

	/// Whether the origin is a patient who may still call without a fee today.
	pub(crate) fn is_free(origin: &OriginFor<T>) -> bool {
		ensure_signed(origin.clone()).is_ok_and(|who| T::FreeCalls::remaining(&who) > 0)
	}

	fn ensure_certified(who: &T::AccountId) -> Result<Role, Error<T>> {
		T::Participants::certified_role(who).ok_or(Error::<T>::NotCertified)
	}

	fn ensure_patient(who: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(T::Participants::certified_role(who) == Some(Role::Patient), Error::<T>::NotPatient);
		Ok(())
	}

	fn ensure_obligations(obligations: Obligations) -> Result<(), Error<T>> {
		ensure!(obligations.is_valid(), Error::<T>::InvalidObligations);
		Ok(())
	}
}

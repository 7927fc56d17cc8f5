//! The access log.

use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
	consent::Action, merkle, purpose::Purpose, records::RecordClass, roles::Role, Moment, RecordId,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_log_access(
		actor: T::AccountId,
		patient: T::AccountId,
		class: RecordClass,
		record: Option<RecordId>,
		action: Action,
		outcome: AccessOutcome,
		purpose: Purpose,
	) -> DispatchResult {
		Self::ensure_certified(&actor)?;
		Self::ensure_patient(&patient)?;
		let number = AccessCount::<T>::mutate(&patient, |count| {
			*count = count.saturating_add(1);
			*count
		});
		Self::deposit_event(Event::AccessLogged { patient, actor, class, record, action, outcome, purpose, number });
		Ok(())
	}

	pub(crate) fn do_log_access_root(
		provider: T::AccountId,
		hour: Moment,
		root: merkle::Hash,
		count: u32,
	) -> DispatchResult {
		let role = Self::ensure_certified(&provider)?;
		ensure!(role != Role::Patient, Error::<T>::NotAuthorized);
		ensure!(count > 0, Error::<T>::EmptyLog);
		let now = Self::now();
		access_log::check_hour(hour, now).map_err(Error::<T>::from)?;
		ensure!(!AccessRoots::<T>::contains_key(&provider, hour), Error::<T>::AlreadyLogged);
		AccessRoots::<T>::insert(&provider, hour, AccessRoot { root, count, logged: now });
		Self::deposit_event(Event::AccessRootLogged { provider, hour, root, count });
		Ok(())
	}
}

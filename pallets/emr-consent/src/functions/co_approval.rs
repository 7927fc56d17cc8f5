//! Co-approvers: named and changed.

use crate::{types::*, *};
use frame_support::pallet_prelude::*;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_co_approvers(
		who: T::AccountId,
		approvers: BoundedVec<T::AccountId, T::MaxCoApprovers>,
		threshold: u32,
	) -> DispatchResult {
		Self::ensure_patient(&who)?;
		let panel = PanelOf::<T> { approvers, threshold };
		panel.check(&who).map_err(Error::<T>::from)?;
		let now = Self::now();
		let later = now.saturating_add(T::CoApproverDelay::get());
		let approvers = u32::try_from(panel.approvers.len()).unwrap_or(u32::MAX);
		let (changed, from) = Self::co_approval_of(&who).change(panel, now, later);
		if changed == CoApproval::none() {
			CoApprovers::<T>::remove(&who);
		} else {
			CoApprovers::<T>::insert(&who, changed);
		}
		Self::deposit_event(Event::CoApproversSet { patient: who, approvers, threshold, from });
		Ok(())
	}

	/// The patient's co-approval as it is now.
	pub(crate) fn co_approval_of(patient: &T::AccountId) -> CoApprovalOf<T> {
		CoApprovers::<T>::get(patient).map_or_else(CoApproval::none, |co_approval| co_approval.at(Self::now()))
	}
}

//! Lists by account, and pages of them.

use crate::{types::*, *};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use salus_primitives::{GroupId, TenderId};

/// Most entries of one page of a view.
const MAX_PAGE: u32 = 100;

impl<T: Config> Pallet<T> {
	/// Puts a tender on the list of the account.
	pub(crate) fn index_tender(who: &T::AccountId, side: Side, id: TenderId) -> Result<(), Error<T>> {
		let key = (who, side);
		let number = TenderCount::<T>::get(key);
		TenderCount::<T>::insert(key, number.checked_add(1).ok_or(Error::<T>::OutOfIds)?);
		TenderIndex::<T>::insert(key, number, id);
		Ok(())
	}

	/// Puts a tender on the list of the account. Where nothing may fail, a list of 2^32 tenders stays as it is.
	pub(crate) fn index_tender_saturating(who: &T::AccountId, side: Side, id: TenderId) {
		let _ = Self::index_tender(who, side, id);
	}

	/// Puts a group on the list of its host.
	pub(crate) fn index_group(host: &T::AccountId, id: GroupId) -> Result<(), Error<T>> {
		let number = GroupCount::<T>::get(host);
		GroupCount::<T>::insert(host, number.checked_add(1).ok_or(Error::<T>::OutOfIds)?);
		GroupIndex::<T>::insert(host, number, id);
		Ok(())
	}

	pub(crate) fn bids_of(id: TenderId) -> Vec<(T::AccountId, BidOf<T>)> {
		let mut bids: Vec<_> = Bids::<T>::iter_prefix(id).take(T::MaxBids::get() as usize).collect();
		bids.sort_by_key(|(_, bid)| bid.number);
		bids
	}

	pub(crate) fn open_tenders_after(kind: Kind, after: Option<TenderId>, limit: u32) -> Vec<(TenderId, TenderOf<T>)> {
		let ids = match after {
			Some(last) => OpenTenders::<T>::iter_key_prefix_from(kind, OpenTenders::<T>::hashed_key_for(kind, last)),
			None => OpenTenders::<T>::iter_key_prefix(kind),
		};
		ids.take(limit.min(MAX_PAGE) as usize)
			.filter_map(|id| Tenders::<T>::get(id).map(|tender| (id, tender)))
			.collect()
	}

	pub(crate) fn open_groups_after(after: Option<GroupId>, limit: u32) -> Vec<(GroupId, GroupOf<T>)> {
		let ids = match after {
			Some(last) => OpenGroups::<T>::iter_keys_from(OpenGroups::<T>::hashed_key_for(last)),
			None => OpenGroups::<T>::iter_keys(),
		};
		ids.take(limit.min(MAX_PAGE) as usize).filter_map(|id| Groups::<T>::get(id).map(|group| (id, group))).collect()
	}

	pub(crate) fn indexed_tenders(
		who: T::AccountId,
		side: Side,
		from: u32,
		limit: u32,
	) -> Vec<(TenderId, TenderOf<T>)> {
		let key = (who, side);
		let end = from.saturating_add(limit.min(MAX_PAGE)).min(TenderCount::<T>::get(&key));
		(from..end)
			.filter_map(|number| TenderIndex::<T>::get(&key, number))
			.filter_map(|id| Tenders::<T>::get(id).map(|tender| (id, tender)))
			.collect()
	}

	pub(crate) fn indexed_groups(host: &T::AccountId, from: u32, limit: u32) -> Vec<(GroupId, GroupOf<T>)> {
		let end = from.saturating_add(limit.min(MAX_PAGE)).min(GroupCount::<T>::get(host));
		(from..end)
			.filter_map(|number| GroupIndex::<T>::get(host, number))
			.filter_map(|id| Groups::<T>::get(id).map(|group| (id, group)))
			.collect()
	}

	pub(crate) fn escrow_status(tender: &TenderOf<T>) -> Option<EscrowStatusOf<T>> {
		let TenderState::Awarded(order) = &tender.state else { return None };
		let next = order.milestone().map(|milestone| order.share(milestone, &tender.specification.milestones));
		Some(EscrowStatusOf::<T> {
			provider: order.provider.clone(),
			price: order.price,
			released: order.released,
			held: order.held(),
			next: next.unwrap_or_default(),
			escrow: order.escrow.clone(),
		})
	}
}

//! Affiliations: one side proposes, the other accepts, either ends.

use crate::{types, Affiliations, Config, Error, Event, Pallet, PendingAffiliations, PendingOf};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get, BoundedVec};
use salus_primitives::{
	roles::{ProviderKind, Role},
	traits,
};

/// The two accounts of an affiliation by their parts in it.
struct Sides<AccountId> {
	member: AccountId,
	organisation: AccountId,
}

impl<T: Config> Pallet<T> {
	/// Who of the two is the practitioner and who the organisation.
	fn sides(
		(who, role): (&T::AccountId, Role),
		(other, other_role): (&T::AccountId, Role),
	) -> Result<Sides<T::AccountId>, Error<T>> {
		const MEMBER: Role = Role::Provider(ProviderKind::Practitioner);
		match (role, other_role) {
			(MEMBER, organisation) if types::may_have_members(organisation) => {
				Ok(Sides { member: who.clone(), organisation: other.clone() })
			},
			(organisation, MEMBER) if types::may_have_members(organisation) => {
				Ok(Sides { member: other.clone(), organisation: who.clone() })
			},
			_ => Err(Error::NotAffiliable),
		}
	}

	fn certified_sides(who: &T::AccountId, other: &T::AccountId) -> Result<Sides<T::AccountId>, Error<T>> {
		let role = <Self as traits::Participants<_>>::certified_role(who).ok_or(Error::NotCertified)?;
		let other_role =
			<Self as traits::Participants<_>>::certified_role(other).ok_or(Error::CounterpartNotCertified)?;
		Self::sides((who, role), (other, other_role))
	}

	/// Whether `from` has an unanswered proposal to `to`.
	fn has_proposed(from: &T::AccountId, to: &T::AccountId) -> bool {
		PendingAffiliations::<T>::get(from).is_some_and(|pending| pending.sent.contains(to))
	}

	pub(crate) fn do_propose_affiliation(who: T::AccountId, other: T::AccountId) -> DispatchResult {
		let Sides { member, organisation } = Self::certified_sides(&who, &other)?;
		ensure!(!Affiliations::<T>::get(&member).contains(&organisation), Error::<T>::AlreadyAffiliated);
		ensure!(!Self::has_proposed(&other, &who), Error::<T>::AlreadyProposed);

		let mut sent = PendingAffiliations::<T>::get(&who).unwrap_or_default();
		ensure!(!sent.sent.contains(&other), Error::<T>::AlreadyProposed);
		sent.sent.try_push(other.clone()).map_err(|_| Error::<T>::TooManyProposals)?;
		let mut received = PendingAffiliations::<T>::get(&other).unwrap_or_default();
		received.received.try_push(who.clone()).map_err(|_| Error::<T>::CounterpartHasTooManyProposals)?;

		PendingAffiliations::<T>::insert(&who, sent);
		PendingAffiliations::<T>::insert(&other, received);
		Self::deposit_event(Event::AffiliationProposed { from: who, to: other });
		Ok(())
	}

	pub(crate) fn do_accept_affiliation(who: T::AccountId, other: T::AccountId) -> DispatchResult {
		let Sides { member, organisation } = Self::certified_sides(&who, &other)?;
		ensure!(Self::has_proposed(&other, &who), Error::<T>::NotProposed);
		Affiliations::<T>::try_append(&member, organisation.clone()).map_err(|_| Error::<T>::TooManyAffiliations)?;
		Self::remove_proposal(&other, &who);
		Self::deposit_event(Event::Affiliated { member, organisation });
		Ok(())
	}

	pub(crate) fn do_end_affiliation(who: T::AccountId, other: T::AccountId) -> DispatchResult {
		if Self::remove_affiliation(&who, &other) {
			Self::deposit_event(Event::AffiliationEnded { member: who.clone(), organisation: other, by: who });
		} else if Self::remove_affiliation(&other, &who) {
			Self::deposit_event(Event::AffiliationEnded { member: other, organisation: who.clone(), by: who });
		} else if Self::has_proposed(&who, &other) {
			Self::remove_proposal(&who, &other);
			Self::deposit_event(Event::ProposalEnded { from: who.clone(), to: other, by: who });
		} else if Self::has_proposed(&other, &who) {
			Self::remove_proposal(&other, &who);
			Self::deposit_event(Event::ProposalEnded { from: other, to: who.clone(), by: who });
		} else {
			return Err(Error::<T>::NotAffiliated.into());
		}
		Ok(())
	}

	/// Removes the affiliation and says whether there was one.
	fn remove_affiliation(member: &T::AccountId, organisation: &T::AccountId) -> bool {
		let mut affiliations = Affiliations::<T>::get(member);
		if !remove_from(&mut affiliations, organisation) {
			return false;
		}
		if affiliations.is_empty() {
			Affiliations::<T>::remove(member);
		} else {
			Affiliations::<T>::insert(member, affiliations);
		}
		true
	}

	fn remove_proposal(from: &T::AccountId, to: &T::AccountId) {
		Self::change_pending(from, |pending| remove_from(&mut pending.sent, to));
		Self::change_pending(to, |pending| remove_from(&mut pending.received, from));
	}

	fn change_pending(account: &T::AccountId, change: impl FnOnce(&mut PendingOf<T>) -> bool) {
		PendingAffiliations::<T>::mutate_exists(account, |stored| {
			let mut pending = stored.take().unwrap_or_default();
			change(&mut pending);
			*stored = (!pending.sent.is_empty() || !pending.received.is_empty()).then_some(pending);
		});
	}
}

/// Removes the account from the list and says whether it was there.
fn remove_from<AccountId: PartialEq, Bound: Get<u32>>(
	list: &mut BoundedVec<AccountId, Bound>,
	account: &AccountId,
) -> bool {
	let before = list.len();
	list.retain(|listed| listed != account);
	list.len() < before
}

//! What the other pallets ask.

use crate::{types::Standing, Affiliations, Config, FreeCallUsage, Pallet, Participants};
use frame_support::traits::Get;
use salus_primitives::{roles::Role, traits, EncryptionKey};

impl<T: Config> traits::Participants<T::AccountId> for Pallet<T> {
	fn certified_role(who: &T::AccountId) -> Option<Role> {
		let role = Participants::<T>::get(who)?.role;
		(Self::standing_in(who, role) == Standing::Active).then_some(role)
	}

	fn registered_role(who: &T::AccountId) -> Option<Role> {
		Participants::<T>::get(who).map(|participant| participant.role)
	}

	fn affiliations(member: &T::AccountId) -> traits::Affiliations<T::AccountId> {
		let mut affiliations = Affiliations::<T>::get(member);
		affiliations.retain(|organisation| Self::standing_of(organisation) == Standing::Active);
		affiliations
	}

	fn all_affiliations(member: &T::AccountId) -> traits::Affiliations<T::AccountId> {
		Affiliations::<T>::get(member)
	}

	fn encryption_key(who: &T::AccountId) -> Option<EncryptionKey> {
		Participants::<T>::get(who).map(|participant| participant.encryption_key)
	}

	// Looks at the one organisation asked about, not at all of them.
	fn is_affiliated(member: &T::AccountId, organisation: &T::AccountId) -> bool {
		Affiliations::<T>::get(member).contains(organisation) && Self::standing_of(organisation) == Standing::Active
	}
}

impl<T: Config> traits::FreeCalls<T::AccountId> for Pallet<T> {
	fn remaining(who: &T::AccountId) -> u32 {
		match <Self as traits::Participants<_>>::certified_role(who) {
			Some(Role::Patient) => {
				T::FreeCallsPerDay::get().saturating_sub(FreeCallUsage::<T>::get(who).used(Self::now()))
			},
			_ => 0,
		}
	}
}

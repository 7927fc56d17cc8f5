//! Sealed keys: given, taken back, accounted for.

use crate::{types::*, *};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
	records::RecordClass,
	roles::Role,
	traits::{Participants, Records},
	Commitment, DirectiveId,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_seal_keys(
		who: T::AccountId,
		id: DirectiveId,
		holder: T::AccountId,
		sealed: SealedKeysOf<T>,
	) -> DispatchResult {
		let directive = Self::directive_of(id)?;
		ensure!(directive.patient == who, Error::<T>::NotOwner);
		match directive.standing(Self::now()) {
			Standing::Inactive | Standing::EnteredInError => return Err(Error::<T>::DirectiveEnded.into()),
			Standing::Expired => return Err(Error::<T>::DirectiveExpired.into()),
			Standing::InForce | Standing::Upcoming => (),
		}
		ensure!(directive.root.decision == Ruling::Permit, Error::<T>::NotPermit);
		ensure!(holder != who, Error::<T>::OwnData);
		let role = Self::ensure_certified(&holder)?;
		let organisations = T::Participants::affiliations(&holder);
		let context =
			ActorContext { account: &holder, organisations: &organisations, affiliations: &organisations, role };
		ensure!(context.is_meant_by(&directive.root.actor, Ruling::Permit), Error::<T>::HolderNotMeant);
		Self::store_keys(id, &directive, holder, sealed)
	}

	pub(crate) fn do_confirm_erasure(who: T::AccountId, id: DirectiveId, receipt: Commitment) -> DispatchResult {
		let directive = Self::directive_of(id)?;
		let now = Self::now();
		match Erasures::<T>::get(id, &who) {
			Some(Erasure::Confirmed { .. }) => return Err(Error::<T>::AlreadyConfirmed.into()),
			Some(Erasure::Owed { .. }) => OwedErasures::<T>::remove(&directive.patient, (id, who.clone())),
			None => {
				ensure!(Holders::<T>::get(id).contains(&who), Error::<T>::NotHolder);
				ensure!(directive.standing(now) == Standing::Expired, Error::<T>::ErasureNotOwed);
			},
		}
		Erasures::<T>::insert(id, &who, Erasure::Confirmed { receipt, at: now });
		Self::deposit_event(Event::ErasureConfirmed { directive: id, holder: who, receipt });
		Ok(())
	}

	pub(crate) fn do_set_emergency_keyholders(
		who: T::AccountId,
		keyholders: BoundedVec<T::AccountId, T::MaxKeyholders>,
	) -> DispatchResult {
		Self::ensure_patient(&who)?;
		ensure!(!terms::has_duplicates(&keyholders), Error::<T>::DuplicateKeyholder);
		for keyholder in &keyholders {
			let role = Self::ensure_certified(keyholder)?;
			let fits = matches!(role, Role::Provider(_)) && role.is_organisation();
			ensure!(fits, Error::<T>::NotProviderOrganisation);
		}
		for former in EmergencyKeyholders::<T>::get(&who) {
			if !keyholders.contains(&former) {
				EmergencyKeys::<T>::remove(&who, &former);
			}
		}
		if keyholders.is_empty() {
			EmergencyKeyholders::<T>::remove(&who);
		} else {
			EmergencyKeyholders::<T>::insert(&who, &keyholders);
		}
		Self::deposit_event(Event::EmergencyKeyholdersSet { patient: who, keyholders });
		Ok(())
	}

	pub(crate) fn do_seal_emergency_keys(
		who: T::AccountId,
		keyholder: T::AccountId,
		sealed: SealedKeysOf<T>,
	) -> DispatchResult {
		ensure!(EmergencyKeyholders::<T>::get(&who).contains(&keyholder), Error::<T>::NotKeyholder);
		for key in &sealed {
			ensure!(key.class.matters_in_emergency(), Error::<T>::NotEmergencyClass);
		}
		Self::ensure_sealable(&who, &sealed)?;
		let keys = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
		EmergencyKeys::<T>::try_mutate(&who, &keyholder, |held| Self::merge_keys(held, sealed))?;
		Self::deposit_event(Event::EmergencyKeysSealed { patient: who, keyholder, keys });
		Ok(())
	}

	/// Stores keys of classes that the directive names. The holder was checked.
	pub(crate) fn store_keys(
		id: DirectiveId,
		directive: &DirectiveOf<T>,
		holder: T::AccountId,
		sealed: SealedKeysOf<T>,
	) -> DispatchResult {
		let terms = &directive.root.terms;
		ensure!(terms.discloses(), Error::<T>::NothingDisclosed);
		for key in &sealed {
			ensure!(terms.classes.contains(&key.class), Error::<T>::ClassNotCovered);
		}
		Self::ensure_sealable(&directive.patient, &sealed)?;
		let keys = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
		Holders::<T>::try_mutate(id, |holders| {
			if holders.contains(&holder) {
				return Ok(());
			}
			holders.try_push(holder.clone()).map_err(|_| Error::<T>::TooManyHolders)
		})?;
		SealedKeys::<T>::try_mutate(id, &holder, |held| Self::merge_keys(held, sealed))?;
		Self::deposit_event(Event::KeysSealed { directive: id, holder, keys });
		Ok(())
	}

	/// Takes all keys sealed under a directive out of the state, and lets each holder owe the erasure unless it was confirmed
	/// before. Returns how many holders there were, and the classes.
	pub(crate) fn collect_keys(id: DirectiveId, directive: &DirectiveOf<T>) -> (u32, BTreeSet<RecordClass>) {
		let due = Self::now().saturating_add(T::ErasurePeriod::get());
		let due = directive.root.terms.erase_by.map_or(due, |erase_by| erase_by.min(due));
		let mut classes = BTreeSet::new();
		let holders = Holders::<T>::take(id);
		let count = u32::try_from(holders.len()).unwrap_or(u32::MAX);
		for holder in holders {
			classes.extend(SealedKeys::<T>::take(id, &holder).iter().map(|key| key.class));
			if !Erasures::<T>::contains_key(id, &holder) {
				Erasures::<T>::insert(id, &holder, Erasure::Owed { due });
				OwedErasures::<T>::insert(&directive.patient, (id, holder.clone()), ());
				Self::deposit_event(Event::ErasureOwed { directive: id, holder, due });
			}
		}
		(count, classes)
	}

	pub(crate) fn overdue_erasures_of(patient: &T::AccountId) -> Vec<OverdueErasure<T::AccountId>> {
		let now = Self::now();
		OwedErasures::<T>::iter_key_prefix(patient)
			.filter_map(|(directive, holder)| match Erasures::<T>::get(directive, &holder) {
				Some(Erasure::Owed { due }) if due < now => Some(OverdueErasure { directive, holder, due }),
				_ => None,
			})
			.collect()
	}

	/// Refuses no keys at all, two of one class, and keys of a class without a key or of an epoch to which it has not come.
	fn ensure_sealable(patient: &T::AccountId, sealed: &[SealedClassKey]) -> Result<(), Error<T>> {
		ensure!(!sealed.is_empty(), Error::<T>::NoKeys);
		let mut named = BTreeSet::new();
		for key in sealed {
			ensure!(named.insert(key.class), Error::<T>::DuplicateClass);
			let current = T::Records::current_epoch(patient, key.class).ok_or(Error::<T>::NoClassKey)?;
			ensure!(key.epoch <= current, Error::<T>::EpochInFuture);
		}
		Ok(())
	}

	/// Adds keys to those held, in place of those of the same class.
	fn merge_keys(held: &mut SealedKeysOf<T>, sealed: SealedKeysOf<T>) -> Result<(), Error<T>> {
		for key in sealed {
			match held.iter_mut().find(|other| other.class == key.class) {
				Some(other) => *other = key,
				None => held.try_push(key).map_err(|_| Error::<T>::ClassNotCovered)?,
			}
		}
		Ok(())
	}
}

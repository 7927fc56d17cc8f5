//! Directives: made and ended.

use crate::{types::*, *};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{ensure, pallet_prelude::*, storage::with_storage_layer};
use salus_primitives::{consent::Actor, records::RecordClass, traits::Records, DirectiveId, EncryptionKey};

/// What ending a directive took: how many holders had keys under it, of how many classes.
pub(crate) struct Ended {
	pub(crate) holders: u32,
	pub(crate) classes: u32,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_direct(who: T::AccountId, root: ProvisionOf<T>, exceptions: ExceptionsOf<T>) -> DispatchResult {
		Self::ensure_patient(&who)?;
		let now = Self::now();
		root.terms.check(now).map_err(Error::<T>::from)?;
		Self::ensure_obligations(root.obligations)?;
		Self::ensure_somebody_else(&who, &root.actor)?;
		for exception in &exceptions {
			exception.check().map_err(Error::<T>::from)?;
			if let Some(actor) = &exception.actor {
				Self::ensure_somebody_else(&who, actor)?;
			}
		}

		let decision = root.decision;
		let directive =
			DirectiveOf::<T> { patient: who.clone(), created: now, root, exceptions, status: DirectiveStatus::Active };
		if directive.permits_something() {
			ensure!(Self::co_approval_of(&who).current.is_empty(), Error::<T>::CoApprovalRequired);
		}
		let id = Self::add_directive(&directive)?;
		Self::deposit_event(Event::Directed { directive: id, patient: who, decision });
		Ok(())
	}

	pub(crate) fn do_revoke(
		who: T::AccountId,
		id: DirectiveId,
		next_keys: &[(RecordClass, EncryptionKey)],
	) -> Result<Ended, DispatchError> {
		let status = DirectiveStatus::Inactive { at: Self::now() };
		let (ended, rotated) = Self::end_directive(&who, id, status, next_keys)?;
		Self::deposit_event(Event::Revoked { directive: id, patient: who, rotated });
		Ok(ended)
	}

	pub(crate) fn do_mark_entered_in_error(who: T::AccountId, id: DirectiveId) -> Result<Ended, DispatchError> {
		let status = DirectiveStatus::EnteredInError { at: Self::now() };
		let (ended, rotated) = Self::end_directive(&who, id, status, &[])?;
		Self::deposit_event(Event::MarkedEnteredInError { directive: id, patient: who, rotated });
		Ok(ended)
	}

	pub(crate) fn directive_of(id: DirectiveId) -> Result<DirectiveOf<T>, Error<T>> {
		Directives::<T>::get(id).ok_or(Error::<T>::DirectiveNotFound)
	}

	/// The directives that are asked about the patient's data, in the order they were made.
	pub(crate) fn active_directives(patient: &T::AccountId) -> Vec<(DirectiveId, DirectiveOf<T>)> {
		ActiveDirectives::<T>::get(patient)
			.into_iter()
			.filter_map(|id| Directives::<T>::get(id).map(|directive| (id, directive)))
			.collect()
	}

	/// Stores a directive under the next id. Only when the patient's list is full are expired ones looked for, to make room. Those
	/// under which somebody holds keys stay listed, so that the patient finds them and ends them.
	pub(crate) fn add_directive(directive: &DirectiveOf<T>) -> Result<DirectiveId, Error<T>> {
		let id = NextDirectiveId::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.next().ok_or(Error::<T>::OutOfIds)?;
			Ok::<_, Error<T>>(id)
		})?;
		ActiveDirectives::<T>::try_mutate(&directive.patient, |active| {
			if active.is_full() {
				let now = Self::now();
				active.retain(|other| {
					Holders::<T>::contains_key(other)
						|| Directives::<T>::get(other).is_some_and(|other| !other.is_over(now))
				});
			}
			active.try_push(id).map_err(|_| Error::<T>::TooManyDirectives)
		})?;
		Directives::<T>::insert(id, directive);
		Ok(id)
	}

	fn ensure_somebody_else(patient: &T::AccountId, actor: &Actor<T::AccountId>) -> Result<(), Error<T>> {
		let own = match actor {
			Actor::Account(account) | Actor::Organisation(account) => account == patient,
			Actor::Role(_) => false,
		};
		ensure!(!own, Error::<T>::OwnData);
		Ok(())
	}

	/// Ends a directive, moves the classes of its keys to their next epoch, and lets its holders owe the erasure. Returns the
	/// classes that moved.
	fn end_directive(
		who: &T::AccountId,
		id: DirectiveId,
		status: DirectiveStatus,
		next_keys: &[(RecordClass, EncryptionKey)],
	) -> Result<(Ended, Vec<RecordClass>), DispatchError> {
		let mut directive = Self::directive_of(id)?;
		ensure!(directive.patient == *who, Error::<T>::NotOwner);
		ensure!(directive.status == DirectiveStatus::Active, Error::<T>::DirectiveEnded);
		directive.status = status;

		let (holders, classes) = Self::collect_keys(id, &directive);
		let rotated = Self::rotate_classes(who, &classes, next_keys)?;
		ActiveDirectives::<T>::mutate_exists(who, |slot| {
			let Some(active) = slot else { return };
			active.retain(|other| *other != id);
			if active.is_empty() {
				*slot = None;
			}
		});
		Directives::<T>::insert(id, directive);
		let ended = Ended { holders, classes: u32::try_from(classes.len()).unwrap_or(u32::MAX) };
		Ok((ended, rotated))
	}

	fn rotate_classes(
		patient: &T::AccountId,
		classes: &BTreeSet<RecordClass>,
		next_keys: &[(RecordClass, EncryptionKey)],
	) -> Result<Vec<RecordClass>, DispatchError> {
		let mut named = BTreeSet::new();
		for (class, _) in next_keys {
			ensure!(classes.contains(class), Error::<T>::ClassNotSealed);
			ensure!(named.insert(*class), Error::<T>::DuplicateClass);
		}
		let mut rotated = Vec::new();
		for class in classes {
			let next = next_keys.iter().find(|(other, _)| other == class).map(|(_, key)| *key);
			let outcome = with_storage_layer(|| T::Records::rotate_class_key(patient, *class, next));
			match (outcome, next) {
				(Ok(()), _) => rotated.push(*class),
				// A key that is refused can be replaced by another one.
				(Err(error), Some(_)) => return Err(error),
				// A class that cannot move, being in its last epoch, must not keep the patient from ending the directive.
				(Err(_), None) => (),
			}
		}
		Ok(rotated)
	}
}

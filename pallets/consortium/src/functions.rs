//! What the calls do: `do_*` performs, `ensure_*` checks.

use crate::*;
use alloc::vec::Vec;
use frame_support::{
	dispatch::{extract_actual_weight, GetDispatchInfo},
	pallet_prelude::*,
	storage::with_storage_layer,
	traits::{Consideration, Contains, Footprint, Time, ValidatorRegistration},
};
use frame_system::RawOrigin;
use salus_primitives::Moment;
use sp_runtime::traits::Dispatchable;
use sp_staking::SessionIndex;
use types::is_valid_name;

impl<T: Config> Pallet<T> {
	/// What an applicant adds to the state.
	pub(crate) fn footprint() -> Footprint {
		Footprint::from_mel::<InstitutionOf<T>>()
	}

	pub(crate) fn do_apply(institution: T::AccountId, name: NameOf<T>, validator: T::AccountId) -> DispatchResult {
		ensure!(is_valid_name(&name), Error::<T>::InvalidName);
		let (departed, last_offence) = match Institutions::<T>::get(&institution) {
			None => (None, None),
			Some(Institution { status: Status::Departed { at }, last_offence, .. }) => (Some(at), last_offence),
			Some(_) => return Err(Error::<T>::AlreadyExists.into()),
		};
		ensure!(!OperatorOf::<T>::contains_key(&validator), Error::<T>::ValidatorTaken);

		let ticket = T::ApplicationConsideration::new(&institution, Self::footprint())?;
		Applications::<T>::insert(&institution, ticket);
		if validator == institution {
			OperatorOf::<T>::insert(&validator, &institution);
		} else {
			Nominations::<T>::insert(&institution, &validator);
		}
		let status = Status::Applicant { since: T::Time::now(), departed };
		Institutions::<T>::insert(
			&institution,
			Institution { name, validator: validator.clone(), status, last_offence },
		);
		Self::deposit_event(Event::Applied { institution, validator });
		Ok(())
	}

	pub(crate) fn do_accept_validation(validator: T::AccountId, institution: T::AccountId) -> DispatchResult {
		ensure!(Nominations::<T>::get(&institution).as_ref() == Some(&validator), Error::<T>::NotNominated);
		ensure!(!OperatorOf::<T>::contains_key(&validator), Error::<T>::ValidatorTaken);
		let record = Self::institution_or_err(&institution)?;
		match record.status {
			Status::Applicant { .. } => {
				Nominations::<T>::remove(&institution);
				OperatorOf::<T>::insert(&validator, &institution);
				Self::deposit_event(Event::ValidationAccepted { institution, validator });
				Ok(())
			},
			Status::Member { .. } => Self::switch_validator(institution, record, validator),
			Status::Suspended { .. } | Status::Departed { .. } => Err(Error::<T>::NotNominated.into()),
		}
	}

	/// Ends an application without admission. An institution that belonged to the consortium before remains on record.
	pub(crate) fn close_application(institution: &T::AccountId) -> DispatchResult {
		let mut record = Self::institution_or_err(institution)?;
		let Status::Applicant { departed, .. } = record.status else {
			return Err(Error::<T>::NotApplicant.into());
		};
		Self::return_deposit(institution)?;
		Self::release_validator(institution, &record.validator);
		match departed {
			Some(at) => {
				record.status = Status::Departed { at };
				Institutions::<T>::insert(institution, record);
			},
			None => Institutions::<T>::remove(institution),
		}
		Ok(())
	}

	pub(crate) fn do_admit(institution: T::AccountId, applied: Moment) -> DispatchResult {
		let mut record = Self::institution_or_err(&institution)?;
		let Status::Applicant { since, .. } = record.status else {
			return Err(Error::<T>::NotApplicant.into());
		};
		ensure!(since == applied, Error::<T>::ApplicationChanged);
		let validator = record.validator.clone();
		ensure!(OperatorOf::<T>::get(&validator).as_ref() == Some(&institution), Error::<T>::ValidatorNotAccepted);
		ensure!(T::ValidatorKeys::is_registered(&validator), Error::<T>::NoSessionKeys);

		Self::enrol(&institution)?;
		T::CouncilSeats::seat(&institution)?;
		Self::return_deposit(&institution)?;
		record.status = Status::Member { since: T::Time::now() };
		Institutions::<T>::insert(&institution, record);
		Self::deposit_event(Event::Admitted { institution, validator });
		Ok(())
	}

	/// Makes an institution a member from the first block on. Its seat comes with the genesis of the council, its keys with that of
	/// the session pallet.
	pub(crate) fn found(institution: &T::AccountId, name: &[u8], validator: &T::AccountId) -> DispatchResult {
		ensure!(is_valid_name(name), Error::<T>::InvalidName);
		let name = NameOf::<T>::try_from(name.to_vec()).map_err(|_| Error::<T>::InvalidName)?;
		ensure!(!Institutions::<T>::contains_key(institution), Error::<T>::AlreadyExists);
		ensure!(!OperatorOf::<T>::contains_key(validator), Error::<T>::ValidatorTaken);

		Self::enrol(institution)?;
		OperatorOf::<T>::insert(validator, institution);
		let status = Status::Member { since: T::Time::now() };
		let record = Institution { name, validator: validator.clone(), status, last_offence: None };
		Institutions::<T>::insert(institution, record);
		Ok(())
	}

	/// Suspends a member and says how many institutions were looked at.
	pub(crate) fn do_suspend(institution: &T::AccountId, reason: SuspensionReason) -> Result<u32, DispatchError> {
		let mut record = Self::institution_or_err(institution)?;
		ensure!(record.status.is_member(), Error::<T>::NotMember);
		let walked = Self::ensure_dispensable(institution)?;

		T::CouncilSeats::unseat(institution)?;
		Nominations::<T>::remove(institution);
		record.status = Status::Suspended { since: T::Time::now(), reason };
		Institutions::<T>::insert(institution, record);
		Self::deposit_event(Event::Suspended { institution: institution.clone(), reason });
		Ok(walked)
	}

	pub(crate) fn do_reinstate(institution: T::AccountId) -> DispatchResult {
		let mut record = Self::institution_or_err(&institution)?;
		ensure!(matches!(record.status, Status::Suspended { .. }), Error::<T>::NotSuspended);
		ensure!(T::ValidatorKeys::is_registered(&record.validator), Error::<T>::NoSessionKeys);

		T::CouncilSeats::seat(&institution)?;
		record.status = Status::Member { since: T::Time::now() };
		Institutions::<T>::insert(&institution, record);
		Self::deposit_event(Event::Reinstated { institution });
		Ok(())
	}

	/// Lets a member or a suspended institution go and says how many institutions were looked at.
	pub(crate) fn leave(institution: &T::AccountId) -> Result<u32, DispatchError> {
		let mut record = Self::institution_or_err(institution)?;
		let walked = match record.status {
			Status::Member { .. } => {
				let walked = Self::ensure_dispensable(institution)?;
				T::CouncilSeats::unseat(institution)?;
				walked
			},
			Status::Suspended { .. } => 0,
			Status::Applicant { .. } | Status::Departed { .. } => return Err(Error::<T>::NotMember.into()),
		};
		Roster::<T>::mutate(|roster| roster.retain(|other| other != institution));
		Self::release_validator(institution, &record.validator);
		record.status = Status::Departed { at: T::Time::now() };
		Institutions::<T>::insert(institution, record);
		Ok(walked)
	}

	pub(crate) fn do_replace_validator(institution: T::AccountId, validator: T::AccountId) -> DispatchResult {
		let record = Self::institution_or_err(&institution)?;
		ensure!(record.status.is_member(), Error::<T>::NotMember);
		if validator == record.validator {
			let validator = Nominations::<T>::take(&institution).ok_or(Error::<T>::AlreadyValidates)?;
			Self::deposit_event(Event::NominationWithdrawn { institution, validator });
			return Ok(());
		}
		ensure!(!OperatorOf::<T>::contains_key(&validator), Error::<T>::ValidatorTaken);
		if validator == institution {
			return Self::switch_validator(institution, record, validator);
		}
		Nominations::<T>::insert(&institution, &validator);
		Self::deposit_event(Event::ValidatorNominated { institution, validator });
		Ok(())
	}

	/// Gives a member another validator, which has agreed and is free.
	fn switch_validator(
		institution: T::AccountId,
		mut record: InstitutionOf<T>,
		validator: T::AccountId,
	) -> DispatchResult {
		ensure!(T::ValidatorKeys::is_registered(&validator), Error::<T>::NoSessionKeys);
		let previous = core::mem::replace(&mut record.validator, validator.clone());
		Self::release_validator(&institution, &previous);
		OperatorOf::<T>::insert(&validator, &institution);
		Institutions::<T>::insert(&institution, record);
		Self::deposit_event(Event::ValidatorReplaced { institution, previous, validator });
		Ok(())
	}

	pub(crate) fn do_execute_as_root(call: <T as Config>::RuntimeCall) -> DispatchResultWithPostInfo {
		ensure!(T::RootCalls::contains(&call), Error::<T>::CallNotAllowed);
		let info = call.get_dispatch_info();
		let outcome = call.dispatch(RawOrigin::Root.into());
		let weight = T::WeightInfo::execute_as_root().saturating_add(extract_actual_weight(&outcome, &info));
		match outcome {
			Ok(post) => {
				Self::deposit_event(Event::ExecutedAsRoot);
				Ok((Some(weight), post.pays_fee).into())
			},
			Err(mut refusal) => {
				refusal.post_info.actual_weight = Some(weight);
				Err(refusal)
			},
		}
	}

	/// Records an offence of the session against an institution, and suspends it if it is a member that can be spared.
	///
	/// Each report names all earlier offenders of its slot again. An offence of the session recorded last is therefore known
	/// already: the council may have judged it and reinstated the institution in the meantime.
	pub(crate) fn note_offence(institution: &T::AccountId, session: SessionIndex) {
		let Some(mut record) = Institutions::<T>::get(institution) else {
			log::warn!(target: LOG_TARGET, "{institution:?}, reported for an offence, is not on record");
			return;
		};
		if record.last_offence == Some(session) {
			return;
		}
		let is_member = record.status.is_member();
		record.last_offence = Some(session);
		Institutions::<T>::insert(institution, record);
		Self::deposit_event(Event::OffenceRecorded { institution: institution.clone(), session });
		if !is_member {
			return;
		}
		let suspended = with_storage_layer(|| Self::do_suspend(institution, SuspensionReason::Offence { session }));
		if let Err(error) = suspended {
			log::error!(target: LOG_TARGET, "{institution:?} offended but is not suspended: {error:?}");
			Self::deposit_event(Event::OffenderKept { institution: institution.clone(), session });
		}
	}

	/// The institution on record.
	fn institution_or_err(institution: &T::AccountId) -> Result<InstitutionOf<T>, Error<T>> {
		Institutions::<T>::get(institution).ok_or(Error::<T>::NotFound)
	}

	/// Gives the institution a place.
	fn enrol(institution: &T::AccountId) -> DispatchResult {
		Roster::<T>::try_mutate(|roster| {
			let position = roster.binary_search(institution).err().ok_or(Error::<T>::AlreadyExists)?;
			roster.try_insert(position, institution.clone()).map_err(|_| Error::<T>::TooManyInstitutions)?;
			Ok(())
		})
	}

	fn return_deposit(institution: &T::AccountId) -> DispatchResult {
		match Applications::<T>::take(institution) {
			Some(ticket) => ticket.drop(institution),
			None => Ok(()),
		}
	}

	/// Frees the validator account of the institution, and whichever it has named.
	fn release_validator(institution: &T::AccountId, validator: &T::AccountId) {
		Nominations::<T>::remove(institution);
		// An applicant's validator that has not agreed may serve another institution by now.
		if OperatorOf::<T>::get(validator).as_ref() == Some(institution) {
			OperatorOf::<T>::remove(validator);
		}
	}

	/// The members and the suspended institutions.
	pub(crate) fn placed() -> impl Iterator<Item = (T::AccountId, InstitutionOf<T>)> {
		Roster::<T>::get()
			.into_iter()
			.filter_map(|institution| Institutions::<T>::get(&institution).map(|record| (institution, record)))
	}

	/// The members whose validators have session keys as `(validator, institution)`, sorted, and the members that are left out.
	pub(crate) fn electable() -> (ValidatorSetOf<T>, Vec<T::AccountId>) {
		let mut elected = Vec::new();
		let mut left_out = Vec::new();
		for (institution, record) in Self::placed().filter(|(_, record)| record.status.is_member()) {
			if T::ValidatorKeys::is_registered(&record.validator) {
				elected.push((record.validator, institution));
			} else {
				left_out.push(institution);
			}
		}
		elected.sort();
		// Nothing is cut off: the roster has the same bound.
		(BoundedVec::truncate_from(elected), left_out)
	}

	/// That enough members, and enough validators with session keys, remain without this member. A member without keys does
	/// not validate, so that the validators are as many without it as with it. Says how many institutions were looked at.
	fn ensure_dispensable(institution: &T::AccountId) -> Result<u32, DispatchError> {
		let (elected, left_out) = Self::electable();
		let minimum = T::MinValidators::get() as usize;
		let validates = elected.iter().any(|(_, operator)| operator == institution);
		let members = elected.len().saturating_add(left_out.len());
		ensure!(members > minimum, Error::<T>::BelowMinimum);
		ensure!(!validates || elected.len() > minimum, Error::<T>::BelowMinimum);
		Ok(Roster::<T>::decode_len().unwrap_or_default() as u32)
	}

	pub(crate) fn count_standing() -> Standing {
		let applicants = Applications::<T>::count();
		let (mut members, mut suspended) = (0u32, 0u32);
		for (_, record) in Self::placed() {
			let standing = if record.status.is_member() { &mut members } else { &mut suspended };
			*standing = standing.saturating_add(1);
		}
		let departed =
			Institutions::<T>::count().saturating_sub(applicants).saturating_sub(members).saturating_sub(suspended);
		Standing { applicants, members, suspended, departed }
	}
}

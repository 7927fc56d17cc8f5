//! What the pallet is to others: the manager of sessions, the judge of offences, and the one who knows whose a validator is.

use crate::*;
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::{pallet_prelude::*, weights::Weight};
use sp_runtime::{traits::Convert, Perbill};
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

impl<T: Config> Pallet<T> {
	/// Plans a session: `Some` if the set differs from the one planned before, or `anew` is asked for.
	///
	/// Without any member that could validate, nothing is planned, and the session pallet goes on with whom it has.
	fn plan(session: SessionIndex, anew: bool) -> Option<ValidatorSetOf<T>> {
		let (elected, left_out) = Self::electable();
		for institution in &left_out {
			log::warn!(target: LOG_TARGET, "{institution:?} is left out of session {session}: its validator has no keys");
		}
		if (elected.len() as u32) < T::MinValidators::get() {
			log::error!(target: LOG_TARGET, "only {} validators can be planned for session {session}", elected.len());
		}
		if elected.is_empty() {
			PlannedValidators::<T>::kill();
			return None;
		}
		if !anew && PlannedValidators::<T>::get() == elected {
			return None;
		}
		PlannedValidators::<T>::put(&elected);
		Self::deposit_event(Event::ValidatorsPlanned {
			session,
			validators: elected.len() as u32,
			without_keys: left_out.len() as u32,
		});
		Some(elected)
	}

	/// The set planned last comes into office.
	fn inaugurate() {
		let planned = PlannedValidators::<T>::get();
		if !planned.is_empty() && planned != ActiveValidators::<T>::get() {
			ActiveValidators::<T>::put(planned);
		}
	}
}

fn only_validators<AccountId>(set: impl IntoIterator<Item = (AccountId, AccountId)>) -> Vec<AccountId> {
	set.into_iter().map(|(validator, _)| validator).collect()
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
	fn new_session(new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::plan(new_index, false).map(only_validators)
	}

	fn new_session_genesis(new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::plan(new_index, true).map(only_validators)
	}

	fn end_session(_: SessionIndex) {}

	fn start_session(_: SessionIndex) {
		Self::inaugurate();
	}
}

/// The full identification of a validator is the institution that answers for it.
impl<T: Config> pallet_session::historical::SessionManager<T::AccountId, T::AccountId> for Pallet<T> {
	fn new_session(new_index: SessionIndex) -> Option<Vec<(T::AccountId, T::AccountId)>> {
		Self::plan(new_index, false).map(BoundedVec::into_inner)
	}

	fn new_session_genesis(new_index: SessionIndex) -> Option<Vec<(T::AccountId, T::AccountId)>> {
		Self::plan(new_index, true).map(BoundedVec::into_inner)
	}

	fn end_session(_: SessionIndex) {}

	fn start_session(_: SessionIndex) {
		Self::inaugurate();
	}
}

/// The institution that answers for a validator of the current session: the `FullIdentificationOf` of the historical session
/// pallet.
///
/// It answers from the set in office, not from the present state, so that no institution can shake off an offence by replacing
/// its validator or by leaving.
pub struct InstitutionOfValidator<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<T::AccountId>> for InstitutionOfValidator<T> {
	fn convert(validator: T::AccountId) -> Option<T::AccountId> {
		let active = ActiveValidators::<T>::get();
		let position = active.binary_search_by(|(other, _)| other.cmp(&validator)).ok()?;
		active.get(position).map(|(_, institution)| institution.clone())
	}
}

impl<T: Config, Reporter> OnOffenceHandler<Reporter, (T::AccountId, T::AccountId), Weight> for Pallet<T> {
	fn on_offence(
		offenders: &[OffenceDetails<Reporter, (T::AccountId, T::AccountId)>],
		_: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		let mut weight = Weight::zero();
		// No session has more validators than there are places.
		for OffenceDetails { offender: (_, institution), .. } in
			offenders.iter().take(T::MaxInstitutions::get() as usize)
		{
			Self::note_offence(institution, session);
			weight = weight.saturating_add(T::WeightInfo::on_offence(T::MaxInstitutions::get()));
		}
		weight
	}
}

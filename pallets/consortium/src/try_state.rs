//! What holds before and after every call:
//!
//! 1. the roster is sorted and holds exactly the members and the suspended institutions;
//! 2. each validator account in the index serves one institution on record that has not departed and names it as its validator;
//!    the validator of every member and suspended institution is in the index;
//! 3. an applicant's validator has either agreed or is nominated; a member may have nominated another; nobody else nominates;
//! 4. exactly the applicants have a deposit;
//! 5. every name is valid;
//! 6. the planned and the active set are sorted by validator, and no validator and no institution is in one of them twice.

use crate::*;
use alloc::{collections::btree_set::BTreeSet, vec::Vec};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;
use types::is_valid_name;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_roster()?;
		Self::try_state_validators()?;
		Self::try_state_nominations()?;
		Self::try_state_applications()?;
		Self::try_state_names()?;
		Self::try_state_sets()
	}

	fn try_state_roster() -> Result<(), TryRuntimeError> {
		let placed: BTreeSet<_> = Institutions::<T>::iter()
			.filter(|(_, record)| record.status.has_place())
			.map(|(institution, _)| institution)
			.collect();
		ensure!(
			placed.into_iter().collect::<Vec<_>>() == Roster::<T>::get().into_inner(),
			"the roster is not the sorted list of members and suspended institutions"
		);
		Ok(())
	}

	fn try_state_validators() -> Result<(), TryRuntimeError> {
		for (validator, institution) in OperatorOf::<T>::iter() {
			let record =
				Institutions::<T>::get(institution).ok_or("a validator serves an institution not on record")?;
			ensure!(record.validator == validator, "a validator serves an institution that does not name it");
			ensure!(
				!matches!(record.status, Status::Departed { .. }),
				"a validator serves an institution that has departed"
			);
		}
		for (institution, record) in Institutions::<T>::iter().filter(|(_, record)| record.status.has_place()) {
			ensure!(
				OperatorOf::<T>::get(record.validator) == Some(institution),
				"the validator of an institution does not serve it"
			);
		}
		Ok(())
	}

	fn try_state_nominations() -> Result<(), TryRuntimeError> {
		for institution in Nominations::<T>::iter_keys() {
			ensure!(Institutions::<T>::contains_key(institution), "an institution not on record nominates");
		}
		for (institution, record) in Institutions::<T>::iter() {
			let nominated = Nominations::<T>::get(&institution);
			let agreed = OperatorOf::<T>::get(&record.validator) == Some(institution);
			match record.status {
				Status::Applicant { .. } => ensure!(
					agreed != (nominated.as_ref() == Some(&record.validator)) && agreed == nominated.is_none(),
					"an applicant's validator has either agreed or is nominated"
				),
				Status::Member { .. } => {
					ensure!(nominated != Some(record.validator), "a member nominates the validator that it has");
				},
				Status::Suspended { .. } | Status::Departed { .. } => {
					ensure!(nominated.is_none(), "an institution that is no member nominates");
				},
			}
		}
		Ok(())
	}

	fn try_state_applications() -> Result<(), TryRuntimeError> {
		let applicants: BTreeSet<_> = Institutions::<T>::iter()
			.filter(|(_, record)| matches!(record.status, Status::Applicant { .. }))
			.map(|(institution, _)| institution)
			.collect();
		let deposits: BTreeSet<_> = Applications::<T>::iter_keys().collect();
		ensure!(applicants == deposits, "not exactly the applicants have a deposit");
		ensure!(Applications::<T>::count() as usize == deposits.len(), "the deposits are miscounted");
		ensure!(
			Institutions::<T>::count() as usize == Institutions::<T>::iter_keys().count(),
			"the institutions are miscounted"
		);
		Ok(())
	}

	fn try_state_names() -> Result<(), TryRuntimeError> {
		for record in Institutions::<T>::iter_values() {
			ensure!(is_valid_name(&record.name), "an institution's name is not valid");
		}
		Ok(())
	}

	fn try_state_sets() -> Result<(), TryRuntimeError> {
		for set in [PlannedValidators::<T>::get(), ActiveValidators::<T>::get()] {
			ensure!(set.is_sorted_by(|one, next| one.0 < next.0), "a set of validators is not sorted");
			let institutions: BTreeSet<_> = set.iter().map(|(_, institution)| institution).collect();
			ensure!(institutions.len() == set.len(), "an institution is twice in a set of validators");
		}
		Ok(())
	}
}

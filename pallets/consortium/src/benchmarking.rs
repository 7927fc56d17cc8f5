//! Benchmarks: each call at its most expensive, with the consortium full where its size matters.

use crate::*;
use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::*,
	traits::{Consideration, EnsureOrigin},
};
use frame_system::RawOrigin;
use salus_primitives::Moment;
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

/// Brings about what other pallets keep. The runtime implements it.
pub trait ConsortiumSetup<AccountId, Call> {
	/// Registers session keys for the validator account.
	fn register_keys(validator: &AccountId);

	/// A cheap call that the council may dispatch as root and that succeeds.
	fn root_call() -> Call;
}

fn council<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn longest_name<T: Config>() -> NameOf<T> {
	BoundedVec::truncate_from(vec![b'a'; T::MaxNameLen::get() as usize])
}

/// An account that can pay the deposit of an application.
fn funded<T: Config>(role: &'static str, index: u32) -> T::AccountId {
	let who = account(role, index, 0);
	T::ApplicationConsideration::ensure_successful(&who, Pallet::<T>::footprint());
	who
}

fn applied<T: Config>(institution: &T::AccountId) -> Moment {
	match Institutions::<T>::get(institution).map(|record| record.status) {
		Some(Status::Applicant { since, .. }) => since,
		_ => 0,
	}
}

/// An applicant whose validator, another account, has agreed and has keys.
fn applicant<T: Config>(index: u32) -> Result<(T::AccountId, T::AccountId), DispatchError> {
	let institution: T::AccountId = funded::<T>("institution", index);
	let validator: T::AccountId = account("validator", index, 0);
	Pallet::<T>::do_apply(institution.clone(), longest_name::<T>(), validator.clone())?;
	Pallet::<T>::do_accept_validation(validator.clone(), institution.clone())?;
	T::BenchmarkHelper::register_keys(&validator);
	Ok((institution, validator))
}

fn member<T: Config>(index: u32) -> Result<(T::AccountId, T::AccountId), DispatchError> {
	let (institution, validator) = applicant::<T>(index)?;
	Pallet::<T>::do_admit(institution.clone(), applied::<T>(&institution))?;
	Ok((institution, validator))
}

/// Fills the consortium up to so many places and gives the institution that came last; at least one more than the minimum of
/// validators, so that it can be spared.
fn fill<T: Config>(places: u32) -> Result<T::AccountId, BenchmarkError> {
	let places = places.max(T::MinValidators::get() + 1).min(T::MaxInstitutions::get());
	let mut last = None;
	let mut index = 0;
	while Roster::<T>::decode_len().unwrap_or_default() < places as usize {
		last = Some(member::<T>(index)?.0);
		index += 1;
	}
	last.or_else(|| Roster::<T>::get().pop()).ok_or(BenchmarkError::Stop("the consortium has no places"))
}

/// Fills the consortium but for one place.
fn fill_but_one<T: Config>() -> Result<(), BenchmarkError> {
	let mut index = 0;
	while Roster::<T>::decode_len().unwrap_or_default() as u32 + 1 < T::MaxInstitutions::get() {
		member::<T>(index)?;
		index += 1;
	}
	Ok(())
}

/// The account of an institution that comes after all that `fill` makes.
const NEWCOMER: u32 = u32::MAX;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn apply() -> Result<(), BenchmarkError> {
		let institution: T::AccountId = funded::<T>("institution", NEWCOMER);

		#[extrinsic_call]
		apply(RawOrigin::Signed(institution.clone()), longest_name::<T>(), institution.clone());

		assert!(Applications::<T>::contains_key(institution));
		Ok(())
	}

	/// The worst case: a member's new validator takes over.
	#[benchmark]
	fn accept_validation() -> Result<(), BenchmarkError> {
		let (institution, _) = member::<T>(NEWCOMER)?;
		let next: T::AccountId = account("next", 0, 0);
		T::BenchmarkHelper::register_keys(&next);
		Pallet::<T>::do_replace_validator(institution.clone(), next.clone())?;

		#[extrinsic_call]
		accept_validation(RawOrigin::Signed(next.clone()), institution.clone());

		assert_eq!(OperatorOf::<T>::get(next), Some(institution));
		Ok(())
	}

	#[benchmark]
	fn withdraw_application() -> Result<(), BenchmarkError> {
		let (institution, _) = applicant::<T>(NEWCOMER)?;

		#[extrinsic_call]
		withdraw_application(RawOrigin::Signed(institution.clone()));

		assert!(!Applications::<T>::contains_key(institution));
		Ok(())
	}

	/// The worst case: the last place is taken.
	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		fill_but_one::<T>()?;
		let (institution, _) = applicant::<T>(NEWCOMER)?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		admit(origin as T::RuntimeOrigin, institution.clone(), applied::<T>(&institution));

		assert!(Roster::<T>::get().contains(&institution));
		Ok(())
	}

	#[benchmark]
	fn decline() -> Result<(), BenchmarkError> {
		let (institution, _) = applicant::<T>(NEWCOMER)?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		decline(origin as T::RuntimeOrigin, institution.clone());

		assert!(!Applications::<T>::contains_key(institution));
		Ok(())
	}

	#[benchmark]
	fn suspend(n: Linear<2, { T::MaxInstitutions::get() }>) -> Result<(), BenchmarkError> {
		let institution = fill::<T>(n)?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		suspend(origin as T::RuntimeOrigin, institution.clone());

		assert!(Institutions::<T>::get(institution).is_some_and(|record| !record.status.is_member()));
		Ok(())
	}

	/// The worst case: all other places are taken, and so are their seats.
	#[benchmark]
	fn reinstate() -> Result<(), BenchmarkError> {
		let institution = fill::<T>(T::MaxInstitutions::get())?;
		Pallet::<T>::do_suspend(&institution, SuspensionReason::Council)?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		reinstate(origin as T::RuntimeOrigin, institution.clone());

		assert!(Institutions::<T>::get(institution).is_some_and(|record| record.status.is_member()));
		Ok(())
	}

	#[benchmark]
	fn remove(n: Linear<2, { T::MaxInstitutions::get() }>) -> Result<(), BenchmarkError> {
		let institution = fill::<T>(n)?;
		let origin = council::<T>()?;

		#[extrinsic_call]
		remove(origin as T::RuntimeOrigin, institution.clone());

		assert!(!Roster::<T>::get().contains(&institution));
		Ok(())
	}

	#[benchmark]
	fn depart(n: Linear<2, { T::MaxInstitutions::get() }>) -> Result<(), BenchmarkError> {
		let institution = fill::<T>(n)?;

		#[extrinsic_call]
		depart(RawOrigin::Signed(institution.clone()));

		assert!(!Roster::<T>::get().contains(&institution));
		Ok(())
	}

	/// The worst case: the institution's own account takes over at once.
	#[benchmark]
	fn replace_validator() -> Result<(), BenchmarkError> {
		let (institution, _) = member::<T>(NEWCOMER)?;
		T::BenchmarkHelper::register_keys(&institution);

		#[extrinsic_call]
		replace_validator(RawOrigin::Signed(institution.clone()), institution.clone());

		assert_eq!(OperatorOf::<T>::get(&institution), Some(institution));
		Ok(())
	}

	#[benchmark]
	fn execute_as_root() -> Result<(), BenchmarkError> {
		let call = Box::new(T::BenchmarkHelper::root_call());
		let origin = council::<T>()?;

		#[extrinsic_call]
		execute_as_root(origin as T::RuntimeOrigin, call);

		Ok(())
	}

	/// One offender, in a consortium of `n` institutions.
	#[benchmark]
	fn on_offence(n: Linear<2, { T::MaxInstitutions::get() }>) -> Result<(), BenchmarkError> {
		let institution = fill::<T>(n)?;
		let offender = (institution.clone(), institution.clone());
		let report: Vec<OffenceDetails<T::AccountId, _>> = vec![OffenceDetails { offender, reporters: vec![] }];
		let session: SessionIndex = 1;

		#[block]
		{
			Pallet::<T>::on_offence(&report, &[], session);
		}

		assert!(Institutions::<T>::get(institution).is_some_and(|record| record.last_offence == Some(session)));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}

//! The transaction extension that counts free calls.

use crate::{Config, Pallet, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::{fmt, marker::PhantomData};
use frame_support::{
	dispatch::CheckIfFeeless,
	pallet_prelude::{DispatchResult, TransactionSource, TransactionValidityError, ValidTransaction, Weight},
	traits::OriginTrait,
	CloneNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::OriginFor;
use salus_primitives::{roles::Role, traits::Participants};
use scale_info::TypeInfo;
use sp_runtime::traits::{
	DispatchInfoOf, DispatchOriginOf, Implication, PostDispatchInfoOf, TransactionExtension, ValidateResult,
};

/// Counts one free call for each transaction of a certified patient whose call is free.
///
/// It counts before the call is dispatched and outside the storage layer of the dispatch, so a call that fails has been counted
/// too: otherwise failing calls would be free without end. Whether the call is free is asked while the transaction is validated,
/// when `SkipCheckIfFeeless` asks it as well, so that both get the same answer.
///
/// It adds nothing to a transaction. It belongs beside `SkipCheckIfFeeless` in the runtime's list of extensions, before the
/// extension that settles the fee, which then sees what it gives back.
#[derive(
	Encode, Decode, DecodeWithMemTracking, CloneNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct CountFreeCalls<T>(PhantomData<T>);

impl<T> CountFreeCalls<T> {
	/// The extension.
	pub const fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T> fmt::Debug for CountFreeCalls<T> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("CountFreeCalls")
	}
}

/// Whether a transaction was counted as a free call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
	/// It was.
	Free,
	/// It was not: it pays a fee, or is free on other grounds.
	No,
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for CountFreeCalls<T>
where
	T::RuntimeCall: CheckIfFeeless<Origin = OriginFor<T>>,
{
	const IDENTIFIER: &'static str = "CountFreeCalls";
	type Implicit = ();
	type Val = Option<T::AccountId>;
	type Pre = Counted;

	fn weight(&self, _: &T::RuntimeCall) -> Weight {
		T::WeightInfo::count_free_call()
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		_: &DispatchInfoOf<T::RuntimeCall>,
		_: usize,
		(): (),
		_: &impl Implication,
		_: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let patient = origin
			.as_signer()
			.filter(|_| call.is_feeless(&origin))
			.filter(|who| <Pallet<T> as Participants<_>>::certified_role(who) == Some(Role::Patient))
			.cloned();
		Ok((ValidTransaction::default(), patient, origin))
	}

	fn prepare(
		self,
		patient: Self::Val,
		_: &DispatchOriginOf<T::RuntimeCall>,
		_: &T::RuntimeCall,
		_: &DispatchInfoOf<T::RuntimeCall>,
		_: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		let Some(patient) = patient else { return Ok(Counted::No) };
		Pallet::<T>::count_free_call(&patient);
		Ok(Counted::Free)
	}

	fn post_dispatch_details(
		counted: Self::Pre,
		_: &DispatchInfoOf<T::RuntimeCall>,
		_: &PostDispatchInfoOf<T::RuntimeCall>,
		_: usize,
		_: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		Ok(match counted {
			Counted::Free => Weight::zero(),
			// A call that can never be free was not looked into. One that can be, but is not, was; what that read, the call reads
			// again and pays for.
			Counted::No => T::WeightInfo::count_free_call(),
		})
	}
}

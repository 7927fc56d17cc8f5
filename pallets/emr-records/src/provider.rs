//! What the pallet answers to others.

use crate::{pallet::*, types::ClassKey};
use frame_support::pallet_prelude::*;
use salus_primitives::{records::RecordClass, traits, EncryptionKey, Epoch};

impl<T: Config> traits::Records<T::AccountId> for Pallet<T> {
	fn custodians(patient: &T::AccountId, class: RecordClass) -> traits::Custodians<T::AccountId> {
		Custodians::<T>::get(patient, class)
	}

	fn current_epoch(patient: &T::AccountId, class: RecordClass) -> Option<Epoch> {
		ClassKeys::<T>::get(patient, class).map(|key| key.epoch)
	}

	fn rotate_class_key(patient: &T::AccountId, class: RecordClass, next: Option<EncryptionKey>) -> DispatchResult {
		let Some(current) = ClassKeys::<T>::get(patient, class) else { return Ok(()) };
		let next: ClassKey = current.rotate(next).map_err(Error::<T>::from)?;
		Self::replace_class_key(patient, class, Some(current), next);
		Ok(())
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl<T: Config> traits::benchmarking::RecordsSetup<T::AccountId> for Pallet<T> {
	fn publish_class_key(patient: &T::AccountId, class: RecordClass) {
		ClassKeys::<T>::insert(
			patient,
			class,
			ClassKey {
				epoch: Epoch::default(),
				key: crate::benchmarking::encryption_key(0),
				state: crate::types::KeyState::Current,
			},
		);
	}

	fn add_custodian(patient: &T::AccountId, class: RecordClass, custodian: &T::AccountId) {
		Custodians::<T>::mutate(patient, class, |custodians| {
			custodians.try_push(custodian.clone()).expect("benchmarks stay within MAX_CUSTODIANS");
		});
	}
}

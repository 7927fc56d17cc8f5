//! What the pallet offers the others: prices, ceilings and receipts.

use crate::{types::*, Config, Pallet, Prices};
use salus_primitives::{
	traits::{ReceiptSummary, Receipts, Tariffs},
	ReceiptId, ServiceCode,
};

impl<T: Config> Tariffs<T::AccountId, Balance> for Pallet<T> {
	/// Whether the provider is certified is asked elsewhere.
	fn price(provider: &T::AccountId, service: &ServiceCode) -> Option<Balance> {
		Prices::<T>::get(provider, service)?.at(Self::now()).map(|price| price.price)
	}

	fn ceiling(service: &ServiceCode) -> Option<Balance> {
		Self::ceiling_of(service)
	}
}

impl<T: Config> Receipts<T::AccountId, Balance> for Pallet<T> {
	fn receipt(receipt: ReceiptId) -> Option<ReceiptSummary<T::AccountId, Balance>> {
		let Receipt { provider, payer, patient, total, paid_at, .. } = crate::Receipts::<T>::get(receipt)?;
		Some(ReceiptSummary { provider, payer, patient, total, paid_at })
	}
}

#[cfg(feature = "runtime-benchmarks")]
mod setup {
	use super::*;
	use crate::{NextPriceVersion, References};
	use frame_support::BoundedVec;
	use salus_primitives::traits::benchmarking::TariffsSetup;

	impl<T: Config> TariffsSetup<T::AccountId, Balance> for Pallet<T> {
		fn publish_price(provider: &T::AccountId, service: &ServiceCode, price: Balance) {
			let version = |number| Price {
				version: PriceVersion(number),
				unit: Unit(BoundedVec::truncate_from(alloc::vec![b'u'; MAX_UNIT as usize])),
				price,
				from: 0,
				until: None,
				withdrawn: None,
			};
			// The oldest is the one in force, so that all are looked at.
			let over = |number| Price { until: Some(0), ..version(number) };
			let versions = core::iter::once(version(0)).chain((1..u64::from(MAX_VERSIONS)).map(over)).collect();
			let list = PriceList { versions: BoundedVec::truncate_from(versions), deposit: 0, listed: false };
			NextPriceVersion::<T>::insert(provider, PriceVersion(MAX_VERSIONS.into()));
			Prices::<T>::insert(provider, service, list);
		}

		fn set_ceiling(service: &ServiceCode, ceiling: Balance) {
			let by: T::AccountId = frame_benchmarking::account("authority", 0, 0);
			let reference = Reference { reference: 1, ceiling: Some(ceiling), by, since: 0 };
			let mut history = ReferenceHistory::new(reference.clone());
			for _ in 0..MAX_REFERENCES {
				history.replace(reference.clone());
			}
			References::<T>::insert(service, history);
		}
	}
}

//! The ledger of all tokens that came and went.

use crate::{types::*, *};
use frame_support::traits::fungible::Inspect;

impl<T: Config> Pallet<T> {
	pub(crate) fn ledger() -> Ledger {
		TokenLedger::<T>::get().unwrap_or_else(|| Ledger::new(T::Currency::total_issuance()))
	}

	pub(crate) fn issuance_now() -> Issuance {
		Self::ledger().figures(T::Currency::total_issuance())
	}

	/// Takes down what was burnt in this block and by no desk. The balances pallet lets everybody burn, drops dust, and drops whatever
	/// imbalance nobody wants, without telling; all of that shows as tokens that are missing.
	pub(crate) fn reconcile() {
		let actual = T::Currency::total_issuance();
		let Some(mut ledger) = TokenLedger::<T>::get() else {
			// The pallet came to a chain that has tokens already.
			TokenLedger::<T>::put(Ledger::new(actual));
			return;
		};
		let amount = ledger.reconcile(actual);
		if amount > 0 {
			TokenLedger::<T>::put(ledger);
			Self::deposit_event(Event::BurntElsewhere { amount });
		} else if ledger.explained() < actual {
			log::error!(target: "runtime::health-token", "{actual} issued, {} explained", ledger.explained());
		}
	}

	/// Takes down tokens that were just minted.
	pub(crate) fn note_issued(amount: Balance) -> Result<(), Error<T>> {
		Self::note(|ledger| &mut ledger.issued, amount)
	}

	/// Takes down tokens that were just burnt on redemption.
	pub(crate) fn note_redeemed(amount: Balance) -> Result<(), Error<T>> {
		Self::note(|ledger| &mut ledger.redeemed, amount)
	}

	fn note(entry: fn(&mut Ledger) -> &mut Balance, amount: Balance) -> Result<(), Error<T>> {
		// A chain that has no ledger yet begins it with the end of the block.
		let Some(mut ledger) = TokenLedger::<T>::get() else { return Ok(()) };
		let sum = entry(&mut ledger);
		*sum = sum.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		TokenLedger::<T>::put(ledger);
		Ok(())
	}
}

//! Desks: authorised, attested, issuing.

use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*, traits::fungible::Mutate};
use salus_primitives::{Commitment, Moment};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_authorize_desk(
		desk: T::AccountId,
		allowance: Balance,
		period: Moment,
		attestor: T::AccountId,
	) -> DispatchResult {
		Self::ensure_bank_or_exchange(&desk)?;
		ensure!(period > 0, Error::<T>::InvalidAllowance);
		ensure!(attestor != desk, Error::<T>::OwnAttestation);
		let now = Self::now();
		let known = Desks::<T>::get(&desk);
		ensure!(known.is_some() || Desks::<T>::count() < T::MaxDesks::get(), Error::<T>::TooManyDesks);

		// What was issued in the running period counts in the new one: new terms are no second allowance.
		let used = known.as_ref().and_then(|desk| desk.allowance()).map_or(0, |former| former.used_at(now));
		let state = DeskState::Authorized { allowance: Allowance::new(allowance, period, now, used) };
		let next = match known {
			None => DeskOf::<T> { attestor: attestor.clone(), issued: 0, redeemed: 0, attestation: None, state },
			Some(known) => {
				let attestation = known.attestation.filter(|_| known.attestor == attestor);
				DeskOf::<T> { attestor: attestor.clone(), attestation, state, ..known }
			},
		};
		Desks::<T>::insert(&desk, next);
		Self::deposit_event(Event::DeskAuthorized { desk, allowance, period, attestor });
		Ok(())
	}

	pub(crate) fn do_revoke_desk(desk: T::AccountId) -> DispatchResult {
		let mut known = Self::desk_of(&desk)?;
		ensure!(known.allowance().is_some(), Error::<T>::DeskNotAuthorized);
		known.state = DeskState::Revoked { at: Self::now() };
		Desks::<T>::insert(&desk, known);
		Self::deposit_event(Event::DeskRevoked { desk });
		Ok(())
	}

	pub(crate) fn do_attest_reserve(
		who: T::AccountId,
		desk: T::AccountId,
		commitment: Commitment,
		reserves: Balance,
		as_of: Moment,
	) -> DispatchResult {
		let mut known = Self::desk_of(&desk)?;
		ensure!(known.attestor == who, Error::<T>::NotAttestor);
		let at = Self::now();
		let in_order = as_of <= at && known.attestation.is_none_or(|former| former.as_of <= as_of);
		ensure!(in_order, Error::<T>::InvalidAttestation);
		known.attestation = Some(Attestation { commitment, reserves, as_of, at });
		Desks::<T>::insert(&desk, known);
		Self::deposit_event(Event::ReserveAttested { desk, attestor: who, commitment, reserves, as_of });
		Ok(())
	}

	pub(crate) fn do_issue(
		who: T::AccountId,
		beneficiary: T::AccountId,
		amount: Balance,
		receipt: Commitment,
		against: Money,
	) -> DispatchResult {
		let mut desk = Self::working_desk_of(&who)?;
		ensure!(amount > 0, Error::<T>::InvalidAmount);
		ensure!(against.is_valid(), Error::<T>::InvalidMoney);
		let allowance = desk.allowance().ok_or(Error::<T>::DeskNotAuthorized)?;
		let allowance = allowance.after(Self::now(), amount).ok_or(Error::<T>::AllowanceExceeded)?;
		desk.state = DeskState::Authorized { allowance };
		Self::use_receipt(&who, receipt, OutsideReceipt::Issue)?;
		Self::mint(&who, desk, &beneficiary, amount)?;
		Self::deposit_event(Event::Issued { desk: who, beneficiary, amount, receipt, against });
		Ok(())
	}

	/// A desk that is authorised and certified as bank or exchange now.
	pub(crate) fn working_desk_of(desk: &T::AccountId) -> Result<DeskOf<T>, Error<T>> {
		let known = Self::desk_of(desk)?;
		ensure!(known.allowance().is_some(), Error::<T>::DeskNotAuthorized);
		Self::ensure_bank_or_exchange(desk)?;
		Ok(known)
	}

	pub(crate) fn desk_of(desk: &T::AccountId) -> Result<DeskOf<T>, Error<T>> {
		Desks::<T>::get(desk).ok_or(Error::<T>::DeskNotFound)
	}

	/// Uses up the receipt of a payment outside of the chain. It is the desk's own matter, so that nobody else can use it up first.
	pub(crate) fn use_receipt(desk: &T::AccountId, receipt: Commitment, usage: OutsideReceipt) -> Result<(), Error<T>> {
		ensure!(!OutsideReceipts::<T>::contains_key(desk, receipt), Error::<T>::ReceiptUsed);
		OutsideReceipts::<T>::insert(desk, receipt, usage);
		Ok(())
	}

	/// Mints tokens for which the desk received money, and takes them down, if its reserves cover them.
	pub(crate) fn mint(id: &T::AccountId, mut desk: DeskOf<T>, to: &T::AccountId, amount: Balance) -> DispatchResult {
		match desk.standing(amount, Self::now(), T::MaxAttestationAge::get()) {
			Standing::Sound => (),
			Standing::Stale => return Err(Error::<T>::AttestationExpired.into()),
			Standing::Uncovered => return Err(Error::<T>::ReservesExceeded.into()),
		}
		T::Currency::mint_into(to, amount)?;
		Self::note_issued(amount)?;
		desk.issued = desk.issued.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Desks::<T>::insert(id, desk);
		Ok(())
	}

	pub(crate) fn issuable_by(id: &T::AccountId) -> Balance {
		let Ok(desk) = Self::working_desk_of(id) else { return 0 };
		let now = Self::now();
		let attestation = desk.attestation.filter(|attestation| attestation.is_fresh(now, T::MaxAttestationAge::get()));
		let covered = attestation.map_or(0, |attestation| attestation.reserves.saturating_sub(desk.liabilities()));
		desk.allowance().map_or(0, |allowance| allowance.left_at(now)).min(covered)
	}

	pub(crate) fn reserve_of(id: &T::AccountId) -> Option<Reserve> {
		let desk = Desks::<T>::get(id)?;
		let (reserves, as_of) = Self::attested(&desk);
		let liabilities = desk.liabilities();
		Some(Reserve { reserves, liabilities, ratio: parts_per_million(reserves, liabilities), as_of })
	}

	/// The reserves of all desks against what all of them issued and nobody redeemed.
	pub(crate) fn reserve_of_all() -> Reserve {
		let mut sum = Reserve { reserves: 0, liabilities: 0, ratio: None, as_of: None };
		let (mut issued, mut redeemed): (Balance, Balance) = (0, 0);
		for desk in Desks::<T>::iter_values() {
			let (reserves, as_of) = Self::attested(&desk);
			sum.reserves = sum.reserves.saturating_add(reserves);
			sum.as_of = match (sum.as_of, as_of) {
				(Some(oldest), Some(other)) => Some(oldest.min(other)),
				(oldest, other) => oldest.or(other),
			};
			issued = issued.saturating_add(desk.issued);
			redeemed = redeemed.saturating_add(desk.redeemed);
		}
		sum.liabilities = issued.saturating_sub(redeemed);
		sum.ratio = parts_per_million(sum.reserves, sum.liabilities);
		sum
	}

	/// What counts of a desk's reserves, and its day.
	fn attested(desk: &DeskOf<T>) -> (Balance, Option<Moment>) {
		let now = Self::now();
		let fresh = desk.attestation.filter(|attestation| attestation.is_fresh(now, T::MaxAttestationAge::get()));
		fresh.map_or((0, None), |attestation| (attestation.reserves, Some(attestation.as_of)))
	}
}

//! Referrals: an order passed on to another provider, by agreement of all three.

use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::TenderId;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose_referral(who: T::AccountId, id: TenderId, to: Option<T::AccountId>) -> DispatchResult {
		let (mut tender, mut order, marks) = Self::ready_order(id)?;
		ensure!(order.provider == who, Error::<T>::NotAwardee);
		let Escrow::Funded { milestone, referral } = &order.escrow else { return Err(Error::<T>::NotFunded.into()) };
		match &to {
			Some(to) => {
				ensure!(*to != who, Error::<T>::ReferralToSelf);
				Self::ensure_eligible(&tender, to)?;
			},
			None => ensure!(referral.is_some(), Error::<T>::NoReferral),
		}
		// A new proposal takes the place of the one before, and has to be agreed to anew.
		let referral = to.clone().map(|to| Referral { to, agreed: false });
		order.escrow = Escrow::Funded { milestone: *milestone, referral };
		tender.state = TenderState::Awarded(order);
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::ReferralProposed { tender: id, to });
		Ok(())
	}

	pub(crate) fn do_accept_referral(who: T::AccountId, id: TenderId, to: T::AccountId) -> DispatchResult {
		let (mut tender, mut order, marks) = Self::ready_order(id)?;
		let Escrow::Funded { milestone, referral } = &mut order.escrow else {
			return Err(Error::<T>::NotFunded.into());
		};
		let milestone = *milestone;
		// Who agrees names the provider, so that no other can be put in its place on the way.
		let referral = referral.as_mut().filter(|referral| referral.to == to).ok_or(Error::<T>::NoReferral)?;
		if who == tender.poster {
			ensure!(!referral.agreed, Error::<T>::AlreadyAgreed);
			referral.agreed = true;
			tender.state = TenderState::Awarded(order);
			Self::put_tender(id, marks, tender);
			Self::deposit_event(Event::ReferralAgreed { tender: id, to });
			return Ok(());
		}
		ensure!(who == to, Error::<T>::NotParty);
		ensure!(referral.agreed, Error::<T>::PatientNotAgreed);
		Self::ensure_eligible(&tender, &to)?;

		Self::put_up(HoldReason::BidBond, &to, order.bond)?;
		let from = core::mem::replace(&mut order.provider, to.clone());
		Self::release_bond(id, &from, order.bond);
		order.escrow = Escrow::Funded { milestone, referral: None };
		Self::index_tender(&to, Side::Provider, id)?;
		tender.state = TenderState::Awarded(order);
		Self::put_tender(id, marks, tender);
		Self::deposit_event(Event::OrderReferred { tender: id, from, to });
		Ok(())
	}
}

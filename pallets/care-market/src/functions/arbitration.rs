//! Disputes about orders, decided by an arbiter who is no party, or by the rule for when there is none.

use super::tenders::Marks;
use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use salus_primitives::{
	roles::{AuthorityKind, Role},
	traits::Participants,
	TenderId,
};
use sp_runtime::{traits::Saturating, Percent};

impl<T: Config> Pallet<T> {
	/// Who may decide disputes: the council, and certified health authorities with oversight. Research bodies and centres for
	/// disease control have none over what care costs.
	pub(crate) fn ensure_arbiter(origin: OriginFor<T>) -> Result<Arbiter<T::AccountId>, DispatchError> {
		let origin = match T::ArbiterOrigin::try_origin(origin) {
			Ok(_) => return Ok(Arbiter::Council),
			Err(origin) => origin,
		};
		let who = ensure_signed(origin)?;
		match T::Participants::certified_role(&who) {
			Some(Role::HealthAuthority(AuthorityKind::Ministry | AuthorityKind::Regulator)) => {
				Ok(Arbiter::Authority(who))
			},
			_ => Err(Error::<T>::NotArbiter.into()),
		}
	}

	/// Nobody decides about its own member.
	pub(crate) fn ensure_impartial(arbiter: &Arbiter<T::AccountId>, party: &T::AccountId) -> Result<(), Error<T>> {
		if let Arbiter::Authority(who) = arbiter {
			let related = who == party
				|| T::Participants::all_affiliations(party).contains(who)
				|| T::Participants::all_affiliations(who).contains(party);
			ensure!(!related, Error::<T>::ConflictOfInterest);
		}
		Ok(())
	}

	pub(crate) fn do_resolve(
		arbiter: Arbiter<T::AccountId>,
		id: TenderId,
		to_provider: Percent,
		forfeit_bond: bool,
	) -> DispatchResult {
		let (tender, order, marks) = Self::ready_order(id)?;
		ensure!(matches!(order.escrow, Escrow::Disputed { .. }), Error::<T>::NotDisputed);
		Self::ensure_impartial(&arbiter, &order.provider)?;
		Self::ensure_impartial(&arbiter, &tender.poster)?;
		let verdict = if forfeit_bond {
			Verdict::Lost
		} else if to_provider == Percent::one() {
			Verdict::Delivered
		} else {
			Verdict::Disputed
		};
		let part = to_provider.mul_floor(order.unpaid());
		Self::split_order(id, tender, order, marks, arbiter, part, verdict);
		Ok(())
	}

	/// Ends a dispute that nobody decided. What the one who disputes could not show on chain counts against it: what was delivered
	/// was delivered with a notarized document and the patient's consent, so half of the milestone is paid; a provider that says it
	/// is kept from delivering has delivered nothing, and is treated as if it had said nothing.
	pub(crate) fn lapse_unresolved(id: TenderId, tender: TenderOf<T>, order: OrderOf<T>, marks: Marks) {
		let Escrow::Disputed { milestone, by, .. } = order.escrow else { return };
		match by {
			Side::Patient => {
				let share = order.share(milestone, &tender.specification.milestones);
				let half = Percent::from_percent(50).mul_floor(share);
				Self::split_order(id, tender, order, marks, Arbiter::Nobody, half, Verdict::Open);
			},
			Side::Provider => Self::lapse_undelivered(id, tender, order, marks),
		}
	}

	/// Ends an order with `part` of what is not paid to the provider and the rest to the poster. Nothing here may fail.
	fn split_order(
		id: TenderId,
		mut tender: TenderOf<T>,
		mut order: OrderOf<T>,
		marks: Marks,
		by: Arbiter<T::AccountId>,
		part: BalanceOf<T>,
		verdict: Verdict,
	) {
		let rest = order.unpaid().saturating_sub(part);
		let to_provider = Self::pay(HoldReason::Budget, &tender.poster, &order.provider, part);
		let to_patient = Self::give_back(HoldReason::Budget, &tender.poster, rest);
		order.escrow = Escrow::Resolved { at: Self::now(), by: by.clone(), to_provider };
		Self::deposit_event(Event::OrderResolved { tender: id, by, to_provider, to_patient });
		Self::note_verdict(&order.provider, &tender.poster, verdict);
		match verdict {
			Verdict::Lost => Self::forfeit_bond(id, &order.provider, order.bond),
			Verdict::Delivered | Verdict::Disputed | Verdict::Open => {
				Self::release_bond(id, &order.provider, order.bond);
			},
		}
		tender.state = TenderState::Awarded(order);
		Self::put_tender(id, marks, tender);
	}
}

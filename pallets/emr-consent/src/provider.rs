//! What the pallet offers the others: the answer to whether something is consented to.

use crate::{types::*, Config, Pallet};
use salus_primitives::{
	consent::{Action, Basis, Decision, Obligations, Query},
	purpose::Purpose,
	traits::{Consent, Participants},
};

/// What emergency access obliges to: no more than necessary, for nothing else, and to nobody else.
pub const BREAK_GLASS_OBLIGATIONS: Obligations =
	Obligations::MINIMUM_NECESSARY.union(Obligations::NO_REUSE).union(Obligations::NO_REDISCLOSURE);

impl<T: Config> Consent<T::AccountId> for Pallet<T> {
	/// Patients may do everything with their own data. Who is not certified may do nothing. Otherwise the patient's directives
	/// decide; and where they do not permit, an emergency access that is live permits reading for emergency treatment, unless the
	/// patient refused just that: see [`refused_break_glass`].
	fn decide(query: &Query<T::AccountId>) -> Decision {
		if query.actor == query.patient {
			return Decision::Permit { basis: Basis::Patient, obligations: Obligations::NONE, erase_by: None };
		}
		let Some(role) = T::Participants::certified_role(&query.actor) else {
			return Decision::NoConsent;
		};
		let organisations = T::Participants::affiliations(&query.actor);
		let affiliations = T::Participants::all_affiliations(&query.actor);
		let actor =
			ActorContext { account: &query.actor, organisations: &organisations, affiliations: &affiliations, role };
		let now = Self::now();
		let directives = Self::active_directives(&query.patient);
		let decision = evaluate(&directives, &actor, query, now);

		let for_emergencies = query.action == Action::Access && Purpose::EmergencyTreatment.covers(query.purpose);
		if decision.is_permit() || !for_emergencies {
			return decision;
		}
		let Some((break_glass, _)) = Self::usable_break_glass(&query.patient, &query.actor, now) else {
			return decision;
		};
		match refused_break_glass(&directives, &actor, query, now) {
			Some(directive) => Decision::Deny { directive },
			None => Decision::Permit {
				basis: Basis::BreakGlass(break_glass),
				obligations: BREAK_GLASS_OBLIGATIONS,
				erase_by: None,
			},
		}
	}
}

#[cfg(feature = "runtime-benchmarks")]
mod setup {
	use super::*;
	use crate::{ActiveDirectives, DirectiveOf, Directives, NextDirectiveId};
	use frame_support::BoundedVec;
	use salus_primitives::{
		consent::{AccessMode, ActionSet, Actor},
		records::RecordClass,
		traits::benchmarking::ConsentSetup,
		DirectiveId, Period,
	};

	impl<T: Config> ConsentSetup<T::AccountId> for Pallet<T> {
		fn permit(patient: &T::AccountId, actor: &T::AccountId, actions: ActionSet, class: RecordClass) {
			let directive = DirectiveOf::<T> {
				patient: patient.clone(),
				created: Self::now(),
				root: Provision {
					decision: Ruling::Permit,
					actor: Actor::Account(actor.clone()),
					terms: Terms {
						classes: BoundedVec::truncate_from(alloc::vec![class]),
						actions,
						purposes: BoundedVec::truncate_from(
							Purpose::ALL.iter().copied().filter(|purpose| purpose.parent().is_none()).collect(),
						),
						data_period: Period::ALWAYS,
						period: Period::ALWAYS,
						mode: AccessMode::Store,
						erase_by: None,
					},
					obligations: Obligations::NONE,
				},
				exceptions: BoundedVec::new(),
				status: DirectiveStatus::Active,
			};
			// Each filler is weighed in full and would permit the same; the last one, made in the same block, has the highest id.
			let other = Actor::Account(frame_benchmarking::account("filler", 0, 0));
			let mut filler = directive.clone();
			while filler.exceptions.try_push(Exception { actor: Some(other.clone()), ..Exception::unlimited() }).is_ok()
			{
			}
			let mut active = ActiveDirectives::<T>::get(patient);
			if active.is_empty() {
				while !active.is_full() {
					push::<T>(&mut active, &filler);
				}
			}
			if active.is_full() {
				Directives::<T>::remove(active.remove(0));
			}
			push::<T>(&mut active, &directive);
			ActiveDirectives::<T>::insert(patient, active);

			fn push<T: Config>(active: &mut BoundedVec<DirectiveId, T::MaxDirectives>, directive: &DirectiveOf<T>) {
				let id = NextDirectiveId::<T>::get();
				NextDirectiveId::<T>::put(DirectiveId(id.0.saturating_add(1)));
				Directives::<T>::insert(id, directive);
				let _ = active.try_push(id);
			}
		}
	}
}

//! Emergency access: taken, justified, reviewed, settled.

use crate::{types::*, *};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::{hold::Balanced, MutateHold},
		tokens::Precision,
		OnUnbalanced,
	},
};
use salus_primitives::{
	roles::{AuthorityKind, Role},
	traits::Participants,
	BreakGlassId, Commitment, Moment,
};
use sp_runtime::traits::Zero;

/// Most emergency accesses that one page of a view has.
const MAX_PAGE: u32 = 100;

/// What becomes of the bond.
enum Verdict {
	Release,
	Forfeit(BarReason),
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_break_glass(actor: T::AccountId, patient: T::AccountId, reason: Commitment) -> DispatchResult {
		let role = Self::ensure_certified(&actor)?;
		ensure!(role.is_clinical(), Error::<T>::NotClinical);
		ensure!(actor != patient, Error::<T>::OwnData);
		// Not certified: in an emergency nobody waits for a certificate to be renewed.
		ensure!(T::Participants::registered_role(&patient) == Some(Role::Patient), Error::<T>::NotPatient);
		let now = Self::now();
		ensure!(!Self::is_barred_at(&actor, now), Error::<T>::Barred);
		ensure!(Self::live_break_glass_of(&patient, &actor, now).is_none(), Error::<T>::AlreadyBroken);

		let bond = T::BreakGlassBond::get();
		T::Currency::hold(&HoldReason::BreakGlassBond.into(), &actor, bond)?;
		let id = NextBreakGlassId::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.next().ok_or(Error::<T>::OutOfIds)?;
			Ok::<_, Error<T>>(id)
		})?;
		let justify_by = now.saturating_add(T::JustificationPeriod::get());
		Self::enter_queues(&actor, id, justify_by)?;
		Self::index_break_glass(&patient, &actor, id)?;
		let until = now.saturating_add(T::BreakGlassDuration::get());
		BreakGlasses::<T>::insert(
			id,
			BreakGlassOf::<T> {
				actor: actor.clone(),
				patient: patient.clone(),
				reason,
				opened: now,
				until,
				bond,
				status: BreakGlassStatus::Open { justify_by },
			},
		);
		Self::deposit_event(Event::GlassBroken { break_glass: id, patient, actor, reason, until });
		Ok(())
	}

	pub(crate) fn do_justify(who: T::AccountId, id: BreakGlassId, justification: Commitment) -> DispatchResult {
		let mut broken = Self::break_glass_of(id)?;
		ensure!(broken.actor == who, Error::<T>::NotActor);
		let now = Self::now();
		match broken.status.stage() {
			Some((Stage::Justification, deadline)) => ensure!(now <= deadline, Error::<T>::DeadlinePassed),
			Some((Stage::Review, _)) => return Err(Error::<T>::AlreadyJustified.into()),
			None => return Err(Error::<T>::AlreadySettled.into()),
		}
		let review_by = now.saturating_add(T::ReviewPeriod::get());
		Self::advance_to_review(&who, id);
		broken.status = BreakGlassStatus::Justified { justification, at: now, review_by };
		BreakGlasses::<T>::insert(id, broken);
		Self::deposit_event(Event::Justified { break_glass: id, justification, review_by });
		Ok(())
	}

	pub(crate) fn do_review(who: T::AccountId, id: BreakGlassId, outcome: ReviewOutcome) -> DispatchResult {
		let broken = Self::break_glass_of(id)?;
		Self::ensure_oversight(&who, &broken.actor)?;
		let now = Self::now();
		let justification = match broken.status {
			BreakGlassStatus::Justified { justification, review_by, .. } => {
				ensure!(now <= review_by, Error::<T>::DeadlinePassed);
				justification
			},
			BreakGlassStatus::Open { .. } => return Err(Error::<T>::NotJustified.into()),
			_ => return Err(Error::<T>::AlreadySettled.into()),
		};
		let by = who.clone();
		Self::deposit_event(Event::Reviewed { break_glass: id, outcome, by: who });
		match outcome {
			ReviewOutcome::Upheld => {
				let status = BreakGlassStatus::Upheld { justification, by, at: now };
				Self::conclude(id, broken, status, Verdict::Release);
			},
			ReviewOutcome::Rejected => {
				let status = BreakGlassStatus::Rejected { justification, by, at: now };
				Self::conclude(id, broken, status, Verdict::Forfeit(BarReason::Rejected));
			},
		}
		Ok(())
	}

	pub(crate) fn do_reinstate(who: T::AccountId, actor: T::AccountId) -> DispatchResult {
		Self::ensure_oversight(&who, &actor)?;
		Barred::<T>::take(&actor).ok_or(Error::<T>::NotBarred)?;
		Self::deposit_event(Event::ActorReinstated { actor, by: who });
		Ok(())
	}

	pub(crate) fn do_settle_break_glass(id: BreakGlassId) -> DispatchResult {
		let broken = Self::break_glass_of(id)?;
		let (_, deadline) = broken.status.stage().ok_or(Error::<T>::AlreadySettled)?;
		ensure!(Self::now() > deadline, Error::<T>::DeadlineNotPassed);
		Self::settle(id, broken);
		Ok(())
	}

	/// Settles an emergency access whose deadline has passed. What is settled already stays as it is.
	pub(crate) fn settle(id: BreakGlassId, broken: BreakGlassOf<T>) {
		let at = Self::now();
		match broken.status {
			BreakGlassStatus::Open { .. } => {
				Self::deposit_event(Event::BreakGlassLapsed { break_glass: id });
				let verdict = Verdict::Forfeit(BarReason::Unjustified);
				Self::conclude(id, broken, BreakGlassStatus::Lapsed { at }, verdict);
			},
			BreakGlassStatus::Justified { justification, .. } => {
				Self::deposit_event(Event::BreakGlassUnreviewed { break_glass: id });
				let status = BreakGlassStatus::Unreviewed { justification, at };
				Self::conclude(id, broken, status, Verdict::Release);
			},
			_ => (),
		}
	}

	pub(crate) fn break_glass_of(id: BreakGlassId) -> Result<BreakGlassOf<T>, Error<T>> {
		BreakGlasses::<T>::get(id).ok_or(Error::<T>::BreakGlassNotFound)
	}

	/// The emergency access that gives `actor` something now: it is live, and the actor still treats patients and is not barred.
	pub(crate) fn usable_break_glass(
		patient: &T::AccountId,
		actor: &T::AccountId,
		now: Moment,
	) -> Option<(BreakGlassId, Moment)> {
		let live = Self::live_break_glass_of(patient, actor, now)?;
		let clinical = T::Participants::certified_role(actor).is_some_and(|role| role.is_clinical());
		(clinical && !Self::is_barred_at(actor, now)).then_some(live)
	}

	/// Whether the actor is barred, or will be as soon as a deadline that has passed is settled.
	pub(crate) fn is_barred_at(actor: &T::AccountId, now: Moment) -> bool {
		let lapsed = |open: &OpenBreakGlass| open.justify_by.is_some_and(|justify_by| justify_by < now);
		Barred::<T>::contains_key(actor) || OpenBreakGlasses::<T>::get(actor).iter().any(lapsed)
	}

	pub(crate) fn break_glasses_of(
		patient: &T::AccountId,
		from: u32,
		limit: u32,
	) -> Vec<(BreakGlassId, BreakGlassOf<T>)> {
		let end = from.saturating_add(limit.min(MAX_PAGE)).min(BreakGlassCount::<T>::get(patient));
		(from..end)
			.filter_map(|number| BreakGlassIndex::<T>::get(patient, number))
			.filter_map(|id| BreakGlasses::<T>::get(id).map(|broken| (id, broken)))
			.collect()
	}

	fn live_break_glass_of(
		patient: &T::AccountId,
		actor: &T::AccountId,
		now: Moment,
	) -> Option<(BreakGlassId, Moment)> {
		let id = LatestBreakGlass::<T>::get(patient, actor)?;
		let broken = BreakGlasses::<T>::get(id)?;
		broken.is_live(now).then_some((id, broken.until))
	}

	/// Certified health authorities judge emergency accesses, but for research bodies, and but for those that the actor belongs to
	/// or that belong to the actor.
	fn ensure_oversight(who: &T::AccountId, actor: &T::AccountId) -> Result<(), Error<T>> {
		match Self::ensure_certified(who)? {
			Role::HealthAuthority(
				AuthorityKind::Ministry | AuthorityKind::DiseaseControl | AuthorityKind::Regulator,
			) => (),
			_ => return Err(Error::<T>::NotAuthority),
		}
		let belongs = |member, organisation| T::Participants::all_affiliations(member).contains(organisation);
		let related = who == actor || belongs(actor, who) || belongs(who, actor);
		ensure!(!related, Error::<T>::ConflictOfInterest);
		Ok(())
	}

	fn index_break_glass(patient: &T::AccountId, actor: &T::AccountId, id: BreakGlassId) -> Result<(), Error<T>> {
		let number = BreakGlassCount::<T>::get(patient);
		BreakGlassIndex::<T>::insert(patient, number, id);
		BreakGlassCount::<T>::insert(patient, number.checked_add(1).ok_or(Error::<T>::OutOfIds)?);
		LatestBreakGlass::<T>::insert(patient, actor, id);
		Ok(())
	}

	/// Brings an emergency access to its final state. Nothing here may fail: it also runs where nobody would see an error.
	fn conclude(
		id: BreakGlassId,
		mut broken: BreakGlassOf<T>,
		status: BreakGlassStatus<T::AccountId>,
		verdict: Verdict,
	) {
		Self::leave_queues(&broken.actor, id);
		let actor = broken.actor.clone();
		let reason = HoldReason::BreakGlassBond.into();
		match verdict {
			Verdict::Release => {
				let amount =
					T::Currency::release(&reason, &actor, broken.bond, Precision::BestEffort).unwrap_or_else(|error| {
						log::error!(target: "runtime::emr-consent", "bond of {id} not released: {error:?}");
						Zero::zero()
					});
				Self::deposit_event(Event::BondReleased { break_glass: id, actor, amount });
			},
			Verdict::Forfeit(why) => {
				let (credit, missing) = T::Currency::slash(&reason, &actor, broken.bond);
				if !missing.is_zero() {
					log::error!(target: "runtime::emr-consent", "bond of {id} short by {missing:?}");
				}
				let amount = frame_support::traits::Imbalance::peek(&credit);
				T::SlashDestination::on_unbalanced(credit);
				let bar = Bar { since: Self::now(), break_glass: id, reason: why };
				Barred::<T>::insert(&actor, bar);
				Self::deposit_event(Event::BondSlashed { break_glass: id, actor: actor.clone(), amount });
				Self::deposit_event(Event::ActorBarred { actor, break_glass: id, reason: why });
			},
		}
		broken.status = status;
		BreakGlasses::<T>::insert(id, broken);
	}
}

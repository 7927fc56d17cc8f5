//! What always holds of the pallet's state. Each function is one invariant.
//!
//! 1. Ids in use are below the next id.
//! 2. A patient's active list names, once each and in order, the patient's directives that have not been ended; only expired ones
//!    without keys may be missing.
//! 3. A patient's open list names the patient's requests that nobody concluded; only expired ones may be missing. Requesters are
//!    counted accordingly.
//! 4. A request awaits and counts each custodian and co-approver once, and only co-approvers whom it names agreed.
//! 5. Whoever is listed as holder has keys, for classes of the directive, each once; and only under a permit that was not ended.
//! 6. Erasures belong to directives that ended or expired; those owed are the ones listed for the patient.
//! 7. Keys for emergencies are of keyholders, for classes that matter in an emergency.
//! 8. Co-approvers are such as the call accepts.
//! 9. Unsettled emergency accesses have one place in the queue of their stage, and one entry in their actor's list.
//! 10. Each actor's bond is held for every unsettled emergency access.
//! 11. A patient's emergency accesses are numbered without gaps.
//! 12. Whoever was found wrong or failed to answer and is barred is barred over an access of its own.
//! 13. Logs have entries, and are of whole hours that were over when they were handed in.

use crate::{types::*, *};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use salus_primitives::{consent::Actor, time::HOUR, BreakGlassId, DirectiveId, RequestId};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	///
	/// # Errors
	/// With the first that does not hold.
	pub fn do_try_state() -> Checked {
		Self::ids_are_below_the_next()?;
		Self::active_lists_match_directives()?;
		Self::open_lists_match_requests()?;
		Self::approvals_are_consistent()?;
		Self::holders_have_keys()?;
		Self::erasures_belong_to_ended_directives()?;
		Self::emergency_keys_are_of_keyholders()?;
		Self::co_approvers_are_valid()?;
		Self::queues_match_break_glasses()?;
		Self::bonds_are_held()?;
		Self::break_glasses_are_numbered()?;
		Self::bars_have_a_cause()?;
		Self::logs_are_of_past_hours()
	}

	fn ids_are_below_the_next() -> Checked {
		let (directive, request, broken) =
			(NextDirectiveId::<T>::get(), NextRequestId::<T>::get(), NextBreakGlassId::<T>::get());
		ensure!(Directives::<T>::iter_keys().all(|id| id < directive), "a directive's id was not given yet");
		ensure!(Requests::<T>::iter_keys().all(|id| id < request), "a request's id was not given yet");
		ensure!(BreakGlasses::<T>::iter_keys().all(|id| id < broken), "an emergency access's id was not given yet");
		Ok(())
	}

	fn active_lists_match_directives() -> Checked {
		let now = Self::now();
		for (patient, active) in ActiveDirectives::<T>::iter() {
			ensure!(!active.is_empty(), "an empty list of directives is stored");
			ensure!(active.iter().zip(active.iter().skip(1)).all(|(a, b)| a < b), "active directives out of order");
			for id in active {
				let directive = Directives::<T>::get(id).ok_or("an active directive does not exist")?;
				ensure!(directive.patient == patient, "an active directive is of another patient");
				ensure!(directive.status == DirectiveStatus::Active, "an ended directive is active");
			}
		}
		for (id, directive) in Directives::<T>::iter() {
			ensure!(directive.created <= now, "a directive is from the future");
			let matters = !directive.is_over(now) || Holders::<T>::contains_key(id);
			if directive.status == DirectiveStatus::Active && matters {
				let listed = ActiveDirectives::<T>::get(&directive.patient).contains(&id);
				ensure!(listed, "a directive that may decide, or has keys, is not listed");
			}
		}
		Ok(())
	}

	fn open_lists_match_requests() -> Checked {
		let now = Self::now();
		let mut counted = BTreeMap::<T::AccountId, u32>::new();
		let mut listed = BTreeMap::<RequestId, T::AccountId>::new();
		for (patient, open) in OpenRequests::<T>::iter() {
			ensure!(!open.is_empty(), "an empty list of requests is stored");
			for id in open {
				let request = Requests::<T>::get(id).ok_or("an open request does not exist")?;
				ensure!(request.patient == patient, "an open request is to another patient");
				ensure!(matches!(request.state, RequestState::Requested(_)), "a concluded request is open");
				ensure!(listed.insert(id, patient.clone()).is_none(), "a request is listed twice");
				counted.entry(request.requester).or_default().saturating_inc();
			}
		}
		for (id, request) in Requests::<T>::iter() {
			ensure!(request.requester != request.patient, "a patient asks itself");
			let open = matches!(request.state, RequestState::Requested(_)) && now <= request.deadline;
			ensure!(!open || listed.contains_key(&id), "a request that can be granted is not listed");
		}
		let stored: BTreeMap<_, _> = OpenRequestCount::<T>::iter().collect();
		ensure!(stored == counted, "requesters' open requests are miscounted");
		Ok(())
	}

	fn approvals_are_consistent() -> Checked {
		for request in Requests::<T>::iter_values() {
			let RequestState::Requested(approvals) = request.state else { continue };
			let custodians: alloc::vec::Vec<_> =
				approvals.custodians_pending.iter().chain(approvals.custodians_agreed.iter()).collect();
			ensure!(!terms::has_duplicates(&custodians), "a custodian counts twice");
			ensure!(!custodians.contains(&&request.requester), "a requester agrees as custodian");
			ensure!(!terms::has_duplicates(&approvals.co_approved), "a co-approver counts twice");
			let named = |who: &T::AccountId| approvals.co_approvers.contains(who) && *who != request.requester;
			ensure!(approvals.co_approved.iter().all(named), "somebody not named co-approved");
			ensure!(
				approvals.co_approved.is_empty() || approvals.custodians_done(),
				"a co-approver agreed before the custodians"
			);
		}
		Ok(())
	}

	fn holders_have_keys() -> Checked {
		for (id, holders) in Holders::<T>::iter() {
			let directive = Directives::<T>::get(id).ok_or("keys without a directive")?;
			ensure!(directive.status == DirectiveStatus::Active, "keys under a directive that was ended");
			ensure!(directive.root.decision == Ruling::Permit, "keys under a denial");
			ensure!(!holders.is_empty() && !terms::has_duplicates(&holders), "holders are listed wrongly");
			for holder in holders {
				let keys = SealedKeys::<T>::get(id, &holder);
				ensure!(!keys.is_empty(), "a holder without keys");
				let classes: alloc::vec::Vec<_> = keys.iter().map(|key| key.class).collect();
				ensure!(!terms::has_duplicates(&classes), "two keys of one class");
				let named = classes.iter().all(|class| directive.root.terms.classes.contains(class));
				ensure!(named, "a key of a class that the directive does not name");
				let meant = !matches!(&directive.root.actor, Actor::Account(account) if *account != holder);
				ensure!(meant, "keys of somebody whom the directive does not mean");
			}
		}
		for (id, holder) in SealedKeys::<T>::iter_keys() {
			ensure!(Holders::<T>::get(id).contains(&holder), "keys of somebody who is not listed");
		}
		Ok(())
	}

	fn erasures_belong_to_ended_directives() -> Checked {
		let now = Self::now();
		let mut owed = BTreeMap::<(T::AccountId, DirectiveId, T::AccountId), ()>::new();
		for (id, holder, erasure) in Erasures::<T>::iter() {
			let directive = Directives::<T>::get(id).ok_or("an erasure without a directive")?;
			let over = !matches!(directive.standing(now), Standing::InForce | Standing::Upcoming);
			ensure!(over, "an erasure under a directive in force");
			if matches!(erasure, Erasure::Owed { .. }) {
				ensure!(directive.status != DirectiveStatus::Active, "an erasure is owed under a directive not ended");
				owed.insert((directive.patient, id, holder), ());
			}
		}
		let listed: BTreeMap<_, _> =
			OwedErasures::<T>::iter_keys().map(|(patient, (id, holder))| ((patient, id, holder), ())).collect();
		ensure!(owed == listed, "erasures owed are listed wrongly");
		Ok(())
	}

	fn emergency_keys_are_of_keyholders() -> Checked {
		for (patient, keyholder, keys) in EmergencyKeys::<T>::iter() {
			let named = EmergencyKeyholders::<T>::get(&patient).contains(&keyholder);
			ensure!(named, "keys for emergencies of somebody not named");
			ensure!(!keys.is_empty(), "no keys for emergencies are stored");
			ensure!(keys.iter().all(|key| key.class.matters_in_emergency()), "a key that no emergency needs");
		}
		for keyholders in EmergencyKeyholders::<T>::iter_values() {
			ensure!(!keyholders.is_empty() && !terms::has_duplicates(&keyholders), "keyholders are listed wrongly");
		}
		Ok(())
	}

	fn co_approvers_are_valid() -> Checked {
		for (patient, co_approval) in CoApprovers::<T>::iter() {
			ensure!(co_approval != CoApproval::none(), "nobody is stored as co-approver");
			ensure!(co_approval.current.check(&patient).is_ok(), "co-approvers are not valid");
			let next = co_approval.next.map_or(Ok(()), |next| next.panel.check(&patient));
			ensure!(next.is_ok(), "future co-approvers are not valid");
		}
		Ok(())
	}

	fn queues_match_break_glasses() -> Checked {
		let mut places = BTreeMap::<BreakGlassId, (bool, u64)>::new();
		for (stage, place, id) in Queue::<T>::iter() {
			let span = QueueSpans::<T>::get(stage);
			ensure!(span.head <= place && place < span.tail, "a place outside of its queue");
			ensure!(places.insert(id, (stage == Stage::Justification, place)).is_none(), "two places in the queues");
		}
		ensure!(places.len() == Unsettled::<T>::get() as usize, "unsettled emergency accesses are miscounted");
		let mut entries = 0usize;
		for (actor, open) in OpenBreakGlasses::<T>::iter() {
			ensure!(!open.is_empty(), "an empty list of emergency accesses is stored");
			for entry in open {
				entries = entries.saturating_add(1);
				let broken = BreakGlasses::<T>::get(entry.id).ok_or("an unsettled emergency access does not exist")?;
				ensure!(broken.actor == actor, "an emergency access of another actor");
				let awaited = match broken.status {
					BreakGlassStatus::Open { justify_by } => Some(justify_by),
					BreakGlassStatus::Justified { .. } => None,
					_ => return Err("a settled emergency access awaits something".into()),
				};
				ensure!(entry.justify_by == awaited, "an actor's list has another deadline");
				let place = (entry.justify_by.is_some(), entry.place);
				ensure!(places.get(&entry.id) == Some(&place), "an actor's list has another place");
			}
		}
		ensure!(entries == places.len(), "queues and actors' lists differ");
		let unsettled = BreakGlasses::<T>::iter_values().filter(|broken| broken.status.stage().is_some()).count();
		ensure!(unsettled == places.len(), "an unsettled emergency access is in no queue");
		Ok(())
	}

	fn bonds_are_held() -> Checked {
		let mut bonds = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for broken in BreakGlasses::<T>::iter_values().filter(|broken| broken.status.stage().is_some()) {
			let sum = bonds.entry(broken.actor).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(broken.bond);
		}
		for (actor, sum) in bonds {
			let held = T::Currency::balance_on_hold(&HoldReason::BreakGlassBond.into(), &actor);
			ensure!(held >= sum, "less is held than the bonds");
		}
		Ok(())
	}

	fn break_glasses_are_numbered() -> Checked {
		let mut numbers = BTreeMap::<T::AccountId, u32>::new();
		for (patient, number, id) in BreakGlassIndex::<T>::iter() {
			ensure!(number < BreakGlassCount::<T>::get(&patient), "a number beyond the count");
			let broken = BreakGlasses::<T>::get(id).ok_or("a numbered emergency access does not exist")?;
			ensure!(broken.patient == patient, "an emergency access to another patient's data");
			numbers.entry(patient).or_default().saturating_inc();
		}
		let counts: BTreeMap<_, _> = BreakGlassCount::<T>::iter().collect();
		ensure!(numbers == counts, "emergency accesses are miscounted");
		for (patient, actor, id) in LatestBreakGlass::<T>::iter() {
			let broken = BreakGlasses::<T>::get(id).ok_or("a latest emergency access does not exist")?;
			ensure!(broken.patient == patient && broken.actor == actor, "the latest access is another pair's");
		}
		Ok(())
	}

	fn bars_have_a_cause() -> Checked {
		for (actor, bar) in Barred::<T>::iter() {
			let broken = BreakGlasses::<T>::get(bar.break_glass).ok_or("a bar without a cause")?;
			ensure!(broken.actor == actor, "a bar over another actor's emergency access");
			let fits = match bar.reason {
				BarReason::Rejected => matches!(broken.status, BreakGlassStatus::Rejected { .. }),
				BarReason::Unjustified => matches!(broken.status, BreakGlassStatus::Lapsed { .. }),
			};
			ensure!(fits, "a bar for another reason");
		}
		Ok(())
	}

	fn logs_are_of_past_hours() -> Checked {
		for (_, hour, log) in AccessRoots::<T>::iter() {
			ensure!(log.count > 0, "a log without entries");
			ensure!(hour.checked_rem(HOUR) == Some(0), "a log of no whole hour");
			ensure!(hour.saturating_add(HOUR) <= log.logged, "a log of an hour that was not over");
		}
		Ok(())
	}
}

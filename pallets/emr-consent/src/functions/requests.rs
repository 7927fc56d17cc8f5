//! Requests: made, agreed to, concluded.

use crate::{types::*, *};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
	consent::{Actor, Obligations},
	roles::Role,
	traits::{Participants, Records},
	Moment, RequestId,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request(requester: T::AccountId, patient: T::AccountId, terms: TermsOf<T>) -> DispatchResult {
		ensure!(requester != patient, Error::<T>::OwnData);
		// Patients are many and cost nothing: they could fill another's list of requests. Whoever cares for another is permitted by
		// the other's own directive.
		ensure!(Self::ensure_certified(&requester)? != Role::Patient, Error::<T>::RequesterIsPatient);
		Self::ensure_patient(&patient)?;
		let now = Self::now();
		terms.check(now).map_err(Error::<T>::from)?;

		let custodians_pending = Self::custodians_to_ask(&requester, &patient, &terms)?;
		let Panel { approvers, threshold } = Self::co_approval_of(&patient).current;
		let id = NextRequestId::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.next().ok_or(Error::<T>::OutOfIds)?;
			Ok::<_, Error<T>>(id)
		})?;
		Self::open_request(id, &requester, &patient, now)?;
		Requests::<T>::insert(
			id,
			RequestOf::<T> {
				patient: patient.clone(),
				requester: requester.clone(),
				terms,
				requested: now,
				deadline: now.saturating_add(T::RequestLifetime::get()),
				state: RequestState::Requested(Approvals {
					custodians_pending: custodians_pending.clone(),
					custodians_agreed: BoundedVec::new(),
					co_approvers: approvers,
					threshold,
					co_approved: BoundedVec::new(),
				}),
			},
		);
		Self::deposit_event(Event::Requested { request: id, patient, requester, custodians: custodians_pending });
		Ok(())
	}

	pub(crate) fn do_agree_as_custodian(who: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Self::request_of(id)?;
		let mut approvals = Self::pending_approvals(&request)?;
		ensure!(!approvals.custodians_agreed.contains(&who), Error::<T>::AlreadyAgreed);
		let position = approvals.custodians_pending.iter().position(|custodian| *custodian == who);
		let custodian = approvals.custodians_pending.remove(position.ok_or(Error::<T>::NotCustodian)?);
		Self::ensure_certified(&custodian)?;
		approvals.custodians_agreed.try_push(custodian).map_err(|_| Error::<T>::TooManyCustodians)?;

		let pending = approvals.custodians_pending.len() as u32;
		Self::store_approvals(id, request, approvals);
		Self::deposit_event(Event::CustodianAgreed { request: id, custodian: who, pending });
		Ok(())
	}

	pub(crate) fn do_agree_as_co_approver(who: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Self::request_of(id)?;
		let mut approvals = Self::pending_approvals(&request)?;
		ensure!(approvals.co_approvers.contains(&who), Error::<T>::NotCoApprover);
		// The point of a co-approver is that two want it: a requester's own wish does not count twice.
		ensure!(who != request.requester, Error::<T>::ConflictOfInterest);
		ensure!(approvals.custodians_done(), Error::<T>::CustodiansPending);
		ensure!(!approvals.co_approved.contains(&who), Error::<T>::AlreadyAgreed);
		approvals.co_approved.try_push(who.clone()).map_err(|_| Error::<T>::AlreadyAgreed)?;

		let (agreed, threshold) = (approvals.co_approved.len() as u32, approvals.threshold);
		Self::store_approvals(id, request, approvals);
		Self::deposit_event(Event::CoApproverAgreed { request: id, co_approver: who, agreed, threshold });
		Ok(())
	}

	pub(crate) fn do_deny(who: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Self::request_of(id)?;
		let mut approvals = Self::pending_approvals(&request)?;
		if who != request.patient && !approvals.custodians_pending.contains(&who) {
			ensure!(approvals.co_approvers.contains(&who), Error::<T>::NotAuthorized);
			// A threshold means that not all have to want it.
			if approvals.refuse(&who, &request.requester) {
				Self::store_approvals(id, request, approvals);
				Self::deposit_event(Event::CoApproverRefused { request: id, co_approver: who });
				return Ok(());
			}
		}
		Self::close_request(id, request, RequestState::Denied { by: who.clone() });
		Self::deposit_event(Event::Denied { request: id, by: who });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Self::request_of(id)?;
		ensure!(request.requester == who, Error::<T>::NotRequester);
		ensure!(matches!(request.state, RequestState::Requested(_)), Error::<T>::RequestClosed);
		Self::close_request(id, request, RequestState::Withdrawn);
		Self::deposit_event(Event::Withdrawn { request: id });
		Ok(())
	}

	pub(crate) fn do_grant(
		who: T::AccountId,
		id: RequestId,
		narrowed: Option<TermsOf<T>>,
		obligations: Obligations,
		sealed: SealedKeysOf<T>,
	) -> DispatchResult {
		let request = Self::request_of(id)?;
		ensure!(request.patient == who, Error::<T>::NotOwner);
		Self::ensure_patient(&who)?;
		let approvals = Self::pending_approvals(&request)?;
		ensure!(approvals.custodians_done(), Error::<T>::CustodiansPending);
		ensure!(approvals.co_approvers_done(), Error::<T>::CoApproversPending);
		let requester = request.requester.clone();
		ensure!(T::Participants::certified_role(&requester).is_some(), Error::<T>::RequesterNotCertified);

		let now = Self::now();
		let terms = narrowed.unwrap_or_else(|| request.terms.clone());
		ensure!(request.terms.covers(&terms), Error::<T>::Widened);
		terms.check(now).map_err(Error::<T>::from)?;
		Self::ensure_obligations(obligations)?;

		let directive = DirectiveOf::<T> {
			patient: who.clone(),
			created: now,
			root: Provision { decision: Ruling::Permit, actor: Actor::Account(requester.clone()), terms, obligations },
			exceptions: BoundedVec::new(),
			status: DirectiveStatus::Active,
		};
		let directive_id = Self::add_directive(&directive)?;
		Self::close_request(id, request, RequestState::Granted { directive: directive_id });
		Self::deposit_event(Event::Granted {
			request: id,
			directive: directive_id,
			patient: who,
			requester: requester.clone(),
		});
		if !sealed.is_empty() {
			Self::store_keys(directive_id, &directive, requester, sealed)?;
		}
		Ok(())
	}

	pub(crate) fn request_of(id: RequestId) -> Result<RequestOf<T>, Error<T>> {
		Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)
	}

	/// What the request still awaits, if it is open and its deadline has not passed.
	fn pending_approvals(request: &RequestOf<T>) -> Result<ApprovalsOf<T>, Error<T>> {
		let RequestState::Requested(approvals) = &request.state else {
			return Err(Error::<T>::RequestClosed);
		};
		ensure!(Self::now() <= request.deadline, Error::<T>::RequestExpired);
		Ok(approvals.clone())
	}

	/// Stores what an open request still awaits.
	fn store_approvals(id: RequestId, mut request: RequestOf<T>, approvals: ApprovalsOf<T>) {
		request.state = RequestState::Requested(approvals);
		Requests::<T>::insert(id, request);
	}

	/// The custodians of what is asked for, without the requester, its own organisations, and whoever is not certified now and so
	/// could not release anything. Terms by which no data leave their custodians need no agreement of theirs.
	fn custodians_to_ask(
		requester: &T::AccountId,
		patient: &T::AccountId,
		terms: &TermsOf<T>,
	) -> Result<BoundedVec<T::AccountId, T::MaxCustodians>, Error<T>> {
		let mut pending = BoundedVec::new();
		if !terms.discloses() {
			return Ok(pending);
		}
		let own = T::Participants::affiliations(requester);
		for class in &terms.classes {
			for custodian in T::Records::custodians(patient, *class) {
				let asked = custodian == *requester
					|| custodian == *patient
					|| own.contains(&custodian)
					|| pending.contains(&custodian);
				let certified =
					|| T::Participants::certified_role(&custodian).is_some_and(|role| role != Role::Patient);
				if !asked && certified() {
					pending.try_push(custodian).map_err(|_| Error::<T>::TooManyCustodians)?;
				}
			}
		}
		Ok(pending)
	}

	/// Gives the request a place among the patient's open ones, from which those that expired are dropped.
	fn open_request(
		id: RequestId,
		requester: &T::AccountId,
		patient: &T::AccountId,
		now: Moment,
	) -> Result<(), Error<T>> {
		OpenRequests::<T>::try_mutate(patient, |open| {
			let mut of_this_requester = 0u32;
			open.retain(|other| {
				let Some(request) = Requests::<T>::get(other) else { return false };
				let keep = request.standing(now) != RequestStanding::Expired;
				if !keep {
					Self::release_place(&request.requester);
				} else if request.requester == *requester {
					of_this_requester = of_this_requester.saturating_add(1);
				}
				keep
			});
			ensure!(of_this_requester < T::MaxOpenRequestsPerPair::get(), Error::<T>::TooManyRequestsToPatient);
			open.try_push(id).map_err(|_| Error::<T>::TooManyOpenRequests)
		})?;
		OpenRequestCount::<T>::try_mutate(requester, |count| {
			ensure!(*count < T::MaxRequestsByRequester::get(), Error::<T>::TooManyRequests);
			*count = count.saturating_add(1);
			Ok(())
		})
	}

	/// Concludes a request. One that expired may have lost its place among the open ones before.
	fn close_request(id: RequestId, mut request: RequestOf<T>, state: RequestStateOf<T>) {
		OpenRequests::<T>::mutate_exists(&request.patient, |slot| {
			let Some(open) = slot else { return };
			if let Some(position) = open.iter().position(|other| *other == id) {
				open.remove(position);
				Self::release_place(&request.requester);
			}
			if open.is_empty() {
				*slot = None;
			}
		});
		request.state = state;
		Requests::<T>::insert(id, request);
	}

	fn release_place(requester: &T::AccountId) {
		OpenRequestCount::<T>::mutate_exists(requester, |slot| {
			*slot = slot.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
		});
	}
}

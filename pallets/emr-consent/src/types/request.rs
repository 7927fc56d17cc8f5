//! A request to be allowed something with a patient's data.
//!
//! | from | call | to |
//! |---|---|---|
//! | nothing | `request` | Requested |
//! | Requested | `agree_as_custodian`, `agree_as_co_approver` | Requested, with one agreement more |
//! | Requested, all custodians and enough co-approvers agreed | `grant` | Granted |
//! | Requested | `deny` by a co-approver without whom enough can still agree | Requested, without that co-approver |
//! | Requested | `deny` | Denied |
//! | Requested | `withdraw` | Withdrawn |
//!
//! Granted, Denied and Withdrawn are final. After the deadline a request counts as expired: only `withdraw` is left.

// The derives of codec bound each field that is a bare parameter once more.
#![allow(clippy::multiple_bound_locations)]

use super::terms::Terms;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, Parameter, PartialEqNoBound,
};
use salus_primitives::{DirectiveId, Moment};
use scale_info::TypeInfo;

/// Whose agreement a request needs before the patient may grant it, and who agreed. `U` bounds the custodians, `O` the
/// co-approvers.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(U, O))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct Approvals<AccountId: Parameter, U: Get<u32>, O: Get<u32>> {
	/// Holders of the data who have yet to agree.
	pub custodians_pending: BoundedVec<AccountId, U>,
	/// Holders of the data who agreed.
	pub custodians_agreed: BoundedVec<AccountId, U>,
	/// The patient's co-approvers as they were when the request was made, without those who turned it down.
	pub co_approvers: BoundedVec<AccountId, O>,
	/// How many of them have to agree.
	pub threshold: u32,
	/// Those who agreed.
	pub co_approved: BoundedVec<AccountId, O>,
}

impl<AccountId: Parameter, U: Get<u32>, O: Get<u32>> Approvals<AccountId, U, O> {
	/// Whether every custodian agreed.
	pub fn custodians_done(&self) -> bool {
		self.custodians_pending.is_empty()
	}

	/// Whether as many co-approvers agreed as have to.
	pub fn co_approvers_done(&self) -> bool {
		u32::try_from(self.co_approved.len()).is_ok_and(|agreed| agreed >= self.threshold)
	}

	/// Leaves a co-approver out who does not want it, also one who agreed before. Returns whether enough of the others, `requester`
	/// not counted, can still agree.
	pub fn refuse(&mut self, co_approver: &AccountId, requester: &AccountId) -> bool {
		self.co_approvers.retain(|other| other != co_approver);
		self.co_approved.retain(|other| other != co_approver);
		let left = self.co_approvers.iter().filter(|other| *other != requester).count();
		u32::try_from(left).is_ok_and(|left| left >= self.threshold)
	}
}

/// Where a request stands.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(U, O))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub enum RequestState<AccountId: Parameter, U: Get<u32>, O: Get<u32>> {
	/// It waits for custodians, co-approvers and the patient, in this order.
	Requested(Approvals<AccountId, U, O>),
	/// The patient granted it.
	Granted {
		/// By this directive.
		directive: DirectiveId,
	},
	/// It was turned down.
	Denied {
		/// By this custodian, co-approver or patient.
		by: AccountId,
	},
	/// The requester took it back.
	Withdrawn,
}

/// A request. `C` bounds the classes, `P` the purposes, `U` the custodians, `O` the co-approvers.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(C, P, U, O))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct Request<AccountId: Parameter, C: Get<u32>, P: Get<u32>, U: Get<u32>, O: Get<u32>> {
	/// Whose data.
	pub patient: AccountId,
	/// Who asks.
	pub requester: AccountId,
	/// For what.
	pub terms: Terms<C, P>,
	/// When it was made.
	pub requested: Moment,
	/// Last moment at which it can be agreed to, granted or denied.
	pub deadline: Moment,
	/// Where it stands.
	pub state: RequestState<AccountId, U, O>,
}

/// How a request stands at a moment: its state without what belongs to it, with expiry as computed from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RequestStanding {
	/// Custodians have yet to agree.
	AwaitingCustodians,
	/// Co-approvers have yet to agree.
	AwaitingCoApprovers,
	/// Only the patient has yet to agree.
	AwaitingPatient,
	/// The patient granted it.
	Granted,
	/// It was turned down.
	Denied,
	/// The requester took it back.
	Withdrawn,
	/// Its deadline passed.
	Expired,
}

impl<AccountId: Parameter, C: Get<u32>, P: Get<u32>, U: Get<u32>, O: Get<u32>> Request<AccountId, C, P, U, O> {
	/// How the request stands at `now`.
	pub fn standing(&self, now: Moment) -> RequestStanding {
		match &self.state {
			RequestState::Granted { .. } => RequestStanding::Granted,
			RequestState::Denied { .. } => RequestStanding::Denied,
			RequestState::Withdrawn => RequestStanding::Withdrawn,
			RequestState::Requested(_) if now > self.deadline => RequestStanding::Expired,
			RequestState::Requested(approvals) if !approvals.custodians_done() => RequestStanding::AwaitingCustodians,
			RequestState::Requested(approvals) if !approvals.co_approvers_done() => {
				RequestStanding::AwaitingCoApprovers
			},
			RequestState::Requested(_) => RequestStanding::AwaitingPatient,
		}
	}
}

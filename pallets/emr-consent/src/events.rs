//! What the pallet tells. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Something was asked of a patient.
		Requested {
			/// The request.
			request: RequestId,
			/// Whose data.
			patient: T::AccountId,
			/// Who asks.
			requester: T::AccountId,
			/// Who has to agree before the patient's co-approvers and the patient.
			custodians: BoundedVec<T::AccountId, T::MaxCustodians>,
		},
		/// A custodian agreed to a request.
		CustodianAgreed {
			/// The request.
			request: RequestId,
			/// Who agreed.
			custodian: T::AccountId,
			/// How many custodians have yet to agree.
			pending: u32,
		},
		/// A co-approver agreed to a request.
		CoApproverAgreed {
			/// The request.
			request: RequestId,
			/// Who agreed.
			co_approver: T::AccountId,
			/// How many co-approvers agreed.
			agreed: u32,
			/// How many have to.
			threshold: u32,
		},
		/// A co-approver does not want a request, to which enough of the others can still agree.
		CoApproverRefused {
			/// The request.
			request: RequestId,
			/// Who refused.
			co_approver: T::AccountId,
		},
		/// A request was turned down.
		Denied {
			/// The request.
			request: RequestId,
			/// The custodian, co-approver or patient who turned it down.
			by: T::AccountId,
		},
		/// A request was taken back.
		Withdrawn {
			/// The request.
			request: RequestId,
		},
		/// A patient granted a request.
		Granted {
			/// The request.
			request: RequestId,
			/// The directive that came of it.
			directive: DirectiveId,
			/// Whose data.
			patient: T::AccountId,
			/// To whom.
			requester: T::AccountId,
		},
		/// A patient made a directive on the patient's own initiative.
		Directed {
			/// The directive.
			directive: DirectiveId,
			/// Whose data.
			patient: T::AccountId,
			/// Its root decision.
			decision: Ruling,
		},
		/// Keys were sealed to a holder under a directive.
		KeysSealed {
			/// The directive.
			directive: DirectiveId,
			/// To whom.
			holder: T::AccountId,
			/// How many keys were added or replaced.
			keys: u32,
		},
		/// A patient ended a directive.
		Revoked {
			/// The directive.
			directive: DirectiveId,
			/// Whose data.
			patient: T::AccountId,
			/// The classes whose key moved to the next epoch, or was retired.
			rotated: Vec<RecordClass>,
		},
		/// A patient declared a directive a mistake.
		MarkedEnteredInError {
			/// The directive.
			directive: DirectiveId,
			/// Whose data.
			patient: T::AccountId,
			/// The classes whose key was retired.
			rotated: Vec<RecordClass>,
		},
		/// A holder of keys owes an erasure, since the directive ended.
		ErasureOwed {
			/// The directive.
			directive: DirectiveId,
			/// Who owes it.
			holder: T::AccountId,
			/// Last moment to confirm it in time.
			due: Moment,
		},
		/// A holder of keys confirmed the erasure.
		ErasureConfirmed {
			/// The directive.
			directive: DirectiveId,
			/// Who confirmed it.
			holder: T::AccountId,
			/// Commitment to the receipt.
			receipt: Commitment,
		},
		/// A patient named co-approvers.
		CoApproversSet {
			/// Whose data.
			patient: T::AccountId,
			/// How many were named.
			approvers: u32,
			/// How many of them have to agree.
			threshold: u32,
			/// From when on they are asked.
			from: Moment,
		},
		/// A patient named keyholders for emergencies.
		EmergencyKeyholdersSet {
			/// Whose data.
			patient: T::AccountId,
			/// Who they are.
			keyholders: BoundedVec<T::AccountId, T::MaxKeyholders>,
		},
		/// A patient sealed keys to a keyholder for emergencies.
		EmergencyKeysSealed {
			/// Whose data.
			patient: T::AccountId,
			/// To whom.
			keyholder: T::AccountId,
			/// How many keys were added or replaced.
			keys: u32,
		},
		/// Somebody took emergency access to a patient's data.
		GlassBroken {
			/// The emergency access.
			break_glass: BreakGlassId,
			/// Whose data.
			patient: T::AccountId,
			/// Who took it.
			actor: T::AccountId,
			/// Commitment to the reason.
			reason: Commitment,
			/// Last moment of access.
			until: Moment,
		},
		/// An emergency access was justified.
		Justified {
			/// The emergency access.
			break_glass: BreakGlassId,
			/// Commitment to the justification.
			justification: Commitment,
			/// Last moment for an authority's review.
			review_by: Moment,
		},
		/// An authority reviewed an emergency access.
		Reviewed {
			/// The emergency access.
			break_glass: BreakGlassId,
			/// What the authority found.
			outcome: ReviewOutcome,
			/// The authority.
			by: T::AccountId,
		},
		/// An emergency access was not justified in time.
		BreakGlassLapsed {
			/// The emergency access.
			break_glass: BreakGlassId,
		},
		/// A justified emergency access was not reviewed in time.
		BreakGlassUnreviewed {
			/// The emergency access.
			break_glass: BreakGlassId,
		},
		/// An actor's bond was released.
		BondReleased {
			/// The emergency access.
			break_glass: BreakGlassId,
			/// Whose bond.
			actor: T::AccountId,
			/// How much, in plancks.
			amount: BalanceOf<T>,
		},
		/// An actor's bond was slashed.
		BondSlashed {
			/// The emergency access.
			break_glass: BreakGlassId,
			/// Whose bond.
			actor: T::AccountId,
			/// How much, in plancks.
			amount: BalanceOf<T>,
		},
		/// An actor may not break the glass any more.
		ActorBarred {
			/// Who.
			actor: T::AccountId,
			/// Over which emergency access.
			break_glass: BreakGlassId,
			/// Why.
			reason: BarReason,
		},
		/// An actor may break the glass again.
		ActorReinstated {
			/// Who.
			actor: T::AccountId,
			/// The authority that lifted the bar.
			by: T::AccountId,
		},
		/// An access to a patient's data was logged.
		AccessLogged {
			/// Whose data.
			patient: T::AccountId,
			/// Who accessed them.
			actor: T::AccountId,
			/// Data of which class.
			class: RecordClass,
			/// Which record, if it was one.
			record: Option<RecordId>,
			/// What was done.
			action: Action,
			/// How it ended.
			outcome: AccessOutcome,
			/// What for.
			purpose: Purpose,
			/// The how many-th logged access to the patient's data this was, from 1.
			number: u64,
		},
		/// The access log of an hour was handed in.
		AccessRootLogged {
			/// Whose log.
			provider: T::AccountId,
			/// The hour, by its first millisecond.
			hour: Moment,
			/// Merkle root of the log.
			root: merkle::Hash,
			/// Number of its entries.
			count: u32,
		},
	}
}

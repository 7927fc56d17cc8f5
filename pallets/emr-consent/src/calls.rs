//! The calls. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet: each checks its origin and hands over to the function that performs it.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Ask a patient to be allowed something with the patient's data.
		///
		/// For every certified participant who is not a patient. If data are to be read, used or passed on, the organisations that hold
		/// them have to agree first, then the patient's co-approvers if there are any, then the patient.
		///
		/// Emits `Requested`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::request(terms.classes.len() as u32))]
		pub fn request(origin: OriginFor<T>, patient: T::AccountId, terms: TermsOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request(who, patient, terms)
		}

		/// Agree, as an organisation that holds the data, to a request.
		///
		/// For each custodian whose agreement the request awaits, in any order.
		///
		/// Emits `CustodianAgreed`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::agree_as_custodian())]
		pub fn agree_as_custodian(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_agree_as_custodian(who, request)
		}

		/// Agree, as one whom the patient named for this, to a request.
		///
		/// For the co-approvers whom the patient had when the request was made, once all custodians agreed. A co-approver cannot
		/// agree to a request of its own.
		///
		/// Emits `CoApproverAgreed`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::agree_as_co_approver())]
		pub fn agree_as_co_approver(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_agree_as_co_approver(who, request)
		}

		/// Turn a request down, for good.
		///
		/// For the patient, the request's co-approvers, and custodians that have not agreed. A co-approver's refusal ends the request
		/// only if too few of the others are left to agree. Free for patients, a number of times a day.
		///
		/// Emits `Denied`, or `CoApproverRefused`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::deny())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _request: &RequestId| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn deny(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deny(who, request)
		}

		/// Take a request back.
		///
		/// For who made it, also after its deadline, which gives back its place among the requester's open requests.
		///
		/// Emits `Withdrawn`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(who, request)
		}

		/// Grant a request, as it is or narrowed.
		///
		/// For the patient, once all custodians and enough co-approvers agreed. What is granted may be less than what was asked
		/// for in every respect, never more. Keys that open the data can be sealed to the requester at once. Free for patients, a
		/// number of times a day.
		///
		/// Emits `Granted`, and `KeysSealed` if keys are given.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::grant(sealed.len() as u32))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			_request: &RequestId,
			_narrowed: &Option<TermsOf<T>>,
			_obligations: &Obligations,
			_sealed: &SealedKeysOf<T>,
		| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn grant(
			origin: OriginFor<T>,
			request: RequestId,
			narrowed: Option<TermsOf<T>>,
			obligations: Obligations,
			sealed: SealedKeysOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_grant(who, request, narrowed, obligations, sealed)
		}

		/// Decide about your data on your own initiative: permit or forbid, with exceptions.
		///
		/// For patients. Who has co-approvers can only forbid in this way; whatever permits somebody something takes a request, so
		/// that the co-approvers can agree. Free for patients, a number of times a day.
		///
		/// Emits `Directed`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::direct(exceptions.len() as u32))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			_root: &ProvisionOf<T>,
			_exceptions: &ExceptionsOf<T>,
		| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn direct(origin: OriginFor<T>, root: ProvisionOf<T>, exceptions: ExceptionsOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_direct(who, root, exceptions)
		}

		/// Give keys that open your data to a holder whom a directive of yours permits to read, or replace keys given before.
		///
		/// For the patient whose directive it is. Used after a key moved to its next epoch, and for directives about organisations
		/// and roles, whose members each need the keys sealed to them. Free for patients, a number of times a day.
		///
		/// Emits `KeysSealed`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::seal_keys(sealed.len() as u32))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			_directive: &DirectiveId,
			_holder: &T::AccountId,
			_sealed: &SealedKeysOf<T>,
		| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn seal_keys(
			origin: OriginFor<T>,
			directive: DirectiveId,
			holder: T::AccountId,
			sealed: SealedKeysOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_seal_keys(who, directive, holder, sealed)
		}

		/// End a directive of yours. It takes effect in this block.
		///
		/// For the patient whose directive it is, also after it expired. Each class of which keys were sealed under it moves to its
		/// next key, if you give one, or has its key retired until you publish the next: what is written from then on is out of the
		/// old readers' reach. Every holder of keys owes a confirmation that what was read is erased. Free for patients, a number
		/// of times a day.
		///
		/// Emits `ErasureOwed` for each holder, and `Revoked`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::revoke(T::MaxHolders::get(), T::MaxClasses::get()))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			_directive: &DirectiveId,
			_next_keys: &BoundedVec<(RecordClass, EncryptionKey), T::MaxClasses>,
		| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn revoke(
			origin: OriginFor<T>,
			directive: DirectiveId,
			next_keys: BoundedVec<(RecordClass, EncryptionKey), T::MaxClasses>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let ended = Self::do_revoke(who, directive, &next_keys)?;
			Ok(Some(T::WeightInfo::revoke(ended.holders, ended.classes)).into())
		}

		/// Declare a directive of yours a mistake. It ends as if revoked, and says that it should never have been.
		///
		/// For the patient whose directive it is. Free for patients, a number of times a day.
		///
		/// Emits `ErasureOwed` for each holder of keys, and `MarkedEnteredInError`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::revoke(T::MaxHolders::get(), T::MaxClasses::get()))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _directive: &DirectiveId| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn mark_entered_in_error(origin: OriginFor<T>, directive: DirectiveId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let ended = Self::do_mark_entered_in_error(who, directive)?;
			Ok(Some(T::WeightInfo::revoke(ended.holders, ended.classes)).into())
		}

		/// Confirm that what was read under a directive that ended is erased.
		///
		/// For each holder of keys that owes it, also after it is due; and for holders under a directive that expired.
		///
		/// Emits `ErasureConfirmed`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::confirm_erasure())]
		pub fn confirm_erasure(origin: OriginFor<T>, directive: DirectiveId, receipt: Commitment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_confirm_erasure(who, directive, receipt)
		}

		/// Name others whose permission is needed as well before anybody may use your data, and how many of them have to agree.
		///
		/// For patients. What makes it stricter holds at once; everything else waits, so that whoever steals your key cannot just
		/// remove the others. Requests made before are judged by the co-approvers you had then. An empty list asks nobody. Free for
		/// patients, a number of times a day.
		///
		/// Emits `CoApproversSet`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_co_approvers())]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			_approvers: &BoundedVec<T::AccountId, T::MaxCoApprovers>,
			_threshold: &u32,
		| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn set_co_approvers(
			origin: OriginFor<T>,
			approvers: BoundedVec<T::AccountId, T::MaxCoApprovers>,
			threshold: u32,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_co_approvers(who, approvers, threshold)
		}

		/// Name the organisations that hold keys to your data for emergencies. The list takes the place of the one before.
		///
		/// For patients; each keyholder is certified as a provider's organisation. Keys sealed to an organisation that is not named
		/// any more are deleted; to shut it out of what is written from now on, move the classes to their next key as well. Free for
		/// patients, a number of times a day.
		///
		/// Emits `EmergencyKeyholdersSet`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::set_emergency_keyholders(keyholders.len() as u32))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			_keyholders: &BoundedVec<T::AccountId, T::MaxKeyholders>,
		| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn set_emergency_keyholders(
			origin: OriginFor<T>,
			keyholders: BoundedVec<T::AccountId, T::MaxKeyholders>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_emergency_keyholders(who, keyholders)
		}

		/// Seal keys to one of your keyholders, of the classes that matter in an emergency, or replace those sealed before.
		///
		/// For the patient who named the keyholder. Free for patients, a number of times a day.
		///
		/// Emits `EmergencyKeysSealed`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::seal_emergency_keys(sealed.len() as u32))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			_keyholder: &T::AccountId,
			_sealed: &SealedKeysOf<T>,
		| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn seal_emergency_keys(
			origin: OriginFor<T>,
			keyholder: T::AccountId,
			sealed: SealedKeysOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_seal_emergency_keys(who, keyholder, sealed)
		}

		/// Take emergency access to a patient's data without consent.
		///
		/// For certified participants who treat patients and are not barred. It holds a bond, the patient sees it, and it has to be
		/// justified afterwards; otherwise the bond is lost and the account barred.
		///
		/// Emits `GlassBroken`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::break_glass())]
		pub fn break_glass(origin: OriginFor<T>, patient: T::AccountId, reason: Commitment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_break_glass(who, patient, reason)
		}

		/// Justify an emergency access of yours, before its deadline.
		///
		/// For who broke the glass.
		///
		/// Emits `Justified`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::justify())]
		pub fn justify(origin: OriginFor<T>, break_glass: BreakGlassId, justification: Commitment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_justify(who, break_glass, justification)
		}

		/// Uphold or reject the justification of an emergency access, before its deadline.
		///
		/// For certified health authorities with oversight that are not affiliated with the actor. Upheld, the bond is released;
		/// rejected, it is slashed and the actor barred.
		///
		/// Emits `Reviewed`, and `BondReleased` or `BondSlashed` with `ActorBarred`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::review())]
		pub fn review(origin: OriginFor<T>, break_glass: BreakGlassId, outcome: ReviewOutcome) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_review(who, break_glass, outcome)
		}

		/// Let an actor break the glass again who was barred from it.
		///
		/// For certified health authorities with oversight that are not affiliated with the actor.
		///
		/// Emits `ActorReinstated`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::reinstate())]
		pub fn reinstate(origin: OriginFor<T>, actor: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reinstate(who, actor)
		}

		/// Settle an emergency access whose deadline has passed.
		///
		/// For everybody; the chain does it by itself in blocks with room to spare. Not justified, the bond is slashed and the actor
		/// barred; justified and not reviewed, the bond is released.
		///
		/// Emits `BreakGlassLapsed`, `BondSlashed` and `ActorBarred`, or `BreakGlassUnreviewed` and `BondReleased`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::settle_break_glass())]
		pub fn settle_break_glass(origin: OriginFor<T>, break_glass: BreakGlassId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_settle_break_glass(break_glass)
		}

		/// Log an access to a patient's data, on its own.
		///
		/// For every certified participant, about what it did itself. Whether the access was permitted is not asked: what should not
		/// have happened belongs in the log as well.
		///
		/// Emits `AccessLogged`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::log_access())]
		pub fn log_access(
			origin: OriginFor<T>,
			patient: T::AccountId,
			class: RecordClass,
			record: Option<RecordId>,
			action: Action,
			outcome: AccessOutcome,
			purpose: Purpose,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_log_access(who, patient, class, record, action, outcome, purpose)
		}

		/// Hand in the access log of an hour under one Merkle root, so that it cannot be changed later.
		///
		/// For every certified participant but patients, once for each hour with entries, up to 30 days later. The leaves are salted
		/// commitments to the entries.
		///
		/// Emits `AccessRootLogged`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::log_access_root())]
		pub fn log_access_root(origin: OriginFor<T>, hour: Moment, root: merkle::Hash, count: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_log_access_root(who, hour, root, count)
		}
	}
}

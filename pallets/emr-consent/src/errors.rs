//! Why calls fail. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	/// Why a call failed. A call that fails changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is not certified, or its certificate is not in force.
		NotCertified,
		/// Patients do not ask for others' data: the other one permits it by a directive.
		RequesterIsPatient,
		/// The account is not certified as a patient; or, whose data are needed in an emergency, not registered as one.
		NotPatient,
		/// Only the patient whose data it is about may do this.
		NotOwner,
		/// Only who made the request may do this.
		NotRequester,
		/// The account is not among the custodians whose agreement the request awaits.
		NotCustodian,
		/// The account is not among the request's co-approvers.
		NotCoApprover,
		/// The account is neither a pending custodian nor a co-approver of the request nor the patient.
		NotAuthorized,
		/// The account holds no sealed keys under the directive.
		NotHolder,
		/// The patient did not name the account as keyholder for emergencies.
		NotKeyholder,
		/// The account's role does not treat patients.
		NotClinical,
		/// The account is not certified as a health authority with oversight.
		NotAuthority,
		/// Only who broke the glass may do this.
		NotActor,
		/// Nobody decides in a matter of one's own, or of one's own members.
		ConflictOfInterest,
		/// Patients need nobody's permission for their own data, and cannot be named here.
		OwnData,
		/// The requester's certificate is not in force any more.
		RequesterNotCertified,

		/// There is no such request.
		RequestNotFound,
		/// The request was granted, denied or withdrawn before.
		RequestClosed,
		/// The request's deadline has passed.
		RequestExpired,
		/// The account agreed before.
		AlreadyAgreed,
		/// Custodians have yet to agree.
		CustodiansPending,
		/// Co-approvers have yet to agree.
		CoApproversPending,
		/// Data of too many custodians are asked for at once.
		TooManyCustodians,
		/// Too many requests are open for the patient.
		TooManyOpenRequests,
		/// The requester has too many requests open for this patient.
		TooManyRequestsToPatient,
		/// The requester has too many requests open.
		TooManyRequests,
		/// What is granted goes beyond what was asked for.
		Widened,

		/// No class is named.
		NoClass,
		/// A class is named twice.
		DuplicateClass,
		/// No action is named, or one that does not exist.
		InvalidActions,
		/// No purpose is named.
		NoPurpose,
		/// A purpose is named twice.
		DuplicatePurpose,
		/// A period ends before it starts.
		InvalidPeriod,
		/// The period is over, or the data would have to be erased already.
		PeriodOver,
		/// An obligation is named that does not exist.
		InvalidObligations,
		/// An exception limits nothing, and would turn the whole directive into its opposite.
		UnlimitedException,

		/// There is no such directive.
		DirectiveNotFound,
		/// The directive was revoked or marked as entered in error before.
		DirectiveEnded,
		/// The directive has expired.
		DirectiveExpired,
		/// The patient has too many directives in force.
		TooManyDirectives,
		/// The patient's co-approvers have to agree; it takes a request.
		CoApprovalRequired,
		/// The directive's root does not permit.
		NotPermit,

		/// No key is given.
		NoKeys,
		/// The key is for a class that the directive does not name.
		ClassNotCovered,
		/// The patient has published no key for the class.
		NoClassKey,
		/// The class has not come to this epoch yet.
		EpochInFuture,
		/// The directive lets nobody read, so that there is nothing to open.
		NothingDisclosed,
		/// The directive's actor does not mean the holder.
		HolderNotMeant,
		/// Too many holders have keys under the directive.
		TooManyHolders,
		/// A next key is given for a class of which no key was sealed under the directive.
		ClassNotSealed,
		/// The directive is still in force, so that nothing has to be erased.
		ErasureNotOwed,
		/// The erasure was confirmed before.
		AlreadyConfirmed,

		/// A co-approver is named twice.
		DuplicateCoApprover,
		/// The threshold is above the number of co-approvers, or zero with co-approvers named.
		InvalidThreshold,
		/// A keyholder is named twice.
		DuplicateKeyholder,
		/// The keyholder is not certified as a provider's organisation.
		NotProviderOrganisation,
		/// The class does not matter in an emergency.
		NotEmergencyClass,

		/// The account was barred from breaking the glass.
		Barred,
		/// The account is not barred.
		NotBarred,
		/// The account has emergency access to the patient's data already.
		AlreadyBroken,
		/// The account has too many emergency accesses that are not settled.
		TooManyBreakGlasses,
		/// The chain has too many emergency accesses that are not settled.
		QueueFull,
		/// There is no such emergency access.
		BreakGlassNotFound,
		/// The emergency access was justified before.
		AlreadyJustified,
		/// The emergency access has not been justified.
		NotJustified,
		/// The emergency access is settled.
		AlreadySettled,
		/// The deadline has passed.
		DeadlinePassed,
		/// The deadline has not passed.
		DeadlineNotPassed,

		/// The moment given does not begin an hour.
		HourNotAligned,
		/// The hour is not over.
		HourNotOver,
		/// The hour is over for too long.
		HourTooOld,
		/// The log has no entries.
		EmptyLog,
		/// The log of this hour was handed in before.
		AlreadyLogged,

		/// No id is left.
		OutOfIds,
	}

	impl<T> From<TermsFlaw> for Error<T> {
		fn from(flaw: TermsFlaw) -> Self {
			match flaw {
				TermsFlaw::NoClass => Error::NoClass,
				TermsFlaw::DuplicateClass => Error::DuplicateClass,
				TermsFlaw::InvalidActions => Error::InvalidActions,
				TermsFlaw::NoPurpose => Error::NoPurpose,
				TermsFlaw::DuplicatePurpose => Error::DuplicatePurpose,
				TermsFlaw::InvalidPeriod => Error::InvalidPeriod,
				TermsFlaw::PeriodOver => Error::PeriodOver,
			}
		}
	}

	impl<T> From<ExceptionFlaw> for Error<T> {
		fn from(flaw: ExceptionFlaw) -> Self {
			match flaw {
				ExceptionFlaw::Unlimited => Error::UnlimitedException,
				ExceptionFlaw::Field(flaw) => flaw.into(),
			}
		}
	}

	impl<T> From<PanelFlaw> for Error<T> {
		fn from(flaw: PanelFlaw) -> Self {
			match flaw {
				PanelFlaw::Duplicate => Error::DuplicateCoApprover,
				PanelFlaw::Patient => Error::OwnData,
				PanelFlaw::Threshold => Error::InvalidThreshold,
			}
		}
	}

	impl<T> From<HourFlaw> for Error<T> {
		fn from(flaw: HourFlaw) -> Self {
			match flaw {
				HourFlaw::NotAligned => Error::HourNotAligned,
				HourFlaw::NotOver => Error::HourNotOver,
				HourFlaw::TooOld => Error::HourTooOld,
			}
		}
	}
}

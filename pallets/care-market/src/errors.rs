//! Why calls fail. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	/// Why a call failed. A call that fails changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is not certified as a patient.
		NotPatient,
		/// The account is not certified as a provider, or its certificate is not in force.
		NotProvider,
		/// Providers of the account's kind do not provide this.
		KindDoesNotFit,
		/// Only who posted the tender may do this.
		NotPoster,
		/// Only the bidder and the organisation in whose name it bid may do this.
		NotBidder,
		/// Only who is to deliver may do this.
		NotAwardee,
		/// Only who posted the tender and who is to deliver may do this.
		NotParty,
		/// Only who offered the group may do this.
		NotHost,
		/// The account has no place in the group, or its place is settled.
		NotMember,
		/// The account is neither a health authority with oversight nor the council.
		NotArbiter,
		/// Nobody decides in a matter of one's own, or of one's own members.
		ConflictOfInterest,

		/// There is no such tender.
		TenderNotFound,
		/// The account has no bid for the tender.
		BidNotFound,
		/// There is no such group.
		GroupNotFound,

		/// The service's system or code is empty, or has characters other than visible ASCII.
		InvalidService,
		/// There is no milestone, one is nothing, or together they are not the whole.
		InvalidMilestones,
		/// The region does not have the form of ISO 3166-2.
		InvalidRegion,
		/// Deadlines are not in order, or closer to each other than they may be.
		PhaseTooShort,
		/// The last deadline is too far away.
		DurationTooLong,
		/// The time for acceptance is too short or too long.
		InvalidAcceptance,
		/// The budget is smaller than it may be.
		BudgetTooSmall,
		/// A place in the group costs less than it may.
		PriceTooLow,
		/// A bid asks for something.
		InvalidPrice,
		/// A group has a place for each of the least members, for one at least, and for no more than there may be.
		InvalidPlaces,
		/// The account has not enough tokens that it may spend.
		InsufficientFunds,
		/// The account has too many tenders and groups that are not settled.
		TooManyActive,
		/// No more ids are left.
		OutOfIds,

		/// The tender takes and shows no bids any more.
		NotOpen,
		/// Sealed bids are not taken any more.
		BiddingOver,
		/// Sealed bids are still taken.
		BiddingNotOver,
		/// Bids are not opened any more.
		RevealOver,
		/// Bids may still be opened.
		RevealNotOver,
		/// For now only who posted the tender may award it.
		ChoiceReserved,
		/// It is too late to award.
		AwardOver,
		/// A bid was opened, and the tender cannot be taken back any more.
		BidsRevealed,
		/// The bid was opened before.
		AlreadyRevealed,
		/// The bid was not opened.
		NotRevealed,
		/// The bid is not the one that was sealed.
		SealMismatch,
		/// The bid asks for more than the budget.
		OverBudget,
		/// More is asked for than an authority allows for the service.
		OverCeiling,
		/// More is asked for than the price that the provider published for the service.
		OverTariff,
		/// The provider has a bid for the tender.
		AlreadyBid,
		/// Somebody else of the same organisation has a bid for the tender.
		HouseHasBid,
		/// The practitioner is affiliated, and must say for which organisation it bids.
		HouseMissing,
		/// The provider is not affiliated with the organisation for which it bids.
		NotAffiliated,
		/// The tender excludes the provider.
		Excluded,
		/// The tender excludes a region, and the provider declared none.
		RegionNotDeclared,
		/// The provider has bids for tenders that are open.
		BidsOpen,
		/// There are as many bids for the tender as there may be.
		TooManyBids,
		/// The provider has as many bids as it may have.
		TooManyOpenBids,
		/// Nobody whose bid was opened may deliver.
		NoEligibleBid,

		/// The tender is not awarded.
		NotAwarded,
		/// No milestone is to be delivered now.
		NotFunded,
		/// No milestone is to be accepted now.
		NotDelivered,
		/// Nothing is disputed.
		NotDisputed,
		/// Another milestone is next.
		WrongMilestone,
		/// It is too late.
		DeadlinePassed,
		/// Nothing is due.
		NothingDue,
		/// The patient's consent is not in force.
		ConsentMissing,
		/// The patient's consent is in force, so to step back costs the bond.
		ConsentInForce,
		/// The document is not notarized by the provider, or not valid any more.
		InvalidDocument,
		/// The provider delivered something else with this document.
		DocumentUsed,
		/// Nobody passes an order on to itself.
		ReferralToSelf,
		/// No referral to this provider is proposed.
		NoReferral,
		/// The patient agreed to the referral before.
		AlreadyAgreed,
		/// The patient has yet to agree to the referral.
		PatientNotAgreed,

		/// Nobody joins or leaves the group any more.
		JoiningOver,
		/// All places are taken.
		GroupFull,
		/// The account has a place.
		AlreadyJoined,
		/// Nobody joins a group of its own.
		OwnGroup,
		/// It is too late to leave.
		LeavingOver,
		/// The group is not to be held now.
		NotRunning,
		/// The group runs, so to step back costs the bond.
		GroupRunning,
		/// The member disputes its place.
		PlaceDisputed,
		/// The member does not dispute its place.
		PlaceNotDisputed,
	}
}

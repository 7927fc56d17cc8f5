//! What the pallet tells. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Care was asked for.
		TenderPosted {
			/// The tender.
			tender: TenderId,
			/// Who asks: a persona of a patient.
			poster: T::AccountId,
			/// For what kind of care.
			kind: Kind,
			/// The most it may cost, in plancks.
			budget: BalanceOf<T>,
			/// Until when sealed bids are taken.
			bid_by: Moment,
		},
		/// The poster took a tender back.
		TenderCancelled {
			/// The tender.
			tender: TenderId,
		},
		/// A tender ended without an award.
		TenderUnawarded {
			/// The tender.
			tender: TenderId,
		},
		/// A provider bid.
		BidPlaced {
			/// The tender.
			tender: TenderId,
			/// Who bid.
			bidder: T::AccountId,
			/// In whose name.
			house: T::AccountId,
			/// The seal of the bid.
			seal: Commitment,
			/// What is held of the bidder's, in plancks.
			bond: BalanceOf<T>,
		},
		/// A bid was taken back.
		BidWithdrawn {
			/// The tender.
			tender: TenderId,
			/// Whose bid.
			bidder: T::AccountId,
			/// The bidder, or the organisation in whose name it was.
			by: T::AccountId,
		},
		/// A bid was opened.
		BidRevealed {
			/// The tender.
			tender: TenderId,
			/// Whose bid.
			bidder: T::AccountId,
			/// What is asked for, in plancks.
			price: BalanceOf<T>,
			/// Commitment to what is offered for it.
			plan: Commitment,
		},
		/// A bond was given back.
		BondReleased {
			/// The tender.
			tender: TenderId,
			/// Whose bond.
			provider: T::AccountId,
			/// How much, in plancks.
			amount: BalanceOf<T>,
		},
		/// A bond was lost.
		BondForfeited {
			/// The tender.
			tender: TenderId,
			/// Whose bond.
			provider: T::AccountId,
			/// How much, in plancks.
			amount: BalanceOf<T>,
		},
		/// A tender was awarded.
		TenderAwarded {
			/// The tender.
			tender: TenderId,
			/// To whom.
			provider: T::AccountId,
			/// The price, in plancks.
			price: BalanceOf<T>,
			/// Commitment to the poster's reason, if it was the poster's own choice and not the score.
			choice: Option<Commitment>,
		},
		/// A milestone was delivered, so the provider says.
		MilestoneDelivered {
			/// The tender.
			tender: TenderId,
			/// Which milestone, from 0.
			milestone: u32,
			/// The notarized document that says so.
			document: DocumentId,
			/// After this moment silence counts as acceptance.
			accept_by: Moment,
		},
		/// A milestone was accepted and paid.
		MilestoneReleased {
			/// The tender.
			tender: TenderId,
			/// Which milestone.
			milestone: u32,
			/// What was paid, in plancks.
			amount: BalanceOf<T>,
			/// Whether the poster had been silent.
			by_silence: bool,
		},
		/// Everything was delivered and paid.
		OrderReleased {
			/// The tender.
			tender: TenderId,
		},
		/// What was not paid went back to the poster.
		OrderRefunded {
			/// The tender.
			tender: TenderId,
			/// How much, in plancks.
			amount: BalanceOf<T>,
			/// Why.
			cause: RefundCause,
		},
		/// An order is disputed.
		OrderDisputed {
			/// The tender.
			tender: TenderId,
			/// At which milestone.
			milestone: u32,
			/// By which side.
			by: Side,
			/// Commitment to why.
			reason: Commitment,
			/// Until when an arbiter may decide.
			resolve_by: Moment,
		},
		/// What was not paid was split.
		OrderResolved {
			/// The tender.
			tender: TenderId,
			/// Who decided.
			by: Arbiter<T::AccountId>,
			/// The provider's part, in plancks.
			to_provider: BalanceOf<T>,
			/// The poster's part, in plancks.
			to_patient: BalanceOf<T>,
		},
		/// A provider wants to pass an order on, or wants it no more.
		ReferralProposed {
			/// The tender.
			tender: TenderId,
			/// To whom; absent if the proposal was taken back.
			to: Option<T::AccountId>,
		},
		/// The patient agreed that an order is passed on.
		ReferralAgreed {
			/// The tender.
			tender: TenderId,
			/// To whom.
			to: T::AccountId,
		},
		/// An order was passed on.
		OrderReferred {
			/// The tender.
			tender: TenderId,
			/// Who had it.
			from: T::AccountId,
			/// Who is to deliver what is left.
			to: T::AccountId,
		},
		/// A provider declared where it is.
		RegionDeclared {
			/// The provider.
			provider: T::AccountId,
			/// Where.
			region: Region,
		},
		/// A counselling group was offered.
		GroupOffered {
			/// The group.
			group: GroupId,
			/// By whom.
			host: T::AccountId,
			/// What a place costs, in plancks.
			price: BalanceOf<T>,
			/// How many may join.
			places: u32,
			/// Until when.
			join_by: Moment,
		},
		/// Somebody joined a group.
		GroupJoined {
			/// The group.
			group: GroupId,
			/// A pseudonymous account.
			member: T::AccountId,
		},
		/// Somebody left a group.
		GroupLeft {
			/// The group.
			group: GroupId,
			/// A pseudonymous account.
			member: T::AccountId,
		},
		/// Enough joined a group.
		GroupStarted {
			/// The group.
			group: GroupId,
			/// How many.
			members: u32,
		},
		/// A group was held, so the host says.
		GroupDelivered {
			/// The group.
			group: GroupId,
			/// The notarized document that says so.
			document: DocumentId,
			/// After this moment silence counts as acceptance.
			accept_by: Moment,
		},
		/// A place was accepted and paid.
		PlaceReleased {
			/// The group.
			group: GroupId,
			/// Whose place.
			member: T::AccountId,
			/// What was paid, in plancks.
			amount: BalanceOf<T>,
			/// Whether the member had been silent.
			by_silence: bool,
		},
		/// The price of a place was given back.
		PlaceRefunded {
			/// The group.
			group: GroupId,
			/// Whose place.
			member: T::AccountId,
			/// How much, in plancks.
			amount: BalanceOf<T>,
		},
		/// A member disputes that it got what it paid for.
		PlaceDisputed {
			/// The group.
			group: GroupId,
			/// Whose place.
			member: T::AccountId,
			/// Commitment to why.
			reason: Commitment,
		},
		/// The price of a disputed place was split.
		PlaceResolved {
			/// The group.
			group: GroupId,
			/// Whose place.
			member: T::AccountId,
			/// Who decided.
			by: Arbiter<T::AccountId>,
			/// The host's part, in plancks.
			to_host: BalanceOf<T>,
			/// The member's part, in plancks.
			to_member: BalanceOf<T>,
		},
		/// A group is over.
		GroupEnded {
			/// The group.
			group: GroupId,
			/// How it ended.
			outcome: GroupOutcome,
		},
		/// A host's bond was given back.
		HostBondReleased {
			/// The group.
			group: GroupId,
			/// How much, in plancks.
			amount: BalanceOf<T>,
		},
		/// A host's bond was lost.
		HostBondForfeited {
			/// The group.
			group: GroupId,
			/// How much, in plancks.
			amount: BalanceOf<T>,
		},
	}
}

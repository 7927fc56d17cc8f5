//! The calls. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet: each checks its origin and hands over to the function that performs it.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Ask for care, and let providers bid for it.
		///
		/// For certified patients. The budget is held at once. Providers bid sealed; after the bidding they open their bids; then you
		/// may choose one, and after that anybody may award the tender to the best by the weights that you fix here. What is not
		/// spent is given back, and all of it if nobody wins.
		///
		/// Emits `TenderPosted`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::post())]
		pub fn post(origin: OriginFor<T>, specification: SpecificationOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_post(who, specification)
		}

		/// Take a tender back.
		///
		/// For who posted it, as long as no bid was opened. The budget and all bonds are given back.
		///
		/// Emits `BondReleased` for each bid, and `TenderCancelled`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::cancel(T::MaxBids::get()))]
		pub fn cancel(origin: OriginFor<T>, tender: TenderId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let bids = Self::do_cancel(who, tender)?;
			Ok(Some(T::WeightInfo::cancel(bids)).into())
		}

		/// Bid for a tender, sealed.
		///
		/// For certified providers of a fitting kind that the tender does not exclude, until the bidding is over. A bond is held. It
		/// is lost if the bid is not opened afterwards, so do not seal a price above the budget or the ceiling of the service. A
		/// practitioner who is affiliated says for which organisation it bids; an organisation has one bid in its name.
		///
		/// Emits `BidPlaced`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::bid())]
		pub fn bid(
			origin: OriginFor<T>,
			tender: TenderId,
			seal: Commitment,
			house: Option<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bid(who, tender, seal, house)
		}

		/// Take a bid back, with its bond.
		///
		/// For the bidder, and for the organisation in whose name it bid, until the bidding is over. Another bid may follow.
		///
		/// Emits `BondReleased` and `BidWithdrawn`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw_bid())]
		pub fn withdraw_bid(origin: OriginFor<T>, tender: TenderId, bidder: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_bid(who, tender, bidder)
		}

		/// Open a bid of yours.
		///
		/// For bidders, after the bidding and until the bids have to be open. Price, plan and salt are those that were sealed.
		///
		/// Emits `BidRevealed`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::reveal())]
		pub fn reveal(
			origin: OriginFor<T>,
			tender: TenderId,
			price: BalanceOf<T>,
			plan: Commitment,
			salt: Salt,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reveal(who, tender, price, plan, salt)
		}

		/// Award a tender to the best bid, by the weights of price and quality that were fixed when it was posted.
		///
		/// For who posted it once all bids have to be open, and for everybody once the poster's time to choose is over. Bidders who
		/// are not certified any more, or whom the tender excludes by now, are passed over.
		///
		/// Emits `BondReleased` or `BondForfeited` for each other bid, and `TenderAwarded`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::award(T::MaxBids::get()))]
		pub fn award(origin: OriginFor<T>, tender: TenderId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let bids = Self::do_award(who, tender)?;
			Ok(Some(T::WeightInfo::award(bids)).into())
		}

		/// Award a tender of yours to the bidder of your choice, with a reason.
		///
		/// For who posted it, once all bids have to be open, until somebody awards it or it is too late.
		///
		/// Emits `BondReleased` or `BondForfeited` for each other bid, and `TenderAwarded`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::award(T::MaxBids::get()))]
		pub fn award_to(
			origin: OriginFor<T>,
			tender: TenderId,
			bidder: T::AccountId,
			reason: Commitment,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let bids = Self::do_award_to(who, tender, bidder, reason)?;
			Ok(Some(T::WeightInfo::award(bids)).into())
		}

		/// Deliver the next milestone.
		///
		/// For the provider to whom the tender was awarded, in time, with the patient's consent in force. The document says that it
		/// was delivered; it is notarized by the provider, and used once.
		///
		/// Emits `MilestoneDelivered`, after `MilestoneReleased` if the one before was accepted by silence.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::deliver())]
		pub fn deliver(origin: OriginFor<T>, tender: TenderId, milestone: u32, document: DocumentId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deliver(who, tender, milestone, document)
		}

		/// Accept what was delivered. Its share of the price is paid.
		///
		/// For who posted the tender. Who neither accepts nor disputes in time has accepted.
		///
		/// Emits `MilestoneReleased`, and after the last one `BondReleased` and `OrderReleased`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, tender: TenderId, milestone: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept(who, tender, milestone)
		}

		/// Have an arbiter decide about everything that is not paid.
		///
		/// For who posted the tender, about a milestone that was delivered, until it counts as accepted; and for the provider who is
		/// kept from delivering, until it should have. The arbiter is a health authority that is no party, or the council; nobody
		/// chooses it.
		///
		/// Emits `OrderDisputed`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::dispute())]
		pub fn dispute(origin: OriginFor<T>, tender: TenderId, reason: Commitment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(who, tender, reason)
		}

		/// Decide a dispute: how much of what is not paid goes to the provider, and whether the provider loses its bond.
		///
		/// For certified ministries and regulators that are not affiliated with the provider, and for the council, as long as the
		/// time for it lasts.
		///
		/// Emits `OrderResolved`, and `BondReleased` or `BondForfeited`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::resolve())]
		pub fn resolve(
			origin: OriginFor<T>,
			tender: TenderId,
			to_provider: Percent,
			forfeit_bond: bool,
		) -> DispatchResult {
			let arbiter = Self::ensure_arbiter(origin)?;
			Self::do_resolve(arbiter, tender, to_provider, forfeit_bond)
		}

		/// Step back from an order that was awarded to you. What is not paid goes back to the patient.
		///
		/// For the provider, before the deadline of delivery. Without the patient's consent it costs nothing. With it you lose the
		/// bond and it counts as lost, and only happens if you say `forfeit`.
		///
		/// Emits `OrderRefunded`, and `BondReleased` or `BondForfeited`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::step_back())]
		pub fn step_back(origin: OriginFor<T>, tender: TenderId, forfeit: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_step_back(who, tender, forfeit)
		}

		/// Propose to pass what is left of an order on to another provider, or take the proposal back.
		///
		/// For the provider, while a milestone is to be delivered. The patient has to agree, and then the other provider.
		///
		/// Emits `ReferralProposed`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::propose_referral())]
		pub fn propose_referral(origin: OriginFor<T>, tender: TenderId, to: Option<T::AccountId>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_propose_referral(who, tender, to)
		}

		/// Agree that an order is passed on to the provider named, or, as that provider, take it.
		///
		/// For the patient first and then for the new provider, whose bond is held in place of the old one's. Who had it keeps what
		/// was paid.
		///
		/// Emits `ReferralAgreed`, or `BondReleased` and `OrderReferred`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::accept_referral())]
		pub fn accept_referral(origin: OriginFor<T>, tender: TenderId, to: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_referral(who, tender, to)
		}

		/// Settle a tender of which a deadline has passed.
		///
		/// For everybody; the chain does it by itself in blocks with room to spare.
		///
		/// Emits what follows from the deadline.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::settle(T::MaxBids::get()).max(T::WeightInfo::settle_order()))]
		pub fn settle(origin: OriginFor<T>, tender: TenderId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let bids = Self::do_settle(tender)?;
			Ok(Some(T::WeightInfo::settle(bids).max(T::WeightInfo::settle_order())).into())
		}

		/// Declare the region in which you are, in the form of ISO 3166-2.
		///
		/// For certified providers without a bid for a tender that is open. Tenders may exclude a region.
		///
		/// Emits `RegionDeclared`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::declare_region())]
		pub fn declare_region(origin: OriginFor<T>, region: Region) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_declare_region(who, region)
		}

		/// Offer counselling to a group.
		///
		/// For certified providers who counsel. A place costs no more than the price you publish for the service and no more than
		/// its ceiling. A bond is held; it is lost if the group starts and is not held.
		///
		/// Emits `GroupOffered`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::offer_group())]
		pub fn offer_group(origin: OriginFor<T>, offer: GroupOfferOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer_group(who, offer)
		}

		/// Take a group back. Everybody gets back what is held.
		///
		/// For the host, before the group was held. Before it starts it costs nothing. Afterwards you lose the bond and it counts as
		/// lost, and only happens if you say `forfeit`.
		///
		/// Emits `PlaceRefunded` for each member, `HostBondReleased` or `HostBondForfeited`, and `GroupEnded`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::settle_group(T::MaxPlaces::get()))]
		pub fn cancel_group(origin: OriginFor<T>, group: GroupId, forfeit: bool) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let places = Self::do_cancel_group(who, group, forfeit)?;
			Ok(Some(T::WeightInfo::settle_group(places)).into())
		}

		/// Join a group.
		///
		/// For every account; use one that says nothing about you. The price is held until the group was held. If too few join, it
		/// is given back.
		///
		/// Emits `GroupJoined`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::join())]
		pub fn join(origin: OriginFor<T>, group: GroupId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_join(who, group)
		}

		/// Leave a group. The price is given back.
		///
		/// For members, until some time before the joining ends, so that others may take the place.
		///
		/// Emits `GroupLeft`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::leave())]
		pub fn leave(origin: OriginFor<T>, group: GroupId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who, group)
		}

		/// Say that a group was held.
		///
		/// For the host, in time. The document says so; it is notarized by the host, and used once.
		///
		/// Emits `GroupDelivered`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::deliver_group())]
		pub fn deliver_group(origin: OriginFor<T>, group: GroupId, document: DocumentId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deliver_group(who, group, document)
		}

		/// Accept what you got for your place. Its price is paid.
		///
		/// For members of a group that was held. Who neither accepts nor disputes in time has accepted.
		///
		/// Emits `PlaceReleased`, and after the last place `HostBondReleased` and `GroupEnded`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::accept_place())]
		pub fn accept_place(origin: OriginFor<T>, group: GroupId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_place(who, group)
		}

		/// Have an arbiter decide about the price of your place.
		///
		/// For members of a group that was held, until silence counts as acceptance.
		///
		/// Emits `PlaceDisputed`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::dispute_place())]
		pub fn dispute_place(origin: OriginFor<T>, group: GroupId, reason: Commitment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute_place(who, group, reason)
		}

		/// Decide about a disputed place: how much of its price goes to the host.
		///
		/// For certified ministries and regulators that are not affiliated with the host and are not the member, and for the
		/// council, as long as the time for it lasts.
		///
		/// Emits `PlaceResolved`, and after the last place `HostBondReleased` and `GroupEnded`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::resolve_place())]
		pub fn resolve_place(
			origin: OriginFor<T>,
			group: GroupId,
			member: T::AccountId,
			to_host: Percent,
		) -> DispatchResult {
			let arbiter = Self::ensure_arbiter(origin)?;
			Self::do_resolve_place(arbiter, group, member, to_host)
		}

		/// Settle a group of which a deadline has passed.
		///
		/// For everybody; the chain does it by itself in blocks with room to spare.
		///
		/// Emits what follows from the deadline.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::settle_group(T::MaxPlaces::get()))]
		pub fn settle_group(origin: OriginFor<T>, group: GroupId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let places = Self::do_settle_group(group)?;
			Ok(Some(T::WeightInfo::settle_group(places)).into())
		}
	}
}

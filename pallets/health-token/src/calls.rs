//! The calls. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet: each checks its origin and hands over to the function that performs it.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Publish a price of yours for a service, from now or a later moment on.
		///
		/// For certified providers. The price is for one unit of the service, in plancks. It is a new version and never edited; the
		/// newest version whose validity contains a moment is in force at it. What was invoiced before stays as it was. The first
		/// price for a service holds a deposit.
		///
		/// Emits `PricePublished`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::publish_price())]
		pub fn publish_price(
			origin: OriginFor<T>,
			service: ServiceCode,
			unit: Unit,
			price: Balance,
			valid: Period,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish_price(who, service, unit, price, valid)
		}

		/// Withdraw a price of yours from now on, be it in force or yet to come.
		///
		/// For the provider that published it, certified or not. If an older price is valid as well, that one is in force again;
		/// withdraw it too to offer the service no more. `delist` gives the deposit back once nothing of the prices matters any more.
		///
		/// Emits `PriceWithdrawn`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::withdraw_price())]
		pub fn withdraw_price(origin: OriginFor<T>, service: ServiceCode, version: PriceVersion) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_price(who, service, version)
		}

		/// Take a provider off the list of those who offer a service, if its prices for it are over or its certificate is not in
		/// force. Delete its prices and give the deposit back if they were over so long ago that nothing refers to them.
		///
		/// For everybody. A provider comes back to the list with the next price that it publishes.
		///
		/// Emits `Delisted`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::delist())]
		pub fn delist(origin: OriginFor<T>, provider: T::AccountId, service: ServiceCode) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_delist(provider, service)
		}

		/// Say what a service should cost, and the most that may be charged for it if there is to be such a limit.
		///
		/// For certified ministries and regulators. A reference that another authority set stays its own as long as that one is
		/// certified; the council can clear it. A ceiling holds at once for prices and invoices to come.
		///
		/// Emits `ReferenceSet`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_reference())]
		pub fn set_reference(
			origin: OriginFor<T>,
			service: ServiceCode,
			reference: Balance,
			ceiling: Option<Balance>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_reference(who, service, reference, ceiling)
		}

		/// Remove the reference and the ceiling of a service.
		///
		/// For the authority that set them and for the council.
		///
		/// Emits `ReferenceCleared`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::clear_reference())]
		pub fn clear_reference(origin: OriginFor<T>, service: ServiceCode) -> DispatchResult {
			let by = match T::CouncilOrigin::try_origin(origin) {
				Ok(_) => None,
				Err(origin) => Some(ensure_signed(origin)?),
			};
			Self::do_clear_reference(by, service)
		}

		/// Authorise a bank or an exchange to issue tokens for money and to redeem them, or change the terms on which it does.
		///
		/// For the council. The desk issues no more than its allowance in each period, in milliseconds; periods follow one another
		/// from now on. The attestor, who is not the desk, attests its reserves. Attestations of a former attestor count no more.
		///
		/// Emits `DeskAuthorized`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::authorize_desk())]
		pub fn authorize_desk(
			origin: OriginFor<T>,
			desk: T::AccountId,
			allowance: Balance,
			period: Moment,
			attestor: T::AccountId,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_authorize_desk(desk, allowance, period, attestor)
		}

		/// Stop a desk from issuing and from taking redemptions. Redemptions that are pending can still be settled.
		///
		/// For the council.
		///
		/// Emits `DeskRevoked`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::revoke_desk())]
		pub fn revoke_desk(origin: OriginFor<T>, desk: T::AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_revoke_desk(desk)
		}

		/// Attest what reserves a desk has, in plancks' worth, as of a past moment.
		///
		/// For the desk's attestor. The desk issues only as long as the attestation is fresh, and up to the attested reserves.
		///
		/// Emits `ReserveAttested`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::attest_reserve())]
		pub fn attest_reserve(
			origin: OriginFor<T>,
			desk: T::AccountId,
			commitment: Commitment,
			reserves: Balance,
			as_of: Moment,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_attest_reserve(who, desk, commitment, reserves, as_of)
		}

		/// Issue tokens to somebody who paid for them outside of the chain.
		///
		/// For authorised desks that are certified as bank or exchange, within their allowance and reserves. The receipt is a salted
		/// commitment to the outside receipt, used once.
		///
		/// Emits `Issued`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::issue())]
		pub fn issue(
			origin: OriginFor<T>,
			beneficiary: T::AccountId,
			amount: Balance,
			receipt: Commitment,
			against: Money,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_issue(who, beneficiary, amount, receipt, against)
		}

		/// Hand in tokens at a desk for money outside of the chain.
		///
		/// For everybody. The tokens are held until the desk says that it paid, and then burnt; if it does not do so in time, they are
		/// yours again by themselves. You cannot take the redemption back, as the desk may have paid already. The payout is a salted
		/// commitment to where and in what you want to be paid.
		///
		/// Emits `RedemptionRequested`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::redeem())]
		pub fn redeem(origin: OriginFor<T>, desk: T::AccountId, amount: Balance, payout: Commitment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_redeem(who, desk, amount, payout)
		}

		/// Say that you paid for tokens handed in at your desk, before the deadline. The tokens are burnt.
		///
		/// For the desk, also after it was revoked. The payment is a salted commitment to the outside receipt, used once.
		///
		/// Emits `RedemptionSettled`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::settle())]
		pub fn settle(origin: OriginFor<T>, redemption: RedemptionId, payment: Commitment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_settle(who, redemption, payment)
		}

		/// Refuse tokens handed in at your desk. Their owner has them back at once.
		///
		/// For the desk.
		///
		/// Emits `RedemptionRefused`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::refuse_redemption())]
		pub fn refuse_redemption(origin: OriginFor<T>, redemption: RedemptionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_refuse_redemption(who, redemption)
		}

		/// Open a round in which a desk sells new tokens at a price, up to a cap, within a window.
		///
		/// For the council.
		///
		/// Emits `RoundOpened`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::open_round())]
		pub fn open_round(origin: OriginFor<T>, terms: RoundTermsOf<T>) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_open_round(terms)
		}

		/// Record that somebody paid for tokens of a round. The tokens are issued to the buyer, and become free as the round says.
		///
		/// For the desk that sells. `paid` is in minor units of the round's currency; what it buys is rounded down. The receipt is a
		/// salted commitment to the outside receipt, used once.
		///
		/// Emits `Purchased`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::record_purchase())]
		pub fn record_purchase(
			origin: OriginFor<T>,
			round: RoundId,
			buyer: T::AccountId,
			paid: u128,
			receipt: Commitment,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_record_purchase(who, round, buyer, paid, receipt)
		}

		/// Close a round before its time.
		///
		/// For the council.
		///
		/// Emits `RoundClosed`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::close_round())]
		pub fn close_round(origin: OriginFor<T>, round: RoundId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_close_round(round)
		}

		/// Charge somebody for services, at the prices of yours that are in force now.
		///
		/// For certified providers. The payer may be the patient's persona, a guardian, an insurer. The patient is a salted
		/// commitment. A deposit is held until the invoice is paid, declined, cancelled or overdue.
		///
		/// Emits `Invoiced`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::invoice(items.len() as u32))]
		pub fn invoice(
			origin: OriginFor<T>,
			payer: T::AccountId,
			patient: Commitment,
			items: Items,
			due: Moment,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_invoice(who, payer, patient, items, due)
		}

		/// Pay an invoice to you, if it comes to no more than `max_total` plancks.
		///
		/// For the payer. It yields a receipt that others can cite.
		///
		/// Emits `Paid`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::pay())]
		pub fn pay(origin: OriginFor<T>, invoice: InvoiceId, max_total: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_pay(who, invoice, max_total)
		}

		/// Decline an invoice to you.
		///
		/// For the payer.
		///
		/// Emits `InvoiceDeclined`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::decline())]
		pub fn decline(origin: OriginFor<T>, invoice: InvoiceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_decline(who, invoice)
		}

		/// Take an invoice of yours back.
		///
		/// For the provider.
		///
		/// Emits `InvoiceCancelled`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::cancel_invoice())]
		pub fn cancel_invoice(origin: OriginFor<T>, invoice: InvoiceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_invoice(who, invoice)
		}

		/// Set tokens aside to pay invoices of one provider. What is left at the end is yours again by itself.
		///
		/// For everybody. Invoices that you do not decline in time may be paid out of it by the provider. You can take back what no
		/// open invoice claims.
		///
		/// Emits `Prepaid`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::authorize())]
		pub fn prepay(origin: OriginFor<T>, provider: T::AccountId, amount: Balance, until: Moment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_authorize(who, provider, amount, until, AuthorizationKind::Prepayment)
		}

		/// Promise a provider up to `cap` plancks for what it will deliver. What is left at the end is yours again by itself.
		///
		/// For everybody. The provider charges at the prices that are in force now, or later ones if they are lower, in one or
		/// several parts. You cannot take the promise back.
		///
		/// Emits `Authorized`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::authorize())]
		pub fn authorize(origin: OriginFor<T>, provider: T::AccountId, cap: Balance, until: Moment) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_authorize(who, provider, cap, until, AuthorizationKind::PreAuthorization)
		}

		/// Charge what you delivered to a pre-authorisation, in part or in whole.
		///
		/// For the certified provider to whom it was given. Prices are those in force when it was given, or those of now if they are
		/// lower. It yields a receipt that others can cite.
		///
		/// Emits `Captured`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::capture(items.len() as u32))]
		pub fn capture(
			origin: OriginFor<T>,
			authorization: AuthorizationId,
			patient: Commitment,
			items: Items,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_capture(who, authorization, patient, items)
		}

		/// Pay an invoice out of a prepayment.
		///
		/// For the payer at any time; for the certified provider once the payer had time to decline the invoice. It yields a receipt
		/// that others can cite.
		///
		/// Emits `Paid`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::draw())]
		pub fn draw(origin: OriginFor<T>, authorization: AuthorizationId, invoice: InvoiceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_draw(who, authorization, invoice)
		}

		/// Give a payer back what is left of a prepayment or pre-authorisation.
		///
		/// For the provider to whom it was given.
		///
		/// Emits `AuthorizationConcluded`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::release())]
		pub fn release(origin: OriginFor<T>, authorization: AuthorizationId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_release(who, authorization)
		}

		/// Take back what no open invoice of the provider claims of a prepayment of yours.
		///
		/// For the payer.
		///
		/// Emits `Reclaimed`, and `AuthorizationConcluded` if nothing is left.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::reclaim())]
		pub fn reclaim(origin: OriginFor<T>, authorization: AuthorizationId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reclaim(who, authorization)
		}

		/// Settle what is past its deadline: give back tokens handed in or set aside, and the deposit of an invoice.
		///
		/// For everybody; the chain does it by itself in blocks with room to spare.
		///
		/// Emits `RedemptionReturned`, `AuthorizationConcluded` or `InvoiceExpired`.
		#[pallet::call_index(25)]
		#[pallet::weight(T::WeightInfo::expire())]
		pub fn expire(origin: OriginFor<T>, timed: Timed) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire(timed)
		}
	}
}

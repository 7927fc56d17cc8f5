//! What the pallet tells. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	/// What happened. Amounts are in plancks.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider published a price.
		PricePublished {
			/// Who.
			provider: T::AccountId,
			/// For what.
			service: ServiceCode,
			/// Which version of the provider's prices.
			version: PriceVersion,
			/// The price of one unit.
			price: Balance,
			/// First moment of its validity.
			from: Moment,
			/// Last moment of its validity.
			until: Option<Moment>,
		},
		/// A provider withdrew a price.
		PriceWithdrawn {
			/// Who.
			provider: T::AccountId,
			/// For what.
			service: ServiceCode,
			/// Which version.
			version: PriceVersion,
		},
		/// A provider was taken off the list of those who offer a service.
		Delisted {
			/// Who.
			provider: T::AccountId,
			/// Which service.
			service: ServiceCode,
			/// Whether its prices were deleted and the deposit given back.
			deleted: bool,
		},
		/// An authority said what a service should cost.
		ReferenceSet {
			/// Which service.
			service: ServiceCode,
			/// The usual price of one unit.
			reference: Balance,
			/// The most that may be charged for one unit.
			ceiling: Option<Balance>,
			/// Who.
			by: T::AccountId,
		},
		/// A service has no reference and no ceiling any more.
		ReferenceCleared {
			/// Which service.
			service: ServiceCode,
		},
		/// A desk was authorised, or has new terms.
		DeskAuthorized {
			/// Who.
			desk: T::AccountId,
			/// How much it may issue in a period.
			allowance: Balance,
			/// The length of a period, in milliseconds.
			period: Moment,
			/// Who attests its reserves.
			attestor: T::AccountId,
		},
		/// A desk may not issue any more.
		DeskRevoked {
			/// Which.
			desk: T::AccountId,
		},
		/// The reserves of a desk were attested.
		ReserveAttested {
			/// Whose.
			desk: T::AccountId,
			/// By whom.
			attestor: T::AccountId,
			/// Commitment to the report.
			commitment: Commitment,
			/// How much there was.
			reserves: Balance,
			/// When.
			as_of: Moment,
		},
		/// A desk issued tokens for money.
		Issued {
			/// Which desk.
			desk: T::AccountId,
			/// To whom.
			beneficiary: T::AccountId,
			/// How many.
			amount: Balance,
			/// Commitment to the outside receipt.
			receipt: Commitment,
			/// For how much.
			against: Money,
		},
		/// Tokens were handed in at a desk.
		RedemptionRequested {
			/// The redemption.
			redemption: RedemptionId,
			/// By whom.
			owner: T::AccountId,
			/// At which desk.
			desk: T::AccountId,
			/// How many.
			amount: Balance,
			/// Commitment to where and in what the owner wants to be paid.
			payout: Commitment,
			/// Last moment for the desk to settle.
			deadline: Moment,
		},
		/// A desk paid for tokens handed in; they are burnt.
		RedemptionSettled {
			/// The redemption.
			redemption: RedemptionId,
			/// Commitment to the receipt of the payment.
			payment: Commitment,
		},
		/// A desk refused tokens handed in; their owner has them back.
		RedemptionRefused {
			/// The redemption.
			redemption: RedemptionId,
		},
		/// A desk did not pay in time; the owner has the tokens back.
		RedemptionReturned {
			/// The redemption.
			redemption: RedemptionId,
		},
		/// A round was opened.
		RoundOpened {
			/// The round.
			round: RoundId,
			/// The desk that sells.
			desk: T::AccountId,
			/// The price of a whole token.
			price: Money,
			/// Most that is sold.
			cap: Balance,
		},
		/// Tokens of a round were sold.
		Purchased {
			/// The round.
			round: RoundId,
			/// To whom.
			buyer: T::AccountId,
			/// How many.
			amount: Balance,
			/// For how much, in minor units of the round's currency.
			paid: u128,
			/// Commitment to the outside receipt.
			receipt: Commitment,
		},
		/// A round was closed before its time.
		RoundClosed {
			/// The round.
			round: RoundId,
		},
		/// A provider charged somebody.
		Invoiced {
			/// The invoice.
			invoice: InvoiceId,
			/// Who charges.
			provider: T::AccountId,
			/// Who is to pay.
			payer: T::AccountId,
			/// How much.
			total: Balance,
			/// Last moment to pay.
			due: Moment,
		},
		/// An invoice was paid.
		Paid {
			/// The invoice.
			invoice: InvoiceId,
			/// The receipt.
			receipt: ReceiptId,
			/// How much.
			total: Balance,
		},
		/// A payer declined an invoice.
		InvoiceDeclined {
			/// The invoice.
			invoice: InvoiceId,
		},
		/// A provider took an invoice back.
		InvoiceCancelled {
			/// The invoice.
			invoice: InvoiceId,
		},
		/// An invoice was not paid in time.
		InvoiceExpired {
			/// The invoice.
			invoice: InvoiceId,
		},
		/// Tokens were set aside for the invoices of a provider.
		Prepaid {
			/// The prepayment.
			authorization: AuthorizationId,
			/// Whose tokens.
			payer: T::AccountId,
			/// For whom.
			provider: T::AccountId,
			/// How many.
			amount: Balance,
			/// Last moment to use them.
			until: Moment,
		},
		/// Tokens were promised to a provider.
		Authorized {
			/// The pre-authorisation.
			authorization: AuthorizationId,
			/// Whose tokens.
			payer: T::AccountId,
			/// To whom.
			provider: T::AccountId,
			/// How many at most.
			cap: Balance,
			/// Last moment to capture them.
			until: Moment,
		},
		/// A provider charged a pre-authorisation.
		Captured {
			/// The pre-authorisation.
			authorization: AuthorizationId,
			/// The receipt.
			receipt: ReceiptId,
			/// How much.
			total: Balance,
			/// What is left.
			remaining: Balance,
		},
		/// A payer took back a part of a prepayment.
		Reclaimed {
			/// The prepayment.
			authorization: AuthorizationId,
			/// How much.
			amount: Balance,
			/// What is left.
			remaining: Balance,
		},
		/// Nothing is set aside any more.
		AuthorizationConcluded {
			/// The prepayment or pre-authorisation.
			authorization: AuthorizationId,
			/// How that came.
			by: Conclusion,
			/// What the payer has back with it.
			returned: Balance,
		},
		/// Tokens were burnt that no desk redeemed: dust, slashed bonds, fees without an author, burnt by their owners.
		BurntElsewhere {
			/// How many, in this block.
			amount: Balance,
		},
	}
}

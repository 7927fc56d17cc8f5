//! Why calls fail. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	/// Why a call failed. A call that fails changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is not certified as a provider, or its certificate is not in force.
		NotProvider,
		/// The account is not certified as a ministry or regulator, or its certificate is not in force.
		NotAuthority,
		/// The account is not certified as a bank or exchange, or its certificate is not in force.
		NotFinancialEntity,
		/// The account is not the desk's attestor.
		NotAttestor,
		/// Only the payer may do this.
		NotPayer,
		/// Only the provider concerned may do this.
		NotOwnProvider,
		/// Only the payer and the provider may do this.
		NotParty,
		/// Only the desk concerned may do this.
		NotOwnDesk,
		/// Another authority set the reference, and is still entitled to.
		NotOwnReference,
		/// One does not invoice, prepay or authorise oneself.
		OwnPayment,
		/// The account cannot spend so much.
		NotEnoughTokens,

		/// The service's code or its system is empty, or has something in it but printable ASCII without spaces.
		InvalidService,
		/// The unit is empty, or has something in it but printable ASCII without spaces.
		InvalidUnit,
		/// A price is more than nothing.
		InvalidPrice,
		/// The period ends before it starts.
		InvalidPeriod,
		/// A price cannot be valid in the past.
		PeriodInPast,
		/// The price is above the ceiling for the service.
		AboveCeiling,
		/// The provider has prices for too many services.
		TooManyListings,
		/// Too many providers offer the service. Those whose prices are over can be taken off the list.
		TooManyProviders,
		/// The provider has too many versions of its price. Withdrawn ones are forgotten after a while.
		TooManyVersions,
		/// There is no such price.
		PriceNotFound,
		/// The price is over or was withdrawn.
		PriceOver,
		/// The provider is certified and its prices are not over, or they are needed yet.
		StillNeeded,
		/// A reference is more than nothing, and the ceiling not below it.
		InvalidReference,
		/// The authority set the references of too many services.
		TooManyReferences,
		/// The service has no reference.
		ReferenceNotFound,

		/// There is no such desk.
		DeskNotFound,
		/// The desk is not authorised.
		DeskNotAuthorized,
		/// There are too many desks.
		TooManyDesks,
		/// A period is longer than nothing.
		InvalidAllowance,
		/// A desk does not attest its own reserves.
		OwnAttestation,
		/// The attestation is about the future, or about an earlier day than the last one.
		InvalidAttestation,
		/// The desk has no attestation of its reserves, or it is too old.
		AttestationExpired,
		/// The desk's attested reserves do not cover so much.
		ReservesExceeded,
		/// The desk's allowance for the period does not cover so much.
		AllowanceExceeded,
		/// The desk used the receipt before.
		ReceiptUsed,
		/// The currency is not spelt in three capital letters, or the amount is nothing.
		InvalidMoney,
		/// The amount is nothing.
		InvalidAmount,

		/// There is no such redemption.
		RedemptionNotFound,
		/// The redemption was settled, refused or returned.
		RedemptionClosed,
		/// The deadline has passed.
		DeadlinePassed,
		/// The deadline has not passed.
		DeadlineNotPassed,
		/// The amount is too small.
		AmountTooSmall,
		/// The account has too many redemptions pending.
		TooManyRedemptions,
		/// Too much awaits its deadline already.
		QueueFull,

		/// There is no such round.
		RoundNotFound,
		/// The minimum, what one buyer gets and the cap are not in order, or the vesting takes no block.
		InvalidRound,
		/// The round was closed.
		RoundIsClosed,
		/// The round has not begun, or is over.
		OutsideWindow,
		/// So much is less than the round's minimum.
		BelowMinimum,
		/// So much is more than is left of the round.
		CapExceeded,
		/// So much is more than one buyer gets in the round.
		BuyerLimitExceeded,
		/// The buyer has as many vesting schedules as an account may have.
		TooManyVestingSchedules,

		/// There is no such invoice.
		InvoiceNotFound,
		/// The invoice was paid, declined or cancelled, or is overdue.
		InvoiceClosed,
		/// The due moment has passed or is too far off.
		InvalidDue,
		/// There is nothing to charge for.
		NoItems,
		/// A line is about nothing of a service.
		InvalidQuantity,
		/// The provider has no price for a service of the lines.
		NotPriced,
		/// The payer's inbox is full.
		TooManyOpenInvoices,
		/// The provider has too many open invoices to this payer.
		TooManyInvoicesToPayer,
		/// The provider has too many open invoices.
		TooManyInvoices,
		/// The invoice comes to more than the payer agreed to.
		TotalExceeded,

		/// There is no such prepayment or pre-authorisation.
		AuthorizationNotFound,
		/// Nothing is set aside any more.
		AuthorizationClosed,
		/// What was set aside is over.
		AuthorizationExpired,
		/// It is no prepayment.
		NotPrepayment,
		/// It is no pre-authorisation.
		NotPreAuthorization,
		/// The end has passed or is too far off.
		InvalidUntil,
		/// The payer has too much set aside.
		TooManyAuthorizations,
		/// Less is set aside than that.
		RemainderExceeded,
		/// The prepayment is between other parties than the invoice.
		PartiesDiffer,
		/// The payer still has time to decline the invoice.
		TooEarly,
		/// Open invoices claim all that is left.
		Claimed,

		/// All ids of the kind are used.
		OutOfIds,
		/// The sum is more than can be counted.
		Overflow,
	}
}

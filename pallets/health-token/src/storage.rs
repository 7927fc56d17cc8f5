//! What the pallet keeps. A section of the pallet module.

use frame_support::pallet_macros::pallet_section;

/// The storage of the pallet.
#[pallet_section]
mod storage {
	/// The version of a provider's next price.
	#[pallet::storage]
	pub type NextPriceVersion<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, PriceVersion, ValueQuery>;

	/// What each provider charges for each service.
	#[pallet::storage]
	pub type Prices<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, ServiceCode, PriceList>;

	/// For how many services a provider has [`Prices`].
	#[pallet::storage]
	pub type ListingCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// Who offers a service. Those whose prices are over stay until somebody needs the place.
	#[pallet::storage]
	pub type Providers<T: Config> =
		StorageMap<_, Blake2_128Concat, ServiceCode, BoundedVec<T::AccountId, T::MaxProvidersPerService>, ValueQuery>;

	/// What authorities say services should cost.
	#[pallet::storage]
	pub type References<T: Config> = StorageMap<_, Blake2_128Concat, ServiceCode, ReferenceHistoryOf<T>>;

	/// How many of the [`References`] in force an authority set.
	#[pallet::storage]
	pub type ReferenceCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// All desks ever authorised.
	#[pallet::storage]
	pub type Desks<T: Config> = CountedStorageMap<_, Blake2_128Concat, T::AccountId, DeskOf<T>>;

	/// The receipts of payments outside of the chain that each desk used.
	#[pallet::storage]
	pub type OutsideReceipts<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, Commitment, OutsideReceipt>;

	/// All tokens that came and went.
	#[pallet::storage]
	pub type TokenLedger<T> = StorageValue<_, Ledger>;

	/// The id of the next redemption.
	#[pallet::storage]
	pub type NextRedemptionId<T> = StorageValue<_, RedemptionId, ValueQuery>;

	/// All redemptions ever.
	#[pallet::storage]
	pub type Redemptions<T: Config> = StorageMap<_, Twox64Concat, RedemptionId, RedemptionOf<T>>;

	/// The redemptions of an account that are pending.
	#[pallet::storage]
	pub type PendingRedemptions<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<Listed<RedemptionId>, T::MaxRedemptionsPerAccount>,
		ValueQuery,
	>;

	/// The id of the next round.
	#[pallet::storage]
	pub type NextRoundId<T> = StorageValue<_, RoundId, ValueQuery>;

	/// All rounds ever.
	#[pallet::storage]
	pub type Rounds<T: Config> = StorageMap<_, Twox64Concat, RoundId, RoundOf<T>>;

	/// What a buyer got in a round, in plancks.
	#[pallet::storage]
	pub type Purchases<T: Config> =
		StorageDoubleMap<_, Twox64Concat, RoundId, Blake2_128Concat, T::AccountId, Balance, ValueQuery>;

	/// The id of the next invoice.
	#[pallet::storage]
	pub type NextInvoiceId<T> = StorageValue<_, InvoiceId, ValueQuery>;

	/// All invoices ever.
	#[pallet::storage]
	pub type Invoices<T: Config> = StorageMap<_, Twox64Concat, InvoiceId, InvoiceOf<T>>;

	/// The open invoices to a payer.
	#[pallet::storage]
	pub type Inbox<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, BoundedVec<DemandOf<T>, T::MaxOpenInvoices>, ValueQuery>;

	/// How many open invoices a provider has.
	#[pallet::storage]
	pub type OpenInvoiceCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The id of the next receipt.
	#[pallet::storage]
	pub type NextReceiptId<T> = StorageValue<_, ReceiptId, ValueQuery>;

	/// All receipts ever.
	#[pallet::storage]
	pub type Receipts<T: Config> = StorageMap<_, Twox64Concat, ReceiptId, ReceiptOf<T>>;

	/// The id of the next prepayment or pre-authorisation.
	#[pallet::storage]
	pub type NextAuthorizationId<T> = StorageValue<_, AuthorizationId, ValueQuery>;

	/// All prepayments and pre-authorisations ever.
	#[pallet::storage]
	pub type Authorizations<T: Config> = StorageMap<_, Twox64Concat, AuthorizationId, AuthorizationOf<T>>;

	/// The prepayments and pre-authorisations of a payer that are open.
	#[pallet::storage]
	pub type OpenAuthorizations<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<Listed<AuthorizationId>, T::MaxAuthorizationsPerPayer>,
		ValueQuery,
	>;

	/// Ids that belong to an account, in order. Only views look here.
	#[pallet::storage]
	pub type Index<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, (Shelf, T::AccountId), Identity, OrderedId, (), OptionQuery>;

	/// What ends by itself, in the order of deadlines.
	#[pallet::storage]
	pub type Queue<T> = StorageMap<_, Identity, Due, (), OptionQuery>;

	/// How many entries of each kind the [`Queue`] has.
	#[pallet::storage]
	pub type QueueLength<T> = StorageMap<_, Twox64Concat, TimedKind, u32, ValueQuery>;
}

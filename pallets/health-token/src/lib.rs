#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	target_arch = "wasm32",
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::panic,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::float_arithmetic
	)
)]

extern crate alloc;

use frame_support::pallet_macros::import_section;
use frame_system::pallet_prelude::BlockNumberFor;

pub use pallet::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod errors;
mod events;
mod functions;
#[cfg(test)]
mod mock;
mod provider;
mod storage;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

/// [`types::Desk`] with the runtime's accounts.
pub type DeskOf<T> = types::Desk<<T as frame_system::Config>::AccountId>;
/// [`types::Redemption`] with the runtime's accounts.
pub type RedemptionOf<T> = types::Redemption<<T as frame_system::Config>::AccountId>;
/// [`types::RoundTerms`] with the runtime's accounts and block numbers.
pub type RoundTermsOf<T> = types::RoundTerms<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// [`types::Round`] with the runtime's accounts and block numbers.
pub type RoundOf<T> = types::Round<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// [`types::Invoice`] with the runtime's accounts.
pub type InvoiceOf<T> = types::Invoice<<T as frame_system::Config>::AccountId>;
/// [`types::Demand`] with the runtime's accounts.
pub type DemandOf<T> = types::Demand<<T as frame_system::Config>::AccountId>;
/// [`types::Receipt`] with the runtime's accounts.
pub type ReceiptOf<T> = types::Receipt<<T as frame_system::Config>::AccountId>;
/// [`types::Authorization`] with the runtime's accounts.
pub type AuthorizationOf<T> = types::Authorization<<T as frame_system::Config>::AccountId>;
/// [`types::ReferenceHistory`] with the runtime's accounts.
pub type ReferenceHistoryOf<T> = types::ReferenceHistory<<T as frame_system::Config>::AccountId>;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
// What FRAME makes of storage items and the configuration says `expect`.
#[allow(clippy::expect_used)]
pub mod pallet {
	use super::*;
	use crate::types::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Inspect, Mutate, MutateHold},
			Currency as LockedCurrency, EnsureOrigin, Time, VestingSchedule,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use salus_primitives::{
		traits::Participants, AuthorizationId, Commitment, InvoiceId, Moment, Period, ReceiptId, RedemptionId, RoundId,
		ServiceCode,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The clock.
		type Time: Time<Moment = Moment>;

		/// Who is certified, and in which role.
		type Participants: Participants<Self::AccountId>;

		/// The health token.
		type Currency: Mutate<Self::AccountId>
			+ Inspect<Self::AccountId, Balance = Balance>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons for holding balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// How tokens sold in rounds become free with time.
		type Vesting: VestingSchedule<
			Self::AccountId,
			Moment = BlockNumberFor<Self>,
			Currency: LockedCurrency<Self::AccountId, Balance = Balance>,
		>;

		/// The council of institutions: authorises desks, opens rounds, clears references.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// A whole token in plancks, to which the prices of rounds refer.
		#[pallet::constant]
		type WholeToken: Get<Balance>;

		/// What is held of a provider for the prices of one service, in plancks.
		type PriceDeposit: Get<Balance>;

		/// What is held of a provider for an open invoice, in plancks.
		type InvoiceDeposit: Get<Balance>;

		/// Least that is redeemed at once, in plancks.
		type MinRedemption: Get<Balance>;

		/// Least that is prepaid or pre-authorised at once, in plancks.
		type MinAuthorization: Get<Balance>;

		/// Most services for which one provider may have prices.
		#[pallet::constant]
		type MaxListings: Get<u32>;

		/// Most providers in the index of one service.
		#[pallet::constant]
		type MaxProvidersPerService: Get<u32>;

		/// Most services whose reference one authority may have set.
		#[pallet::constant]
		type MaxReferencesPerAuthority: Get<u32>;

		/// Most desks, be they revoked.
		#[pallet::constant]
		type MaxDesks: Get<u32>;

		/// How old an attestation may be for its desk to issue, in milliseconds.
		#[pallet::constant]
		type MaxAttestationAge: Get<Moment>;

		/// How long a desk has to settle a redemption, in milliseconds.
		#[pallet::constant]
		type RedemptionPeriod: Get<Moment>;

		/// Most redemptions of one account that are pending.
		#[pallet::constant]
		type MaxRedemptionsPerAccount: Get<u32>;

		/// How long an invoice may be open, in milliseconds.
		#[pallet::constant]
		type MaxInvoiceLifetime: Get<Moment>;

		/// Most invoices in one payer's inbox.
		#[pallet::constant]
		type MaxOpenInvoices: Get<u32>;

		/// Most invoices of one provider in one payer's inbox, so that no single one fills it.
		#[pallet::constant]
		type MaxOpenInvoicesPerPair: Get<u32>;

		/// Most open invoices of one provider.
		#[pallet::constant]
		type MaxInvoicesByProvider: Get<u32>;

		/// How long a provider waits after invoicing before it may draw on a prepayment, in milliseconds: the payer's time to decline.
		#[pallet::constant]
		type DrawDelay: Get<Moment>;

		/// How long prepayments and pre-authorisations may last, in milliseconds. Prices are remembered as long after they are over.
		#[pallet::constant]
		type MaxAuthorizationLifetime: Get<Moment>;

		/// Most prepayments and pre-authorisations of one payer that are open.
		#[pallet::constant]
		type MaxAuthorizationsPerPayer: Get<u32>;

		/// Most entries of each kind that await their deadline.
		#[pallet::constant]
		type MaxQueue: Get<u32>;

		/// Most entries that are settled in one idle block.
		#[pallet::constant]
		type MaxSettledPerBlock: Get<u32>;

		/// Brings about what benchmarks presuppose in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: salus_primitives::traits::benchmarking::ParticipantsSetup<Self::AccountId>
			+ salus_primitives::traits::benchmarking::ClockSetup;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why the pallet holds balances.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Deposit of a provider for the prices it publishes.
		PriceListing,
		/// Deposit of a provider for an open invoice.
		InvoiceDeposit,
		/// Tokens handed in at a desk, until it pays.
		Redemption,
		/// Tokens set aside by the payer for invoices of one provider.
		Prepayment,
		/// Tokens promised to one provider.
		Authorization,
	}

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			TokenLedger::<T>::put(Ledger::new(T::Currency::total_issuance()));
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The price of the provider's that is in force now.
		pub fn price_in_force(provider: T::AccountId, service: ServiceCode) -> Option<Price> {
			Prices::<T>::get(&provider, &service)?.at(Self::now()).cloned()
		}

		/// The provider's prices for a service, oldest first: former ones as far as they are kept, the one in force, those to come.
		pub fn price_history(provider: T::AccountId, service: ServiceCode) -> Vec<Price> {
			Prices::<T>::get(&provider, &service).map(|list| list.versions.into_inner()).unwrap_or_default()
		}

		/// What certified providers charge for a service now, cheapest first: up to `limit` of them, at most 100, beginning with the
		/// one at place `from`.
		pub fn prices(service: ServiceCode, from: u32, limit: u32) -> Vec<(T::AccountId, Price)> {
			Self::prices_of(&service, from, limit)
		}

		/// The services for which a provider has prices: up to `limit`, at most 100, beginning with place `from` of an order of no
		/// meaning.
		pub fn services(provider: T::AccountId, from: u32, limit: u32) -> Vec<ServiceCode> {
			Self::services_of(&provider, from, limit)
		}

		/// What authorities say a service should cost, and said before.
		pub fn reference(service: ServiceCode) -> Option<ReferenceHistoryOf<T>> {
			References::<T>::get(&service)
		}

		/// What a provider would charge for the items now, line by line; `None` if it has no price for some of it, or one above the
		/// ceiling.
		pub fn quote(provider: T::AccountId, items: Items) -> Option<Vec<Line>> {
			Self::charge(&provider, items, None).ok().map(|(lines, _)| lines.into_inner())
		}

		/// All desks, be they revoked.
		pub fn desks() -> Vec<T::AccountId> {
			Desks::<T>::iter_keys().collect()
		}

		/// A desk.
		pub fn desk(desk: T::AccountId) -> Option<DeskOf<T>> {
			Desks::<T>::get(&desk)
		}

		/// What a desk could issue now: the rest of its allowance, as far as its attested reserves cover it.
		pub fn issuable(desk: T::AccountId) -> Balance {
			Self::issuable_by(&desk)
		}

		/// How the tokens of a desk are covered.
		pub fn reserve(desk: T::AccountId) -> Option<Reserve> {
			Self::reserve_of(&desk)
		}

		/// How the tokens of all desks are covered.
		pub fn total_reserve() -> Reserve {
			Self::reserve_of_all()
		}

		/// All tokens, and where they came from and went to.
		pub fn issuance() -> Issuance {
			Self::issuance_now()
		}

		/// A redemption, whatever became of it.
		pub fn redemption_info(redemption: RedemptionId) -> Option<RedemptionOf<T>> {
			Redemptions::<T>::get(redemption)
		}

		/// The redemptions of an account that are pending.
		pub fn redemptions_of(owner: T::AccountId) -> Vec<(RedemptionId, RedemptionOf<T>)> {
			let pending = PendingRedemptions::<T>::get(&owner);
			pending.into_iter().filter_map(|entry| Redemptions::<T>::get(entry.id).map(|it| (entry.id, it))).collect()
		}

		/// The redemptions that are pending at a desk, oldest first: up to `limit`, at most 100, beginning with the id `from`.
		pub fn redemptions_at(
			desk: T::AccountId,
			from: RedemptionId,
			limit: u32,
		) -> Vec<(RedemptionId, RedemptionOf<T>)> {
			let page = Self::page(Shelf::PendingAtDesk, &desk, from.0, limit).into_iter().map(RedemptionId);
			page.filter_map(|id| Redemptions::<T>::get(id).map(|it| (id, it))).collect()
		}

		/// A round.
		pub fn round_info(round: RoundId) -> Option<RoundOf<T>> {
			Rounds::<T>::get(round)
		}

		/// The latest rounds, newest first: up to `limit`, at most 100.
		pub fn latest_rounds(limit: u32) -> Vec<(RoundId, RoundOf<T>)> {
			Self::latest_rounds_of(limit)
		}

		/// What a buyer got in a round, in plancks.
		pub fn purchased(round: RoundId, buyer: T::AccountId) -> Balance {
			Purchases::<T>::get(round, &buyer)
		}

		/// What so many minor units of a round's currency buy in it, in plancks, limits aside.
		pub fn tokens_in_round(round: RoundId, paid: u128) -> Option<Balance> {
			tokens_for(paid, Rounds::<T>::get(round)?.terms.price.amount, T::WholeToken::get())
		}

		/// An invoice, whatever became of it.
		pub fn invoice_info(invoice: InvoiceId) -> Option<InvoiceOf<T>> {
			Invoices::<T>::get(invoice)
		}

		/// How an invoice stands now.
		pub fn invoice_standing(invoice: InvoiceId) -> Option<InvoiceStanding> {
			Invoices::<T>::get(invoice).map(|invoice| invoice.standing(Self::now()))
		}

		/// The invoices that a payer can pay or decline.
		pub fn inbox(payer: T::AccountId) -> Vec<DemandOf<T>> {
			let now = Self::now();
			Inbox::<T>::get(&payer).into_iter().filter(|demand| now <= demand.due).collect()
		}

		/// The open invoices of a provider, oldest first: up to `limit`, at most 100, beginning with the id `from`.
		pub fn open_invoices(provider: T::AccountId, from: InvoiceId, limit: u32) -> Vec<(InvoiceId, InvoiceOf<T>)> {
			let page = Self::page(Shelf::OpenOfProvider, &provider, from.0, limit).into_iter().map(InvoiceId);
			page.filter_map(|id| Invoices::<T>::get(id).map(|it| (id, it))).collect()
		}

		/// A receipt.
		pub fn receipt_info(receipt: ReceiptId) -> Option<ReceiptOf<T>> {
			Receipts::<T>::get(receipt)
		}

		/// The receipts of what an account paid, oldest first: up to `limit`, at most 100, beginning with the id `from`.
		pub fn receipts_of_payer(payer: T::AccountId, from: ReceiptId, limit: u32) -> Vec<(ReceiptId, ReceiptOf<T>)> {
			let page = Self::page(Shelf::PaidBy, &payer, from.0, limit).into_iter().map(ReceiptId);
			page.filter_map(|id| Receipts::<T>::get(id).map(|it| (id, it))).collect()
		}

		/// The receipts of what a provider was paid, oldest first: up to `limit`, at most 100, beginning with the id `from`.
		pub fn receipts_of_provider(
			provider: T::AccountId,
			from: ReceiptId,
			limit: u32,
		) -> Vec<(ReceiptId, ReceiptOf<T>)> {
			let page = Self::page(Shelf::PaidTo, &provider, from.0, limit).into_iter().map(ReceiptId);
			page.filter_map(|id| Receipts::<T>::get(id).map(|it| (id, it))).collect()
		}

		/// A prepayment or pre-authorisation, whatever became of it.
		pub fn authorization_info(authorization: AuthorizationId) -> Option<AuthorizationOf<T>> {
			Authorizations::<T>::get(authorization)
		}

		/// The prepayments and pre-authorisations of a payer that are open.
		pub fn authorizations_of(payer: T::AccountId) -> Vec<(AuthorizationId, AuthorizationOf<T>)> {
			let open = OpenAuthorizations::<T>::get(&payer);
			open.into_iter().filter_map(|entry| Authorizations::<T>::get(entry.id).map(|it| (entry.id, it))).collect()
		}

		/// The prepayments and pre-authorisations for a provider that are open, oldest first: up to `limit`, at most 100, beginning
		/// with the id `from`.
		pub fn authorizations_for(
			provider: T::AccountId,
			from: AuthorizationId,
			limit: u32,
		) -> Vec<(AuthorizationId, AuthorizationOf<T>)> {
			let page =
				Self::page(Shelf::AuthorizedForProvider, &provider, from.0, limit).into_iter().map(AuthorizationId);
			page.filter_map(|id| Authorizations::<T>::get(id).map(|it| (id, it))).collect()
		}

		/// What the payer could take back of a prepayment now, in plancks.
		pub fn reclaimable(authorization: AuthorizationId) -> Balance {
			Authorizations::<T>::get(authorization).map(|it| Self::reclaimable_of(&it)).unwrap_or_default()
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// For `on_finalize`.
			T::WeightInfo::reconcile()
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			Self::reconcile();
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::work_off_queue(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			let existential = T::Currency::minimum_balance();
			assert!(T::WholeToken::get() > 0, "a whole token is something");
			assert!(T::MinRedemption::get() >= existential.max(1), "what is given back can be received");
			assert!(T::MinAuthorization::get() >= existential.max(1), "what is given back can be received");
			assert!(T::MaxListings::get() > 0 && T::MaxProvidersPerService::get() > 0, "prices are published");
			assert!(T::MaxReferencesPerAuthority::get() > 0 && T::MaxDesks::get() > 0, "references and desks exist");
			assert!(T::MaxRedemptionsPerAccount::get() > 0, "tokens are redeemed");
			assert!(T::MaxAuthorizationsPerPayer::get() > 0, "tokens are set aside");
			assert!(T::MaxOpenInvoicesPerPair::get() > 0, "a provider may invoice");
			assert!(
				T::MaxOpenInvoicesPerPair::get() < T::MaxOpenInvoices::get(),
				"one provider's share is not the whole of a payer's inbox"
			);
			assert!(
				T::MaxOpenInvoicesPerPair::get() <= T::MaxInvoicesByProvider::get(),
				"invoices to one payer are part of all invoices of a provider"
			);
			assert!(T::MaxInvoicesByProvider::get() < T::MaxQueue::get(), "no single provider fills the queue");
			assert!(T::MaxRedemptionsPerAccount::get() < T::MaxQueue::get(), "no single owner fills the queue");
			assert!(T::MaxAuthorizationsPerPayer::get() < T::MaxQueue::get(), "no single payer fills the queue");
			assert!(T::MaxSettledPerBlock::get() > 0, "the queue is worked off");
			assert!(T::RedemptionPeriod::get() > 0 && T::MaxAuthorizationLifetime::get() > 0, "deadlines can be met");
			assert!(T::DrawDelay::get() < T::MaxInvoiceLifetime::get(), "prepayments can be drawn on");
			assert!(T::MaxAttestationAge::get() > 0, "desks may issue");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

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

use frame_support::{
	pallet_macros::import_section,
	traits::fungible::{Credit, Inspect},
};

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
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

/// Amounts of the market's currency, in plancks.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;
/// A bond that was lost.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
/// [`types::Specification`] with the runtime's accounts and amounts.
pub type SpecificationOf<T> = types::Specification<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
/// [`types::Tender`] with the runtime's accounts and amounts.
pub type TenderOf<T> = types::Tender<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
/// [`types::Order`] with the runtime's accounts and amounts.
pub type OrderOf<T> = types::Order<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
/// [`types::EscrowStatus`] with the runtime's accounts and amounts.
pub type EscrowStatusOf<T> = types::EscrowStatus<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
/// [`types::Bid`] with the runtime's accounts and amounts.
pub type BidOf<T> = types::Bid<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
/// [`types::RankedBid`] with the runtime's accounts and amounts.
pub type RankedBidOf<T> = types::RankedBid<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
/// [`types::GroupOffer`] with the runtime's amounts.
pub type GroupOfferOf<T> = types::GroupOffer<BalanceOf<T>>;
/// [`types::Group`] with the runtime's accounts and amounts.
pub type GroupOf<T> = types::Group<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
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
			fungible::{hold, MutateHold},
			OnUnbalanced, Time,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use salus_primitives::{
		traits::{Consent, Documents, Participants, Tariffs},
		Commitment, DocumentId, GroupId, Moment, Salt, TenderId,
	};
	use sp_runtime::{Percent, Permill};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The clock.
		type Time: Time<Moment = Moment>;

		/// Who is certified, in which role, and affiliated with whom.
		type Participants: Participants<Self::AccountId>;

		/// What patients allow.
		type Consent: Consent<Self::AccountId>;

		/// Which documents are notarized.
		type Documents: Documents<Self::AccountId>;

		/// What services cost, and what they may cost.
		type Tariffs: Tariffs<Self::AccountId, BalanceOf<Self>>;

		/// The currency of budgets, prices and bonds.
		#[cfg(not(feature = "runtime-benchmarks"))]
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason> + hold::Balanced<Self::AccountId>;

		/// The currency of budgets, prices and bonds.
		#[cfg(feature = "runtime-benchmarks")]
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ hold::Balanced<Self::AccountId>
			+ frame_support::traits::fungible::Mutate<Self::AccountId>;

		/// The runtime's reasons for holding balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// Who, besides the health authorities, may decide disputes: the council.
		type ArbiterOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Where bonds go that are lost. `()` burns them. Never one of the parties: who could gain by a lost bond would see to it
		/// that bonds are lost.
		type SlashDestination: OnUnbalanced<CreditOf<Self>>;

		/// The smallest budget of a tender, and the lowest price of a place in a group, in plancks. Not less than the existential
		/// deposit, so that whatever is given back can be kept.
		type MinBudget: Get<BalanceOf<Self>>;

		/// The smallest bond, in plancks.
		type MinBond: Get<BalanceOf<Self>>;

		/// The bond of a bidder as a part of the most that the tender may cost, and of a host as a part of what all places cost.
		type BondShare: Get<Permill>;

		/// The shortest phase of a tender or group, in milliseconds.
		type MinPhase: Get<Moment>;

		/// The shortest time for accepting or disputing a delivery, in milliseconds.
		type MinAcceptance: Get<Moment>;

		/// The longest time for accepting or disputing a delivery, in milliseconds.
		#[pallet::constant]
		type MaxAcceptance: Get<Moment>;

		/// The longest time from posting or offering to the deadline of delivery, in milliseconds.
		#[pallet::constant]
		type MaxDuration: Get<Moment>;

		/// How long arbiters have to decide, in milliseconds.
		#[pallet::constant]
		type ArbitrationPeriod: Get<Moment>;

		/// How long before the joining ends a member of a group may leave at last, in milliseconds.
		type LeaveNotice: Get<Moment>;

		/// Most bids for one tender.
		#[pallet::constant]
		type MaxBids: Get<u32>;

		/// Most bids of one provider for tenders that are not awarded.
		#[pallet::constant]
		type MaxOpenBids: Get<u32>;

		/// Most tenders and groups of one account that are not settled.
		#[pallet::constant]
		type MaxActive: Get<u32>;

		/// Most places of a group.
		#[pallet::constant]
		type MaxPlaces: Get<u32>;

		/// Most tenders and groups that are settled by themselves in one block.
		#[pallet::constant]
		type MaxSettledPerBlock: Get<u32>;

		/// Brings about what benchmarks presuppose in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: salus_primitives::traits::benchmarking::ParticipantsSetup<Self::AccountId>
			+ salus_primitives::traits::benchmarking::ConsentSetup<Self::AccountId>
			+ salus_primitives::traits::benchmarking::TariffsSetup<Self::AccountId, BalanceOf<Self>>
			+ salus_primitives::traits::benchmarking::ClockSetup;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The id of the next tender.
	#[pallet::storage]
	pub type NextTenderId<T> = StorageValue<_, TenderId, ValueQuery>;

	/// The id of the next group.
	#[pallet::storage]
	pub type NextGroupId<T> = StorageValue<_, GroupId, ValueQuery>;

	/// All tenders ever posted.
	#[pallet::storage]
	pub type Tenders<T: Config> = StorageMap<_, Twox64Concat, TenderId, TenderOf<T>>;

	/// The bids for tenders that are open, by bidder.
	#[pallet::storage]
	pub type Bids<T: Config> = StorageDoubleMap<_, Twox64Concat, TenderId, Blake2_128Concat, T::AccountId, BidOf<T>>;

	/// The tenders for which a provider has a bid among the [`Bids`].
	#[pallet::storage]
	pub type OpenBids<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, BoundedVec<TenderId, T::MaxOpenBids>, ValueQuery>;

	/// The tenders that are open, by kind.
	#[pallet::storage]
	pub type OpenTenders<T> = StorageDoubleMap<_, Twox64Concat, Kind, Twox64Concat, TenderId, (), OptionQuery>;

	/// All groups ever offered.
	#[pallet::storage]
	pub type Groups<T: Config> = StorageMap<_, Twox64Concat, GroupId, GroupOf<T>>;

	/// The places of groups that are taken and not settled, by member.
	#[pallet::storage]
	pub type Places<T: Config> = StorageDoubleMap<_, Twox64Concat, GroupId, Blake2_128Concat, T::AccountId, Place>;

	/// The groups that are open.
	#[pallet::storage]
	pub type OpenGroups<T> = StorageMap<_, Twox64Concat, GroupId, (), OptionQuery>;

	/// How many tenders and groups of an account are not settled.
	#[pallet::storage]
	pub type Active<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// How many tenders an account posted, or was awarded or referred.
	#[pallet::storage]
	pub type TenderCount<T: Config> = StorageMap<_, Blake2_128Concat, (T::AccountId, Side), u32, ValueQuery>;

	/// The tenders that an account posted, or was awarded or referred, numbered from 0.
	#[pallet::storage]
	pub type TenderIndex<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, (T::AccountId, Side), Twox64Concat, u32, TenderId>;

	/// How many groups an account offered.
	#[pallet::storage]
	pub type GroupCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The groups that an account offered, numbered from 0.
	#[pallet::storage]
	pub type GroupIndex<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, u32, GroupId>;

	/// What the chain knows of a provider's work.
	#[pallet::storage]
	pub type ProviderRecords<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ProviderRecord, ValueQuery>;

	/// Patients whom a provider delivered to, each counted once in its record.
	#[pallet::storage]
	pub type Served<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, (), OptionQuery>;

	/// Documents with which a provider delivered something, so that none serves twice.
	#[pallet::storage]
	pub type Cited<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, DocumentId, Due, OptionQuery>;

	/// Where providers say they are.
	#[pallet::storage]
	pub type Regions<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Region>;

	/// What becomes due, by slot of time.
	#[pallet::storage]
	pub type Agenda<T> = StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, Due, (), OptionQuery>;

	/// The first slot that may have something in it.
	#[pallet::storage]
	pub type AgendaCursor<T> = StorageValue<_, u64, ValueQuery>;

	/// How much there is on the [`Agenda`].
	#[pallet::storage]
	pub type Scheduled<T> = StorageValue<_, u64, ValueQuery>;

	/// Why balances are held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The budget of a tender until it is awarded, and then the part of the price that is not paid.
		#[codec(index = 0)]
		Budget,
		/// The bond of a bidder, a winner, or a host.
		#[codec(index = 1)]
		BidBond,
		/// The price of a place in a group.
		#[codec(index = 2)]
		Place,
	}

	/// What wallets and other programs may ask. It costs nothing, and is computed from the state and time of a block.
	///
	/// Lists come in pages of up to `limit` entries, at most 100.
	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A tender, as far as it is settled.
		pub fn tender(tender: TenderId) -> Option<TenderOf<T>> {
			Tenders::<T>::get(tender)
		}

		/// Where a tender stands now, with every deadline counted that has passed.
		pub fn tender_phase(tender: TenderId) -> Option<TenderPhase> {
			Tenders::<T>::get(tender).map(|tender| tender.phase(Self::now()))
		}

		/// The bids for a tender that is open, sealed and revealed, by bidder, in the order they were placed.
		pub fn bids(tender: TenderId) -> Vec<(T::AccountId, BidOf<T>)> {
			Self::bids_of(tender)
		}

		/// The revealed bids for a tender that may be awarded, the best first, with what each scores now.
		pub fn ranking(tender: TenderId) -> Vec<RankedBidOf<T>> {
			Tenders::<T>::get(tender).map(|open| Self::ranking_of(tender, &open)).unwrap_or_default()
		}

		/// The tenders of a kind that take or show bids, in no particular order; the next page begins after the last id of this.
		pub fn open_tenders(kind: Kind, after: Option<TenderId>, limit: u32) -> Vec<(TenderId, TenderOf<T>)> {
			Self::open_tenders_after(kind, after, limit)
		}

		/// The tenders that an account posted, oldest first, beginning with the one numbered `from`.
		pub fn tenders_of(poster: T::AccountId, from: u32, limit: u32) -> Vec<(TenderId, TenderOf<T>)> {
			Self::indexed_tenders(poster, Side::Patient, from, limit)
		}

		/// The tenders that a provider was awarded or referred, oldest first, beginning with the one numbered `from`.
		pub fn orders_of(provider: T::AccountId, from: u32, limit: u32) -> Vec<(TenderId, TenderOf<T>)> {
			Self::indexed_tenders(provider, Side::Provider, from, limit)
		}

		/// The bids of a provider for tenders that are open.
		pub fn open_bids(provider: T::AccountId) -> Vec<(TenderId, BidOf<T>)> {
			let tenders = OpenBids::<T>::get(&provider).into_iter();
			tenders.filter_map(|tender| Bids::<T>::get(tender, &provider).map(|bid| (tender, bid))).collect()
		}

		/// Where the money of an awarded tender is.
		pub fn escrow(tender: TenderId) -> Option<EscrowStatusOf<T>> {
			Tenders::<T>::get(tender).and_then(|tender| Self::escrow_status(&tender))
		}

		/// Whether the provider of an awarded tender could deliver now, as far as the patient's consent goes.
		pub fn may_deliver(tender: TenderId) -> bool {
			Tenders::<T>::get(tender).is_some_and(|tender| match &tender.state {
				TenderState::Awarded(order) => Self::has_consent(&tender, &order.provider),
				_ => false,
			})
		}

		/// Whether the account may bid for a tender, as far as its certificate, kind, affiliations and region go.
		pub fn may_bid(tender: TenderId, provider: T::AccountId) -> bool {
			Tenders::<T>::get(tender).is_some_and(|tender| Self::ensure_eligible(&tender, &provider).is_ok())
		}

		/// What a bidder puts up for a tender that may cost `limit`, or a host for places that cost as much, in plancks.
		pub fn bond_for(limit: BalanceOf<T>) -> BalanceOf<T> {
			Self::bond_of(limit)
		}

		/// What the chain knows of a provider's work, and the quality that follows.
		pub fn provider_record(provider: T::AccountId) -> (ProviderRecord, Permill) {
			let record = ProviderRecords::<T>::get(&provider);
			(record, record.quality())
		}

		/// Where a provider says it is.
		pub fn region(provider: T::AccountId) -> Option<Region> {
			Regions::<T>::get(&provider)
		}

		/// A counselling group, as far as it is settled.
		pub fn group(group: GroupId) -> Option<GroupOf<T>> {
			Groups::<T>::get(group)
		}

		/// Where a group stands now, with every deadline counted that has passed.
		pub fn group_phase(group: GroupId) -> Option<GroupPhase> {
			Groups::<T>::get(group).map(|group| group.phase(Self::now(), T::ArbitrationPeriod::get()))
		}

		/// The places of a group that are taken and not settled, by member.
		pub fn places(group: GroupId) -> Vec<(T::AccountId, Place)> {
			Places::<T>::iter_prefix(group).take(T::MaxPlaces::get() as usize).collect()
		}

		/// The groups that may be joined or await their start, in no particular order; the next page begins after the last id of
		/// this.
		pub fn open_groups(after: Option<GroupId>, limit: u32) -> Vec<(GroupId, GroupOf<T>)> {
			Self::open_groups_after(after, limit)
		}

		/// The groups that an account offered, oldest first, beginning with the one numbered `from`.
		pub fn groups_of(host: T::AccountId, from: u32, limit: u32) -> Vec<(GroupId, GroupOf<T>)> {
			Self::indexed_groups(&host, from, limit)
		}

		/// How many tenders and groups await something from somebody, or their settling.
		pub fn scheduled() -> u64 {
			Scheduled::<T>::get()
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::work_off_agenda(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			let least = T::Currency::minimum_balance();
			assert!(T::MinBudget::get() >= least, "what is given back must be enough to be kept");
			assert!(T::MinBond::get() >= least, "a bond given back must be enough to be kept");
			assert!(T::MinBond::get() > BalanceOf::<T>::default(), "whoever bids has something to lose");
			assert!(T::MaxBids::get() > 0 && T::MaxOpenBids::get() > 0, "somebody may bid");
			assert!(T::MaxActive::get() > 0 && T::MaxPlaces::get() > 0, "something may be posted and offered");
			assert!(T::MaxSettledPerBlock::get() > 0, "the agenda is worked off");
			assert!(T::MinPhase::get() > 0 && T::ArbitrationPeriod::get() > 0, "deadlines can be met");
			assert!(T::MinAcceptance::get() > 0, "there is time to dispute");
			assert!(T::MinAcceptance::get() <= T::MaxAcceptance::get(), "some time for acceptance is allowed");
			assert!(T::MaxDuration::get() >= T::MinPhase::get().saturating_mul(4), "some schedule is allowed");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

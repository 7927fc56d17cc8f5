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
mod provider;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

pub use provider::BREAK_GLASS_OBLIGATIONS;

/// Amounts of the bond's currency, in plancks.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;
/// A slashed bond.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
/// [`types::Terms`] within the bounds of the runtime.
pub type TermsOf<T> = types::Terms<<T as Config>::MaxClasses, <T as Config>::MaxPurposes>;
/// [`types::Provision`] within the bounds of the runtime.
pub type ProvisionOf<T> =
	types::Provision<<T as frame_system::Config>::AccountId, <T as Config>::MaxClasses, <T as Config>::MaxPurposes>;
/// [`types::Exception`] within the bounds of the runtime.
pub type ExceptionOf<T> =
	types::Exception<<T as frame_system::Config>::AccountId, <T as Config>::MaxClasses, <T as Config>::MaxPurposes>;
/// The exceptions of one directive.
pub type ExceptionsOf<T> = frame_support::BoundedVec<ExceptionOf<T>, <T as Config>::MaxExceptions>;
/// [`types::Directive`] within the bounds of the runtime.
pub type DirectiveOf<T> = types::Directive<
	<T as frame_system::Config>::AccountId,
	<T as Config>::MaxClasses,
	<T as Config>::MaxPurposes,
	<T as Config>::MaxExceptions,
>;
/// [`types::Approvals`] within the bounds of the runtime.
pub type ApprovalsOf<T> = types::Approvals<
	<T as frame_system::Config>::AccountId,
	<T as Config>::MaxCustodians,
	<T as Config>::MaxCoApprovers,
>;
/// [`types::RequestState`] within the bounds of the runtime.
pub type RequestStateOf<T> = types::RequestState<
	<T as frame_system::Config>::AccountId,
	<T as Config>::MaxCustodians,
	<T as Config>::MaxCoApprovers,
>;
/// [`types::Request`] within the bounds of the runtime.
pub type RequestOf<T> = types::Request<
	<T as frame_system::Config>::AccountId,
	<T as Config>::MaxClasses,
	<T as Config>::MaxPurposes,
	<T as Config>::MaxCustodians,
	<T as Config>::MaxCoApprovers,
>;
/// [`types::Panel`] within the bounds of the runtime.
pub type PanelOf<T> = types::Panel<<T as frame_system::Config>::AccountId, <T as Config>::MaxCoApprovers>;
/// [`types::CoApproval`] within the bounds of the runtime.
pub type CoApprovalOf<T> = types::CoApproval<<T as frame_system::Config>::AccountId, <T as Config>::MaxCoApprovers>;
/// Sealed keys of one holder, one for each class at most.
pub type SealedKeysOf<T> = frame_support::BoundedVec<types::SealedClassKey, <T as Config>::MaxClasses>;
/// [`types::BreakGlass`] with the runtime's accounts and amounts.
pub type BreakGlassOf<T> = types::BreakGlass<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

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
		consent::{Action, Decision, Obligations, Query},
		merkle::{self, InclusionProof},
		purpose::Purpose,
		records::RecordClass,
		traits::{Consent, FreeCalls, Participants, Records},
		BreakGlassId, Commitment, DirectiveId, EncryptionKey, Moment, RecordId, RequestId,
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

		/// Who is certified, in which role, and affiliated with whom.
		type Participants: Participants<Self::AccountId>;

		/// Who holds a patient's records, and the epochs of the patient's class keys.
		type Records: Records<Self::AccountId>;

		/// How many calls a patient may still make without a fee today.
		type FreeCalls: FreeCalls<Self::AccountId>;

		/// The currency of the bond.
		#[cfg(not(feature = "runtime-benchmarks"))]
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason> + hold::Balanced<Self::AccountId>;

		/// The currency of the bond.
		#[cfg(feature = "runtime-benchmarks")]
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ hold::Balanced<Self::AccountId>
			+ frame_support::traits::fungible::Mutate<Self::AccountId>;

		/// The runtime's reasons for holding balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// Where slashed bonds go. `()` burns them.
		type SlashDestination: OnUnbalanced<CreditOf<Self>>;

		/// What is held of whoever breaks the glass until the matter is settled, in plancks.
		type BreakGlassBond: Get<BalanceOf<Self>>;

		/// Most classes that terms may name. At least 4, the classes that matter in an emergency.
		#[pallet::constant]
		type MaxClasses: Get<u32>;

		/// Most purposes that terms may name.
		#[pallet::constant]
		type MaxPurposes: Get<u32>;

		/// Most exceptions that a directive may have.
		#[pallet::constant]
		type MaxExceptions: Get<u32>;

		/// Most directives that a patient may have in force at a time.
		#[pallet::constant]
		type MaxDirectives: Get<u32>;

		/// Most custodians whose agreement one request may need.
		#[pallet::constant]
		type MaxCustodians: Get<u32>;

		/// Most co-approvers that a patient may name.
		#[pallet::constant]
		type MaxCoApprovers: Get<u32>;

		/// Most holders of sealed keys under one directive.
		#[pallet::constant]
		type MaxHolders: Get<u32>;

		/// Most keyholders that a patient may name for emergencies.
		#[pallet::constant]
		type MaxKeyholders: Get<u32>;

		/// Most requests that may be open for one patient.
		#[pallet::constant]
		type MaxOpenRequests: Get<u32>;

		/// Most requests that one requester may have open for one patient, so that no single one fills the patient's list.
		#[pallet::constant]
		type MaxOpenRequestsPerPair: Get<u32>;

		/// Most requests that one requester may have open for all patients together.
		#[pallet::constant]
		type MaxRequestsByRequester: Get<u32>;

		/// Most emergency accesses of one actor that are not settled.
		#[pallet::constant]
		type MaxOpenBreakGlasses: Get<u32>;

		/// Most emergency accesses of all actors that are not settled.
		#[pallet::constant]
		type MaxQueue: Get<u32>;

		/// Most places of the queues that are looked at in one block.
		#[pallet::constant]
		type MaxSettledPerBlock: Get<u32>;

		/// How long a request may be agreed to, in milliseconds.
		#[pallet::constant]
		type RequestLifetime: Get<Moment>;

		/// How long a change waits that makes a patient's co-approval weaker, in milliseconds.
		#[pallet::constant]
		type CoApproverDelay: Get<Moment>;

		/// How long emergency access lasts, in milliseconds.
		#[pallet::constant]
		type BreakGlassDuration: Get<Moment>;

		/// How long an actor has to justify an emergency access, in milliseconds.
		#[pallet::constant]
		type JustificationPeriod: Get<Moment>;

		/// How long the authorities have to review a justification, in milliseconds.
		#[pallet::constant]
		type ReviewPeriod: Get<Moment>;

		/// How long holders of keys have to confirm that they erased what they were given, in milliseconds.
		#[pallet::constant]
		type ErasurePeriod: Get<Moment>;

		/// Brings about what benchmarks presuppose in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: salus_primitives::traits::benchmarking::ParticipantsSetup<Self::AccountId>
			+ salus_primitives::traits::benchmarking::RecordsSetup<Self::AccountId>
			+ salus_primitives::traits::benchmarking::ClockSetup;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The id of the next directive.
	#[pallet::storage]
	pub type NextDirectiveId<T> = StorageValue<_, DirectiveId, ValueQuery>;

	/// The id of the next request.
	#[pallet::storage]
	pub type NextRequestId<T> = StorageValue<_, RequestId, ValueQuery>;

	/// The id of the next emergency access.
	#[pallet::storage]
	pub type NextBreakGlassId<T> = StorageValue<_, BreakGlassId, ValueQuery>;

	/// All directives ever made.
	#[pallet::storage]
	pub type Directives<T: Config> = StorageMap<_, Twox64Concat, DirectiveId, DirectiveOf<T>>;

	/// The directives of a patient that are asked when a decision is made, in the order they were made. Expired ones stay until
	/// their place is needed.
	#[pallet::storage]
	pub type ActiveDirectives<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, BoundedVec<DirectiveId, T::MaxDirectives>, ValueQuery>;

	/// All requests ever made.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Twox64Concat, RequestId, RequestOf<T>>;

	/// The requests for a patient's data that nobody has concluded. Expired ones stay until the next request to the patient.
	#[pallet::storage]
	pub type OpenRequests<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, BoundedVec<RequestId, T::MaxOpenRequests>, ValueQuery>;

	/// How many of a requester's requests are among the [`OpenRequests`] of all patients.
	#[pallet::storage]
	pub type OpenRequestCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// Who holds sealed keys under a directive.
	#[pallet::storage]
	pub type Holders<T: Config> =
		StorageMap<_, Twox64Concat, DirectiveId, BoundedVec<T::AccountId, T::MaxHolders>, ValueQuery>;

	/// The keys sealed under a directive to a holder.
	#[pallet::storage]
	pub type SealedKeys<T: Config> =
		StorageDoubleMap<_, Twox64Concat, DirectiveId, Blake2_128Concat, T::AccountId, SealedKeysOf<T>, ValueQuery>;

	/// What the holders of keys owe or confirmed after a directive ended.
	#[pallet::storage]
	pub type Erasures<T: Config> =
		StorageDoubleMap<_, Twox64Concat, DirectiveId, Blake2_128Concat, T::AccountId, Erasure>;

	/// For each patient, the directives and holders whose erasure is owed.
	#[pallet::storage]
	pub type OwedErasures<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		(DirectiveId, T::AccountId),
		(),
		OptionQuery,
	>;

	/// A patient's co-approvers.
	#[pallet::storage]
	pub type CoApprovers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, CoApprovalOf<T>>;

	/// Whom a patient named to hold keys for emergencies.
	#[pallet::storage]
	pub type EmergencyKeyholders<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, BoundedVec<T::AccountId, T::MaxKeyholders>, ValueQuery>;

	/// The keys a patient sealed to a keyholder for emergencies.
	#[pallet::storage]
	pub type EmergencyKeys<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		SealedKeysOf<T>,
		ValueQuery,
	>;

	/// All emergency accesses ever.
	#[pallet::storage]
	pub type BreakGlasses<T: Config> = StorageMap<_, Twox64Concat, BreakGlassId, BreakGlassOf<T>>;

	/// The latest emergency access to a patient's data by an actor, which may be over.
	#[pallet::storage]
	pub type LatestBreakGlass<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, BreakGlassId>;

	/// How many emergency accesses to a patient's data there were.
	#[pallet::storage]
	pub type BreakGlassCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The emergency accesses to a patient's data, numbered from 0.
	#[pallet::storage]
	pub type BreakGlassIndex<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, u32, BreakGlassId>;

	/// The emergency accesses of an actor that are not settled.
	#[pallet::storage]
	pub type OpenBreakGlasses<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, BoundedVec<OpenBreakGlass, T::MaxOpenBreakGlasses>, ValueQuery>;

	/// How many emergency accesses are not settled.
	#[pallet::storage]
	pub type Unsettled<T> = StorageValue<_, u32, ValueQuery>;

	/// Who may not break the glass any more.
	#[pallet::storage]
	pub type Barred<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Bar>;

	/// Emergency accesses by the order of their deadlines, for each stage.
	#[pallet::storage]
	pub type Queue<T> = StorageDoubleMap<_, Twox64Concat, Stage, Twox64Concat, u64, BreakGlassId>;

	/// Which places of each stage's queue are in use.
	#[pallet::storage]
	pub type QueueSpans<T> = StorageMap<_, Twox64Concat, Stage, QueueSpan, ValueQuery>;

	/// How many accesses to a patient's data were logged one by one.
	#[pallet::storage]
	pub type AccessCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u64, ValueQuery>;

	/// The access logs handed in by the hour.
	#[pallet::storage]
	pub type AccessRoots<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, Moment, AccessRoot>;

	/// Why balances are held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The bond of whoever broke the glass.
		#[codec(index = 0)]
		BreakGlassBond,
	}

	/// What wallets and other programs may ask. It costs nothing, and is computed from the state and time of a block.
	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A directive, whatever became of it.
		pub fn directive(directive: DirectiveId) -> Option<DirectiveOf<T>> {
			Directives::<T>::get(directive)
		}

		/// How a directive stands now, with expiry computed.
		pub fn directive_standing(directive: DirectiveId) -> Option<Standing> {
			Directives::<T>::get(directive).map(|directive| directive.standing(Self::now()))
		}

		/// The patient's directives that are in force or will be, oldest first.
		pub fn directives(patient: T::AccountId) -> Vec<(DirectiveId, DirectiveOf<T>)> {
			let now = Self::now();
			let mut directives = Self::active_directives(&patient);
			directives.retain(|(_, directive)| !directive.is_over(now));
			directives
		}

		/// The patient's directives that expired while somebody holds keys under them, oldest first. Their readers can open what is
		/// written until the patient ends them, which moves the classes to their next key.
		pub fn lapsed_directives(patient: T::AccountId) -> Vec<(DirectiveId, DirectiveOf<T>)> {
			let now = Self::now();
			let mut directives = Self::active_directives(&patient);
			directives.retain(|(id, directive)| directive.is_over(now) && Holders::<T>::contains_key(id));
			directives
		}

		/// A request, whatever became of it.
		pub fn request_info(request: RequestId) -> Option<RequestOf<T>> {
			Requests::<T>::get(request)
		}

		/// How a request stands now, with expiry computed.
		pub fn request_standing(request: RequestId) -> Option<RequestStanding> {
			Requests::<T>::get(request).map(|request| request.standing(Self::now()))
		}

		/// The requests for the patient's data that await somebody's agreement, oldest first.
		pub fn open_requests(patient: T::AccountId) -> Vec<(RequestId, RequestOf<T>)> {
			let now = Self::now();
			OpenRequests::<T>::get(&patient)
				.into_iter()
				.filter_map(|id| Requests::<T>::get(id).map(|request| (id, request)))
				.filter(|(_, request)| request.standing(now) != RequestStanding::Expired)
				.collect()
		}

		/// Whether an actor may do something with a patient's data, for a purpose, now.
		pub fn decide(query: Query<T::AccountId>) -> Decision {
			<Self as Consent<T::AccountId>>::decide(&query)
		}

		/// The keys sealed to a holder under a directive that has not been ended.
		pub fn sealed_keys(directive: DirectiveId, holder: T::AccountId) -> Vec<SealedClassKey> {
			SealedKeys::<T>::get(directive, &holder).into_inner()
		}

		/// Who has sealed keys under a directive that has not been ended.
		pub fn holders(directive: DirectiveId) -> Vec<T::AccountId> {
			Holders::<T>::get(directive).into_inner()
		}

		/// What each holder owes or confirmed after a directive ended.
		pub fn erasures(directive: DirectiveId) -> Vec<(T::AccountId, Erasure)> {
			Erasures::<T>::iter_prefix(directive).collect()
		}

		/// The erasures of the patient's data that should have been confirmed by now.
		pub fn overdue_erasures(patient: T::AccountId) -> Vec<OverdueErasure<T::AccountId>> {
			Self::overdue_erasures_of(&patient)
		}

		/// The patient's co-approvers: those asked now, and those who will be.
		pub fn co_approvers(patient: T::AccountId) -> CoApprovalOf<T> {
			Self::co_approval_of(&patient)
		}

		/// The organisations that hold keys to the patient's data for emergencies.
		pub fn emergency_keyholders(patient: T::AccountId) -> Vec<T::AccountId> {
			EmergencyKeyholders::<T>::get(&patient).into_inner()
		}

		/// The keys that a patient sealed to a keyholder for emergencies.
		pub fn emergency_keys(patient: T::AccountId, keyholder: T::AccountId) -> Vec<SealedClassKey> {
			EmergencyKeys::<T>::get(&patient, &keyholder).into_inner()
		}

		/// An emergency access, whatever became of it.
		pub fn break_glass_info(break_glass: BreakGlassId) -> Option<BreakGlassOf<T>> {
			BreakGlasses::<T>::get(break_glass)
		}

		/// The emergency accesses to the patient's data, oldest first: up to `limit` of them, at most 100, beginning with the one
		/// numbered `from`.
		pub fn break_glasses(patient: T::AccountId, from: u32, limit: u32) -> Vec<(BreakGlassId, BreakGlassOf<T>)> {
			Self::break_glasses_of(&patient, from, limit)
		}

		/// The emergency access that the actor has to the patient's data now, and its last moment. A keyholder asks this, and
		/// `decide` for each class, before releasing a key.
		pub fn live_break_glass(patient: T::AccountId, actor: T::AccountId) -> Option<(BreakGlassId, Moment)> {
			Self::usable_break_glass(&patient, &actor, Self::now())
		}

		/// Whether the account is barred from breaking the glass, be it that a deadline passed a moment ago.
		pub fn is_barred(actor: T::AccountId) -> bool {
			Self::is_barred_at(&actor, Self::now())
		}

		/// How many accesses to the patient's data were logged one by one.
		pub fn access_count(patient: T::AccountId) -> u64 {
			AccessCount::<T>::get(&patient)
		}

		/// The access log that a participant handed in for an hour, given by its first millisecond.
		pub fn access_root(provider: T::AccountId, hour: Moment) -> Option<AccessRoot> {
			AccessRoots::<T>::get(&provider, hour)
		}

		/// Whether the entry with this leaf is in the access log that a participant handed in for an hour.
		pub fn access_logged(provider: T::AccountId, hour: Moment, leaf: merkle::Hash, proof: InclusionProof) -> bool {
			AccessRoots::<T>::get(&provider, hour)
				.is_some_and(|log| proof.leaves == log.count && proof.verifies(&leaf, &log.root))
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::work_off_queues(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			let emergency = RecordClass::OPEN.iter().filter(|class| class.matters_in_emergency()).count();
			assert!(T::MaxClasses::get() as usize >= emergency, "all keys for emergencies must find room");
			assert!(T::MaxPurposes::get() > 0, "terms name a purpose");
			assert!(T::MaxDirectives::get() > 0, "a patient may decide something");
			assert!(T::MaxHolders::get() > 0, "the requester of a grant holds its keys");
			assert!(T::MaxOpenRequestsPerPair::get() > 0, "a requester may ask");
			assert!(
				T::MaxOpenRequestsPerPair::get() <= T::MaxOpenRequests::get(),
				"one requester's share is part of the patient's list"
			);
			assert!(T::MaxOpenBreakGlasses::get() > 0, "an emergency may happen");
			assert!(
				T::MaxOpenBreakGlasses::get() <= T::MaxQueue::get(),
				"one actor's emergencies are part of all emergencies"
			);
			assert!(T::MaxSettledPerBlock::get() > 0, "the queues are worked off");
			assert!(T::JustificationPeriod::get() > 0 && T::ReviewPeriod::get() > 0, "deadlines can be met");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

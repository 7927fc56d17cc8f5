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

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
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

pub use pallet::*;
pub use provider::InstitutionOfValidator;
pub use types::{Institution, Seats, Standing, Status, SuspensionReason};
pub use weights::WeightInfo;

use frame_support::BoundedVec;

const LOG_TARGET: &str = "runtime::consortium";

type AccountIdOf<T> = <T as frame_system::Config>::AccountId;

/// The name of an institution under the pallet's bound.
pub type NameOf<T> = BoundedVec<u8, <T as Config>::MaxNameLen>;

/// An institution under the pallet's bounds.
pub type InstitutionOf<T> = Institution<AccountIdOf<T>, NameOf<T>>;

/// A set of validators, sorted by validator account: `(validator, institution)`.
pub type ValidatorSetOf<T> = BoundedVec<(AccountIdOf<T>, AccountIdOf<T>), <T as Config>::MaxInstitutions>;

// What FRAME generates for storage expects the pallet to have a name in the runtime, which holds by construction.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, string::String, vec::Vec};
	use frame_support::{
		dispatch::{GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{Consideration, Contains, Footprint, IsType, Time, ValidatorRegistration},
	};
	use frame_system::pallet_prelude::*;
	use salus_primitives::Moment;
	use sp_runtime::traits::Dispatchable;
	use sp_staking::SessionIndex;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime decides.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The runtime's calls, of which the council may dispatch some as root.
		type RuntimeCall: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ GetDispatchInfo
			+ IsType<<Self as frame_system::Config>::RuntimeCall>;

		/// The council of the institutions, by two thirds of its seats.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The seats of that council. Must have room for [`Config::MaxInstitutions`].
		type CouncilSeats: Seats<Self::AccountId>;

		/// Knows which validator accounts have session keys: `pallet-session`.
		type ValidatorKeys: ValidatorRegistration<Self::AccountId>;

		/// What an applicant deposits while its application is open, under [`HoldReason::Application`].
		type ApplicationConsideration: Consideration<Self::AccountId, Footprint>;

		/// The calls that the council may dispatch as root. It sees the outermost call only, so it must not contain calls that
		/// wrap others.
		type RootCalls: Contains<<Self as Config>::RuntimeCall>;

		/// The clock.
		type Time: Time<Moment = Moment>;

		/// How many validators must remain when an institution is suspended, removed or departs. At least one.
		#[pallet::constant]
		type MinValidators: Get<u32>;

		/// How many institutions may be members or suspended at once.
		#[pallet::constant]
		type MaxInstitutions: Get<u32>;

		/// Longest name of an institution, in bytes.
		#[pallet::constant]
		type MaxNameLen: Get<u32>;

		/// Brings about in benchmarks what other pallets keep.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::ConsortiumSetup<Self::AccountId, <Self as Config>::RuntimeCall>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Every institution that applied, belongs to the consortium or belonged to it, under its own account.
	#[pallet::storage]
	pub type Institutions<T: Config> = CountedStorageMap<_, Blake2_128Concat, T::AccountId, InstitutionOf<T>>;

	/// The deposits of the open applications, under the applicant's account.
	#[pallet::storage]
	pub type Applications<T: Config> =
		CountedStorageMap<_, Blake2_128Concat, T::AccountId, T::ApplicationConsideration>;

	/// The accounts of the members and the suspended institutions, sorted.
	#[pallet::storage]
	pub type Roster<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxInstitutions>, ValueQuery>;

	/// The institution that each validator account has agreed to serve.
	#[pallet::storage]
	pub type OperatorOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::AccountId>;

	/// The validator account that an institution has named and that has not agreed yet, under the institution's account.
	#[pallet::storage]
	pub type Nominations<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::AccountId>;

	/// The set that was planned last. Empty while no member has session keys.
	#[pallet::storage]
	pub type PlannedValidators<T: Config> = StorageValue<_, ValidatorSetOf<T>, ValueQuery>;

	/// The set of the current session. It says who answers for a validator, even after that validator was replaced.
	#[pallet::storage]
	pub type ActiveValidators<T: Config> = StorageValue<_, ValidatorSetOf<T>, ValueQuery>;

	/// Why the pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// An application is open.
		#[codec(index = 0)]
		Application,
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An institution applied.
		Applied {
			/// The institution.
			institution: T::AccountId,
			/// The validator account it named.
			validator: T::AccountId,
		},
		/// A validator account agreed to serve an applicant.
		ValidationAccepted {
			/// The applicant.
			institution: T::AccountId,
			/// Its validator.
			validator: T::AccountId,
		},
		/// An applicant withdrew.
		ApplicationWithdrawn {
			/// The institution.
			institution: T::AccountId,
		},
		/// The council admitted an applicant.
		Admitted {
			/// The new member.
			institution: T::AccountId,
			/// Its validator.
			validator: T::AccountId,
		},
		/// The council declined an application.
		Declined {
			/// The institution.
			institution: T::AccountId,
		},
		/// A member was suspended.
		Suspended {
			/// The institution.
			institution: T::AccountId,
			/// Why.
			reason: SuspensionReason,
		},
		/// The council reinstated a suspended institution.
		Reinstated {
			/// The institution.
			institution: T::AccountId,
		},
		/// The council removed an institution.
		Removed {
			/// The institution.
			institution: T::AccountId,
		},
		/// An institution left of its own accord.
		Departed {
			/// The institution.
			institution: T::AccountId,
		},
		/// A member named the account that shall become its validator.
		ValidatorNominated {
			/// The member.
			institution: T::AccountId,
			/// The account it named.
			validator: T::AccountId,
		},
		/// A member took a nomination back.
		NominationWithdrawn {
			/// The member.
			institution: T::AccountId,
			/// The account it had named.
			validator: T::AccountId,
		},
		/// A member has another validator.
		ValidatorReplaced {
			/// The member.
			institution: T::AccountId,
			/// The validator until now.
			previous: T::AccountId,
			/// The validator from the next planned session on.
			validator: T::AccountId,
		},
		/// A call of the council was dispatched as root and succeeded.
		ExecutedAsRoot,
		/// An offence was proven against the institution that answered for the validator.
		OffenceRecorded {
			/// The institution.
			institution: T::AccountId,
			/// The session in which the offence was committed.
			session: SessionIndex,
		},
		/// The offender could not be suspended, since too few validators would remain; it is for the council to act.
		OffenderKept {
			/// The institution.
			institution: T::AccountId,
			/// The session in which the offence was committed.
			session: SessionIndex,
		},
		/// The validators of a session to come differ from those planned before.
		ValidatorsPlanned {
			/// The session.
			session: SessionIndex,
			/// How many will validate.
			validators: u32,
			/// How many members are left out because their validators have no session keys.
			without_keys: u32,
		},
	}

	/// Why a call failed.
	#[pallet::error]
	pub enum Error<T> {
		/// No such institution is known.
		NotFound,
		/// The institution has applied already or belongs to the consortium.
		AlreadyExists,
		/// The name is empty, no UTF-8, surrounded by white space, or has invisible characters.
		InvalidName,
		/// The institution has no open application.
		NotApplicant,
		/// The institution is no member, or, where it is about leaving, has no place in the consortium.
		NotMember,
		/// The institution is not suspended.
		NotSuspended,
		/// The application is not the one that was decided upon: it was withdrawn and made anew.
		ApplicationChanged,
		/// The institution has not named the caller as its validator.
		NotNominated,
		/// The account validates for an institution already.
		ValidatorTaken,
		/// The account validates for this institution already, and there is no nomination to take back.
		AlreadyValidates,
		/// The validator account has not agreed to serve the institution.
		ValidatorNotAccepted,
		/// The validator account has no session keys.
		NoSessionKeys,
		/// Too few validators would remain.
		BelowMinimum,
		/// The consortium has no place left.
		TooManyInstitutions,
		/// The council may not dispatch this call as root.
		CallNotAllowed,
	}

	/// The institutions with which the chain begins. Their seats go into the genesis of the council's pallets, the session keys
	/// of their validators into that of `pallet-session`.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The first members: `(institution account, public name, validator account)`.
		pub institutions: Vec<(T::AccountId, String, T::AccountId)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (institution, name, validator) in &self.institutions {
				let founded = Pallet::<T>::found(institution, name.as_bytes(), validator);
				assert!(founded.is_ok(), "{name} cannot be a founding institution: {founded:?}");
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MinValidators::get() >= 1, "without a validator the chain halts");
			assert!(T::MinValidators::get() <= T::MaxInstitutions::get(), "the minimum must be within the maximum");
			assert!(T::MaxNameLen::get() >= 1, "an institution has a name");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The institution of the account: its name, validator and standing.
		pub fn institution(account: T::AccountId) -> Option<InstitutionOf<T>> {
			Institutions::<T>::get(account)
		}

		/// The members and the suspended institutions, sorted by their accounts.
		pub fn institutions() -> Vec<(T::AccountId, InstitutionOf<T>)> {
			Self::placed().collect()
		}

		/// The validator accounts of all members with session keys, sorted: who validates two sessions from now, if nothing
		/// changes.
		pub fn validators() -> Vec<T::AccountId> {
			Self::electable().0.into_iter().map(|(validator, _)| validator).collect()
		}

		/// The institution that the validator account has agreed to serve.
		pub fn institution_of_validator(validator: T::AccountId) -> Option<T::AccountId> {
			OperatorOf::<T>::get(validator)
		}

		/// The validator account that the institution has named and that has still to agree.
		pub fn nominated_validator(institution: T::AccountId) -> Option<T::AccountId> {
			Nominations::<T>::get(institution)
		}

		/// How many institutions are in which standing.
		pub fn standing() -> Standing {
			Self::count_standing()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Applies for your institution to join the consortium, under the public name `name`, with the account `validator` to
		/// author and finalise blocks for it. A deposit is held until the council has decided or you withdraw. If the validator
		/// account is not the calling one, it must agree by `accept_validation`. An institution that left may apply again.
		///
		/// Emits `Applied`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::apply())]
		pub fn apply(origin: OriginFor<T>, name: NameOf<T>, validator: T::AccountId) -> DispatchResult {
			let institution = ensure_signed(origin)?;
			Self::do_apply(institution, name, validator)
		}

		/// Agrees that the calling account shall be the validator of `institution`, which named it in its application or as its
		/// next validator. An account serves one institution at a time. A member's new validator must have its session keys set
		/// and takes over with the next session that is planned.
		///
		/// Emits `ValidationAccepted` for an applicant, `ValidatorReplaced` for a member.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::accept_validation())]
		pub fn accept_validation(origin: OriginFor<T>, institution: T::AccountId) -> DispatchResult {
			let validator = ensure_signed(origin)?;
			Self::do_accept_validation(validator, institution)
		}

		/// Withdraws your institution's open application and gets its deposit back.
		///
		/// Emits `ApplicationWithdrawn`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::withdraw_application())]
		pub fn withdraw_application(origin: OriginFor<T>) -> DispatchResult {
			let institution = ensure_signed(origin)?;
			Self::close_application(&institution)?;
			Self::deposit_event(Event::ApplicationWithdrawn { institution });
			Ok(())
		}

		/// Admits an applicant: it gets a seat in the council and its deposit back, and its validator, which must have agreed and
		/// set its session keys, validates two sessions later. `applied` is the time of the application that was decided upon, in
		/// Unix milliseconds, so that nobody can exchange an application while the council votes on it. By the council.
		///
		/// Emits `Admitted`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::admit())]
		pub fn admit(origin: OriginFor<T>, institution: T::AccountId, applied: Moment) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_admit(institution, applied)
		}

		/// Declines an application; the applicant gets its deposit back. By the council.
		///
		/// Emits `Declined`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::decline())]
		pub fn decline(origin: OriginFor<T>, institution: T::AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::close_application(&institution)?;
			Self::deposit_event(Event::Declined { institution });
			Ok(())
		}

		/// Suspends a member: it loses its seat at once and validates no more from two sessions later. Refused if too few
		/// validators would remain. By the council.
		///
		/// Emits `Suspended`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::suspend(T::MaxInstitutions::get()))]
		pub fn suspend(origin: OriginFor<T>, institution: T::AccountId) -> DispatchResultWithPostInfo {
			T::CouncilOrigin::ensure_origin(origin)?;
			let walked = Self::do_suspend(&institution, SuspensionReason::Council)?;
			Ok(Some(T::WeightInfo::suspend(walked)).into())
		}

		/// Reinstates a suspended institution: it gets its seat back, and its validator, which must have session keys, validates
		/// two sessions later. By the council.
		///
		/// Emits `Reinstated`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::reinstate())]
		pub fn reinstate(origin: OriginFor<T>, institution: T::AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_reinstate(institution)
		}

		/// Removes a member or a suspended institution from the consortium: it loses its seat at once, its validator account is
		/// free, and it validates no more from two sessions later. Refused if too few validators would remain. By the council.
		///
		/// Emits `Removed`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::remove(T::MaxInstitutions::get()))]
		pub fn remove(origin: OriginFor<T>, institution: T::AccountId) -> DispatchResultWithPostInfo {
			T::CouncilOrigin::ensure_origin(origin)?;
			let walked = Self::leave(&institution)?;
			Self::deposit_event(Event::Removed { institution });
			Ok(Some(T::WeightInfo::remove(walked)).into())
		}

		/// Leaves the consortium with your institution, member or suspended: its seat is given up at once, its validator account
		/// is free, and it must go on validating for up to two sessions. Refused if too few validators would remain. It may cost
		/// more than a transfer, since the validators that remain are counted.
		///
		/// Emits `Departed`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::depart(T::MaxInstitutions::get()))]
		pub fn depart(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			let institution = ensure_signed(origin)?;
			let walked = Self::leave(&institution)?;
			Self::deposit_event(Event::Departed { institution });
			Ok(Some(T::WeightInfo::depart(walked)).into())
		}

		/// Names the account that shall validate for your institution, a member, from now on. It takes over once it has agreed by
		/// `accept_validation`; until then the current one goes on. Your own account needs no agreement but must have session
		/// keys. Naming the current validator takes an open nomination back.
		///
		/// Emits `ValidatorNominated`, `ValidatorReplaced` or `NominationWithdrawn`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::replace_validator())]
		pub fn replace_validator(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			let institution = ensure_signed(origin)?;
			Self::do_replace_validator(institution, validator)
		}

		/// Dispatches `call` as root, if it is among the calls that the council is allowed, such as authorising a runtime
		/// upgrade. Fails if the call fails. By the council.
		///
		/// Emits `ExecutedAsRoot`.
		#[pallet::call_index(10)]
		#[pallet::weight({
			let info = call.get_dispatch_info();
			(T::WeightInfo::execute_as_root().saturating_add(info.call_weight), info.class)
		})]
		pub fn execute_as_root(
			origin: OriginFor<T>,
			call: Box<<T as Config>::RuntimeCall>,
		) -> DispatchResultWithPostInfo {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_execute_as_root(*call)
		}
	}
}

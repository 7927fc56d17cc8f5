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
mod benchmarking;
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
pub use weights::WeightInfo;

use alloc::vec::Vec;
use frame_support::{
	pallet_prelude::*,
	traits::{StorageVersion, Time},
};
use frame_system::pallet_prelude::*;
use salus_primitives::{
	commitment::{CiphertextDigest, FactKey, FactValue, Fingerprint},
	purpose::Purpose,
	records::{RecordClass, Relation},
	traits, Commitment, ContradictionId, EncryptionKey, Epoch, Moment, RecordId, Salt,
};
use types::{ClassKey, Contradiction, Fact, NewRecord, Record, Side};

/// A record as handed in on this chain.
pub type NewRecordOf<T> = NewRecord<<T as Config>::MaxFacts>;

/// A record of this chain.
pub type RecordOf<T> = Record<<T as frame_system::Config>::AccountId>;

/// A contradiction of this chain.
pub type ContradictionOf<T> = Contradiction<<T as frame_system::Config>::AccountId>;

/// The version of the storage layout.
const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

// The code that the macros write expects; ours does not.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The time of the current block in Unix milliseconds.
		type Time: Time<Moment = Moment>;

		/// Who is who.
		type Participants: traits::Participants<Self::AccountId>;

		/// What patients allow.
		type Consent: traits::Consent<Self::AccountId>;

		/// How many calls a patient may still make without a fee.
		type FreeCalls: traits::FreeCalls<Self::AccountId>;

		/// Most records in one batch.
		#[pallet::constant]
		type MaxBatch: Get<u32>;

		/// Most critical facts that a record states or that rest on it. Lowering it makes stored lists undecodable.
		#[pallet::constant]
		type MaxFacts: Get<u32>;

		/// Longest ciphertext of a record in bytes.
		#[pallet::constant]
		type MaxRecordSize: Get<u64>;

		/// Most records that a view function looks at.
		#[pallet::constant]
		type MaxPage: Get<u32>;

		/// Brings about, in benchmarks, what other pallets answer.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: traits::benchmarking::ParticipantsSetup<Self::AccountId>
			+ traits::benchmarking::ConsentSetup<Self::AccountId>;

		/// What the calls cost.
		type WeightInfo: WeightInfo;
	}

	/// The key to which records of a patient's class are sealed.
	#[pallet::storage]
	pub type ClassKeys<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, RecordClass, ClassKey>;

	/// The keys of a patient's class in the epochs before the present one.
	#[pallet::storage]
	pub type PastClassKeys<T: Config> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Blake2_128Concat, RecordClass>, NMapKey<Twox64Concat, Epoch>),
		EncryptionKey,
	>;

	/// The id of the next record.
	#[pallet::storage]
	pub type NextRecordId<T: Config> = StorageValue<_, RecordId, ValueQuery>;

	/// All records.
	#[pallet::storage]
	pub type Records<T: Config> = StorageMap<_, Twox64Concat, RecordId, RecordOf<T>>;

	/// How many records a patient has in a class.
	#[pallet::storage]
	pub type RecordCounts<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, RecordClass, u32, ValueQuery>;

	/// The records of a patient's class in the order in which they were anchored, counted from 0.
	#[pallet::storage]
	pub type RecordsByClass<T: Config> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Blake2_128Concat, RecordClass>, NMapKey<Twox64Concat, u32>),
		RecordId,
	>;

	/// The record of a patient that has this content. A retracted record gives its fingerprint free.
	#[pallet::storage]
	pub type Fingerprints<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, Fingerprint, RecordId>;

	/// The record of a patient whose ciphertext this is. It is bound for ever. It is kept by patient, so that nobody can take a
	/// ciphertext that is on its way to another patient's records.
	#[pallet::storage]
	pub type Ciphertexts<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, CiphertextDigest, RecordId>;

	/// The critical facts of a patient that stand.
	#[pallet::storage]
	pub type Facts<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, FactKey, Fact>;

	/// The facts that rest on a record. Corrected facts rest on none.
	#[pallet::storage]
	pub type FactsBySource<T: Config> = StorageMap<_, Twox64Concat, RecordId, BoundedVec<FactKey, T::MaxFacts>>;

	/// The organisations that hold records of a patient's class.
	#[pallet::storage]
	pub type Custodians<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		RecordClass,
		traits::Custodians<T::AccountId>,
		ValueQuery,
	>;

	/// The id of the next contradiction.
	#[pallet::storage]
	pub type NextContradictionId<T: Config> = StorageValue<_, ContradictionId, ValueQuery>;

	/// All contradictions.
	#[pallet::storage]
	pub type Contradictions<T: Config> = StorageMap<_, Twox64Concat, ContradictionId, ContradictionOf<T>>;

	/// The open contradiction about a patient's fact.
	#[pallet::storage]
	pub type OpenContradictions<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, FactKey, ContradictionId>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Records of the class are sealed to a new key from now on.
		ClassKeyPublished {
			/// Whose class.
			patient: T::AccountId,
			/// Which class.
			class: RecordClass,
			/// The key's epoch.
			epoch: Epoch,
			/// The key.
			key: EncryptionKey,
		},
		/// The class's key was withdrawn; nothing can be written until the patient publishes the next.
		ClassKeyRetired {
			/// Whose class.
			patient: T::AccountId,
			/// Which class.
			class: RecordClass,
			/// The key's epoch.
			epoch: Epoch,
		},
		/// A record was anchored.
		RecordAnchored {
			/// The record.
			record: RecordId,
			/// Whose it is.
			patient: T::AccountId,
			/// Who wrote it.
			author: T::AccountId,
			/// The organisation that holds it.
			custodian: Option<T::AccountId>,
			/// Its class.
			class: RecordClass,
			/// How it relates to records before it.
			relation: Relation,
		},
		/// An organisation holds a first record of the class.
		CustodianAdded {
			/// Whose record.
			patient: T::AccountId,
			/// Of which class.
			class: RecordClass,
			/// The organisation.
			custodian: T::AccountId,
		},
		/// An organisation does not hold records of the class any more, and is not asked before others may read.
		CustodianReleased {
			/// Whose records.
			patient: T::AccountId,
			/// Of which class.
			class: RecordClass,
			/// The organisation.
			custodian: T::AccountId,
		},
		/// A value was reported that contradicts a standing fact.
		ContradictionReported {
			/// The contradiction.
			contradiction: ContradictionId,
			/// Whose fact.
			patient: T::AccountId,
			/// Which fact.
			fact: FactKey,
			/// Who reported it.
			reporter: T::AccountId,
		},
		/// The patient or a reviewer said which value is right.
		ContradictionVoted {
			/// The contradiction.
			contradiction: ContradictionId,
			/// Who said so.
			voter: T::AccountId,
			/// Which value.
			accept: Side,
		},
		/// Patient and reviewer agree which value is right; it stands now.
		ContradictionResolved {
			/// The contradiction.
			contradiction: ContradictionId,
			/// Which value.
			accepted: Side,
		},
		/// The record behind the standing value was retracted, and the contradiction ended with it.
		ContradictionLapsed {
			/// The contradiction.
			contradiction: ContradictionId,
			/// The retraction.
			by: RecordId,
		},
		/// The patient put a record into what is read in an emergency, or took it out.
		EmergencyMarkSet {
			/// The record.
			record: RecordId,
			/// Whether it is in now.
			emergency: bool,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The signer has no certificate in force.
		NotCertified,
		/// The account that should act as the patient is not certified as one.
		NotPatient,
		/// Only who treats patients (hospital, clinic, practitioner, pharmacy, laboratory) may do this.
		NotClinical,
		/// The signer is not affiliated with the organisation it wants to act for.
		NotAffiliated,
		/// A directive of the patient forbids it.
		ConsentDenied,
		/// Nothing the patient said allows it.
		NoConsent,
		/// The class has no key yet; the patient publishes the first.
		NoClassKey,
		/// The epoch is not the one that follows the class's present one (0 for the first key).
		EpochNotNext,
		/// The class is in its last epoch.
		EpochsExhausted,
		/// The key cannot be sealed to.
		InvalidKey,
		/// The key is the one in force.
		KeyUnchanged,
		/// The class's key was withdrawn; the patient has to publish the next before anything is written.
		ClassKeyRetired,
		/// The record is sealed to a key of another epoch than the present one.
		EpochNotCurrent,
		/// The batch has no record.
		EmptyBatch,
		/// A record has at least one byte of ciphertext.
		RecordEmpty,
		/// The ciphertext is longer than allowed.
		RecordTooLarge,
		/// A retraction carries neither facts nor the emergency mark.
		RetractionNotBare,
		/// The record states the same fact twice.
		FactStatedTwice,
		/// More facts would rest on the record than allowed.
		TooManyFacts,
		/// There is no such record.
		RecordNotFound,
		/// The record is another patient's.
		WrongPatient,
		/// A version has the class of the one before.
		WrongClass,
		/// A newer version replaced the record.
		NotLatest,
		/// The record was retracted.
		AlreadyRetracted,
		/// The record is a retraction, which is neither amended, retracted nor marked.
		RetractionIsFinal,
		/// Only the author, or who acts for the organisation that holds the record, may amend or retract it.
		NotAuthor,
		/// A provider's amendment keeps the emergency mark of the version before; only the patient changes it.
		EmergencyMarkChanged,
		/// The record is marked like this already.
		EmergencyMarkUnchanged,
		/// The patient has a record with this content.
		Duplicate,
		/// The ciphertext is another record's.
		CiphertextTaken,
		/// The record states a critical fact with another value than the standing one. Report the contradiction.
		ContradictsFact,
		/// The patient's class has as many custodians as allowed; the patient can release one.
		TooManyCustodians,
		/// The organisation is not listed as a custodian of the patient's class.
		CustodianNotFound,
		/// A custodian is released by itself or by the patient.
		NotCustodianNorPatient,
		/// The patient's class has as many records as can be counted, or there are no more ids.
		TooManyRecords,
		/// There are no more ids for contradictions.
		TooManyContradictions,
		/// No such fact stands.
		FactNotFound,
		/// The value is the standing one, so nothing contradicts.
		ValueUnchanged,
		/// A contradiction about this fact is open already.
		ContradictionOpen,
		/// There is no such contradiction.
		ContradictionNotFound,
		/// The contradiction is resolved or lapsed.
		ContradictionClosed,
		/// Whoever said that one of the values is right, or belongs to an organisation of one who did, cannot review.
		NotIndependent,
		/// The voter said the same before.
		VoteUnchanged,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxBatch::get() > 0, "a batch holds at least one record");
			assert!(T::MaxRecordSize::get() > 0, "a record has at least one byte");
			assert!(T::MaxPage::get() > 0, "a page holds at least one record");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The record with this id.
		pub fn record(record: RecordId) -> Option<RecordOf<T>> {
			Records::<T>::get(record)
		}

		/// How many records the patient has in the class, of every version.
		pub fn record_count(patient: T::AccountId, class: RecordClass) -> u32 {
			RecordCounts::<T>::get(patient, class)
		}

		/// The patient's records of the class in the order in which they were anchored, from the one at position `from`
		/// (counted from 0) and at most `limit`, nor more than `MaxPage`.
		pub fn records(
			patient: T::AccountId,
			class: RecordClass,
			from: u32,
			limit: u32,
		) -> Vec<(RecordId, RecordOf<T>)> {
			Self::page(&patient, class, from, limit).collect()
		}

		/// Of the records that `records` gives for the same arguments, those marked for emergencies which are the latest
		/// version and not retracted.
		pub fn emergency_records(
			patient: T::AccountId,
			class: RecordClass,
			from: u32,
			limit: u32,
		) -> Vec<(RecordId, RecordOf<T>)> {
			Self::page(&patient, class, from, limit)
				.filter(|(_, record)| record.emergency && record.ensure_in_force().is_ok())
				.collect()
		}

		/// The versions of a record, oldest first: those before it, itself, and, within `MaxPage`, those after it.
		pub fn history(record: RecordId) -> Vec<(RecordId, RecordOf<T>)> {
			Self::history_of(record)
		}

		/// The patient's record that has the content with this fingerprint.
		pub fn record_by_fingerprint(patient: T::AccountId, fingerprint: Fingerprint) -> Option<RecordId> {
			Fingerprints::<T>::get(patient, fingerprint)
		}

		/// Whether the record's commitment is to this content under this salt; `None` if there is no such record.
		pub fn content_matches(record: RecordId, content: Vec<u8>, salt: Salt) -> Option<bool> {
			Records::<T>::get(record).map(|record| record.commitment.matches(&salt, &content))
		}

		/// The standing value of the patient's critical fact.
		pub fn fact(patient: T::AccountId, fact: FactKey) -> Option<Fact> {
			Facts::<T>::get(patient, fact)
		}

		/// The contradiction with this id.
		pub fn contradiction(contradiction: ContradictionId) -> Option<ContradictionOf<T>> {
			Contradictions::<T>::get(contradiction)
		}

		/// The open contradiction about the patient's critical fact.
		pub fn open_contradiction(patient: T::AccountId, fact: FactKey) -> Option<ContradictionId> {
			OpenContradictions::<T>::get(patient, fact)
		}

		/// The key to which records of the patient's class are sealed.
		pub fn class_key(patient: T::AccountId, class: RecordClass) -> Option<ClassKey> {
			ClassKeys::<T>::get(patient, class)
		}

		/// The key to which records of the patient's class were sealed in an epoch before the present one.
		pub fn past_class_key(patient: T::AccountId, class: RecordClass, epoch: Epoch) -> Option<EncryptionKey> {
			PastClassKeys::<T>::get((patient, class, epoch))
		}

		/// The organisations that hold records of the patient's class.
		pub fn custodians(patient: T::AccountId, class: RecordClass) -> Vec<T::AccountId> {
			Custodians::<T>::get(patient, class).into_inner()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Publish the key to which records of one of your classes are sealed from now on.
		///
		/// May be called by a patient, for the patient's own records, without a fee while free calls remain. The first key is
		/// for epoch 0, each further one for the epoch that follows. Readers who should go on reading need the new key's secret.
		///
		/// Emits `ClassKeyPublished`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::publish_class_key())]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, _class: &RecordClass, _epoch: &Epoch, _key: &EncryptionKey| -> bool {
				Pallet::<T>::free_caller(origin).is_some()
			}
		)]
		pub fn publish_class_key(
			origin: OriginFor<T>,
			class: RecordClass,
			epoch: Epoch,
			key: EncryptionKey,
		) -> DispatchResult {
			let patient = ensure_signed(origin)?;
			Self::ensure_patient(&patient)?;
			Self::do_publish_class_key(&patient, class, epoch, key)
		}

		/// Anchor a record of a patient: a first version, an amendment, or a retraction of one entered in error.
		///
		/// May be called by the patient, without a fee while free calls remain, and by a hospital, clinic, practitioner,
		/// pharmacy or laboratory whom the patient allows to collect (a first version) or correct (an amendment or retraction)
		/// for this purpose. A practitioner may act on behalf of an organisation it is affiliated with, which then holds the
		/// record; an organisation acts for itself. A record is amended or retracted only by its author or in the name of the
		/// organisation that holds it.
		///
		/// Emits `RecordAnchored`; `CustodianAdded` for an organisation's first record; `ContradictionLapsed` when the
		/// retracted record was part of a contradiction.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of(record))]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>,
			 patient: &T::AccountId,
			 _record: &NewRecordOf<T>,
			 _purpose: &Purpose,
			 _on_behalf_of: &Option<T::AccountId>|
			 -> bool { Pallet::<T>::free_caller(origin).as_ref() == Some(patient) }
		)]
		pub fn anchor(
			origin: OriginFor<T>,
			patient: T::AccountId,
			record: NewRecordOf<T>,
			purpose: Purpose,
			on_behalf_of: Option<T::AccountId>,
		) -> DispatchResult {
			let author = ensure_signed(origin)?;
			Self::writing(author, patient, purpose, on_behalf_of)?.anchor(record)
		}

		/// Anchor several records of one patient at once: all of them, or none.
		///
		/// May be called by whoever may anchor each of them, always for a fee. The records of a batch cannot be versions of
		/// each other.
		///
		/// Emits for each record what anchoring it alone emits.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::weight_of_batch(records))]
		pub fn anchor_batch(
			origin: OriginFor<T>,
			patient: T::AccountId,
			records: BoundedVec<NewRecordOf<T>, T::MaxBatch>,
			purpose: Purpose,
			on_behalf_of: Option<T::AccountId>,
		) -> DispatchResult {
			let author = ensure_signed(origin)?;
			ensure!(!records.is_empty(), Error::<T>::EmptyBatch);
			let mut writing = Self::writing(author, patient, purpose, on_behalf_of)?;
			records.into_iter().try_for_each(|record| writing.anchor(record))
		}

		/// Report that a critical fact of a patient has another value than the standing one.
		///
		/// May be called by a hospital, clinic, practitioner, pharmacy or laboratory whom the patient allows to collect, for
		/// this purpose, in the class of the record on which the fact rests. The evidence is a commitment to what you go by.
		/// The standing value stands until the patient and an independent provider agree on one of the two.
		///
		/// Emits `ContradictionReported`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::report_contradiction())]
		pub fn report_contradiction(
			origin: OriginFor<T>,
			patient: T::AccountId,
			fact: FactKey,
			value: FactValue,
			evidence: Commitment,
			purpose: Purpose,
		) -> DispatchResult {
			let reporter = ensure_signed(origin)?;
			Self::do_report_contradiction(reporter, patient, fact, value, evidence, purpose)
		}

		/// Say which value of a contradiction is right: the standing one or the claimed one.
		///
		/// May be called by the patient, and by a hospital, clinic, practitioner, pharmacy or laboratory whom the patient
		/// allows to collect or correct for treatment in the class concerned, and who neither stated one of the values nor
		/// belongs to an organisation of one who did. As soon as both agree, that value stands. Until
		/// then you may change your mind, and another reviewer's word replaces the one before.
		///
		/// Free for patients while free calls remain. Emits `ContradictionVoted`, and `ContradictionResolved` when both agree.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::resolve_contradiction())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _contradiction: &ContradictionId, _accept: &Side| -> bool {
			Pallet::<T>::free_caller(origin).is_some()
		})]
		pub fn resolve_contradiction(
			origin: OriginFor<T>,
			contradiction: ContradictionId,
			accept: Side,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resolve_contradiction(who, contradiction, accept)
		}

		/// Put one of your records into what is read in an emergency, or take it out.
		///
		/// May be called by the patient whose record it is, without a fee while free calls remain. The record has to be the
		/// latest version and not retracted.
		///
		/// Emits `EmergencyMarkSet`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_emergency())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _record: &RecordId, _emergency: &bool| -> bool {
			Pallet::<T>::free_caller(origin).is_some()
		})]
		pub fn set_emergency(origin: OriginFor<T>, record: RecordId, emergency: bool) -> DispatchResult {
			let patient = ensure_signed(origin)?;
			Self::ensure_patient(&patient)?;
			Self::do_set_emergency(&patient, record, emergency)
		}

		/// Take an organisation off the list of those that hold records of a patient's class.
		///
		/// May be called by the organisation, which keeps the records no more, and by the patient, without a fee while free calls
		/// remain. The organisation is not asked any more before others may read. It is listed again when it writes again.
		///
		/// Emits `CustodianReleased`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::release_custodian())]
		#[pallet::feeless_if(
			|origin: &OriginFor<T>, patient: &T::AccountId, _class: &RecordClass, _custodian: &T::AccountId| -> bool {
				Pallet::<T>::free_caller(origin).as_ref() == Some(patient)
			}
		)]
		pub fn release_custodian(
			origin: OriginFor<T>,
			patient: T::AccountId,
			class: RecordClass,
			custodian: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_release_custodian(&who, patient, class, custodian)
		}
	}
}

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

mod affiliation;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod certification;
pub mod endpoint;
mod extension;
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

pub use extension::CountFreeCalls;
pub use pallet::*;
pub use weights::WeightInfo;

use endpoint::Endpoint;
use frame_support::BoundedVec;
use types::{Certificate, Participant, Pending};

/// Participants with the runtime's types.
pub type ParticipantOf<T> =
	Participant<<T as frame_system::Config>::AccountId, <T as Config>::RegistrationConsideration>;
/// Certificates with the runtime's types.
pub type CertificateOf<T> = Certificate<<T as frame_system::Config>::AccountId>;
/// Bytes that are to be an endpoint.
pub type EndpointBytesOf<T> = BoundedVec<u8, <T as Config>::MaxEndpointLen>;
/// Endpoints with the runtime's bound.
pub type EndpointOf<T> = Endpoint<EndpointBytesOf<T>>;
/// Unanswered proposals with the runtime's bound.
pub type PendingOf<T> =
	Pending<BoundedVec<<T as frame_system::Config>::AccountId, <T as Config>::MaxPendingAffiliations>>;

// Both for what the macros expand to.
#[allow(unused_qualifications, clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Footprint, Time},
	};
	use frame_system::pallet_prelude::*;
	use salus_primitives::{
		roles::{GroupSet, Role},
		traits, Commitment, EncryptionKey, Moment,
	};
	use sp_runtime::traits::{IdentifyAccount, Verify};
	use types::{DailyUsage, Enrolment, ParticipantInfo, Refusal, RevocationReason, Standing};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// What tells the time.
		type Time: Time<Moment = Moment>;

		/// Who decides which certification authorities are authorised: two thirds of the institutions.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What whoever signs a registration puts up for its storage.
		type RegistrationConsideration: Consideration<Self::AccountId, Footprint>;

		/// A signature that a patient gives outside of any transaction.
		type OffchainSignature: Verify<Signer = Self::OffchainPublic> + Parameter;

		/// The key of such a signature.
		type OffchainPublic: IdentifyAccount<AccountId = Self::AccountId>;

		/// How many calls a certified patient may make a day (UTC) without a fee. The council may change it at any time.
		type FreeCallsPerDay: Get<u32>;

		/// For how many milliseconds from now a certificate may be issued.
		#[pallet::constant]
		type MaxCertificateLifetime: Get<Moment>;

		/// The length in bytes of the longest endpoint.
		#[pallet::constant]
		type MaxEndpointLen: Get<u32>;

		/// How many unanswered proposals of affiliation an account may have sent, and how many received.
		#[pallet::constant]
		type MaxPendingAffiliations: Get<u32>;

		/// Signs for patients in benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self::OffchainPublic, Self::OffchainSignature>;

		/// What the calls cost.
		type WeightInfo: WeightInfo;
	}

	/// Who is registered. Nobody is ever removed: records, consents and payments go on naming the account.
	#[pallet::storage]
	pub type Participants<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ParticipantOf<T>>;

	/// The certification authorities that the council authorised, and for which groups.
	#[pallet::storage]
	pub type Authorities<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, GroupSet>;

	/// The latest certificate of each participant that has had one.
	#[pallet::storage]
	pub type Certificates<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, CertificateOf<T>>;

	/// Where organisations keep sealed records. Kept apart from [`Participants`], since only organisations have one and since
	/// whoever asks for a role need not read it.
	#[pallet::storage]
	pub type Endpoints<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, EndpointOf<T>>;

	/// The organisations that each practitioner works for, by agreement of both.
	#[pallet::storage]
	pub type Affiliations<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, traits::Affiliations<T::AccountId>, ValueQuery>;

	/// Proposals of affiliation without an answer, under both sides.
	#[pallet::storage]
	pub type PendingAffiliations<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, PendingOf<T>>;

	/// How many free calls each patient made on the latest day with any.
	#[pallet::storage]
	pub type FreeCallUsage<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, DailyUsage, ValueQuery>;

	/// Why tokens are held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// For the storage of a registration.
		#[codec(index = 0)]
		Registration,
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account was registered.
		Registered {
			/// The new participant.
			account: T::AccountId,
			/// What it says it is.
			role: Role,
		},
		/// The council authorised a certification authority, or changed what it may certify.
		AuthorityAuthorized {
			/// The authority.
			account: T::AccountId,
			/// The groups it may certify from now on.
			scope: GroupSet,
		},
		/// The council took a certification authority's authorisation back.
		AuthorityRevoked {
			/// The former authority.
			account: T::AccountId,
		},
		/// A certificate was issued, in place of any earlier one.
		Certified {
			/// The holder.
			account: T::AccountId,
			/// A certification authority, or the institution that enrolled the patient.
			issuer: T::AccountId,
			/// The last millisecond in which it counts.
			expires: Moment,
		},
		/// A certificate was renewed by its issuer.
		Renewed {
			/// The holder.
			account: T::AccountId,
			/// The last millisecond in which it counts now.
			expires: Moment,
		},
		/// A certificate was suspended.
		Suspended {
			/// The holder.
			account: T::AccountId,
			/// By whom.
			by: T::AccountId,
		},
		/// A suspended certificate was reinstated.
		Reinstated {
			/// The holder.
			account: T::AccountId,
			/// By whom.
			by: T::AccountId,
		},
		/// A certificate was revoked for good.
		Revoked {
			/// The holder.
			account: T::AccountId,
			/// By whom.
			by: T::AccountId,
			/// Why.
			reason: RevocationReason,
		},
		/// A participant replaced its encryption key.
		EncryptionKeyRotated {
			/// The participant.
			account: T::AccountId,
			/// How often the key has been replaced.
			version: u32,
		},
		/// An organisation published, moved or withdrew the address of its blob store.
		EndpointChanged {
			/// The organisation.
			account: T::AccountId,
		},
		/// One side proposed an affiliation.
		AffiliationProposed {
			/// Who proposed.
			from: T::AccountId,
			/// Who may accept.
			to: T::AccountId,
		},
		/// A practitioner and an organisation agreed that the one works for the other.
		Affiliated {
			/// The practitioner.
			member: T::AccountId,
			/// The organisation.
			organisation: T::AccountId,
		},
		/// A proposal was withdrawn or declined.
		ProposalEnded {
			/// Who had proposed.
			from: T::AccountId,
			/// To whom.
			to: T::AccountId,
			/// Who ended it.
			by: T::AccountId,
		},
		/// An affiliation was ended by one of its sides.
		AffiliationEnded {
			/// The practitioner.
			member: T::AccountId,
			/// The organisation.
			organisation: T::AccountId,
			/// Who ended it.
			by: T::AccountId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is registered already, and its role is for life.
		AlreadyRegistered,
		/// The account is not registered.
		NotRegistered,
		/// The key is not an X25519 public key to which anything can be sealed, or it is the account's signing key.
		InvalidEncryptionKey,
		/// The key is the one already in use.
		EncryptionKeyUnchanged,
		/// The signer has no certificate in force.
		NotCertified,
		/// The signer's role does not allow enrolling patients.
		MayNotEnrol,
		/// The patient did not sign exactly this enrolment.
		InvalidSignature,
		/// The patient's signature counted until an earlier moment.
		SignatureExpired,
		/// The certificate would have expired before it was issued.
		ExpiresInPast,
		/// The certificate would count for longer than any may.
		LifetimeTooLong,
		/// The account is not registered as a certification authority.
		NotCertificationAuthority,
		/// The scope is empty, or has a group that no authority certifies.
		InvalidScope,
		/// The signer is not authorised to certify the group.
		NotAuthorized,
		/// A certification authority is certified by the council alone.
		CertifiedByCouncil,
		/// Somebody else's certificate is in force, or suspended.
		AlreadyCertified,
		/// The account never had a certificate.
		CertificateNotFound,
		/// The signer did not issue the certificate.
		NotIssuer,
		/// The certificate is suspended.
		CertificateSuspended,
		/// The certificate is not suspended.
		CertificateNotSuspended,
		/// The certificate is revoked, which is final.
		CertificateRevoked,
		/// The certificate was suspended by an authority, and only an authority may reinstate it.
		SuspendedByAuthority,
		/// The account is a person's, not an organisation's.
		NotOrganisation,
		/// The address has another scheme, no host, or a character that it must not have.
		InvalidEndpoint,
		/// An affiliation joins a practitioner and an organisation that can have members.
		NotAffiliable,
		/// The other side has no certificate in force.
		CounterpartNotCertified,
		/// The two are affiliated already.
		AlreadyAffiliated,
		/// One of the two proposed it already.
		AlreadyProposed,
		/// The other side has not proposed it.
		NotProposed,
		/// The two are not affiliated, nor has one of them proposed it.
		NotAffiliated,
		/// The practitioner is affiliated with as many organisations as can be.
		TooManyAffiliations,
		/// The signer has as many unanswered proposals as can be.
		TooManyProposals,
		/// The other side has as many unanswered proposals as can be.
		CounterpartHasTooManyProposals,
	}

	impl<T: Config> From<Refusal> for Error<T> {
		fn from(refusal: Refusal) -> Self {
			match refusal {
				Refusal::Suspended => Error::CertificateSuspended,
				Refusal::NotSuspended => Error::CertificateNotSuspended,
				Refusal::Revoked => Error::CertificateRevoked,
			}
		}
	}

	/// Participants of the first block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The first certification authorities: account, groups it may certify, key to which others seal for it.
		pub authorities: Vec<(T::AccountId, GroupSet, EncryptionKey)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (account, scope, encryption_key) in &self.authorities {
				assert!(!Participants::<T>::contains_key(account), "an authority is listed once");
				assert!(types::is_valid_scope(*scope), "an authority certifies some groups, and not its own");
				assert!(encryption_key.is_valid(), "an authority can be sealed to");
				Pallet::<T>::insert_participant(account, Role::CertificationAuthority, *encryption_key, None);
				Authorities::<T>::insert(account, scope);
			}
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What is public about the participant; nothing if the account is not registered.
		pub fn participant(account: T::AccountId) -> Option<ParticipantInfo<T::AccountId>> {
			Self::participant_info(&account)
		}

		/// How the account stands at the time of the latest block.
		pub fn standing(account: T::AccountId) -> Standing {
			Self::standing_of(&account)
		}

		/// The account's latest certificate, whatever has become of it.
		pub fn certificate(account: T::AccountId) -> Option<CertificateOf<T>> {
			Certificates::<T>::get(account)
		}

		/// The role in which the account is certified at the time of the latest block.
		pub fn certified_role(account: T::AccountId) -> Option<Role> {
			<Self as traits::Participants<_>>::certified_role(&account)
		}

		/// The organisations the practitioner works for whose certificates are in force.
		pub fn affiliations(account: T::AccountId) -> Vec<T::AccountId> {
			<Self as traits::Participants<_>>::affiliations(&account).into_inner()
		}

		/// The proposals of affiliation that the account sent and received, and that nobody has answered.
		pub fn pending_affiliations(account: T::AccountId) -> Pending<Vec<T::AccountId>> {
			let pending = PendingAffiliations::<T>::get(account).unwrap_or_default();
			Pending { sent: pending.sent.into_inner(), received: pending.received.into_inner() }
		}

		/// How many calls the account may still make today (UTC) without a fee.
		pub fn free_calls_remaining(account: T::AccountId) -> u32 {
			<Self as traits::FreeCalls<_>>::remaining(&account)
		}

		/// The key to which others seal for the account.
		pub fn encryption_key(account: T::AccountId) -> Option<EncryptionKey> {
			<Self as traits::Participants<_>>::encryption_key(&account)
		}

		/// The address of the organisation's blob store.
		pub fn endpoint(account: T::AccountId) -> Option<Vec<u8>> {
			Endpoints::<T>::get(account).map(|endpoint| endpoint.as_bytes().to_vec())
		}

		/// The bytes that the patient signs, as they are or by a wallet's `signRaw`, so that `institution` may enrol it.
		pub fn enrolment_payload(
			institution: T::AccountId,
			patient: T::AccountId,
			encryption_key: EncryptionKey,
			certificate: Commitment,
			expires: Moment,
			deadline: Moment,
		) -> Vec<u8> {
			Self::payload_of(&Enrolment { institution, patient, encryption_key, certificate, expires, deadline })
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Register your account in a role, with the key to which others seal what is meant for you.
		///
		/// Anybody may, once; a role is for life, and another role takes another account. A deposit for the storage is held.
		/// Registering only says what you are: until an authority certifies it, it entitles you to nothing.
		///
		/// - `role`: what you are.
		/// - `encryption_key`: your X25519 public key. Never your signing key.
		///
		/// Emits `Registered`.
		#[pallet::call_index(0)]
		pub fn register(origin: OriginFor<T>, role: Role, encryption_key: EncryptionKey) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register(&who, &who, role, encryption_key)
		}

		/// Register and certify a patient who agreed to it, and pay for it.
		///
		/// For hospitals, clinics and ministries whose own certificate is in force. The patient needs no tokens. The patient signs
		/// the bytes that the view function `enrolment_payload` gives, either as they are or as wallets do by `signRaw`. The
		/// certificate outlives yours: the patient keeps it when you leave.
		///
		/// - `patient`: the patient's account, not registered yet.
		/// - `encryption_key`: the patient's X25519 public key.
		/// - `certificate`: salted commitment to the certificate's document, which stays off chain.
		/// - `expires`: the last moment in which the certificate counts, in Unix milliseconds.
		/// - `deadline`: the last moment in which the patient's signature counts, in Unix milliseconds.
		/// - `signature`: the patient's.
		///
		/// Emits `Registered` and `Certified`.
		#[pallet::call_index(1)]
		pub fn enrol_patient(
			origin: OriginFor<T>,
			patient: T::AccountId,
			encryption_key: EncryptionKey,
			certificate: Commitment,
			expires: Moment,
			deadline: Moment,
			signature: T::OffchainSignature,
		) -> DispatchResult {
			let institution = ensure_signed(origin)?;
			let enrolment = Enrolment { institution, patient, encryption_key, certificate, expires, deadline };
			Self::do_enrol_patient(enrolment, &signature)
		}

		/// Authorise a registered certification authority to certify the given groups from now on, in place of any it had.
		///
		/// For the council of institutions. A group that is taken away this way, or given, changes at once how those stand whom
		/// the authority certified; patients keep their certificates.
		///
		/// - `account`: registered as a certification authority.
		/// - `scope`: at least one group, and not the certification authorities, whom only the council certifies.
		///
		/// Emits `AuthorityAuthorized`.
		#[pallet::call_index(2)]
		pub fn authorize_authority(origin: OriginFor<T>, account: T::AccountId, scope: GroupSet) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_authorize_authority(account, scope)
		}

		/// Take a certification authority's authorisation back.
		///
		/// For the council of institutions. Whom it certified is no longer certified from this moment, patients excepted, until
		/// another authority certifies them or the council authorises this one again.
		///
		/// Emits `AuthorityRevoked`.
		#[pallet::call_index(3)]
		pub fn revoke_authority(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::do_revoke_authority(account)
		}

		/// Certify that a registered account is what its role says.
		///
		/// For authorised certification authorities, within the groups the council gave them. In place of your own earlier
		/// certificate, or of another's that was revoked, has expired, or whose issuer is no longer authorised; not while
		/// another's is in force or suspended.
		///
		/// - `account`: whom you certify.
		/// - `commitment`: salted commitment to the certificate's document, which stays off chain.
		/// - `expires`: the last moment in which it counts, in Unix milliseconds.
		///
		/// Emits `Certified`.
		#[pallet::call_index(4)]
		pub fn certify(
			origin: OriginFor<T>,
			account: T::AccountId,
			commitment: Commitment,
			expires: Moment,
		) -> DispatchResult {
			let issuer = ensure_signed(origin)?;
			Self::do_certify(issuer, account, commitment, expires)
		}

		/// Renew a certificate that you issued: another document, another expiry, sooner or later than before.
		///
		/// For its issuer, while authorised for the holder's group (a hospital: while certified itself). Not if it is suspended or
		/// revoked; if it has expired, it counts again.
		///
		/// Emits `Renewed`.
		#[pallet::call_index(5)]
		pub fn renew(
			origin: OriginFor<T>,
			account: T::AccountId,
			commitment: Commitment,
			expires: Moment,
		) -> DispatchResult {
			let issuer = ensure_signed(origin)?;
			Self::do_renew(issuer, account, commitment, expires)
		}

		/// Suspend a certificate: from this moment its holder is not certified, until it is reinstated.
		///
		/// For its issuer, while authorised; a patient's also for every authority that certifies patients.
		///
		/// Emits `Suspended`.
		#[pallet::call_index(6)]
		pub fn suspend(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_suspend(who, account)
		}

		/// Reinstate a suspended certificate.
		///
		/// For its issuer, while authorised; a patient's also for every authority that certifies patients. A hospital cannot
		/// reinstate what an authority suspended.
		///
		/// Emits `Reinstated`.
		#[pallet::call_index(7)]
		pub fn reinstate(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reinstate(who, account)
		}

		/// Revoke a certificate for good: from this moment its holder is not certified. Another one may be issued.
		///
		/// For its issuer, while authorised; a patient's also for every authority that certifies patients.
		///
		/// - `reason`: why. It is public, so it is one of a few words.
		///
		/// Emits `Revoked`.
		#[pallet::call_index(8)]
		pub fn revoke(origin: OriginFor<T>, account: T::AccountId, reason: RevocationReason) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke(who, account, reason)
		}

		/// Replace the key to which others seal what is meant for you.
		///
		/// For every participant; free of fee for certified patients with free calls left today. What was sealed to the earlier
		/// key stays sealed to it, so keep that key.
		///
		/// - `new`: your X25519 public key. Never your signing key.
		///
		/// Emits `EncryptionKeyRotated`.
		#[pallet::call_index(9)]
		#[pallet::feeless_if(|origin: &OriginFor<T>, _new: &EncryptionKey| -> bool { Pallet::<T>::is_free(origin) })]
		pub fn rotate_encryption_key(origin: OriginFor<T>, new: EncryptionKey) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rotate_encryption_key(who, new)
		}

		/// Publish, move or withdraw the address under which your organisation keeps sealed records.
		///
		/// For registered organisations.
		///
		/// - `endpoint`: an address that begins with `https://`, `s3://`, `gs://` or `az://`; on test networks also with
		///   `file:///`, `http://127.0.0.1` or `http://localhost`. Letters, digits and `-._~:/%+=,` only, so no user, no password
		///   and no query. Nothing withdraws it.
		///
		/// Emits `EndpointChanged`.
		#[pallet::call_index(10)]
		pub fn set_endpoint(origin: OriginFor<T>, endpoint: Option<EndpointBytesOf<T>>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_endpoint(who, endpoint)
		}

		/// Propose that you and another account are affiliated: a practitioner works for an organisation.
		///
		/// For practitioners and for organisations, both sides certified. It counts once the other side accepts.
		///
		/// - `other`: the organisation, if you are a practitioner; else the practitioner.
		///
		/// Emits `AffiliationProposed`.
		#[pallet::call_index(11)]
		pub fn propose_affiliation(origin: OriginFor<T>, other: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_propose_affiliation(who, other)
		}

		/// Accept the affiliation that the other side proposed to you.
		///
		/// For the side that did not propose, while both are certified.
		///
		/// Emits `Affiliated`.
		#[pallet::call_index(12)]
		pub fn accept_affiliation(origin: OriginFor<T>, other: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_affiliation(who, other)
		}

		/// End an affiliation at once, withdraw your proposal of one, or decline the other side's.
		///
		/// For either side, certified or not.
		///
		/// Emits `AffiliationEnded` or `ProposalEnded`.
		#[pallet::call_index(13)]
		pub fn end_affiliation(origin: OriginFor<T>, other: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_end_affiliation(who, other)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxCertificateLifetime::get() > 0, "a certificate counts for some time");
			assert!(T::MaxEndpointLen::get() >= 32, "a plain address fits");
			assert!(T::MaxPendingAffiliations::get() > 0, "an affiliation can be proposed");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

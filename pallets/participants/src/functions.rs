//! Registration, keys, endpoints and free calls.

use crate::{
	types::{self, Deposit, Enrolment, Participant, ParticipantInfo},
	CertificateOf, Config, Endpoint, EndpointBytesOf, EndpointOf, Endpoints, Error, Event, FreeCallUsage, Pallet,
	ParticipantOf, Participants,
};
use alloc::vec::Vec;
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{Consideration, Footprint, OriginTrait, Time},
};
use frame_system::pallet_prelude::{BlockNumberFor, OriginFor};
use salus_primitives::{roles::Role, traits, EncryptionKey, Moment};
use sp_runtime::{
	traits::{Verify, Zero},
	ArithmeticError,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> Moment {
		T::Time::now()
	}

	pub(crate) fn role_of(account: &T::AccountId) -> Result<Role, Error<T>> {
		Participants::<T>::get(account).map(|participant| participant.role).ok_or(Error::NotRegistered)
	}

	pub(crate) fn participant_info(account: &T::AccountId) -> Option<ParticipantInfo<T::AccountId>> {
		let Participant { role, encryption_key, key_version, registered, deposit } = Participants::<T>::get(account)?;
		Some(ParticipantInfo {
			role,
			standing: Self::standing_in(account, role),
			encryption_key,
			key_version,
			registered,
			depositor: deposit.map(|deposit| deposit.depositor),
		})
	}

	/// All that may come to be stored under an account in this role, affiliations aside, which take the agreement of a certified
	/// account each.
	pub(crate) fn registration_footprint(role: Role) -> Footprint {
		let always = ParticipantOf::<T>::max_encoded_len().saturating_add(CertificateOf::<T>::max_encoded_len());
		let endpoint = if role.is_organisation() { EndpointOf::<T>::max_encoded_len() } else { 0 };
		Footprint::from_parts(1, always.saturating_add(endpoint))
	}

	/// Ensures that others can seal to the key, and that it is not the key by which the account signs: a signing key is never
	/// used for sealing.
	fn ensure_seals(account: &T::AccountId, key: &EncryptionKey) -> Result<(), Error<T>> {
		let signs = account.using_encoded(|bytes| bytes == key.0);
		ensure!(key.is_valid() && !signs, Error::InvalidEncryptionKey);
		Ok(())
	}

	pub(crate) fn insert_participant(
		account: &T::AccountId,
		role: Role,
		encryption_key: EncryptionKey,
		deposit: Option<Deposit<T::AccountId, T::RegistrationConsideration>>,
	) {
		// Never taken back: the account can sign without a token, and its nonce never starts again, so that what it signed once
		// cannot be sent twice.
		frame_system::Pallet::<T>::inc_providers(account);
		let participant = Participant { role, encryption_key, key_version: 0, registered: Self::now(), deposit };
		Participants::<T>::insert(account, participant);
	}

	pub(crate) fn do_register(
		depositor: &T::AccountId,
		account: &T::AccountId,
		role: Role,
		encryption_key: EncryptionKey,
	) -> DispatchResult {
		ensure!(!Participants::<T>::contains_key(account), Error::<T>::AlreadyRegistered);
		Self::ensure_seals(account, &encryption_key)?;
		let ticket = T::RegistrationConsideration::new(depositor, Self::registration_footprint(role))?;
		let deposit = Deposit { depositor: depositor.clone(), ticket };
		Self::insert_participant(account, role, encryption_key, Some(deposit));
		Self::deposit_event(Event::Registered { account: account.clone(), role });
		Ok(())
	}

	pub(crate) fn payload_of(enrolment: &Enrolment<T::AccountId>) -> Vec<u8> {
		enrolment.payload(&frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero()))
	}

	pub(crate) fn do_enrol_patient(
		enrolment: Enrolment<T::AccountId>,
		signature: &T::OffchainSignature,
	) -> DispatchResult {
		let now = Self::now();
		let institution = <Self as traits::Participants<_>>::certified_role(&enrolment.institution)
			.ok_or(Error::<T>::NotCertified)?;
		ensure!(institution.may_enrol_patients(), Error::<T>::MayNotEnrol);
		ensure!(now <= enrolment.deadline, Error::<T>::SignatureExpired);
		Self::ensure_expiry(enrolment.expires, now)?;
		Self::ensure_signed_by_patient(&enrolment, signature)?;

		let Enrolment { institution, patient, encryption_key, certificate, expires, .. } = enrolment;
		Self::do_register(&institution, &patient, Role::Patient, encryption_key)?;
		Self::issue(institution, patient, certificate, expires, now);
		Ok(())
	}

	fn ensure_signed_by_patient(
		enrolment: &Enrolment<T::AccountId>,
		signature: &T::OffchainSignature,
	) -> Result<(), Error<T>> {
		let payload = Self::payload_of(enrolment);
		let signed = signature.verify(payload.as_slice(), &enrolment.patient)
			|| signature.verify(types::wrapped(&payload).as_slice(), &enrolment.patient);
		ensure!(signed, Error::InvalidSignature);
		Ok(())
	}

	pub(crate) fn do_rotate_encryption_key(who: T::AccountId, new: EncryptionKey) -> DispatchResult {
		Self::ensure_seals(&who, &new)?;
		let version = Participants::<T>::try_mutate(&who, |participant| -> Result<u32, DispatchError> {
			let participant = participant.as_mut().ok_or(Error::<T>::NotRegistered)?;
			ensure!(participant.encryption_key != new, Error::<T>::EncryptionKeyUnchanged);
			participant.encryption_key = new;
			participant.key_version = participant.key_version.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			Ok(participant.key_version)
		})?;
		Self::deposit_event(Event::EncryptionKeyRotated { account: who, version });
		Ok(())
	}

	pub(crate) fn do_set_endpoint(who: T::AccountId, endpoint: Option<EndpointBytesOf<T>>) -> DispatchResult {
		ensure!(Self::role_of(&who)?.is_organisation(), Error::<T>::NotOrganisation);
		let endpoint = endpoint.map(Endpoint::parse).transpose().map_err(|_| Error::<T>::InvalidEndpoint)?;
		Endpoints::<T>::set(&who, endpoint);
		Self::deposit_event(Event::EndpointChanged { account: who });
		Ok(())
	}

	/// Whether a call by this origin that may be free is free: for certified patients with free calls left today.
	pub(crate) fn is_free(origin: &OriginFor<T>) -> bool {
		origin.as_signer().is_some_and(|who| <Self as traits::FreeCalls<_>>::remaining(who) > 0)
	}

	/// Counts one free call of `who` today.
	pub(crate) fn count_free_call(who: &T::AccountId) {
		let now = Self::now();
		FreeCallUsage::<T>::mutate(who, |usage| *usage = usage.counted(now));
	}
}

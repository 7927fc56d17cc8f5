//! Giving a writer the keys by which equal information of a patient meets: fingerprints and critical facts.

use super::{encryption_key_of, ActionError};
use crate::{
	chain::Chain,
	keys::{FactSecret, FingerprintKey, MatchingKeys, Persona, Secret},
	sealing::{open_key, seal_key, KeySealError, SealContext, SealPurpose},
};
use salus_primitives::{records::RecordClass, Epoch, SealedKey};
use salus_runtime::{AccountId, Runtime};

/// A patient's matching keys, sealed to one writer. They go from one to the other, never over the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedMatchingKeys {
	/// The key of fingerprints.
	pub fingerprint: SealedKey,
	/// The key of critical facts.
	pub fact: SealedKey,
}

fn context(patient: &AccountId, purpose: SealPurpose) -> SealContext {
	// These keys are of no class and no epoch.
	SealContext { patient: patient.clone(), class: RecordClass::Summary, epoch: Epoch(0), purpose }
}

/// Seals the patient's matching keys to a writer.
///
/// # Errors
/// [`ActionError::NotAParticipant`], [`ActionError::KeySeal`] and [`ActionError::Chain`].
pub async fn seal_matching_keys(
	chain: &Chain,
	patient: &Persona,
	writer: &AccountId,
) -> Result<SealedMatchingKeys, ActionError> {
	let recipient = encryption_key_of(chain, writer).await?;
	let (account, keys) = (patient.account_id(), patient.matching_keys());
	Ok(SealedMatchingKeys {
		fingerprint: seal_key(&recipient, &context(&account, SealPurpose::FingerprintKey), keys.fingerprint.secret())?,
		fact: seal_key(&recipient, &context(&account, SealPurpose::FactKey), keys.fact.secret())?,
	})
}

/// Opens, as a writer, the matching keys of a patient.
///
/// # Errors
/// [`ActionError::NotAParticipant`], [`ActionError::KeySeal`] and [`ActionError::Chain`].
pub async fn open_matching_keys(
	chain: &Chain,
	writer: &Persona,
	patient: &AccountId,
	sealed: &SealedMatchingKeys,
) -> Result<MatchingKeys, ActionError> {
	let newest = chain
		.view(pallet_participants::ParticipantViewFunction::<Runtime>::new(writer.account_id()))
		.await?
		.ok_or_else(|| ActionError::NotAParticipant(writer.account_id()))?
		.key_version;
	let open = |purpose, sealed: &SealedKey| -> Result<Secret, KeySealError> {
		(0..=newest)
			.rev()
			.find_map(|version| open_key(&writer.encryption_key(version), &context(patient, purpose), sealed).ok())
			.ok_or(KeySealError::NotOpened)
	};
	Ok(MatchingKeys {
		fingerprint: FingerprintKey::from_secret(open(SealPurpose::FingerprintKey, &sealed.fingerprint)?),
		fact: FactSecret::from_secret(open(SealPurpose::FactKey, &sealed.fact)?),
	})
}

//! Registering, being certified, enrolling patients.

use super::ActionError;
use crate::{
	chain::{Chain, Included, Wait},
	keys::Persona,
};
use salus_primitives::{roles::Role, Commitment, ContentDigest, EncryptionKey, Moment, Salt};
use salus_runtime::{AccountId, RuntimeCall, Signature};

/// Registers the account in a role, with its own encryption key of version 0.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn register(chain: &Chain, who: &Persona, role: Role, wait: Wait) -> Result<Included, ActionError> {
	let encryption_key = who.encryption_key(0).public();
	let call = RuntimeCall::Participants(pallet_participants::Call::register { role, encryption_key });
	Ok(chain.send(who, call, wait).await?)
}

/// Commits to the bytes of a certificate under a salt that stays with its holder.
pub fn certificate(salt: &Salt, bytes: &[u8]) -> Commitment {
	Commitment::new(salt, &ContentDigest::of(bytes))
}

/// Certifies a participant.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn certify(
	chain: &Chain,
	authority: &Persona,
	account: &AccountId,
	commitment: Commitment,
	expires: Moment,
	wait: Wait,
) -> Result<Included, ActionError> {
	let call =
		RuntimeCall::Participants(pallet_participants::Call::certify { account: account.clone(), commitment, expires });
	Ok(chain.send(authority, call, wait).await?)
}

/// What a patient agrees to in an enrolment, signed by the patient and brought to the chain by the institution.
#[derive(Clone, Debug)]
pub struct Enrolment {
	/// The patient's account.
	pub patient: AccountId,
	/// The key to which others seal for the patient.
	pub encryption_key: EncryptionKey,
	/// What the institution certifies.
	pub certificate: Commitment,
	/// Until when it certifies it.
	pub expires: Moment,
	/// Until when the signature may be used.
	pub deadline: Moment,
	/// The patient's signature.
	pub signature: Signature,
}

/// Signs, as a patient, the enrolment by an institution.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn agree_to_enrolment(
	chain: &Chain,
	patient: &Persona,
	institution: &AccountId,
	certificate: Commitment,
	expires: Moment,
	deadline: Moment,
) -> Result<Enrolment, ActionError> {
	let encryption_key = patient.encryption_key(0).public();
	// Built here and wrapped, never taken from the node: what a node asks to be signed could be a transaction of the patient's.
	let payload = pallet_participants::types::Enrolment {
		institution: institution.clone(),
		patient: patient.account_id(),
		encryption_key,
		certificate,
		expires,
		deadline,
	}
	.payload(&chain.genesis_hash());
	let signed = patient.sign(&pallet_participants::types::wrapped(&payload));
	Ok(Enrolment {
		patient: patient.account_id(),
		encryption_key,
		certificate,
		expires,
		deadline,
		signature: Signature::Sr25519(signed),
	})
}

/// Brings a patient's enrolment to the chain; the institution pays.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn enrol(
	chain: &Chain,
	institution: &Persona,
	enrolment: Enrolment,
	wait: Wait,
) -> Result<Included, ActionError> {
	let Enrolment { patient, encryption_key, certificate, expires, deadline, signature } = enrolment;
	let call = RuntimeCall::Participants(pallet_participants::Call::enrol_patient {
		patient,
		encryption_key,
		certificate,
		expires,
		deadline,
		signature,
	});
	Ok(chain.send(institution, call, wait).await?)
}

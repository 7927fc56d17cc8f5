//! Keys sealed to readers: HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305.
//!
//! The `info` of HPKE says whose key it is, of which class and epoch, and what for. A key sealed for one purpose does not open
//! for another, nor one patient's for another patient:
//!
//! ```text
//! "salus/v1/seal/" purpose "/" class "/" epoch "/" patient (32 bytes)
//! ```

use crate::keys::{class_label, DecryptionKey, Secret};
use hpke::{
	aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::X25519HkdfSha256, single_shot_open, single_shot_seal, Deserializable,
	Kem, OpModeR, OpModeS, Serializable,
};
use salus_primitives::{
	keys::{SEALED_KEY_LEN, X25519_LEN},
	records::RecordClass,
	EncryptionKey, Epoch, SealedKey,
};
use sp_core::crypto::AccountId32;
use zeroize::Zeroizing;

/// What a sealed key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SealPurpose {
	/// The secret of a class, for a reader to whom the patient granted access.
	ClassGrant,
	/// The secret of a class, for a keyholder who hands it out in an emergency.
	Emergency,
	/// The content key of one record.
	ContentKey,
	/// The patient's fingerprint key, for a writer.
	FingerprintKey,
	/// The patient's key of critical facts, for a writer.
	FactKey,
}

impl SealPurpose {
	fn label(self) -> &'static str {
		match self {
			Self::ClassGrant => "class-grant",
			Self::Emergency => "emergency",
			Self::ContentKey => "content-key",
			Self::FingerprintKey => "fingerprint-key",
			Self::FactKey => "fact-key",
		}
	}
}

/// What a sealed key is bound to. Sealing and opening must name the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealContext {
	/// Whose key.
	pub patient: AccountId32,
	/// Of which class; [`RecordClass::Summary`] for keys that are of no class.
	pub class: RecordClass,
	/// Of which epoch; 0 for keys that have none.
	pub epoch: Epoch,
	/// What for.
	pub purpose: SealPurpose,
}

impl SealContext {
	fn info(&self) -> Vec<u8> {
		let (purpose, class) = (self.purpose.label(), class_label(self.class));
		let mut info = format!("salus/v1/seal/{purpose}/{class}/{}/", self.epoch.0).into_bytes();
		info.extend_from_slice(self.patient.as_ref());
		info
	}
}

/// Why a key could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeySealError {
	/// The recipient's key is no key that can be sealed to.
	#[error("the recipient's encryption key is not valid")]
	InvalidRecipient,
	/// HPKE refused to seal.
	#[error("the key could not be sealed")]
	NotSealed,
	/// It was sealed to another key, for another patient, class, epoch or purpose, or was altered. These cannot be told apart.
	#[error("the sealed key does not open: it is for another key or another purpose, or was altered")]
	NotOpened,
}

/// Seals 32 bytes to `recipient`, bound to `context`.
///
/// # Errors
/// [`KeySealError::InvalidRecipient`], or [`KeySealError::NotSealed`] when HPKE refuses.
///
/// # Panics
/// When the operating system gives no randomness.
pub fn seal_key(recipient: &EncryptionKey, context: &SealContext, secret: &Secret) -> Result<SealedKey, KeySealError> {
	if !recipient.is_valid() {
		return Err(KeySealError::InvalidRecipient);
	}
	let recipient =
		<X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&recipient.0).map_err(|_| KeySealError::InvalidRecipient)?;
	let (encapsulated, ciphertext) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
		&OpModeS::Base,
		&recipient,
		&context.info(),
		secret.expose(),
		&[],
	)
	.map_err(|_| KeySealError::NotSealed)?;
	let bytes: Vec<u8> = encapsulated.to_bytes().into_iter().chain(ciphertext).collect();
	<[u8; SEALED_KEY_LEN]>::try_from(bytes).map(SealedKey).map_err(|_| KeySealError::NotSealed)
}

/// Opens what [`seal_key`] sealed.
///
/// # Errors
/// [`KeySealError::NotOpened`].
pub fn open_key(key: &DecryptionKey, context: &SealContext, sealed: &SealedKey) -> Result<Secret, KeySealError> {
	let (encapsulated, ciphertext) = sealed.0.split_at(X25519_LEN);
	let encapsulated =
		<X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| KeySealError::NotOpened)?;
	let opened = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
		&OpModeR::Base,
		key.as_hpke(),
		&encapsulated,
		&context.info(),
		ciphertext,
		&[],
	)
	.map(Zeroizing::new)
	.map_err(|_| KeySealError::NotOpened)?;
	<[u8; 32]>::try_from(&opened[..]).map(Secret::from_bytes).map_err(|_| KeySealError::NotOpened)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn key(byte: u8) -> DecryptionKey {
		DecryptionKey::from_secret(&Secret::from_bytes([byte; 32]))
	}

	fn context() -> SealContext {
		SealContext {
			patient: AccountId32::new([1; 32]),
			class: RecordClass::Laboratory,
			epoch: Epoch(3),
			purpose: SealPurpose::ClassGrant,
		}
	}

	fn secret() -> Secret {
		Secret::from_bytes([9; 32])
	}

	#[test]
	fn what_is_sealed_opens() {
		let sealed = seal_key(&key(1).public(), &context(), &secret()).unwrap();
		assert_eq!(sealed.0.len(), 80);
		assert_eq!(open_key(&key(1), &context(), &sealed).unwrap(), secret());
	}

	#[test]
	fn sealing_twice_gives_different_bytes() {
		let seal = || seal_key(&key(1).public(), &context(), &secret()).unwrap();
		assert_ne!(seal(), seal());
	}

	#[test]
	fn keys_that_cannot_be_sealed_to_are_refused() {
		for bytes in [[0; 32], [0xff; 32]] {
			let sealed = seal_key(&EncryptionKey(bytes), &context(), &secret());
			assert_eq!(sealed.unwrap_err(), KeySealError::InvalidRecipient);
		}
	}

	#[test]
	fn nothing_opens_outside_its_context() {
		let sealed = seal_key(&key(1).public(), &context(), &secret()).unwrap();
		let others = [
			SealContext { patient: AccountId32::new([2; 32]), ..context() },
			SealContext { class: RecordClass::Restricted(0), ..context() },
			SealContext { epoch: Epoch(4), ..context() },
			SealContext { purpose: SealPurpose::Emergency, ..context() },
			SealContext { purpose: SealPurpose::ContentKey, ..context() },
			SealContext { purpose: SealPurpose::FingerprintKey, ..context() },
			SealContext { purpose: SealPurpose::FactKey, ..context() },
		];
		for other in others {
			assert_eq!(open_key(&key(1), &other, &sealed).unwrap_err(), KeySealError::NotOpened, "{other:?}");
		}
		assert_eq!(open_key(&key(2), &context(), &sealed).unwrap_err(), KeySealError::NotOpened);
	}

	proptest! {
		#[test]
		fn no_altered_bit_goes_unnoticed(bit in 0..80usize * 8) {
			let mut sealed = seal_key(&key(1).public(), &context(), &secret()).unwrap();
			sealed.0[bit / 8] ^= 1 << (bit % 8);
			// The highest bit of an X25519 key is ignored in the exchange, but the key schedule binds it.
			prop_assert_eq!(open_key(&key(1), &context(), &sealed).unwrap_err(), KeySealError::NotOpened);
		}
	}
}

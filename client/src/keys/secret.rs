//! Secret bytes, and the X25519 key that opens what was sealed.

use super::KeyError;
use chacha20poly1305::aead::Generate;
use core::fmt;
use hkdf::Hkdf;
use hpke::{kem::X25519HkdfSha256, Deserializable, Kem, Serializable};
use salus_primitives::EncryptionKey;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 secret bytes: a key, or what keys are derived from. Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
	/// Takes over the bytes.
	pub fn from_bytes(bytes: [u8; 32]) -> Self {
		Self(bytes)
	}

	/// Fresh random bytes from the operating system.
	///
	/// # Errors
	/// [`KeyError::Randomness`].
	pub fn random() -> Result<Self, KeyError> {
		random().map(Self)
	}

	/// The bytes themselves: to be sealed or used, never stored or shown in the clear.
	pub fn expose(&self) -> &[u8; 32] {
		&self.0
	}

	/// HKDF-SHA-256 of the secret, without salt, with `label` as `info`.
	pub fn derive(&self, label: &str) -> Self {
		let mut derived = Self([0; 32]);
		Hkdf::<Sha256>::new(None, &self.0)
			.expand(label.as_bytes(), &mut derived.0)
			.expect("HKDF-SHA-256 gives up to 8160 bytes; 32 were asked for; qed");
		derived
	}
}

impl fmt::Debug for Secret {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Secret(..)")
	}
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], KeyError> {
	<[u8; N]>::try_generate().map_err(|_| KeyError::Randomness)
}

/// An X25519 private key (RFC 7748), which opens what was sealed to its public half.
#[derive(Clone)]
pub struct DecryptionKey(<X25519HkdfSha256 as Kem>::PrivateKey);

impl DecryptionKey {
	/// The private key with these bytes, clamped as RFC 7748 says.
	pub fn from_secret(secret: &Secret) -> Self {
		let key = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(secret.expose());
		Self(key.expect("any 32 bytes are an X25519 private key once clamped; qed"))
	}

	/// The public half, which others seal to.
	pub fn public(&self) -> EncryptionKey {
		EncryptionKey(X25519HkdfSha256::sk_to_pk(&self.0).to_bytes().into())
	}

	pub(crate) fn as_hpke(&self) -> &<X25519HkdfSha256 as Kem>::PrivateKey {
		&self.0
	}
}

impl fmt::Debug for DecryptionKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "DecryptionKey({})", hex::encode(self.public().0))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn bytes(text: &str) -> [u8; 32] {
		hex::decode(text).unwrap().try_into().unwrap()
	}

	#[test]
	fn the_public_half_is_that_of_rfc_7748() {
		// RFC 7748, section 6.1: Bob's keys.
		let private = bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
		let key = DecryptionKey::from_secret(&Secret::from_bytes(private));
		assert_eq!(key.public().0, bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
		assert!(key.public().is_valid());
	}

	#[test]
	fn labels_separate_what_is_derived() {
		let secret = Secret::from_bytes([7; 32]);
		assert_eq!(secret.derive("a"), secret.derive("a"));
		assert_ne!(secret.derive("a"), secret.derive("b"));
		assert_ne!(secret.derive("a"), Secret::from_bytes([8; 32]).derive("a"));
	}

	#[test]
	fn derivation_is_hkdf_sha_256() {
		// RFC 5869 with its test case 3 form (no salt), cross-checked by plain HMAC: PRK = HMAC(0, ikm), OKM = HMAC(PRK, info ‖ 1).
		use hkdf::{hmac::Hmac, HmacImpl};
		let hmac = |key: &[u8], data: &[&[u8]]| -> [u8; 32] {
			let mut state = <Hmac<Sha256> as HmacImpl>::new_from_slice(key);
			data.iter().for_each(|part| HmacImpl::update(&mut state, part));
			HmacImpl::finalize(state).into()
		};
		let prk = hmac(&[0; 32], &[&[7; 32]]);
		assert_eq!(*Secret::from_bytes([7; 32]).derive("label").expose(), hmac(&prk, &[b"label", &[1]]));
	}

	#[test]
	fn debug_output_says_nothing() {
		assert_eq!(format!("{:?}", Secret::from_bytes([0xab; 32])), "Secret(..)");
		let key = DecryptionKey::from_secret(&Secret::from_bytes([0xab; 32]));
		assert!(!format!("{key:?}").contains("abab"));
	}

	#[test]
	fn random_secrets_differ() {
		assert_ne!(Secret::random().unwrap(), Secret::random().unwrap());
	}
}

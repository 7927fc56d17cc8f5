//! The one commitment scheme of Salus.
//!
//! The content digest of some bytes is their SHA-256, as `sha256sum` prints it. It never goes on chain: a dictionary finds the
//! text behind the digest of a short document in minutes. What goes on chain is the Merkle leaf (RFC 6962) over
//! `salt ‖ content digest`, with a random salt that stays off chain. A single document is a tree of one leaf.

use crate::merkle;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_io::hashing::sha2_256;

/// Length of a SHA-256 digest in bytes.
pub const DIGEST_LEN: usize = 32;

macro_rules! bytes32 {
	($(#[$doc:meta])* $name:ident) => {
		$(#[$doc])*
		#[derive(
			Clone,
			Copy,
			Debug,
			PartialEq,
			Eq,
			PartialOrd,
			Ord,
			Hash,
			Encode,
			Decode,
			DecodeWithMemTracking,
			MaxEncodedLen,
			TypeInfo,
			Serialize,
			Deserialize,
		)]
		pub struct $name(pub [u8; DIGEST_LEN]);

		impl AsRef<[u8]> for $name {
			fn as_ref(&self) -> &[u8] {
				&self.0
			}
		}
	};
}

bytes32! {
	/// SHA-256 of plaintext bytes. Stays off chain.
	ContentDigest
}
bytes32! {
	/// 256 random bits that hide a content digest. Stays off chain, with those who may check the commitment.
	Salt
}
bytes32! {
	/// The RFC 6962 Merkle leaf over `salt ‖ content digest`.
	Commitment
}
bytes32! {
	/// SHA-256 of ciphertext, under which the blob store keeps it. It says nothing of the plaintext, since each sealing uses a
	/// fresh key.
	CiphertextDigest
}
bytes32! {
	/// HMAC-SHA-256 over a record's canonical content under a key of the one patient: equal content of one patient meets,
	/// equal content of two patients does not.
	Fingerprint
}
bytes32! {
	/// HMAC-SHA-256 over what a critical fact is about (say, the code of the blood group observation) under the patient's key.
	FactKey
}
bytes32! {
	/// HMAC-SHA-256 over a critical fact's key and value under the patient's key.
	FactValue
}

impl ContentDigest {
	/// The digest of `bytes`.
	pub fn of(bytes: &[u8]) -> Self {
		Self(sha2_256(bytes))
	}
}

impl CiphertextDigest {
	/// The digest of `bytes`.
	pub fn of(bytes: &[u8]) -> Self {
		Self(sha2_256(bytes))
	}
}

impl Commitment {
	/// Commits to `digest` under `salt`.
	pub fn new(salt: &Salt, digest: &ContentDigest) -> Self {
		let mut data = [0u8; 2 * DIGEST_LEN];
		let (left, right) = data.split_at_mut(DIGEST_LEN);
		left.copy_from_slice(&salt.0);
		right.copy_from_slice(&digest.0);
		Self(merkle::leaf_hash(&data))
	}

	/// Whether the commitment is to these bytes under this salt.
	pub fn matches(&self, salt: &Salt, bytes: &[u8]) -> bool {
		*self == Self::new(salt, &ContentDigest::of(bytes))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_digest_is_what_sha256sum_prints() {
		// FIPS 180-2, appendix B.1.
		assert_eq!(
			ContentDigest::of(b"abc").0,
			[
				0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0,
				0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
			]
		);
	}

	#[test]
	fn a_commitment_matches_its_content_and_salt_only() {
		let salt = Salt([7; 32]);
		let commitment = Commitment::new(&salt, &ContentDigest::of(b"A positive"));
		assert!(commitment.matches(&salt, b"A positive"));
		assert!(!commitment.matches(&salt, b"A negative"));
		assert!(!commitment.matches(&Salt([8; 32]), b"A positive"));
		// A leaf is never the bare digest, nor the digest of the salted digest without the leaf prefix.
		assert_ne!(commitment.0, ContentDigest::of(b"A positive").0);
	}
}

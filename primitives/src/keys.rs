//! Keys that seal, as opposed to keys that sign. A signing key is never used for sealing.

use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Length of an X25519 public key in bytes.
pub const X25519_LEN: usize = 32;

/// Length of a sealed 32-byte key: HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305 gives
/// a 32-byte encapsulated key, 32 bytes of ciphertext and a 16-byte tag.
pub const SEALED_KEY_LEN: usize = X25519_LEN + 32 + 16;

/// An X25519 public key (RFC 7748), to which others seal.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct EncryptionKey(pub [u8; X25519_LEN]);

/// The canonical encodings of the points of small order on Curve25519: a key among them makes every shared secret zero.
const SMALL_ORDER_POINTS: [[u8; X25519_LEN]; 5] = [
	[0; 32],
	{
		let mut one = [0; 32];
		one[0] = 1;
		one
	},
	[
		0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09,
		0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
	],
	[
		0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44,
		0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
	],
	[
		0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
	],
];

/// The field prime 2^255 - 19, little-endian. Encodings at or above it stand for smaller numbers and are refused.
const FIELD_PRIME: [u8; X25519_LEN] = {
	let mut prime = [0xff; 32];
	prime[0] = 0xed;
	prime[31] = 0x7f;
	prime
};

impl EncryptionKey {
	/// Whether the key can be sealed to: canonically encoded and not of small order.
	pub fn is_valid(&self) -> bool {
		let canonical = self.0.iter().rev().lt(FIELD_PRIME.iter().rev());
		canonical && !SMALL_ORDER_POINTS.contains(&self.0)
	}
}

/// The epoch of a patient's class key; grows by one with each rotation.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
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
	CompactAs,
	Serialize,
	Deserialize,
)]
pub struct Epoch(pub u16);

impl Epoch {
	/// The last epoch. Epoch secrets form a hash chain that a patient's client walks down from here (see `docs/`), so that the
	/// secret of one epoch opens all earlier ones and none that comes later.
	pub const LAST: Self = Self(4_095);

	/// The epoch that follows, or `None` after [`Epoch::LAST`].
	pub fn next(self) -> Option<Self> {
		(self < Self::LAST).then(|| Self(self.0.saturating_add(1)))
	}
}

/// A 32-byte secret sealed by HPKE: encapsulated key ‖ ciphertext ‖ tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SealedKey(pub [u8; SEALED_KEY_LEN]);

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn keys_that_cannot_be_sealed_to_are_invalid() {
		for point in SMALL_ORDER_POINTS {
			assert!(!EncryptionKey(point).is_valid());
		}
		assert!(!EncryptionKey(FIELD_PRIME).is_valid());
		assert!(!EncryptionKey([0xff; 32]).is_valid());
		assert!(EncryptionKey([9; 32]).is_valid());
	}

	#[test]
	fn epochs_end() {
		assert_eq!(Epoch(0).next(), Some(Epoch(1)));
		assert_eq!(Epoch::LAST.next(), None);
	}
}

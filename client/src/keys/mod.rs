//! Keys: from the twelve or twenty-four words that a patient writes down to everything that signs, seals and matches.
//!
//! ```text
//! BIP-39 words ──┐
//! secret URI ────┼─► Root ──► Persona 0 (the root account itself)
//! polkadot.js ───┘       └──► Persona n: //salus//persona//n  (hard junctions, so unlinkable)
//!
//! Persona secret (the sr25519 scalar)
//!   ├─ salus/v1/encryption/<version>   X25519: others seal to it
//!   ├─ salus/v1/class/<class>          the class's secret at Epoch::LAST, from which a hash chain leads down
//!   │     secret(e) = HKDF(secret(e + 1), "salus/v1/epoch")
//!   │     X25519 key of an epoch = HKDF(secret(e), "x25519")
//!   ├─ salus/v1/fingerprint            key of record fingerprints
//!   └─ salus/v1/fact                   key of critical facts
//! ```
//!
//! Every arrow is HKDF-SHA-256 (RFC 5869) without salt, the label as `info`, 32 bytes out. Derivation starts from the 32-byte
//! scalar of the account's sr25519 key and from nothing else, so the same account gives the same keys whether it comes from
//! words, from a secret URI, or from a polkadot.js JSON file, which holds the expanded key but not the words.
//!
//! The chain of a class runs backwards: whoever holds the secret of epoch *e* can step down to every earlier epoch and to none
//! that is later. A grant of reading therefore hands over one secret of 32 bytes per class, sealed into 80.
//!
//! Secrets are wiped from memory when dropped, and their `Debug` output says nothing.

mod class;
mod json;
mod matching;
mod persona;
mod secret;
mod seed;
pub mod shares;

pub use class::{class_label, ClassSecret};
pub use json::JsonAccountError;
pub use matching::{FactSecret, FingerprintKey, MatchingKeys};
pub use persona::{Persona, PersonaId, Root};
pub(crate) use secret::random;
pub use secret::{DecryptionKey, Secret};
pub use seed::{Seed, Words};

use salus_primitives::Epoch;

/// Why a key could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
	/// A phrase has 12, 15, 18, 21 or 24 words.
	#[error("a recovery phrase has 12, 15, 18, 21 or 24 words; this one has {0}")]
	WordCount(usize),
	/// The word is not in the English BIP-39 list.
	#[error("word {0} of the recovery phrase is not in the English BIP-39 word list")]
	UnknownWord(usize),
	/// The words are all known but do not belong together in this order.
	#[error("the recovery phrase's checksum does not match: a word is wrong or out of place")]
	Checksum,
	/// The entropy has a length that no phrase stands for.
	#[error("a seed has 16, 20, 24, 28 or 32 bytes; this one has {0}")]
	EntropyLength(usize),
	/// The secret URI does not parse or its phrase is not valid.
	#[error("the secret URI is not valid: {0}")]
	Uri(String),
	/// A persona is a number, or a name of letters, digits, `-`, `_` and `.`.
	#[error("'{0}' does not name a persona: use a number, or up to 32 letters, digits, '-', '_' and '.'")]
	PersonaName(String),
	/// The epoch lies beyond the last.
	#[error("epoch {} lies beyond the last epoch {}", .0.0, Epoch::LAST.0)]
	EpochOutOfRange(Epoch),
	/// The secret that is held is of an earlier epoch than the one asked for.
	#[error("epoch {} was asked for, but the secret held reaches only up to epoch {}", asked.0, held.0)]
	EpochNotHeld {
		/// The latest epoch that the secret opens.
		held: Epoch,
		/// The epoch asked for.
		asked: Epoch,
	},
	/// The operating system gave no randomness.
	#[error("the operating system gave no random bytes")]
	Randomness,
}

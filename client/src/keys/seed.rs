//! The seed: what a patient backs up.

use super::{secret::random, KeyError, Root, Secret};
use bip39::{Language, Mnemonic};
use core::fmt;
use sp_core::{sr25519, Pair as _};
use zeroize::{Zeroize, Zeroizing};

/// How many words a new recovery phrase has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
	/// Twelve words, 128 bits: what wallets make by default.
	Twelve,
	/// Twenty-four words, 256 bits.
	TwentyFour,
}

/// The entropy behind a BIP-39 recovery phrase in English. The account follows from it by the rules of substrate-bip39, so
/// the phrase gives the same account in polkadot.js and any other Substrate wallet.
///
/// A phrase protected by a password of its own is a secret URI (`words///password`): see [`Root::from_uri`].
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(Zeroizing<Vec<u8>>);

impl Seed {
	/// A new seed from the operating system's randomness.
	///
	/// # Errors
	/// [`KeyError::Randomness`].
	pub fn generate(words: Words) -> Result<Self, KeyError> {
		let bytes = Zeroizing::new(random::<32>()?);
		let length = match words {
			Words::Twelve => 16,
			Words::TwentyFour => 32,
		};
		Self::from_entropy(bytes.get(..length).unwrap_or_default())
	}

	/// The seed behind a phrase. Spaces may be doubled and letters may be capitals, as when typed from paper.
	///
	/// # Errors
	/// [`KeyError::WordCount`], [`KeyError::UnknownWord`] or [`KeyError::Checksum`].
	pub fn from_phrase(phrase: &str) -> Result<Self, KeyError> {
		let phrase = Zeroizing::new(phrase.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
		let mnemonic = Mnemonic::parse_in(Language::English, phrase.as_str()).map_err(|error| match error {
			bip39::Error::BadWordCount(count) => KeyError::WordCount(count),
			bip39::Error::UnknownWord(index) => KeyError::UnknownWord(index.saturating_add(1)),
			_ => KeyError::Checksum,
		})?;
		Ok(Self(Zeroizing::new(mnemonic.to_entropy())))
	}

	/// The seed with this entropy.
	///
	/// # Errors
	/// [`KeyError::EntropyLength`].
	pub fn from_entropy(entropy: &[u8]) -> Result<Self, KeyError> {
		match entropy.len() {
			16 | 20 | 24 | 28 | 32 => Ok(Self(Zeroizing::new(entropy.to_vec()))),
			other => Err(KeyError::EntropyLength(other)),
		}
	}

	/// The recovery phrase, for the patient to write down.
	///
	/// # Errors
	/// None for a seed that was made by one of the functions above.
	pub fn phrase(&self) -> Result<Zeroizing<String>, KeyError> {
		let mnemonic = Mnemonic::from_entropy(&self.0).map_err(|_| KeyError::EntropyLength(self.0.len()))?;
		Ok(Zeroizing::new(mnemonic.to_string()))
	}

	/// The account that the seed stands for, from which all personas follow.
	///
	/// # Errors
	/// None for a seed that was made by one of the functions above.
	pub fn root(&self) -> Result<Root, KeyError> {
		let phrase = self.phrase()?;
		let (pair, mut mini_secret) = sr25519::Pair::from_phrase(&phrase, None).map_err(|_| KeyError::Checksum)?;
		mini_secret.zeroize();
		Ok(Root::new(pair))
	}

	/// Four bytes by which shares of one seed are told from those of another. They follow from the seed by HKDF and say nothing
	/// about it.
	pub fn fingerprint(&self) -> [u8; 4] {
		let mut padded = [0; 32];
		padded.iter_mut().zip(self.0.iter()).for_each(|(to, from)| *to = *from);
		let derived = Secret::from_bytes(padded).derive(&format!("salus/v1/seed-fingerprint/{}", self.0.len()));
		padded.zeroize();
		let [a, b, c, d, ..] = *derived.expose();
		[a, b, c, d]
	}

	pub(super) fn entropy(&self) -> &[u8] {
		&self.0
	}
}

impl fmt::Debug for Seed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Seed({})", hex::encode(self.fingerprint()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use sp_core::crypto::Ss58Codec;

	const DEV: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

	#[test]
	fn a_phrase_gives_the_account_that_polkadot_js_gives() {
		let root = Seed::from_phrase(DEV).unwrap().root().unwrap();
		let address = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";
		assert_eq!(root.account_id().to_ss58check_with_version(42u16.into()), address);
		// And the one that subxt-signer gives, which follows polkadot.js too.
		let words = subxt_signer::bip39::Mnemonic::parse(DEV).unwrap();
		let theirs = subxt_signer::sr25519::Keypair::from_phrase(&words, None).unwrap();
		assert_eq!(AsRef::<[u8; 32]>::as_ref(&root.account_id()), &theirs.public_key().0);
	}

	#[test]
	fn new_seeds_have_the_words_asked_for_and_differ() {
		for (words, count) in [(Words::Twelve, 12), (Words::TwentyFour, 24)] {
			let seed = Seed::generate(words).unwrap();
			let phrase = seed.phrase().unwrap();
			assert_eq!(phrase.split(' ').count(), count);
			assert_eq!(Seed::from_phrase(&phrase).unwrap(), seed);
			assert_ne!(Seed::generate(words).unwrap(), seed);
		}
	}

	#[test]
	fn a_phrase_typed_from_paper_is_understood() {
		let typed = format!("  {}\n", DEV.replace(' ', "  ").to_uppercase());
		assert_eq!(Seed::from_phrase(&typed).unwrap(), Seed::from_phrase(DEV).unwrap());
	}

	#[test]
	fn each_wrong_phrase_has_its_error() {
		assert_eq!(Seed::from_phrase("").unwrap_err(), KeyError::WordCount(0));
		assert_eq!(Seed::from_phrase("bottom drive obey").unwrap_err(), KeyError::WordCount(3));
		assert_eq!(Seed::from_phrase(&DEV.replace("obey", "obay")).unwrap_err(), KeyError::UnknownWord(3));
		assert_eq!(Seed::from_phrase(&DEV.replace("obey", "lake")).unwrap_err(), KeyError::Checksum);
		assert_eq!(Seed::from_entropy(&[0; 17]).unwrap_err(), KeyError::EntropyLength(17));
	}

	#[test]
	fn debug_output_says_no_secret() {
		let seed = Seed::from_entropy(&[0xcd; 16]).unwrap();
		assert!(!format!("{seed:?}").contains("cdcd"));
	}

	proptest! {
		#[test]
		fn phrases_and_entropy_are_the_same_thing(
			entropy in prop_oneof![Just(16usize), Just(20), Just(24), Just(28), Just(32)]
				.prop_flat_map(|length| proptest::collection::vec(any::<u8>(), length)),
		) {
			let seed = Seed::from_entropy(&entropy).unwrap();
			prop_assert_eq!(seed.entropy(), &entropy[..]);
			prop_assert_eq!(Seed::from_phrase(&seed.phrase().unwrap()).unwrap(), seed);
		}
	}
}

//! A root account and its personas.

use super::{json, matching::MatchingKeys, ClassSecret, DecryptionKey, FactSecret, FingerprintKey, JsonAccountError};
use super::{KeyError, Secret, Seed};
use core::{fmt, str::FromStr};
use salus_primitives::{records::RecordClass, Epoch};
use sp_core::{
	crypto::{AccountId32, DeriveJunction},
	sr25519, Pair as _,
};
use zeroize::{Zeroize, Zeroizing};

/// Longest name of a persona.
const MAX_NAME: usize = 32;

/// Which of a patient's accounts. Number 0 is the root account itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonaId {
	/// A numbered persona.
	Number(u32),
	/// A named persona. Names are told apart byte by byte, and a name that is a number is that number.
	Name(String),
}

impl PersonaId {
	/// The root account itself.
	pub const ROOT: Self = Self::Number(0);

	/// The junctions that lead from the root to the persona; none for the root itself.
	fn junctions(&self) -> Vec<DeriveJunction> {
		let last = match self {
			Self::Number(0) => return Vec::new(),
			Self::Number(number) => DeriveJunction::hard(u64::from(*number)),
			Self::Name(name) => DeriveJunction::hard(name.as_str()),
		};
		vec![DeriveJunction::hard("salus"), DeriveJunction::hard("persona"), last]
	}

	/// The derivation path as a wallet takes it behind the recovery phrase, such as `//salus//persona//1`; empty for the root.
	pub fn path(&self) -> String {
		match self {
			Self::Number(0) => String::new(),
			other => format!("//salus//persona//{other}"),
		}
	}
}

impl Default for PersonaId {
	fn default() -> Self {
		Self::ROOT
	}
}

impl fmt::Display for PersonaId {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Number(number) => number.fmt(f),
			Self::Name(name) => name.fmt(f),
		}
	}
}

impl FromStr for PersonaId {
	type Err = KeyError;

	fn from_str(text: &str) -> Result<Self, KeyError> {
		if let Ok(number) = text.parse() {
			return Ok(Self::Number(number));
		}
		let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
		let numeric = text.bytes().all(|byte| byte.is_ascii_digit());
		if text.is_empty() || text.len() > MAX_NAME || numeric || !text.bytes().all(allowed) {
			return Err(KeyError::PersonaName(text.to_owned()));
		}
		Ok(Self::Name(text.to_owned()))
	}
}

/// The account from which a patient's personas follow.
#[derive(Clone)]
pub struct Root(sr25519::Pair);

impl Root {
	pub(super) fn new(pair: sr25519::Pair) -> Self {
		Self(pair)
	}

	/// The account of a seed.
	///
	/// # Errors
	/// None for a seed that was made by this module.
	pub fn from_seed(seed: &Seed) -> Result<Self, KeyError> {
		seed.root()
	}

	/// The account of a secret URI as Substrate's tools write it: `phrase//hard/soft///password`, `0x…` for a raw 32-byte seed
	/// in place of the phrase, or `//Alice` and the like for the public development accounts.
	///
	/// # Errors
	/// [`KeyError::Uri`].
	pub fn from_uri(uri: &str) -> Result<Self, KeyError> {
		let (pair, seed) =
			sr25519::Pair::from_string_with_seed(uri, None).map_err(|error| KeyError::Uri(error.to_string()))?;
		seed.zeroize_inside();
		Ok(Self(pair))
	}

	/// The account of a polkadot.js JSON file, version 3. The file holds the expanded key and no words, so shares of the seed
	/// cannot be made from it; all else is as if the account came from its words.
	///
	/// # Errors
	/// One for each way in which a file can be unusable: see [`JsonAccountError`].
	pub fn from_json(json: &str, password: &str) -> Result<Self, JsonAccountError> {
		json::import(json, password).map(Self)
	}

	/// The account's id on chain.
	pub fn account_id(&self) -> AccountId32 {
		self.0.public().into()
	}

	/// One of the accounts. Personas of one root cannot be linked by anyone who does not hold the root.
	pub fn persona(&self, id: PersonaId) -> Persona {
		// Hard junctions cannot fail on sr25519.
		let (pair, seed) = self
			.0
			.derive(id.junctions().into_iter(), None)
			.expect("sr25519 derives by hard junctions from every key; qed");
		seed.zeroize_inside();
		Persona::new(id, pair)
	}
}

impl fmt::Debug for Root {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Root({})", self.account_id())
	}
}

/// Wipes the mini secret that a derivation hands out besides the key.
trait ZeroizeInside {
	fn zeroize_inside(self);
}

impl ZeroizeInside for Option<[u8; 32]> {
	fn zeroize_inside(mut self) {
		self.zeroize();
	}
}

/// One of a patient's accounts with all keys that follow from it. Also what any other participant uses: a hospital's persona 0.
#[derive(Clone)]
pub struct Persona {
	id: PersonaId,
	pair: sr25519::Pair,
	secret: Secret,
}

impl Persona {
	fn new(id: PersonaId, pair: sr25519::Pair) -> Self {
		// The first half of the expanded key is the scalar. The second, the seed of nonces, is left out: wallets that derive by
		// soft junctions choose it at random.
		let expanded = Zeroizing::new(pair.to_raw_vec());
		let mut scalar = [0; 32];
		scalar.iter_mut().zip(expanded.iter()).for_each(|(to, from)| *to = *from);
		let secret = Secret::from_bytes(scalar);
		scalar.zeroize();
		Self { id, pair, secret }
	}

	/// Which of the root's accounts it is.
	pub fn id(&self) -> &PersonaId {
		&self.id
	}

	/// The account's id on chain.
	pub fn account_id(&self) -> AccountId32 {
		self.pair.public().into()
	}

	/// The key pair that signs.
	pub fn pair(&self) -> &sr25519::Pair {
		&self.pair
	}

	/// Signs the bytes.
	pub fn sign(&self, message: &[u8]) -> sr25519::Signature {
		self.pair.sign(message)
	}

	/// The key that opens what others seal for this account. A participant that replaces its key moves to the next version and
	/// can still open what was sealed to the versions before.
	pub fn encryption_key(&self, version: u32) -> DecryptionKey {
		DecryptionKey::from_secret(&self.secret.derive(&format!("salus/v1/encryption/{version}")))
	}

	/// The secret of one of the account's classes at an epoch, which opens that epoch and all before it.
	///
	/// # Errors
	/// [`KeyError::EpochOutOfRange`].
	pub fn class_secret(&self, class: RecordClass, epoch: Epoch) -> Result<ClassSecret, KeyError> {
		ClassSecret::of_owner(&self.secret, class, epoch)
	}

	/// The key of record fingerprints.
	pub fn fingerprint_key(&self) -> FingerprintKey {
		FingerprintKey::from_secret(self.secret.derive("salus/v1/fingerprint"))
	}

	/// The key of critical facts.
	pub fn fact_secret(&self) -> FactSecret {
		FactSecret::from_secret(self.secret.derive("salus/v1/fact"))
	}

	/// Both keys by which equal information of this patient meets.
	pub fn matching_keys(&self) -> MatchingKeys {
		MatchingKeys { fingerprint: self.fingerprint_key(), fact: self.fact_secret() }
	}
}

impl fmt::Debug for Persona {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Persona({}, {})", self.id, self.account_id())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeSet;

	const DEV: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

	fn root() -> Root {
		Root::from_uri(DEV).unwrap()
	}

	#[test]
	fn persona_zero_is_the_root_account() {
		assert_eq!(root().persona(PersonaId::ROOT).account_id(), root().account_id());
		assert_eq!(PersonaId::ROOT.path(), "");
	}

	#[test]
	fn a_wallet_finds_the_same_persona_by_its_path() {
		for id in ["1", "7", "4294967295", "clinic", "insurer-2", "a.b_c"] {
			let id: PersonaId = id.parse().unwrap();
			let by_path = Root::from_uri(&format!("{DEV}{}", id.path())).unwrap();
			assert_eq!(root().persona(id.clone()).account_id(), by_path.account_id(), "{id}");
			// By subxt-signer as well, which has its own reading of paths.
			let uri: subxt_signer::SecretUri = format!("{DEV}{}", id.path()).parse().unwrap();
			let theirs = subxt_signer::sr25519::Keypair::from_uri(&uri).unwrap();
			assert_eq!(AsRef::<[u8; 32]>::as_ref(&by_path.account_id()), &theirs.public_key().0, "{id}");
		}
	}

	#[test]
	fn personas_share_no_key() {
		let ids = (0..20).map(PersonaId::Number).chain(["a", "b"].map(|name| PersonaId::Name(name.into())));
		let mut seen = BTreeSet::new();
		for persona in ids.map(|id| root().persona(id)) {
			assert!(seen.insert(AsRef::<[u8; 32]>::as_ref(&persona.account_id()).to_owned()));
			assert!(seen.insert(persona.encryption_key(0).public().0));
			assert!(seen.insert(persona.encryption_key(1).public().0));
			assert!(seen.insert(persona.class_secret(RecordClass::Summary, Epoch(0)).unwrap().public_key().0));
			assert!(seen.insert(*persona.fingerprint_key().secret().expose()));
			assert!(seen.insert(*persona.fact_secret().secret().expose()));
		}
	}

	#[test]
	fn ids_that_name_no_persona_are_refused() {
		for text in ["", "a/b", "//x", "a b", "é", "4294967296", "00000000000", &"x".repeat(33)] {
			let parsed = PersonaId::from_str(text);
			match text {
				"00000000000" => assert_eq!(parsed.unwrap(), PersonaId::ROOT),
				_ => assert_eq!(parsed.unwrap_err(), KeyError::PersonaName(text.to_owned())),
			}
		}
	}

	#[test]
	fn uris_that_say_no_account_are_refused() {
		assert!(matches!(Root::from_uri("not a phrase"), Err(KeyError::Uri(_))));
		assert!(matches!(Root::from_uri("0x1234"), Err(KeyError::Uri(_))));
	}

	#[test]
	fn what_a_persona_signs_verifies() {
		let persona = root().persona(PersonaId::Number(3));
		let signature = persona.sign(b"message");
		assert!(sr25519::Pair::verify(&signature, b"message", &persona.pair().public()));
		assert!(!sr25519::Pair::verify(&signature, b"another", &persona.pair().public()));
	}

	#[test]
	fn derived_keys_are_pinned() {
		// Any change here locks patients out of their records.
		let persona = root().persona(PersonaId::ROOT);
		let pinned = [
			hex::encode(persona.encryption_key(0).public().0),
			hex::encode(persona.class_secret(RecordClass::Laboratory, Epoch(0)).unwrap().public_key().0),
			hex::encode(persona.class_secret(RecordClass::Restricted(7), Epoch(1)).unwrap().public_key().0),
		];
		assert_eq!(pinned, PINNED);
	}

	/// Computed by an independent implementation, in Python, from the words and the rules in the module's documentation.
	const PINNED: [&str; 3] = [
		"6657835a8a8e18a527a18961912b32a46a67207abb8da800aa34216073f6525b",
		"5bf0e6b144e811a732fcfd0c741a84d28f27e297802f8fe1564c9fc5f6375d58",
		"2a8b787bf683a246aed47b936025db9d6b54d5642cb462a3eb50a9be35060d07",
	];
}

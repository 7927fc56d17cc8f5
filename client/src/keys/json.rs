//! Accounts in the JSON form, version 3, that polkadot.js and its browser extension export.
//!
//! `encoded` is base64 of `salt 32 ‖ N 4 ‖ p 4 ‖ r 4 ‖ nonce 24 ‖ box`: the box is XSalsa20-Poly1305 under scrypt of the password,
//! and holds a PKCS#8-like frame around the expanded sr25519 key and the public key.

use base64::{prelude::BASE64_STANDARD, Engine};
use crypto_secretbox::{aead::Aead, Key, KeyInit, Nonce, XSalsa20Poly1305};
use schnorrkel::SecretKey;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	sr25519, Pair as _,
};
use zeroize::Zeroizing;

/// The scrypt parameters (N, p, r) that polkadot.js accepts. Others are refused, since a crafted file could ask for any amount
/// of memory.
const SCRYPT_PARAMETERS: [(u32, u32, u32); 6] =
	[(1 << 13, 10, 8), (1 << 14, 5, 8), (1 << 15, 3, 8), (1 << 15, 1, 8), (1 << 16, 2, 8), (1 << 17, 1, 8)];

const HEADER: [u8; 16] = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const DIVIDER: [u8; 5] = [161, 35, 3, 33, 0];

/// Why a polkadot.js JSON account cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonAccountError {
	/// Not a JSON account at all.
	#[error("this is not a polkadot.js JSON account: {0}")]
	NotAnAccount(String),
	/// A version, key type or cipher that is not supported: only version 3, sr25519, encrypted with a password, is.
	#[error("JSON accounts are supported in version 3, for sr25519, encrypted by scrypt and xsalsa20-poly1305; this one is {0}")]
	Unsupported(String),
	/// The scrypt parameters are not among those that polkadot.js uses.
	#[error("the JSON account asks for unusual scrypt parameters: N {n}, p {p}, r {r}")]
	ScryptParameters {
		/// Cost.
		n: u32,
		/// Parallelism.
		p: u32,
		/// Block size.
		r: u32,
	},
	/// The password is wrong, or the encrypted part was altered, which cannot be told apart.
	#[error("the password does not open this JSON account")]
	WrongPassword,
	/// What was decrypted is not a key, or not the key of the account that the file names.
	#[error("the JSON account is damaged: {0}")]
	Damaged(&'static str),
}

#[derive(serde::Deserialize)]
struct Account {
	address: String,
	encoded: String,
	encoding: Encoding,
}

#[derive(serde::Deserialize)]
struct Encoding {
	content: Vec<String>,
	#[serde(rename = "type")]
	ciphers: Vec<String>,
	version: String,
}

impl Account {
	fn ensure_supported(&self) -> Result<(), JsonAccountError> {
		let Encoding { content, ciphers, version } = &self.encoding;
		let has = |list: &[String], item: &str| list.iter().any(|entry| entry == item);
		let supported = version == "3"
			&& has(content, "pkcs8")
			&& has(content, "sr25519")
			&& has(ciphers, "scrypt")
			&& has(ciphers, "xsalsa20-poly1305");
		if supported {
			return Ok(());
		}
		Err(JsonAccountError::Unsupported(format!(
			"version {version}, content {}, encrypted by {}",
			content.join(" and "),
			ciphers.join(" and ")
		)))
	}
}

/// Takes the first `N` bytes off `bytes`.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
	let (head, tail) = bytes.split_first_chunk::<N>()?;
	*bytes = tail;
	Some(*head)
}

pub(super) fn import(json: &str, password: &str) -> Result<sr25519::Pair, JsonAccountError> {
	let account: Account =
		serde_json::from_str(json).map_err(|error| JsonAccountError::NotAnAccount(error.to_string()))?;
	account.ensure_supported()?;
	let encoded =
		BASE64_STANDARD.decode(&account.encoded).map_err(|error| JsonAccountError::NotAnAccount(error.to_string()))?;
	let plaintext = decrypt(&encoded, password)?;

	let mut rest: &[u8] = &plaintext;
	let frame = (|| {
		let header: [u8; 16] = take(&mut rest)?;
		let secret = Zeroizing::new(take::<64>(&mut rest)?);
		let divider: [u8; 5] = take(&mut rest)?;
		let public: [u8; 32] = take(&mut rest)?;
		(header == HEADER && divider == DIVIDER && rest.is_empty()).then_some((secret, public))
	})();
	let (secret, public) = frame.ok_or(JsonAccountError::Damaged("it holds no sr25519 key"))?;
	let secret = SecretKey::from_ed25519_bytes(&secret[..])
		.map_err(|_| JsonAccountError::Damaged("its key is not a valid sr25519 key"))?;
	let pair = sr25519::Pair::from(secret);
	if pair.public().0 != public {
		return Err(JsonAccountError::Damaged("its secret and public key do not belong together"));
	}
	let (address, _) = AccountId32::from_ss58check_with_version(&account.address)
		.map_err(|_| JsonAccountError::Damaged("its address is not valid"))?;
	if address != AccountId32::from(pair.public()) {
		return Err(JsonAccountError::Damaged("its address is not that of its key"));
	}
	Ok(pair)
}

fn decrypt(encoded: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>, JsonAccountError> {
	let mut rest = encoded;
	let parts = (|| {
		let salt: [u8; 32] = take(&mut rest)?;
		let [n, p, r] = [take(&mut rest)?, take(&mut rest)?, take(&mut rest)?].map(u32::from_le_bytes);
		Some((salt, n, p, r, take::<24>(&mut rest)?))
	})();
	let (salt, n, p, r, nonce) = parts.ok_or(JsonAccountError::Damaged("it is cut short"))?;
	let refused = JsonAccountError::ScryptParameters { n, p, r };
	if !SCRYPT_PARAMETERS.contains(&(n, p, r)) {
		return Err(refused);
	}
	let parameters = u8::try_from(n.ilog2())
		.ok()
		.and_then(|log_n| scrypt::Params::new(log_n, r, p, 32).ok())
		.ok_or(refused.clone())?;
	let mut key = Zeroizing::new([0u8; 32]);
	scrypt::scrypt(password.as_bytes(), &salt, &parameters, &mut key[..]).map_err(|_| refused)?;
	XSalsa20Poly1305::new(Key::from_slice(&key[..]))
		.decrypt(Nonce::from_slice(&nonce), rest)
		.map(Zeroizing::new)
		.map_err(|_| JsonAccountError::WrongPassword)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::{PersonaId, Root};
	use salus_primitives::{records::RecordClass, Epoch};

	/// The development account `//Alice` as polkadot.js exports it.
	const ALICE: &str = r#"{
		"encoded": "DumgApKCTqoCty1OZW/8WS+sgo6RdpHhCwAkA2IoDBMAgAAAAQAAAAgAAAB6IG/q24EeVf0JqWqcBd5m2tKq5BlyY84IQ8oamLn9DZe9Ouhgunr7i36J1XxUnTI801axqL/ym1gil0U8440Qvj0lFVKwGuxq38zuifgoj0B3Yru0CI6QKEvQPU5xxj4MpyxdSxP+2PnTzYao0HDH0fulaGvlAYXfqtU89xrx2/z9z7IjSwS3oDFPXRQ9kAdDebtyCVreZ9Otw9v3",
		"encoding": { "content": ["pkcs8", "sr25519"], "type": ["scrypt", "xsalsa20-poly1305"], "version": "3" },
		"address": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
		"meta": { "genesisHash": "", "name": "Alice", "whenCreated": 1718265838755 }
	}"#;

	#[test]
	fn an_account_from_json_has_the_keys_of_the_account_from_its_words() {
		let from_json = Root::from_json(ALICE, "whoisalice").unwrap();
		let from_uri = Root::from_uri("//Alice").unwrap();
		assert_eq!(from_json.account_id(), from_uri.account_id());
		for id in [PersonaId::ROOT, PersonaId::Number(5), PersonaId::Name("clinic".into())] {
			let (one, other) = (from_json.persona(id.clone()), from_uri.persona(id));
			assert_eq!(one.account_id(), other.account_id());
			assert_eq!(one.encryption_key(0).public(), other.encryption_key(0).public());
			assert_eq!(one.matching_keys(), other.matching_keys());
			assert_eq!(
				one.class_secret(RecordClass::Summary, Epoch(0)).unwrap(),
				other.class_secret(RecordClass::Summary, Epoch(0)).unwrap()
			);
		}
		let theirs = subxt_signer::polkadot_js_compat::decrypt_json(ALICE, "whoisalice").unwrap();
		assert_eq!(AsRef::<[u8; 32]>::as_ref(&from_json.account_id()), &theirs.public_key().0);
	}

	#[test]
	fn each_unusable_file_has_its_error() {
		let import = |json: &str| Root::from_json(json, "whoisalice").unwrap_err();
		assert_eq!(Root::from_json(ALICE, "whoisbob").unwrap_err(), JsonAccountError::WrongPassword);
		assert!(matches!(import("{}"), JsonAccountError::NotAnAccount(_)));
		assert!(matches!(import("bottom drive obey"), JsonAccountError::NotAnAccount(_)));
		assert!(matches!(import(&ALICE.replace("DumgApKC", "!")), JsonAccountError::NotAnAccount(_)));
		assert!(matches!(import(&ALICE.replace(r#""3""#, r#""2""#)), JsonAccountError::Unsupported(_)));
		assert!(matches!(import(&ALICE.replace(r#""sr25519""#, r#""ed25519""#)), JsonAccountError::Unsupported(_)));
		assert!(matches!(import(&ALICE.replace(r#""scrypt""#, r#""none""#)), JsonAccountError::Unsupported(_)));
		let bob = ALICE.replace(
			"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
			"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
		);
		assert_eq!(import(&bob), JsonAccountError::Damaged("its address is not that of its key"));
		let short = ALICE.split("\"encoded\": \"").next().unwrap().to_owned() + "\"encoded\": \"DumgApKC\",";
		let short = short + ALICE.split_once("w9v3\",").unwrap().1;
		assert_eq!(import(&short), JsonAccountError::Damaged("it is cut short"));
		// N is at bytes 32 to 36: this asks for 4 GiB.
		let mut encoded = BASE64_STANDARD.decode(serde_json::from_str::<Account>(ALICE).unwrap().encoded).unwrap();
		encoded[32..36].copy_from_slice(&(1u32 << 22).to_le_bytes());
		let mut value: serde_json::Value = serde_json::from_str(ALICE).unwrap();
		value["encoded"] = BASE64_STANDARD.encode(&encoded).into();
		assert_eq!(import(&value.to_string()), JsonAccountError::ScryptParameters { n: 1 << 22, p: 1, r: 8 });
	}
}

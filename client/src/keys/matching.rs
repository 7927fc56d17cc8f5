//! Keys by which equal information of one patient meets, and of two patients never does.

use super::Secret;
use hkdf::{hmac::Hmac, HmacImpl};
use salus_primitives::commitment::{FactKey, FactValue, Fingerprint};
use sha2::Sha256;

/// HMAC-SHA-256 over parts, each preceded by its length, so that no two lists of parts give the same bytes.
fn hmac(key: &Secret, domain: &str, parts: &[&[u8]]) -> [u8; 32] {
	let mut state = <Hmac<Sha256> as HmacImpl>::new_from_slice(key.expose());
	for part in core::iter::once(&domain.as_bytes()).chain(parts) {
		HmacImpl::update(&mut state, &(part.len() as u64).to_be_bytes());
		HmacImpl::update(&mut state, part);
	}
	HmacImpl::finalize(state).into()
}

/// The key of a patient's record fingerprints. A patient gives it, sealed, to those who write records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FingerprintKey(Secret);

impl FingerprintKey {
	/// The key with these bytes.
	pub fn from_secret(secret: Secret) -> Self {
		Self(secret)
	}

	/// The bytes, to be sealed to a writer.
	pub fn secret(&self) -> &Secret {
		&self.0
	}

	/// The fingerprint of canonical content.
	pub fn fingerprint(&self, content: &[u8]) -> Fingerprint {
		Fingerprint(hmac(&self.0, "salus/v1/fingerprint", &[content]))
	}
}

/// The key of a patient's critical facts. A patient gives it, sealed, to those who write records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactSecret(Secret);

impl FactSecret {
	/// The key with these bytes.
	pub fn from_secret(secret: Secret) -> Self {
		Self(secret)
	}

	/// The bytes, to be sealed to a writer.
	pub fn secret(&self) -> &Secret {
		&self.0
	}

	/// What the fact is about.
	pub fn key(&self, subject: &str) -> FactKey {
		FactKey(hmac(&self.0, "salus/v1/fact-key", &[subject.as_bytes()]))
	}

	/// The fact's value. It depends on the subject, so that equal values of two facts do not meet.
	pub fn value(&self, subject: &str, value: &str) -> FactValue {
		FactValue(hmac(&self.0, "salus/v1/fact-value", &[subject.as_bytes(), value.as_bytes()]))
	}
}

/// Both keys of one patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchingKeys {
	/// For fingerprints of records.
	pub fingerprint: FingerprintKey,
	/// For critical facts.
	pub fact: FactSecret,
}

#[cfg(test)]
mod tests {
	use super::*;

	fn fact(byte: u8) -> FactSecret {
		FactSecret::from_secret(Secret::from_bytes([byte; 32]))
	}

	#[test]
	fn equal_facts_of_one_patient_meet_and_those_of_two_do_not() {
		assert_eq!(fact(1).key("abo"), fact(1).key("abo"));
		assert_ne!(fact(1).key("abo"), fact(2).key("abo"));
		assert_ne!(fact(1).value("abo", "A"), fact(1).value("abo", "O"));
		assert_ne!(fact(1).value("abo", "A"), fact(1).value("rh", "A"));
	}

	#[test]
	fn parts_do_not_run_into_each_other() {
		assert_ne!(fact(1).value("ab", "c"), fact(1).value("a", "bc"));
	}

	#[test]
	fn fingerprints_are_keyed() {
		let key = |byte| FingerprintKey::from_secret(Secret::from_bytes([byte; 32]));
		assert_eq!(key(1).fingerprint(b"x"), key(1).fingerprint(b"x"));
		assert_ne!(key(1).fingerprint(b"x"), key(2).fingerprint(b"x"));
		assert_ne!(key(1).fingerprint(b"x").0, fact(1).key("x").0);
	}
}

//! A sealed record: what the blob store keeps.
//!
//! ```text
//! header      magic "SALR" ‖ version 1 ‖ epoch 2 (big-endian) ‖ class key 32 ‖ sealed content key 80     119 bytes
//! nonce       24 random bytes
//! ciphertext  XChaCha20-Poly1305 under the content key, the header as associated data, of
//!             salt 32 ‖ length of media type 1 ‖ media type ‖ length of content 8 (big-endian) ‖ content ‖ zeros
//! ```
//!
//! Content key, nonce and salt are fresh for each sealing, so sealing the same twice gives nothing in common. The zeros pad the
//! whole to the length that [`padded_len`] gives. The class key in the header is the public one of the chain, where the record's
//! anchor names patient and class anyway; it lets a reader tell a wrong key from an altered envelope.
//!
//! Opening checks, in this order and each with its error: the digest that the chain holds, the form, that the reader's secret
//! reaches the epoch, that it is the right one, patient and class, the ciphertext, the form of what was sealed, and at last the
//! commitment that the chain holds.

use super::{
	key::{open_key, seal_key, KeySealError, SealContext, SealPurpose},
	padding::padded_len,
};
use crate::keys::{ClassSecret, KeyError, Secret};
use chacha20poly1305::{
	aead::{Aead, AeadInOut, Payload},
	KeyInit, XChaCha20Poly1305, XNonce,
};
use core::fmt;
use salus_primitives::{
	commitment::CiphertextDigest,
	keys::{SEALED_KEY_LEN, X25519_LEN},
	records::RecordClass,
	Commitment, ContentDigest, EncryptionKey, Epoch, Salt, SealedKey,
};
use sp_core::crypto::AccountId32;
use zeroize::Zeroizing;

const MAGIC: [u8; 4] = *b"SALR";
const VERSION: u8 = 1;
const NONCE_LEN: usize = 24;
const TAG_LEN: usize = 16;
const SALT_LEN: usize = 32;
const HEADER_LEN: usize = MAGIC.len() + 1 + 2 + X25519_LEN + SEALED_KEY_LEN;

/// Largest content that is sealed in one envelope: 64 MiB.
pub const MAX_CONTENT: usize = 64 << 20;

/// Largest envelope: the largest content, padded, with its frame.
pub const MAX_ENVELOPE: usize = MAX_CONTENT + MAX_CONTENT / 8;

/// Longest media type.
pub const MAX_MEDIA_TYPE: usize = 127;

/// Why a record could not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
	/// The content is too large.
	#[error("the content has {0} bytes; at most {MAX_CONTENT} are sealed in one record")]
	TooLarge(usize),
	/// The media type is empty, too long, or not plain ASCII.
	#[error("'{0}' is not a media type that can be sealed")]
	MediaType(String),
	/// The class key cannot be sealed to.
	#[error("the class key is not valid")]
	InvalidClassKey,
	/// The operating system gave no randomness, or sealing failed otherwise.
	#[error("the record could not be sealed")]
	NotSealed,
	/// The bytes are not those whose digest is on chain.
	#[error("the envelope is not the one that the chain names: it was altered or exchanged")]
	DigestMismatch,
	/// The bytes do not begin as an envelope does.
	#[error("this is not a sealed record")]
	NotAnEnvelope,
	/// A version that this client does not know.
	#[error("this sealed record has version {0}, which this client does not know")]
	UnsupportedVersion(u8),
	/// The envelope ends early.
	#[error("the sealed record is cut short: it has {0} bytes")]
	Truncated(usize),
	/// The secret is of another class than the record.
	#[error("the record is of class {record:?}, the secret of class {secret:?}")]
	WrongClass {
		/// The record's class.
		record: RecordClass,
		/// The secret's class.
		secret: RecordClass,
	},
	/// The secret does not reach the record's epoch.
	#[error("the record was sealed in epoch {}, the secret held reaches only up to epoch {}", asked.0, held.0)]
	EpochNotHeld {
		/// Latest epoch that the secret opens.
		held: Epoch,
		/// The record's epoch.
		asked: Epoch,
	},
	/// The secret is not the one of the class key that the record was sealed to.
	#[error("the record was sealed to another key")]
	WrongKey,
	/// The key is right, but the content key was sealed for another patient or class, or the header was altered.
	#[error("the record was sealed for another patient or class, or its header was altered")]
	WrongContext,
	/// The content does not open under the content key.
	#[error("the sealed content was altered")]
	Altered,
	/// What was sealed does not have the right form.
	#[error("the author sealed something malformed: {0}")]
	Malformed(&'static str),
	/// The content is not the one that the chain commits to.
	#[error("the content is not the one that the chain commits to")]
	CommitmentMismatch,
}

/// To whom a record is sealed.
#[derive(Debug, Clone)]
pub struct SealTo<'a> {
	/// Whose record.
	pub patient: &'a AccountId32,
	/// Of which class.
	pub class: RecordClass,
	/// The epoch of the class key.
	pub epoch: Epoch,
	/// The class key of the epoch, as published on chain.
	pub class_key: &'a EncryptionKey,
}

/// A sealed record, ready to be stored and anchored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRecord {
	/// The envelope, for the blob store.
	pub bytes: Vec<u8>,
	/// The envelope's digest, for the chain and as its name in the blob store.
	pub ciphertext: CiphertextDigest,
	/// The commitment to the content, for the chain.
	pub commitment: Commitment,
	/// The salt of the commitment. It is inside the envelope too; never on chain.
	pub salt: Salt,
	/// The epoch of the class key.
	pub epoch: Epoch,
}

/// What the chain says of a record.
#[derive(Debug, Clone)]
pub struct Anchored<'a> {
	/// Whose record.
	pub patient: &'a AccountId32,
	/// Of which class.
	pub class: RecordClass,
	/// The envelope's digest.
	pub ciphertext: CiphertextDigest,
	/// The commitment to the content.
	pub commitment: Commitment,
}

/// An opened and verified record.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedRecord {
	/// The media type that the author gave.
	pub media_type: String,
	/// The content.
	pub content: Zeroizing<Vec<u8>>,
	/// The salt of the commitment, with which others can check the content against the chain.
	pub salt: Salt,
}

impl fmt::Debug for OpenedRecord {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "OpenedRecord({}, {} bytes)", self.media_type, self.content.len())
	}
}

/// What an envelope says without being opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
	/// The epoch of the class key.
	pub epoch: Epoch,
	/// The class key that the content key is sealed to.
	pub class_key: EncryptionKey,
	/// The sealed content key.
	pub content_key: SealedKey,
}

impl Header {
	fn to_bytes(self) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(HEADER_LEN);
		bytes.extend_from_slice(&MAGIC);
		bytes.push(VERSION);
		bytes.extend_from_slice(&self.epoch.0.to_be_bytes());
		bytes.extend_from_slice(&self.class_key.0);
		bytes.extend_from_slice(&self.content_key.0);
		bytes
	}

	/// Reads the header of an envelope.
	///
	/// # Errors
	/// [`EnvelopeError::NotAnEnvelope`], [`EnvelopeError::UnsupportedVersion`] or [`EnvelopeError::Truncated`].
	pub fn of(envelope: &[u8]) -> Result<Self, EnvelopeError> {
		Frame::of(envelope).map(|frame| frame.header)
	}
}

/// An envelope taken apart.
struct Frame<'a> {
	header: Header,
	header_bytes: &'a [u8],
	nonce: [u8; NONCE_LEN],
	ciphertext: &'a [u8],
}

fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Option<&'a [u8; N]> {
	let (head, tail) = bytes.split_first_chunk::<N>()?;
	*bytes = tail;
	Some(head)
}

impl<'a> Frame<'a> {
	fn of(envelope: &'a [u8]) -> Result<Self, EnvelopeError> {
		let truncated = EnvelopeError::Truncated(envelope.len());
		let mut rest = envelope;
		if take(&mut rest) != Some(&MAGIC) {
			return Err(EnvelopeError::NotAnEnvelope);
		}
		let [version] = *take(&mut rest).ok_or(truncated.clone())?;
		if version != VERSION {
			return Err(EnvelopeError::UnsupportedVersion(version));
		}
		let frame = (|| {
			let epoch = Epoch(u16::from_be_bytes(*take(&mut rest)?));
			let class_key = EncryptionKey(*take(&mut rest)?);
			let content_key = SealedKey(*take(&mut rest)?);
			let nonce = *take(&mut rest)?;
			let header = Header { epoch, class_key, content_key };
			let long_enough = rest.len() >= padded_len(0).saturating_add(TAG_LEN);
			long_enough.then_some(Self { header, header_bytes: envelope.get(..HEADER_LEN)?, nonce, ciphertext: rest })
		})();
		frame.ok_or(truncated)
	}

	/// Opens the ciphertext and takes apart what was sealed.
	fn open(&self, content_key: &Secret) -> Result<OpenedRecord, EnvelopeError> {
		let payload = Payload { msg: self.ciphertext, aad: self.header_bytes };
		let plaintext = cipher(content_key)
			.decrypt(&XNonce::from(self.nonce), payload)
			.map(Zeroizing::new)
			.map_err(|_| EnvelopeError::Altered)?;
		let ended = EnvelopeError::Malformed("it ends early");
		let mut rest: &[u8] = &plaintext;
		let salt = Salt(*take(&mut rest).ok_or(ended.clone())?);
		let [media_length] = *take(&mut rest).ok_or(ended.clone())?;
		let (media_type, mut rest) = rest.split_at_checked(usize::from(media_length)).ok_or(ended.clone())?;
		let media_type = core::str::from_utf8(media_type)
			.ok()
			.filter(|text| is_media_type(text))
			.ok_or(EnvelopeError::Malformed("its media type is not valid"))?;
		let length = u64::from_be_bytes(*take(&mut rest).ok_or(ended.clone())?);
		let length = usize::try_from(length).map_err(|_| ended.clone())?;
		let (content, padding) = rest.split_at_checked(length).ok_or(ended)?;
		let framed = plaintext.len().saturating_sub(padding.len());
		if padding.iter().any(|byte| *byte != 0) || padded_len(framed) != plaintext.len() {
			return Err(EnvelopeError::Malformed("its padding is not as it should be"));
		}
		Ok(OpenedRecord { media_type: media_type.to_owned(), content: Zeroizing::new(content.to_vec()), salt })
	}
}

fn cipher(content_key: &Secret) -> XChaCha20Poly1305 {
	XChaCha20Poly1305::new(content_key.expose().into())
}

/// A media type as RFC 6838 has it, with parameters: printable ASCII with a slash.
fn is_media_type(text: &str) -> bool {
	let printable = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
	text.len() <= MAX_MEDIA_TYPE
		&& printable
		&& text.split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
}

fn content_key_context(patient: &AccountId32, class: RecordClass, epoch: Epoch) -> SealContext {
	SealContext { patient: patient.clone(), class, epoch, purpose: SealPurpose::ContentKey }
}

/// Seals a record to the class key of its patient.
///
/// # Errors
/// [`EnvelopeError::TooLarge`], [`EnvelopeError::MediaType`], [`EnvelopeError::InvalidClassKey`], or
/// [`EnvelopeError::NotSealed`] when sealing itself fails.
pub fn seal(to: &SealTo<'_>, media_type: &str, content: &[u8]) -> Result<SealedRecord, EnvelopeError> {
	if content.len() > MAX_CONTENT {
		return Err(EnvelopeError::TooLarge(content.len()));
	}
	let media_length = u8::try_from(media_type.len()).ok().filter(|_| is_media_type(media_type));
	let media_length = media_length.ok_or_else(|| EnvelopeError::MediaType(media_type.to_owned()))?;

	let random = |_: KeyError| EnvelopeError::NotSealed;
	let content_key = Secret::random().map_err(random)?;
	let salt = Salt(crate::keys::random().map_err(random)?);
	let nonce: [u8; NONCE_LEN] = crate::keys::random().map_err(random)?;
	let context = content_key_context(to.patient, to.class, to.epoch);
	let sealed = seal_key(to.class_key, &context, &content_key).map_err(|error| match error {
		KeySealError::InvalidRecipient => EnvelopeError::InvalidClassKey,
		KeySealError::NotSealed | KeySealError::NotOpened => EnvelopeError::NotSealed,
	})?;
	let header = Header { epoch: to.epoch, class_key: *to.class_key, content_key: sealed }.to_bytes();

	let framed =
		SALT_LEN.saturating_add(1).saturating_add(media_type.len()).saturating_add(8).saturating_add(content.len());
	let padded = padded_len(framed);
	let mut body = Zeroizing::new(Vec::with_capacity(padded.saturating_add(TAG_LEN)));
	body.extend_from_slice(&salt.0);
	body.push(media_length);
	body.extend_from_slice(media_type.as_bytes());
	body.extend_from_slice(&(content.len() as u64).to_be_bytes());
	body.extend_from_slice(content);
	body.resize(padded, 0);
	cipher(&content_key)
		.encrypt_in_place(&XNonce::from(nonce), &header, &mut *body)
		.map_err(|_| EnvelopeError::NotSealed)?;

	let mut bytes = header;
	bytes.extend_from_slice(&nonce);
	bytes.extend_from_slice(&body);
	Ok(SealedRecord {
		ciphertext: CiphertextDigest::of(&bytes),
		commitment: Commitment::new(&salt, &ContentDigest::of(content)),
		bytes,
		salt,
		epoch: to.epoch,
	})
}

/// The content key of a record, which opens this record alone; what a patient seals to somebody who is to see one record.
///
/// # Errors
/// Each failed check has its error: see the module's documentation.
pub fn content_key(envelope: &[u8], anchored: &Anchored<'_>, secret: &ClassSecret) -> Result<Secret, EnvelopeError> {
	let frame = checked_frame(envelope, anchored)?;
	if secret.class() != anchored.class {
		return Err(EnvelopeError::WrongClass { record: anchored.class, secret: secret.class() });
	}
	let epoch = frame.header.epoch;
	let key = secret
		.at(epoch)
		.map_err(|_| EnvelopeError::EpochNotHeld { held: secret.epoch(), asked: epoch })?
		.decryption_key();
	if key.public() != frame.header.class_key {
		return Err(EnvelopeError::WrongKey);
	}
	let context = content_key_context(anchored.patient, anchored.class, epoch);
	open_key(&key, &context, &frame.header.content_key).map_err(|_| EnvelopeError::WrongContext)
}

/// Opens a record with the secret of its class and checks it against the chain.
///
/// # Errors
/// Each failed check has its error: see the module's documentation.
pub fn open(envelope: &[u8], anchored: &Anchored<'_>, secret: &ClassSecret) -> Result<OpenedRecord, EnvelopeError> {
	let content_key = content_key(envelope, anchored, secret)?;
	open_with_content_key(envelope, anchored, &content_key)
}

/// Opens a record with its content key and checks it against the chain.
///
/// # Errors
/// Each failed check has its error: see the module's documentation.
pub fn open_with_content_key(
	envelope: &[u8],
	anchored: &Anchored<'_>,
	content_key: &Secret,
) -> Result<OpenedRecord, EnvelopeError> {
	let opened = checked_frame(envelope, anchored)?.open(content_key)?;
	if !anchored.commitment.matches(&opened.salt, &opened.content) {
		return Err(EnvelopeError::CommitmentMismatch);
	}
	Ok(opened)
}

fn checked_frame<'a>(envelope: &'a [u8], anchored: &Anchored<'_>) -> Result<Frame<'a>, EnvelopeError> {
	if CiphertextDigest::of(envelope) != anchored.ciphertext {
		return Err(EnvelopeError::DigestMismatch);
	}
	Frame::of(envelope)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::{Persona, PersonaId, Root};
	use proptest::prelude::*;

	const CLASS: RecordClass = RecordClass::Laboratory;
	const EPOCH: Epoch = Epoch(5);

	fn patient(number: u32) -> Persona {
		Root::from_uri("//Alice").unwrap().persona(PersonaId::Number(number))
	}

	struct Fixture {
		account: AccountId32,
		secret: ClassSecret,
		sealed: SealedRecord,
	}

	impl Fixture {
		fn new(content: &[u8]) -> Self {
			let persona = patient(0);
			let secret = persona.class_secret(CLASS, EPOCH).unwrap();
			let account = persona.account_id();
			let to = SealTo { patient: &account, class: CLASS, epoch: EPOCH, class_key: &secret.public_key() };
			let sealed = seal(&to, "application/fhir+json", content).unwrap();
			Self { account, secret, sealed }
		}

		fn anchored(&self) -> Anchored<'_> {
			Anchored {
				patient: &self.account,
				class: CLASS,
				ciphertext: self.sealed.ciphertext,
				commitment: self.sealed.commitment,
			}
		}

		fn open(&self) -> Result<OpenedRecord, EnvelopeError> {
			open(&self.sealed.bytes, &self.anchored(), &self.secret)
		}

		/// Opens other bytes as if the chain named them.
		fn open_bytes(&self, bytes: &[u8]) -> Result<OpenedRecord, EnvelopeError> {
			let anchored = Anchored { ciphertext: CiphertextDigest::of(bytes), ..self.anchored() };
			open(bytes, &anchored, &self.secret)
		}
	}

	#[test]
	fn what_is_sealed_opens_and_matches_its_commitment() {
		let fixture = Fixture::new(b"{}");
		let opened = fixture.open().unwrap();
		assert_eq!(&opened.content[..], b"{}");
		assert_eq!(opened.media_type, "application/fhir+json");
		assert_eq!(opened.salt, fixture.sealed.salt);
		assert!(fixture.sealed.commitment.matches(&opened.salt, b"{}"));
		assert_eq!(Header::of(&fixture.sealed.bytes).unwrap().epoch, EPOCH);
	}

	#[test]
	fn sealing_the_same_twice_has_nothing_in_common() {
		let (one, other) = (Fixture::new(b"same").sealed, Fixture::new(b"same").sealed);
		assert_ne!(one.ciphertext, other.ciphertext);
		assert_ne!(one.commitment, other.commitment);
		assert_ne!(one.salt, other.salt);
	}

	#[test]
	fn sizes_are_hidden() {
		let sizes: Vec<_> = [0, 1, 500, 900].map(|size| Fixture::new(&vec![7; size]).sealed.bytes.len()).into();
		assert!(sizes.iter().all(|size| *size == sizes[0]));
	}

	#[test]
	fn a_later_secret_opens_and_an_earlier_one_does_not() {
		let mut fixture = Fixture::new(b"x");
		fixture.secret = patient(0).class_secret(CLASS, Epoch(9)).unwrap();
		assert!(fixture.open().is_ok());
		fixture.secret = patient(0).class_secret(CLASS, Epoch(4)).unwrap();
		assert_eq!(fixture.open().unwrap_err(), EnvelopeError::EpochNotHeld { held: Epoch(4), asked: EPOCH });
	}

	#[test]
	fn wrong_keys_patients_and_classes_have_their_errors() {
		let mut fixture = Fixture::new(b"x");
		let stranger = patient(1).account_id();
		let anchored = Anchored { patient: &stranger, ..fixture.anchored() };
		let error = open(&fixture.sealed.bytes, &anchored, &fixture.secret).unwrap_err();
		assert_eq!(error, EnvelopeError::WrongContext);

		let anchored = Anchored { class: RecordClass::Imaging, ..fixture.anchored() };
		let error = open(&fixture.sealed.bytes, &anchored, &fixture.secret).unwrap_err();
		assert_eq!(error, EnvelopeError::WrongClass { record: RecordClass::Imaging, secret: CLASS });

		fixture.secret = patient(1).class_secret(CLASS, EPOCH).unwrap();
		assert_eq!(fixture.open().unwrap_err(), EnvelopeError::WrongKey);
	}

	#[test]
	fn another_commitment_is_refused() {
		let fixture = Fixture::new(b"x");
		let commitment = Commitment::new(&fixture.sealed.salt, &ContentDigest::of(b"y"));
		let anchored = Anchored { commitment, ..fixture.anchored() };
		let error = open(&fixture.sealed.bytes, &anchored, &fixture.secret).unwrap_err();
		assert_eq!(error, EnvelopeError::CommitmentMismatch);
	}

	#[test]
	fn the_content_key_opens_its_record_alone() {
		let (fixture, other) = (Fixture::new(b"one"), Fixture::new(b"other"));
		let key = content_key(&fixture.sealed.bytes, &fixture.anchored(), &fixture.secret).unwrap();
		let opened = open_with_content_key(&fixture.sealed.bytes, &fixture.anchored(), &key).unwrap();
		assert_eq!(&opened.content[..], b"one");
		let error = open_with_content_key(&other.sealed.bytes, &other.anchored(), &key).unwrap_err();
		assert_eq!(error, EnvelopeError::Altered);
	}

	#[test]
	fn what_cannot_be_sealed_has_its_error() {
		let account = patient(0).account_id();
		let key = patient(0).class_secret(CLASS, EPOCH).unwrap().public_key();
		let to = SealTo { patient: &account, class: CLASS, epoch: EPOCH, class_key: &key };
		for media_type in ["", "text", "/plain", "text/", "text/\n", "text/é", &format!("a/{}", "b".repeat(126))] {
			let error = seal(&to, media_type, b"x").unwrap_err();
			assert_eq!(error, EnvelopeError::MediaType(media_type.to_owned()));
		}
		let large = vec![0; MAX_CONTENT + 1];
		assert_eq!(seal(&to, "a/b", &large).unwrap_err(), EnvelopeError::TooLarge(MAX_CONTENT + 1));
		let to = SealTo { class_key: &EncryptionKey([0; 32]), ..to };
		assert_eq!(seal(&to, "a/b", b"x").unwrap_err(), EnvelopeError::InvalidClassKey);
	}

	#[test]
	fn the_largest_envelope_is_within_its_bound() {
		let framed = MAX_CONTENT + SALT_LEN + 1 + MAX_MEDIA_TYPE + 8;
		assert!(HEADER_LEN + NONCE_LEN + padded_len(framed) + TAG_LEN <= MAX_ENVELOPE);
	}

	/// The error that an altered byte at `position` must give when the chain names the altered bytes.
	fn error_at(position: usize) -> fn(&EnvelopeError) -> bool {
		match position {
			0..=3 => |error| *error == EnvelopeError::NotAnEnvelope,
			4 => |error| matches!(error, EnvelopeError::UnsupportedVersion(_)),
			5..=6 => |error| matches!(error, EnvelopeError::EpochNotHeld { .. } | EnvelopeError::WrongKey),
			7..=38 => |error| *error == EnvelopeError::WrongKey,
			39..=118 => |error| *error == EnvelopeError::WrongContext,
			_ => |error| *error == EnvelopeError::Altered,
		}
	}

	proptest! {
		#[test]
		fn any_content_survives(content in proptest::collection::vec(any::<u8>(), 0..5000)) {
			let fixture = Fixture::new(&content);
			prop_assert_eq!(&fixture.open().unwrap().content[..], &content[..]);
		}

		#[test]
		fn no_altered_bit_goes_unnoticed(bit: prop::sample::Index) {
			let fixture = Fixture::new(b"a record");
			let mut bytes = fixture.sealed.bytes.clone();
			let bit = bit.index(bytes.len() * 8);
			bytes[bit / 8] ^= 1 << (bit % 8);
			// The chain's digest tells already,
			let error = open(&bytes, &fixture.anchored(), &fixture.secret).unwrap_err();
			prop_assert_eq!(error, EnvelopeError::DigestMismatch);
			// and without it each part of the envelope still does.
			let error = fixture.open_bytes(&bytes).unwrap_err();
			prop_assert!(error_at(bit / 8)(&error), "bit {} gave {:?}", bit, error);
		}

		#[test]
		fn no_truncation_goes_unnoticed(length: prop::sample::Index) {
			let fixture = Fixture::new(b"a record");
			let bytes = &fixture.sealed.bytes[..length.index(fixture.sealed.bytes.len())];
			let error = fixture.open_bytes(bytes).unwrap_err();
			let expected = if bytes.len() < 4 { EnvelopeError::NotAnEnvelope } else { EnvelopeError::Truncated(bytes.len()) };
			prop_assert_eq!(error, expected);
			let mut longer = fixture.sealed.bytes.clone();
			longer.push(0);
			prop_assert_eq!(fixture.open_bytes(&longer).unwrap_err(), EnvelopeError::Altered);
		}

		#[test]
		fn arbitrary_bytes_are_refused_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3000), framed: bool) {
			let bytes = if framed { [&b"SALR\x01\0\0"[..], &bytes].concat() } else { bytes };
			prop_assert!(Fixture::new(b"x").open_bytes(&bytes).is_err());
		}
	}
}

//! Files that go from one party to another, and what is read from files. Each file says what it is, so that none is taken for
//! another.

use super::{
	failure::{usage, Failure},
	output::Output,
	values::Hex,
};
use anyhow::Context as _;
use salus_client::fhir::{CodeRule, RestrictionPolicy};
use salus_primitives::{keys::SEALED_KEY_LEN, Moment};
use salus_runtime::AccountId;
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_json::{json, Value};
use std::{
	collections::BTreeMap,
	fs,
	io::Read,
	path::{Path, PathBuf},
};

/// Contents of a file that says what it is.
pub trait Kept: Serialize + DeserializeOwned {
	/// What it says it is.
	const KIND: &'static str;
}

/// What an institution offers to certify, for the patient to agree to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
	/// Who offers.
	pub institution: AccountId,
	/// The commitment to the certificate's document.
	pub certificate: Hex<32>,
	/// The salt of the commitment, with which the patient can show the document to others.
	pub salt: Option<Hex<32>>,
	/// Until when it is certified.
	pub expires: Moment,
	/// Until when the patient's signature counts.
	pub deadline: Moment,
}

impl Kept for Offer {
	const KIND: &'static str = "salus/enrolment-offer/1";
}

/// What a patient agreed to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
	/// To whom.
	pub institution: AccountId,
	/// The patient.
	pub patient: AccountId,
	/// The key to which others seal for the patient.
	pub encryption_key: Hex<32>,
	/// What is certified.
	pub certificate: Hex<32>,
	/// Until when it is certified.
	pub expires: Moment,
	/// Until when the signature counts.
	pub deadline: Moment,
	/// The patient's sr25519 signature.
	pub signature: Hex<64>,
}

impl Kept for Agreement {
	const KIND: &'static str = "salus/enrolment-agreement/1";
}

/// A patient's matching keys, sealed to a writer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingKeysFile {
	/// Whose keys.
	pub patient: AccountId,
	/// For whom.
	pub recipient: AccountId,
	/// The key of fingerprints.
	pub fingerprint_key: Hex<SEALED_KEY_LEN>,
	/// The key of critical facts.
	pub fact_key: Hex<SEALED_KEY_LEN>,
}

impl Kept for MatchingKeysFile {
	const KIND: &'static str = "salus/matching-keys/1";
}

/// Emergency keys that a keyholder released.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedKeys {
	/// Whose keys.
	pub patient: AccountId,
	/// Who released them.
	pub keyholder: AccountId,
	/// To whom.
	pub actor: AccountId,
	/// The keys.
	pub keys: Vec<ReleasedKeyEntry>,
}

/// One released key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedKeyEntry {
	/// Its class.
	pub class: String,
	/// The latest epoch that it opens.
	pub epoch: u16,
	/// The key, sealed.
	pub key: Hex<SEALED_KEY_LEN>,
}

impl Kept for ReleasedKeys {
	const KIND: &'static str = "salus/released-keys/1";
}

/// What opens a commitment, to be kept with the document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
	/// The commitment, as it is on chain.
	pub commitment: Hex<32>,
	/// Its salt.
	pub salt: Hex<32>,
	/// SHA-256 of the document.
	pub digest: Hex<32>,
}

impl Kept for Opening {
	const KIND: &'static str = "salus/commitment/1";
}

/// The access log of an hour, as its participant keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessLogFile {
	/// Whose log.
	pub provider: AccountId,
	/// The first millisecond of the hour.
	pub hour: Moment,
	/// The Merkle root.
	pub root: Hex<32>,
	/// The entries.
	pub entries: Vec<AccessEntry>,
}

/// One entry with the salt of its leaf.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessEntry {
	/// The entry, byte for byte.
	pub entry: String,
	/// The salt.
	pub salt: Hex<32>,
}

impl Kept for AccessLogFile {
	const KIND: &'static str = "salus/access-log/1";
}

/// The proof that one entry is in the access log of an hour.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessProofFile {
	/// Whose log.
	pub provider: AccountId,
	/// The first millisecond of the hour.
	pub hour: Moment,
	/// The entry with its salt.
	pub entry: AccessEntry,
	/// Its place in the log.
	pub index: u32,
	/// How many entries the log has.
	pub count: u32,
	/// The path to the root.
	pub path: Vec<Hex<32>>,
}

impl Kept for AccessProofFile {
	const KIND: &'static str = "salus/access-proof/1";
}

/// A patient's restriction policy, as written by hand.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PolicyFile {
	compartments: BTreeMap<String, u8>,
	codes: Vec<CodeRuleEntry>,
	otherwise: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeRuleEntry {
	system: String,
	code_prefix: String,
	compartment: u8,
}

/// Reads which resources go to which restricted compartment; the default policy without a file.
pub fn policy(file: Option<&Path>) -> anyhow::Result<RestrictionPolicy> {
	let Some(file) = file else { return Ok(RestrictionPolicy::default()) };
	let PolicyFile { compartments, codes, otherwise } = json_file(file)?;
	let rule = |CodeRuleEntry { system, code_prefix, compartment }| CodeRule { system, code_prefix, compartment };
	Ok(RestrictionPolicy { compartments, codes: codes.into_iter().map(rule).collect(), otherwise })
}

/// The bytes of a file; `-` is standard input.
pub fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
	if file.as_os_str() == "-" {
		let mut bytes = Vec::new();
		std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
		return Ok(bytes);
	}
	fs::read(file).map_err(|error| usage(format!("{} cannot be read: {error}", file.display())))
}

/// A JSON file of a known form.
pub fn json_file<T: DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
	serde_json::from_slice(&bytes(file)?)
		.map_err(|error| usage(format!("{} does not have the expected form: {error}", file.display())))
}

/// Reads a file that says what it is.
pub fn read<T: Kept>(file: &Path) -> anyhow::Result<T> {
	parse(file, json_file(file)?)
}

/// What was read from a file that says what it is.
pub fn parse<T: Kept>(file: &Path, mut value: Value) -> anyhow::Result<T> {
	let kind = value.as_object_mut().and_then(|object| object.remove("kind"));
	match kind.as_ref().and_then(Value::as_str) {
		Some(kind) if kind == T::KIND => {},
		Some(kind) => return Err(usage(format!("{} is a {kind} file; {} was expected", file.display(), T::KIND))),
		None => return Err(usage(format!("{} is no {} file", file.display(), T::KIND))),
	}
	serde_json::from_value(value)
		.map_err(|error| Failure::Unverified(format!("{} is damaged: {error}", file.display())).into())
}

/// Writes a file that says what it is, or prints it on a line where no file is named.
pub fn write<T: Kept>(out: Output, file: Option<&Path>, contents: &T, what: &str) -> anyhow::Result<()> {
	let mut value = serde_json::to_value(contents)?;
	if let Some(object) = value.as_object_mut() {
		object.insert("kind".into(), T::KIND.into());
	}
	let Some(file) = file else {
		out.line(&value.to_string());
		return Ok(());
	};
	put(file, format!("{value:#}\n").as_bytes())?;
	out.result(&json!({ "file": file, "kind": T::KIND }), &format!("{}: {what}", file.display()));
	Ok(())
}

/// Refuses to replace a file of salts: nobody could find those again.
pub fn ensure_new(file: &Path) -> anyhow::Result<()> {
	match file.exists() {
		true => {
			Err(usage(format!("{} exists, and the salts in it are nowhere else: name another file", file.display())))
		},
		false => Ok(()),
	}
}

/// Writes a file whole.
pub fn put(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
	fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))
}

/// Writes a file that only its owner may read, and that must not exist yet.
pub fn put_secret(file: &PathBuf, text: &str) -> anyhow::Result<()> {
	use std::io::Write;
	let mut options = fs::OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let mut opened =
		options.open(file).with_context(|| format!("{} cannot be made; an old one is not replaced", file.display()))?;
	opened.write_all(text.as_bytes()).with_context(|| format!("{} cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::output::Format;

	fn opening() -> Opening {
		Opening { commitment: Hex([1; 32]), salt: Hex([2; 32]), digest: Hex([3; 32]) }
	}

	#[test]
	fn files_say_what_they_are_and_are_not_taken_for_others() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("opening.json");
		write(Output::new(Format::Json), Some(&file), &opening(), "the opening").unwrap();
		assert_eq!(read::<Opening>(&file).unwrap().salt, Hex([2; 32]));
		let error = read::<Offer>(&file).unwrap_err().to_string();
		assert!(error.contains("salus/commitment/1") && error.contains("salus/enrolment-offer/1"), "{error}");
		fs::write(&file, "{}").unwrap();
		assert!(read::<Opening>(&file).is_err());
	}

	#[test]
	fn secrets_are_for_their_owner_and_replace_nothing() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("share.txt");
		put_secret(&file, "secret").unwrap();
		assert!(put_secret(&file, "other").is_err());
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
		}
	}

	#[test]
	fn a_policy_is_read_and_refused_by_its_form() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("policy.json");
		let json =
			r#"{"compartments": {"PSY": 1}, "codes": [{"system": "icd", "code_prefix": "F", "compartment": 2}]}"#;
		fs::write(&file, json).unwrap();
		let policy = policy(Some(&file)).unwrap();
		assert_eq!((policy.compartments["PSY"], policy.codes[0].compartment, policy.otherwise), (1, 2, 0));
		fs::write(&file, r#"{"compartment": {}}"#).unwrap();
		assert!(super::policy(Some(&file)).is_err());
	}
}

//! Committing to documents that stay off chain.

use super::{
	files::{self, Opening},
	output::Output,
	values::Hex,
};
use salus_client::keys::Secret;
use salus_primitives::{Commitment, ContentDigest, Salt};
use serde_json::{json, Value};
use std::path::PathBuf;

/// What to commit to.
#[derive(Clone, Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Subject {
	/// File that is committed to. It stays here; only a salted commitment goes on chain.
	#[arg(long, value_name = "FILE")]
	document: Option<PathBuf>,
	/// Text that is committed to. It stays here; only a salted commitment goes on chain.
	#[arg(long)]
	text: Option<String>,
	/// Commitment that was made elsewhere.
	#[arg(long, value_name = "HEX")]
	commitment: Option<Hex<32>>,
}

/// What to commit to, and where to keep what opens the commitment.
#[derive(Clone, Debug, clap::Args)]
pub struct Committing {
	#[command(flatten)]
	subject: Subject,
	/// File for the salt, with which others can check the document against the chain.
	#[arg(long, value_name = "FILE")]
	keep: Option<PathBuf>,
}

/// A commitment and, if it was made here, its salt.
#[derive(Clone, Copy, Debug)]
pub struct Committed {
	/// What goes on chain.
	pub commitment: Commitment,
	/// What does not.
	pub salt: Option<Salt>,
}

/// A fresh salt.
pub fn salt() -> anyhow::Result<Salt> {
	Ok(Salt(*Secret::random()?.expose()))
}

impl Committing {
	/// Makes the commitment. The salt is kept before anything is sent, since nobody could find it again.
	pub fn commit(&self, out: Output) -> anyhow::Result<Committed> {
		if let Some(file) = &self.keep {
			files::ensure_new(file)?;
		}
		let bytes = match (&self.subject.document, &self.subject.text, self.subject.commitment) {
			(Some(file), _, _) => files::bytes(file)?,
			(_, Some(text), _) => text.clone().into_bytes(),
			(_, _, Some(commitment)) => return Ok(Committed { commitment: Commitment(commitment.0), salt: None }),
			(None, None, None) => Vec::new(),
		};
		let (salt, digest) = (salt()?, ContentDigest::of(&bytes));
		let commitment = Commitment::new(&salt, &digest);
		if let Some(file) = &self.keep {
			let opening = Opening { commitment: Hex(commitment.0), salt: Hex(salt.0), digest: Hex(digest.0) };
			files::write(out, Some(file), &opening, "what opens the commitment")?;
		}
		Ok(Committed { commitment, salt: Some(salt) })
	}
}

impl Committed {
	/// Adds commitment and salt to what a command reports.
	pub fn report(&self, mut json: Value, text: String) -> (Value, String) {
		let Some(salt) = self.salt else { return (json, text) };
		if let Some(object) = json.as_object_mut() {
			object.insert("commitment".into(), json!(Hex(self.commitment.0)));
			object.insert("salt".into(), json!(Hex(salt.0)));
		}
		(json, format!("{text}\n  salt {}: keep it with the document, to show that it is this one", Hex(salt.0)))
	}
}

//! What can go wrong between the client and the chain.

use codec::DecodeAll;
use salus_runtime::{Hash, Runtime};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError,
};
use std::fmt;

/// A failure on the way to the chain or on it.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
	/// No node answers.
	#[error("no node answers at {url} ({reason}). Is it running? scripts/run.sh starts one")]
	Unreachable {
		/// Where.
		url: String,
		/// Why.
		reason: String,
	},
	/// The chain runs another runtime.
	#[error("the chain runs {found}, this client speaks {expected}: use the client of that release")]
	OtherRuntime {
		/// What it runs.
		found: String,
		/// What this client was built for.
		expected: String,
	},
	/// The call was made and the chain refused it; nothing but the fee was taken.
	#[error(transparent)]
	Refused(#[from] Refusal),
	/// The transaction was not accepted.
	#[error("the transaction was not accepted: {0}")]
	NotAccepted(String),
	/// The transaction left the pool without being included.
	#[error("the transaction was dropped from the pool ({0}); try again")]
	Dropped(&'static str),
	/// The block is not known to the node.
	#[error("the node does not know block {0:?}")]
	UnknownBlock(Hash),
	/// The node reported a failure.
	#[error("the node reports: {0}")]
	Rpc(String),
	/// What came back has another form than expected.
	#[error("the chain's answer cannot be read ({0}): is this client as new as the chain?")]
	Undecodable(#[from] codec::Error),
	/// A view function failed.
	#[error("the chain cannot answer this question ({0}): is this client as new as the chain?")]
	View(String),
}

impl From<subxt::rpcs::Error> for ChainError {
	fn from(error: subxt::rpcs::Error) -> Self {
		if let subxt::rpcs::Error::User(user) = &error {
			// 1010 and its neighbours are the pool's refusals; their data say why.
			if (1010..=1019).contains(&user.code) {
				let reason = user.data.as_ref().map(|data| data.get().trim_matches('"').to_owned());
				return Self::NotAccepted(advice(&reason.unwrap_or_else(|| user.message.clone())));
			}
			return Self::Rpc(user.message.clone());
		}
		Self::Rpc(error.to_string())
	}
}

/// Adds what to do about it to the pool's reason.
fn advice(reason: &str) -> String {
	let payment: &'static str = TransactionValidityError::Invalid(InvalidTransaction::Payment).into();
	if reason.contains("pay some fees") || reason == payment {
		format!("{reason}. The account has too few tokens, and no free calls left today")
	} else {
		reason.to_owned()
	}
}

/// Why the chain refused a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
	/// The pallet that refused, or `None` if it was the system around them.
	pub pallet: Option<String>,
	/// The error's name.
	pub name: String,
	/// What it means, as the runtime documents it.
	pub meaning: String,
}

impl Refusal {
	/// Names a dispatch error as the runtime does.
	pub fn of(error: &DispatchError) -> Self {
		let DispatchError::Module(module) = error else {
			return Self { pallet: None, name: format!("{error:?}"), meaning: <&str>::from(*error).to_owned() };
		};
		documented(module.index, module.error[0]).unwrap_or_else(|| Self {
			pallet: Some(format!("pallet {}", module.index)),
			name: format!("error {}", module.error[0]),
			meaning: "an error that this client does not know".into(),
		})
	}

	/// Whether the refusal is this error of this pallet.
	pub fn is(&self, pallet: &str, name: &str) -> bool {
		self.pallet.as_deref() == Some(pallet) && self.name == name
	}
}

impl fmt::Display for Refusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match &self.pallet {
			Some(pallet) => write!(f, "the chain refused: {pallet}.{}: {}", self.name, self.meaning),
			None => write!(f, "the chain refused: {}", self.meaning),
		}
	}
}

impl std::error::Error for Refusal {}

/// Name and documentation of a pallet's error, from the metadata of the runtime that this client was built with.
fn documented(pallet: u8, error: u8) -> Option<Refusal> {
	let bytes: Vec<u8> = Runtime::metadata_at_version(15)?.to_vec();
	let metadata = subxt::Metadata::decode_all(&mut bytes.as_slice()).ok()?;
	let pallet = metadata.pallet_by_error_index(pallet)?;
	let variant = pallet.error_variant_by_index(error)?;
	Some(Refusal {
		pallet: Some(pallet.name().to_owned()),
		name: variant.name.clone(),
		meaning: variant.docs.join(" "),
	})
}

//! The journey: everything Salus is for, played once on a running chain with real FHIR data, every refusal included.
//!
//! All participants are new in each run, with accounts nobody used before, so that it can be played on any development chain and as
//! often as wanted. The institutions of the council are the well-known development accounts.

mod cast;
mod log;
mod scenes;

pub use log::{Outcome, Step};

use crate::{
	actions::ActionError,
	chain::{Chain, ChainError},
	fhir::FhirError,
	keys::KeyError,
	report::ReportError,
	store::{BlobStore, StoreError},
};
use cast::Cast;
use log::Log;
use std::path::PathBuf;

/// Where and with what the journey is played.
#[derive(Clone, Debug)]
pub struct Options {
	/// WebSocket address of a node of a development chain.
	pub url: String,
	/// Folder of the official FHIR R4 examples.
	pub examples: PathBuf,
	/// Where sealed records are kept.
	pub store: String,
	/// Where the patient's report is written.
	pub report: PathBuf,
	/// Whether to print a step a line as JSON rather than a table.
	pub json: bool,
}

/// Why the journey did not reach its end.
#[derive(Debug, thiserror::Error)]
pub enum JourneyError {
	/// A step failed that should have succeeded.
	#[error("{step}: {source}")]
	Failed {
		/// The step.
		step: String,
		/// Why.
		source: ActionError,
	},
	/// A step succeeded that should have been refused, or was refused otherwise.
	#[error("{step}: expected {expected}, but {found}")]
	NotRefused {
		/// The step.
		step: String,
		/// The refusal that should have come.
		expected: String,
		/// What came.
		found: String,
	},
	/// Something that has to hold does not.
	#[error("{0}")]
	DoesNotHold(String),
	/// The chain cannot be used.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// The store cannot be used.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// The data cannot be read.
	#[error(transparent)]
	Fhir(#[from] FhirError),
	/// The report cannot be made.
	#[error(transparent)]
	Report(#[from] ReportError),
	/// A key cannot be made.
	#[error(transparent)]
	Key(#[from] KeyError),
	/// A step outside the log failed.
	#[error(transparent)]
	Action(#[from] ActionError),
	/// A file cannot be read or written.
	#[error("{path}: {source}")]
	File {
		/// Which.
		path: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// The output cannot be written.
	#[error("the output cannot be written: {0}")]
	Output(#[from] std::io::Error),
}

/// Plays the journey and writes its steps to `out` as they are done.
///
/// # Errors
/// At the first step that does not end as it should.
pub async fn run(options: &Options, out: &mut impl std::io::Write) -> Result<(), JourneyError> {
	let chain = Chain::connect(&options.url).await?;
	let store = BlobStore::open(&options.store)?;
	let mut log = Log::new(chain.clone(), options.json, out).await?;
	let cast = Cast::assemble(&chain).await?;
	let mut stage = scenes::Stage::new(chain, store, options.clone(), cast);
	stage.play(&mut log).await?;
	log.finish().await
}

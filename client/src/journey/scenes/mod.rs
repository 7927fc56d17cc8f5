//! The scenes, in the order in which they are played. Each leaves behind what the next needs on the [`Stage`].

mod consent;
mod emergency;
mod founding;
mod market;
mod money;
mod privacy;
mod records;

use super::{cast::Cast, log::Log, JourneyError, Options};
use crate::{chain::Chain, store::BlobStore};
use salus_primitives::{records::RecordClass, DirectiveId, RecordId};
use std::io::Write;

/// The classes that the patient uses.
const CLASSES: [RecordClass; 12] = RecordClass::OPEN;

/// What the doctor is allowed to read.
const READABLE: [RecordClass; 6] = [
	RecordClass::Summary,
	RecordClass::Allergy,
	RecordClass::Condition,
	RecordClass::Laboratory,
	RecordClass::Medication,
	RecordClass::Procedure,
];

/// A day of certificates' and signatures' time in milliseconds.
const DAY: u64 = salus_primitives::time::DAY;

/// Where the journey is played, and what it has come to.
pub struct Stage {
	chain: Chain,
	store: BlobStore,
	options: Options,
	cast: Cast,
	/// The records that the hospital imported.
	imported: Vec<RecordId>,
	/// What permits the doctor to read.
	doctor_directive: Option<DirectiveId>,
}

impl Stage {
	/// An empty stage.
	pub fn new(chain: Chain, store: BlobStore, options: Options, cast: Cast) -> Self {
		Self { chain, store, options, cast, imported: Vec::new(), doctor_directive: None }
	}

	/// Plays all scenes.
	pub async fn play(&mut self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		log.scene("Institutions found trust")?;
		self.certify_participants(log).await?;
		log.scene("A patient without tokens joins")?;
		self.enrol_patient(log).await?;
		log.scene("The hospital writes the patient's record")?;
		self.import(log).await?;
		self.refuse_duplicate(log).await?;
		self.contradict(log).await?;
		log.scene("A doctor elsewhere asks to read")?;
		self.grant_reading(log).await?;
		self.read_and_verify(log).await?;
		self.refuse_strangers(log).await?;
		log.scene("An emergency")?;
		self.break_glass(log).await?;
		log.scene("The patient takes consent back")?;
		self.revoke(log).await?;
		log.scene("What nobody can tie together")?;
		self.keep_private(log).await?;
		log.scene("Health money")?;
		self.handle_money(log).await?;
		log.scene("Care put out to tender")?;
		self.tender_care(log).await?;
		log.scene("The whole record on one page")?;
		self.report(log).await
	}
}

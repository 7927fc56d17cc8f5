//! A patient's own report: what was diagnosed, taken, done, measured and vaccinated, when and for how long.
//!
//! [`Report::new`] reads the patient's opened records. [`Report::html`] gives one page that needs nothing else: it loads nothing,
//! runs nothing, prints well, and reads well to those who hear or enlarge it. [`Report::bundle`] gives the same as a FHIR
//! `document` Bundle: a `Composition` whose sections refer to the resources, followed by the resources byte for byte.
//!
//! Nothing is left out silently: what no section shows is counted at the end, and what was entered in error is named as such.

mod document;
mod duration;
mod entries;
mod page;
mod text;

pub use duration::Span;
pub use entries::{Entry, Measurement, Medicine, Person};

use crate::fhir::Resource;
use salus_primitives::{Moment, RecordId};
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
	/// There is nothing to report.
	#[error("there are no records to report")]
	Empty,
	/// The records are of several patients.
	#[error("the records are of several patients: {}", .0.join(", "))]
	SeveralPatients(Vec<String>),
	/// The time of the report is not one that can be written.
	#[error("{0} is not a time that can be written")]
	Time(Moment),
	/// The page could not be written.
	#[error("the page could not be written: {0}")]
	Page(#[from] askama::Error),
}

/// Where an opened record comes from. It was verified against the chain when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
	/// The record on chain.
	pub record: RecordId,
	/// Who anchored it: a name or an address.
	pub author: String,
	/// When it was anchored.
	pub anchored: Moment,
}

/// An opened record.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportItem {
	/// What it says.
	pub resource: Resource,
	/// Where it comes from; `None` for what was never anchored.
	pub origin: Option<Origin>,
}

impl From<Resource> for ReportItem {
	fn from(resource: Resource) -> Self {
		Self { resource, origin: None }
	}
}

/// A report of one patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
	/// Who it is about.
	pub person: Person,
	/// When it was made.
	pub generated: OffsetDateTime,
	/// Blood group and rhesus factor as last measured.
	pub blood_group: Vec<Measurement>,
	/// Allergies and intolerances, current ones first.
	pub allergies: Vec<Entry>,
	/// Diagnoses and problems, current ones first.
	pub conditions: Vec<Entry>,
	/// Every prescription, dispensing, administration and statement of a medicine, newest first.
	pub medicines: Vec<Medicine>,
	/// Operations and other procedures, newest first.
	pub operations: Vec<Entry>,
	/// Results and findings, newest first.
	pub results: Vec<Measurement>,
	/// Vaccinations, newest first.
	pub immunizations: Vec<Entry>,
	/// How many resources of other types the record holds.
	pub others: BTreeMap<String, usize>,
	/// What was entered in error and is in no section.
	pub in_error: Vec<String>,
	items: Vec<ReportItem>,
}

impl Report {
	/// Reads the opened records of one patient.
	///
	/// # Errors
	/// [`ReportError::Empty`], [`ReportError::SeveralPatients`] or [`ReportError::Time`].
	pub fn new(items: Vec<ReportItem>, generated: Moment) -> Result<Self, ReportError> {
		let patients = names(&items);
		if patients.len() > 1 {
			return Err(ReportError::SeveralPatients(patients));
		}
		Self::of_one_patient(items, generated)
	}

	/// Reads the opened records of one patient, whom institutions may each call by another name: that they are all of this patient
	/// is what the chain says of them.
	///
	/// # Errors
	/// [`ReportError::Empty`] or [`ReportError::Time`].
	pub fn of_one_patient(items: Vec<ReportItem>, generated: Moment) -> Result<Self, ReportError> {
		if items.is_empty() {
			return Err(ReportError::Empty);
		}
		let seconds = i64::try_from(generated / 1_000).map_err(|_| ReportError::Time(generated))?;
		let at = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| ReportError::Time(generated))?;
		let own = items.iter().find(|item| item.resource.resource_type() == "Patient");
		let name = own.and_then(|item| item.resource.reference()).or_else(|| names(&items).pop());
		Ok(entries::report(items, name, at))
	}

	/// The records that the report was made of.
	pub fn items(&self) -> &[ReportItem] {
		&self.items
	}

	/// The report as one HTML page.
	///
	/// # Errors
	/// [`ReportError::Page`].
	pub fn html(&self) -> Result<String, ReportError> {
		page::html(self)
	}

	/// The report as a FHIR R4 `Bundle` of type `document`, JSON.
	pub fn bundle(&self) -> Vec<u8> {
		document::bundle(self)
	}
}

/// The names by which the resources call whom they are about.
fn names(items: &[ReportItem]) -> Vec<String> {
	let names: BTreeSet<_> = items.iter().flat_map(|item| item.resource.patients()).cloned().collect();
	names.into_iter().collect()
}

/// The report of these resources as one HTML page: see [`Report::html`].
///
/// # Errors
/// See [`ReportError`].
pub fn html(resources: &[Resource], generated: Moment) -> Result<String, ReportError> {
	Report::new(resources.iter().cloned().map(ReportItem::from).collect(), generated)?.html()
}

/// The report of these resources as a FHIR document: see [`Report::bundle`].
///
/// # Errors
/// See [`ReportError`].
pub fn bundle(resources: &[Resource], generated: Moment) -> Result<Vec<u8>, ReportError> {
	Ok(Report::new(resources.iter().cloned().map(ReportItem::from).collect(), generated)?.bundle())
}

#[cfg(test)]
mod tests;

//! Classes of records and how records relate.

use crate::RecordId;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The coarse class of a record, by FHIR resource. It is public, so whatever would reveal a condition by its class alone is
/// [`RecordClass::Restricted`].
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum RecordClass {
	/// Who the patient is, and summaries (`Patient`, `Composition`).
	Summary,
	/// Visits and stays (`Encounter`, `EpisodeOfCare`, `Appointment`).
	Encounter,
	/// Problems and diagnoses (`Condition`).
	Condition,
	/// Medicines (`MedicationRequest`, `MedicationStatement` and the like).
	Medication,
	/// Operations and other procedures (`Procedure`).
	Procedure,
	/// Laboratory results and observations (`Observation`, `DiagnosticReport`).
	Laboratory,
	/// Images (`ImagingStudy`, `Media`).
	Imaging,
	/// Vaccinations (`Immunization`).
	Immunization,
	/// Allergies and intolerances (`AllergyIntolerance`).
	Allergy,
	/// Devices, wearables and what they measure (`Device`).
	Device,
	/// Documents and everything that has no class of its own (`DocumentReference`).
	Document,
	/// Bills, claims and coverage (`Claim`, `Coverage`).
	Financial,
	/// A numbered compartment whose meaning only the patient and the patient's readers know.
	Restricted(u8),
}

impl RecordClass {
	/// The classes with a public meaning.
	pub const OPEN: [RecordClass; 12] = [
		RecordClass::Summary,
		RecordClass::Encounter,
		RecordClass::Condition,
		RecordClass::Medication,
		RecordClass::Procedure,
		RecordClass::Laboratory,
		RecordClass::Imaging,
		RecordClass::Immunization,
		RecordClass::Allergy,
		RecordClass::Device,
		RecordClass::Document,
		RecordClass::Financial,
	];

	/// Whether the class matters in an emergency, so that a patient's keyholders hold its keys beforehand.
	pub const fn matters_in_emergency(self) -> bool {
		matches!(self, RecordClass::Summary | RecordClass::Allergy | RecordClass::Medication | RecordClass::Condition)
	}
}

/// How a record relates to those before it.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum Relation {
	/// The first version.
	Original,
	/// A newer version of the named record.
	Amends(RecordId),
	/// The named record was entered in error; this one says so.
	Retracts(RecordId),
}

impl Relation {
	/// The earlier record, if there is one.
	pub const fn earlier(self) -> Option<RecordId> {
		match self {
			Relation::Original => None,
			Relation::Amends(record) | Relation::Retracts(record) => Some(record),
		}
	}
}

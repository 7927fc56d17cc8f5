//! Health records as HL7 FHIR R4 JSON: read, classified, fingerprinted, chosen by patient; and consents both ways.
//!
//! [`read`] takes one resource or a `Bundle` (of any type, also of bundles) apart into [`Resource`]s. Each is brought to
//! [`canonical`](mod@canonical) form, which is what is sealed, and checked against the R4 data model of `fhir-model` (built from R4B, which
//! differs from R4 in a few types for regulators; of those, the ones that only R4 has are taken as they are).
//! [`import::records`] adds what the chain needs to know: class, fingerprint, critical facts, subject and date.
//!
//! What is wrong with an input has its own [`FhirError`]; nothing is skipped silently.

pub mod canonical;
pub mod consent;
mod date;
mod facts;
pub mod import;
mod kinds;
mod patient;
mod policy;
mod resource;

pub use canonical::{canonical, CanonicalError};
pub use date::{DateError, FhirDate};
pub(crate) use facts::says_none_known;
pub use facts::{stated_facts, FACT_VALUES};
pub use import::{record, records, ImportedRecord};
pub use kinds::{class_of_type, kind_of_type, types_of_class, Kind, RESOURCE_TYPES};
pub use patient::{bundle, bundle_for_patient, patients, select, PatientBundle, Selection};
pub use policy::{CodeRule, RestrictionPolicy};
pub use resource::{read, Resource};

/// Media type of FHIR JSON, as sealed with records.
pub const MEDIA_TYPE: &str = "application/fhir+json; fhirVersion=4.0";

/// Largest input that is read at once: 64 MiB.
pub const MAX_INPUT: usize = 64 << 20;

/// Most resources in one input.
pub const MAX_RESOURCES: usize = 100_000;

/// Deepest nesting of bundles in bundles.
pub const MAX_BUNDLE_DEPTH: usize = 4;

/// Why an input is not FHIR R4 that can be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FhirError {
	/// Nothing there.
	#[error("the input is empty")]
	Empty,
	/// Too large.
	#[error("the input has {0} bytes; at most {MAX_INPUT} are read at once")]
	TooLarge(usize),
	/// Too many resources.
	#[error("the input holds more than {MAX_RESOURCES} resources")]
	TooManyResources,
	/// Not JSON, or JSON that two readers could understand differently.
	#[error(transparent)]
	Json(#[from] CanonicalError),
	/// FHIR, but as XML.
	#[error("the input is XML; export it as FHIR JSON")]
	Xml,
	/// JSON, but without a resource type.
	#[error("this is not a FHIR resource: {0}")]
	NotFhir(String),
	/// A resource type that no version of FHIR has.
	#[error("FHIR has no resource type '{0}'")]
	UnknownType(String),
	/// A resource type that other versions of FHIR have.
	#[error("'{resource_type}' is a resource of FHIR {version}; Salus reads FHIR R4")]
	OtherVersion {
		/// The type.
		resource_type: String,
		/// The versions that have it.
		version: &'static str,
	},
	/// A resource that does not have the form that R4 gives its type.
	#[error("{resource} does not have the form of FHIR R4, it is damaged or of another version: {problem}")]
	NotR4 {
		/// Type and id.
		resource: String,
		/// What does not fit.
		problem: String,
	},
	/// A bundle without a single resource.
	#[error("the bundle holds no resource")]
	NoResources,
	/// Bundles nested too deeply.
	#[error("bundles are nested more than {MAX_BUNDLE_DEPTH} deep")]
	BundlesTooDeep,
	/// The patient is neither in the input nor referred to.
	#[error("no resource is about {0}")]
	NoSuchPatient(String),
}

//! Every resource type of FHIR R4: what kind it is and which record class it falls into.

use salus_primitives::records::RecordClass;

/// What a resource type is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
	/// A patient, and what happened to one.
	Patient,
	/// Who and what supports care without being about a patient: practitioners, organisations, medicines.
	Supporting,
	/// Definitions, terminology and the machinery of exchange.
	Definition,
}

use Kind::{Definition, Patient, Supporting};
use RecordClass::{
	Allergy, Condition, Device, Document, Encounter, Financial, Imaging, Immunization, Laboratory, Medication,
	Procedure, Summary,
};

/// All 146 concrete resource types of R4, sorted, with kind and class. `MolecularSequence` stands with the laboratory here and is
/// made `Restricted` by [`super::RestrictionPolicy`], since its type alone says that genes were looked at.
pub const RESOURCE_TYPES: &[(&str, Kind, RecordClass)] = &[
	("Account", Patient, Financial),
	("ActivityDefinition", Definition, Document),
	("AdverseEvent", Patient, Condition),
	("AllergyIntolerance", Patient, Allergy),
	("Appointment", Patient, Encounter),
	("AppointmentResponse", Patient, Encounter),
	("AuditEvent", Patient, Document),
	("Basic", Patient, Document),
	("Binary", Supporting, Document),
	("BiologicallyDerivedProduct", Patient, Procedure),
	("BodyStructure", Patient, Condition),
	("Bundle", Definition, Document),
	("CapabilityStatement", Definition, Document),
	("CarePlan", Patient, Encounter),
	("CareTeam", Patient, Encounter),
	("CatalogEntry", Definition, Document),
	("ChargeItem", Patient, Financial),
	("ChargeItemDefinition", Definition, Document),
	("Claim", Patient, Financial),
	("ClaimResponse", Patient, Financial),
	("ClinicalImpression", Patient, Condition),
	("CodeSystem", Definition, Document),
	("Communication", Patient, Document),
	("CommunicationRequest", Patient, Document),
	("CompartmentDefinition", Definition, Document),
	("Composition", Patient, Summary),
	("ConceptMap", Definition, Document),
	("Condition", Patient, Condition),
	("Consent", Patient, Document),
	("Contract", Patient, Financial),
	("Coverage", Patient, Financial),
	("CoverageEligibilityRequest", Patient, Financial),
	("CoverageEligibilityResponse", Patient, Financial),
	("DetectedIssue", Patient, Condition),
	("Device", Supporting, Device),
	("DeviceDefinition", Supporting, Device),
	("DeviceMetric", Supporting, Device),
	("DeviceRequest", Patient, Device),
	("DeviceUseStatement", Patient, Device),
	("DiagnosticReport", Patient, Laboratory),
	("DocumentManifest", Patient, Document),
	("DocumentReference", Patient, Document),
	("EffectEvidenceSynthesis", Definition, Document),
	("Encounter", Patient, Encounter),
	("Endpoint", Supporting, Document),
	("EnrollmentRequest", Patient, Financial),
	("EnrollmentResponse", Patient, Financial),
	("EpisodeOfCare", Patient, Encounter),
	("EventDefinition", Definition, Document),
	("Evidence", Definition, Document),
	("EvidenceVariable", Definition, Document),
	("ExampleScenario", Definition, Document),
	("ExplanationOfBenefit", Patient, Financial),
	("FamilyMemberHistory", Patient, Condition),
	("Flag", Patient, Condition),
	("Goal", Patient, Condition),
	("GraphDefinition", Definition, Document),
	("Group", Definition, Document),
	("GuidanceResponse", Patient, Document),
	("HealthcareService", Supporting, Document),
	("ImagingStudy", Patient, Imaging),
	("Immunization", Patient, Immunization),
	("ImmunizationEvaluation", Patient, Immunization),
	("ImmunizationRecommendation", Patient, Immunization),
	("ImplementationGuide", Definition, Document),
	("InsurancePlan", Supporting, Financial),
	("Invoice", Patient, Financial),
	("Library", Definition, Document),
	("Linkage", Patient, Document),
	("List", Patient, Summary),
	("Location", Supporting, Document),
	("Measure", Definition, Document),
	("MeasureReport", Patient, Document),
	("Media", Patient, Imaging),
	("Medication", Supporting, Medication),
	("MedicationAdministration", Patient, Medication),
	("MedicationDispense", Patient, Medication),
	("MedicationKnowledge", Supporting, Medication),
	("MedicationRequest", Patient, Medication),
	("MedicationStatement", Patient, Medication),
	("MedicinalProduct", Definition, Document),
	("MedicinalProductAuthorization", Definition, Document),
	("MedicinalProductContraindication", Definition, Document),
	("MedicinalProductIndication", Definition, Document),
	("MedicinalProductIngredient", Definition, Document),
	("MedicinalProductInteraction", Definition, Document),
	("MedicinalProductManufactured", Definition, Document),
	("MedicinalProductPackaged", Definition, Document),
	("MedicinalProductPharmaceutical", Definition, Document),
	("MedicinalProductUndesirableEffect", Definition, Document),
	("MessageDefinition", Definition, Document),
	("MessageHeader", Definition, Document),
	("MolecularSequence", Patient, Laboratory),
	("NamingSystem", Definition, Document),
	("NutritionOrder", Patient, Procedure),
	("Observation", Patient, Laboratory),
	("ObservationDefinition", Definition, Document),
	("OperationDefinition", Definition, Document),
	("OperationOutcome", Definition, Document),
	("Organization", Supporting, Document),
	("OrganizationAffiliation", Supporting, Document),
	("Parameters", Definition, Document),
	("Patient", Patient, Summary),
	("PaymentNotice", Patient, Financial),
	("PaymentReconciliation", Patient, Financial),
	("Person", Patient, Summary),
	("PlanDefinition", Definition, Document),
	("Practitioner", Supporting, Document),
	("PractitionerRole", Supporting, Document),
	("Procedure", Patient, Procedure),
	("Provenance", Patient, Document),
	("Questionnaire", Definition, Document),
	("QuestionnaireResponse", Patient, Document),
	("RelatedPerson", Patient, Summary),
	("RequestGroup", Patient, Encounter),
	("ResearchDefinition", Definition, Document),
	("ResearchElementDefinition", Definition, Document),
	("ResearchStudy", Definition, Document),
	("ResearchSubject", Patient, Document),
	("RiskAssessment", Patient, Condition),
	("RiskEvidenceSynthesis", Definition, Document),
	("Schedule", Patient, Encounter),
	("SearchParameter", Definition, Document),
	("ServiceRequest", Patient, Procedure),
	("Slot", Definition, Encounter),
	("Specimen", Patient, Laboratory),
	("SpecimenDefinition", Definition, Document),
	("StructureDefinition", Definition, Document),
	("StructureMap", Definition, Document),
	("Subscription", Definition, Document),
	("Substance", Supporting, Document),
	("SubstanceNucleicAcid", Definition, Document),
	("SubstancePolymer", Definition, Document),
	("SubstanceProtein", Definition, Document),
	("SubstanceReferenceInformation", Definition, Document),
	("SubstanceSourceMaterial", Definition, Document),
	("SubstanceSpecification", Definition, Document),
	("SupplyDelivery", Patient, Device),
	("SupplyRequest", Patient, Device),
	("Task", Patient, Encounter),
	("TerminologyCapabilities", Definition, Document),
	("TestReport", Definition, Document),
	("TestScript", Definition, Document),
	("ValueSet", Definition, Document),
	("VerificationResult", Definition, Document),
	("VisionPrescription", Patient, Device),
];

/// Resource types that only other versions of FHIR have.
const OTHER_VERSIONS: &[(&str, &[&str])] = &[
	(
		"DSTU2 or STU3",
		&[
			"BodySite",
			"Conformance",
			"DataElement",
			"DeviceComponent",
			"DeviceUseRequest",
			"DiagnosticOrder",
			"DiagnosticRequest",
			"EligibilityRequest",
			"EligibilityResponse",
			"ExpansionProfile",
			"ImagingManifest",
			"ImagingObjectSelection",
			"MedicationOrder",
			"Order",
			"OrderResponse",
			"ProcedureRequest",
			"ProcessRequest",
			"ProcessResponse",
			"ReferralRequest",
			"Sequence",
			"ServiceDefinition",
		],
	),
	(
		"R4B or R5",
		&[
			"ActorDefinition",
			"AdministrableProductDefinition",
			"ArtifactAssessment",
			"BiologicallyDerivedProductDispense",
			"Citation",
			"ClinicalUseDefinition",
			"ConditionDefinition",
			"DeviceAssociation",
			"DeviceDispense",
			"DeviceUsage",
			"EncounterHistory",
			"EvidenceReport",
			"FormularyItem",
			"GenomicStudy",
			"ImagingSelection",
			"Ingredient",
			"InventoryItem",
			"InventoryReport",
			"ManufacturedItemDefinition",
			"MedicinalProductDefinition",
			"NutritionIntake",
			"NutritionProduct",
			"PackagedProductDefinition",
			"Permission",
			"RegulatedAuthorization",
			"RequestOrchestration",
			"Requirements",
			"SubscriptionStatus",
			"SubscriptionTopic",
			"SubstanceDefinition",
			"TestPlan",
			"Transport",
		],
	),
];

/// Resource types that the R4B data model has not, or has in a form that is not that of R4; their form is not checked.
const NOT_IN_MODEL: &[&str] = &[
	"EffectEvidenceSynthesis",
	"Evidence",
	"EvidenceVariable",
	"MedicinalProduct",
	"MedicinalProductAuthorization",
	"MedicinalProductContraindication",
	"MedicinalProductIndication",
	"MedicinalProductIngredient",
	"MedicinalProductInteraction",
	"MedicinalProductManufactured",
	"MedicinalProductPackaged",
	"MedicinalProductPharmaceutical",
	"MedicinalProductUndesirableEffect",
	"RiskEvidenceSynthesis",
	"SubstanceNucleicAcid",
	"SubstancePolymer",
	"SubstanceProtein",
	"SubstanceReferenceInformation",
	"SubstanceSourceMaterial",
	"SubstanceSpecification",
];

fn entry(resource_type: &str) -> Option<(Kind, RecordClass)> {
	let index = RESOURCE_TYPES.binary_search_by_key(&resource_type, |(name, _, _)| name).ok()?;
	RESOURCE_TYPES.get(index).map(|(_, kind, class)| (*kind, *class))
}

/// The class of a resource type of R4; `None` for a type that R4 does not have.
pub fn class_of_type(resource_type: &str) -> Option<RecordClass> {
	entry(resource_type).map(|(_, class)| class)
}

/// What a resource type of R4 is about; `None` for a type that R4 does not have.
pub fn kind_of_type(resource_type: &str) -> Option<Kind> {
	entry(resource_type).map(|(kind, _)| kind)
}

/// The resource types about patients that fall into a class.
pub fn types_of_class(class: RecordClass) -> impl Iterator<Item = &'static str> {
	RESOURCE_TYPES
		.iter()
		.filter(move |(_, kind, of_type)| *of_type == class && *kind != Definition)
		.map(|(name, _, _)| *name)
}

/// The versions of FHIR that have a type which R4 has not.
pub(super) fn other_version(resource_type: &str) -> Option<&'static str> {
	OTHER_VERSIONS.iter().find(|(_, types)| types.contains(&resource_type)).map(|(version, _)| *version)
}

/// Whether the data model knows the type, so that its form can be checked.
pub(super) fn is_in_model(resource_type: &str) -> bool {
	!NOT_IN_MODEL.contains(&resource_type)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_table_is_sorted_and_complete() {
		assert!(RESOURCE_TYPES.windows(2).all(|pair| pair[0].0 < pair[1].0));
		// R4 lists 148 types, of which Resource and DomainResource are abstract.
		assert_eq!(RESOURCE_TYPES.len(), 146);
	}

	#[test]
	fn versions_do_not_overlap() {
		for (_, types) in OTHER_VERSIONS {
			assert!(types.iter().all(|name| class_of_type(name).is_none()));
		}
		assert!(NOT_IN_MODEL.iter().all(|name| class_of_type(name).is_some()));
	}

	#[test]
	fn every_open_class_has_a_type() {
		for class in RecordClass::OPEN {
			assert!(types_of_class(class).next().is_some(), "{class:?}");
		}
		assert!(types_of_class(RecordClass::Restricted(0)).next().is_none());
	}
}

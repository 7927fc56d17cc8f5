//! Code systems and names of consents.

use crate::keys::class_label;
use salus_primitives::{
	consent::AccessMode,
	records::RecordClass,
	roles::{AuthorityKind, FinancialKind, ProviderKind, Role},
};

pub(super) const SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
pub(super) const ACTION: &str = "http://terminology.hl7.org/CodeSystem/consentaction";
pub(super) const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
pub(super) const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
pub(super) const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
pub(super) const RESOURCE_TYPES: &str = "http://hl7.org/fhir/resource-types";

/// Record classes by their own names.
pub(super) const RECORD_CLASS: &str = "urn:salus:record-class";
/// An account, as an identifier's system.
pub(super) const ACCOUNT: &str = "urn:salus:account";
/// An organisation with its members, as an identifier's system.
pub(super) const ORGANISATION: &str = "urn:salus:organisation";
/// A role, as an identifier's system.
pub(super) const ROLE: &str = "urn:salus:role";
/// Modifier extension: obligations, access mode and time of erasure.
pub(super) const HANDLING: &str = "urn:salus:consent-handling";
/// Modifier extension of the R5 form: what else narrows the decision.
pub(super) const ROOT: &str = "urn:salus:consent-root";

/// The class with this name: the other way round of [`class_label`].
pub fn class_of_label(label: &str) -> Option<RecordClass> {
	let restricted = label.strip_prefix("restricted-").and_then(|number| number.parse().ok());
	let restricted = restricted.map(RecordClass::Restricted);
	restricted.into_iter().chain(RecordClass::OPEN).find(|class| class_label(*class) == label)
}

const MODES: [(AccessMode, &str); 4] = [
	(AccessMode::View, "view"),
	(AccessMode::Store, "store"),
	(AccessMode::Stream, "stream"),
	(AccessMode::Query, "query"),
];

/// The name of a mode of access.
pub fn mode_label(mode: AccessMode) -> &'static str {
	MODES.iter().find(|(known, _)| *known == mode).map_or("", |(_, label)| label)
}

/// The mode of access with this name.
pub fn mode_of_label(label: &str) -> Option<AccessMode> {
	MODES.iter().find(|(_, known)| *known == label).map(|(mode, _)| *mode)
}

const ROLES: [(Role, &str); 17] = [
	(Role::Patient, "patient"),
	(Role::Provider(ProviderKind::Hospital), "hospital"),
	(Role::Provider(ProviderKind::Clinic), "clinic"),
	(Role::Provider(ProviderKind::Practitioner), "practitioner"),
	(Role::Provider(ProviderKind::Pharmacy), "pharmacy"),
	(Role::Provider(ProviderKind::Laboratory), "laboratory"),
	(Role::Provider(ProviderKind::Manufacturer), "manufacturer"),
	(Role::Provider(ProviderKind::Repackager), "repackager"),
	(Role::Provider(ProviderKind::WholesaleDistributor), "wholesale-distributor"),
	(Role::HealthAuthority(AuthorityKind::Ministry), "ministry"),
	(Role::HealthAuthority(AuthorityKind::DiseaseControl), "disease-control"),
	(Role::HealthAuthority(AuthorityKind::Regulator), "regulator"),
	(Role::HealthAuthority(AuthorityKind::Researcher), "researcher"),
	(Role::FinancialEntity(FinancialKind::Insurer), "insurer"),
	(Role::FinancialEntity(FinancialKind::Bank), "bank"),
	(Role::FinancialEntity(FinancialKind::Exchange), "exchange"),
	(Role::CertificationAuthority, "certification-authority"),
];

/// All roles.
pub fn roles() -> impl Iterator<Item = Role> {
	ROLES.iter().map(|(role, _)| *role)
}

/// The name of a role.
pub fn role_label(role: Role) -> &'static str {
	ROLES.iter().find(|(known, _)| *known == role).map_or("", |(_, label)| label)
}

/// The role with this name.
pub fn role_of_label(label: &str) -> Option<Role> {
	ROLES.iter().find(|(_, known)| *known == label).map(|(role, _)| *role)
}

//! The five groups of participants and their kinds.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Kinds of providers: who treats, tests, makes and hands out.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum ProviderKind {
	/// A hospital; may enrol patients.
	Hospital,
	/// A clinic or group practice; may enrol patients.
	Clinic,
	/// A natural person who treats: a doctor, nurse, therapist. Works under an organisation once affiliated.
	Practitioner,
	/// A pharmacy.
	Pharmacy,
	/// A medical laboratory.
	Laboratory,
	/// A maker of drugs.
	Manufacturer,
	/// A repackager of drugs.
	Repackager,
	/// A wholesale distributor of drugs.
	WholesaleDistributor,
}

/// Kinds of health authorities.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum AuthorityKind {
	/// A ministry or department of health; may enrol patients.
	Ministry,
	/// A centre for disease control.
	DiseaseControl,
	/// A regulator, of drugs or of practice.
	Regulator,
	/// A public research body.
	Researcher,
}

/// Kinds of financial entities.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum FinancialKind {
	/// A health insurer.
	Insurer,
	/// A bank.
	Bank,
	/// An exchange of money and tokens.
	Exchange,
}

/// What an account is. One account has one role: a doctor who is also a patient uses another account for it.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum Role {
	/// A patient, under one of possibly many personas.
	Patient,
	/// One who provides care, tests or drugs.
	Provider(ProviderKind),
	/// A public authority for health.
	HealthAuthority(AuthorityKind),
	/// One who insures, pays or exchanges.
	FinancialEntity(FinancialKind),
	/// One who certifies others, within what the council authorised.
	CertificationAuthority,
}

/// The five groups, without their kinds.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum Group {
	/// Patients.
	Patient,
	/// Providers of every kind.
	Provider,
	/// Health authorities of every kind.
	HealthAuthority,
	/// Financial entities of every kind.
	FinancialEntity,
	/// Certification authorities.
	CertificationAuthority,
}

impl Group {
	/// All groups, in the order of their bits in a [`GroupSet`].
	pub const ALL: [Group; 5] = [
		Group::Patient,
		Group::Provider,
		Group::HealthAuthority,
		Group::FinancialEntity,
		Group::CertificationAuthority,
	];
}

impl Role {
	/// The group the role belongs to.
	pub const fn group(self) -> Group {
		match self {
			Role::Patient => Group::Patient,
			Role::Provider(_) => Group::Provider,
			Role::HealthAuthority(_) => Group::HealthAuthority,
			Role::FinancialEntity(_) => Group::FinancialEntity,
			Role::CertificationAuthority => Group::CertificationAuthority,
		}
	}

	/// Whether the role is a legal person, which has record stores and members, rather than a natural one.
	pub const fn is_organisation(self) -> bool {
		!matches!(self, Role::Patient | Role::Provider(ProviderKind::Practitioner))
	}

	/// Whether the role may enrol patients and pay for it.
	pub const fn may_enrol_patients(self) -> bool {
		matches!(
			self,
			Role::Provider(ProviderKind::Hospital | ProviderKind::Clinic)
				| Role::HealthAuthority(AuthorityKind::Ministry)
		)
	}

	/// Whether the role treats patients, and so may write clinical records and break the glass in an emergency.
	pub const fn is_clinical(self) -> bool {
		matches!(
			self,
			Role::Provider(
				ProviderKind::Hospital
					| ProviderKind::Clinic
					| ProviderKind::Practitioner
					| ProviderKind::Pharmacy
					| ProviderKind::Laboratory
			)
		)
	}
}

/// A set of [`Group`]s: one bit per group, in the order of [`Group::ALL`].
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
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
pub struct GroupSet(u8);

impl GroupSet {
	/// Every group.
	pub const ALL: Self = Self(0b1_1111);

	/// The set of the given groups.
	pub fn of(groups: &[Group]) -> Self {
		Self(groups.iter().fold(0, |bits, group| bits | Self::bit(*group)))
	}

	/// Whether `group` is in the set.
	pub const fn contains(self, group: Group) -> bool {
		self.0 & Self::bit(group) != 0
	}

	/// Whether no group is in the set.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// Whether the set has no bit beyond the five groups; others are refused as input.
	pub const fn is_valid(self) -> bool {
		self.0 & !Self::ALL.0 == 0
	}

	const fn bit(group: Group) -> u8 {
		match group {
			Group::Patient => 1,
			Group::Provider => 2,
			Group::HealthAuthority => 4,
			Group::FinancialEntity => 8,
			Group::CertificationAuthority => 16,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_group_set_holds_exactly_what_was_put_in() {
		let set = GroupSet::of(&[Group::Patient, Group::FinancialEntity]);
		for group in Group::ALL {
			assert_eq!(set.contains(group), matches!(group, Group::Patient | Group::FinancialEntity));
			assert!(GroupSet::ALL.contains(group));
			assert!(!GroupSet::default().contains(group));
		}
	}

	#[test]
	fn bits_beyond_the_groups_are_invalid() {
		assert!(GroupSet::ALL.is_valid());
		assert!(!GroupSet::decode(&mut &[0b10_0000u8][..]).unwrap().is_valid());
	}

	#[test]
	fn natural_persons_are_not_organisations() {
		assert!(!Role::Patient.is_organisation());
		assert!(!Role::Provider(ProviderKind::Practitioner).is_organisation());
		assert!(Role::Provider(ProviderKind::Pharmacy).is_organisation());
		assert!(Role::CertificationAuthority.is_organisation());
	}
}

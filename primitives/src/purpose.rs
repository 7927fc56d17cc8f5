//! Purposes of use, as coded by HL7 v3-ActReason. They form a tree; what is allowed for a parent is allowed for its children.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

macro_rules! purposes {
	($($(#[$doc:meta])* $name:ident $code:literal $(in $parent:ident)?,)*) => {
		/// What data are to be used for (HL7 v3-ActReason, PurposeOfUse).
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
		pub enum Purpose {
			$($(#[$doc])* $name,)*
		}

		impl Purpose {
			/// All purposes.
			pub const ALL: &'static [Purpose] = &[$(Purpose::$name,)*];

			/// The code in v3-ActReason.
			pub const fn code(self) -> &'static str {
				match self {
					$(Purpose::$name => $code,)*
				}
			}

			/// The purpose directly above, or `None` at the top of a tree.
			pub const fn parent(self) -> Option<Purpose> {
				match self {
					$(Purpose::$name => purposes!(@parent $($parent)?),)*
				}
			}
		}
	};
	(@parent) => { None };
	(@parent $parent:ident) => { Some(Purpose::$parent) };
}

purposes! {
	/// Treatment.
	Treatment "TREAT",
	/// Treatment within a clinical trial.
	ClinicalTrial "CLINTRL" in Treatment,
	/// Coordination of care.
	CareCoordination "COC" in Treatment,
	/// Emergency treatment.
	EmergencyTreatment "ETREAT" in Treatment,
	/// Breaking the glass: emergency access without consent.
	BreakGlass "BTG" in EmergencyTreatment,
	/// Treatment in an emergency room.
	EmergencyRoom "ERTREAT" in EmergencyTreatment,
	/// Population health.
	PopulationHealth "POPHLTH" in Treatment,
	/// Healthcare payment.
	Payment "HPAYMT",
	/// Matching of claims with what they cite.
	ClaimMatching "CLMATTCH" in Payment,
	/// Authorisation of coverage.
	CoverageAuthorization "COVAUTH" in Payment,
	/// Coverage under a policy.
	Coverage "COVERAGE" in Payment,
	/// Determination of eligibility.
	EligibilityDetermination "ELIGDTRM" in Coverage,
	/// Verification of eligibility.
	EligibilityVerification "ELIGVER" in Coverage,
	/// Enrolment under a policy.
	Enrollment "ENROLLM" in Coverage,
	/// Remittance advice.
	RemittanceAdvice "REMITADV" in Payment,
	/// Healthcare research.
	Research "HRESCH",
	/// Biomedical research.
	BiomedicalResearch "BIORCH" in Research,
	/// Clinical trial research.
	ClinicalTrialResearch "CLINTRCH" in Research,
	/// Disease-specific research.
	DiseaseResearch "DSRCH" in Research,
	/// Population origins and ancestry research.
	AncestryResearch "POARCH" in Research,
	/// Translational research.
	TranslationalResearch "TRANSRCH" in Research,
	/// Public health.
	PublicHealth "PUBHLTH",
	/// Disaster.
	Disaster "DISASTER" in PublicHealth,
	/// Threat to public health.
	Threat "THREAT" in PublicHealth,
	/// Request of the patient.
	PatientRequest "PATRQT",
	/// Request of the family.
	FamilyRequest "FAMRQT" in PatientRequest,
	/// Request under power of attorney.
	PowerOfAttorney "PWATRNY" in PatientRequest,
	/// Support network of the patient.
	SupportNetwork "SUPNWK" in PatientRequest,
	/// Healthcare operations.
	Operations "HOPERAT",
	/// Healthcare marketing.
	Marketing "HMARKT",
}

impl Purpose {
	/// Whether `self` is `other` or one of its ancestors.
	pub fn covers(self, other: Purpose) -> bool {
		// The tree is three levels deep; the walk ends at its top.
		let mut current = Some(other);
		while let Some(purpose) = current {
			if purpose == self {
				return true;
			}
			current = purpose.parent();
		}
		false
	}

	/// The purpose with this code in v3-ActReason.
	pub fn from_code(code: &str) -> Option<Purpose> {
		Self::ALL.iter().copied().find(|purpose| purpose.code() == code)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_parent_covers_its_descendants_and_not_the_other_way() {
		assert!(Purpose::Treatment.covers(Purpose::BreakGlass));
		assert!(Purpose::EmergencyTreatment.covers(Purpose::BreakGlass));
		assert!(Purpose::Coverage.covers(Purpose::Enrollment));
		assert!(!Purpose::BreakGlass.covers(Purpose::Treatment));
		assert!(!Purpose::Treatment.covers(Purpose::Research));
		for purpose in Purpose::ALL {
			assert!(purpose.covers(*purpose));
		}
	}

	#[test]
	fn codes_are_unique_and_round_trip() {
		for purpose in Purpose::ALL {
			assert_eq!(Purpose::from_code(purpose.code()), Some(*purpose));
		}
		assert_eq!(Purpose::from_code("NOSUCH"), None);
	}
}

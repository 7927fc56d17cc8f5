//! What can be asked for, and of whom.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use salus_primitives::roles::ProviderKind;
use scale_info::TypeInfo;

/// Most bytes of a region.
pub const MAX_REGION: u32 = 6;

/// What a tender is for. The fifth kind of request, counselling, is offered to a group: see [`crate::types::Group`].
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Kind {
	/// An operation, a treatment, a test.
	Procedure,
	/// Another doctor's opinion on what one has said.
	SecondOpinion,
	/// Care by a specialist.
	Referral,
	/// Care at a distance.
	Teleconsultation,
}

impl Kind {
	/// All kinds.
	pub const ALL: [Kind; 4] = [Kind::Procedure, Kind::SecondOpinion, Kind::Referral, Kind::Teleconsultation];

	/// Whether providers of this kind may bid.
	pub const fn fits(self, provider: ProviderKind) -> bool {
		match provider {
			ProviderKind::Hospital | ProviderKind::Clinic | ProviderKind::Practitioner => true,
			ProviderKind::Laboratory => matches!(self, Kind::Procedure),
			ProviderKind::Pharmacy => matches!(self, Kind::Teleconsultation),
			ProviderKind::Manufacturer | ProviderKind::Repackager | ProviderKind::WholesaleDistributor => false,
		}
	}
}

/// Whether providers of this kind may offer counselling to groups.
pub const fn may_counsel(provider: ProviderKind) -> bool {
	matches!(
		provider,
		ProviderKind::Hospital | ProviderKind::Clinic | ProviderKind::Practitioner | ProviderKind::Pharmacy
	)
}

/// A region in the form of ISO 3166-2: two letters for the country, and if it is smaller, a hyphen and one to three letters or
/// digits. Letters are capitals, so that two regions that look the same are the same.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Region(pub BoundedVec<u8, ConstU32<MAX_REGION>>);

impl Region {
	/// Whether it has the form of a region. Whether there is such a region is not asked.
	pub fn is_valid(&self) -> bool {
		let (country, part) = match self.0.split_at_checked(2) {
			Some(split) => split,
			None => return false,
		};
		let smaller = match part.split_first() {
			None => true,
			Some((b'-', rest)) => {
				!rest.is_empty() && rest.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
			},
			Some(_) => false,
		};
		country.iter().all(u8::is_ascii_uppercase) && smaller
	}

	/// Whether one lies in the other or they are the same: `DE` meets `DE-BY`, and `DE-BY` does not meet `DE-BE`.
	pub fn meets(&self, other: &Region) -> bool {
		let (long, short) = if self.0.len() >= other.0.len() { (self, other) } else { (other, self) };
		long == short || (short.0.len() == 2 && long.0.starts_with(&short.0))
	}
}

/// Who may not provide what is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Exclusion<AccountId> {
	/// Not this account, nor anybody affiliated with it.
	pub organisation: Option<AccountId>,
	/// Nobody in this region, nor anybody who declared no region.
	pub region: Option<Region>,
}

impl<AccountId> Exclusion<AccountId> {
	/// Excludes nobody.
	pub const fn none() -> Self {
		Self { organisation: None, region: None }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn region(text: &[u8]) -> Region {
		Region(text.to_vec().try_into().expect("is short enough"))
	}

	#[test]
	fn regions_have_the_form_of_the_standard() {
		for good in [&b"DE"[..], b"DE-BY", b"FR-75", b"GB-ENG", b"US-C"] {
			assert!(region(good).is_valid());
		}
		for bad in [&b""[..], b"D", b"de", b"DE-", b"DEBY", b"DE BY", b"D-BY", b"DE-by", b"12"] {
			assert!(!region(bad).is_valid(), "{bad:?}");
		}
	}

	#[test]
	fn a_region_meets_itself_and_what_it_is_part_of() {
		assert!(region(b"DE").meets(&region(b"DE-BY")) && region(b"DE-BY").meets(&region(b"DE")));
		assert!(region(b"DE-BY").meets(&region(b"DE-BY")));
		assert!(!region(b"DE-BY").meets(&region(b"DE-BE")));
		assert!(!region(b"DE-B").meets(&region(b"DE-BE")));
		assert!(!region(b"DE").meets(&region(b"DK-84")));
	}

	#[test]
	fn who_makes_or_ships_drugs_treats_nobody() {
		for kind in Kind::ALL {
			assert!(kind.fits(ProviderKind::Hospital) && kind.fits(ProviderKind::Practitioner));
			for other in [ProviderKind::Manufacturer, ProviderKind::Repackager, ProviderKind::WholesaleDistributor] {
				assert!(!kind.fits(other) && !may_counsel(other));
			}
		}
		assert!(Kind::Procedure.fits(ProviderKind::Laboratory) && !Kind::SecondOpinion.fits(ProviderKind::Laboratory));
	}
}

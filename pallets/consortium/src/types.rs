//! What an institution is and in which standing it can be. Nothing here knows the pallet's configuration.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::pallet_prelude::DispatchResult;
use salus_primitives::Moment;
use scale_info::TypeInfo;
use sp_staking::SessionIndex;

/// Why an institution is suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum SuspensionReason {
	/// The council decided so.
	Council,
	/// Its validator was proven to have equivocated.
	Offence {
		/// The session in which the offence was committed.
		session: SessionIndex,
	},
}

/// The standing of an institution. The transitions are written in the crate's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Status {
	/// It asks to be admitted; it neither validates nor has a seat.
	Applicant {
		/// When it applied.
		since: Moment,
		/// When it left the consortium, if it belonged to it before.
		departed: Option<Moment>,
	},
	/// It validates and has a seat in the council.
	Member {
		/// When it was admitted, or reinstated if that was later.
		since: Moment,
	},
	/// It neither validates nor has a seat, until the council reinstates it.
	Suspended {
		/// When it was suspended.
		since: Moment,
		/// Why.
		reason: SuspensionReason,
	},
	/// It belonged to the consortium and left it, or was removed. It may apply again.
	Departed {
		/// When it left.
		at: Moment,
	},
}

impl Status {
	/// Whether the institution validates and has a seat.
	pub const fn is_member(&self) -> bool {
		matches!(self, Self::Member { .. })
	}

	/// Whether the institution takes one of the consortium's places: it is a member, or suspended.
	pub const fn has_place(&self) -> bool {
		matches!(self, Self::Member { .. } | Self::Suspended { .. })
	}
}

/// An institution, kept under its own account, which is also its seat in the council.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Institution<AccountId, Name> {
	/// The public name of the organisation, in UTF-8.
	pub name: Name,
	/// The account whose session keys author and finalise blocks for the institution. Of an applicant, the account it named;
	/// of a departed institution, the last one.
	pub validator: AccountId,
	/// Its standing.
	pub status: Status,
	/// The session of the offence that was reported last.
	pub last_offence: Option<SessionIndex>,
}

/// How many institutions are in which standing.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Standing {
	/// Applicants.
	pub applicants: u32,
	/// Members.
	pub members: u32,
	/// Suspended institutions.
	pub suspended: u32,
	/// Departed institutions that have not applied again.
	pub departed: u32,
}

/// Whether the bytes are a name to show: UTF-8, neither empty nor beginning or ending with white space, and free of characters
/// that are invisible or that turn the direction of the text, by which one name could be made to look like another.
pub fn is_valid_name(name: &[u8]) -> bool {
	let deceptive = |character: char| {
		character.is_control()
			|| matches!(character, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
	};
	core::str::from_utf8(name).is_ok_and(|text| !text.is_empty() && text.trim() == text && !text.chars().any(deceptive))
}

/// The seats of the council. A member institution has one; whoever is suspended or leaves has none.
pub trait Seats<AccountId> {
	/// Gives `who` a seat.
	///
	/// # Errors
	/// When `who` has a seat already, or none is free.
	fn seat(who: &AccountId) -> DispatchResult;

	/// Takes the seat of `who`.
	///
	/// # Errors
	/// When `who` has no seat.
	fn unseat(who: &AccountId) -> DispatchResult;
}

impl<AccountId> Seats<AccountId> for () {
	fn seat(_: &AccountId) -> DispatchResult {
		Ok(())
	}

	fn unseat(_: &AccountId) -> DispatchResult {
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn a_name_is_shown_as_it_is_stored() {
		assert!(is_valid_name("Kreiskrankenhaus Süd".as_bytes()));
		assert!(is_valid_name("第一人民医院".as_bytes()));
		assert!(is_valid_name(b"A"));
	}

	#[test]
	fn a_name_that_deceives_is_refused() {
		for name in
			["", " ", " A", "A ", "A\n", "A\u{7}B", "A\u{202e}B", "A\u{200b}", "\u{feff}A", "\u{3000}A", "A\u{2066}"]
		{
			assert!(!is_valid_name(name.as_bytes()), "{name:?}");
		}
		assert!(!is_valid_name(&[0xff, 0x41]));
		assert!(!is_valid_name(&[0xed, 0xa0, 0x80]));
	}

	#[test]
	fn members_and_suspended_institutions_have_a_place() {
		let standings = [
			(Status::Applicant { since: 0, departed: None }, false, false),
			(Status::Member { since: 0 }, true, true),
			(Status::Suspended { since: 0, reason: SuspensionReason::Council }, false, true),
			(Status::Departed { at: 0 }, false, false),
		];
		for (status, member, place) in standings {
			assert_eq!(status.is_member(), member);
			assert_eq!(status.has_place(), place);
		}
	}

	/// The rule spelled out character by character.
	fn is_valid_name_slowly(name: &[u8]) -> bool {
		let Ok(text) = String::from_utf8(name.to_vec()) else { return false };
		let characters: Vec<char> = text.chars().collect();
		let (Some(first), Some(last)) = (characters.first(), characters.last()) else { return false };
		if first.is_whitespace() || last.is_whitespace() {
			return false;
		}
		let mut invisible: Vec<u32> = vec![0x200b, 0x2060, 0xfeff];
		invisible.extend(0x202a..=0x202e);
		invisible.extend(0x2066..=0x2069);
		characters.iter().all(|character| !character.is_control() && !invisible.contains(&u32::from(*character)))
	}

	proptest! {
		#[test]
		fn names_are_judged_as_by_the_plain_rule(
			text in "[ A-C\u{80}\u{a0}\u{200b}-\u{200f}\u{2028}-\u{2030}\u{2060}-\u{206a}\u{feff}é]{0,6}",
		) {
			prop_assert_eq!(is_valid_name(text.as_bytes()), is_valid_name_slowly(text.as_bytes()));
		}

		#[test]
		fn any_bytes_are_judged_as_by_the_plain_rule(bytes in prop::collection::vec(any::<u8>(), 0..8)) {
			prop_assert_eq!(is_valid_name(&bytes), is_valid_name_slowly(&bytes));
		}
	}
}

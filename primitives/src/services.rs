//! What is provided and priced.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Most bytes of a code system's name (a URI, as FHIR `Coding.system` has it).
pub const MAX_CODE_SYSTEM: u32 = 64;

/// Most bytes of a code within its system.
pub const MAX_CODE: u32 = 32;

/// A service by its code. Code and system are opaque to the chain: terminologies are licensed, and nothing here depends on what a
/// code means. Two services are the same if both parts are equal byte by byte.
#[derive(
	Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ServiceCode {
	/// The code system, a URI by custom: printable ASCII without spaces.
	pub system: BoundedVec<u8, ConstU32<MAX_CODE_SYSTEM>>,
	/// The code within the system: printable ASCII without spaces.
	pub code: BoundedVec<u8, ConstU32<MAX_CODE>>,
}

impl ServiceCode {
	/// Whether both parts have something in them and nothing but printable ASCII without spaces, so that two codes that look the
	/// same are the same.
	pub fn is_valid(&self) -> bool {
		let is_token = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_graphic);
		is_token(&self.system) && is_token(&self.code)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn code(system: &[u8], code: &[u8]) -> ServiceCode {
		ServiceCode {
			system: system.to_vec().try_into().expect("is short enough"),
			code: code.to_vec().try_into().expect("is short enough"),
		}
	}

	#[test]
	fn a_code_is_made_of_what_can_be_seen() {
		assert!(code(b"http://example.org/services", b"hip-27130").is_valid());
		assert!(!code(b"", b"27130").is_valid());
		assert!(!code(b"http://example.org", b"").is_valid());
		assert!(!code(b"http://example.org", b"27 130").is_valid());
		assert!(!code(b"http://example.org", b"27130\n").is_valid());
		assert!(!code("http://example.org".as_bytes(), "27130\u{e9}".as_bytes()).is_valid());
	}
}

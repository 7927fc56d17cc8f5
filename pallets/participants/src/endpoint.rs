//! Where an organisation keeps sealed records: the address of its blob store.

use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A valid address of a blob store, in the form of a URL (RFC 3986) without user, query and fragment, where secrets would be.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Endpoint<Bytes>(Bytes);

/// The bytes are no address that an organisation may publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEndpoint;

/// Schemes that name a host or bucket anywhere.
const PUBLIC_SCHEMES: [&[u8]; 4] = [b"https://", b"s3://", b"gs://", b"az://"];

/// Hosts that may be spoken to in the clear, since the words do not leave the machine. For test networks.
const LOCAL_HOSTS: [&[u8]; 2] = [b"http://127.0.0.1", b"http://localhost"];

/// A local folder. For test networks.
const FOLDER: &[u8] = b"file:///";

impl<Bytes: AsRef<[u8]>> Endpoint<Bytes> {
	/// Takes the bytes if they are an address that may be published.
	///
	/// # Errors
	/// When they are not: another scheme, no host, or a character that an address does not have.
	pub fn parse(bytes: Bytes) -> Result<Self, InvalidEndpoint> {
		if is_valid(bytes.as_ref()) {
			Ok(Self(bytes))
		} else {
			Err(InvalidEndpoint)
		}
	}

	/// The address.
	pub fn as_bytes(&self) -> &[u8] {
		self.0.as_ref()
	}
}

fn is_valid(bytes: &[u8]) -> bool {
	if !bytes.iter().copied().all(is_address_character) {
		return false;
	}
	if let Some(path) = bytes.strip_prefix(FOLDER) {
		return !path.is_empty();
	}
	if let Some(rest) = LOCAL_HOSTS.iter().find_map(|host| bytes.strip_prefix(*host)) {
		// Anything else would belong to the host's name, as in `http://localhost.example.org`.
		return matches!(rest.first(), None | Some(b'/' | b':'));
	}
	PUBLIC_SCHEMES
		.iter()
		.find_map(|scheme| bytes.strip_prefix(*scheme))
		.and_then(|rest| rest.first())
		.is_some_and(u8::is_ascii_alphanumeric)
}

/// Characters of a URL's host and path. No `@`, which would put a user before the host, and no `?` or `#`.
const fn is_address_character(byte: u8) -> bool {
	byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'%' | b'+' | b'=' | b',')
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const VALID: [&str; 11] = [
		"https://blobs.hospital.example/salus",
		"https://blobs.hospital.example:8443",
		"s3://salus-records",
		"gs://salus/records",
		"az://container/records",
		"http://127.0.0.1",
		"http://127.0.0.1:9000/salus",
		"http://localhost/salus",
		"http://localhost:9000",
		"file:///var/lib/salus/blobs",
		"https://a",
	];

	const INVALID: [&str; 22] = [
		"",
		"https://",
		"https:///path",
		"https://:443",
		"s3://",
		"HTTPS://blobs.example",
		"http://blobs.example",
		"http://localhost.evil.example",
		"http://127.0.0.1.evil.example",
		"http://127.0.0.11",
		"http://localhost@evil.example",
		"https://user:secret@blobs.example",
		"https://blobs.example/a b",
		"https://blobs.example\\@evil.example",
		"https://blobs.example/?signature=secret",
		"https://blobs.example/#fragment",
		"https://blobs.example/\n",
		"https://blobs.exämple",
		"file:///",
		"file://host/share",
		"ftp://blobs.example",
		"javascript:alert(1)",
	];

	#[test]
	fn addresses_of_blob_stores_are_valid() {
		for address in VALID {
			let endpoint = Endpoint::parse(address.as_bytes()).expect(address);
			assert_eq!(endpoint.as_bytes(), address.as_bytes());
		}
	}

	#[test]
	fn everything_else_is_not() {
		for address in INVALID {
			assert_eq!(Endpoint::parse(address.as_bytes()), Err(InvalidEndpoint), "{address}");
		}
	}

	proptest! {
		#[test]
		fn what_is_valid_is_printable_and_has_no_user(bytes in proptest::collection::vec(any::<u8>(), 0..24), start in 0..VALID.len()) {
			let mut address = VALID[start].as_bytes().to_vec();
			address.extend(bytes);
			if Endpoint::parse(&address[..]).is_ok() {
				prop_assert!(address.iter().all(|byte| (0x21..0x7f).contains(byte) && *byte != b'@'));
			}
		}
	}
}

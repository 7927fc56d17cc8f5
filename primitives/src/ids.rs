//! Ids. Each is a newtype over a counter that only grows, so that an id is never given twice and never confused with another
//! kind of id or with a count.

use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

macro_rules! id {
	($(#[$doc:meta])* $name:ident) => {
		$(#[$doc])*
		#[derive(
			Clone,
			Copy,
			Debug,
			Default,
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
			CompactAs,
			Serialize,
			Deserialize,
		)]
		pub struct $name(pub u64);

		impl $name {
			/// The id that follows, or `None` after the last of 2^64.
			pub fn next(self) -> Option<Self> {
				self.0.checked_add(1).map(Self)
			}
		}

		impl fmt::Display for $name {
			fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
				self.0.fmt(f)
			}
		}
	};
}

id! {
	/// A record anchored on chain.
	RecordId
}
id! {
	/// Two different values of one critical fact, reported for resolution.
	ContradictionId
}
id! {
	/// A request to be allowed something with a patient's data.
	RequestId
}
id! {
	/// A patient's decision about who may do what with which data.
	DirectiveId
}
id! {
	/// An emergency access without prior consent.
	BreakGlassId
}
id! {
	/// A batch of access-log entries reported under one Merkle root.
	AccessLogId
}

id! {
	/// Goods or services charged by a provider, to be paid.
	InvoiceId
}
id! {
	/// Proof on chain that an invoice was paid, which claims and others cite.
	ReceiptId
}
id! {
	/// Tokens set aside for one provider, to be captured in part or whole.
	AuthorizationId
}
id! {
	/// Tokens handed in at a desk for money outside of the chain.
	RedemptionId
}
id! {
	/// A sale of new tokens at a price, up to a cap, within a window.
	RoundId
}
id! {
	/// A request for care that providers bid for.
	TenderId
}
id! {
	/// A notarized document.
	DocumentId
}
id! {
	/// A counselling group that members join.
	GroupId
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ids_grow_and_end() {
		assert_eq!(RecordId(0).next(), Some(RecordId(1)));
		assert_eq!(RecordId(u64::MAX).next(), None);
	}
}

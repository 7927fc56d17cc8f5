//! What becomes due, in the order of its deadlines, and lists.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{AuthorizationId, InvoiceId, Moment, RedemptionId};
use scale_info::TypeInfo;

/// Something that ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Timed {
	/// Tokens handed in at a desk.
	Redemption(RedemptionId),
	/// A prepayment or a pre-authorisation.
	Authorization(AuthorizationId),
	/// An invoice.
	Invoice(InvoiceId),
}

/// The kinds of [`Timed`]. Each may have so many entries in the queue, so that none crowds out another.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum TimedKind {
	/// Tokens handed in at desks.
	Redemption,
	/// Prepayments and pre-authorisations.
	Authorization,
	/// Invoices.
	Invoice,
}

impl Timed {
	/// Of which kind it is.
	pub fn kind(self) -> TimedKind {
		match self {
			Timed::Redemption(_) => TimedKind::Redemption,
			Timed::Authorization(_) => TimedKind::Authorization,
			Timed::Invoice(_) => TimedKind::Invoice,
		}
	}

	fn number(self) -> u64 {
		match self {
			Timed::Redemption(id) => id.0,
			Timed::Authorization(id) => id.0,
			Timed::Invoice(id) => id.0,
		}
	}
}

/// A number whose encoding sorts as the number does: its bytes, the highest first. Under an identity hasher, storage keeps it in
/// order.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct OrderedId([u8; 8]);

impl From<u64> for OrderedId {
	fn from(number: u64) -> Self {
		Self(number.to_be_bytes())
	}
}

impl From<OrderedId> for u64 {
	fn from(ordered: OrderedId) -> Self {
		u64::from_be_bytes(ordered.0)
	}
}

/// A place in the queue. What is due first comes first.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Due {
	deadline: OrderedId,
	kind: TimedKind,
	id: OrderedId,
}

impl Due {
	/// The place of `timed`, which ends after `deadline`.
	pub fn new(deadline: Moment, timed: Timed) -> Self {
		Self { deadline: deadline.into(), kind: timed.kind(), id: timed.number().into() }
	}

	/// Last moment before it is due.
	pub fn deadline(&self) -> Moment {
		self.deadline.into()
	}

	/// What is due.
	pub fn timed(&self) -> Timed {
		let id = self.id.into();
		match self.kind {
			TimedKind::Redemption => Timed::Redemption(RedemptionId(id)),
			TimedKind::Authorization => Timed::Authorization(AuthorizationId(id)),
			TimedKind::Invoice => Timed::Invoice(InvoiceId(id)),
		}
	}
}

/// Something in an account's list of what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Listed<Id> {
	/// What.
	pub id: Id,
	/// Last moment before it is due.
	pub deadline: Moment,
}

/// Where an account's ids are put in order, for views.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Shelf {
	/// Redemptions that are pending at a desk.
	PendingAtDesk,
	/// Open invoices of a provider.
	OpenOfProvider,
	/// Prepayments and pre-authorisations for a provider that are open.
	AuthorizedForProvider,
	/// Receipts of what an account paid.
	PaidBy,
	/// Receipts of what a provider was paid.
	PaidTo,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn timed() -> impl Strategy<Value = Timed> {
		prop_oneof![
			any::<u64>().prop_map(|id| Timed::Redemption(RedemptionId(id))),
			any::<u64>().prop_map(|id| Timed::Authorization(AuthorizationId(id))),
			any::<u64>().prop_map(|id| Timed::Invoice(InvoiceId(id))),
		]
	}

	proptest! {
		#[test]
		fn places_say_what_they_are_of(deadline in any::<u64>(), timed in timed()) {
			let due = Due::new(deadline, timed);
			prop_assert_eq!((due.deadline(), due.timed()), (deadline, timed));
			prop_assert_eq!(Due::decode(&mut &due.encode()[..]).unwrap(), due);
		}

		#[test]
		fn encoded_places_sort_by_deadline(one in (0u64..1_000, timed()), other in (any::<u64>(), timed())) {
			let (a, b) = (Due::new(one.0, one.1), Due::new(other.0, other.1));
			prop_assert_eq!(a.encode().cmp(&b.encode()), a.cmp(&b));
			if one.0 != other.0 {
				prop_assert_eq!(a < b, one.0 < other.0);
			}
		}
	}
}

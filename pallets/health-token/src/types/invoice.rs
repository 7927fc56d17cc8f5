//! What is charged, and what was paid.
//!
//! | from | by | to | deposit |
//! |---|---|---|---|
//! | nothing | `invoice` | Open | held of the provider's |
//! | Open, not overdue | `pay`, `draw` | Paid | given back |
//! | Open, not overdue | `decline` | Declined | given back |
//! | Open, not overdue | `cancel_invoice` | Cancelled | given back |
//! | Open | its due moment passes | Expired | given back |
//!
//! Paid, Declined, Cancelled and Expired are final.

use super::{Balance, Price, PriceVersion};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use salus_primitives::{AuthorizationId, Commitment, InvoiceId, Moment, ReceiptId, ServiceCode};
use scale_info::TypeInfo;

/// Most lines of an invoice or capture.
pub const MAX_LINES: u32 = 20;

/// What is charged for: so many units of a service.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Item {
	/// The service.
	pub service: ServiceCode,
	/// How many units of it; not zero.
	pub quantity: u32,
}

/// A line with the price that was resolved for it, which nothing changes any more.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Line {
	/// The service.
	pub service: ServiceCode,
	/// How many units of it.
	pub quantity: u32,
	/// By which of the provider's prices.
	pub version: PriceVersion,
	/// The price of one unit, in plancks.
	pub unit_price: Balance,
	/// What the line comes to, in plancks.
	pub amount: Balance,
}

/// What a provider asks for; at least one line.
pub type Items = BoundedVec<Item, ConstU32<MAX_LINES>>;
/// What that comes to.
pub type Lines = BoundedVec<Line, ConstU32<MAX_LINES>>;

/// Why a line cannot be charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFlaw {
	/// Nothing of the service.
	NoQuantity,
	/// More than any balance.
	TooMuch,
}

impl Line {
	/// Charges an item at a price.
	///
	/// # Errors
	/// When there is nothing to charge for, or the amount is no balance.
	pub fn charge(item: Item, price: &Price) -> Result<Self, LineFlaw> {
		if item.quantity == 0 {
			return Err(LineFlaw::NoQuantity);
		}
		let amount = price.price.checked_mul(Balance::from(item.quantity)).ok_or(LineFlaw::TooMuch)?;
		Ok(Self {
			service: item.service,
			quantity: item.quantity,
			version: price.version,
			unit_price: price.price,
			amount,
		})
	}

	/// The sum of all lines; `None` if it is no balance.
	pub fn total(lines: &[Self]) -> Option<Balance> {
		lines.iter().try_fold(0, |sum: Balance, line| sum.checked_add(line.amount))
	}
}

/// Where an invoice stands in storage.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum InvoiceState {
	/// To be paid, unless it is overdue.
	Open {
		/// What is charged.
		lines: Lines,
		/// What is held of the provider's until it is settled, in plancks.
		deposit: Balance,
	},
	/// Paid. The lines are in the receipt.
	Paid {
		/// The receipt.
		receipt: ReceiptId,
	},
	/// The payer does not want to pay it.
	Declined {
		/// When.
		at: Moment,
	},
	/// The provider took it back.
	Cancelled {
		/// When.
		at: Moment,
	},
	/// Nobody paid it in time.
	Expired {
		/// When that was settled.
		at: Moment,
	},
}

/// How an invoice stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum InvoiceStanding {
	/// It can be paid.
	Open,
	/// It was paid.
	Paid(ReceiptId),
	/// The payer declined it.
	Declined,
	/// The provider took it back.
	Cancelled,
	/// It was not paid in time.
	Expired,
}

/// Goods or services charged by a provider.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Invoice<AccountId> {
	/// Who charges.
	pub provider: AccountId,
	/// Who is to pay: a persona, a guardian, an insurer.
	pub payer: AccountId,
	/// Salted commitment to the patient.
	pub patient: Commitment,
	/// When it was issued.
	pub issued: Moment,
	/// Last moment to pay.
	pub due: Moment,
	/// What it comes to, in plancks.
	pub total: Balance,
	/// Where it stands.
	pub state: InvoiceState,
}

impl<AccountId> Invoice<AccountId> {
	/// How it stands at `now`.
	pub fn standing(&self, now: Moment) -> InvoiceStanding {
		match self.state {
			InvoiceState::Open { .. } if now <= self.due => InvoiceStanding::Open,
			InvoiceState::Open { .. } | InvoiceState::Expired { .. } => InvoiceStanding::Expired,
			InvoiceState::Paid { receipt } => InvoiceStanding::Paid(receipt),
			InvoiceState::Declined { .. } => InvoiceStanding::Declined,
			InvoiceState::Cancelled { .. } => InvoiceStanding::Cancelled,
		}
	}
}

/// An invoice in its payer's inbox.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Demand<AccountId> {
	/// Which.
	pub invoice: InvoiceId,
	/// By whom.
	pub provider: AccountId,
	/// Last moment to pay.
	pub due: Moment,
	/// How much, in plancks.
	pub total: Balance,
}

/// Out of what was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ReceiptSource {
	/// The payer paid an invoice out of free tokens.
	Invoice(InvoiceId),
	/// An invoice was paid out of a prepayment.
	Prepayment(InvoiceId, AuthorizationId),
	/// The provider captured it from a pre-authorisation.
	Authorization(AuthorizationId),
}

/// Proof that something was paid. It is never deleted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Receipt<AccountId> {
	/// Who was paid.
	pub provider: AccountId,
	/// Who paid.
	pub payer: AccountId,
	/// Salted commitment to the patient.
	pub patient: Commitment,
	/// For what, with the prices and their versions.
	pub lines: Lines,
	/// How much, in plancks.
	pub total: Balance,
	/// When.
	pub paid_at: Moment,
	/// Out of what.
	pub source: ReceiptSource,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::types::Unit;
	use proptest::prelude::*;

	fn item(quantity: u32) -> Item {
		let bytes = |text: &[u8]| text.to_vec();
		let service = ServiceCode { system: bytes(b"s").try_into().unwrap(), code: bytes(b"c").try_into().unwrap() };
		Item { service, quantity }
	}

	fn price(price: Balance) -> Price {
		let unit = Unit(b"1".to_vec().try_into().unwrap());
		Price { version: PriceVersion(3), unit, price, from: 0, until: None, withdrawn: None }
	}

	#[test]
	fn an_open_invoice_expires_after_its_due_moment() {
		let state = InvoiceState::Open { lines: Lines::new(), deposit: 1 };
		let patient = Commitment([0; 32]);
		let invoice = Invoice { provider: 1u64, payer: 2, patient, issued: 5, due: 10, total: 0, state };
		assert_eq!(invoice.standing(10), InvoiceStanding::Open);
		assert_eq!(invoice.standing(11), InvoiceStanding::Expired);
		let paid = Invoice { state: InvoiceState::Paid { receipt: ReceiptId(4) }, ..invoice };
		assert_eq!(paid.standing(11), InvoiceStanding::Paid(ReceiptId(4)));
	}

	#[test]
	fn a_line_is_of_something_and_of_a_balance() {
		assert_eq!(Line::charge(item(0), &price(5)), Err(LineFlaw::NoQuantity));
		assert_eq!(Line::charge(item(2), &price(Balance::MAX)), Err(LineFlaw::TooMuch));
		let line = Line::charge(item(2), &price(Balance::MAX / 2)).unwrap();
		assert_eq!(Line::total(&[line.clone(), line.clone(), line]), None);
		assert_eq!(Line::total(&[]), Some(0));
	}

	proptest! {
		/// The plain version adds the unit price once for each unit.
		#[test]
		fn totals_are_those_of_plain_addition(list in proptest::collection::vec((1u32..50, 1u128..1_000), 0..20)) {
			let lines: Vec<_> =
				list.iter().map(|(quantity, amount)| Line::charge(item(*quantity), &price(*amount)).unwrap()).collect();
			let mut plain = 0;
			for (quantity, amount) in list {
				for _ in 0..quantity {
					plain += amount;
				}
			}
			prop_assert_eq!(Line::total(&lines), Some(plain));
		}
	}
}

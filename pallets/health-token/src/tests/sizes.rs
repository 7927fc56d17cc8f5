use super::*;
use codec::MaxEncodedLen;
use sp_runtime::AccountId32;

/// A change here is a change of what is stored, and needs a migration.
#[test]
fn stored_types_should_have_the_sizes_that_they_had() {
	let sizes = [
		("ServiceCode", ServiceCode::max_encoded_len()),
		("Price", Price::max_encoded_len()),
		("PriceList", PriceList::max_encoded_len()),
		("Reference", Reference::<AccountId32>::max_encoded_len()),
		("Desk", Desk::<AccountId32>::max_encoded_len()),
		("Ledger", Ledger::max_encoded_len()),
		("Redemption", Redemption::<AccountId32>::max_encoded_len()),
		("OutsideReceipt", OutsideReceipt::max_encoded_len()),
		("Round", Round::<AccountId32, u32>::max_encoded_len()),
		("Line", Line::max_encoded_len()),
		("Invoice", Invoice::<AccountId32>::max_encoded_len()),
		("Demand", Demand::<AccountId32>::max_encoded_len()),
		("Receipt", Receipt::<AccountId32>::max_encoded_len()),
		("Authorization", Authorization::<AccountId32>::max_encoded_len()),
		("Due", Due::max_encoded_len()),
		("Listed", Listed::<RedemptionId>::max_encoded_len()),
	];
	let pinned = [
		("ServiceCode", 99),
		("Price", 67),
		("PriceList", 1090),
		("Reference", 73),
		("Desk", 186),
		("Ledger", 64),
		("Redemption", 161),
		("OutsideReceipt", 9),
		("Round", 152),
		("Line", 143),
		("Invoice", 3006),
		("Demand", 64),
		("Receipt", 2998),
		("Authorization", 138),
		("Due", 17),
		("Listed", 16),
	];
	assert_eq!(sizes, pinned);
}

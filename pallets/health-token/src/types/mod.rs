//! The nouns of health money and their logic. Nothing here knows the pallet's `Config`.

pub mod authorization;
pub mod desk;
pub mod invoice;
pub mod issuance;
pub mod money;
pub mod queue;
pub mod redemption;
pub mod round;
pub mod tariff;

pub use authorization::{Authorization, AuthorizationKind, AuthorizationState, Conclusion};
pub use desk::{Allowance, Attestation, Desk, DeskState, Reserve, Standing};
pub use invoice::{
	Demand, Invoice, InvoiceStanding, InvoiceState, Item, Items, Line, LineFlaw, Lines, Receipt, ReceiptSource,
	MAX_LINES,
};
pub use issuance::{Issuance, Ledger};
pub use money::{parts_per_million, tokens_for, Balance, Currency, Money};
pub use queue::{Due, Listed, OrderedId, Shelf, Timed, TimedKind};
pub use redemption::{OutsideReceipt, Redemption, RedemptionState};
pub use round::{Round, RoundFlaw, RoundState, RoundTerms, VestingTerms};
pub use tariff::{
	may_change_reference, price_at, Price, PriceList, PriceVersion, Reference, ReferenceHistory, Unit, Versions,
	MAX_REFERENCES, MAX_UNIT, MAX_VERSIONS,
};

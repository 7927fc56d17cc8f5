//! What the pallet stores and decides, free of `Config`.

mod agenda;
mod bid;
mod group;
mod kind;
mod record;
mod schedule;
mod scoring;
mod tender;

pub use agenda::{slot_of, Due, SLOT};
pub use bid::{seal, Bid, BidState, RankedBid};
pub use group::{Group, GroupOffer, GroupOutcome, GroupPhase, GroupState, Place};
pub use kind::{may_counsel, Exclusion, Kind, Region, MAX_REGION};
pub use record::{ProviderRecord, Verdict};
pub use schedule::{Limits, Phase, Schedule, ScheduleFlaw};
pub use scoring::{best, score, Candidate, Score, FULL_SCORE};
pub use tender::{
	are_valid_milestones, Arbiter, Escrow, EscrowStatus, Lapse, Milestones, Order, Referral, RefundCause, Side,
	Specification, Tender, TenderPhase, TenderState, MAX_MILESTONES,
};

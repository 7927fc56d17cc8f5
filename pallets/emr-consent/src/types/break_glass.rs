//! Emergency access without consent: broken at once, answered for afterwards.
//!
//! | from | by | to | bond | actor |
//! |---|---|---|---|---|
//! | nothing | `break_glass` | Open | held | |
//! | Open | `justify` in time | Justified | held | |
//! | Open | the deadline for justifying passes | Lapsed | slashed | barred |
//! | Justified | `review` in time: upheld | Upheld | released | |
//! | Justified | `review` in time: rejected | Rejected | slashed | barred |
//! | Justified | the deadline for reviewing passes | Unreviewed | released | |
//!
//! Upheld, Rejected, Lapsed and Unreviewed are final. Access ends on its own, whatever the state.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{BreakGlassId, Commitment, Moment};
use scale_info::TypeInfo;

/// Where the answering for an emergency access stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum BreakGlassStatus<AccountId> {
	/// To be justified.
	Open {
		/// Last moment to do so.
		justify_by: Moment,
	},
	/// To be reviewed by an authority.
	Justified {
		/// Commitment to the justification.
		justification: Commitment,
		/// When it was given.
		at: Moment,
		/// Last moment for the review.
		review_by: Moment,
	},
	/// Found right.
	Upheld {
		/// Commitment to the justification.
		justification: Commitment,
		/// By this authority.
		by: AccountId,
		/// When.
		at: Moment,
	},
	/// Found wrong.
	Rejected {
		/// Commitment to the justification.
		justification: Commitment,
		/// By this authority.
		by: AccountId,
		/// When.
		at: Moment,
	},
	/// Not justified in time.
	Lapsed {
		/// When that was settled.
		at: Moment,
	},
	/// Justified, and not reviewed in time, which is not the actor's fault.
	Unreviewed {
		/// Commitment to the justification.
		justification: Commitment,
		/// When that was settled.
		at: Moment,
	},
}

impl<AccountId> BreakGlassStatus<AccountId> {
	/// The stage that is still to be gone through, with its deadline, or `None` in a final state.
	pub fn stage(&self) -> Option<(Stage, Moment)> {
		match self {
			BreakGlassStatus::Open { justify_by } => Some((Stage::Justification, *justify_by)),
			BreakGlassStatus::Justified { review_by, .. } => Some((Stage::Review, *review_by)),
			_ => None,
		}
	}
}

/// What is awaited. Each stage has a queue of its own, in which deadlines come in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Stage {
	/// The actor's justification.
	Justification,
	/// An authority's review.
	Review,
}

impl Stage {
	/// Both stages.
	pub const ALL: [Stage; 2] = [Stage::Justification, Stage::Review];
}

/// An emergency access.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BreakGlass<AccountId, Balance> {
	/// Who broke the glass.
	pub actor: AccountId,
	/// Whose data.
	pub patient: AccountId,
	/// Commitment to the reason given when it was broken.
	pub reason: Commitment,
	/// When access began.
	pub opened: Moment,
	/// Last moment of access.
	pub until: Moment,
	/// What is held of the actor's until the matter is settled, in plancks.
	pub bond: Balance,
	/// Where the answering for it stands.
	pub status: BreakGlassStatus<AccountId>,
}

impl<AccountId, Balance> BreakGlass<AccountId, Balance> {
	/// Whether access is open at `now`.
	pub fn is_live(&self, now: Moment) -> bool {
		self.opened <= now && now <= self.until
	}
}

/// An emergency access of an actor that is not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct OpenBreakGlass {
	/// Which.
	pub id: BreakGlassId,
	/// Last moment to justify it; absent once it was justified.
	pub justify_by: Option<Moment>,
	/// Its place in the queue of its stage.
	pub place: u64,
}

/// The places of a queue that are in use: from `head` up to, not including, `tail`. Places between them may be empty.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct QueueSpan {
	/// The place that is looked at next.
	pub head: u64,
	/// The place that is filled next.
	pub tail: u64,
}

/// What an authority finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ReviewOutcome {
	/// The emergency was one.
	Upheld,
	/// It was not.
	Rejected,
}

/// Why an actor may not break the glass any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum BarReason {
	/// An authority rejected the justification.
	Rejected,
	/// No justification came in time.
	Unjustified,
}

/// A bar from breaking the glass, until an authority lifts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Bar {
	/// Since when.
	pub since: Moment,
	/// Over which access.
	pub break_glass: BreakGlassId,
	/// Why.
	pub reason: BarReason,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn access_is_open_from_its_first_to_its_last_moment() {
		let broken = BreakGlass {
			actor: 1u64,
			patient: 2u64,
			reason: Commitment([0; 32]),
			opened: 10,
			until: 20,
			bond: 5u64,
			status: BreakGlassStatus::Open { justify_by: 30 },
		};
		assert!(broken.is_live(10) && broken.is_live(20));
		assert!(!broken.is_live(9) && !broken.is_live(21));
	}

	#[test]
	fn a_final_state_awaits_nothing() {
		let justification = Commitment([1; 32]);
		assert_eq!(BreakGlassStatus::<u64>::Open { justify_by: 3 }.stage(), Some((Stage::Justification, 3)));
		assert_eq!(
			BreakGlassStatus::<u64>::Justified { justification, at: 1, review_by: 4 }.stage(),
			Some((Stage::Review, 4))
		);
		assert_eq!(BreakGlassStatus::<u64>::Lapsed { at: 1 }.stage(), None);
		assert_eq!(BreakGlassStatus::<u64>::Unreviewed { justification, at: 1 }.stage(), None);
	}
}

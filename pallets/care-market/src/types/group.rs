//! Counselling groups: offered, joined under pseudonymous accounts, held, accepted place by place. The README has the table of
//! transitions.

use super::Limits;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{Commitment, DocumentId, Moment, ServiceCode};
use scale_info::TypeInfo;

/// What a counsellor offers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct GroupOffer<Balance> {
	/// Which service, by its code.
	pub service: ServiceCode,
	/// Commitment to the terms, which stay off chain.
	pub terms: Commitment,
	/// What a place costs, in plancks.
	pub price: Balance,
	/// How many may join.
	pub places: u32,
	/// How many have to, for it to take place.
	pub minimum: u32,
	/// Until when members join.
	pub join_by: Moment,
	/// Until when it is to have taken place.
	pub deliver_by: Moment,
	/// How long members have to accept or dispute, in milliseconds.
	pub acceptance: Moment,
}

impl<Balance> GroupOffer<Balance> {
	/// Whether the deadlines of an offer made at `now` are far enough from each other. Members may leave until `notice` before
	/// the joining ends, so there is a phase in which they may, and one in which the places of those who left may be taken.
	pub fn allows_phases(&self, now: Moment, notice: Moment, limits: &Limits) -> bool {
		limits.allow_phase(now.saturating_add(notice), self.join_by)
			&& limits.allow_phase(self.join_by, self.deliver_by)
	}
}

/// How a group ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum GroupOutcome {
	/// It took place, and every place is settled.
	Completed,
	/// The host took it back before it started.
	Cancelled,
	/// Too few joined.
	TooFew,
	/// It started and was not held in time, or the host stepped back. Everybody got everything back.
	NotHeld,
}

/// Where a group stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum GroupState {
	/// Members join and leave.
	Open {
		/// How many there are.
		members: u32,
	},
	/// Enough joined; it is to be held.
	Running {
		/// How many joined.
		members: u32,
	},
	/// It was held, so the host says. Each member accepts or disputes.
	Delivered {
		/// The notarized document that says so.
		document: DocumentId,
		/// After this moment silence counts as acceptance.
		accept_by: Moment,
		/// Members who did neither.
		silent: u32,
		/// Members who dispute.
		disputed: u32,
		/// How often an arbiter found against the host.
		against: u32,
	},
	/// Only disputed places are left.
	Arbitration {
		/// The notarized document.
		document: DocumentId,
		/// Until when arbiters may decide.
		resolve_by: Moment,
		/// Members who dispute.
		disputed: u32,
		/// How often an arbiter found against the host.
		against: u32,
	},
	/// Nothing is left to be done.
	Ended {
		/// When.
		at: Moment,
		/// How.
		outcome: GroupOutcome,
	},
}

/// A place that a member has taken and that is not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Place {
	/// Paid for in advance.
	Taken,
	/// The member disputes that it got what it paid for.
	Disputed {
		/// Commitment to why.
		reason: Commitment,
	},
}

/// A counselling group.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Group<AccountId, Balance> {
	/// Who offers and holds it.
	pub host: AccountId,
	/// What is offered.
	pub offer: GroupOffer<Balance>,
	/// What is held of the host's, in plancks.
	pub bond: Balance,
	/// When it was offered.
	pub offered: Moment,
	/// Where it stands.
	pub state: GroupState,
}

/// Where a group stands now, whatever was settled. For wallets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum GroupPhase {
	/// Members join.
	Joining,
	/// It is to be held.
	Running,
	/// Members accept or dispute.
	Accepting,
	/// Arbiters decide about disputed places.
	Arbitration,
	/// It is over.
	Ended(GroupOutcome),
}

impl<AccountId, Balance> Group<AccountId, Balance> {
	/// When something happens by itself, or `None` if nothing does.
	pub fn deadline(&self) -> Option<Moment> {
		match self.state {
			GroupState::Open { .. } => Some(self.offer.join_by),
			GroupState::Running { .. } => Some(self.offer.deliver_by),
			GroupState::Delivered { accept_by, .. } => Some(accept_by),
			GroupState::Arbitration { resolve_by, .. } => Some(resolve_by),
			GroupState::Ended { .. } => None,
		}
	}

	/// How many places are taken and not settled.
	pub fn unsettled(&self) -> u32 {
		match self.state {
			GroupState::Open { members } | GroupState::Running { members } => members,
			GroupState::Delivered { silent, disputed, .. } => silent.saturating_add(disputed),
			GroupState::Arbitration { disputed, .. } => disputed,
			GroupState::Ended { .. } => 0,
		}
	}

	/// Whether the group is to be held at `now`: it runs, or it starts by itself since enough joined.
	pub fn is_running(&self, now: Moment) -> bool {
		let started = match self.state {
			GroupState::Running { .. } => true,
			GroupState::Open { members } => now > self.offer.join_by && members >= self.offer.minimum,
			_ => false,
		};
		started && now <= self.offer.deliver_by
	}

	/// Where it stands at `now`, if arbiters have `arbitration` milliseconds.
	pub fn phase(&self, now: Moment, arbitration: Moment) -> GroupPhase {
		match self.state {
			GroupState::Open { .. } if now <= self.offer.join_by => GroupPhase::Joining,
			GroupState::Open { .. } | GroupState::Running { .. } if self.is_running(now) => GroupPhase::Running,
			GroupState::Open { members } if members < self.offer.minimum => GroupPhase::Ended(GroupOutcome::TooFew),
			GroupState::Open { .. } | GroupState::Running { .. } => GroupPhase::Ended(GroupOutcome::NotHeld),
			GroupState::Delivered { accept_by, .. } if now <= accept_by => GroupPhase::Accepting,
			GroupState::Delivered { accept_by, disputed, .. }
				if disputed > 0 && now <= accept_by.saturating_add(arbitration) =>
			{
				GroupPhase::Arbitration
			},
			GroupState::Arbitration { resolve_by, .. } if now <= resolve_by => GroupPhase::Arbitration,
			GroupState::Delivered { .. } | GroupState::Arbitration { .. } => GroupPhase::Ended(GroupOutcome::Completed),
			GroupState::Ended { outcome, .. } => GroupPhase::Ended(outcome),
		}
	}
}

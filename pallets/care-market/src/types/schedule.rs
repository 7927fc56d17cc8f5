//! When a tender's phases end.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::Moment;
use scale_info::TypeInfo;

/// The deadlines of a tender, each the last moment of its phase, fixed when it is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Schedule {
	/// Until when sealed bids are taken.
	pub bid_by: Moment,
	/// Until when they are opened.
	pub reveal_by: Moment,
	/// Until when only the poster may award. The same as `reveal_by` if the poster wants no time of its own.
	pub choose_by: Moment,
	/// Until when anybody may award, by score.
	pub award_by: Moment,
	/// Until when everything is to be delivered. What the poster takes to accept a milestone is added.
	pub deliver_by: Moment,
	/// How long the poster has to accept or dispute each milestone, in milliseconds.
	pub acceptance: Moment,
}

/// Within what a schedule must keep, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// Shortest phase.
	pub min_phase: Moment,
	/// Longest time from posting to the last deadline.
	pub max_duration: Moment,
	/// Shortest time for acceptance.
	pub min_acceptance: Moment,
	/// Longest time for acceptance.
	pub max_acceptance: Moment,
}

impl Limits {
	/// Whether the time for acceptance is within the limits.
	pub fn allow_acceptance(&self, acceptance: Moment) -> bool {
		(self.min_acceptance..=self.max_acceptance).contains(&acceptance)
	}

	/// Whether a phase from `start` to `end` is long enough.
	pub fn allow_phase(&self, start: Moment, end: Moment) -> bool {
		end.checked_sub(start).is_some_and(|length| length >= self.min_phase)
	}
}

/// What is wrong with a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleFlaw {
	/// A phase is shorter than it may be, or the deadlines are not in order.
	PhaseTooShort,
	/// The last deadline is too far away.
	TooLong,
	/// The time for acceptance is too short or too long.
	Acceptance,
}

/// What goes on before a tender is awarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Phase {
	/// Sealed bids are taken.
	Bidding,
	/// They are opened.
	Revealing,
	/// The poster chooses.
	Choosing,
	/// Anybody may award by score.
	Awarding,
	/// Nothing more: nobody awarded.
	Over,
}

impl Schedule {
	/// Whether the schedule of a tender that is posted at `now` is sound.
	///
	/// # Errors
	/// With what is wrong.
	pub fn check(&self, now: Moment, limits: &Limits) -> Result<(), ScheduleFlaw> {
		let phases = limits.allow_phase(now, self.bid_by)
			&& limits.allow_phase(self.bid_by, self.reveal_by)
			&& self.reveal_by <= self.choose_by
			&& limits.allow_phase(self.choose_by, self.award_by)
			&& limits.allow_phase(self.award_by, self.deliver_by);
		if !phases {
			return Err(ScheduleFlaw::PhaseTooShort);
		}
		if self.deliver_by > now.saturating_add(limits.max_duration) {
			return Err(ScheduleFlaw::TooLong);
		}
		if !limits.allow_acceptance(self.acceptance) {
			return Err(ScheduleFlaw::Acceptance);
		}
		Ok(())
	}

	/// The phase at `now`.
	pub fn phase(&self, now: Moment) -> Phase {
		if now <= self.bid_by {
			Phase::Bidding
		} else if now <= self.reveal_by {
			Phase::Revealing
		} else if now <= self.choose_by {
			Phase::Choosing
		} else if now <= self.award_by {
			Phase::Awarding
		} else {
			Phase::Over
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const LIMITS: Limits = Limits { min_phase: 10, max_duration: 100, min_acceptance: 5, max_acceptance: 20 };
	const GOOD: Schedule =
		Schedule { bid_by: 110, reveal_by: 120, choose_by: 120, award_by: 130, deliver_by: 200, acceptance: 5 };

	#[test]
	fn phases_have_their_least_length() {
		assert_eq!(GOOD.check(100, &LIMITS), Ok(()));
		for short in [
			Schedule { bid_by: 109, ..GOOD },
			Schedule { reveal_by: 119, ..GOOD },
			Schedule { choose_by: 119, ..GOOD },
			Schedule { award_by: 129, ..GOOD },
			Schedule { deliver_by: 139, ..GOOD },
			Schedule { bid_by: 99, ..GOOD },
		] {
			assert_eq!(short.check(100, &LIMITS), Err(ScheduleFlaw::PhaseTooShort));
		}
		assert_eq!(Schedule { deliver_by: 201, ..GOOD }.check(100, &LIMITS), Err(ScheduleFlaw::TooLong));
		for acceptance in [4, 21] {
			assert_eq!(Schedule { acceptance, ..GOOD }.check(100, &LIMITS), Err(ScheduleFlaw::Acceptance));
		}
	}

	#[test]
	fn a_phase_ends_with_its_deadline() {
		let schedule = Schedule { choose_by: 125, ..GOOD };
		for (now, phase) in [
			(110, Phase::Bidding),
			(111, Phase::Revealing),
			(120, Phase::Revealing),
			(121, Phase::Choosing),
			(125, Phase::Choosing),
			(126, Phase::Awarding),
			(130, Phase::Awarding),
			(131, Phase::Over),
		] {
			assert_eq!(schedule.phase(now), phase);
		}
		assert_eq!(GOOD.phase(121), Phase::Awarding);
	}
}

//! What becomes due, and when.
//!
//! Every tender and every group that still awaits something is in one slot of the agenda: the first slot that begins after its
//! deadline. Slots are a minute long. A slot is worked off once it has begun, when everything in it is due.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{time::MINUTE, GroupId, Moment, TenderId};
use scale_info::TypeInfo;

/// The length of a slot in milliseconds.
pub const SLOT: Moment = MINUTE;

/// The number of the first slot that begins after `deadline`. Slot `n` begins at `n * SLOT`.
pub fn slot_of(deadline: Moment) -> u64 {
	deadline.checked_div(SLOT).unwrap_or_default().saturating_add(1)
}

/// What is due.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Due {
	/// A tender.
	Tender(TenderId),
	/// A counselling group.
	Group(GroupId),
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_slot_begins_after_every_deadline_in_it() {
		for deadline in [0, 1, SLOT - 1, SLOT, SLOT + 1, 7 * SLOT, 7 * SLOT + 3] {
			let begins = slot_of(deadline) * SLOT;
			assert!(deadline < begins && begins <= deadline + SLOT);
		}
	}
}

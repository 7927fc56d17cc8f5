//! What was done with data, as those who did it report it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{
	merkle,
	time::{DAY, HOUR},
	Moment,
};
use scale_info::TypeInfo;

/// Age at which an hour's log can no longer be handed in, in milliseconds.
pub const LOG_WINDOW: Moment = 30 * DAY;

/// How an access ended (FHIR `AuditEvent.outcome`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum AccessOutcome {
	/// As intended.
	Success,
	/// Failed without harm, as by a wrong password.
	Minor,
	/// Failed with harm, as by a broken service.
	Serious,
	/// Failed so that the system had to be stopped.
	Major,
}

/// The log of one participant and hour, under one Merkle root (RFC 6962). Its leaves are commitments, never bare hashes of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AccessRoot {
	/// The root.
	pub root: merkle::Hash,
	/// Number of leaves.
	pub count: u32,
	/// When it was handed in.
	pub logged: Moment,
}

/// Why an hour is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HourFlaw {
	/// It does not begin on the hour.
	NotAligned,
	/// It is not over yet.
	NotOver,
	/// It is over for too long.
	TooOld,
}

/// Refuses an hour whose log cannot be handed in at `now`.
///
/// # Errors
/// With the first flaw found.
pub fn check_hour(hour: Moment, now: Moment) -> Result<(), HourFlaw> {
	if hour.checked_rem(HOUR) != Some(0) {
		return Err(HourFlaw::NotAligned);
	}
	let end = hour.checked_add(HOUR).ok_or(HourFlaw::NotOver)?;
	let age = now.checked_sub(end).ok_or(HourFlaw::NotOver)?;
	if age > LOG_WINDOW {
		return Err(HourFlaw::TooOld);
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_whole_hours_that_are_over_and_not_too_old_are_taken() {
		let hour = 500_000 * HOUR;
		assert_eq!(check_hour(hour, hour + HOUR), Ok(()));
		assert_eq!(check_hour(hour, hour + HOUR - 1), Err(HourFlaw::NotOver));
		assert_eq!(check_hour(hour + 1, hour + 5 * HOUR), Err(HourFlaw::NotAligned));
		assert_eq!(check_hour(hour, hour + HOUR + LOG_WINDOW), Ok(()));
		assert_eq!(check_hour(hour, hour + HOUR + LOG_WINDOW + 1), Err(HourFlaw::TooOld));
		assert_eq!(check_hour(Moment::MAX / HOUR * HOUR, Moment::MAX), Err(HourFlaw::NotOver));
	}
}

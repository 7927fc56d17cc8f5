//! Third parties whose permission a patient wants to be needed as well.

use super::terms::has_duplicates;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, Parameter, PartialEqNoBound,
};
use salus_primitives::Moment;
use scale_info::TypeInfo;

/// A list of co-approvers, `threshold` of whom have to agree. `O` bounds the list. The empty panel asks nobody.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(O))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct Panel<AccountId: Parameter, O: Get<u32>> {
	/// Who is asked.
	pub approvers: BoundedVec<AccountId, O>,
	/// How many of them have to agree.
	pub threshold: u32,
}

/// Why a panel is refused as input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelFlaw {
	/// An account is named twice.
	Duplicate,
	/// The patient is named.
	Patient,
	/// The threshold is zero for a panel with members, or above their number.
	Threshold,
}

impl<AccountId: Parameter, O: Get<u32>> Panel<AccountId, O> {
	/// The panel that asks nobody.
	pub fn empty() -> Self {
		Self { approvers: BoundedVec::new(), threshold: 0 }
	}

	/// Whether the panel asks nobody.
	pub fn is_empty(&self) -> bool {
		self.approvers.is_empty()
	}

	fn len(&self) -> u32 {
		u32::try_from(self.approvers.len()).unwrap_or(u32::MAX)
	}

	/// Refuses a panel that names somebody twice or the patient, or whose threshold cannot be met or asks nobody.
	///
	/// # Errors
	/// With the first flaw found.
	pub fn check(&self, patient: &AccountId) -> Result<(), PanelFlaw> {
		if has_duplicates(&self.approvers) {
			return Err(PanelFlaw::Duplicate);
		}
		if self.approvers.contains(patient) {
			return Err(PanelFlaw::Patient);
		}
		if self.threshold > self.len() || (self.threshold == 0) != self.is_empty() {
			return Err(PanelFlaw::Threshold);
		}
		Ok(())
	}

	/// Whether whoever satisfies `self` needs at least as many members of `old` as before.
	///
	/// Adding members alone does not: whoever holds the patient's key could add accounts of their own and let them agree. So
	/// nobody may leave, and the threshold has to rise with every member added.
	pub fn is_at_least_as_strict_as(&self, old: &Self) -> bool {
		let added = self.len().saturating_sub(old.len());
		old.approvers.iter().all(|approver| self.approvers.contains(approver))
			&& self.threshold.saturating_sub(added) >= old.threshold
	}
}

/// A panel that takes the place of the current one at a known moment.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(O))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct Scheduled<AccountId: Parameter, O: Get<u32>> {
	/// What comes.
	pub panel: Panel<AccountId, O>,
	/// From when on.
	pub from: Moment,
}

/// A patient's co-approvers: those in force, and those who will be.
///
/// | from | `set_co_approvers` with | to |
/// |---|---|---|
/// | any | a panel at least as strict as the one in force | that panel in force, nothing scheduled |
/// | any | any other panel | the panel in force stays, the other is scheduled after the delay |
/// | scheduled | the time comes | the scheduled panel is in force |
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(O))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct CoApproval<AccountId: Parameter, O: Get<u32>> {
	/// Who is asked now.
	pub current: Panel<AccountId, O>,
	/// Who will be asked.
	pub next: Option<Scheduled<AccountId, O>>,
}

impl<AccountId: Parameter, O: Get<u32>> CoApproval<AccountId, O> {
	/// Nobody, now and later.
	pub fn none() -> Self {
		Self { current: Panel::empty(), next: None }
	}

	/// The same at `now`: a scheduled panel whose time has come is the current one.
	pub fn at(self, now: Moment) -> Self {
		match self.next {
			Some(next) if next.from <= now => Self { current: next.panel, next: None },
			_ => self,
		}
	}

	/// Puts `panel` in force, at once if it is at least as strict as the one in force at `now`, otherwise at `later`. Returns the
	/// result and the moment from which the panel is in force.
	pub fn change(self, panel: Panel<AccountId, O>, now: Moment, later: Moment) -> (Self, Moment) {
		let Self { current, .. } = self.at(now);
		if panel.is_at_least_as_strict_as(&current) {
			return (Self { current: panel, next: None }, now);
		}
		(Self { current, next: Some(Scheduled { panel, from: later }) }, later)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::traits::ConstU32;
	use proptest::prelude::*;

	type TestPanel = Panel<u64, ConstU32<6>>;

	fn panel(approvers: &[u64], threshold: u32) -> TestPanel {
		Panel { approvers: BoundedVec::truncate_from(approvers.to_vec()), threshold }
	}

	#[test]
	fn each_flaw_is_found() {
		assert_eq!(panel(&[], 0).check(&1), Ok(()));
		assert_eq!(panel(&[2, 3], 2).check(&1), Ok(()));
		assert_eq!(panel(&[2, 2], 1).check(&1), Err(PanelFlaw::Duplicate));
		assert_eq!(panel(&[2, 1], 1).check(&1), Err(PanelFlaw::Patient));
		assert_eq!(panel(&[2], 0).check(&1), Err(PanelFlaw::Threshold));
		assert_eq!(panel(&[2], 2).check(&1), Err(PanelFlaw::Threshold));
		assert_eq!(panel(&[], 1).check(&1), Err(PanelFlaw::Threshold));
	}

	#[test]
	fn adding_accounts_alone_is_not_strict() {
		let old = panel(&[2, 3], 1);
		assert!(panel(&[2, 3], 2).is_at_least_as_strict_as(&old));
		assert!(panel(&[2, 3, 4], 2).is_at_least_as_strict_as(&old));
		assert!(!panel(&[2, 3, 4], 1).is_at_least_as_strict_as(&old));
		assert!(!panel(&[2, 4], 2).is_at_least_as_strict_as(&old));
		assert!(!panel(&[], 0).is_at_least_as_strict_as(&old));
		assert!(old.is_at_least_as_strict_as(&panel(&[], 0)));
	}

	#[test]
	fn a_weaker_panel_waits_and_a_stricter_one_cancels_it() {
		let in_force = CoApproval { current: panel(&[2, 3], 2), next: None };
		let (scheduled, from) = in_force.clone().change(panel(&[], 0), 100, 150);
		assert_eq!(from, 150);
		assert_eq!(scheduled.clone().at(149).current, panel(&[2, 3], 2));
		assert_eq!(scheduled.clone().at(150), CoApproval::none());
		let (cancelled, from) = scheduled.change(panel(&[2, 3], 2), 120, 170);
		assert_eq!((cancelled, from), (in_force, 120));
	}

	/// Any panel of accounts 1 to 6 that has no flaw: built so, since drawing until one has none rejects too often.
	fn any_panel() -> impl Strategy<Value = TestPanel> {
		proptest::sample::subsequence(vec![1u64, 2, 3, 4, 5, 6], 0..=6).prop_flat_map(|approvers| {
			let thresholds = if approvers.is_empty() { 0..=0 } else { 1..=approvers.len() as u32 };
			thresholds.prop_map(move |threshold| panel(&approvers, threshold))
		})
	}

	proptest! {
		/// A change that takes effect at once never lets a set of accounts agree that has fewer of the old members than needed.
		#[test]
		fn strictness_keeps_the_old_members_needed(old in any_panel(), new in any_panel(), agreeing in 0u8..64) {
			prop_assert!(old.check(&0).is_ok() && new.check(&0).is_ok());
			let agreeing: Vec<u64> = (1..=6).filter(|account| agreeing & (1 << (account - 1)) != 0).collect();
			let members = |panel: &TestPanel| {
				agreeing.iter().filter(|account| panel.approvers.contains(account)).count() as u32
			};
			if new.is_at_least_as_strict_as(&old) && members(&new) >= new.threshold {
				prop_assert!(members(&old) >= old.threshold);
			}
		}
	}
}

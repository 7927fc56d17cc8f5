//! What is asked for and what is granted: which data, for what, when, how.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use salus_primitives::{
	consent::{AccessMode, ActionSet},
	purpose::Purpose,
	records::RecordClass,
	Moment, Period,
};
use scale_info::TypeInfo;

/// Which data may be used for what, when and how. `C` bounds the classes, `P` the purposes.
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
#[scale_info(skip_type_params(C, P))]
#[codec(mel_bound())]
pub struct Terms<C: Get<u32>, P: Get<u32>> {
	/// Classes of data; at least one, each once.
	pub classes: BoundedVec<RecordClass, C>,
	/// What is done with them; at least one action.
	pub actions: ActionSet,
	/// What for; at least one purpose, each once. A purpose stands for those below it as well.
	pub purposes: BoundedVec<Purpose, P>,
	/// When the data are from.
	pub data_period: Period,
	/// When the terms are in force.
	pub period: Period,
	/// How the data are reached.
	pub mode: AccessMode,
	/// Last moment at which the data may be kept; open if absent.
	pub erase_by: Option<Moment>,
}

/// Why terms are refused as input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsFlaw {
	/// No class is named.
	NoClass,
	/// A class is named twice.
	DuplicateClass,
	/// No action is named, or a bit that stands for none.
	InvalidActions,
	/// No purpose is named.
	NoPurpose,
	/// A purpose is named twice.
	DuplicatePurpose,
	/// A period ends before it starts.
	InvalidPeriod,
	/// The terms would be over before they began: the period has ended, or the data had to be erased already.
	PeriodOver,
}

/// Whether a list names a member twice. The lists here have a few dozen members at most.
pub(crate) fn has_duplicates<T: PartialEq>(list: &[T]) -> bool {
	list.iter()
		.enumerate()
		.any(|(position, member)| list.iter().skip(position.saturating_add(1)).any(|other| other == member))
}

/// Refuses an empty list of classes and one that names a class twice.
pub(crate) fn check_classes(classes: &[RecordClass]) -> Result<(), TermsFlaw> {
	match classes {
		[] => Err(TermsFlaw::NoClass),
		_ if has_duplicates(classes) => Err(TermsFlaw::DuplicateClass),
		_ => Ok(()),
	}
}

/// Refuses an empty list of purposes and one that names a purpose twice.
pub(crate) fn check_purposes(purposes: &[Purpose]) -> Result<(), TermsFlaw> {
	match purposes {
		[] => Err(TermsFlaw::NoPurpose),
		_ if has_duplicates(purposes) => Err(TermsFlaw::DuplicatePurpose),
		_ => Ok(()),
	}
}

/// Refuses an empty set of actions and bits without a meaning.
pub(crate) fn check_actions(actions: ActionSet) -> Result<(), TermsFlaw> {
	if actions.is_empty() || !actions.is_valid() {
		return Err(TermsFlaw::InvalidActions);
	}
	Ok(())
}

/// Refuses a period that ends before it starts.
pub(crate) fn check_period(period: &Period) -> Result<(), TermsFlaw> {
	if period.is_valid() {
		Ok(())
	} else {
		Err(TermsFlaw::InvalidPeriod)
	}
}

/// Whether one of `purposes` is the given one or stands above it.
pub(crate) fn cover_purpose(purposes: &[Purpose], purpose: Purpose) -> bool {
	purposes.iter().any(|candidate| candidate.covers(purpose))
}

/// Whether whoever may reach data by `outer` may be said to reach them by `inner`, and no more.
///
/// Being asked about data is less than looking at them, which is less than keeping them or following them. Keeping and following
/// are not comparable.
pub const fn mode_covers(outer: AccessMode, inner: AccessMode) -> bool {
	match (outer, inner) {
		(_, AccessMode::Query) => true,
		(AccessMode::Query, _) => false,
		(_, AccessMode::View) => true,
		(AccessMode::Store, AccessMode::Store) | (AccessMode::Stream, AccessMode::Stream) => true,
		_ => false,
	}
}

impl<C: Get<u32>, P: Get<u32>> Terms<C, P> {
	/// Refuses terms that mean nothing at `now` or say something twice.
	///
	/// # Errors
	/// With the first flaw found.
	pub fn check(&self, now: Moment) -> Result<(), TermsFlaw> {
		check_classes(&self.classes)?;
		check_actions(self.actions)?;
		check_purposes(&self.purposes)?;
		check_period(&self.data_period)?;
		check_period(&self.period)?;
		let over = |end: Option<Moment>| end.is_some_and(|end| end < now);
		if over(self.period.end) || over(self.erase_by) {
			return Err(TermsFlaw::PeriodOver);
		}
		Ok(())
	}

	/// Whether `inner` allows nothing that `self` does not allow, field by field. A grant that fails this would widen what was
	/// asked for.
	pub fn covers(&self, inner: &Self) -> bool {
		let erasure = match (self.erase_by, inner.erase_by) {
			(None, _) => true,
			(Some(_), None) => false,
			(Some(outer), Some(inner)) => inner <= outer,
		};
		erasure
			&& inner.classes.iter().all(|class| self.classes.contains(class))
			&& self.actions.contains(inner.actions)
			&& inner.purposes.iter().all(|purpose| cover_purpose(&self.purposes, *purpose))
			&& self.data_period.covers(&inner.data_period)
			&& self.period.covers(&inner.period)
			&& mode_covers(self.mode, inner.mode)
	}

	/// Whether the terms let data out of where they are kept. Terms that only collect or correct do not: they need no agreement of
	/// custodians and no keys for reading.
	pub fn discloses(&self) -> bool {
		[ActionSet::ACCESS, ActionSet::USE, ActionSet::DISCLOSE].iter().any(|action| self.actions.contains(*action))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::{traits::ConstU32, BoundedVec};
	use proptest::prelude::*;
	use salus_primitives::consent::Action;

	type TestTerms = Terms<ConstU32<4>, ConstU32<4>>;

	fn terms() -> TestTerms {
		Terms {
			classes: BoundedVec::truncate_from(vec![RecordClass::Laboratory, RecordClass::Imaging]),
			actions: ActionSet::ACCESS.union(ActionSet::USE),
			purposes: BoundedVec::truncate_from(vec![Purpose::Treatment]),
			data_period: Period::between(10, 20),
			period: Period::between(100, 200),
			mode: AccessMode::Store,
			erase_by: Some(300),
		}
	}

	#[test]
	fn each_flaw_is_found() {
		let flawed = |change: fn(&mut TestTerms)| {
			let mut terms = terms();
			change(&mut terms);
			terms.check(150)
		};
		assert_eq!(flawed(|_| ()), Ok(()));
		assert_eq!(flawed(|t| t.classes.clear()), Err(TermsFlaw::NoClass));
		assert_eq!(flawed(|t| t.classes[1] = RecordClass::Laboratory), Err(TermsFlaw::DuplicateClass));
		assert_eq!(flawed(|t| t.actions = ActionSet::NONE), Err(TermsFlaw::InvalidActions));
		assert_eq!(flawed(|t| t.actions = ActionSet(0b10_0010)), Err(TermsFlaw::InvalidActions));
		assert_eq!(flawed(|t| t.purposes.clear()), Err(TermsFlaw::NoPurpose));
		assert_eq!(flawed(|t| t.purposes.force_push(Purpose::Treatment)), Err(TermsFlaw::DuplicatePurpose));
		assert_eq!(flawed(|t| t.data_period = Period::between(2, 1)), Err(TermsFlaw::InvalidPeriod));
		assert_eq!(flawed(|t| t.period = Period::between(2, 1)), Err(TermsFlaw::InvalidPeriod));
		assert_eq!(flawed(|t| t.period = Period::until(149)), Err(TermsFlaw::PeriodOver));
		assert_eq!(flawed(|t| t.period = Period::until(150)), Ok(()));
		assert_eq!(flawed(|t| t.erase_by = Some(149)), Err(TermsFlaw::PeriodOver));
	}

	#[test]
	fn terms_cover_themselves_and_what_is_narrower_in_each_field() {
		let covered = |change: fn(&mut TestTerms)| {
			let mut inner = terms();
			change(&mut inner);
			terms().covers(&inner)
		};
		assert!(covered(|_| ()));
		assert!(covered(|t| t.classes.truncate(1)));
		assert!(!covered(|t| t.classes[0] = RecordClass::Restricted(1)));
		assert!(covered(|t| t.actions = ActionSet::ACCESS));
		assert!(!covered(|t| t.actions = ActionSet::ALL));
		assert!(covered(|t| t.purposes[0] = Purpose::EmergencyRoom));
		assert!(!covered(|t| t.purposes[0] = Purpose::Research));
		assert!(covered(|t| t.data_period = Period::between(11, 19)));
		assert!(!covered(|t| t.data_period = Period::ALWAYS));
		assert!(!covered(|t| t.period = Period::between(100, 201)));
		assert!(!covered(|t| t.erase_by = None));
		assert!(!covered(|t| t.erase_by = Some(301)));
		assert!(covered(|t| t.erase_by = Some(299)));
		assert!(covered(|t| t.mode = AccessMode::View));
		assert!(!covered(|t| t.mode = AccessMode::Stream));
	}

	#[test]
	fn only_reading_using_and_passing_on_disclose() {
		let discloses = |actions| Terms { actions, ..terms() }.discloses();
		assert!(!discloses(ActionSet::COLLECT.union(ActionSet::CORRECT)));
		assert!(discloses(ActionSet::COLLECT.union(ActionSet::ACCESS)));
		assert!(discloses(ActionSet::USE));
		assert!(discloses(ActionSet::DISCLOSE));
	}

	/// Every moment the generated boundaries can tell apart.
	const MOMENTS: core::ops::RangeInclusive<Moment> = 0..=9;
	const CLASSES: [RecordClass; 4] =
		[RecordClass::Summary, RecordClass::Laboratory, RecordClass::Financial, RecordClass::Restricted(1)];
	const ACTIONS: [Action; 5] = [Action::Collect, Action::Access, Action::Use, Action::Disclose, Action::Correct];

	fn period() -> impl Strategy<Value = Period> {
		(proptest::option::of(1u64..5), proptest::option::of(5u64..9)).prop_map(|(start, end)| Period { start, end })
	}

	fn any_terms() -> impl Strategy<Value = TestTerms> {
		(
			proptest::sample::subsequence(CLASSES.to_vec(), 1..=3),
			1u8..32,
			proptest::sample::subsequence(Purpose::ALL.to_vec(), 1..=3),
			period(),
			period(),
			proptest::sample::select(vec![AccessMode::View, AccessMode::Store, AccessMode::Stream, AccessMode::Query]),
			proptest::option::of(1u64..9),
		)
			.prop_map(|(classes, actions, purposes, data_period, period, mode, erase_by)| Terms {
				classes: BoundedVec::truncate_from(classes),
				actions: ActionSet(actions),
				purposes: BoundedVec::truncate_from(purposes),
				data_period,
				period,
				mode,
				erase_by,
			})
	}

	/// What may be done at each point, spelled out: (class, action, purpose), the moments of the data, of the access and of
	/// keeping, and what the mode amounts to.
	fn allowed(terms: &TestTerms) -> impl Fn(RecordClass, Action, Purpose) -> bool + '_ {
		move |class, action, purpose| {
			let mut ancestors = vec![purpose];
			while let Some(parent) = ancestors.last().and_then(|last| last.parent()) {
				ancestors.push(parent);
			}
			terms.classes.contains(&class)
				&& terms.actions.0 & ActionSet::from(action).0 != 0
				&& terms.purposes.iter().any(|one| ancestors.contains(one))
		}
	}

	fn within(period: &Period, at: Moment) -> bool {
		period.start.unwrap_or(0) <= at && at <= period.end.unwrap_or(Moment::MAX)
	}

	fn deeds(mode: AccessMode) -> &'static [&'static str] {
		match mode {
			AccessMode::Query => &["ask"],
			AccessMode::View => &["ask", "look"],
			AccessMode::Store => &["ask", "look", "keep"],
			AccessMode::Stream => &["ask", "look", "follow"],
		}
	}

	fn slow_covers(outer: &TestTerms, inner: &TestTerms) -> bool {
		let (may, wants) = (allowed(outer), allowed(inner));
		CLASSES.iter().all(|class| {
			ACTIONS.iter().all(|action| {
				Purpose::ALL.iter().all(|purpose| !wants(*class, *action, *purpose) || may(*class, *action, *purpose))
			})
		}) && MOMENTS.into_iter().all(|at| !within(&inner.data_period, at) || within(&outer.data_period, at))
			&& MOMENTS.into_iter().all(|at| !within(&inner.period, at) || within(&outer.period, at))
			&& MOMENTS
				.into_iter()
				.all(|at| at > inner.erase_by.unwrap_or(Moment::MAX) || at <= outer.erase_by.unwrap_or(Moment::MAX))
			&& deeds(inner.mode).iter().all(|deed| deeds(outer.mode).contains(deed))
	}

	/// Terms derived from `outer` by narrowing, so that both answers come up.
	fn narrowed(outer: &TestTerms, inner: &TestTerms, fields: u8) -> TestTerms {
		let mut result = outer.clone();
		if fields & 1 != 0 {
			result.classes = inner.classes.clone();
		}
		if fields & 2 != 0 {
			result.actions = inner.actions;
		}
		if fields & 4 != 0 {
			result.purposes = inner.purposes.clone();
		}
		if fields & 8 != 0 {
			result.data_period = inner.data_period;
		}
		if fields & 16 != 0 {
			result.period = inner.period;
		}
		if fields & 32 != 0 {
			result.mode = inner.mode;
		}
		if fields & 64 != 0 {
			result.erase_by = inner.erase_by;
		}
		result
	}

	proptest! {
		#[test]
		fn covering_agrees_with_the_plain_definition(outer in any_terms(), other in any_terms(), fields in 0u8..128) {
			let inner = narrowed(&outer, &other, fields);
			prop_assert_eq!(outer.covers(&inner), slow_covers(&outer, &inner));
		}

		#[test]
		fn covering_is_transitive(a in any_terms(), b in any_terms(), c in any_terms(), f in 0u8..128, g in 0u8..128) {
			let b = narrowed(&a, &b, f);
			let c = narrowed(&b, &c, g);
			if a.covers(&b) && b.covers(&c) {
				prop_assert!(a.covers(&c));
			}
		}
	}
}

//! What services cost: prices in versions, and the references of authorities.

use super::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use salus_primitives::{
	roles::{AuthorityKind, Role},
	Moment,
};
use scale_info::TypeInfo;

/// Most bytes of a unit.
pub const MAX_UNIT: u32 = 16;

/// Most versions of a price that are kept for one provider and service.
pub const MAX_VERSIONS: u32 = 16;

/// Most former references that are kept for a service.
pub const MAX_REFERENCES: u32 = 8;

/// What a price is for: a UCUM code or annotation, as `1`, `min`, `mg` or `{visit}`. Printable ASCII without spaces.
#[derive(
	Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Unit(pub BoundedVec<u8, ConstU32<MAX_UNIT>>);

impl Unit {
	/// Whether there is something in it, and nothing but printable ASCII without spaces.
	pub fn is_valid(&self) -> bool {
		!self.0.is_empty() && self.0.iter().all(u8::is_ascii_graphic)
	}
}

/// The number of a price among all that its provider ever published.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PriceVersion(pub u64);

impl PriceVersion {
	/// The version that follows, or `None` after the last of 2^64.
	pub fn next(self) -> Option<Self> {
		self.0.checked_add(1).map(Self)
	}
}

/// A price as it was published. It is never edited; all that can happen to it is that it is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Price {
	/// Which version of the provider's prices.
	pub version: PriceVersion,
	/// For how much of the service.
	pub unit: Unit,
	/// The price of one unit, in plancks.
	pub price: Balance,
	/// First moment of its validity.
	pub from: Moment,
	/// Last moment of its validity; open if absent.
	pub until: Option<Moment>,
	/// From when on it is withdrawn, whatever its validity says.
	pub withdrawn: Option<Moment>,
}

impl Price {
	/// The last moment at which it can be in force; open if absent.
	fn last(&self) -> Option<Moment> {
		let before_withdrawal = self.withdrawn.map(|at| at.saturating_sub(1));
		match (self.until, before_withdrawal) {
			(Some(until), Some(before)) => Some(until.min(before)),
			(until, before) => until.or(before),
		}
	}

	/// Whether its validity contains `at`.
	pub fn contains(&self, at: Moment) -> bool {
		self.from <= at && self.until.is_none_or(|until| at <= until) && self.withdrawn.is_none_or(|w| at < w)
	}

	/// Whether it is not valid at `now` nor at any time later.
	pub fn is_over(&self, now: Moment) -> bool {
		self.until.is_some_and(|until| until < now) || self.withdrawn.is_some_and(|withdrawn| withdrawn <= now)
	}

	/// Whether it was valid at `at`, or still was when the block of that moment began.
	fn was_valid(&self, at: Moment) -> bool {
		self.from <= at && self.until.is_none_or(|until| at <= until) && self.withdrawn.is_none_or(|w| at <= w)
	}

	/// Whether its validity contains every moment of the other's from `since` on, and began in an earlier block.
	fn covers(&self, other: &Price, since: Moment) -> bool {
		let starts = !self.is_over(since) && self.from < other.from.max(since);
		let ends = match (self.last(), other.last()) {
			(None, _) => true,
			(Some(_), None) => false,
			(Some(own), Some(others)) => others <= own,
		};
		starts && ends
	}
}

/// The versions of a price, oldest first.
pub type Versions = BoundedVec<Price, ConstU32<MAX_VERSIONS>>;

/// The newest of the versions whose validity contains `at`.
pub fn price_at(versions: &[Price], at: Moment) -> Option<&Price> {
	versions.iter().rev().find(|price| price.contains(at))
}

/// What a provider charges for a service, and ever charged as far as that still matters.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PriceList {
	/// The versions, oldest first.
	pub versions: Versions,
	/// What is held of the provider's for the list, in plancks.
	pub deposit: Balance,
	/// Whether the provider is in the index of those who offer the service.
	pub listed: bool,
}

impl PriceList {
	/// The price in force at `at`.
	pub fn at(&self, at: Moment) -> Option<&Price> {
		price_at(&self.versions, at)
	}

	/// Whether nothing of it is in force at `now` nor will be.
	pub fn is_over(&self, now: Moment) -> bool {
		self.versions.iter().all(|price| price.is_over(now))
	}

	/// What can be charged at `now` for what was authorised at `given`, when `next` was to be the provider's next version: the price
	/// of then, or that of now if it is lower. A price that was raised since, or is not published any more, does not change what the
	/// payer could look up, be it that the provider did so in the very same block.
	pub fn captured(&self, given: Moment, next: PriceVersion, now: Moment) -> Option<&Price> {
		let then = self.versions.iter().rev().find(|price| price.version < next && price.was_valid(given))?;
		Some(self.at(now).filter(|price| price.price < then.price).unwrap_or(then))
	}

	/// Makes room for another version: drops those that are in force at no moment from `since` on, be it that they are over or
	/// that one from an earlier block, newer in number, stands before them all the time.
	pub fn prune(&mut self, since: Moment) {
		let mut newer: alloc::vec::Vec<Price> = alloc::vec::Vec::new();
		let mut kept: alloc::vec::Vec<Price> = alloc::vec::Vec::new();
		for price in self.versions.iter().rev() {
			if !price.is_over(since) && !newer.iter().any(|other| other.covers(price, since)) {
				kept.push(price.clone());
			}
			newer.push(price.clone());
		}
		kept.reverse();
		self.versions = BoundedVec::truncate_from(kept);
	}
}

/// What an authority says a service should cost.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Reference<AccountId> {
	/// What one unit usually costs, in plancks.
	pub reference: Balance,
	/// The most that may be charged for one unit, in plancks, if there is such a limit.
	pub ceiling: Option<Balance>,
	/// Who set it.
	pub by: AccountId,
	/// Since when.
	pub since: Moment,
}

/// The reference of a service, and those before it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ReferenceHistory<AccountId> {
	/// The one in force.
	pub current: Reference<AccountId>,
	/// Former ones, oldest first. The oldest is dropped when there are too many.
	pub former: BoundedVec<Reference<AccountId>, ConstU32<MAX_REFERENCES>>,
}

impl<AccountId> ReferenceHistory<AccountId> {
	/// The history that begins with `reference`.
	pub fn new(reference: Reference<AccountId>) -> Self {
		Self { current: reference, former: BoundedVec::new() }
	}

	/// Puts `next` into force.
	pub fn replace(&mut self, next: Reference<AccountId>) {
		let former = core::mem::replace(&mut self.current, next);
		if self.former.is_full() {
			self.former.remove(0);
		}
		// There is room now.
		let _ = self.former.try_push(former);
	}
}

/// Whether somebody may take the place of the authority that set a reference: whoever set it may, and others once that one is not
/// entitled to set any.
pub fn may_change_reference<AccountId: PartialEq>(
	who: &AccountId,
	current: &Reference<AccountId>,
	current_role: Option<Role>,
) -> bool {
	let entitled =
		matches!(current_role, Some(Role::HealthAuthority(AuthorityKind::Ministry | AuthorityKind::Regulator)));
	*who == current.by || !entitled
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn unit(bytes: &[u8]) -> Unit {
		Unit(bytes.to_vec().try_into().unwrap())
	}

	fn price(version: u64, price: Balance, from: Moment, until: Option<Moment>, withdrawn: Option<Moment>) -> Price {
		Price { version: PriceVersion(version), unit: unit(b"1"), price, from, until, withdrawn }
	}

	fn list(versions: Vec<Price>) -> PriceList {
		PriceList { versions: versions.try_into().unwrap(), deposit: 0, listed: true }
	}

	#[test]
	fn a_unit_is_made_of_what_can_be_seen() {
		assert!(unit(b"{visit}").is_valid() && unit(b"1").is_valid());
		assert!(!unit(b"").is_valid() && !unit(b"per day").is_valid() && !unit(b"\n").is_valid());
	}

	#[test]
	fn the_newest_that_is_valid_is_in_force() {
		let list = list(vec![
			price(0, 100, 10, None, None),
			price(1, 80, 20, Some(30), None),
			price(2, 90, 25, None, Some(28)),
		]);
		let at = |moment| list.at(moment).map(|price| price.version.0);
		assert_eq!([9, 10, 19, 20, 24, 25, 27, 28, 30, 31].map(at), {
			[None, Some(0), Some(0), Some(1), Some(1), Some(2), Some(2), Some(1), Some(1), Some(0)]
		});
	}

	#[test]
	fn what_is_captured_is_never_dearer_than_when_it_was_authorised() {
		let list = list(vec![
			price(0, 100, 10, Some(19), None),
			price(1, 120, 20, Some(29), None),
			price(2, 80, 30, Some(39), None),
		]);
		let captured = |given, now| list.captured(given, PriceVersion(9), now).map(|price| price.price);
		assert_eq!(captured(15, 18), Some(100));
		assert_eq!(captured(15, 25), Some(100));
		assert_eq!(captured(15, 35), Some(80));
		assert_eq!(captured(15, 45), Some(100));
		assert_eq!(captured(25, 35), Some(80));
		assert_eq!(captured(5, 15), None);
	}

	#[test]
	fn what_is_captured_does_not_depend_on_what_else_happens_in_the_block() {
		// The price was raised in the block of the authorisation, after it.
		let raised = list(vec![price(0, 100, 10, None, None), price(1, 200, 20, None, None)]);
		assert_eq!(raised.captured(20, PriceVersion(1), 30).map(|price| price.price), Some(100));
		assert_eq!(raised.captured(20, PriceVersion(2), 30).map(|price| price.price), Some(200));
		// The better price was withdrawn in the block of the authorisation, after it.
		let withdrawn = list(vec![price(0, 200, 10, None, None), price(1, 100, 10, None, Some(20))]);
		assert_eq!(withdrawn.captured(20, PriceVersion(2), 30).map(|price| price.price), Some(100));
		assert_eq!(withdrawn.captured(21, PriceVersion(2), 30).map(|price| price.price), Some(200));
	}

	#[test]
	fn only_the_setter_changes_a_reference_as_long_as_it_may_set_any() {
		let current = Reference { reference: 1, ceiling: None, by: 7u64, since: 0 };
		let ministry = Some(Role::HealthAuthority(AuthorityKind::Ministry));
		assert!(may_change_reference(&7, &current, ministry));
		assert!(!may_change_reference(&8, &current, ministry));
		assert!(may_change_reference(&8, &current, None));
		assert!(may_change_reference(&8, &current, Some(Role::HealthAuthority(AuthorityKind::Researcher))));
	}

	#[test]
	fn former_references_are_kept_up_to_a_number() {
		let reference = |reference| Reference { reference, ceiling: None, by: 1u64, since: 0 };
		let mut history = ReferenceHistory::new(reference(0));
		for number in 1..=20 {
			history.replace(reference(number));
		}
		assert_eq!(history.current.reference, 20);
		assert_eq!(history.former.iter().map(|former| former.reference).collect::<Vec<_>>(), {
			(12..20).collect::<Vec<Balance>>()
		});
	}

	/// Each moment is looked at on its own, and the versions are walked from the oldest.
	fn plain_price_at(versions: &[Price], at: Moment) -> Option<PriceVersion> {
		let mut found = None;
		for price in versions {
			let started = at >= price.from;
			let ended = matches!(price.until, Some(until) if at > until);
			let withdrawn = matches!(price.withdrawn, Some(withdrawn) if at >= withdrawn);
			if started && !ended && !withdrawn {
				found = Some(price.version);
			}
		}
		found
	}

	fn versions() -> impl Strategy<Value = Vec<Price>> {
		let one = (1u128..4, 0u64..20, proptest::option::of(0u64..20), proptest::option::weighted(0.3, 0u64..40));
		proptest::collection::vec(one, 0..8).prop_map(|list| {
			list.into_iter()
				.enumerate()
				.map(|(version, (amount, from, length, withdrawn))| {
					price(version as u64, amount, from, length.map(|length| from + length), withdrawn)
				})
				.collect()
		})
	}

	proptest! {
		#[test]
		fn the_price_in_force_is_that_of_a_plain_search(versions in versions(), at in 0u64..45) {
			prop_assert_eq!(price_at(&versions, at).map(|price| price.version), plain_price_at(&versions, at));
		}

		#[test]
		fn a_list_is_over_if_no_later_moment_has_a_price(versions in versions(), now in 0u64..45) {
			let later = (now..100).any(|at| plain_price_at(&versions, at).is_some());
			// What is withdrawn from before its beginning is over, and so is what is valid at no time.
			prop_assert!(!later || !list(versions).is_over(now));
		}

		#[test]
		fn pruning_changes_no_price_from_then_on(versions in versions(), since in 0u64..45) {
			let mut pruned = list(versions.clone());
			pruned.prune(since);
			for at in since..100 {
				prop_assert_eq!(pruned.at(at).map(|price| price.version), plain_price_at(&versions, at));
			}
			// Nothing that is over takes a place.
			prop_assert!(pruned.versions.iter().all(|price| !price.is_over(since)));
		}

		#[test]
		fn pruning_changes_nothing_that_is_captured_later(
			versions in versions(),
			since in 0u64..45,
			given in 1u64..20,
			next in 0u64..9,
			passed in 0u64..20,
		) {
			let (given, full) = (since + given, list(versions));
			let mut pruned = full.clone();
			pruned.prune(since);
			let captured = |list: &PriceList| {
				list.captured(given, PriceVersion(next), given + passed).map(|price| price.version)
			};
			// What was given knew all versions that began before its block.
			let known = full.versions.iter().all(|price| price.version.0 < next || price.from >= given);
			if known {
				prop_assert_eq!(captured(&pruned), captured(&full));
			}
		}

		#[test]
		fn captures_follow_the_rule_in_plain_words(versions in versions(), given in 0u64..40, passed in 0u64..20) {
			let now = given + passed;
			let known = versions.len() as u64 / 2;
			let amount = |at| plain_price_at(&versions, at).map(|version| versions[version.0 as usize].price);
			let mut then = None;
			for price in versions.iter().take(known as usize) {
				let ended = matches!(price.until, Some(until) if given > until);
				let withdrawn = matches!(price.withdrawn, Some(withdrawn) if given > withdrawn);
				if given >= price.from && !ended && !withdrawn {
					then = Some(price.price);
				}
			}
			let expected = match (then, amount(now)) {
				(Some(then), Some(now)) => Some(then.min(now)),
				(Some(then), None) => Some(then),
				(None, _) => None,
			};
			let captured = list(versions).captured(given, PriceVersion(known), now).map(|price| price.price);
			prop_assert_eq!(captured, expected);
		}
	}
}

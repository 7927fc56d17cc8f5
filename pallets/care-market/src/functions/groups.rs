//! Counselling groups: offered, joined, held, accepted place by place.

use crate::{types::*, *};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{traits::Tariffs, Commitment, DocumentId, GroupId, Moment};
use sp_runtime::{traits::Saturating, Percent};

/// What of a group the agenda and the lists reflect.
struct GroupMarks {
	deadline: Option<Moment>,
	open: bool,
}

impl GroupMarks {
	fn of<T: Config>(group: &GroupOf<T>) -> Self {
		Self { deadline: group.deadline(), open: matches!(group.state, GroupState::Open { .. }) }
	}
}

/// What becomes of a place.
enum Settled {
	/// The price is given back.
	Refunded,
	/// The price is paid, since the member was silent.
	Accepted,
	/// The price is split in half, since nobody decided.
	Halved,
	/// It stays.
	Kept,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_offer_group(host: T::AccountId, offer: GroupOfferOf<T>) -> DispatchResult {
		let kind = Self::ensure_provider(&host)?;
		ensure!(may_counsel(kind), Error::<T>::KindDoesNotFit);
		ensure!(offer.service.is_valid(), Error::<T>::InvalidService);
		ensure!(offer.price >= T::MinBudget::get(), Error::<T>::PriceTooLow);
		let within = |most: Option<BalanceOf<T>>| most.is_none_or(|most| offer.price <= most);
		ensure!(within(T::Tariffs::ceiling(&offer.service)), Error::<T>::OverCeiling);
		ensure!(within(T::Tariffs::price(&host, &offer.service)), Error::<T>::OverTariff);
		let places = 1..=T::MaxPlaces::get();
		ensure!(places.contains(&offer.minimum) && places.contains(&offer.places), Error::<T>::InvalidPlaces);
		ensure!(offer.minimum <= offer.places, Error::<T>::InvalidPlaces);
		let (now, limits) = (Self::now(), Self::limits());
		ensure!(offer.allows_phases(now, T::LeaveNotice::get(), &limits), Error::<T>::PhaseTooShort);
		ensure!(offer.deliver_by <= now.saturating_add(limits.max_duration), Error::<T>::DurationTooLong);
		ensure!(limits.allow_acceptance(offer.acceptance), Error::<T>::InvalidAcceptance);

		Self::activate(&host)?;
		let bond = Self::bond_of(offer.price.saturating_mul(offer.places.into()));
		Self::put_up(HoldReason::BidBond, &host, bond)?;
		let id = NextGroupId::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.next().ok_or(Error::<T>::OutOfIds)?;
			Ok::<_, Error<T>>(id)
		})?;
		Self::index_group(&host, id)?;
		OpenGroups::<T>::insert(id, ());
		let GroupOfferOf::<T> { price, places, join_by, .. } = offer;
		let group =
			GroupOf::<T> { host: host.clone(), offer, bond, offered: now, state: GroupState::Open { members: 0 } };
		Self::put_group(id, GroupMarks { deadline: None, open: true }, group);
		Self::deposit_event(Event::GroupOffered { group: id, host, price, places, join_by });
		Ok(())
	}

	/// Returns how many places there were.
	pub(crate) fn do_cancel_group(who: T::AccountId, id: GroupId, forfeit: bool) -> Result<u32, DispatchError> {
		let group = Self::group_of(id)?;
		ensure!(group.host == who, Error::<T>::NotHost);
		let now = Self::now();
		let outcome = match group.state {
			GroupState::Open { .. } if now <= group.offer.join_by => GroupOutcome::Cancelled,
			GroupState::Open { .. } | GroupState::Running { .. } if group.is_running(now) => {
				// Asked for, since the group may start while the call is on its way.
				ensure!(forfeit, Error::<T>::GroupRunning);
				GroupOutcome::NotHeld
			},
			GroupState::Open { .. } | GroupState::Running { .. } => return Err(Error::<T>::DeadlinePassed.into()),
			_ => return Err(Error::<T>::NotRunning.into()),
		};
		Ok(Self::dissolve_group(id, group, outcome))
	}

	pub(crate) fn do_join(who: T::AccountId, id: GroupId) -> DispatchResult {
		let mut group = Self::group_of(id)?;
		let marks = GroupMarks::of::<T>(&group);
		ensure!(group.host != who, Error::<T>::OwnGroup);
		let GroupState::Open { members } = &mut group.state else { return Err(Error::<T>::JoiningOver.into()) };
		ensure!(Self::now() <= group.offer.join_by, Error::<T>::JoiningOver);
		ensure!(!Places::<T>::contains_key(id, &who), Error::<T>::AlreadyJoined);
		ensure!(*members < group.offer.places, Error::<T>::GroupFull);
		*members = members.saturating_add(1);

		Self::put_up(HoldReason::Place, &who, group.offer.price)?;
		Places::<T>::insert(id, &who, Place::Taken);
		Self::put_group(id, marks, group);
		Self::deposit_event(Event::GroupJoined { group: id, member: who });
		Ok(())
	}

	pub(crate) fn do_leave(who: T::AccountId, id: GroupId) -> DispatchResult {
		let mut group = Self::group_of(id)?;
		let marks = GroupMarks::of::<T>(&group);
		ensure!(Places::<T>::contains_key(id, &who), Error::<T>::NotMember);
		let GroupState::Open { members } = &mut group.state else { return Err(Error::<T>::LeavingOver.into()) };
		// Not in the last moment, so that nobody keeps a group from its minimum by places that it never wanted.
		let latest = group.offer.join_by.saturating_sub(T::LeaveNotice::get());
		ensure!(Self::now() <= latest, Error::<T>::LeavingOver);
		*members = members.saturating_sub(1);

		Places::<T>::remove(id, &who);
		Self::give_back(HoldReason::Place, &who, group.offer.price);
		Self::put_group(id, marks, group);
		Self::deposit_event(Event::GroupLeft { group: id, member: who });
		Ok(())
	}

	pub(crate) fn do_deliver_group(who: T::AccountId, id: GroupId, document: DocumentId) -> DispatchResult {
		let mut group = Self::group_of(id)?;
		ensure!(group.host == who, Error::<T>::NotHost);
		Self::ensure_provider(&who)?;
		let now = Self::now();
		ensure!(group.is_running(now), Error::<T>::NotRunning);
		Self::cite(&who, document, Due::Group(id))?;

		let marks = GroupMarks::of::<T>(&group);
		let accept_by = now.saturating_add(group.offer.acceptance);
		if let GroupState::Open { members } = group.state {
			Self::deposit_event(Event::GroupStarted { group: id, members });
		}
		group.state = GroupState::Delivered { document, accept_by, silent: group.unsettled(), disputed: 0, against: 0 };
		Self::put_group(id, marks, group);
		Self::deposit_event(Event::GroupDelivered { group: id, document, accept_by });
		Ok(())
	}

	pub(crate) fn do_accept_place(who: T::AccountId, id: GroupId) -> DispatchResult {
		let mut group = Self::group_of(id)?;
		let marks = GroupMarks::of::<T>(&group);
		Self::ensure_silent(&who, id)?;
		let GroupState::Delivered { accept_by, silent, .. } = &mut group.state else {
			return Err(Error::<T>::NotDelivered.into());
		};
		ensure!(Self::now() <= *accept_by, Error::<T>::DeadlinePassed);
		*silent = silent.saturating_sub(1);

		Self::settle_place(id, &group, &who, Settled::Accepted, false);
		Self::put_or_complete(id, marks, group);
		Ok(())
	}

	pub(crate) fn do_dispute_place(who: T::AccountId, id: GroupId, reason: Commitment) -> DispatchResult {
		let mut group = Self::group_of(id)?;
		let marks = GroupMarks::of::<T>(&group);
		Self::ensure_silent(&who, id)?;
		let GroupState::Delivered { accept_by, silent, disputed, .. } = &mut group.state else {
			return Err(Error::<T>::NotDelivered.into());
		};
		ensure!(Self::now() <= *accept_by, Error::<T>::DeadlinePassed);
		*silent = silent.saturating_sub(1);
		*disputed = disputed.saturating_add(1);

		Places::<T>::insert(id, &who, Place::Disputed { reason });
		Self::put_group(id, marks, group);
		Self::deposit_event(Event::PlaceDisputed { group: id, member: who, reason });
		Ok(())
	}

	pub(crate) fn do_resolve_place(
		arbiter: Arbiter<T::AccountId>,
		id: GroupId,
		member: T::AccountId,
		to_host: Percent,
	) -> DispatchResult {
		let mut group = Self::group_of(id)?;
		let marks = GroupMarks::of::<T>(&group);
		match Places::<T>::get(id, &member).ok_or(Error::<T>::NotMember)? {
			Place::Disputed { .. } => (),
			Place::Taken => return Err(Error::<T>::PlaceNotDisputed.into()),
		}
		Self::ensure_impartial(&arbiter, &group.host)?;
		Self::ensure_impartial(&arbiter, &member)?;
		let (resolve_by, disputed, against) = match &mut group.state {
			GroupState::Delivered { accept_by, disputed, against, .. } => {
				(Self::arbitration_until(*accept_by), disputed, against)
			},
			GroupState::Arbitration { resolve_by, disputed, against, .. } => (*resolve_by, disputed, against),
			_ => return Err(Error::<T>::NotDisputed.into()),
		};
		ensure!(Self::now() <= resolve_by, Error::<T>::DeadlinePassed);
		*disputed = disputed.saturating_sub(1);
		if to_host < Percent::one() {
			*against = against.saturating_add(1);
		}

		Self::split_place(id, &group, &member, arbiter, to_host);
		Self::put_or_complete(id, marks, group);
		Ok(())
	}

	/// Returns how many places were looked at.
	pub(crate) fn do_settle_group(id: GroupId) -> Result<u32, DispatchError> {
		let group = Self::group_of(id)?;
		ensure!(group.deadline().is_some_and(|deadline| Self::now() > deadline), Error::<T>::NothingDue);
		Ok(Self::settle_lapsed_group(id, group))
	}

	/// Does what follows from every deadline of the group that has passed. Nothing here may fail. Returns how many places were
	/// looked at.
	pub(crate) fn settle_lapsed_group(id: GroupId, mut group: GroupOf<T>) -> u32 {
		let now = Self::now();
		if let GroupState::Open { members } = group.state {
			if now > group.offer.join_by && members >= group.offer.minimum {
				let marks = GroupMarks::of::<T>(&group);
				group.state = GroupState::Running { members };
				Self::put_group(id, marks, group.clone());
				Self::deposit_event(Event::GroupStarted { group: id, members });
			}
		}
		if group.deadline().is_none_or(|deadline| now <= deadline) {
			return 0;
		}
		match group.state {
			GroupState::Open { .. } => Self::dissolve_group(id, group, GroupOutcome::TooFew),
			GroupState::Running { .. } => Self::dissolve_group(id, group, GroupOutcome::NotHeld),
			GroupState::Delivered { .. } | GroupState::Arbitration { .. } => Self::settle_silence(id, group),
			GroupState::Ended { .. } => 0,
		}
	}

	/// Pays for the places of the silent, and splits those about which nobody decided in time.
	fn settle_silence(id: GroupId, mut group: GroupOf<T>) -> u32 {
		let marks = GroupMarks::of::<T>(&group);
		let (document, resolve_by, disputed, against) = match group.state {
			GroupState::Delivered { document, accept_by, disputed, against, .. } => {
				(document, Self::arbitration_until(accept_by), disputed, against)
			},
			GroupState::Arbitration { document, resolve_by, disputed, against } => {
				(document, resolve_by, disputed, against)
			},
			_ => return 0,
		};
		let over = Self::now() > resolve_by;
		let places = Self::settle_places(id, &group, |place| match place {
			Place::Taken => Settled::Accepted,
			Place::Disputed { .. } if over => Settled::Halved,
			Place::Disputed { .. } => Settled::Kept,
		});
		let disputed = if over { 0 } else { disputed };
		group.state = GroupState::Arbitration { document, resolve_by, disputed, against };
		Self::put_or_complete(id, marks, group);
		places
	}

	/// Ends a group that is not held: everybody gets back what is held, but for the host whose fault it is.
	fn dissolve_group(id: GroupId, mut group: GroupOf<T>, outcome: GroupOutcome) -> u32 {
		let marks = GroupMarks::of::<T>(&group);
		let places = Self::settle_places(id, &group, |_| Settled::Refunded);
		if outcome == GroupOutcome::NotHeld {
			Self::count_verdict(&group.host, Verdict::Lost);
			let amount = Self::take(HoldReason::BidBond, &group.host, group.bond);
			Self::deposit_event(Event::HostBondForfeited { group: id, amount });
		} else {
			Self::release_host(id, &group);
		}
		group.state = GroupState::Ended { at: Self::now(), outcome };
		Self::put_group(id, marks, group);
		Self::deposit_event(Event::GroupEnded { group: id, outcome });
		places
	}

	/// Stores a group that was held, and ends it with its last place.
	fn put_or_complete(id: GroupId, marks: GroupMarks, mut group: GroupOf<T>) {
		let against = match group.state {
			GroupState::Delivered { against, .. } | GroupState::Arbitration { against, .. } => against,
			_ => 0,
		};
		if group.unsettled() > 0 {
			return Self::put_group(id, marks, group);
		}
		if against > 0 {
			Self::count_verdict(&group.host, Verdict::Disputed);
		} else {
			ProviderRecords::<T>::mutate(&group.host, |record| record.groups = record.groups.saturating_add(1));
		}
		Self::release_host(id, &group);
		let outcome = GroupOutcome::Completed;
		group.state = GroupState::Ended { at: Self::now(), outcome };
		Self::put_group(id, marks, group);
		Self::deposit_event(Event::GroupEnded { group: id, outcome });
	}

	/// Decides about each place of a group. Returns how many there were.
	fn settle_places(id: GroupId, group: &GroupOf<T>, decide: impl Fn(&Place) -> Settled) -> u32 {
		// Collected first: what is iterated over is not to be changed meanwhile. There are at most `MaxPlaces`.
		let places: Vec<_> = Places::<T>::iter_prefix(id).collect();
		let count = places.len() as u32;
		for (member, place) in places {
			Self::settle_place(id, group, &member, decide(&place), true);
		}
		count
	}

	fn settle_place(id: GroupId, group: &GroupOf<T>, member: &T::AccountId, settled: Settled, by_silence: bool) {
		let price = group.offer.price;
		let member_of = member.clone();
		match settled {
			Settled::Kept => return,
			Settled::Halved => {
				return Self::split_place(id, group, member, Arbiter::Nobody, Percent::from_percent(50));
			},
			Settled::Accepted => {
				let amount = Self::pay(HoldReason::Place, member, &group.host, price);
				Self::deposit_event(Event::PlaceReleased { group: id, member: member_of, amount, by_silence });
			},
			Settled::Refunded => {
				let amount = Self::give_back(HoldReason::Place, member, price);
				Self::deposit_event(Event::PlaceRefunded { group: id, member: member_of, amount });
			},
		}
		Places::<T>::remove(id, member);
	}

	/// Settles a disputed place.
	fn split_place(
		id: GroupId,
		group: &GroupOf<T>,
		member: &T::AccountId,
		by: Arbiter<T::AccountId>,
		to_host: Percent,
	) {
		let part = to_host.mul_floor(group.offer.price);
		let rest = group.offer.price.saturating_sub(part);
		let to_host = Self::pay(HoldReason::Place, member, &group.host, part);
		let to_member = Self::give_back(HoldReason::Place, member, rest);
		Places::<T>::remove(id, member);
		Self::deposit_event(Event::PlaceResolved { group: id, member: member.clone(), by, to_host, to_member });
	}

	fn release_host(id: GroupId, group: &GroupOf<T>) {
		let amount = Self::give_back(HoldReason::BidBond, &group.host, group.bond);
		Self::deposit_event(Event::HostBondReleased { group: id, amount });
	}

	/// Whether the account is a member that neither accepted nor disputed.
	fn ensure_silent(who: &T::AccountId, id: GroupId) -> Result<(), Error<T>> {
		match Places::<T>::get(id, who).ok_or(Error::<T>::NotMember)? {
			Place::Taken => Ok(()),
			Place::Disputed { .. } => Err(Error::<T>::PlaceDisputed),
		}
	}

	/// Stores a group and brings agenda and lists in step with it.
	fn put_group(id: GroupId, was: GroupMarks, group: GroupOf<T>) {
		let is = GroupMarks::of::<T>(&group);
		Self::reschedule(Due::Group(id), was.deadline, is.deadline);
		if was.open && !is.open {
			OpenGroups::<T>::remove(id);
		}
		if is.deadline.is_none() && was.deadline.is_some() {
			Self::deactivate(&group.host);
		}
		Groups::<T>::insert(id, group);
	}
}

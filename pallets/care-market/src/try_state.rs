//! What always holds of the pallet's state. Each function is one invariant.
//!
//! 1. Ids in use are below the next id.
//! 2. What awaits something has one entry on the agenda, in the slot of its deadline, and nothing else has; no slot before the cursor
//!    has an entry.
//! 3. Bids are of open tenders, which count them by what is known of them; one for each house and number; and each bidder's list
//!    names its bids.
//! 4. Open tenders and groups are listed as such, and only they.
//! 5. Accounts' unsettled tenders and groups are counted, and no account has too many.
//! 6. Places are of groups that are not over, which count them.
//! 7. Milestones are valid, orders pay no more than their price, and prices are within budget and ceiling.
//! 8. What is held of each account for each reason is what its tenders, bids, groups and places say, to the last planck.
//! 9. Lists by account are numbered without gaps and name what is the account's.

use crate::{types::*, *};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use salus_primitives::{GroupId, TenderId};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	///
	/// # Errors
	/// With the first that does not hold.
	pub fn do_try_state() -> Checked {
		Self::ids_are_below_the_next()?;
		Self::agenda_has_what_is_due()?;
		Self::bids_match_open_tenders()?;
		Self::open_lists_match()?;
		Self::active_is_counted()?;
		Self::places_match_groups()?;
		Self::orders_are_sound()?;
		Self::holds_are_explained()?;
		Self::lists_are_numbered()
	}

	fn ids_are_below_the_next() -> Checked {
		let (tender, group) = (NextTenderId::<T>::get(), NextGroupId::<T>::get());
		ensure!(Tenders::<T>::iter_keys().all(|id| id < tender), "a tender's id was not given yet");
		ensure!(Groups::<T>::iter_keys().all(|id| id < group), "a group's id was not given yet");
		Ok(())
	}

	fn agenda_has_what_is_due() -> Checked {
		let tenders = Tenders::<T>::iter().filter_map(|(id, tender)| {
			let (deadline, _) = tender.deadline()?;
			Some((slot_of(deadline), Due::Tender(id)))
		});
		let groups = Groups::<T>::iter().filter_map(|(id, group)| Some((slot_of(group.deadline()?), Due::Group(id))));
		let expected: BTreeSet<(u64, Due)> = tenders.chain(groups).collect();
		let found: BTreeSet<(u64, Due)> = Agenda::<T>::iter_keys().collect();
		ensure!(expected == found, "the agenda has not what is due");
		ensure!(Scheduled::<T>::get() == found.len() as u64, "what is on the agenda is miscounted");
		let cursor = AgendaCursor::<T>::get();
		ensure!(found.iter().all(|(slot, _)| *slot >= cursor), "something on the agenda was passed over");
		Ok(())
	}

	fn bids_match_open_tenders() -> Checked {
		let mut listed = BTreeMap::<T::AccountId, BTreeSet<TenderId>>::new();
		let mut counted = BTreeMap::<TenderId, (u32, u32)>::new();
		let (mut houses, mut numbers) = (BTreeSet::new(), BTreeSet::new());
		for (id, bidder, bid) in Bids::<T>::iter() {
			let tender = Tenders::<T>::get(id).ok_or("a bid for no tender")?;
			let TenderState::Open { taken, .. } = tender.state else { return Err("a bid for a closed tender".into()) };
			ensure!(bid.number < taken, "a bid's number was not given yet");
			ensure!(bid.bond == tender.bond, "a bid has another bond than its tender asks for");
			ensure!(houses.insert((id, bid.house.clone())), "a house has two bids");
			ensure!(numbers.insert((id, bid.number)), "two bids have one number");
			let count = counted.entry(id).or_default();
			match bid.state {
				BidState::Sealed { .. } => count.0.saturating_inc(),
				BidState::Revealed { price, .. } => {
					ensure!(!price.is_zero() && price <= tender.limit(), "a bid asks for nothing or too much");
					count.1.saturating_inc();
				},
			}
			listed.entry(bidder).or_default().insert(id);
		}
		for (id, tender) in Tenders::<T>::iter() {
			if let TenderState::Open { sealed, revealed, .. } = tender.state {
				ensure!(counted.get(&id).copied().unwrap_or_default() == (sealed, revealed), "bids are miscounted");
				ensure!(sealed.saturating_add(revealed) <= T::MaxBids::get(), "a tender has too many bids");
			}
		}
		let stored: BTreeMap<_, BTreeSet<_>> =
			OpenBids::<T>::iter().map(|(bidder, open)| (bidder, open.into_iter().collect())).collect();
		ensure!(stored == listed, "bidders' lists differ from their bids");
		Ok(())
	}

	fn open_lists_match() -> Checked {
		let tenders: BTreeSet<_> = Tenders::<T>::iter()
			.filter(|(_, tender)| matches!(tender.state, TenderState::Open { .. }))
			.map(|(id, tender)| (tender.specification.kind, id))
			.collect();
		ensure!(OpenTenders::<T>::iter_keys().collect::<BTreeSet<_>>() == tenders, "open tenders are listed wrongly");
		let groups: BTreeSet<_> = Groups::<T>::iter()
			.filter(|(_, group)| matches!(group.state, GroupState::Open { .. }))
			.map(|(id, _)| id)
			.collect();
		ensure!(OpenGroups::<T>::iter_keys().collect::<BTreeSet<_>>() == groups, "open groups are listed wrongly");
		Ok(())
	}

	fn active_is_counted() -> Checked {
		let mut counted = BTreeMap::<T::AccountId, u32>::new();
		for tender in Tenders::<T>::iter_values().filter(|tender| tender.deadline().is_some()) {
			counted.entry(tender.poster).or_default().saturating_inc();
		}
		for group in Groups::<T>::iter_values().filter(|group| group.deadline().is_some()) {
			counted.entry(group.host).or_default().saturating_inc();
		}
		ensure!(counted.values().all(|active| *active <= T::MaxActive::get()), "an account has too much unsettled");
		ensure!(Active::<T>::iter().collect::<BTreeMap<_, _>>() == counted, "what is unsettled is miscounted");
		Ok(())
	}

	fn places_match_groups() -> Checked {
		let mut counted = BTreeMap::<GroupId, (u32, u32)>::new();
		for (id, member, place) in Places::<T>::iter() {
			let group = Groups::<T>::get(id).ok_or("a place in no group")?;
			ensure!(group.host != member, "a host is its own member");
			let count = counted.entry(id).or_default();
			match place {
				Place::Taken => count.0.saturating_inc(),
				Place::Disputed { .. } => count.1.saturating_inc(),
			}
		}
		for (id, group) in Groups::<T>::iter() {
			let expected = match group.state {
				GroupState::Open { members } | GroupState::Running { members } => (members, 0),
				GroupState::Delivered { silent, disputed, .. } => (silent, disputed),
				GroupState::Arbitration { disputed, .. } => (0, disputed),
				GroupState::Ended { .. } => (0, 0),
			};
			ensure!(counted.get(&id).copied().unwrap_or_default() == expected, "places are miscounted");
			ensure!(group.unsettled() <= group.offer.places, "a group has too many members");
			ensure!(group.offer.places <= T::MaxPlaces::get(), "a group has too many places");
			let ended = matches!(group.state, GroupState::Ended { .. });
			let held = !matches!(group.state, GroupState::Open { .. } | GroupState::Running { .. });
			ensure!(!held || ended == (group.unsettled() == 0), "a group that is settled has not ended");
		}
		Ok(())
	}

	fn orders_are_sound() -> Checked {
		for tender in Tenders::<T>::iter_values() {
			ensure!(are_valid_milestones(&tender.specification.milestones), "milestones are not the whole");
			let TenderState::Awarded(order) = &tender.state else { continue };
			ensure!(order.price <= tender.limit() && !order.price.is_zero(), "a price is out of bounds");
			ensure!(order.released <= order.price, "more was released than the price");
			ensure!(order.bond == tender.bond, "a winner has another bond than its tender asks for");
			let count = tender.specification.milestones.len() as u32;
			ensure!(order.milestone().is_none_or(|milestone| milestone < count), "a milestone does not exist");
			let released = matches!(order.escrow, Escrow::Released { .. });
			ensure!(!released || order.released == order.price, "an order is released and not paid");
		}
		Ok(())
	}

	fn holds_are_explained() -> Checked {
		let mut budgets = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut bonds = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut places = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let add = |sums: &mut BTreeMap<T::AccountId, BalanceOf<T>>, who: T::AccountId, amount: BalanceOf<T>| {
			let sum = sums.entry(who).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(amount);
		};
		for tender in Tenders::<T>::iter_values() {
			add(&mut budgets, tender.poster.clone(), tender.held());
			match &tender.state {
				TenderState::Awarded(order) if !order.is_final() => add(&mut bonds, order.provider.clone(), order.bond),
				_ => (),
			}
		}
		for (_, bidder, bid) in Bids::<T>::iter() {
			add(&mut bonds, bidder, bid.bond);
		}
		for group in Groups::<T>::iter_values().filter(|group| group.deadline().is_some()) {
			add(&mut bonds, group.host, group.bond);
		}
		for (id, member, _) in Places::<T>::iter() {
			let group = Groups::<T>::get(id).ok_or("a place in no group")?;
			add(&mut places, member, group.offer.price);
		}
		for account in frame_system::Account::<T>::iter_keys() {
			for (reason, sums) in
				[(HoldReason::Budget, &budgets), (HoldReason::BidBond, &bonds), (HoldReason::Place, &places)]
			{
				let held = T::Currency::balance_on_hold(&reason.into(), &account);
				let owed = sums.get(&account).copied().unwrap_or_default();
				ensure!(held == owed, "more or less is held than for what it is");
			}
		}
		Ok(())
	}

	fn lists_are_numbered() -> Checked {
		let mut tenders = BTreeMap::<(T::AccountId, Side), u32>::new();
		for (key, number, id) in TenderIndex::<T>::iter() {
			ensure!(number < TenderCount::<T>::get(&key), "a number beyond the count");
			let tender = Tenders::<T>::get(id).ok_or("a numbered tender does not exist")?;
			ensure!(key.1 == Side::Provider || tender.poster == key.0, "a tender on another account's list");
			tenders.entry(key).or_default().saturating_inc();
		}
		ensure!(TenderCount::<T>::iter().collect::<BTreeMap<_, _>>() == tenders, "tenders are miscounted");
		let mut groups = BTreeMap::<T::AccountId, u32>::new();
		for (host, number, id) in GroupIndex::<T>::iter() {
			ensure!(number < GroupCount::<T>::get(&host), "a number beyond the count");
			let group = Groups::<T>::get(id).ok_or("a numbered group does not exist")?;
			ensure!(group.host == host, "a group on another account's list");
			groups.entry(host).or_default().saturating_inc();
		}
		ensure!(GroupCount::<T>::iter().collect::<BTreeMap<_, _>>() == groups, "groups are miscounted");
		Ok(())
	}
}

//! Tenders, and the orders that come of them. The README has the tables of transitions.

use super::{Exclusion, Kind, Phase, Schedule};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use salus_primitives::{records::RecordClass, Commitment, DocumentId, Moment, ServiceCode};
use scale_info::TypeInfo;
use sp_runtime::{traits::AtLeast32BitUnsigned, Percent, Permill};

/// Most milestones of a tender.
pub const MAX_MILESTONES: u32 = 8;

/// The shares of the price that are paid one after the other. None is zero, and together they are the whole.
pub type Milestones = BoundedVec<Percent, ConstU32<MAX_MILESTONES>>;

/// Whether these are milestones.
pub fn are_valid_milestones(milestones: &Milestones) -> bool {
	let shares = || milestones.iter().map(|share| u32::from(share.deconstruct()));
	shares().all(|share| share > 0) && shares().sum::<u32>() == 100
}

/// What is asked for, by the poster's word.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Specification<AccountId, Balance> {
	/// What kind of care.
	pub kind: Kind,
	/// Which service, by its code.
	pub service: ServiceCode,
	/// Commitment to the terms, which stay off chain.
	pub terms: Commitment,
	/// Class of the records that come of it. The poster's consent to collect them is needed for every delivery.
	pub class: RecordClass,
	/// The most it may cost, in plancks.
	pub budget: Balance,
	/// How much the price counts in a bid's score. The rest of the weight is the bidder's quality.
	pub price_weight: Permill,
	/// Who may not bid.
	pub exclusion: Exclusion<AccountId>,
	/// When what is over.
	pub schedule: Schedule,
	/// In which parts it is delivered and paid.
	pub milestones: Milestones,
}

/// One of the two sides of a tender.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Side {
	/// Who posted it.
	Patient,
	/// Who provides.
	Provider,
}

/// Who decided a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Arbiter<AccountId> {
	/// A health authority.
	Authority(AccountId),
	/// The council.
	Council,
	/// Nobody in time: the rule for that case.
	Nobody,
}

/// Why an order ended without everything being delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RefundCause {
	/// The deadline passed.
	Undelivered,
	/// The patient's consent was not in force, so that nothing could be delivered. Not the provider's fault.
	NoConsent,
	/// The provider stepped back.
	SteppedBack,
}

/// A provider's wish to pass an order on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Referral<AccountId> {
	/// To whom.
	pub to: AccountId,
	/// Whether the patient agreed.
	pub agreed: bool,
}

/// Where the money of an order is, and what is awaited.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Escrow<AccountId, Balance> {
	/// The next milestone is to be delivered, by the order's deadline.
	Funded {
		/// Which, from 0.
		milestone: u32,
		/// Whether the order is to be passed on.
		referral: Option<Referral<AccountId>>,
	},
	/// A milestone is to be accepted or disputed.
	Delivered {
		/// Which.
		milestone: u32,
		/// The notarized document that says so.
		document: DocumentId,
		/// When it was delivered.
		at: Moment,
		/// After this moment silence counts as acceptance.
		accept_by: Moment,
	},
	/// An arbiter is to decide.
	Disputed {
		/// The milestone at which it came to that.
		milestone: u32,
		/// Who disputed.
		by: Side,
		/// Commitment to why.
		reason: Commitment,
		/// Until when an arbiter may decide.
		resolve_by: Moment,
	},
	/// Everything was paid to the provider.
	Released {
		/// When.
		at: Moment,
	},
	/// What was not paid before went back to the poster.
	Refunded {
		/// When.
		at: Moment,
		/// Why.
		cause: RefundCause,
	},
	/// What was not paid before was split.
	Resolved {
		/// When.
		at: Moment,
		/// By whom.
		by: Arbiter<AccountId>,
		/// The provider's part, in plancks. The rest went back to the poster.
		to_provider: Balance,
	},
}

/// What a provider has to deliver and is paid for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Order<AccountId, Balance> {
	/// Who delivers: the winner, or to whom it was referred.
	pub provider: AccountId,
	/// Commitment to what the winner offered.
	pub plan: Commitment,
	/// Commitment to the poster's reason, if it was the poster's own choice and not the score.
	pub choice: Option<Commitment>,
	/// The price, in plancks.
	pub price: Balance,
	/// What was paid of it.
	pub released: Balance,
	/// What is held of the provider's until the end, in plancks.
	pub bond: Balance,
	/// When it was awarded.
	pub awarded: Moment,
	/// Last moment to deliver, with what the poster took to accept.
	pub deliver_by: Moment,
	/// Where the money is.
	pub escrow: Escrow<AccountId, Balance>,
}

/// Where a tender stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum TenderState<AccountId, Balance> {
	/// It takes or shows bids, by its schedule.
	Open {
		/// Bids that are sealed.
		sealed: u32,
		/// Bids that were revealed.
		revealed: u32,
		/// Bids ever placed.
		taken: u32,
	},
	/// The poster took it back.
	Cancelled {
		/// When.
		at: Moment,
	},
	/// Nobody bid, revealed or awarded in time.
	Unawarded {
		/// When that was settled.
		at: Moment,
	},
	/// Somebody is to deliver, or did.
	Awarded(Order<AccountId, Balance>),
}

/// A request for care that providers bid for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Tender<AccountId, Balance> {
	/// Who asks and pays: a persona of a patient.
	pub poster: AccountId,
	/// For what.
	pub specification: Specification<AccountId, Balance>,
	/// The most that may be charged, if an authority had set a ceiling when the tender was posted.
	pub ceiling: Option<Balance>,
	/// What every bidder puts up, in plancks.
	pub bond: Balance,
	/// When it was posted.
	pub posted: Moment,
	/// Where it stands.
	pub state: TenderState<AccountId, Balance>,
}

/// What happens by itself once a deadline has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lapse {
	/// There are no bids when the bidding is over: the tender ends.
	NoBids,
	/// Bids were not opened: their bonds are lost, and if none was opened, the tender ends.
	Unrevealed,
	/// Nobody awarded: the tender ends.
	NotAwarded,
	/// The next milestone was not delivered: the rest goes back.
	Undelivered,
	/// The poster was silent: the milestone is accepted.
	Accepted,
	/// No arbiter decided: the rule for that case.
	Unresolved,
}

/// Where a tender stands now, whatever was settled. For wallets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum TenderPhase {
	/// Sealed bids are taken.
	Bidding,
	/// Bids are opened.
	Revealing,
	/// The poster chooses among the bids.
	Choosing,
	/// Anybody may award by score.
	Awarding,
	/// The poster took it back.
	Cancelled,
	/// It ended without an award.
	Unawarded,
	/// A milestone is to be delivered.
	Funded,
	/// A milestone is to be accepted.
	Delivered,
	/// An arbiter is to decide.
	Disputed,
	/// Everything was delivered and paid.
	Released,
	/// It was not delivered, and what was not paid went back.
	Refunded,
	/// An arbiter decided, or none did in time.
	Resolved,
}

/// The money of an order. For wallets.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct EscrowStatus<AccountId, Balance> {
	/// Who delivers.
	pub provider: AccountId,
	/// The price, in plancks.
	pub price: Balance,
	/// What was paid to providers under the milestones so far.
	pub released: Balance,
	/// What is held of the poster's.
	pub held: Balance,
	/// What the milestone is worth that is to be delivered, accepted or decided about.
	pub next: Balance,
	/// Where it stands.
	pub escrow: Escrow<AccountId, Balance>,
}

impl<AccountId, Balance: AtLeast32BitUnsigned + Copy> Order<AccountId, Balance> {
	/// What was not paid yet, in plancks.
	pub fn unpaid(&self) -> Balance {
		self.price.saturating_sub(self.released)
	}

	/// What is held of the poster's for it, in plancks.
	pub fn held(&self) -> Balance {
		if self.is_final() {
			Balance::zero()
		} else {
			self.unpaid()
		}
	}

	/// Whether nothing is awaited any more.
	pub fn is_final(&self) -> bool {
		self.deadline().is_none()
	}

	/// Whether `milestone` is the last.
	pub fn is_last(milestone: u32, milestones: &Milestones) -> bool {
		milestone.saturating_add(1) >= milestones.len() as u32
	}

	/// What a milestone pays, in plancks: its share of the price rounded down, and for the last, everything that is left.
	pub fn share(&self, milestone: u32, milestones: &Milestones) -> Balance {
		if Self::is_last(milestone, milestones) {
			return self.unpaid();
		}
		let share = milestones.get(milestone as usize).copied().unwrap_or_default();
		share.mul_floor(self.price).min(self.unpaid())
	}

	/// The milestone that is to be delivered, accepted or decided about.
	pub fn milestone(&self) -> Option<u32> {
		match self.escrow {
			Escrow::Funded { milestone, .. }
			| Escrow::Delivered { milestone, .. }
			| Escrow::Disputed { milestone, .. } => Some(milestone),
			_ => None,
		}
	}

	/// What is due next, by when.
	pub fn deadline(&self) -> Option<(Moment, Lapse)> {
		match self.escrow {
			Escrow::Funded { .. } => Some((self.deliver_by, Lapse::Undelivered)),
			Escrow::Delivered { accept_by, .. } => Some((accept_by, Lapse::Accepted)),
			Escrow::Disputed { resolve_by, .. } => Some((resolve_by, Lapse::Unresolved)),
			_ => None,
		}
	}

	/// The last moment to deliver what comes next, if the milestone delivered `at` is accepted at `now` or was by silence: the
	/// provider does not lose the time that the poster takes.
	pub fn deliver_by_after(&self, at: Moment, accept_by: Moment, now: Moment) -> Moment {
		self.deliver_by.saturating_add(now.min(accept_by).saturating_sub(at))
	}
}

impl<AccountId, Balance: AtLeast32BitUnsigned + Copy> Tender<AccountId, Balance> {
	/// The most that may be asked, in plancks.
	pub fn limit(&self) -> Balance {
		let budget = self.specification.budget;
		self.ceiling.map_or(budget, |ceiling| ceiling.min(budget))
	}

	/// What is held of the poster's, in plancks.
	pub fn held(&self) -> Balance {
		match &self.state {
			TenderState::Open { .. } => self.specification.budget,
			TenderState::Awarded(order) => order.held(),
			TenderState::Cancelled { .. } | TenderState::Unawarded { .. } => Balance::zero(),
		}
	}

	/// What becomes due next and when, or `None` if nothing does.
	pub fn deadline(&self) -> Option<(Moment, Lapse)> {
		let schedule = &self.specification.schedule;
		match &self.state {
			TenderState::Open { sealed: 0, revealed: 0, .. } => Some((schedule.bid_by, Lapse::NoBids)),
			TenderState::Open { sealed: 0, .. } => Some((schedule.award_by, Lapse::NotAwarded)),
			TenderState::Open { .. } => Some((schedule.reveal_by, Lapse::Unrevealed)),
			TenderState::Awarded(order) => order.deadline(),
			TenderState::Cancelled { .. } | TenderState::Unawarded { .. } => None,
		}
	}

	/// What has become due by `now`.
	pub fn lapse(&self, now: Moment) -> Option<Lapse> {
		self.deadline().filter(|(deadline, _)| now > *deadline).map(|(_, lapse)| lapse)
	}

	/// Where it stands at `now`.
	pub fn phase(&self, now: Moment) -> TenderPhase {
		match &self.state {
			TenderState::Cancelled { .. } => TenderPhase::Cancelled,
			TenderState::Unawarded { .. } => TenderPhase::Unawarded,
			TenderState::Open { revealed, .. } => match self.specification.schedule.phase(now) {
				_ if self.lapse(now) == Some(Lapse::NoBids) => TenderPhase::Unawarded,
				Phase::Bidding => TenderPhase::Bidding,
				Phase::Revealing => TenderPhase::Revealing,
				_ if *revealed == 0 => TenderPhase::Unawarded,
				Phase::Choosing => TenderPhase::Choosing,
				Phase::Awarding => TenderPhase::Awarding,
				Phase::Over => TenderPhase::Unawarded,
			},
			TenderState::Awarded(order) => {
				let late = |deadline: Moment| now > deadline;
				match &order.escrow {
					Escrow::Funded { .. } if late(order.deliver_by) => TenderPhase::Refunded,
					Escrow::Funded { .. } => TenderPhase::Funded,
					Escrow::Delivered { milestone, at, accept_by, .. } if late(*accept_by) => {
						if Order::<AccountId, Balance>::is_last(*milestone, &self.specification.milestones) {
							TenderPhase::Released
						} else if late(order.deliver_by_after(*at, *accept_by, now)) {
							TenderPhase::Refunded
						} else {
							TenderPhase::Funded
						}
					},
					Escrow::Delivered { .. } => TenderPhase::Delivered,
					Escrow::Disputed { by: Side::Provider, resolve_by, .. } if late(*resolve_by) => {
						TenderPhase::Refunded
					},
					Escrow::Disputed { resolve_by, .. } if late(*resolve_by) => TenderPhase::Resolved,
					Escrow::Disputed { .. } => TenderPhase::Disputed,
					Escrow::Released { .. } => TenderPhase::Released,
					Escrow::Refunded { .. } => TenderPhase::Refunded,
					Escrow::Resolved { .. } => TenderPhase::Resolved,
				}
			},
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn order(price: u64) -> Order<u64, u64> {
		Order {
			provider: 1,
			plan: Commitment([0; 32]),
			choice: None,
			price,
			released: 0,
			bond: 0,
			awarded: 0,
			deliver_by: 100,
			escrow: Escrow::Funded { milestone: 0, referral: None },
		}
	}

	/// Up to eight shares that make up the whole, by cutting it at points.
	fn milestones() -> impl Strategy<Value = Milestones> {
		proptest::collection::btree_set(1u8..100, 0..MAX_MILESTONES as usize).prop_map(|cuts| {
			let ends: Vec<u8> = cuts.into_iter().chain([100]).collect();
			let starts = [0].into_iter().chain(ends.iter().copied());
			let shares = starts.zip(&ends).map(|(start, end)| Percent::from_percent(end - start)).collect();
			BoundedVec::truncate_from(shares)
		})
	}

	proptest! {
		#[test]
		fn milestones_pay_the_price_and_nothing_more(milestones in milestones(), price in 1u64..1_000_000) {
			prop_assert!(are_valid_milestones(&milestones));
			let mut order = order(price);
			for milestone in 0..milestones.len() as u32 {
				let share = order.share(milestone, &milestones);
				let exact = price * u64::from(milestones[milestone as usize].deconstruct()) / 100;
				// Only the last may differ, by the roundings of those before.
				prop_assert!(share >= exact && share <= exact + u64::from(MAX_MILESTONES));
				order.released += share;
			}
			prop_assert_eq!(order.unpaid(), 0);
		}
	}

	#[test]
	fn milestones_are_parts_of_the_whole() {
		let shares = |list: &[u8]| -> Milestones {
			BoundedVec::truncate_from(list.iter().map(|p| Percent::from_percent(*p)).collect())
		};
		assert!(are_valid_milestones(&shares(&[100])) && are_valid_milestones(&shares(&[30, 70])));
		for bad in [&[][..], &[99], &[0, 100], &[50, 51], &[100, 100]] {
			assert!(!are_valid_milestones(&shares(bad)));
		}
		// Bytes that say more than a hundred percent are no share at all.
		assert!(Milestones::decode(&mut &[4u8, 101][..]).is_err());
	}

	#[test]
	fn the_time_for_acceptance_is_added_to_the_time_for_delivery() {
		let order = order(1);
		assert_eq!(order.deliver_by_after(50, 80, 60), 110);
		assert_eq!(order.deliver_by_after(50, 80, 200), 130);
	}
}

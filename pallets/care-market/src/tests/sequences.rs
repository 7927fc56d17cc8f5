//! Arbitrary sequences of calls by arbitrary callers, beside a plain account of the money: whatever comes, the invariants hold, a
//! call that fails changes nothing, every planck is where the account says, and in the end nothing is held.

use super::*;
use frame_support::dispatch::GetDispatchInfo;
use proptest::prelude::*;
use sp_runtime::{traits::Dispatchable, StateVersion};
use std::collections::BTreeMap;

const PROVIDERS: [AccountId; 6] = [HOSPITAL, CLINIC, DOCTOR, NURSE, LABORATORY, THERAPIST];
const ACCOUNTS: [AccountId; 15] = [
	PATIENT,
	OTHER_PATIENT,
	HOSPITAL,
	CLINIC,
	DOCTOR,
	NURSE,
	LABORATORY,
	THERAPIST,
	PHARMACY,
	MINISTRY,
	REGULATOR,
	MEMBERS[0],
	MEMBERS[1],
	MEMBERS[2],
	STRANGER,
];

/// What happens in a step. Numbers name the things there are by then, so that most steps mean something.
#[derive(Clone, Debug)]
enum Step {
	Post {
		poster: AccountId,
		budget: Balance,
		shares: Vec<u8>,
		price_weight: u32,
		exclude: bool,
	},
	Bid {
		bidder: AccountId,
		tender: u64,
		price: Balance,
	},
	Reveal {
		bidder: AccountId,
		tender: u64,
		price: Option<Balance>,
	},
	/// Whatever brings an unsettled tender on.
	Play {
		tender: u64,
		provider: AccountId,
		price: Balance,
		choice: u8,
	},
	/// To where an unsettled tender's next phase begins.
	Further {
		tender: u64,
	},
	Offer {
		host: AccountId,
		price: Balance,
		places: u32,
		minimum: u32,
	},
	/// Whatever brings an unsettled group on.
	PlayGroup {
		group: u64,
		member: AccountId,
		choice: u8,
	},
	/// To where an unsettled group's next phase begins.
	FurtherGroup {
		group: u64,
	},
	Call {
		who: AccountId,
		call: Box<Call<Test>>,
	},
	Council {
		call: Box<Call<Test>>,
	},
	Consent {
		provider: AccountId,
		patient: AccountId,
		given: bool,
	},
	Certificate {
		who: AccountId,
		given: bool,
	},
	Pass(Moment),
	Idle,
}

fn account() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(ACCOUNTS.to_vec())
}

fn provider() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(PROVIDERS.to_vec())
}

fn patient() -> impl Strategy<Value = AccountId> {
	prop_oneof![3 => Just(PATIENT), 1 => Just(OTHER_PATIENT)]
}

fn member() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(vec![MEMBERS[0], MEMBERS[1], MEMBERS[2], PATIENT])
}

fn arbiter() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(vec![MINISTRY, REGULATOR])
}

fn tender() -> impl Strategy<Value = u64> {
	0u64..4
}

fn group() -> impl Strategy<Value = GroupId> {
	(0u64..3).prop_map(GroupId)
}

fn percent() -> impl Strategy<Value = Percent> {
	prop_oneof![Just(0u8), Just(33), Just(100), 0u8..=100].prop_map(Percent::from_percent)
}

/// A call on tenders or groups, with whoever usually makes it.
fn usual() -> impl Strategy<Value = (AccountId, Call<Test>)> {
	let id = || tender().prop_map(TenderId);
	let reason = commitment(7);
	prop_oneof![
		(patient(), id()).prop_map(|(who, tender)| (who, Call::cancel { tender })),
		(provider(), id()).prop_map(|(who, tender)| (who, Call::withdraw_bid { tender, bidder: who })),
		(account(), id()).prop_map(|(who, tender)| (who, Call::award { tender })),
		(patient(), id(), provider())
			.prop_map(move |(who, tender, bidder)| (who, Call::award_to { tender, bidder, reason })),
		(patient(), id()).prop_map(move |(who, tender)| (who, Call::dispute { tender, reason })),
		(provider(), id()).prop_map(move |(who, tender)| (who, Call::dispute { tender, reason })),
		(arbiter(), id(), percent(), any::<bool>()).prop_map(|(who, tender, to_provider, forfeit_bond)| {
			(who, Call::resolve { tender, to_provider, forfeit_bond })
		}),
		(provider(), id(), any::<bool>()).prop_map(|(who, tender, forfeit)| (who, Call::step_back { tender, forfeit })),
		(provider(), id(), proptest::option::weighted(0.9, provider()))
			.prop_map(|(who, tender, to)| (who, Call::propose_referral { tender, to })),
		(patient(), id(), provider()).prop_map(|(who, tender, to)| (who, Call::accept_referral { tender, to })),
		(provider(), id()).prop_map(|(who, tender)| (who, Call::accept_referral { tender, to: who })),
		(account(), id()).prop_map(|(who, tender)| (who, Call::settle { tender })),
		(provider(), Just(b"DE-BY")).prop_map(|(who, text)| (who, Call::declare_region { region: region(text) })),
		(provider(), group(), any::<bool>())
			.prop_map(|(who, group, forfeit)| (who, Call::cancel_group { group, forfeit })),
		(member(), group()).prop_map(|(who, group)| (who, Call::join { group })),
		(member(), group()).prop_map(|(who, group)| (who, Call::join { group })),
		(member(), group()).prop_map(|(who, group)| (who, Call::leave { group })),
		(provider(), group(), 100u64..110).prop_map(|(who, group, document)| {
			(who, Call::deliver_group { group, document: DocumentId(document) })
		}),
		(member(), group()).prop_map(|(who, group)| (who, Call::accept_place { group })),
		(member(), group()).prop_map(move |(who, group)| (who, Call::dispute_place { group, reason })),
		(arbiter(), group(), member(), percent())
			.prop_map(|(who, group, member, to_host)| (who, Call::resolve_place { group, member, to_host })),
		(account(), group()).prop_map(|(who, group)| (who, Call::settle_group { group })),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let shares = prop_oneof![Just(vec![100]), Just(vec![33, 33, 34]), Just(vec![50, 50])];
	let price = || prop_oneof![1u64..1_100, Just(300), Just(500)];
	prop_oneof![
		4 => (patient(), 10u64..1_000, shares, 0u32..=1_000_000, proptest::bool::weighted(0.2)).prop_map(
			|(poster, budget, shares, price_weight, exclude)| Step::Post { poster, budget, shares, price_weight, exclude }
		),
		6 => (provider(), tender(), price()).prop_map(|(bidder, tender, price)| Step::Bid { bidder, tender, price }),
		4 => (provider(), tender(), proptest::option::weighted(0.3, price()))
			.prop_map(|(bidder, tender, price)| Step::Reveal { bidder, tender, price }),
		70 => (tender(), provider(), price(), any::<u8>())
			.prop_map(|(tender, provider, price, choice)| Step::Play { tender, provider, price, choice }),
		5 => tender().prop_map(|tender| Step::Further { tender }),
		3 => (provider(), 10u64..200, 1u32..=4, 1u32..=3)
			.prop_map(|(host, price, places, minimum)| Step::Offer { host, price, places, minimum }),
		14 => (tender(), member(), any::<u8>())
			.prop_map(|(group, member, choice)| Step::PlayGroup { group, member, choice }),
		2 => tender().prop_map(|group| Step::FurtherGroup { group }),
		16 => usual().prop_map(|(who, call)| Step::Call { who, call: Box::new(call) }),
		// By whoever else comes along.
		6 => (account(), usual()).prop_map(|(who, (_, call))| Step::Call { who, call: Box::new(call) }),
		2 => usual().prop_map(|(_, call)| Step::Council { call: Box::new(call) }),
		2 => (provider(), patient(), any::<bool>())
			.prop_map(|(provider, patient, given)| Step::Consent { provider, patient, given }),
		1 => (provider(), proptest::bool::weighted(0.7)).prop_map(|(who, given)| Step::Certificate { who, given }),
		4 => prop_oneof![8 => Just(HOUR), 2 => Just(DAY + 1), 1 => Just(31 * DAY)].prop_map(Step::Pass),
		4 => Just(Step::Idle),
	]
}

/// A plain account: what everybody has in all, and what is in escrow for what, moved by what the pallet says it did and by nothing
/// else. It is compared with balances and holds, which the pallet moves.
#[derive(Default)]
struct Ledger {
	/// What everybody owns, free or held.
	total: BTreeMap<AccountId, i128>,
	/// By tender: whose, how much.
	escrow: BTreeMap<TenderId, (AccountId, Balance)>,
	/// By tender and provider.
	bonds: BTreeMap<(TenderId, AccountId), Balance>,
	/// By group: whose, how much.
	host_bonds: BTreeMap<GroupId, (AccountId, Balance)>,
	/// By group: the price of a place.
	prices: BTreeMap<GroupId, Balance>,
	/// By group and member.
	places: BTreeMap<(GroupId, AccountId), Balance>,
	/// By tender: who has the order.
	awarded: BTreeMap<TenderId, AccountId>,
}

impl Ledger {
	fn new() -> Self {
		let total = EVERYBODY.into_iter().map(|who| (who, i128::from(ENDOWMENT))).collect();
		Self { total, ..Default::default() }
	}

	fn pay(&mut self, from: AccountId, to: AccountId, amount: Balance) {
		*self.total.get_mut(&from).unwrap() -= i128::from(amount);
		*self.total.get_mut(&to).unwrap() += i128::from(amount);
	}

	fn note(&mut self, event: &Event<Test>) {
		match event {
			Event::TenderPosted { tender, poster, budget, .. } => {
				assert!(self.escrow.insert(*tender, (*poster, *budget)).is_none(), "an id was given twice");
			},
			Event::TenderCancelled { tender } | Event::TenderUnawarded { tender } => {
				self.escrow.remove(tender).expect("a tender ends once");
			},
			Event::BidPlaced { tender, bidder, bond, .. } => {
				assert!(self.bonds.insert((*tender, *bidder), *bond).is_none(), "a bidder bids once");
			},
			Event::BondReleased { tender, provider, amount } => {
				assert_eq!(self.bonds.remove(&(*tender, *provider)), Some(*amount), "the whole bond is given back");
			},
			Event::BondForfeited { tender, provider, amount } => {
				assert_eq!(self.bonds.remove(&(*tender, *provider)), Some(*amount), "the whole bond is lost");
				self.pay(*provider, TREASURY, *amount);
			},
			Event::TenderAwarded { tender, provider, price, .. } => {
				let (_, held) = self.escrow.get_mut(tender).unwrap();
				assert!(*price <= *held, "the price is within the budget");
				*held = *price;
				self.awarded.insert(*tender, *provider);
			},
			Event::OrderReferred { tender, from, to } => {
				assert_eq!(self.awarded.insert(*tender, *to), Some(*from));
				// The old bond is released by an event of its own, after the new one was put up.
				let bond = CareMarket::tender(*tender).unwrap().bond;
				assert!(self.bonds.insert((*tender, *to), bond).is_none());
			},
			Event::MilestoneReleased { tender, amount, .. } => {
				let (poster, held) = self.escrow[tender];
				self.escrow.insert(*tender, (poster, held - amount));
				self.pay(poster, self.awarded[tender], *amount);
			},
			Event::OrderReleased { tender } => {
				assert_eq!(self.escrow.remove(tender).map(|(_, held)| held), Some(0), "everything was paid");
			},
			Event::OrderRefunded { tender, amount, .. } => {
				assert_eq!(self.escrow.remove(tender).map(|(_, held)| held), Some(*amount), "all the rest goes back");
			},
			Event::OrderResolved { tender, to_provider, to_patient, .. } => {
				let (poster, held) = self.escrow.remove(tender).unwrap();
				assert_eq!(held, to_provider + to_patient, "all the rest is split");
				self.pay(poster, self.awarded[tender], *to_provider);
			},
			Event::GroupOffered { group, host, price, .. } => {
				let bond = CareMarket::group(*group).unwrap().bond;
				assert!(self.host_bonds.insert(*group, (*host, bond)).is_none(), "an id was given twice");
				self.prices.insert(*group, *price);
			},
			Event::GroupJoined { group, member } => {
				assert!(self.places.insert((*group, *member), self.prices[group]).is_none(), "a member has one place");
			},
			Event::GroupLeft { group, member } => {
				self.places.remove(&(*group, *member)).expect("who leaves had a place");
			},
			Event::PlaceReleased { group, member, amount, .. } => {
				assert_eq!(self.places.remove(&(*group, *member)), Some(*amount));
				let host = CareMarket::group(*group).unwrap().host;
				self.pay(*member, host, *amount);
			},
			Event::PlaceRefunded { group, member, amount } => {
				assert_eq!(self.places.remove(&(*group, *member)), Some(*amount));
			},
			Event::PlaceResolved { group, member, to_host, to_member, .. } => {
				assert_eq!(self.places.remove(&(*group, *member)), Some(to_host + to_member));
				let host = CareMarket::group(*group).unwrap().host;
				self.pay(*member, host, *to_host);
			},
			Event::HostBondReleased { group, amount } => {
				assert_eq!(self.host_bonds.remove(group).map(|(_, bond)| bond), Some(*amount));
			},
			Event::HostBondForfeited { group, amount } => {
				let (host, bond) = self.host_bonds.remove(group).unwrap();
				assert_eq!(bond, *amount);
				self.pay(host, TREASURY, *amount);
			},
			_ => (),
		}
	}

	/// Reads what happened since the last time, and compares.
	fn audit(&mut self) {
		for record in System::take_events_of_pallet() {
			self.note(&record);
		}
		assert_eq!(Balances::total_issuance(), ISSUANCE, "nothing is made and nothing burnt");
		for who in EVERYBODY {
			let sum = |amounts: &mut dyn Iterator<Item = Balance>| -> Balance { amounts.sum() };
			let budgets = sum(&mut self.escrow.values().filter(|(of, _)| *of == who).map(|(_, held)| *held));
			let bonds = sum(&mut self.bonds.iter().filter(|((_, of), _)| *of == who).map(|(_, bond)| *bond))
				+ sum(&mut self.host_bonds.values().filter(|(of, _)| *of == who).map(|(_, bond)| *bond));
			let places = sum(&mut self.places.iter().filter(|((_, of), _)| *of == who).map(|(_, price)| *price));
			assert_eq!(held_for(HoldReason::Budget, who), budgets, "budgets of {who}");
			assert_eq!(held_for(HoldReason::BidBond, who), bonds, "bonds of {who}");
			assert_eq!(held_for(HoldReason::Place, who), places, "places of {who}");
			let total = free(who) + budgets + bonds + places;
			assert_eq!(i128::from(total), self.total[&who], "what {who} owns");
		}
	}
}

/// The events of the pallet since the last time.
trait TakeEvents {
	fn take_events_of_pallet() -> Vec<Event<Test>>;
}

impl TakeEvents for System {
	fn take_events_of_pallet() -> Vec<Event<Test>> {
		let events = System::events().into_iter().filter_map(|record| match record.event {
			RuntimeEvent::CareMarket(event) => Some(event),
			_ => None,
		});
		let events = events.collect();
		System::reset_events();
		events
	}
}

/// Makes a call; what fails changes nothing, and what works costs no more than was charged.
fn make(origin: RuntimeOrigin, made: Call<Test>) -> bool {
	let before = sp_io::storage::root(StateVersion::V1);
	let charged = made.get_dispatch_info().call_weight;
	match RuntimeCall::from(made.clone()).dispatch(origin) {
		Ok(info) => {
			if let Some(actual) = info.actual_weight {
				assert!(actual.all_lte(charged), "{made:?} costs more than was charged");
			}
			true
		},
		Err(_) => {
			assert_eq!(sp_io::storage::root(StateVersion::V1), before, "{made:?} failed halfway");
			false
		},
	}
}

/// One of the tenders that await something.
fn unsettled_tender(number: u64) -> Option<(TenderId, TenderOf<Test>)> {
	let mut all: Vec<_> = Tenders::<Test>::iter().filter(|(_, tender)| tender.deadline().is_some()).collect();
	all.sort_by_key(|(id, _)| *id);
	let position = (number as usize).checked_rem(all.len())?;
	Some(all.swap_remove(position))
}

fn unsettled_group(number: u64) -> Option<(GroupId, GroupOf<Test>)> {
	let mut all: Vec<_> = Groups::<Test>::iter().filter(|(_, group)| group.deadline().is_some()).collect();
	all.sort_by_key(|(id, _)| *id);
	let position = (number as usize).checked_rem(all.len())?;
	Some(all.swap_remove(position))
}

/// What usually comes next for a tender, and now and then what is possible besides.
fn play(
	number: u64,
	provider: AccountId,
	price: Balance,
	choice: u8,
	sealed_prices: &mut BTreeMap<(u64, AccountId), Balance>,
) {
	let Some((tender, found)) = unsettled_tender(number) else { return };
	let (poster, reason) = (found.poster, commitment(7));
	let half = Percent::from_percent(choice % 101);
	match (found.phase(now()), &found.state) {
		(TenderPhase::Bidding, _) => {
			let price = price.min(found.specification.budget);
			perform(Step::Bid { bidder: provider, tender: tender.0, price }, sealed_prices);
		},
		(TenderPhase::Revealing, _) => {
			let sealed =
				CareMarket::bids(tender).into_iter().find(|(_, bid)| matches!(bid.state, BidState::Sealed { .. }));
			if let Some((bidder, _)) = sealed {
				perform(Step::Reveal { bidder, tender: tender.0, price: None }, sealed_prices);
			}
		},
		(TenderPhase::Choosing | TenderPhase::Awarding, _) if choice.is_multiple_of(3) => {
			make(signed(poster), Call::award_to { tender, bidder: provider, reason });
		},
		(TenderPhase::Choosing | TenderPhase::Awarding, _) => {
			make(signed(poster), Call::award { tender });
		},
		(TenderPhase::Funded, TenderState::Awarded(order)) => {
			let by = signed(order.provider);
			// The next one also where silence is still to be counted.
			let milestone = match order.escrow {
				Escrow::Delivered { milestone, .. } => milestone + 1,
				_ => order.milestone().unwrap_or_default(),
			};
			let proposed = match &order.escrow {
				Escrow::Funded { referral: Some(referral), .. } => Some(referral.clone()),
				_ => None,
			};
			match (choice % 16, proposed) {
				(0..8, Some(Referral { to, agreed })) => {
					make(signed(if agreed { to } else { poster }), Call::accept_referral { tender, to });
				},
				(8..12, _) => {
					make(by, Call::propose_referral { tender, to: Some(provider) });
				},
				(12, _) => {
					make(by, Call::dispute { tender, reason });
				},
				(13, _) => {
					make(by, Call::step_back { tender, forfeit: choice > 100 });
				},
				_ => {
					let document = DocumentId(price * 256 + u64::from(choice));
					make(by, Call::deliver { tender, milestone, document });
				},
			}
		},
		(TenderPhase::Delivered, TenderState::Awarded(order)) if !choice.is_multiple_of(3) => {
			let milestone = order.milestone().unwrap_or_default();
			make(signed(poster), Call::accept { tender, milestone });
		},
		(TenderPhase::Delivered, _) => {
			make(signed(poster), Call::dispute { tender, reason });
		},
		(TenderPhase::Disputed, _) => {
			make(signed(MINISTRY), Call::resolve { tender, to_provider: half, forfeit_bond: choice.is_multiple_of(4) });
		},
		_ => {
			make(signed(STRANGER), Call::settle { tender });
		},
	}
}

/// What usually comes next for a group.
fn play_group(number: u64, member: AccountId, choice: u8) {
	let Some((group, found)) = unsettled_group(number) else { return };
	let members: Vec<_> = CareMarket::places(group);
	let one = |index: usize| members.get(index.checked_rem(members.len()).unwrap_or(0)).map(|(who, _)| *who);
	match found.phase(now(), ARBITRATION) {
		GroupPhase::Joining => {
			make(signed(member), Call::join { group });
		},
		GroupPhase::Running => {
			make(signed(found.host), Call::deliver_group { group, document: DocumentId(1_000_000 + group.0) });
		},
		GroupPhase::Accepting if choice.is_multiple_of(2) => {
			let who = one(choice.into()).unwrap_or(member);
			make(signed(who), Call::dispute_place { group, reason: commitment(7) });
		},
		GroupPhase::Accepting if choice % 4 == 1 => {
			make(signed(one(choice.into()).unwrap_or(member)), Call::accept_place { group });
		},
		GroupPhase::Accepting | GroupPhase::Arbitration => {
			let member = one(choice.into()).unwrap_or(member);
			let to_host = Percent::from_percent(choice % 101);
			make(signed(REGULATOR), Call::resolve_place { group, member, to_host });
		},
		GroupPhase::Ended(_) => {
			make(signed(STRANGER), Call::settle_group { group });
		},
	}
}

fn perform(step: Step, sealed_prices: &mut BTreeMap<(u64, AccountId), Balance>) {
	match step {
		Step::Post { poster, budget, shares, price_weight, exclude } => {
			let exclusion = Exclusion { organisation: exclude.then_some(CLINIC), region: None };
			let specification = Specification {
				budget,
				milestones: milestones(&shares),
				price_weight: Permill::from_parts(price_weight),
				exclusion,
				..specification()
			};
			make(signed(poster), Call::post { specification });
		},
		Step::Bid { bidder, tender, price } => {
			let seal = sealed(TenderId(tender), bidder, price);
			if make(signed(bidder), Call::bid { tender: TenderId(tender), seal, house: house(bidder) }) {
				sealed_prices.insert((tender, bidder), price);
			}
		},
		Step::Reveal { bidder, tender, price } => {
			let known = sealed_prices.get(&(tender, bidder)).copied();
			let price = price.or(known).unwrap_or(1);
			let opened = make(
				signed(bidder),
				Call::reveal { tender: TenderId(tender), price, plan: plan(), salt: salt(bidder) },
			);
			assert!(!opened || known == Some(price), "a price was revealed that was not sealed");
		},
		Step::Play { tender, provider, price, choice } => play(tender, provider, price, choice, sealed_prices),
		Step::Further { tender } => {
			let Some((_, found)) = unsettled_tender(tender) else { return };
			let Schedule { bid_by, reveal_by, choose_by, award_by, .. } = found.specification.schedule;
			let next = [bid_by, reveal_by, choose_by, award_by].into_iter().find(|deadline| now() <= *deadline);
			at(next.filter(|_| matches!(found.state, TenderState::Open { .. })).map_or(now() + DAY, |next| next + 1));
		},
		Step::PlayGroup { group, member, choice } => play_group(group, member, choice),
		Step::FurtherGroup { group } => {
			if let Some(deadline) = unsettled_group(group).and_then(|(_, group)| group.deadline()) {
				at(now().max(deadline + 1));
			}
		},
		Step::Offer { host, price, places, minimum } => {
			let offer = GroupOffer { price, places, minimum, ..offer() };
			make(signed(host), Call::offer_group { offer });
		},
		Step::Call { who, call } => {
			make(signed(who), *call);
		},
		Step::Council { call } => {
			make(RuntimeOrigin::root(), *call);
		},
		Step::Consent { provider, patient, given: true } => permit(patient, provider),
		Step::Consent { provider, patient, given: false } => revoke(patient, provider),
		Step::Certificate { who, given: false } => decertify(who),
		Step::Certificate { who, given: true } => {
			let kind = match who {
				HOSPITAL => ProviderKind::Hospital,
				CLINIC => ProviderKind::Clinic,
				LABORATORY => ProviderKind::Laboratory,
				_ => ProviderKind::Practitioner,
			};
			certify(who, Role::Provider(kind));
		},
		Step::Pass(time) => pass(time),
		Step::Idle => idle_long(),
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(100))]

	#[test]
	fn money_is_conserved_when_anybody_calls_anything(steps in proptest::collection::vec(step(), 1..120)) {
		ExtBuilder::default().build_and_execute(|| {
			let mut ledger = Ledger::new();
			let mut sealed_prices = BTreeMap::new();
			for provider in PROVIDERS {
				permit(PATIENT, provider);
				permit(OTHER_PATIENT, provider);
			}
			for step in steps {
				perform(step, &mut sealed_prices);
				ledger.audit();
				CareMarket::do_try_state().unwrap();
			}
			// Whatever the order was: after all deadlines nothing is left.
			let mut blocks = 0;
			while CareMarket::scheduled() > 0 {
				await_next();
				ledger.audit();
				CareMarket::do_try_state().unwrap();
				blocks += 1;
				assert!(blocks < 60, "something is never settled");
			}
			assert!(ledger.escrow.is_empty() && ledger.places.is_empty());
			assert!(ledger.bonds.is_empty() && ledger.host_bonds.is_empty());
			for who in EVERYBODY {
				assert_eq!(free(who), Balances::total_balance(&who), "something of {who} is stuck");
			}
		});
	}
}

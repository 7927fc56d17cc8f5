//! Every call in every state: what the tables of the README do not have is refused, and changes nothing.

use super::*;
use sp_runtime::StateVersion;

/// A tender in each of its states, as an id, by name.
fn tender_in(state: &str) -> TenderId {
	let lapse = |id: TenderId| {
		assert_ok!(call(STRANGER, Call::settle { tender: id }));
		id
	};
	match state {
		"bidding" => {
			let id = posted();
			assert_ok!(bid(id, HOSPITAL, PRICE));
			id
		},
		"revealing" => {
			let id = tender_in("bidding");
			at(schedule_of(id).bid_by + 1);
			id
		},
		"choosing" => {
			let id = revealed_with(specification(), &[(HOSPITAL, PRICE)]);
			at(schedule_of(id).reveal_by + 1);
			id
		},
		"awarding" => {
			let id = tender_in("choosing");
			at(schedule_of(id).choose_by + 1);
			id
		},
		"cancelled" => {
			let id = posted();
			assert_ok!(call(PATIENT, Call::cancel { tender: id }));
			id
		},
		"unawarded" => {
			let id = tender_in("choosing");
			at(schedule_of(id).award_by + 1);
			lapse(id)
		},
		"funded" => awarded(),
		"proposed" => {
			let id = awarded();
			assert_ok!(call(HOSPITAL, Call::propose_referral { tender: id, to: Some(CLINIC) }));
			id
		},
		"agreed" => {
			let id = tender_in("proposed");
			assert_ok!(call(PATIENT, Call::accept_referral { tender: id, to: CLINIC }));
			id
		},
		"delivered" => delivered(),
		"disputed" => disputed_in(&[100]),
		"released" => {
			let id = delivered();
			assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 0 }));
			id
		},
		"refunded" => {
			let id = awarded();
			at(order(id).deliver_by + 1);
			lapse(id)
		},
		"resolved" => {
			let id = disputed_in(&[100]);
			pass(ARBITRATION + 1);
			lapse(id)
		},
		_ => unreachable!(),
	}
}

const TENDER_STATES: [&str; 14] = [
	"bidding",
	"revealing",
	"choosing",
	"awarding",
	"cancelled",
	"unawarded",
	"funded",
	"proposed",
	"agreed",
	"delivered",
	"disputed",
	"released",
	"refunded",
	"resolved",
];

/// Each call by whoever may make it, with the states in which it may be made.
fn tender_calls(id: TenderId) -> Vec<(&'static str, AccountId, Call<Test>, &'static [&'static str])> {
	let tender = id;
	let half = Percent::from_percent(50);
	let funded: &[&str] = &["funded", "proposed", "agreed"];
	vec![
		("cancel", PATIENT, Call::cancel { tender }, &["bidding", "revealing"]),
		("bid", CLINIC, Call::bid { tender, seal: sealed(id, CLINIC, 900), house: None }, &["bidding"]),
		("withdraw_bid", HOSPITAL, Call::withdraw_bid { tender, bidder: HOSPITAL }, &["bidding"]),
		("reveal", HOSPITAL, Call::reveal { tender, price: PRICE, plan: plan(), salt: salt(HOSPITAL) }, &["revealing"]),
		("award", PATIENT, Call::award { tender }, &["choosing", "awarding"]),
		("award by others", STRANGER, Call::award { tender }, &["awarding"]),
		(
			"award_to",
			PATIENT,
			Call::award_to { tender, bidder: HOSPITAL, reason: commitment(5) },
			&["choosing", "awarding"],
		),
		("deliver", HOSPITAL, Call::deliver { tender, milestone: 0, document: DocumentId(9_999) }, funded),
		("accept", PATIENT, Call::accept { tender, milestone: 0 }, &["delivered"]),
		("dispute", PATIENT, Call::dispute { tender, reason: commitment(7) }, &["delivered"]),
		("dispute by the provider", HOSPITAL, Call::dispute { tender, reason: commitment(7) }, funded),
		("resolve", MINISTRY, Call::resolve { tender, to_provider: half, forfeit_bond: false }, &["disputed"]),
		("step_back", HOSPITAL, Call::step_back { tender, forfeit: true }, funded),
		("propose_referral", HOSPITAL, Call::propose_referral { tender, to: Some(THERAPIST) }, funded),
		("end the proposal", HOSPITAL, Call::propose_referral { tender, to: None }, &["proposed", "agreed"]),
		("agree to a referral", PATIENT, Call::accept_referral { tender, to: CLINIC }, &["proposed"]),
		("take a referral", CLINIC, Call::accept_referral { tender, to: CLINIC }, &["agreed"]),
		("settle", STRANGER, Call::settle { tender }, &[]),
	]
}

/// Makes the call and checks that it works if and only if it is to, and changes nothing otherwise.
fn check(what: &str, state: &str, who: AccountId, made: Call<Test>, works: bool) {
	let before = sp_io::storage::root(StateVersion::V1);
	let result = call(who, made);
	assert_eq!(result.is_ok(), works, "{what} when {state}: {result:?}");
	if !works {
		assert_eq!(sp_io::storage::root(StateVersion::V1), before, "{what} when {state} failed halfway");
	}
	CareMarket::do_try_state().unwrap();
}

#[test]
fn calls_should_be_refused_when_the_table_of_tenders_does_not_have_them() {
	for state in TENDER_STATES {
		for position in 0..tender_calls(TenderId(0)).len() {
			ExtBuilder::default().build_and_execute(|| {
				let id = tender_in(state);
				let (what, who, made, states) = tender_calls(id).swap_remove(position);
				check(what, state, who, made, states.contains(&state));
			});
		}
	}
}

#[test]
fn calls_should_be_refused_when_a_deadline_passed_and_nobody_settled_it() {
	// After everything is over, only settling is left; accepting says what silence says.
	for state in ["bidding", "revealing", "choosing", "awarding", "funded", "agreed", "delivered", "disputed"] {
		for position in 0..tender_calls(TenderId(0)).len() {
			ExtBuilder::default().build_and_execute(|| {
				let id = tender_in(state);
				pass(100 * DAY);
				let (what, who, made, _) = tender_calls(id).swap_remove(position);
				let works = what == "settle" || (what == "accept" && state == "delivered");
				check(what, state, who, made, works);
			});
		}
	}
}

/// A group in each of its states.
fn group_in(state: &str) -> GroupId {
	match state {
		"joining" => {
			let id = offered();
			for member in [MEMBERS[0], MEMBERS[1]] {
				assert_ok!(join(id, member));
			}
			id
		},
		"started" => running_with(2),
		"running" => {
			let id = running_with(2);
			assert_ok!(call(STRANGER, Call::settle_group { group: id }));
			id
		},
		"accepting" => held(),
		"disputed" => {
			let id = held();
			assert_ok!(call(MEMBERS[0], Call::dispute_place { group: id, reason: commitment(7) }));
			id
		},
		"arbitration" => {
			let id = group_in("disputed");
			pass(2 * DAY + 1);
			assert_ok!(call(STRANGER, Call::settle_group { group: id }));
			id
		},
		"ended" => {
			let id = group_in("arbitration");
			pass(ARBITRATION + 1);
			assert_ok!(call(STRANGER, Call::settle_group { group: id }));
			id
		},
		"cancelled" => {
			let id = offered();
			assert_ok!(call(THERAPIST, Call::cancel_group { group: id, forfeit: false }));
			id
		},
		_ => unreachable!(),
	}
}

const GROUP_STATES: [&str; 8] =
	["joining", "started", "running", "accepting", "disputed", "arbitration", "ended", "cancelled"];

fn group_calls(group: GroupId) -> Vec<(&'static str, AccountId, Call<Test>, &'static [&'static str])> {
	let half = Percent::from_percent(50);
	let (member, reason) = (MEMBERS[0], commitment(7));
	vec![
		("cancel_group", THERAPIST, Call::cancel_group { group, forfeit: false }, &["joining"]),
		(
			"cancel_group at a cost",
			THERAPIST,
			Call::cancel_group { group, forfeit: true },
			&["joining", "started", "running"],
		),
		("join", MEMBERS[3], Call::join { group }, &["joining"]),
		("leave", member, Call::leave { group }, &["joining"]),
		(
			"deliver_group",
			THERAPIST,
			Call::deliver_group { group, document: DocumentId(9_999) },
			&["started", "running"],
		),
		("accept_place", member, Call::accept_place { group }, &["accepting"]),
		("accept another place", MEMBERS[1], Call::accept_place { group }, &["accepting", "disputed"]),
		("dispute_place", member, Call::dispute_place { group, reason }, &["accepting"]),
		("resolve_place", MINISTRY, Call::resolve_place { group, member, to_host: half }, &["disputed", "arbitration"]),
		("settle_group", STRANGER, Call::settle_group { group }, &["started"]),
	]
}

#[test]
fn calls_should_be_refused_when_the_table_of_groups_does_not_have_them() {
	for state in GROUP_STATES {
		for position in 0..group_calls(GroupId(0)).len() {
			ExtBuilder::default().build_and_execute(|| {
				let id = group_in(state);
				let (what, who, made, states) = group_calls(id).swap_remove(position);
				check(what, state, who, made, states.contains(&state));
			});
		}
	}
}

#[test]
fn calls_should_be_refused_when_a_group_is_over_and_nobody_settled_it() {
	for state in ["joining", "started", "running", "accepting", "disputed", "arbitration"] {
		for position in 0..group_calls(GroupId(0)).len() {
			ExtBuilder::default().build_and_execute(|| {
				let id = group_in(state);
				pass(100 * DAY);
				let (what, who, made, _) = group_calls(id).swap_remove(position);
				check(what, state, who, made, what == "settle_group");
			});
		}
	}
}

#[test]
fn money_should_be_free_again_when_every_deadline_has_passed_in_every_state() {
	for state in TENDER_STATES {
		ExtBuilder::default().build_and_execute(|| {
			tender_in(state);
			while CareMarket::scheduled() > 0 {
				await_next();
			}
			nothing_is_held();
		});
	}
	for state in GROUP_STATES {
		ExtBuilder::default().build_and_execute(|| {
			group_in(state);
			while CareMarket::scheduled() > 0 {
				await_next();
			}
			nothing_is_held();
		});
	}
}

fn nothing_is_held() {
	for who in EVERYBODY {
		for reason in [HoldReason::Budget, HoldReason::BidBond, HoldReason::Place] {
			assert_eq!(held_for(reason, who), 0);
		}
	}
	assert_eq!(Balances::total_issuance(), ISSUANCE);
	assert_eq!(Active::<Test>::iter().count() + Bids::<Test>::iter().count() + Places::<Test>::iter().count(), 0);
	assert_eq!(OpenTenders::<Test>::iter().count() + OpenGroups::<Test>::iter().count(), 0);
}

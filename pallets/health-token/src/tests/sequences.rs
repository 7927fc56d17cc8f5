//! Arbitrary sequences of calls by arbitrary callers: whatever comes, the invariants hold, a call that fails changes nothing, and a
//! plain account of the money agrees with the chain after every step: who has how much free, how much is held for what, how much
//! there is at all. At the end, once all deadlines have passed, nothing is left held but what the provider's prices cost.

use super::*;
use frame_support::{dispatch::GetDispatchInfo, traits::fungible::Inspect};
use proptest::prelude::*;
use sp_runtime::{traits::Dispatchable, StateVersion};
use std::collections::BTreeMap;

const CALLERS: [AccountId; 9] = [PATIENT, OTHER_PATIENT, HOSPITAL, CLINIC, BANK, EXCHANGE, AUDITOR, MINISTRY, STRANGER];
const CODES: [&str; 3] = ["hip", "day", "visit"];
/// Large enough to be something and small enough to be paid.
const AMOUNTS: std::ops::Range<Balance> = 1..3_000;

fn caller() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(CALLERS.to_vec())
}

fn provider() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(vec![HOSPITAL, HOSPITAL, CLINIC])
}

fn payer() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(vec![PATIENT, PATIENT, OTHER_PATIENT, STRANGER, NEWCOMER])
}

fn desk() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(vec![BANK, BANK, EXCHANGE])
}

fn code() -> impl Strategy<Value = &'static str> {
	proptest::sample::select(CODES.to_vec())
}

fn some_items() -> impl Strategy<Value = Items> {
	proptest::collection::vec((code(), 0u32..5), 1..3).prop_map(|list| items(&list))
}

fn some_commitment() -> impl Strategy<Value = salus_primitives::Commitment> {
	(0u8..20).prop_map(commitment)
}

/// A moment within some days of the beginning or of far later.
fn moment() -> impl Strategy<Value = Moment> {
	(0u64..90).prop_map(|days| START + days * DAY)
}

fn period() -> impl Strategy<Value = Period> {
	(proptest::option::of(moment()), proptest::option::of(moment())).prop_map(|(start, end)| Period { start, end })
}

fn terms() -> impl Strategy<Value = RoundTermsOf<Test>> {
	(desk(), 1u128..400, proptest::option::of((0u64..20, 0u64..10)), moment()).prop_map(
		|(desk, price, vesting, end)| RoundTerms {
			desk,
			price: euros(price),
			cap: 6_000,
			window: Period::until(end),
			vesting: vesting.map(|(start, length)| VestingTerms { start, length }),
			..round_terms()
		},
	)
}

fn timed() -> impl Strategy<Value = Timed> {
	prop_oneof![
		(0u64..4).prop_map(|id| Timed::Redemption(RedemptionId(id))),
		(0u64..4).prop_map(|id| Timed::Authorization(AuthorizationId(id))),
		(0u64..4).prop_map(|id| Timed::Invoice(InvoiceId(id))),
	]
}

fn call() -> impl Strategy<Value = Call<Test>> {
	let id = || 0u64..5;
	prop_oneof![
		2 => (code(), AMOUNTS, period()).prop_map(|(code, price, valid)| Call::publish_price {
			service: service(code),
			unit: unit(),
			price: price / 10 + 1,
			valid,
		}),
		1 => (code(), id()).prop_map(|(code, version)| Call::withdraw_price {
			service: service(code),
			version: PriceVersion(version),
		}),
		1 => (provider(), code()).prop_map(|(provider, code)| Call::delist { provider, service: service(code) }),
		1 => (code(), 1u128..100, proptest::option::of(1u128..300)).prop_map(|(code, reference, ceiling)| {
			Call::set_reference { service: service(code), reference, ceiling }
		}),
		1 => code().prop_map(|code| Call::clear_reference { service: service(code) }),
		1 => (desk(), AMOUNTS, 0u64..9, caller()).prop_map(|(desk, allowance, days, attestor)| Call::authorize_desk {
			desk,
			allowance: allowance * 4,
			period: days * DAY,
			attestor,
		}),
		1 => Just(Call::revoke_desk { desk: EXCHANGE }),
		2 => (desk(), AMOUNTS, moment()).prop_map(|(desk, reserves, as_of)| Call::attest_reserve {
			desk,
			commitment: commitment(0),
			reserves: reserves * 4,
			as_of,
		}),
		3 => (payer(), AMOUNTS, some_commitment()).prop_map(|(beneficiary, amount, receipt)| Call::issue {
			beneficiary,
			amount,
			receipt,
			against: euros(1),
		}),
		3 => (desk(), AMOUNTS).prop_map(|(desk, amount)| Call::redeem { desk, amount, payout: commitment(0) }),
		3 => (id(), some_commitment()).prop_map(|(id, payment)| Call::settle { redemption: RedemptionId(id), payment }),
		1 => id().prop_map(|id| Call::refuse_redemption { redemption: RedemptionId(id) }),
		1 => terms().prop_map(|terms| Call::open_round { terms }),
		3 => (id(), payer(), 0u128..900, some_commitment()).prop_map(|(id, buyer, paid, receipt)| {
			Call::record_purchase { round: RoundId(id / 2), buyer, paid, receipt }
		}),
		1 => id().prop_map(|id| Call::close_round { round: RoundId(id) }),
		5 => (payer(), some_items(), 0u64..9).prop_map(|(payer, items, days)| Call::invoice {
			payer,
			patient: commitment(0),
			items,
			due: START + days * 10 * DAY,
		}),
		4 => (id(), AMOUNTS).prop_map(|(id, max_total)| Call::pay { invoice: InvoiceId(id), max_total }),
		1 => id().prop_map(|id| Call::decline { invoice: InvoiceId(id) }),
		1 => id().prop_map(|id| Call::cancel_invoice { invoice: InvoiceId(id) }),
		3 => (provider(), AMOUNTS, moment()).prop_map(|(provider, amount, until)| Call::prepay {
			provider,
			amount,
			until,
		}),
		3 => (provider(), AMOUNTS, moment()).prop_map(|(provider, cap, until)| Call::authorize { provider, cap, until }),
		4 => (id(), some_items()).prop_map(|(id, items)| Call::capture {
			authorization: AuthorizationId(id),
			patient: commitment(0),
			items,
		}),
		4 => (id(), id()).prop_map(|(id, invoice)| Call::draw {
			authorization: AuthorizationId(id),
			invoice: InvoiceId(invoice),
		}),
		1 => id().prop_map(|id| Call::release { authorization: AuthorizationId(id) }),
		2 => id().prop_map(|id| Call::reclaim { authorization: AuthorizationId(id) }),
		2 => timed().prop_map(|timed| Call::expire { timed }),
	]
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
	Council,
	Account(AccountId),
}

/// What happens in a step.
#[derive(Clone, Debug)]
enum Step {
	Call(Caller, Box<Call<Test>>),
	/// A call as it makes sense in the state of the moment.
	Aimed(usize, Box<Call<Test>>),
	Transfer(AccountId, AccountId, Balance),
	Burn(AccountId, Balance),
	Pass(Moment),
	Block,
	Decertify(AccountId),
	Certify(AccountId),
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		10 => (caller(), call()).prop_map(|(who, call)| Step::Call(Caller::Account(who), Box::new(call))),
		// So that the rare orders of events come up as well.
		40 => (0usize..1_000, call()).prop_map(|(nth, call)| Step::Aimed(nth, Box::new(call))),
		10 => (call(), payer(), provider(), desk()).prop_map(|(call, payer, provider, desk)| {
			let who = match &call {
				call if is_for_the_council(call) => Caller::Council,
				Call::publish_price { .. } | Call::withdraw_price { .. } | Call::invoice { .. }
				| Call::cancel_invoice { .. } | Call::capture { .. } | Call::release { .. } => Caller::Account(provider),
				Call::set_reference { .. } | Call::clear_reference { .. } => Caller::Account(MINISTRY),
				Call::attest_reserve { .. } => Caller::Account(AUDITOR),
				Call::issue { .. } | Call::settle { .. } | Call::refuse_redemption { .. }
				| Call::record_purchase { .. } => Caller::Account(desk),
				_ => Caller::Account(payer),
			};
			Step::Call(who, Box::new(call))
		}),
		3 => (payer(), payer(), AMOUNTS).prop_map(|(from, to, amount)| Step::Transfer(from, to, amount)),
		1 => (payer(), AMOUNTS).prop_map(|(who, amount)| Step::Burn(who, amount)),
		5 => prop_oneof![Just(DAY), Just(3 * DAY), Just(11 * DAY)].prop_map(Step::Pass),
		6 => Just(Step::Block),
		1 => proptest::sample::select(vec![CLINIC, EXCHANGE]).prop_map(Step::Decertify),
		2 => proptest::sample::select(vec![CLINIC, EXCHANGE]).prop_map(Step::Certify),
	]
}

/// Everybody who may have tokens.
const ACCOUNTS: [AccountId; 10] =
	[PATIENT, OTHER_PATIENT, HOSPITAL, CLINIC, BANK, EXCHANGE, AUDITOR, MINISTRY, STRANGER, NEWCOMER];

/// The money as a plain book keeps it. It learns what calls did from their arguments and, where a call says so only there, from
/// events; it never looks at the pallet's storage.
#[derive(Default)]
struct Book {
	/// What each account has, held or not.
	wealth: BTreeMap<AccountId, Balance>,
	issued: Balance,
	redeemed: Balance,
	burnt: Balance,
	total: Balance,
	/// Redemptions that are pending: whose, how much, and at which desk.
	pending: BTreeMap<u64, (AccountId, Balance, AccountId)>,
	/// What is left of prepayments and pre-authorisations, and whether it is a prepayment.
	aside: BTreeMap<u64, (AccountId, AccountId, Balance, bool)>,
	/// Open invoices.
	open: BTreeMap<u64, (AccountId, AccountId, Balance)>,
	/// Lists of prices of each provider for which a deposit is held.
	lists: BTreeMap<AccountId, Vec<ServiceCode>>,
}

impl Book {
	fn begin() -> Self {
		let wealth: BTreeMap<_, _> = ACCOUNTS.into_iter().map(|who| (who, Balances::total_balance(&who))).collect();
		Self { wealth, total: Balances::total_issuance(), ..Default::default() }
	}

	fn give(&mut self, to: AccountId, amount: Balance) {
		*self.wealth.entry(to).or_default() += amount;
	}

	fn take(&mut self, from: AccountId, amount: Balance) {
		let wealth = self.wealth.entry(from).or_default();
		*wealth = wealth.checked_sub(amount).expect("nobody pays what nobody has");
	}

	fn mint(&mut self, to: AccountId, amount: Balance) {
		self.give(to, amount);
		self.issued += amount;
		self.total += amount;
	}

	fn burn(&mut self, from: AccountId, amount: Balance) {
		self.take(from, amount);
		self.burnt += amount;
		self.total -= amount;
	}

	/// Pays the provider out of what the payer has set aside.
	fn spend(&mut self, id: u64, amount: Balance) {
		let (payer, provider, left, _) = self.aside.get_mut(&id).expect("something was set aside");
		*left = left.checked_sub(amount).expect("no more is spent than was set aside");
		let (payer, provider) = (*payer, *provider);
		self.take(payer, amount);
		self.give(provider, amount);
	}

	/// Writes down what an event tells.
	fn note(&mut self, event: Event<Test>) {
		match event {
			Event::PricePublished { provider, service, .. } => {
				let lists = self.lists.entry(provider).or_default();
				if !lists.contains(&service) {
					lists.push(service);
				}
			},
			Event::Delisted { provider, service, deleted: true } => {
				self.lists.entry(provider).or_default().retain(|listed| *listed != service);
			},
			Event::Issued { beneficiary, amount, .. } => self.mint(beneficiary, amount),
			Event::Purchased { round, buyer, amount, paid, .. } => {
				let price = HealthToken::round_info(round).unwrap().terms.price.amount;
				assert!(amount * price <= paid * WHOLE && (amount + 1) * price > paid * WHOLE, "a wrong price");
				self.mint(buyer, amount);
			},
			Event::RedemptionRequested { redemption, owner, amount, desk, .. } => {
				self.pending.insert(redemption.0, (owner, amount, desk));
			},
			Event::RedemptionSettled { redemption, .. } => {
				let (owner, amount, _) = self.pending.remove(&redemption.0).expect("it was pending");
				self.take(owner, amount);
				self.redeemed += amount;
				self.total -= amount;
			},
			Event::RedemptionRefused { redemption } | Event::RedemptionReturned { redemption } => {
				self.pending.remove(&redemption.0).expect("it was pending");
			},
			Event::Invoiced { invoice, provider, payer, total, .. } => {
				self.open.insert(invoice.0, (provider, payer, total));
			},
			Event::InvoiceDeclined { invoice }
			| Event::InvoiceCancelled { invoice }
			| Event::InvoiceExpired { invoice } => {
				self.open.remove(&invoice.0).expect("it was open");
			},
			Event::Prepaid { authorization, payer, provider, amount, .. } => {
				self.aside.insert(authorization.0, (payer, provider, amount, true));
			},
			Event::Authorized { authorization, payer, provider, cap, .. } => {
				self.aside.insert(authorization.0, (payer, provider, cap, false));
			},
			Event::Captured { authorization, total, remaining, .. } => {
				self.spend(authorization.0, total);
				assert_eq!(self.aside[&authorization.0].2, remaining);
			},
			Event::Paid { invoice, receipt, total } => {
				let (provider, payer, demanded) = self.open.remove(&invoice.0).expect("it was open");
				assert_eq!(total, demanded, "an invoice changed");
				match HealthToken::receipt_info(receipt).unwrap().source {
					ReceiptSource::Prepayment(_, id) => self.spend(id.0, total),
					_ => {
						self.take(payer, total);
						self.give(provider, total);
					},
				}
			},
			Event::Reclaimed { authorization, amount, .. } => {
				self.aside.get_mut(&authorization.0).expect("something was set aside").2 -= amount;
			},
			Event::AuthorizationConcluded { authorization, by, returned } => {
				let (_, _, left, _) = self.aside.remove(&authorization.0).expect("something was set aside");
				// What is reclaimed at last was taken down already.
				assert_eq!(if by == Conclusion::Reclaimed { 0 } else { returned }, left);
			},
			_ => (),
		}
	}

	fn sum<'a>(&self, amounts: impl Iterator<Item = (&'a AccountId, Balance)>, who: AccountId) -> Balance {
		amounts.filter(|(owner, _)| **owner == who).map(|(_, amount)| amount).sum()
	}

	/// Compares every figure with the chain's.
	fn check(&self) {
		assert_eq!(Balances::total_issuance(), self.total, "the issuance");
		let issuance = HealthToken::issuance();
		assert_eq!((issuance.issued, issuance.redeemed), (self.issued, self.redeemed), "issued and redeemed");
		assert_eq!((issuance.burnt_elsewhere, issuance.unexplained), (self.burnt, 0), "burnt elsewhere");
		for who in ACCOUNTS {
			let pending = self.sum(self.pending.values().map(|(owner, amount, _)| (owner, *amount)), who);
			let aside = |prepaid: bool| {
				let kind = self.aside.values().filter(|(.., it)| *it == prepaid);
				self.sum(kind.map(|(payer, _, left, _)| (payer, *left)), who)
			};
			let invoices = self.sum(self.open.values().map(|(provider, ..)| (provider, INVOICE_DEPOSIT)), who);
			let prices = self.lists.get(&who).map_or(0, |lists| lists.len() as Balance * PRICE_DEPOSIT);
			let expected = [pending, aside(true), aside(false), invoices, prices];
			let actual = [
				HoldReason::Redemption,
				HoldReason::Prepayment,
				HoldReason::Authorization,
				HoldReason::InvoiceDeposit,
				HoldReason::PriceListing,
			]
			.map(|reason| held(reason, who));
			assert_eq!(actual, expected, "what is held of {who}");
			let wealth = self.wealth.get(&who).copied().unwrap_or_default();
			assert_eq!(Balances::total_balance(&who), wealth, "what {who} has");
			assert_eq!(free(who), wealth - expected.iter().sum::<Balance>(), "what {who} has free");
		}
	}

	/// Takes down what the pallet told since the last time.
	fn read_events(&mut self) {
		for record in System::read_events_for_pallet::<Event<Test>>() {
			self.note(record);
		}
		// Accounts left with less than they need to exist are emptied.
		for record in System::read_events_for_pallet::<pallet_balances::Event<Test>>() {
			if let pallet_balances::Event::DustLost { account, amount } = record {
				self.burn(account, amount);
			}
		}
		System::reset_events();
	}
}

/// The nth of several, round and round.
fn nth<T: Clone>(list: impl Iterator<Item = T>, number: usize) -> Option<T> {
	let list: Vec<_> = list.collect();
	list.get(number.checked_rem(list.len())?).cloned()
}

/// Turns a call to what is open in the book, by whom it is for. Where nothing is, it stays as it was.
fn aim(number: usize, mut call: Call<Test>, book: &Book) -> (AccountId, Call<Test>) {
	let listed = |provider: &AccountId| book.lists.get(provider).cloned().unwrap_or_default();
	let priced = |provider: AccountId, items: &mut Items| {
		for (position, item) in items.iter_mut().enumerate() {
			if let Some(service) = nth(listed(&provider).into_iter(), number + position) {
				item.service = service;
			}
		}
	};
	let soon = now() + (number as u64 % 30 + 1) * DAY;
	let (a_provider, a_payer) = ([HOSPITAL, CLINIC][number % 2], [PATIENT, OTHER_PATIENT][number / 2 % 2]);
	let mut who = a_payer;
	match &mut call {
		Call::publish_price { valid, .. } => {
			*valid = Period { start: None, end: valid.end.map(|end| end.max(now())) };
			who = a_provider;
		},
		Call::withdraw_price { service, version } => {
			who = a_provider;
			if let Some(listed) = nth(listed(&who).into_iter(), number) {
				*service = listed;
				let versions = HealthToken::price_history(who, service.clone());
				*version = nth(versions.into_iter(), number).map_or(*version, |price| price.version);
			}
		},
		Call::delist { provider, service } => {
			*service = nth(listed(provider).into_iter(), number).unwrap_or(service.clone());
		},
		Call::set_reference { .. } | Call::clear_reference { .. } => who = MINISTRY,
		Call::authorize_desk { attestor, .. } => *attestor = AUDITOR,
		Call::attest_reserve { as_of, .. } => {
			*as_of = now();
			who = AUDITOR;
		},
		Call::issue { .. } => who = BANK,
		Call::redeem { desk, .. } => *desk = BANK,
		Call::settle { redemption, .. } | Call::refuse_redemption { redemption } => {
			if let Some((id, (.., desk))) = nth(book.pending.iter(), number) {
				*redemption = RedemptionId(*id);
				who = *desk;
			}
		},
		Call::open_round { terms } => {
			terms.desk = BANK;
			terms.window = Period::until(soon);
		},
		Call::record_purchase { round, .. } => {
			if let Some((id, of)) = nth(HealthToken::latest_rounds(9).into_iter(), number) {
				*round = id;
				who = of.terms.desk;
			}
		},
		Call::close_round { round } => *round = RoundId(number as u64 % 3),
		Call::invoice { payer, items, due, .. } => {
			who = a_provider;
			*payer = a_payer;
			*due = soon;
			priced(who, items);
		},
		Call::pay { invoice, max_total } => {
			if let Some((id, (_, payer, total))) = nth(book.open.iter(), number) {
				(*invoice, *max_total) = (InvoiceId(*id), *total);
				who = *payer;
			}
		},
		Call::decline { invoice } | Call::cancel_invoice { invoice } => {
			if let Some((id, (provider, payer, _))) = nth(book.open.iter(), number) {
				*invoice = InvoiceId(*id);
				who = if number.is_multiple_of(2) { *provider } else { *payer };
			}
		},
		Call::prepay { until, provider, .. } | Call::authorize { until, provider, .. } => {
			*until = soon;
			*provider = a_provider;
		},
		Call::capture { authorization, items, .. } => {
			let promises = book.aside.iter().filter(|(_, (.., prepaid))| !prepaid);
			if let Some((id, (_, provider, ..))) = nth(promises, number) {
				*authorization = AuthorizationId(*id);
				who = *provider;
				priced(who, items);
			}
		},
		Call::draw { authorization, invoice } => {
			let pairs = book.aside.iter().filter(|(_, (.., prepaid))| *prepaid).flat_map(|(id, aside)| {
				let fits = |(_, (provider, payer, _)): &(&u64, &(AccountId, AccountId, Balance))| {
					(*payer, *provider) == (aside.0, aside.1)
				};
				book.open.iter().filter(fits).map(|(invoice, _)| (*id, *invoice, aside.0, aside.1))
			});
			if let Some((id, of, payer, provider)) = nth(pairs, number) {
				(*authorization, *invoice) = (AuthorizationId(id), InvoiceId(of));
				who = if number.is_multiple_of(3) { payer } else { provider };
			}
		},
		Call::release { authorization } => {
			if let Some((id, (_, provider, ..))) = nth(book.aside.iter(), number) {
				*authorization = AuthorizationId(*id);
				who = *provider;
			}
		},
		Call::reclaim { authorization } => {
			if let Some((id, (payer, ..))) = nth(book.aside.iter().filter(|(_, (.., prepaid))| *prepaid), number) {
				*authorization = AuthorizationId(*id);
				who = *payer;
			}
		},
		Call::expire { timed } => {
			let pending = book.pending.keys().map(|id| Timed::Redemption(RedemptionId(*id)));
			let aside = book.aside.keys().map(|id| Timed::Authorization(AuthorizationId(*id)));
			let open = book.open.keys().map(|id| Timed::Invoice(InvoiceId(*id)));
			*timed = nth(pending.chain(aside).chain(open), number).unwrap_or(*timed);
		},
		_ => (),
	}
	(who, call)
}

/// Who calls what only the council may.
fn is_for_the_council(call: &Call<Test>) -> bool {
	matches!(
		call,
		Call::authorize_desk { .. } | Call::revoke_desk { .. } | Call::open_round { .. } | Call::close_round { .. }
	)
}

fn run(step: Step, book: &mut Book) {
	let before = sp_io::storage::root(StateVersion::V1);
	let step = match step {
		Step::Aimed(number, call) => {
			let (who, call) = aim(number, *call, book);
			let caller = if is_for_the_council(&call) { Caller::Council } else { Caller::Account(who) };
			Step::Call(caller, Box::new(call))
		},
		other => other,
	};
	match step {
		Step::Aimed(..) => unreachable!("it was turned into a call"),
		Step::Pass(time) => pass(time),
		Step::Block => {
			idle();
			next_block();
		},
		Step::Decertify(who) => decertify(who),
		Step::Certify(CLINIC) => certify(CLINIC, Role::Provider(ProviderKind::Clinic)),
		Step::Certify(who) => certify(who, Role::FinancialEntity(FinancialKind::Exchange)),
		Step::Transfer(from, to, amount) => {
			if Balances::transfer_allow_death(signed(from), to, amount).is_ok() {
				book.take(from, amount);
				book.give(to, amount);
			}
		},
		Step::Burn(who, amount) => {
			if Balances::burn(signed(who), amount, true).is_ok() {
				book.burn(who, amount);
			}
		},
		Step::Call(caller, call) => {
			let origin = match caller {
				Caller::Council => RuntimeOrigin::root(),
				Caller::Account(who) => signed(who),
			};
			let charged = call.get_dispatch_info().call_weight;
			match RuntimeCall::from(*call.clone()).dispatch(origin) {
				Ok(info) => {
					if let Some(actual) = info.actual_weight {
						assert!(actual.all_lte(charged), "{call:?} costs more than was charged");
					}
				},
				Err(_) => assert_eq!(sp_io::storage::root(StateVersion::V1), before, "{call:?} failed halfway"),
			}
		},
	}
	book.read_events();
	book.check();
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(100))]

	#[test]
	fn money_is_conserved_and_none_is_stuck_when_anybody_calls_anything(
		steps in proptest::collection::vec(step(), 1..60),
	) {
		ExtBuilder::default().desk().price(HOSPITAL, "hip", 100).price(CLINIC, "day", 30).build().execute_with(|| {
			let mut book = Book::begin();
			book.lists = [(HOSPITAL, vec![service("hip")]), (CLINIC, vec![service("day")])].into();
			book.check();
			for step in steps {
				run(step, &mut book);
				// The ledger is complete with the end of a block, which changes nothing else.
				HealthToken::on_finalize(System::block_number());
				System::reset_events();
				HealthToken::do_try_state().unwrap();
			}

			// Whatever happened: once all deadlines have passed, idle blocks give everything back.
			pass(RedemptionPeriod::get() + MaxInvoiceLifetime::get() + MaxAuthorizationLifetime::get() + 1);
			for _ in 0..15 {
				run(Step::Block, &mut book);
			}
			prop_assert_eq!(Queue::<Test>::iter_keys().count(), 0);
			prop_assert!(book.pending.is_empty() && book.aside.is_empty() && book.open.is_empty());
			// And the deposits for prices come back when the provider wants to offer nothing any more.
			for provider in [HOSPITAL, CLINIC] {
				for price in Prices::<Test>::iter_prefix(provider).collect::<Vec<_>>() {
					for version in price.1.versions {
						let _ = HealthToken::withdraw_price(signed(provider), price.0.clone(), version.version);
					}
				}
			}
			pass(MaxAuthorizationLifetime::get() + 2);
			for provider in [HOSPITAL, CLINIC] {
				for code in HealthToken::services(provider, 0, 100) {
					assert_ok!(HealthToken::delist(signed(STRANGER), provider, code));
				}
			}
			for who in ACCOUNTS {
				use frame_support::traits::fungible::InspectHold;
				prop_assert_eq!(Balances::total_balance_on_hold(&who), 0);
			}
			HealthToken::on_finalize(System::block_number());
			HealthToken::do_try_state().unwrap();
			Ok(())
		})?;
	}
}

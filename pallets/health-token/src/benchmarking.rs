//! Benchmarks, each of the worst case of its call.

use super::{types::*, *};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::Get,
	traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, VestingSchedule,
	},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use salus_primitives::{
	roles::{AuthorityKind, FinancialKind, ProviderKind, Role},
	services::{MAX_CODE, MAX_CODE_SYSTEM},
	time::HOUR,
	traits::benchmarking::{ClockSetup, ParticipantsSetup, TariffsSetup},
	AuthorizationId, Commitment, InvoiceId, Moment, Period, ReceiptId, RedemptionId, RoundId, ServiceCode,
};

/// Long after the first block.
const START: Moment = 500_000 * HOUR;
const BANK: Role = Role::FinancialEntity(FinancialKind::Bank);
const HOSPITAL: Role = Role::Provider(ProviderKind::Hospital);
const MINISTRY: Role = Role::HealthAuthority(AuthorityKind::Ministry);

fn signed<T: Config>(who: &T::AccountId) -> OriginFor<T> {
	RawOrigin::Signed(who.clone()).into()
}

/// More than all that is held or paid here.
fn plenty<T: Config>() -> Balance {
	let deposits = T::PriceDeposit::get().max(T::InvoiceDeposit::get());
	let amounts = T::MinRedemption::get().max(T::MinAuthorization::get());
	deposits.max(amounts).max(T::WholeToken::get()).max(T::Currency::minimum_balance()).saturating_mul(100_000)
}

/// An account that can pay everything, in a world whose clock runs.
fn rich<T: Config>(name: &'static str, number: u32) -> T::AccountId {
	T::BenchmarkHelper::set_time(START);
	let who: T::AccountId = account(name, number, 0);
	T::Currency::set_balance(&who, plenty::<T>());
	who
}

fn certified<T: Config>(name: &'static str, role: Role) -> T::AccountId {
	let who = rich::<T>(name, 0);
	T::BenchmarkHelper::certify(&who, role);
	who
}

fn council<T: Config>() -> OriginFor<T> {
	T::CouncilOrigin::try_successful_origin().expect("there is a council")
}

fn commitment(seed: u8) -> Commitment {
	Commitment([seed; 32])
}

/// A service with the longest code that there may be.
fn service(number: u32) -> ServiceCode {
	let mut code = alloc::vec![b'c'; MAX_CODE as usize];
	code[0] = b'a' + u8::try_from(number).unwrap();
	ServiceCode {
		system: BoundedVec::truncate_from(alloc::vec![b's'; MAX_CODE_SYSTEM as usize]),
		code: BoundedVec::truncate_from(code),
	}
}

fn unit() -> Unit {
	Unit(BoundedVec::truncate_from(alloc::vec![b'u'; MAX_UNIT as usize]))
}

/// A provider with full lists of prices for as many services as an invoice may have lines, each with a ceiling.
fn provider<T: Config>() -> T::AccountId {
	let provider = certified::<T>("provider", HOSPITAL);
	for number in 0..MAX_LINES {
		<Pallet<T> as TariffsSetup<_, _>>::publish_price(&provider, &service(number), price::<T>());
		<Pallet<T> as TariffsSetup<T::AccountId, _>>::set_ceiling(&service(number), Balance::MAX);
	}
	provider
}

/// A price of which a whole invoice is more than the least that is authorised.
fn price<T: Config>() -> Balance {
	T::MinAuthorization::get().max(T::Currency::minimum_balance()).max(1)
}

fn items(count: u32) -> Items {
	let item = |number| Item { service: service(number), quantity: 1 };
	BoundedVec::truncate_from((0..count).map(item).collect())
}

/// A desk that may issue anything.
fn desk<T: Config>() -> T::AccountId {
	let desk = certified::<T>("desk", BANK);
	let attestor = rich::<T>("attestor", 0);
	Pallet::<T>::authorize_desk(council::<T>(), desk.clone(), Balance::MAX, HOUR, attestor.clone()).unwrap();
	Pallet::<T>::attest_reserve(signed::<T>(&attestor), desk.clone(), commitment(0), Balance::MAX, START).unwrap();
	desk
}

/// As many redemptions of one owner as there may be, but for `but`. Returns the owner and the first.
fn redemptions<T: Config>(desk: &T::AccountId, but: u32) -> (T::AccountId, RedemptionId) {
	let owner = rich::<T>("owner", 0);
	let first = NextRedemptionId::<T>::get();
	for _ in but..T::MaxRedemptionsPerAccount::get() {
		let amount = T::MinRedemption::get();
		Pallet::<T>::redeem(signed::<T>(&owner), desk.clone(), amount, commitment(1)).unwrap();
	}
	(owner, first)
}

fn due() -> Moment {
	START + 1
}

/// Fills all places but `but` of the payer's inbox with invoices as large as may be, first those of the provider. Returns the first.
fn invoices<T: Config>(provider: &T::AccountId, payer: &T::AccountId, but: u32) -> InvoiceId {
	let first = NextInvoiceId::<T>::get();
	let own = T::MaxOpenInvoicesPerPair::get().saturating_sub(but);
	for _ in 0..own {
		let items = items(MAX_LINES);
		Pallet::<T>::invoice(signed::<T>(provider), payer.clone(), commitment(2), items, due()).unwrap();
	}
	// The rest are of others, which only have to take up places.
	Inbox::<T>::mutate(payer, |inbox| {
		while inbox.len() < (T::MaxOpenInvoices::get() - but) as usize {
			let invoice = InvoiceId(u64::MAX - inbox.len() as u64);
			let provider: T::AccountId = account("other", inbox.len() as u32, 0);
			inbox.try_push(DemandOf::<T> { invoice, provider, due: Moment::MAX, total: 1 }).unwrap();
		}
	});
	first
}

/// Fills all places but `but` of the payer's list of what is set aside. Returns the first.
fn authorizations<T: Config>(
	provider: &T::AccountId,
	payer: &T::AccountId,
	kind: AuthorizationKind,
	but: u32,
) -> AuthorizationId {
	let first = NextAuthorizationId::<T>::get();
	let amount = price::<T>().saturating_mul(Balance::from(MAX_LINES)).saturating_mul(2);
	for _ in but..T::MaxAuthorizationsPerPayer::get() {
		let (who, provider) = (signed::<T>(payer), provider.clone());
		match kind {
			AuthorizationKind::Prepayment => Pallet::<T>::prepay(who, provider, amount, due()),
			AuthorizationKind::PreAuthorization => Pallet::<T>::authorize(who, provider, amount, due()),
		}
		.unwrap();
	}
	first
}

fn round<T: Config>(desk: &T::AccountId) -> RoundTermsOf<T> {
	RoundTerms {
		desk: desk.clone(),
		price: Money { currency: Currency::Eth, amount: 1 },
		cap: Balance::MAX,
		per_buyer: Balance::MAX,
		minimum: 1,
		window: Period::between(0, Moment::MAX),
		vesting: Some(VestingTerms { start: 1_000u32.into(), length: 7u32.into() }),
	}
}

/// Puts the provider last into a full index.
fn list<T: Config>(provider: &T::AccountId) {
	let others = (1..T::MaxProvidersPerService::get()).map(|number| account("other", number, 0));
	let all = others.chain([provider.clone()]).collect();
	Providers::<T>::insert(service(0), BoundedVec::truncate_from(all));
	Prices::<T>::mutate(provider, service(0), |list| list.as_mut().unwrap().listed = true);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// A list full of versions of which all but one are forgotten, put back into a full index.
	#[benchmark]
	fn publish_price() {
		let provider = provider::<T>();
		let others = (1..T::MaxProvidersPerService::get()).map(|number| account("other", number, 0)).collect();
		Providers::<T>::insert(service(0), BoundedVec::truncate_from(others));

		#[extrinsic_call]
		_(RawOrigin::Signed(provider.clone()), service(0), unit(), 1, Period::between(START, Moment::MAX));

		assert!(Prices::<T>::get(&provider, service(0)).unwrap().listed);
	}

	/// The only price, whose end takes the provider from a full index.
	#[benchmark]
	fn withdraw_price() {
		let provider = provider::<T>();
		list::<T>(&provider);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider.clone()), service(0), PriceVersion(0));

		assert!(!Prices::<T>::get(&provider, service(0)).unwrap().listed);
	}

	#[benchmark]
	fn delist() {
		let provider = certified::<T>("provider", HOSPITAL);
		Pallet::<T>::publish_price(signed::<T>(&provider), service(0), unit(), 1, Period::until(START)).unwrap();
		list::<T>(&provider);
		T::BenchmarkHelper::set_time(START + T::MaxAuthorizationLifetime::get() + 2);

		#[extrinsic_call]
		_(RawOrigin::Signed(account::<T::AccountId>("anybody", 0, 0)), provider.clone(), service(0));

		assert!(!Providers::<T>::get(service(0)).contains(&provider));
	}

	/// Taking the place of an authority that is not certified any more.
	#[benchmark]
	fn set_reference() {
		let ministry = certified::<T>("ministry", MINISTRY);
		<Pallet<T> as TariffsSetup<T::AccountId, _>>::set_ceiling(&service(0), 1);
		ReferenceCount::<T>::insert(account::<T::AccountId>("authority", 0, 0), 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(ministry.clone()), service(0), 1, Some(2));

		assert_eq!(ReferenceCount::<T>::get(&ministry), 1);
	}

	#[benchmark]
	fn clear_reference() {
		let ministry = certified::<T>("ministry", MINISTRY);
		Pallet::<T>::set_reference(signed::<T>(&ministry), service(0), 1, Some(2)).unwrap();

		#[extrinsic_call]
		_(council::<T>() as OriginFor<T>, service(0));

		assert!(!References::<T>::contains_key(service(0)));
	}

	#[benchmark]
	fn authorize_desk() {
		let desk = desk::<T>();

		#[extrinsic_call]
		_(council::<T>() as OriginFor<T>, desk.clone(), 1, HOUR, account("attestor", 1, 0));

		assert_eq!(Desks::<T>::get(&desk).unwrap().attestation, None);
	}

	#[benchmark]
	fn revoke_desk() {
		let desk = desk::<T>();

		#[extrinsic_call]
		_(council::<T>() as OriginFor<T>, desk.clone());

		assert_eq!(Desks::<T>::get(&desk).unwrap().allowance(), None);
	}

	#[benchmark]
	fn attest_reserve() {
		let desk = desk::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(account("attestor", 0, 0)), desk, commitment(1), 1, START);
	}

	/// To an account that does not exist yet.
	#[benchmark]
	fn issue() {
		let desk = desk::<T>();
		let beneficiary: T::AccountId = account("beneficiary", 0, 0);
		let amount = plenty::<T>();
		let against = Money { currency: Currency::Fiat(*b"EUR"), amount: 1 };

		#[extrinsic_call]
		_(RawOrigin::Signed(desk), beneficiary.clone(), amount, commitment(1), against);

		assert_eq!(T::Currency::balance(&beneficiary), amount);
	}

	/// In the place of one that is overdue.
	#[benchmark]
	fn redeem() {
		let desk = desk::<T>();
		let (owner, first) = redemptions::<T>(&desk, 0);
		T::BenchmarkHelper::set_time(START + T::RedemptionPeriod::get() + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), desk, T::MinRedemption::get(), commitment(1));

		assert_eq!(Redemptions::<T>::get(first).unwrap().deadline(), None);
	}

	#[benchmark]
	fn settle() {
		let desk = desk::<T>();
		let (_, first) = redemptions::<T>(&desk, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(desk), first, commitment(2));

		assert_eq!(Redemptions::<T>::get(first).unwrap().deadline(), None);
	}

	#[benchmark]
	fn refuse_redemption() {
		let desk = desk::<T>();
		let (_, first) = redemptions::<T>(&desk, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(desk), first);

		assert_eq!(Redemptions::<T>::get(first).unwrap().deadline(), None);
	}

	#[benchmark]
	fn open_round() {
		let desk = desk::<T>();

		#[extrinsic_call]
		_(council::<T>() as OriginFor<T>, round::<T>(&desk));

		assert!(Rounds::<T>::contains_key(RoundId(0)));
	}

	/// To an account that has all vesting schedules but one.
	#[benchmark]
	fn record_purchase() {
		let desk = desk::<T>();
		Pallet::<T>::open_round(council::<T>(), round::<T>(&desk)).unwrap();
		let buyer = rich::<T>("buyer", 0);
		let amount = T::WholeToken::get();
		let start = 1_000u32.into();
		let mut schedules = 0u32;
		while T::Vesting::can_add_vesting_schedule(&buyer, amount, 1, start).is_ok() && schedules < 100 {
			T::Vesting::add_vesting_schedule(&buyer, amount, 1, start).unwrap();
			schedules += 1;
		}
		if schedules > 0 && schedules < 100 {
			T::Vesting::remove_vesting_schedule(&buyer, 0).unwrap();
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(desk), RoundId(0), buyer.clone(), 1, commitment(1));

		assert_eq!(Purchases::<T>::get(RoundId(0), &buyer), amount);
	}

	#[benchmark]
	fn close_round() {
		let desk = desk::<T>();
		Pallet::<T>::open_round(council::<T>(), round::<T>(&desk)).unwrap();

		#[extrinsic_call]
		_(council::<T>() as OriginFor<T>, RoundId(0));

		assert_ne!(Rounds::<T>::get(RoundId(0)).unwrap().state, RoundState::Open);
	}

	/// In the place of one that is overdue, in a full inbox.
	#[benchmark]
	fn invoice(l: Linear<1, { MAX_LINES }>) {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = invoices::<T>(&provider, &payer, 0);
		T::BenchmarkHelper::set_time(START + 2);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), payer, commitment(2), items(l), START + 3);

		assert_eq!(Invoices::<T>::get(first).unwrap().state, InvoiceState::Expired { at: START + 2 });
	}

	#[benchmark]
	fn pay() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = invoices::<T>(&provider, &payer, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), first, Balance::MAX);

		assert!(Receipts::<T>::contains_key(ReceiptId(0)));
	}

	#[benchmark]
	fn decline() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = invoices::<T>(&provider, &payer, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), first);

		assert_eq!(Invoices::<T>::get(first).unwrap().state, InvoiceState::Declined { at: START });
	}

	#[benchmark]
	fn cancel_invoice() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = invoices::<T>(&provider, &payer, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), first);

		assert_eq!(Invoices::<T>::get(first).unwrap().state, InvoiceState::Cancelled { at: START });
	}

	/// In the place of one that is overdue. Covers `prepay` as well.
	#[benchmark]
	fn authorize() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = authorizations::<T>(&provider, &payer, AuthorizationKind::PreAuthorization, 0);
		T::BenchmarkHelper::set_time(START + 2);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), provider, T::MinAuthorization::get(), START + 3);

		assert!(!Authorizations::<T>::get(first).unwrap().is_open());
	}

	/// All of the lines at the lower price of now, and all that is left.
	#[benchmark]
	fn capture(l: Linear<1, { MAX_LINES }>) {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = authorizations::<T>(&provider, &payer, AuthorizationKind::PreAuthorization, 0);
		Authorizations::<T>::mutate(first, |slot| {
			let authorization = slot.as_mut().unwrap();
			let remaining = price::<T>().saturating_mul(Balance::from(l));
			authorization.state = AuthorizationState::Open { remaining };
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), first, commitment(2), items(l));

		assert!(!Authorizations::<T>::get(first).unwrap().is_open());
	}

	/// By the provider, with all that is left.
	#[benchmark]
	fn draw() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = authorizations::<T>(&provider, &payer, AuthorizationKind::Prepayment, 0);
		let charged = invoices::<T>(&provider, &payer, 0);
		Invoices::<T>::mutate(charged, |slot| {
			let charged = slot.as_mut().unwrap();
			charged.issued = START - T::DrawDelay::get();
			charged.total = Authorizations::<T>::get(first).unwrap().remaining();
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), first, charged);

		assert!(!Authorizations::<T>::get(first).unwrap().is_open());
	}

	#[benchmark]
	fn release() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = authorizations::<T>(&provider, &payer, AuthorizationKind::Prepayment, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), first);

		assert!(!Authorizations::<T>::get(first).unwrap().is_open());
	}

	/// With an inbox full of other providers' invoices.
	#[benchmark]
	fn reclaim() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = authorizations::<T>(&provider, &payer, AuthorizationKind::Prepayment, 0);
		let stranger = certified::<T>("stranger", HOSPITAL);
		Inbox::<T>::mutate(&payer, |inbox| {
			while !inbox.is_full() {
				let id = InvoiceId(inbox.len() as u64);
				let demand = DemandOf::<T> { invoice: id, provider: stranger.clone(), due: Moment::MAX, total: 1 };
				inbox.try_push(demand).unwrap();
			}
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), first);

		assert!(!Authorizations::<T>::get(first).unwrap().is_open());
	}

	/// Of an invoice, which has more to it than the others.
	#[benchmark]
	fn expire() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = invoices::<T>(&provider, &payer, 0);
		T::BenchmarkHelper::set_time(START + 2);

		#[extrinsic_call]
		_(RawOrigin::Signed(account::<T::AccountId>("anybody", 0, 0)), Timed::Invoice(first));

		assert_eq!(Invoices::<T>::get(first).unwrap().state, InvoiceState::Expired { at: START + 2 });
	}

	/// Looking at a queue of which nothing is due.
	#[benchmark]
	fn work_off_nothing() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let first = invoices::<T>(&provider, &payer, 0);
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::work_off_queue(&mut meter);
		}

		assert!(matches!(Invoices::<T>::get(first).unwrap().state, InvoiceState::Open { .. }));
	}

	/// Settling one overdue invoice, which has more to it than the others.
	#[benchmark]
	fn work_off_one() {
		let (provider, payer) = (provider::<T>(), rich::<T>("payer", 0));
		let items = items(MAX_LINES);
		Pallet::<T>::invoice(signed::<T>(&provider), payer, commitment(2), items, due()).unwrap();
		T::BenchmarkHelper::set_time(START + 2);
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::work_off_queue(&mut meter);
		}

		assert_eq!(Queue::<T>::iter_keys().count(), 0);
	}

	/// With something burnt elsewhere.
	#[benchmark]
	fn reconcile() {
		TokenLedger::<T>::put(Ledger::new(T::Currency::total_issuance().saturating_add(1)));

		#[block]
		{
			Pallet::<T>::reconcile();
		}

		assert_eq!(TokenLedger::<T>::get().unwrap().burnt_elsewhere, 1);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}

//! A runtime to test in. Participants are kept in storage of the mock's own, so that they are rolled back with a failing call as the
//! real ones would be.

use crate::{self as pallet_health_token, types::*, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types, storage_alias,
	traits::{fungible::InspectHold, ConstU128, ConstU32, Hooks, WithdrawReasons},
	Blake2_128Concat, BoundedVec,
};
use salus_primitives::{
	roles::{AuthorityKind, FinancialKind, ProviderKind, Role},
	time::{DAY, HOUR},
	traits::{Affiliations, Participants},
	AuthorizationId, Commitment, EncryptionKey, InvoiceId, Moment, Period, RedemptionId, RoundId, ServiceCode,
};
use sp_runtime::BuildStorage;

pub type AccountId = u64;

/// Personas that pay.
pub const PATIENT: AccountId = 1;
pub const OTHER_PATIENT: AccountId = 2;
pub const HOSPITAL: AccountId = 10;
pub const CLINIC: AccountId = 11;
pub const DOCTOR: AccountId = 12;
pub const INSURER: AccountId = 20;
pub const BANK: AccountId = 21;
pub const EXCHANGE: AccountId = 22;
pub const MINISTRY: AccountId = 30;
pub const REGULATOR: AccountId = 31;
pub const RESEARCHER: AccountId = 32;
/// Attests reserves.
pub const AUDITOR: AccountId = 40;
/// Nobody certified.
pub const STRANGER: AccountId = 50;
/// Without tokens at first.
pub const NEWCOMER: AccountId = 60;

/// The time at which tests begin.
pub const START: Moment = 500_000 * HOUR;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const WHOLE: Balance = 1_000;
pub const ENDOWMENT: Balance = 1_000_000;
pub const PRICE_DEPOSIT: Balance = 70;
pub const INVOICE_DEPOSIT: Balance = 30;
pub const MIN_REDEMPTION: Balance = 500;
pub const MIN_AUTHORIZATION: Balance = 100;
/// What the bank may issue in [`PERIOD`].
pub const ALLOWANCE: Balance = 10_000;
pub const PERIOD: Moment = 7 * DAY;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Vesting = pallet_vesting::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type HealthToken = pallet_health_token::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type MaxLocks = ConstU32<10>;
}

parameter_types! {
	pub UnvestedWithdrawReasons: WithdrawReasons =
		WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);
	pub const MaxAttestationAge: Moment = 30 * DAY;
	pub const RedemptionPeriod: Moment = 5 * DAY;
	pub const MaxInvoiceLifetime: Moment = 60 * DAY;
	pub const DrawDelay: Moment = DAY;
	pub const MaxAuthorizationLifetime: Moment = 40 * DAY;
}

impl pallet_vesting::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type BlockNumberToBalance = sp_runtime::traits::ConvertInto;
	type MinVestedTransfer = ConstU128<EXISTENTIAL_DEPOSIT>;
	type WeightInfo = ();
	type UnvestedFundsAllowedWithdrawReasons = UnvestedWithdrawReasons;
	type BlockNumberProvider = System;
	const MAX_VESTING_SCHEDULES: u32 = 3;
}

impl Config for Test {
	type Time = Timestamp;
	type Participants = MockParticipants;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Vesting = Vesting;
	type CouncilOrigin = frame_system::EnsureRoot<AccountId>;
	type WholeToken = ConstU128<WHOLE>;
	type PriceDeposit = ConstU128<PRICE_DEPOSIT>;
	type InvoiceDeposit = ConstU128<INVOICE_DEPOSIT>;
	type MinRedemption = ConstU128<MIN_REDEMPTION>;
	type MinAuthorization = ConstU128<MIN_AUTHORIZATION>;
	type MaxListings = ConstU32<3>;
	type MaxProvidersPerService = ConstU32<2>;
	type MaxReferencesPerAuthority = ConstU32<2>;
	type MaxDesks = ConstU32<2>;
	type MaxAttestationAge = MaxAttestationAge;
	type RedemptionPeriod = RedemptionPeriod;
	type MaxRedemptionsPerAccount = ConstU32<2>;
	type MaxInvoiceLifetime = MaxInvoiceLifetime;
	type MaxOpenInvoices = ConstU32<3>;
	type MaxOpenInvoicesPerPair = ConstU32<2>;
	type MaxInvoicesByProvider = ConstU32<4>;
	type DrawDelay = DrawDelay;
	type MaxAuthorizationLifetime = MaxAuthorizationLifetime;
	type MaxAuthorizationsPerPayer = ConstU32<3>;
	type MaxQueue = ConstU32<5>;
	type MaxSettledPerBlock = ConstU32<2>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockSetup;
	type WeightInfo = ();
}

#[storage_alias]
type Roles = StorageMap<Mock, Blake2_128Concat, AccountId, Role>;

pub struct MockParticipants;

impl Participants<AccountId> for MockParticipants {
	fn certified_role(who: &AccountId) -> Option<Role> {
		Roles::get(who)
	}

	fn registered_role(_: &AccountId) -> Option<Role> {
		panic!("money asks for certified roles")
	}

	fn affiliations(_: &AccountId) -> Affiliations<AccountId> {
		BoundedVec::new()
	}

	fn all_affiliations(_: &AccountId) -> Affiliations<AccountId> {
		BoundedVec::new()
	}

	fn encryption_key(_: &AccountId) -> Option<EncryptionKey> {
		None
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub struct MockSetup;

#[cfg(feature = "runtime-benchmarks")]
impl salus_primitives::traits::benchmarking::ParticipantsSetup<AccountId> for MockSetup {
	fn certify(who: &AccountId, role: Role) {
		certify(*who, role);
	}

	fn affiliate(_: &AccountId, _: &AccountId) {}
}

#[cfg(feature = "runtime-benchmarks")]
impl salus_primitives::traits::benchmarking::ClockSetup for MockSetup {
	fn set_time(now: Moment) {
		at(now);
	}
}

pub fn certify(who: AccountId, role: Role) {
	Roles::insert(who, role);
}

pub fn decertify(who: AccountId) {
	Roles::remove(who);
}

/// Sets the clock.
pub fn at(moment: Moment) {
	pallet_timestamp::Now::<Test>::put(moment);
}

/// Sets the clock forward.
pub fn pass(time: Moment) {
	at(now() + time);
}

pub fn now() -> Moment {
	pallet_timestamp::Now::<Test>::get()
}

/// Lets the chain use the idle part of a block.
pub fn idle() {
	HealthToken::on_idle(System::block_number(), frame_support::weights::Weight::MAX);
}

/// Ends the block and begins the next.
pub fn next_block() {
	HealthToken::on_finalize(System::block_number());
	System::set_block_number(System::block_number() + 1);
	HealthToken::on_initialize(System::block_number());
}

#[derive(Default)]
pub struct ExtBuilder {
	desk: bool,
	prices: Vec<(AccountId, &'static str, Balance)>,
}

impl ExtBuilder {
	/// Lets the bank be a desk with [`ALLOWANCE`] and reserves of ten times that.
	pub fn desk(mut self) -> Self {
		self.desk = true;
		self
	}

	/// Lets a provider have a price for a service, without an end.
	pub fn price(mut self, provider: AccountId, code: &'static str, price: Balance) -> Self {
		self.prices.push((provider, code, price));
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> {
			balances: (1..NEWCOMER).map(|account| (account, ENDOWMENT)).collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_health_token::GenesisConfig::<Test>::default().assimilate_storage(&mut storage).unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			at(START);
			for (who, role) in [
				(PATIENT, Role::Patient),
				(OTHER_PATIENT, Role::Patient),
				(HOSPITAL, Role::Provider(ProviderKind::Hospital)),
				(CLINIC, Role::Provider(ProviderKind::Clinic)),
				(DOCTOR, Role::Provider(ProviderKind::Practitioner)),
				(INSURER, Role::FinancialEntity(FinancialKind::Insurer)),
				(BANK, Role::FinancialEntity(FinancialKind::Bank)),
				(EXCHANGE, Role::FinancialEntity(FinancialKind::Exchange)),
				(MINISTRY, Role::HealthAuthority(AuthorityKind::Ministry)),
				(REGULATOR, Role::HealthAuthority(AuthorityKind::Regulator)),
				(RESEARCHER, Role::HealthAuthority(AuthorityKind::Researcher)),
			] {
				certify(who, role);
			}
			if self.desk {
				assert_ok!(authorized(BANK));
				assert_ok!(attested(BANK, 10 * ALLOWANCE));
			}
			for (provider, code, price) in self.prices {
				published(provider, code, price);
			}
			System::reset_events();
		});
		ext
	}

	/// Runs a test, ends the block, and then checks every invariant of the state.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			check();
		});
	}
}

/// Ends the block and checks every invariant.
pub fn check() {
	HealthToken::on_finalize(System::block_number());
	HealthToken::do_try_state().unwrap();
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn commitment(seed: u8) -> Commitment {
	Commitment([seed; 32])
}

pub fn service(code: &str) -> ServiceCode {
	ServiceCode {
		system: b"http://example.org/services".to_vec().try_into().unwrap(),
		code: code.as_bytes().to_vec().try_into().unwrap(),
	}
}

pub fn unit() -> Unit {
	Unit(b"{visit}".to_vec().try_into().unwrap())
}

pub fn items(list: &[(&str, u32)]) -> Items {
	BoundedVec::truncate_from(
		list.iter().map(|(code, quantity)| Item { service: service(code), quantity: *quantity }).collect(),
	)
}

pub fn euros(amount: u128) -> Money {
	Money { currency: Currency::Fiat(*b"EUR"), amount }
}

/// Publishes a price from now on.
pub fn published(provider: AccountId, code: &str, price: Balance) -> PriceVersion {
	published_for(provider, code, price, Period::ALWAYS)
}

pub fn published_for(provider: AccountId, code: &str, price: Balance, valid: Period) -> PriceVersion {
	let version = NextPriceVersion::<Test>::get(provider);
	assert_ok!(HealthToken::publish_price(signed(provider), service(code), unit(), price, valid));
	version
}

/// The provider's price in force now.
pub fn price(provider: AccountId, code: &str) -> Option<Balance> {
	HealthToken::price_in_force(provider, service(code)).map(|price| price.price)
}

pub fn authorized(desk: AccountId) -> sp_runtime::DispatchResult {
	HealthToken::authorize_desk(RuntimeOrigin::root(), desk, ALLOWANCE, PERIOD, AUDITOR)
}

pub fn attested(desk: AccountId, reserves: Balance) -> sp_runtime::DispatchResult {
	HealthToken::attest_reserve(signed(AUDITOR), desk, commitment(200), reserves, now())
}

/// Hands in tokens of the patient's at the bank.
pub fn redeemed(amount: Balance) -> RedemptionId {
	let id = NextRedemptionId::<Test>::get();
	assert_ok!(HealthToken::redeem(signed(PATIENT), BANK, amount, commitment(1)));
	id
}

/// Terms of a round of the bank's: two euros a token.
pub fn round_terms() -> RoundTermsOf<Test> {
	RoundTerms {
		desk: BANK,
		price: euros(200),
		cap: 10_000,
		per_buyer: 4_000,
		minimum: 500,
		window: Period::between(START, START + 10 * DAY),
		vesting: None,
	}
}

pub fn opened(terms: RoundTermsOf<Test>) -> RoundId {
	let id = NextRoundId::<Test>::get();
	assert_ok!(HealthToken::open_round(RuntimeOrigin::root(), terms));
	id
}

/// Lets the hospital charge the patient for `items`, to be paid within ten days.
pub fn invoiced(list: &[(&str, u32)]) -> InvoiceId {
	invoiced_by(HOSPITAL, PATIENT, list)
}

pub fn invoiced_by(provider: AccountId, payer: AccountId, list: &[(&str, u32)]) -> InvoiceId {
	let id = NextInvoiceId::<Test>::get();
	assert_ok!(HealthToken::invoice(signed(provider), payer, commitment(9), items(list), now() + 10 * DAY));
	id
}

/// Lets the patient promise the hospital so much for twenty days.
pub fn promised(cap: Balance) -> AuthorizationId {
	let id = NextAuthorizationId::<Test>::get();
	assert_ok!(HealthToken::authorize(signed(PATIENT), HOSPITAL, cap, now() + 20 * DAY));
	id
}

/// Lets the patient prepay the hospital so much for twenty days.
pub fn prepaid(amount: Balance) -> AuthorizationId {
	let id = NextAuthorizationId::<Test>::get();
	assert_ok!(HealthToken::prepay(signed(PATIENT), HOSPITAL, amount, now() + 20 * DAY));
	id
}

pub fn free(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn assert_last_event(event: Event<Test>) {
	System::assert_last_event(event.into());
}

pub fn assert_has_event(event: Event<Test>) {
	System::assert_has_event(event.into());
}

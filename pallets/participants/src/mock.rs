//! A chain with this pallet, a cast of accounts, and a way to send transactions through the extensions.

use crate as pallet_participants;
use crate::{types::Enrolment, CountFreeCalls, Error, HoldReason, Pallet};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	assert_ok, derive_impl,
	dispatch::{GetDispatchInfo, PostDispatchInfo},
	ord_parameter_types,
	pallet_prelude::{DispatchResult, TransactionSource, TransactionValidityError, ValidTransaction, Weight},
	parameter_types,
	traits::{
		fungible::{HoldConsideration, Mutate},
		tokens::{Fortitude, Precision, Preservation},
		ConstU32, ConstU64, LinearStoragePrice,
	},
};
use frame_system::{CheckNonce, EnsureSignedBy};
use pallet_skip_feeless_payment::SkipCheckIfFeeless;
use salus_primitives::{
	roles::{AuthorityKind, FinancialKind, ProviderKind, Role},
	time::DAY,
	Commitment, EncryptionKey, Moment,
};
use scale_info::TypeInfo;
use sp_core::{sr25519, Pair};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{
	traits::{
		DispatchInfoOf, DispatchOriginOf, DispatchTransaction, IdentityLookup, Implication, TransactionExtension,
		ValidateResult,
	},
	transaction_validity::InvalidTransaction,
	AccountId32, ApplyExtrinsicResultWithInfo, BuildStorage, DispatchError, MultiSignature, MultiSigner,
};

pub type AccountId = AccountId32;
pub type Block = frame_system::mocking::MockBlock<Test>;

/// Public key of `//Alice`.
pub const PATIENT: AccountId =
	AccountId::new(sp_core::hex2array!("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"));
/// Public key of `//Bob`.
pub const OTHER_PATIENT: AccountId =
	AccountId::new(sp_core::hex2array!("8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48"));
pub const COUNCIL: AccountId = AccountId::new([1; 32]);
/// An authority since genesis, for every group.
pub const CERTIFIER: AccountId = AccountId::new([2; 32]);
/// Registered as an authority, authorised for nothing.
pub const OTHER_CERTIFIER: AccountId = AccountId::new([3; 32]);
pub const HOSPITAL: AccountId = AccountId::new([4; 32]);
pub const CLINIC: AccountId = AccountId::new([5; 32]);
pub const PHARMACY: AccountId = AccountId::new([6; 32]);
pub const DOCTOR: AccountId = AccountId::new([7; 32]);
pub const NURSE: AccountId = AccountId::new([8; 32]);
pub const INSURER: AccountId = AccountId::new([9; 32]);
pub const MINISTRY: AccountId = AccountId::new([10; 32]);
pub const THERAPIST: AccountId = AccountId::new([11; 32]);
/// Has tokens, but is nobody.
pub const STRANGER: AccountId = AccountId::new([12; 32]);

pub const BALANCE: u64 = 1_000_000;
pub const FEE: u64 = 10;
pub const NOW: Moment = 20_000 * DAY;
pub const YEAR: Moment = 365 * DAY;
/// When the certificates that the builder issues expire.
pub const EXPIRY: Moment = NOW + YEAR;
pub const KEY: EncryptionKey = EncryptionKey([0x29; 32]);
pub const OTHER_KEY: EncryptionKey = EncryptionKey([0x28; 32]);
pub const WEAK_KEY: EncryptionKey = EncryptionKey([0; 32]);
pub const COMMITMENT: Commitment = Commitment([1; 32]);
pub const OTHER_COMMITMENT: Commitment = Commitment([2; 32]);

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
	pub type SkipFeelessPayment = pallet_skip_feeless_payment::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Participants = pallet_participants::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

impl pallet_skip_feeless_payment::Config for Test {
	type RuntimeEvent = RuntimeEvent;
}

ord_parameter_types! {
	pub const Council: AccountId = COUNCIL;
}

parameter_types! {
	pub const RegistrationHold: RuntimeHoldReason = RuntimeHoldReason::Participants(HoldReason::Registration);
	pub static FreeCallsPerDay: u32 = 3;
}

impl pallet_participants::Config for Test {
	type Time = Timestamp;
	type CouncilOrigin = EnsureSignedBy<Council, AccountId>;
	type RegistrationConsideration =
		HoldConsideration<AccountId, Balances, RegistrationHold, LinearStoragePrice<ConstU64<100>, ConstU64<1>, u64>>;
	type OffchainSignature = MultiSignature;
	type OffchainPublic = MultiSigner;
	type FreeCallsPerDay = FreeCallsPerDay;
	type MaxCertificateLifetime = ConstU64<{ 2 * YEAR }>;
	type MaxEndpointLen = ConstU32<64>;
	type MaxPendingAffiliations = ConstU32<2>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type WeightInfo = ();
}

/// A fee of [`FEE`], taken from whoever signs.
#[derive(Clone, Eq, PartialEq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ChargeFee;

impl TransactionExtension<RuntimeCall> for ChargeFee {
	const IDENTIFIER: &'static str = "ChargeFee";
	type Implicit = ();
	type Val = AccountId;
	type Pre = ();

	fn weight(&self, _: &RuntimeCall) -> Weight {
		Weight::zero()
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<RuntimeCall>,
		_: &RuntimeCall,
		_: &DispatchInfoOf<RuntimeCall>,
		_: usize,
		(): (),
		_: &impl Implication,
		_: TransactionSource,
	) -> ValidateResult<Self::Val, RuntimeCall> {
		let who = frame_system::ensure_signed(origin.clone()).map_err(|_| InvalidTransaction::BadSigner)?;
		if Balances::free_balance(&who) < FEE {
			return Err(InvalidTransaction::Payment.into());
		}
		Ok((ValidTransaction::default(), who, origin))
	}

	fn prepare(
		self,
		who: AccountId,
		_: &DispatchOriginOf<RuntimeCall>,
		_: &RuntimeCall,
		_: &DispatchInfoOf<RuntimeCall>,
		_: usize,
	) -> Result<(), TransactionValidityError> {
		Balances::burn_from(&who, FEE, Preservation::Expendable, Precision::Exact, Fortitude::Polite)
			.map(|_| ())
			.map_err(|_| InvalidTransaction::Payment.into())
	}
}

/// The extensions, as a runtime lists them.
pub type TxExtension = (CheckNonce<Test>, CountFreeCalls<Test>, SkipCheckIfFeeless<Test, ChargeFee>);

/// Sends a transaction of `who` through the extensions and dispatches it.
pub fn submit(who: AccountId, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResultWithInfo<PostDispatchInfo> {
	let nonce = System::account_nonce(&who);
	submit_with_nonce(who, call, nonce)
}

pub fn submit_with_nonce(
	who: AccountId,
	call: impl Into<RuntimeCall>,
	nonce: u32,
) -> ApplyExtrinsicResultWithInfo<PostDispatchInfo> {
	let call = call.into();
	let extension: TxExtension = (CheckNonce::from(nonce), CountFreeCalls::new(), ChargeFee.into());
	let mut info = call.get_dispatch_info();
	info.extension_weight = extension.weight(&call);
	extension.dispatch_transaction(RuntimeOrigin::signed(who), call, &info, 0, 0)
}

/// The key pair of [`PATIENT`] or [`OTHER_PATIENT`].
pub fn pair_of(patient: &AccountId) -> sr25519::Pair {
	let phrase = if *patient == PATIENT { "//Alice" } else { "//Bob" };
	let pair = sr25519::Pair::from_string(phrase, None).unwrap();
	assert_eq!(AccountId::from(pair.public()), *patient);
	pair
}

pub fn sign(patient: &AccountId, message: &[u8]) -> MultiSignature {
	pair_of(patient).sign(message).into()
}

/// An enrolment of [`PATIENT`] by [`HOSPITAL`] that is in order.
pub fn enrolment() -> Enrolment<AccountId> {
	Enrolment {
		institution: HOSPITAL,
		patient: PATIENT,
		encryption_key: KEY,
		certificate: COMMITMENT,
		expires: EXPIRY,
		deadline: NOW + DAY,
	}
}

/// The patient's signature under the enrolment.
pub fn agreed(enrolment: &Enrolment<AccountId>) -> MultiSignature {
	sign(&enrolment.patient, &Pallet::<Test>::payload_of(enrolment))
}

/// Sends the enrolment, with a signature that may be under another.
pub fn enrol_with(enrolment: Enrolment<AccountId>, signature: MultiSignature) -> DispatchResult {
	let Enrolment { institution, patient, encryption_key, certificate, expires, deadline } = enrolment;
	Participants::enrol_patient(
		RuntimeOrigin::signed(institution),
		patient,
		encryption_key,
		certificate,
		expires,
		deadline,
		signature,
	)
}

/// Enrols as agreed.
pub fn enrol(enrolment: Enrolment<AccountId>) -> DispatchResult {
	let signature = agreed(&enrolment);
	enrol_with(enrolment, signature)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn set_time(now: Moment) {
	Timestamp::set_timestamp(now);
}

pub fn affiliate(member: AccountId, organisation: AccountId) {
	assert_ok!(Participants::propose_affiliation(signed(member.clone()), organisation.clone()));
	assert_ok!(Participants::accept_affiliation(signed(organisation), member));
}

pub fn assert_last_event(event: pallet_participants::Event<Test>) {
	System::assert_last_event(event.into());
}

pub fn error(error: Error<Test>) -> DispatchError {
	error.into()
}

const CAST: [(AccountId, Role); 8] = [
	(HOSPITAL, Role::Provider(ProviderKind::Hospital)),
	(CLINIC, Role::Provider(ProviderKind::Clinic)),
	(PHARMACY, Role::Provider(ProviderKind::Pharmacy)),
	(DOCTOR, Role::Provider(ProviderKind::Practitioner)),
	(NURSE, Role::Provider(ProviderKind::Practitioner)),
	(THERAPIST, Role::Provider(ProviderKind::Practitioner)),
	(INSURER, Role::FinancialEntity(FinancialKind::Insurer)),
	(MINISTRY, Role::HealthAuthority(AuthorityKind::Ministry)),
];

/// Builds the chain's first state. Everybody but the patients has tokens, and [`CERTIFIER`] certified the whole cast.
#[derive(Default)]
pub struct ExtBuilder {
	enrolled: bool,
}

impl ExtBuilder {
	/// [`HOSPITAL`] has enrolled [`PATIENT`].
	pub fn enrolled(mut self) -> Self {
		self.enrolled = true;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let rich = CAST.map(|(who, _)| who).into_iter().chain([STRANGER, COUNCIL, CERTIFIER, OTHER_CERTIFIER]);
		let storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: rich.map(|who| (who, BALANCE)).collect(),
				..Default::default()
			},
			participants: pallet_participants::GenesisConfig {
				authorities: vec![(CERTIFIER, crate::types::certifiable_groups(), KEY)],
			},
			..Default::default()
		}
		.build_storage()
		.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
		ext.execute_with(|| {
			System::set_block_number(1);
			frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(0x5a));
			set_time(NOW);
			assert_ok!(Participants::register(signed(OTHER_CERTIFIER), Role::CertificationAuthority, KEY));
			for (who, role) in CAST {
				assert_ok!(Participants::register(signed(who.clone()), role, KEY));
				assert_ok!(Participants::certify(signed(CERTIFIER), who, COMMITMENT, EXPIRY));
			}
			if self.enrolled {
				assert_ok!(enrol(enrolment()));
			}
			System::reset_events();
		});
		ext
	}

	/// Runs a test and then checks every invariant.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			assert_ok!(Participants::do_try_state());
		});
	}
}

/// For the benchmarks' own tests.
#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	ExtBuilder::default().build()
}

//! The health token and fees.

use crate::*;
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		ConstU128, OnUnbalanced, VariantCountOf,
	},
	weights::ConstantMultiplier,
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{traits::Bounded, FixedPointNumber, Perquintill};

parameter_types! {
	/// Smallest balance of an account that exists by its balance alone. Participants exist without one.
	pub const ExistentialDeposit: Balance = MILLI_HLT;
	/// Fee per picosecond of computation: a millisecond costs a thousandth of a HLT.
	pub const WeightFee: Balance = 1;
	/// Fee per byte of a transaction.
	pub const LengthFee: Balance = 100_000;
	/// How full blocks may be before fees rise.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast fees follow: within a day, by at most a factor of about three.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(3, 100_000);
	/// Fees never fall below what the weights say.
	pub MinimumMultiplier: Multiplier = Multiplier::from_u32(1);
	/// Fees never rise without bound, since health does not wait for a quiet day.
	pub MaximumMultiplier: Multiplier = Multiplier::from_u32(100).min(Multiplier::max_value());
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type AccountStore = System;
	type Balance = Balance;
	type DoneSlashHandler = ();
	type DustRemoval = ();
	type ExistentialDeposit = ExistentialDeposit;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type MaxLocks = frame_support::traits::ConstU32<50>;
	type MaxReserves = frame_support::traits::ConstU32<50>;
	type ReserveIdentifier = [u8; 8];
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = crate::weights::pallet_balances::WeightInfo<Runtime>;
}

/// Gives fees and tips to the author of the block. Without an author, as while a block is only tried out, they are burnt.
pub struct ToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for ToAuthor {
	fn on_nonzero_unbalanced(amount: Credit<AccountId, Balances>) {
		if let Some(author) = Authorship::author() {
			// What the author's account cannot take is burnt with the credit.
			let _ = Balances::resolve(&author, amount);
		}
	}
}

#[derive_impl(pallet_transaction_payment::config_preludes::TestDefaultConfig)]
impl pallet_transaction_payment::Config for Runtime {
	type FeeMultiplierUpdate =
		TargetedFeeAdjustment<Self, TargetBlockFullness, AdjustmentVariable, MinimumMultiplier, MaximumMultiplier>;
	type LengthToFee = ConstantMultiplier<Balance, LengthFee>;
	type OnChargeTransaction = FungibleAdapter<Balances, ToAuthor>;
	type OperationalFeeMultiplier = frame_support::traits::ConstU8<5>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = crate::weights::pallet_transaction_payment::WeightInfo<Runtime>;
	type WeightToFee = ConstantMultiplier<Balance, WeightFee>;
}

impl pallet_skip_feeless_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
}

/// Deposit in plancks for storing `items` entries of `bytes` in all.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
	let items = (items as Balance).saturating_mul(10 * MILLI_HLT);
	items.saturating_add((bytes as Balance).saturating_mul(MILLI_HLT / 10))
}

/// Deposit per stored byte and per entry, as constants for linear prices.
pub type DepositPerByte = ConstU128<{ MILLI_HLT / 10 }>;
/// Deposit per stored entry.
pub type DepositPerItem = ConstU128<{ 10 * MILLI_HLT }>;

//! What accounts can do together: batches, joint control, delegation, recovery. The ecosystem's own parts, which wallets show.

use super::tokens::{deposit, DepositPerByte, DepositPerItem};
use crate::*;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, InstanceFilter, LinearStoragePrice},
};
use scale_info::TypeInfo;

impl pallet_utility::Config for Runtime {
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = crate::weights::pallet_utility::WeightInfo<Runtime>;
}

parameter_types! {
	/// Deposit for an open joint call: 88 bytes.
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	/// Deposit per signatory.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
	/// Deposit for having proxies at all.
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	/// Deposit per proxy.
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	/// Deposit for having announcements at all.
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	/// Deposit per announcement.
	pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
	/// What one who tries to recover an account risks.
	pub const RecoverySecurityDeposit: Balance = 10 * HLT;
	/// Why a deposit for friend groups is held.
	pub const FriendGroupsHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::FriendGroupsStorage);
	/// Why a deposit for an attempt is held.
	pub const AttemptHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::AttemptStorage);
	/// Why a deposit for an inheritor is held.
	pub const InheritorHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Recovery(pallet_recovery::HoldReason::InheritorStorage);
}

impl pallet_multisig::Config for Runtime {
	type BlockNumberProvider = System;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = crate::weights::pallet_multisig::WeightInfo<Runtime>;
}

/// What a proxy may do for the account behind it.
#[derive(
	Copy,
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	Any,
	/// Everything but moving tokens, keys of consensus and the account's own delegation or recovery.
	NonTransfer,
	/// What a guardian does for a patient: consent, records, keys. No tokens, no delegation.
	Guardian,
	/// What a carer does for a patient: add observations, refuse requests. Nothing that opens the record to others.
	Care,
	/// An institution's part in the council and the consortium.
	Governance,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			ProxyType::Any => true,
			ProxyType::NonTransfer => matches!(
				call,
				RuntimeCall::System(_)
					| RuntimeCall::Utility(_)
					| RuntimeCall::Council(_)
					| RuntimeCall::Preimage(_)
					| RuntimeCall::Participants(_)
					| RuntimeCall::EmrRecords(_)
					| RuntimeCall::EmrConsent(_)
					| RuntimeCall::HealthToken(
						pallet_health_token::Call::publish_price { .. }
							| pallet_health_token::Call::withdraw_price { .. }
							| pallet_health_token::Call::invoice { .. }
							| pallet_health_token::Call::cancel_invoice { .. }
							| pallet_health_token::Call::decline { .. }
					)
			),
			ProxyType::Guardian => matches!(
				call,
				RuntimeCall::Utility(_)
					| RuntimeCall::EmrRecords(_)
					| RuntimeCall::EmrConsent(_)
					| RuntimeCall::Participants(pallet_participants::Call::rotate_encryption_key { .. })
			),
			ProxyType::Care => matches!(
				call,
				RuntimeCall::EmrRecords(
					pallet_emr_records::Call::anchor { .. } | pallet_emr_records::Call::anchor_batch { .. }
				) | RuntimeCall::EmrConsent(pallet_emr_consent::Call::deny { .. })
			),
			ProxyType::Governance => {
				matches!(call, RuntimeCall::Council(_) | RuntimeCall::Preimage(_) | RuntimeCall::Consortium(_))
			},
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(one, another) if one == another => true,
			(ProxyType::Any, _) => true,
			(_, ProxyType::Any) => false,
			(ProxyType::NonTransfer, ProxyType::Guardian | ProxyType::Care) => true,
			(ProxyType::Guardian, ProxyType::Care) => true,
			_ => false,
		}
	}
}

impl pallet_proxy::Config for Runtime {
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
	type CallHasher = BlakeTwo256;
	type Currency = Balances;
	type MaxPending = ConstU32<32>;
	type MaxProxies = ConstU32<32>;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type ProxyType = ProxyType;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = crate::weights::pallet_proxy::WeightInfo<Runtime>;
}

/// Deposit of an account for something stored, held for the given reason.
type StorageDeposit<Reason> =
	HoldConsideration<AccountId, Balances, Reason, LinearStoragePrice<DepositPerItem, DepositPerByte, Balance>>;

impl pallet_recovery::Config for Runtime {
	type AttemptConsideration = StorageDeposit<AttemptHoldReason>;
	type BlockNumberProvider = System;
	type Currency = Balances;
	type FriendGroupsConsideration = StorageDeposit<FriendGroupsHoldReason>;
	type InheritorConsideration = StorageDeposit<InheritorHoldReason>;
	type MaxFriendsPerConfig = ConstU32<32>;
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SecurityDeposit = RecoverySecurityDeposit;
	type Slash = ();
	type WeightInfo = crate::weights::pallet_recovery::WeightInfo<Runtime>;
}

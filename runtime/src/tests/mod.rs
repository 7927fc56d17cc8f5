//! What holds for the runtime as a whole.

mod equivocation;
mod storage;

use crate::{
	configs::{
		accounts::ProxyType,
		consensus::CouncilAsRoot,
		governance::{AllowedInSafeMode, NeverPaused},
	},
	genesis, *,
};
use codec::Encode;
use frame_support::{
	assert_noop,
	traits::{fungible::InspectHold, Contains, InstanceFilter, StorageInfoTrait},
};
use salus_primitives::{roles::Role, EncryptionKey};
use sp_genesis_builder::PresetId;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	traits::{Dispatchable, TransactionExtension},
	BuildStorage,
};

fn externalities(preset: &str) -> sp_io::TestExternalities {
	let patch = genesis::preset(&PresetId::from(preset)).expect("the preset exists");
	let patch: serde_json::Value = serde_json::from_slice(&patch).expect("a preset is JSON");
	let mut json = serde_json::to_value(RuntimeGenesisConfig::default()).expect("a genesis is JSON");
	json_merge(&mut json, patch);
	let config: RuntimeGenesisConfig = serde_json::from_value(json).expect("a preset fits the genesis");
	config.build_storage().expect("a genesis builds").into()
}

fn json_merge(base: &mut serde_json::Value, patch: serde_json::Value) {
	match (base, patch) {
		(serde_json::Value::Object(base), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				json_merge(base.entry(key).or_insert(serde_json::Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}

fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: Vec::new() })
}

#[test]
fn every_preset_builds_with_its_validators_and_seats() {
	for (preset, institutions) in [("development", 1), ("local_testnet", 4), (genesis::CONSORTIUM_TEMPLATE, 4)] {
		externalities(preset).execute_with(|| {
			assert_eq!(Session::validators().len(), institutions, "{preset}");
			assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), institutions, "{preset}");
			assert_eq!(Grandpa::grandpa_authorities().len(), institutions, "{preset}");
			assert_eq!(
				pallet_collective::Members::<Runtime, pallet_collective::Instance1>::get().len(),
				institutions,
				"{preset}"
			);
		});
	}
	assert!(genesis::preset(&PresetId::from("no such preset")).is_none());
}

#[test]
fn the_template_names_nobody_whose_key_is_known() {
	externalities(genesis::CONSORTIUM_TEMPLATE).execute_with(|| {
		for key in Sr25519Keyring::iter() {
			assert_eq!(Balances::free_balance(key.to_account_id()), 0);
			assert!(!Session::validators().contains(&key.to_account_id()));
		}
	});
}

#[test]
fn the_founders_of_the_template_own_what_they_endow() {
	externalities(genesis::CONSORTIUM_TEMPLATE).execute_with(|| {
		assert_eq!(Balances::total_issuance(), 4 * 1_000_000 * HLT);
	});
}

#[test]
fn a_member_cannot_move_its_seat() {
	externalities("development").execute_with(|| {
		let call = RuntimeCall::CouncilMembership(pallet_membership::Call::change_key {
			new: Sr25519Keyring::Eve.to_account_id().into(),
		});
		assert_noop!(
			call.dispatch(RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id())),
			frame_system::Error::<Runtime>::CallFiltered
		);
	});
}

#[test]
fn nobody_but_the_council_authorises_an_authority() {
	externalities("development").execute_with(|| {
		let call = RuntimeCall::Participants(pallet_participants::Call::authorize_authority {
			account: Sr25519Keyring::Eve.to_account_id(),
			scope: Default::default(),
		});
		assert_noop!(
			call.dispatch(RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id())),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn the_council_as_root_moves_no_tokens_and_speaks_for_no_account() {
	let transfer = RuntimeCall::Balances(pallet_balances::Call::force_transfer {
		source: Sr25519Keyring::Alice.to_account_id().into(),
		dest: Sr25519Keyring::Bob.to_account_id().into(),
		value: HLT,
	});
	let wrapped = RuntimeCall::Utility(pallet_utility::Call::batch { calls: vec![transfer.clone()] });
	let set_code = RuntimeCall::System(frame_system::Call::set_code { code: Vec::new() });
	for call in [transfer, wrapped, set_code, remark()] {
		assert!(!CouncilAsRoot::contains(&call));
	}
	assert!(CouncilAsRoot::contains(&RuntimeCall::System(frame_system::Call::authorize_upgrade {
		code_hash: Hash::zero()
	})));
}

#[test]
fn safe_mode_stops_health_and_tokens_but_not_the_council() {
	let consent =
		RuntimeCall::EmrConsent(pallet_emr_consent::Call::withdraw { request: salus_primitives::RequestId(0) });
	assert!(!AllowedInSafeMode::contains(&consent));
	let revoke = RuntimeCall::EmrConsent(pallet_emr_consent::Call::revoke {
		directive: salus_primitives::DirectiveId(0),
		next_keys: Default::default(),
	});
	assert!(AllowedInSafeMode::contains(&revoke));
	assert!(AllowedInSafeMode::contains(&RuntimeCall::SafeMode(pallet_safe_mode::Call::force_exit {})));
}

#[test]
fn what_nothing_stops_is_called_as_the_list_has_it() {
	use frame_support::traits::GetCallName;
	let calls = pallet_emr_consent::Call::<Runtime>::get_call_names();
	for name in calls {
		let full = (
			b"EmrConsent".to_vec().try_into().expect("is short enough"),
			name.as_bytes().to_vec().try_into().expect("is short enough"),
		);
		let stoppable = ["request", "agree_as_custodian", "agree_as_co_approver", "withdraw", "grant", "direct"]
			.into_iter()
			.chain(["seal_keys", "set_co_approvers", "set_emergency_keyholders", "seal_emergency_keys", "reinstate"])
			.chain(["log_access", "log_access_root"])
			.any(|other| other == *name);
		assert_eq!(NeverPaused::contains(&full), !stoppable, "{name}");
	}
}

#[test]
fn each_motion_costs_more_than_the_one_before() {
	externalities("local_testnet").execute_with(|| {
		let member = pallet_collective::Members::<Runtime, pallet_collective::Instance1>::get()[0].clone();
		let propose = |byte: u8| {
			let proposal = RuntimeCall::System(frame_system::Call::remark { remark: vec![byte] });
			let call = RuntimeCall::Council(pallet_collective::Call::propose {
				threshold: 3,
				length_bound: proposal.encoded_size() as u32,
				proposal: Box::new(proposal),
			});
			call.dispatch(RuntimeOrigin::signed(member.clone())).expect("a member may propose");
			Balances::total_balance_on_hold(&member)
		};
		assert_eq!(propose(1), HLT);
		assert_eq!(propose(2), HLT + HLT * 11 / 10);
	});
}

#[test]
fn proxies_reach_no_further_than_their_type() {
	let transfer = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: Sr25519Keyring::Bob.to_account_id().into(),
		value: HLT,
	});
	let add_proxy = RuntimeCall::Proxy(pallet_proxy::Call::add_proxy {
		delegate: Sr25519Keyring::Bob.to_account_id().into(),
		proxy_type: ProxyType::Any,
		delay: 0,
	});
	let grant = RuntimeCall::EmrConsent(pallet_emr_consent::Call::grant {
		request: salus_primitives::RequestId(0),
		narrowed: None,
		obligations: Default::default(),
		sealed: Default::default(),
	});
	let deny = RuntimeCall::EmrConsent(pallet_emr_consent::Call::deny { request: salus_primitives::RequestId(0) });
	let register = RuntimeCall::Participants(pallet_participants::Call::register {
		role: Role::Patient,
		encryption_key: EncryptionKey([9; 32]),
	});
	for proxy in [ProxyType::NonTransfer, ProxyType::Guardian, ProxyType::Care, ProxyType::Governance] {
		assert!(!proxy.filter(&transfer), "{proxy:?}");
		assert!(!proxy.filter(&add_proxy), "{proxy:?}");
	}
	assert!(ProxyType::Guardian.filter(&grant) && !ProxyType::Care.filter(&grant));
	assert!(ProxyType::Guardian.filter(&deny) && ProxyType::Care.filter(&deny));
	assert!(!ProxyType::Guardian.filter(&register));
	// A type that counts as wider lets through everything that the narrower does.
	let types = [ProxyType::Any, ProxyType::NonTransfer, ProxyType::Guardian, ProxyType::Care, ProxyType::Governance];
	for wide in types {
		for narrow in types.iter().filter(|narrow| wide.is_superset(narrow)) {
			for call in [&transfer, &add_proxy, &grant, &deny, &register] {
				assert!(!narrow.filter(call) || wide.filter(call), "{wide:?} {narrow:?}");
			}
		}
	}
}

#[test]
fn a_transaction_says_nothing_twice() {
	let names: Vec<_> =
		<TxExtension as TransactionExtension<RuntimeCall>>::metadata().into_iter().map(|one| one.identifier).collect();
	assert!(names.contains(&"ChargeTransactionPayment"));
	assert!(names.contains(&"CheckMetadataHash"));
	assert_eq!(names.last(), Some(&"WeightReclaim"));
}

#[test]
fn a_consent_costs_less_than_a_cent() {
	use frame_support::dispatch::GetDispatchInfo;
	externalities("development").execute_with(|| {
		let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::grant {
			request: salus_primitives::RequestId(0),
			narrowed: None,
			obligations: Default::default(),
			sealed: Default::default(),
		});
		let fee = TransactionPayment::compute_fee(400, &call.get_dispatch_info(), 0);
		assert!(fee > 0 && fee < HLT / 100, "{fee}");
	});
}

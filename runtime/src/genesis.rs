//! What chains start from: a development chain with one validator, a consortium of four on one machine, and the template of a real
//! consortium. No preset has a key that rules alone.

use crate::*;
use alloc::{format, string::String, vec, vec::Vec};
use frame_support::build_struct_json_patch;
use pallet_grandpa::AuthorityId as GrandpaId;
use serde_json::Value;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::crypto::UncheckedFrom;
use sp_genesis_builder::PresetId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// The preset from which a real consortium makes its own specification. Its accounts and keys belong to nobody: each has to be
/// replaced, and a chain that is started without doing so has no author.
pub const CONSORTIUM_TEMPLATE: &str = "consortium_template";

/// Balance of each account of a preset.
const ENDOWMENT: Balance = 1_000_000 * HLT;

/// One institution as a genesis needs it.
struct Institution {
	/// Its public name.
	name: String,
	/// Its account, which has the seat in the council.
	account: AccountId,
	/// The account that validates for it.
	validator: AccountId,
	/// The keys of its validator.
	keys: SessionKeys,
}

fn preset_of(institutions: Vec<Institution>, endowed: Vec<AccountId>) -> Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances: endowed.into_iter().map(|account| (account, ENDOWMENT)).collect() },
		consortium: ConsortiumConfig {
			institutions: institutions
				.iter()
				.map(|one| (one.account.clone(), one.name.clone(), one.validator.clone()))
				.collect(),
		},
		council_membership: CouncilMembershipConfig {
			members: institutions
				.iter()
				.map(|one| one.account.clone())
				.collect::<Vec<_>>()
				.try_into()
				.unwrap_or_default(),
		},
		session: SessionConfig {
			keys: institutions.into_iter().map(|one| (one.validator.clone(), one.validator, one.keys)).collect(),
		},
	})
}

/// An institution run by a well-known development key. Validator accounts are the `//Name//stash` ones, as zombienet and other
/// tools expect.
fn development_institution(
	name: &str,
	account: Sr25519Keyring,
	validator: Sr25519Keyring,
	finality: Ed25519Keyring,
) -> Institution {
	Institution {
		name: name.into(),
		account: account.to_account_id(),
		validator: validator.to_account_id(),
		keys: SessionKeys { aura: AuraId::from(account.public()), grandpa: GrandpaId::from(finality.public()) },
	}
}

fn four_institutions() -> Vec<Institution> {
	vec![
		development_institution(
			"First Institution",
			Sr25519Keyring::Alice,
			Sr25519Keyring::AliceStash,
			Ed25519Keyring::Alice,
		),
		development_institution(
			"Second Institution",
			Sr25519Keyring::Bob,
			Sr25519Keyring::BobStash,
			Ed25519Keyring::Bob,
		),
		development_institution(
			"Third Institution",
			Sr25519Keyring::Charlie,
			Sr25519Keyring::CharlieStash,
			Ed25519Keyring::Charlie,
		),
		development_institution(
			"Fourth Institution",
			Sr25519Keyring::Dave,
			Sr25519Keyring::DaveStash,
			Ed25519Keyring::Dave,
		),
	]
}

fn development() -> Value {
	preset_of(
		four_institutions().into_iter().take(1).collect(),
		Sr25519Keyring::iter().map(|key| key.to_account_id()).collect(),
	)
}

fn local_testnet() -> Value {
	preset_of(four_institutions(), Sr25519Keyring::iter().map(|key| key.to_account_id()).collect())
}

fn consortium_template() -> Value {
	// Accounts and keys from hashes of their names: valid in form, with no secret that anybody knows.
	let nobody = |name: String| sp_io::hashing::blake2_256(name.as_bytes());
	let institutions: Vec<_> = (1..=4)
		.map(|n| Institution {
			name: format!("Institution {n}"),
			account: nobody(format!("institution {n}")).into(),
			validator: nobody(format!("validator {n}")).into(),
			keys: SessionKeys {
				aura: sp_core::sr25519::Public::unchecked_from(nobody(format!("aura {n}"))).into(),
				grandpa: sp_core::ed25519::Public::unchecked_from(nobody(format!("grandpa {n}"))).into(),
			},
		})
		.collect();
	let endowed = institutions.iter().map(|one| one.account.clone()).collect();
	preset_of(institutions, endowed)
}

/// The preset of this name, as a JSON patch of the genesis configuration.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		sp_genesis_builder::DEV_RUNTIME_PRESET => development(),
		sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
		CONSORTIUM_TEMPLATE => consortium_template(),
		_ => return None,
	};
	serde_json::to_vec(&patch).ok()
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![
		PresetId::from(sp_genesis_builder::DEV_RUNTIME_PRESET),
		PresetId::from(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET),
		PresetId::from(CONSORTIUM_TEMPLATE),
	]
}

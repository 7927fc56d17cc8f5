//! Chain specifications. What is in a genesis is the runtime's to say (its presets); here stand names, types and properties.

use salus_runtime::{genesis, WASM_BINARY};
use sc_service::{ChainType, Properties};

/// A Salus chain specification.
pub type ChainSpec = sc_service::GenericChainSpec;

/// The properties by which wallets show balances and addresses.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), salus_runtime::TOKEN_SYMBOL.into());
	properties.insert("tokenDecimals".into(), salus_runtime::TOKEN_DECIMALS.into());
	properties.insert("ss58Format".into(), salus_runtime::SS58_PREFIX.into());
	properties
}

fn from_preset(name: &str, id: &str, chain_type: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or("this build has no runtime: build it without SKIP_WASM_BUILD")?;
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id("salus")
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// One validator, for development.
pub fn development() -> Result<ChainSpec, String> {
	from_preset("Salus Development", "salus_dev", ChainType::Development, sp_genesis_builder::DEV_RUNTIME_PRESET)
}

/// Four validators on one machine.
pub fn local_testnet() -> Result<ChainSpec, String> {
	from_preset(
		"Salus Local Consortium",
		"salus_local",
		ChainType::Local,
		sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET,
	)
}

/// The template of a real consortium: whoever founds one replaces the accounts and keys in the exported specification.
pub fn consortium_template() -> Result<ChainSpec, String> {
	from_preset("Salus Consortium", "salus_consortium", ChainType::Live, genesis::CONSORTIUM_TEMPLATE)
}

//! The chain and its node.

use super::{context::Context, words};
use salus_client::chain::ChainError;
use salus_runtime::Runtime;
use serde_json::json;

/// The chain and its node.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// What chain this is, and how far it is.
	Info,
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Info => info(context).await,
	}
}

async fn info(context: &Context) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let rpc = chain.rpc();
	let (name, _) = chain.properties().await?;
	let (finalized, hash) = chain.finalized().await?;
	let version = rpc.state_get_runtime_version(None).await.map_err(ChainError::from)?;
	let best = rpc.chain_get_header(None).await.map_err(ChainError::from)?.map(|header| header.number);
	let health = rpc.system_health().await.map_err(ChainError::from)?;
	let node = rpc.system_version().await.map_err(ChainError::from)?;
	let now = chain.now().await?;
	let standing = chain.view(pallet_consortium::StandingViewFunction::<Runtime>::new()).await?;
	let key = pallet_safe_mode::EnteredUntil::<Runtime>::hashed_key();
	let safe_mode = chain.storage::<u32>(&key).await?;
	let json = json!({
		"chain": name,
		"genesis": format!("{:?}", chain.genesis_hash()),
		"spec_version": version.spec_version,
		"transaction_version": version.transaction_version,
		"best": best,
		"finalized": finalized,
		"finalized_hash": format!("{hash:?}"),
		"time": words::instant(now),
		"members": standing.members,
		"safe_mode_until": safe_mode,
		"node": node,
		"peers": health.peers,
		"syncing": health.is_syncing,
	});
	let mut fields = vec![
		("chain", name),
		("genesis", format!("{:?}", chain.genesis_hash())),
		("runtime", format!("version {}, transactions {}", version.spec_version, version.transaction_version)),
		("best block", best.map(|best| best.to_string()).unwrap_or_default()),
		("finalized", format!("{finalized} ({hash:?})")),
		("chain's time", words::moment(now)),
		("institutions", format!("{} members, {} suspended", standing.members, standing.suspended)),
		("node", format!("{node}, {} peers{}", health.peers, if health.is_syncing { ", syncing" } else { "" })),
	];
	if let Some(block) = safe_mode {
		fields.push(("safe mode", format!("until block {block}")));
	}
	context.out.fields(&json, &fields);
	Ok(())
}

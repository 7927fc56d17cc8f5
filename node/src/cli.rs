//! The command line: the usual set of `sc-cli`.

use sc_cli::RunCmd;

/// Options and subcommands.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	/// What to do; without it the node runs.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run.
	#[clap(flatten)]
	pub run: RunCmd,
}

/// Everything but running.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
	/// Key management: generate, inspect, insert.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Build a chain specification (superseded by export-chain-spec, kept for tools that call it).
	#[allow(deprecated)]
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Export the chain specification.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Validate blocks.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Export blocks.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Export the state of a given block into a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Import blocks.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Remove the whole chain.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Revert the chain to a previous state.
	Revert(sc_cli::RevertCmd),

	/// Print meta information about the database.
	ChainInfo(sc_cli::ChainInfoCmd),
}

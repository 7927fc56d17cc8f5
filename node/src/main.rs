//! A node of the Salus chain: command line, chain specification, service and RPC. It knows nothing of health; that is the
//! runtime's.

mod chain_spec;
mod cli;
mod command;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}

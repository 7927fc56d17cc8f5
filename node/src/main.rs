//! A node of the Salus chain: command line, chain specification, service and RPC. It knows nothing of health; that is the
//! runtime's.

// The errors are those of sc-cli and sc-service, which nothing here can make smaller.
#![allow(clippy::result_large_err)]

mod chain_spec;
mod cli;
mod command;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}

//! The `salus` command: see `salus --help`.

mod commands;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
	Box::pin(commands::Cli::read().run()).await
}

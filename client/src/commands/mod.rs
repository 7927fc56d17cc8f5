//! The `salus` command, one file per group of commands: options and `run`.

mod chain;
mod committing;
mod consent;
mod consortium;
mod context;
mod council;
mod failure;
mod files;
mod journey;
mod keys;
mod market;
mod money;
mod output;
mod parameters;
mod participants;
mod privacy;
mod records;
mod report;
mod tokens;
mod values;
mod words;

use clap::{error::ErrorKind, parser::ValueSource, CommandFactory, FromArgMatches, Parser, Subcommand};
use context::{Context, GlobalOptions};
use failure::{Failure, Kind};
use output::Format;
use serde_json::json;
use std::process::ExitCode;

/// Salus: health records whose keys are their patients'.
///
/// Amounts are in HLT, dates in UTC. Accounts are SS58 addresses; //Alice and the like name the development accounts.
#[derive(Clone, Debug, Parser)]
#[command(
	name = "salus",
	version,
	after_help = "Exit codes: 0 done, 1 failed, 2 used wrongly, 3 refused by the chain, \
	4 not allowed by consent, 5 node or store not reachable, 6 tampered with or not verifiable."
)]
pub struct Cli {
	#[command(flatten)]
	global: GlobalOptions,
	#[command(subcommand)]
	command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
	/// Make, look at and share out keys.
	#[command(subcommand)]
	Keys(keys::Command),
	/// Who is who: registering, certificates, affiliations.
	#[command(subcommand, visible_alias = "who")]
	Participants(participants::Command),
	/// Health records: import, read, verify, amend.
	#[command(subcommand)]
	Records(records::Command),
	/// Who may do what with a patient's records.
	#[command(subcommand)]
	Consent(consent::Command),
	/// What the institutions decide together.
	#[command(subcommand)]
	Council(council::Command),
	/// Joining, leaving and running the consortium.
	#[command(subcommand)]
	Consortium(consortium::Command),
	/// Your own records as a report, on a page or as a FHIR document.
	Report(report::Options),
	/// What a service costs at every provider.
	Price(money::tariffs::PriceOptions),
	/// Prices: publish yours, set references.
	#[command(subcommand)]
	Tariff(money::tariffs::Command),
	/// Banks and exchanges that issue tokens for money and redeem them.
	#[command(subcommand)]
	Desk(money::desks::Command),
	/// Invoices, receipts, prepayments and pre-authorisations.
	#[command(subcommand)]
	Pay(money::payments::Command),
	/// Care put out to tender, bid for, delivered and paid; counselling groups.
	#[command(subcommand)]
	Market(market::Command),
	/// Tokens of an account.
	Balance(tokens::BalanceOptions),
	/// Send tokens.
	Transfer(tokens::TransferOptions),
	/// The chain and its node.
	#[command(subcommand)]
	Chain(chain::Command),
	/// Walk through everything Salus is for, on a development chain, with the official FHIR examples.
	Journey(journey::Options),
}

impl Cli {
	/// Reads the command line. What is wrong with it ends the process with exit code 2.
	pub fn read() -> Self {
		let matches = Self::command().get_matches();
		let on_line = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
		// From the environment, the secret gives way to an account that is named.
		if on_line("suri") && on_line("account_file") {
			let problem = "--suri and --account-file are two accounts: give one of them";
			Self::command().error(ErrorKind::ArgumentConflict, problem).exit();
		}
		Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
	}

	/// Does what was asked for.
	pub async fn run(self) -> ExitCode {
		let format = self.global.output;
		let context = Context::new(self.global);
		match dispatch(&context, self.command).await {
			Ok(()) => ExitCode::SUCCESS,
			Err(error) if matches!(error.downcast_ref(), Some(Failure::AnsweredNo)) => Kind::NotAllowed.into(),
			Err(error) => {
				tell(&context, format, &error);
				failure::kind_of(&error).into()
			},
		}
	}
}

async fn dispatch(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Keys(command) => keys::run(context, command).await,
		Command::Participants(command) => participants::run(context, command).await,
		Command::Records(command) => records::run(context, command).await,
		Command::Consent(command) => consent::run(context, command).await,
		Command::Council(command) => council::run(context, command).await,
		Command::Consortium(command) => consortium::run(context, command).await,
		Command::Report(options) => report::run(context, options).await,
		Command::Price(options) => money::tariffs::price(context, options).await,
		Command::Tariff(command) => money::tariffs::run(context, command).await,
		Command::Desk(command) => money::desks::run(context, command).await,
		Command::Pay(command) => money::payments::run(context, command).await,
		Command::Market(command) => market::run(context, command).await,
		Command::Balance(options) => tokens::balance(context, options).await,
		Command::Transfer(options) => tokens::transfer(context, options).await,
		Command::Chain(command) => chain::run(context, command).await,
		Command::Journey(options) => journey::run(context, options).await,
	}
}

/// Tells what went wrong and what to do about it; programs get it as JSON besides.
fn tell(context: &Context, format: Format, error: &anyhow::Error) {
	let refusal = failure::refusal_of(error);
	let advice = failure::advice(error);
	if format == Format::Json {
		let line = json!({
			"error": format!("{error:#}"),
			"code": failure::kind_of(error) as u8,
			"pallet": refusal.and_then(|refusal| refusal.pallet.clone()),
			"name": refusal.map(|refusal| refusal.name.clone()),
			"advice": advice,
		});
		context.out.line(&line.to_string());
	}
	context.out.note(&format!("salus: {error:#}"));
	if let Some(advice) = advice {
		context.out.note(&format!("       {advice}"));
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_command_line_is_well_formed() {
		Cli::command().debug_assert();
	}

	#[test]
	fn global_options_stand_anywhere() {
		let parse = |line: &str| Cli::try_parse_from(line.split(' '));
		let cli = parse("salus balance --url ws://host:1 --output json --persona clinic").unwrap();
		assert_eq!(cli.global.url, "ws://host:1");
		assert_eq!(cli.global.output, Format::Json);
		assert_eq!(cli.global.persona.to_string(), "clinic");
		assert!(parse("salus --wait in-block who show //Alice").is_ok());
		assert!(parse("salus --persona a/b balance").is_err());
	}

	#[test]
	fn values_are_refused_on_the_command_line() {
		let kind = |line: &str| Cli::try_parse_from(line.split(' ')).unwrap_err().kind();
		for line in [
			"salus consent request //Alice --class lab --action access --purpose TREAT",
			"salus consent request //Alice --class laboratory --action peek --purpose TREAT",
			"salus consent request //Alice --class laboratory --action access --purpose fun",
			"salus records list --patient nobody",
			"salus transfer //Bob 1.0000000000001",
			"salus records verify 1 file --salt 0x12",
		] {
			assert_eq!(kind(line), ErrorKind::ValueValidation, "{line}");
		}
		assert_eq!(kind("salus consent justify 1"), ErrorKind::MissingRequiredArgument);
		assert_eq!(kind("salus consent justify 1 --text a --document b"), ErrorKind::ArgumentConflict);
	}
}

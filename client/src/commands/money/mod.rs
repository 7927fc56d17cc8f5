//! Health money: what services cost, who issues and redeems tokens, what is charged and paid.

mod cash;
pub mod desks;
pub mod payments;
pub mod tariffs;

use super::{
	context::Context,
	failure::{general, usage},
	tokens,
	values::When,
	words,
};
use frame_support::traits::Get;
use pallet_health_token::types::{Items, Line};
use salus_client::{actions::money, chain::Chain};
use salus_primitives::{Moment, ServiceCode};
use salus_runtime::{AccountId, Balance};
use serde_json::{json, Value};
use std::str::FromStr;

/// Most of what is asked of the chain at once; it gives no more.
const PAGE: u32 = 100;

/// In which code system services are named.
#[derive(Clone, Debug, clap::Args)]
pub struct SystemOption {
	/// The code system of the code: a URI. It may also be written before the code: 'URI|CODE'.
	#[arg(long, env = "SALUS_CODE_SYSTEM", default_value = "http://snomed.info/sct", value_name = "URI")]
	system: String,
}

/// A service on the command line.
#[derive(Clone, Debug, clap::Args)]
pub struct ServiceOptions {
	/// The service's code, such as a procedure's; or with its code system before it: 'URI|CODE'.
	code: String,
	#[command(flatten)]
	system: SystemOption,
}

impl SystemOption {
	/// The service with this code.
	fn service(&self, code: &str) -> anyhow::Result<ServiceCode> {
		let (system, code) = code.split_once('|').unwrap_or((&self.system, code));
		let service = money::service(system, code)?;
		if !service.is_valid() {
			return Err(usage(format!(
				"'{system}|{code}' is no service: a code system and a code are made of ASCII characters without spaces"
			)));
		}
		Ok(service)
	}

	/// What is charged for.
	fn items(&self, charges: &[Charge]) -> anyhow::Result<Items> {
		let mut items = Vec::new();
		for charge in charges {
			items.push((self.service(&charge.code)?, charge.quantity));
		}
		Ok(money::items(items)?)
	}
}

impl ServiceOptions {
	/// The service.
	fn service(&self) -> anyhow::Result<ServiceCode> {
		self.system.service(&self.code)
	}
}

/// So many units of a service: `CODE` or `CODE=3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
	code: String,
	quantity: u32,
}

impl FromStr for Charge {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (code, quantity) = match text.rsplit_once('=') {
			Some((code, quantity)) => {
				let quantity = quantity
					.parse::<u32>()
					.map_err(|_| format!("'{quantity}' is no quantity: use a code alone, or CODE=3 for three"))?;
				(code, quantity)
			},
			None => (text, 1),
		};
		if quantity == 0 || code.is_empty() {
			return Err(format!("'{text}' is nothing to charge for: use a code alone, or CODE=3 for three"));
		}
		Ok(Self { code: code.to_owned(), quantity })
	}
}

/// Items to charge for, and the code system of their codes.
#[derive(Clone, Debug, clap::Args)]
pub struct ChargeOptions {
	/// A service by its code, or CODE=3 for three units of it. It may be given several times.
	#[arg(long = "item", required = true, value_name = "CODE[=N]")]
	items: Vec<Charge>,
	#[command(flatten)]
	system: SystemOption,
}

impl ChargeOptions {
	/// What is charged for.
	fn items(&self) -> anyhow::Result<Items> {
		self.system.items(&self.items)
	}
}

/// A span of time, such as `30d` or `12h`.
fn span(text: &str) -> Result<Moment, String> {
	match format!("+{}", text.trim_start_matches('+')).parse::<When>() {
		Ok(When::After(span)) if span > 0 => Ok(span),
		_ => Err(format!("'{text}' is no span of time: use 12h, 30d or 6w")),
	}
}

/// A span of time for people, in the largest unit that fits.
fn span_words(span: Moment) -> String {
	use salus_primitives::time::{DAY, HOUR, MINUTE};
	for (unit, name) in [(DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes")] {
		if span > 0 && span.is_multiple_of(unit) {
			return format!("{} {name}", span / unit);
		}
	}
	format!("{span} ms")
}

/// A constant of the pallet, as the runtime sets it.
fn constant<C: Get<V>, V>() -> V {
	C::get()
}

/// A service as the command line takes it.
fn service_text(service: &ServiceCode) -> String {
	format!("{}|{}", String::from_utf8_lossy(&service.system), String::from_utf8_lossy(&service.code))
}

fn service_json(service: &ServiceCode) -> Value {
	json!({
		"system": String::from_utf8_lossy(&service.system),
		"code": String::from_utf8_lossy(&service.code),
	})
}

fn line_json(line: &Line) -> Value {
	json!({
		"service": service_json(&line.service),
		"quantity": line.quantity,
		"unit_price_plancks": line.unit_price.to_string(),
		"amount": words::tokens(line.amount),
		"amount_plancks": line.amount.to_string(),
		"version": line.version.0,
	})
}

fn lines_json(lines: &[Line]) -> Value {
	lines.iter().map(line_json).collect()
}

/// Lines for people, one below the other.
fn lines_text(lines: &[Line]) -> String {
	let texts: Vec<_> = lines
		.iter()
		.map(|line| {
			let (unit_price, amount) = (words::tokens(line.unit_price), words::tokens(line.amount));
			format!("{} × {} at {unit_price}: {amount}", line.quantity, service_text(&line.service))
		})
		.collect();
	texts.join("\n")
}

/// Refuses to give away what the account cannot spend.
async fn ensure_spendable(chain: &Chain, account: &AccountId, amount: Balance) -> anyhow::Result<()> {
	let spendable = tokens::funds(chain, account).await?.spendable();
	if amount > spendable {
		return Err(general(format!(
			"{} are more than the {} that you can spend: see salus balance; a desk sells tokens: salus desk list",
			words::tokens(amount),
			words::tokens(spendable)
		)));
	}
	Ok(())
}

/// Refuses a moment that is over or further off than the chain allows.
fn ensure_within(moment: Moment, now: Moment, longest: Moment) -> anyhow::Result<()> {
	if moment <= now {
		return Err(usage(format!("{} is over already", words::moment(moment))));
	}
	let last = now.saturating_add(longest);
	if moment > last {
		return Err(usage(format!("it may be until {} at most", words::moment(last))));
	}
	Ok(())
}

/// Prints what a call brought about that has no more to tell.
async fn send(
	context: &Context,
	chain: &Chain,
	me: &salus_client::keys::Persona,
	call: pallet_health_token::Call<salus_runtime::Runtime>,
	json: Value,
	text: &str,
) -> anyhow::Result<()> {
	let included = context.send(chain, me, salus_runtime::RuntimeCall::HealthToken(call)).await?;
	context.out.receipt(&included, json, text);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use salus_primitives::time::{DAY, HOUR};

	#[test]
	fn charges_have_a_quantity_or_are_for_one() {
		assert_eq!("71260".parse(), Ok(Charge { code: "71260".into(), quantity: 1 }));
		assert_eq!("http://a|7=3".parse(), Ok(Charge { code: "http://a|7".into(), quantity: 3 }));
		for wrong in ["", "7=", "7=0", "7=x", "=3"] {
			assert!(wrong.parse::<Charge>().is_err(), "{wrong}");
		}
	}

	#[test]
	fn services_bring_their_system_or_take_the_given_one() {
		let system = SystemOption { system: "http://b".into() };
		assert_eq!(service_text(&system.service("7").unwrap()), "http://b|7");
		assert_eq!(service_text(&system.service("http://a|7").unwrap()), "http://a|7");
		assert!(system.service("7 8").is_err());
		assert!(system.service("|7").is_err());
		assert!(system.service(&"7".repeat(33)).is_err());
	}

	#[test]
	fn spans_are_read_and_shown() {
		assert_eq!(span("30d"), Ok(30 * DAY));
		assert_eq!(span("+12h"), Ok(12 * HOUR));
		assert_eq!(span_words(30 * DAY), "30 days");
		assert_eq!(span_words(36 * HOUR), "36 hours");
		for wrong in ["", "0d", "30", "2030-01-01"] {
			assert!(span(wrong).is_err(), "{wrong}");
		}
	}
}

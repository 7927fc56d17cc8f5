//! What services cost: compared across providers, published, withdrawn, and what authorities say of it.

use super::{send, service_json, service_text, ServiceOptions, PAGE};
use crate::commands::{
	context::Context,
	council::{self, MotionOptions},
	failure::{general, usage},
	participants::ensure_certified,
	values::{self, When},
	words,
};
use pallet_health_token::{
	types::{Price, PriceVersion, Reference},
	Call, ReferenceHistoryOf,
};
use salus_client::{actions::money, chain::Chain, fhir::consent::role_label};
use salus_primitives::{
	roles::{AuthorityKind, Role},
	Moment, Period, ServiceCode,
};
use salus_runtime::{AccountId, Balance, Runtime, RuntimeCall};
use serde_json::{json, Value};

/// Comparing prices.
#[derive(Clone, Debug, clap::Args)]
pub struct PriceOptions {
	#[command(flatten)]
	service: ServiceOptions,
	/// Show all prices of one provider, former and coming ones as well.
	#[arg(long, value_parser = values::account, value_name = "PROVIDER")]
	history: Option<AccountId>,
}

/// What services cost.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Publish a price of yours.
	Publish(PublishOptions),
	/// Withdraw a price of yours from now on. An older one that is still valid is in force again.
	Withdraw(WithdrawOptions),
	/// Take a provider off the list of those who offer a service, if its prices are over or it is not certified any more.
	Delist(DelistOptions),
	/// Say, as an authority, what a service should cost, and the most that may be charged.
	Reference(ReferenceOptions),
	/// Remove what you said a service should cost; or propose to the council to remove another's.
	ClearReference(ClearOptions),
	/// List the services for which a provider has prices.
	List {
		/// Whose; yours if absent.
		#[arg(value_parser = values::account)]
		provider: Option<AccountId>,
	},
}

/// Publishing.
#[derive(Clone, Debug, clap::Args)]
pub struct PublishOptions {
	#[command(flatten)]
	service: ServiceOptions,
	/// What one unit costs, in HLT.
	#[arg(value_parser = values::amount)]
	price: Balance,
	/// For how much of the service: a UCUM unit such as 1, min, mg or {visit}.
	#[arg(long, default_value = "1")]
	unit: String,
	/// When it is valid, by dates that are included, such as 2030-01-01..2030-12-31; from now on without end if absent.
	#[arg(long, value_parser = values::period, value_name = "PERIOD", conflicts_with = "until")]
	valid: Option<Period>,
	/// Valid from now until then: a date, or a span such as +90d.
	#[arg(long, value_name = "WHEN")]
	until: Option<When>,
}

/// Withdrawing.
#[derive(Clone, Debug, clap::Args)]
pub struct WithdrawOptions {
	#[command(flatten)]
	service: ServiceOptions,
	/// Which version of it, as salus price --history shows them; the one in force if absent.
	#[arg(long, value_name = "N")]
	number: Option<u64>,
}

/// Delisting.
#[derive(Clone, Debug, clap::Args)]
pub struct DelistOptions {
	#[command(flatten)]
	service: ServiceOptions,
	/// Whom; yourself if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	provider: Option<AccountId>,
}

/// Setting a reference.
#[derive(Clone, Debug, clap::Args)]
pub struct ReferenceOptions {
	#[command(flatten)]
	service: ServiceOptions,
	/// What one unit usually costs, in HLT.
	#[arg(value_parser = values::amount)]
	reference: Balance,
	/// The most that may be charged for one unit, in HLT. It holds at once; no limit if absent.
	#[arg(long, value_parser = values::amount, value_name = "HLT")]
	ceiling: Option<Balance>,
}

/// Clearing a reference.
#[derive(Clone, Debug, clap::Args)]
pub struct ClearOptions {
	#[command(flatten)]
	service: ServiceOptions,
	/// Propose it to the council, for a reference that another authority set.
	#[arg(long)]
	propose: bool,
	#[command(flatten)]
	motion: MotionOptions,
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Publish(options) => publish(context, options).await,
		Command::Withdraw(options) => withdraw(context, options).await,
		Command::Delist(options) => delist(context, options).await,
		Command::Reference(options) => set_reference(context, options).await,
		Command::ClearReference(options) => clear_reference(context, options).await,
		Command::List { provider } => list(context, provider).await,
	}
}

/// Shows what a service costs.
pub async fn price(context: &Context, options: PriceOptions) -> anyhow::Result<()> {
	let service = options.service.service()?;
	let chain = context.connect().await?;
	match options.history {
		Some(provider) => history(context, &chain, &service, &provider).await,
		None => compare(context, &chain, &service).await,
	}
}

async fn reference_of(chain: &Chain, service: &ServiceCode) -> anyhow::Result<Option<ReferenceHistoryOf<Runtime>>> {
	Ok(chain.view(pallet_health_token::ReferenceViewFunction::<Runtime>::new(service.clone())).await?)
}

async fn compare(context: &Context, chain: &Chain, service: &ServiceCode) -> anyhow::Result<()> {
	let mut offers = Vec::new();
	loop {
		let from = offers.len() as u32;
		let view = pallet_health_token::PricesViewFunction::<Runtime>::new(service.clone(), from, PAGE);
		let page = chain.view(view).await?;
		let is_last = page.len() < PAGE as usize;
		offers.extend(page);
		if is_last {
			break;
		}
	}
	let reference = reference_of(chain, service).await?.map(|history| history.current);
	let rows = offers
		.iter()
		.map(|(provider, price)| {
			let note = reference.as_ref().map(|reference| note_on(price.price, reference)).unwrap_or_default();
			let mut json = price_json(service, provider, price);
			json["reference_plancks"] = json!(reference.as_ref().map(|it| it.reference.to_string()));
			json["ceiling_plancks"] = json!(reference.as_ref().and_then(|it| it.ceiling).map(|it| it.to_string()));
			json["note"] = json!(note);
			let cells = vec![
				provider.to_string(),
				words::tokens(price.price),
				unit_text(price),
				until_text(last_moment(price)),
				note,
			];
			(json, cells)
		})
		.collect();
	context.out.rows(
		&["provider", "price", "for", "valid until", "against the reference"],
		rows,
		"no provider has a price for this service: is the code system the right one? see --system",
	);
	if let (Some(reference), false) = (&reference, context.out.is_json()) {
		context.out.note(&reference_text(reference));
	}
	Ok(())
}

async fn history(context: &Context, chain: &Chain, service: &ServiceCode, provider: &AccountId) -> anyhow::Result<()> {
	let view = pallet_health_token::PriceHistoryViewFunction::<Runtime>::new(provider.clone(), service.clone());
	let versions = chain.view(view).await?;
	let in_force = price_in_force(chain, provider, service).await?.map(|price| price.version);
	let now = chain.now().await?;
	let rows = versions
		.iter()
		.map(|price| {
			let state = state_of(price, in_force, now);
			let mut json = price_json(service, provider, price);
			json["state"] = json!(state);
			let cells = vec![
				price.version.0.to_string(),
				words::tokens(price.price),
				unit_text(price),
				words::moment(price.from),
				until_text(last_moment(price)),
				state.to_owned(),
			];
			(json, cells)
		})
		.collect();
	context.out.rows(
		&["version", "price", "for", "from", "until", "state"],
		rows,
		"the provider has no prices for this service",
	);
	Ok(())
}

async fn price_in_force(chain: &Chain, provider: &AccountId, service: &ServiceCode) -> anyhow::Result<Option<Price>> {
	let view = pallet_health_token::PriceInForceViewFunction::<Runtime>::new(provider.clone(), service.clone());
	Ok(chain.view(view).await?)
}

/// What is to be said of a version.
fn state_of(price: &Price, in_force: Option<PriceVersion>, now: Moment) -> &'static str {
	if in_force == Some(price.version) {
		"in force"
	} else if price.withdrawn.is_some_and(|at| at <= now) {
		"withdrawn"
	} else if price.is_over(now) {
		"over"
	} else if now < price.from {
		"to come"
	} else {
		"behind a newer one"
	}
}

/// The last moment at which a price is valid.
fn last_moment(price: &Price) -> Option<Moment> {
	match (price.until, price.withdrawn) {
		(Some(until), Some(withdrawn)) => Some(until.min(withdrawn)),
		(until, withdrawn) => until.or(withdrawn),
	}
}

fn until_text(until: Option<Moment>) -> String {
	until.map_or("further notice".into(), words::moment)
}

fn unit_text(price: &Price) -> String {
	String::from_utf8_lossy(&price.unit.0).into_owned()
}

fn price_json(service: &ServiceCode, provider: &AccountId, price: &Price) -> Value {
	json!({
		"service": service_json(service),
		"provider": provider,
		"price": words::tokens(price.price),
		"price_plancks": price.price.to_string(),
		"unit": unit_text(price),
		"version": price.version.0,
		"from": words::instant(price.from),
		"until": price.until.map(words::instant),
		"withdrawn": price.withdrawn.map(words::instant),
	})
}

fn reference_text(reference: &Reference<AccountId>) -> String {
	let ceiling = match reference.ceiling {
		Some(ceiling) => format!("at most {} may be charged", words::tokens(ceiling)),
		None => "no ceiling".into(),
	};
	format!(
		"Reference {}, {ceiling}; set by {} on {}.",
		words::tokens(reference.reference),
		reference.by,
		words::moment(reference.since)
	)
}

/// How a price stands to the reference, in whole percent.
fn note_on(price: Balance, reference: &Reference<AccountId>) -> String {
	if reference.ceiling.is_some_and(|ceiling| price > ceiling) {
		return "above the ceiling: not to be charged".into();
	}
	let part = |difference: Balance| match difference.saturating_mul(100).checked_div(reference.reference) {
		Some(0) | None => "less than 1 %".to_owned(),
		Some(percent) => format!("{percent} %"),
	};
	match price.cmp(&reference.reference) {
		std::cmp::Ordering::Less => format!("{} below", part(reference.reference - price)),
		std::cmp::Ordering::Equal => "the same".into(),
		std::cmp::Ordering::Greater => format!("{} above", part(price - reference.reference)),
	}
}

/// Refuses to go on unless the account is certified as a provider now.
pub async fn ensure_provider(chain: &Chain, account: &AccountId) -> anyhow::Result<()> {
	match ensure_certified(chain, account).await? {
		Role::Provider(_) => Ok(()),
		role => Err(general(format!("{account} is no provider but certified as {}", role_label(role)))),
	}
}

/// Until when a price is to be valid, from now on if nothing else is said.
fn validity(valid: Option<Period>, until: Option<When>, now: Moment) -> anyhow::Result<Period> {
	let period = match until {
		Some(until) => Period::until(until.from(now)),
		None => valid.unwrap_or(Period::ALWAYS),
	};
	if period.start.is_some_and(|start| start < now) {
		return Err(usage(
			"a price cannot begin in the past: leave the beginning out to begin now, such as --valid ..2030-12-31",
		));
	}
	if period.end.is_some_and(|end| end < now) {
		return Err(usage("a price that is over already charges nobody: see --until and --valid"));
	}
	Ok(period)
}

async fn publish(context: &Context, options: PublishOptions) -> anyhow::Result<()> {
	let PublishOptions { service, price, unit, valid, until } = options;
	let service = service.service()?;
	let unit = money::unit(&unit)?;
	if !unit.is_valid() {
		return Err(usage("a unit is made of ASCII characters without spaces, such as 1, min or {visit}"));
	}
	if price == 0 {
		return Err(usage("a price is more than nothing"));
	}
	let (chain, me) = context.signed().await?;
	let valid = validity(valid, until, chain.now().await?)?;
	ensure_provider(&chain, &me.account_id()).await?;
	let ceiling = reference_of(&chain, &service).await?.and_then(|history| history.current.ceiling);
	if let Some(ceiling) = ceiling.filter(|ceiling| price > *ceiling) {
		return Err(general(format!("at most {} may be charged for this service", words::tokens(ceiling))));
	}
	let spinner = context.out.spinner("waiting for the chain");
	let published = money::publish_price(&chain, &me, service.clone(), unit, price, valid, context.wait()).await;
	spinner.finish_and_clear();
	let (version, included) = published?;
	let json = json!({
		"service": service_json(&service),
		"version": version.0,
		"price": words::tokens(price),
		"price_plancks": price.to_string(),
		"from": valid.start.map(words::instant),
		"until": valid.end.map(words::instant),
	});
	let from = valid.start.map_or("now".into(), words::moment);
	let text = format!(
		"{} costs {} from {from} until {} (version {})",
		service_text(&service),
		words::tokens(price),
		until_text(valid.end),
		version.0
	);
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn withdraw(context: &Context, options: WithdrawOptions) -> anyhow::Result<()> {
	let service = options.service.service()?;
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let version = match options.number {
		Some(version) => PriceVersion(version),
		None => {
			let in_force = price_in_force(&chain, &account, &service).await?;
			in_force
				.ok_or_else(|| {
					general("no price of yours for this service is in force: see salus price --history, and give its --number")
				})?
				.version
		},
	};
	let view = pallet_health_token::PriceHistoryViewFunction::<Runtime>::new(account.clone(), service.clone());
	let versions = chain.view(view).await?;
	let Some(price) = versions.iter().find(|price| price.version == version) else {
		return Err(general(format!("you have no version {} of a price for this service", version.0)));
	};
	if price.is_over(chain.now().await?) {
		return Err(general(format!("version {} is over or withdrawn already", version.0)));
	}
	let call = RuntimeCall::HealthToken(Call::withdraw_price { service: service.clone(), version });
	let included = context.send(&chain, &me, call).await?;
	let in_force = price_in_force(&chain, &account, &service).await?;
	let json = json!({
		"service": service_json(&service),
		"version": version.0,
		"in_force": in_force.as_ref().map(|price| price.version.0),
	});
	let then = match in_force {
		Some(price) => format!("version {} of {} is in force", price.version.0, words::tokens(price.price)),
		None => "you offer the service no more".into(),
	};
	context.out.receipt(&included, json, &format!("version {} is withdrawn; {then}", version.0));
	Ok(())
}

async fn delist(context: &Context, options: DelistOptions) -> anyhow::Result<()> {
	let service = options.service.service()?;
	let (chain, me) = context.signed().await?;
	let provider = options.provider.unwrap_or_else(|| me.account_id());
	let call = RuntimeCall::HealthToken(Call::delist { provider: provider.clone(), service: service.clone() });
	let included = context.send(&chain, &me, call).await?;
	let view = pallet_health_token::PriceHistoryViewFunction::<Runtime>::new(provider.clone(), service.clone());
	let deleted = chain.view(view).await?.is_empty();
	let json = json!({ "service": service_json(&service), "provider": provider, "deleted": deleted });
	let text = match deleted {
		true => format!("the prices of {provider} are deleted, and its deposit is given back"),
		false => {
			format!("{provider} is off the list; its former prices are kept as long as promises may refer to them")
		},
	};
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn set_reference(context: &Context, options: ReferenceOptions) -> anyhow::Result<()> {
	let ReferenceOptions { service, reference, ceiling } = options;
	let service = service.service()?;
	if reference == 0 || ceiling.is_some_and(|ceiling| ceiling < reference) {
		return Err(usage("a reference is more than nothing, and the ceiling not below it"));
	}
	let (chain, me) = context.signed().await?;
	match ensure_certified(&chain, &me.account_id()).await? {
		Role::HealthAuthority(AuthorityKind::Ministry | AuthorityKind::Regulator) => (),
		role => {
			return Err(general(format!("only ministries and regulators say this, and you are {}", role_label(role))));
		},
	}
	let json = json!({
		"service": service_json(&service),
		"reference_plancks": reference.to_string(),
		"ceiling_plancks": ceiling.map(|ceiling| ceiling.to_string()),
	});
	let limit = match ceiling {
		Some(ceiling) => format!("at most {} may be charged", words::tokens(ceiling)),
		None => "no ceiling".into(),
	};
	let text = format!("{} should cost {}, {limit}", service_text(&service), words::tokens(reference));
	send(context, &chain, &me, Call::set_reference { service, reference, ceiling }, json, &text).await
}

async fn clear_reference(context: &Context, options: ClearOptions) -> anyhow::Result<()> {
	let service = options.service.service()?;
	let text = format!("{} has no reference and no ceiling any more", service_text(&service));
	let json = json!({ "service": service_json(&service) });
	let (chain, call) = (context.connect().await?, Call::clear_reference { service: service.clone() });
	let Some(history) = reference_of(&chain, &service).await? else {
		return Err(general("the service has no reference"));
	};
	if options.propose {
		return council::propose(context, RuntimeCall::HealthToken(call), &text, &options.motion).await;
	}
	let me = context.me()?;
	if history.current.by != me.account_id() {
		return Err(general(format!(
			"{} set this reference: the council clears it with --propose",
			history.current.by
		)));
	}
	send(context, &chain, &me, call, json, &text).await
}

async fn list(context: &Context, provider: Option<AccountId>) -> anyhow::Result<()> {
	let provider = context.or_mine(provider)?;
	let chain = context.connect().await?;
	let mut services = Vec::new();
	loop {
		let from = services.len() as u32;
		let view = pallet_health_token::ServicesViewFunction::<Runtime>::new(provider.clone(), from, PAGE);
		let page = chain.view(view).await?;
		let is_last = page.len() < PAGE as usize;
		services.extend(page);
		if is_last {
			break;
		}
	}
	services.sort();
	let mut rows = Vec::new();
	for service in services {
		let in_force = price_in_force(&chain, &provider, &service).await?;
		let (json, cells) = match &in_force {
			Some(price) => (
				price_json(&service, &provider, price),
				vec![words::tokens(price.price), unit_text(price), until_text(last_moment(price))],
			),
			None => (
				json!({ "service": service_json(&service), "provider": provider, "price_plancks": Value::Null }),
				vec!["none in force".into(), String::new(), String::new()],
			),
		};
		rows.push((json, [vec![service_text(&service)], cells].concat()));
	}
	context.out.rows(&["service", "price", "for", "valid until"], rows, "the provider has no prices");
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use salus_primitives::time::DAY;

	const NOW: Moment = 20_000 * DAY;

	#[test]
	fn a_price_stands_to_the_reference_in_percent() {
		let reference = |ceiling| Reference { reference: 1_000, ceiling, by: AccountId::new([1; 32]), since: 0 };
		let note = |price| note_on(price, &reference(Some(1_500)));
		assert_eq!(note(750), "25 % below");
		assert_eq!(note(1_000), "the same");
		assert_eq!(note(1_001), "less than 1 % above");
		assert_eq!(note(1_500), "50 % above");
		assert_eq!(note(1_501), "above the ceiling: not to be charged");
		assert_eq!(note_on(2_000, &reference(None)), "100 % above");
	}

	#[test]
	fn prices_begin_now_or_later() {
		assert_eq!(validity(None, None, NOW).unwrap(), Period::ALWAYS);
		assert_eq!(validity(None, Some(When::After(DAY)), NOW).unwrap(), Period::until(NOW + DAY));
		assert!(validity(Some(Period::between(NOW - 1, NOW + 1)), None, NOW).is_err());
		assert!(validity(Some(Period::until(NOW - 1)), None, NOW).is_err());
		assert!(validity(None, Some(When::At(NOW - 1)), NOW).is_err());
	}
}

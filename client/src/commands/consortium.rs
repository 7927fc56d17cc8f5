//! Joining, leaving and running the consortium.

use super::{context::Context, failure::usage, output::Row, values, words};
use codec::Encode;
use pallet_consortium::{types::is_valid_name, Call, InstitutionOf, Status};
use salus_client::actions::bounded;
use salus_runtime::{AccountId, Runtime, RuntimeCall};
use serde_json::json;

/// Joining, leaving and running the consortium.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Apply for your institution. A deposit is held until the council has decided.
	Apply {
		/// The public name of the institution.
		name: String,
		/// The account that validates for it; your own if absent.
		#[arg(long, value_parser = values::account)]
		validator: Option<AccountId>,
	},
	/// Agree, as a validator account, to validate for an institution that named you.
	AcceptValidation {
		/// The institution.
		#[arg(value_parser = values::account)]
		institution: AccountId,
	},
	/// Make session keys in your validator's node, at --url, and register them for your validator account.
	SetKeys,
	/// Withdraw your institution's application.
	Withdraw,
	/// Leave the consortium with your institution.
	Depart {
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Name another account to validate for your institution.
	ReplaceValidator {
		/// The account; the present one takes a nomination back.
		#[arg(value_parser = values::account)]
		validator: AccountId,
	},
	/// List the institutions.
	List {
		/// Also those that applied, or left.
		#[arg(long)]
		all: bool,
	},
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Apply { name, validator } => apply(context, name, validator).await,
		Command::AcceptValidation { institution } => {
			let text = format!("your account validates for {institution}");
			send(context, Call::accept_validation { institution }, &text).await
		},
		Command::SetKeys => set_keys(context).await,
		Command::Withdraw => send(context, Call::withdraw_application {}, "the application is withdrawn").await,
		Command::Depart { yes } => {
			context.confirm("Your institution gives up its seat at once. Leave the consortium?", yes)?;
			let text = "your institution left; its validator goes on for up to two sessions";
			send(context, Call::depart {}, text).await
		},
		Command::ReplaceValidator { validator } => {
			let text = format!("{validator} is named; unless it is your own account, it has to accept");
			send(context, Call::replace_validator { validator }, &text).await
		},
		Command::List { all } => list(context, all).await,
	}
}

async fn send(context: &Context, call: Call<Runtime>, text: &str) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let included = context.send(&chain, &me, RuntimeCall::Consortium(call)).await?;
	context.out.receipt(&included, json!({ "institution": me.account_id() }), text);
	Ok(())
}

async fn apply(context: &Context, name: String, validator: Option<AccountId>) -> anyhow::Result<()> {
	if !is_valid_name(name.as_bytes()) {
		return Err(usage("the name is empty, begins or ends with white space, or has invisible characters"));
	}
	let own = context.me()?.account_id();
	let validator = validator.unwrap_or_else(|| own.clone());
	let text = match validator == own {
		true => "applied; the council decides: salus council propose admit".to_owned(),
		false => format!(
			"applied; {validator} accepts with salus consortium accept-validation {own}, then the council decides"
		),
	};
	let name = bounded("bytes in a name", name.into_bytes())?;
	send(context, Call::apply { name, validator }, &text).await
}

async fn set_keys(context: &Context) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let (keys, proof) = chain.generate_session_keys(&me.account_id()).await?;
	let public = format!("0x{}", hex::encode(keys.encode()));
	let call = RuntimeCall::Session(pallet_session::Call::set_keys { keys, proof });
	let included = context.send(&chain, &me, call).await?;
	let json = json!({ "validator": me.account_id(), "keys": public });
	context.out.receipt(&included, json, &format!("the node's session keys are {public}"));
	context
		.out
		.note("They are in the node's keystore. Keep the node running; the keys work from the session after the next.");
	Ok(())
}

fn status(status: &Status) -> String {
	match status {
		Status::Applicant { since, .. } => format!("applied {}", words::moment(*since)),
		Status::Member { since: 0 } => "member since the chain began".into(),
		Status::Member { since } => format!("member since {}", words::moment(*since)),
		Status::Suspended { since, reason } => {
			format!("suspended {} ({})", words::moment(*since), words::kebab(reason))
		},
		Status::Departed { at } => format!("left {}", words::moment(*at)),
	}
}

fn row(account: &AccountId, institution: &InstitutionOf<Runtime>) -> Row {
	let name = String::from_utf8_lossy(&institution.name).into_owned();
	let json = json!({
		"account": account,
		"name": name,
		"validator": institution.validator,
		"status": words::kebab(&institution.status),
		"last_offence": institution.last_offence,
	});
	(json, vec![name, status(&institution.status), account.to_string(), institution.validator.to_string()])
}

async fn list(context: &Context, all: bool) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let institutions = if all {
		let prefix = frame_support::storage::storage_prefix(b"Consortium", b"Institutions");
		let mut found = Vec::new();
		for (key, institution) in chain.entries::<InstitutionOf<Runtime>>(&prefix).await? {
			let account = key.get(key.len().saturating_sub(32)..).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
			found.extend(account.map(|account| (AccountId::new(account), institution)));
		}
		found.sort_by(|(one, _), (other, _)| one.cmp(other));
		found
	} else {
		chain.view(pallet_consortium::InstitutionsViewFunction::<Runtime>::new()).await?
	};
	let rows = institutions.iter().map(|(account, institution)| row(account, institution)).collect();
	context.out.rows(&["institution", "standing", "account", "validator"], rows, "there are no institutions");
	Ok(())
}

//! Who is who: registering, being certified, working for an organisation.

mod enrolment;
mod show;

use super::{
	committing::Committing,
	context::Context,
	council,
	failure::{general, usage},
	output::Output,
	values::{self, When},
	words,
};
use clap::ValueEnum;
use pallet_participants::{endpoint::Endpoint, types::RevocationReason, Call};
use salus_client::{
	actions::{self, bounded},
	chain::Chain,
	fhir::consent::role_label,
	keys::Persona,
};
use salus_primitives::{
	roles::{GroupSet, Role},
	Moment,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall};
use serde_json::json;

/// Who is who.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Register your account in a role, which is for life.
	Register {
		/// What you are: patient, hospital, practitioner, insurer and so on.
		#[arg(value_parser = values::role)]
		role: Role,
	},
	/// Offer, as an institution, to certify a patient: a file for the patient to agree to.
	Offer(enrolment::OfferOptions),
	/// Agree, as a patient, to an institution's offer: a signed file for the institution. Needs no tokens.
	Agree(enrolment::AgreeOptions),
	/// Register and certify, as an institution, a patient who agreed.
	Enrol(enrolment::EnrolOptions),
	/// Show what is public about an account.
	Show {
		/// Whom; yourself if absent.
		#[arg(value_parser = values::account)]
		account: Option<AccountId>,
	},
	/// Certify, as an authority, that an account is what it says.
	Certify(CertifyOptions),
	/// Renew a certificate that you issued.
	Renew(CertifyOptions),
	/// Suspend a certificate until it is reinstated.
	Suspend {
		/// Whose.
		#[arg(value_parser = values::account)]
		account: AccountId,
	},
	/// Reinstate a suspended certificate.
	Reinstate {
		/// Whose.
		#[arg(value_parser = values::account)]
		account: AccountId,
	},
	/// Revoke a certificate for good.
	Revoke {
		/// Whose.
		#[arg(value_parser = values::account)]
		account: AccountId,
		/// Why; it is public.
		#[arg(long, value_enum)]
		reason: Reason,
	},
	/// Replace the key to which others seal for you. What was sealed before can still be opened.
	RotateKey,
	/// Publish, move or withdraw the address of your organisation's blob store.
	SetEndpoint {
		/// https://, s3://, gs:// or az:// address; on test networks also file:/// and http://localhost.
		#[arg(required_unless_present = "withdraw", conflicts_with = "withdraw")]
		endpoint: Option<String>,
		/// Withdraw it.
		#[arg(long)]
		withdraw: bool,
	},
	/// Practitioners and the organisations they work for.
	#[command(subcommand)]
	Affiliate(AffiliateCommand),
	/// Which authorities may certify whom: decided by the council.
	#[command(subcommand)]
	Authority(AuthorityCommand),
}

/// Certifying and renewing.
#[derive(Clone, Debug, clap::Args)]
pub struct CertifyOptions {
	/// Whom.
	#[arg(value_parser = values::account)]
	account: AccountId,
	#[command(flatten)]
	committing: Committing,
	/// Last moment in which it counts: a date, or a span such as +2y.
	#[arg(long, default_value = "+2y", value_name = "WHEN")]
	expires: When,
}

/// Why a certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Reason {
	/// Another certificate takes its place.
	Superseded,
	/// It should never have been issued.
	IssuedInError,
	/// Somebody else may hold the account's keys.
	KeyCompromise,
	/// The holder no longer does what it was certified for.
	CessationOfOperation,
	/// Another reason.
	Withdrawn,
}

impl From<Reason> for RevocationReason {
	fn from(reason: Reason) -> Self {
		match reason {
			Reason::Superseded => Self::Superseded,
			Reason::IssuedInError => Self::IssuedInError,
			Reason::KeyCompromise => Self::KeyCompromise,
			Reason::CessationOfOperation => Self::CessationOfOperation,
			Reason::Withdrawn => Self::Withdrawn,
		}
	}
}

/// Affiliations.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum AffiliateCommand {
	/// Propose that you and the other are affiliated.
	Propose {
		/// The organisation, if you are a practitioner; else the practitioner.
		#[arg(value_parser = values::account)]
		other: AccountId,
	},
	/// Accept what the other proposed.
	Accept {
		/// Who proposed.
		#[arg(value_parser = values::account)]
		other: AccountId,
	},
	/// End an affiliation, take your proposal back, or decline the other's.
	End {
		/// The other side.
		#[arg(value_parser = values::account)]
		other: AccountId,
	},
}

/// Authorities.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum AuthorityCommand {
	/// Propose to authorise a certification authority, in place of what it may certify now.
	Authorize {
		/// The authority, registered as certification-authority.
		#[arg(value_parser = values::account)]
		account: AccountId,
		/// Whom it may certify: patient, provider, health-authority, financial-entity.
		#[arg(long, value_parser = values::groups)]
		groups: GroupSet,
		#[command(flatten)]
		motion: council::MotionOptions,
	},
	/// Propose to take an authority's authorisation back.
	Revoke {
		/// The authority.
		#[arg(value_parser = values::account)]
		account: AccountId,
		#[command(flatten)]
		motion: council::MotionOptions,
	},
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Register { role } => register(context, role).await,
		Command::Offer(options) => enrolment::offer(context, options).await,
		Command::Agree(options) => enrolment::agree(context, options).await,
		Command::Enrol(options) => enrolment::enrol(context, options).await,
		Command::Show { account } => show::run(context, account).await,
		Command::Certify(options) => certify(context, options, Issue::First).await,
		Command::Renew(options) => certify(context, options, Issue::Renewal).await,
		Command::Suspend { account } => {
			let text = format!("the certificate of {account} is suspended");
			simple(context, Call::suspend { account: account.clone() }, &account, &text).await
		},
		Command::Reinstate { account } => {
			let text = format!("the certificate of {account} is reinstated");
			simple(context, Call::reinstate { account: account.clone() }, &account, &text).await
		},
		Command::Revoke { account, reason } => {
			let text = format!("the certificate of {account} is revoked");
			simple(context, Call::revoke { account: account.clone(), reason: reason.into() }, &account, &text).await
		},
		Command::RotateKey => rotate_key(context).await,
		Command::SetEndpoint { endpoint, .. } => set_endpoint(context, endpoint).await,
		Command::Affiliate(command) => affiliate(context, command).await,
		Command::Authority(AuthorityCommand::Authorize { account, groups, motion }) => {
			let text = format!("{account} may certify {}", words::group_names(groups).join(", "));
			let call = Call::authorize_authority { account, scope: groups };
			council::propose(context, RuntimeCall::Participants(call), &text, &motion).await
		},
		Command::Authority(AuthorityCommand::Revoke { account, motion }) => {
			let text = format!("{account} may certify nobody any more");
			let call = Call::revoke_authority { account };
			council::propose(context, RuntimeCall::Participants(call), &text, &motion).await
		},
	}
}

/// Sends a call about one account and reports it.
async fn simple(context: &Context, call: Call<Runtime>, account: &AccountId, text: &str) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let included = context.send(&chain, &me, RuntimeCall::Participants(call)).await?;
	context.out.receipt(&included, json!({ "account": account }), text);
	Ok(())
}

/// What is public about an account, or an error that says that it is not registered.
pub async fn participant(
	chain: &Chain,
	account: &AccountId,
) -> anyhow::Result<pallet_participants::types::ParticipantInfo<AccountId>> {
	let view = pallet_participants::ParticipantViewFunction::<Runtime>::new(account.clone());
	let found = chain.view(view).await?;
	found.ok_or_else(|| actions::ActionError::NotAParticipant(account.clone()).into())
}

/// Refuses to go on unless the account is certified in some role now.
pub async fn ensure_certified(chain: &Chain, account: &AccountId) -> anyhow::Result<Role> {
	let info = participant(chain, account).await?;
	match info.standing {
		pallet_participants::types::Standing::Active => Ok(info.role),
		standing => {
			let help = match standing {
				pallet_participants::types::Standing::Suspended => {
					"Whoever suspended it lifts that with 'salus participants reinstate'"
				},
				_ => "An authority certifies it with 'salus participants certify'",
			};
			Err(general(format!(
				"{account} is registered as {} but not certified: {}. {help}",
				role_label(info.role),
				words::kebab(&standing)
			)))
		},
	}
}

/// Refuses to go on unless the account is certified as a patient now.
pub async fn ensure_patient(chain: &Chain, account: &AccountId) -> anyhow::Result<()> {
	match ensure_certified(chain, account).await? {
		Role::Patient => Ok(()),
		role => Err(general(format!("{account} is no patient but certified as {}", role_label(role)))),
	}
}

async fn register(context: &Context, role: Role) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let view = pallet_participants::ParticipantViewFunction::<Runtime>::new(account.clone());
	if let Some(info) = chain.view(view).await? {
		return Err(general(format!(
			"{account} is registered as {} already, and a role is for life; another role takes another persona",
			role_label(info.role)
		)));
	}
	let included = actions::participants::register(&chain, &me, role, context.wait()).await?;
	let json = json!({ "account": account, "role": role_label(role) });
	context.out.receipt(&included, json, &format!("{account} is registered as {}", role_label(role)));
	context.out.note(match role {
		Role::CertificationAuthority => "It certifies nobody until the council authorises it.",
		_ => "It entitles to nothing until an authority certifies it.",
	});
	Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Issue {
	First,
	Renewal,
}

/// Refuses an expiry that the chain would refuse.
fn ensure_expiry(expires: Moment, now: Moment) -> anyhow::Result<()> {
	let longest =
		<<Runtime as pallet_participants::Config>::MaxCertificateLifetime as frame_support::traits::Get<Moment>>::get();
	if expires <= now {
		return Err(usage(format!("{} is over already", words::moment(expires))));
	}
	if expires > now.saturating_add(longest) {
		let last = words::moment(now.saturating_add(longest));
		return Err(usage(format!("a certificate may count until {last} at most")));
	}
	Ok(())
}

async fn certify(context: &Context, options: CertifyOptions, issue: Issue) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let now = chain.now().await?;
	let (account, expires) = (options.account, options.expires.from(now));
	ensure_expiry(expires, now)?;
	participant(&chain, &account).await?;
	let committed = options.committing.commit(context.out)?;
	let commitment = committed.commitment;
	let call = match issue {
		Issue::First => Call::certify { account: account.clone(), commitment, expires },
		Issue::Renewal => Call::renew { account: account.clone(), commitment, expires },
	};
	let included = context.send(&chain, &me, RuntimeCall::Participants(call)).await?;
	let json = json!({ "account": account, "expires": words::instant(expires) });
	let (json, text) = committed.report(json, format!("{account} is certified until {}", words::moment(expires)));
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn rotate_key(context: &Context) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	let version = participant(&chain, &account).await?.key_version;
	let next = version.checked_add(1).ok_or_else(|| general("the key cannot be rotated any more"))?;
	let new = me.encryption_key(next).public();
	let call = RuntimeCall::Participants(Call::rotate_encryption_key { new });
	let included = context.send(&chain, &me, call).await?;
	let json = json!({ "account": account, "version": next, "encryption_key": values::Hex(new.0) });
	context.out.receipt(&included, json, &format!("others seal to version {next} of your encryption key now"));
	Ok(())
}

async fn set_endpoint(context: &Context, endpoint: Option<String>) -> anyhow::Result<()> {
	if let Some(text) = &endpoint {
		Endpoint::parse(text.as_bytes()).map_err(|_| {
			usage(format!(
				"'{text}' is no endpoint: it begins with https://, s3://, gs:// or az://, and has no user, password or query"
			))
		})?;
	}
	let (chain, me) = context.signed().await?;
	let bytes = endpoint.clone().map(|text| bounded("bytes in an endpoint", text.into_bytes())).transpose()?;
	let call = RuntimeCall::Participants(Call::set_endpoint { endpoint: bytes });
	let included = context.send(&chain, &me, call).await?;
	let text = match &endpoint {
		Some(endpoint) => format!("your records are kept at {endpoint}"),
		None => "the address of your records is withdrawn".into(),
	};
	context.out.receipt(&included, json!({ "endpoint": endpoint }), &text);
	Ok(())
}

async fn affiliate(context: &Context, command: AffiliateCommand) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let (call, other, text) = match command {
		AffiliateCommand::Propose { other } => {
			ensure_not_self(&me, &other)?;
			ensure_certified(&chain, &other).await?;
			let text = format!("proposed; it counts once {other} accepts");
			(Call::propose_affiliation { other: other.clone() }, other, text)
		},
		AffiliateCommand::Accept { other } => {
			let text = format!("you and {other} are affiliated");
			(Call::accept_affiliation { other: other.clone() }, other, text)
		},
		AffiliateCommand::End { other } => {
			let text = format!("between you and {other} it is ended");
			(Call::end_affiliation { other: other.clone() }, other, text)
		},
	};
	let included = context.send(&chain, &me, RuntimeCall::Participants(call)).await?;
	context.out.receipt(&included, json!({ "other": other }), &text);
	Ok(())
}

/// Refuses what is asked of oneself.
pub fn ensure_not_self(me: &Persona, other: &AccountId) -> anyhow::Result<()> {
	if me.account_id() == *other {
		return Err(usage(format!("{other} is your own account")));
	}
	Ok(())
}

/// Warns that an account differs from the signer's, where a file says who it is for.
fn note_other(out: Output, expected: &AccountId, me: &AccountId, what: &str) {
	if expected != me {
		out.note(&format!("note: {what} names {expected}, and you sign as {me}"));
	}
}

//! Who may do what with a patient's records: asked, agreed to, granted, forbidden, taken back.

mod access_log;
mod direct;
mod directives;
mod emergency;
mod exceptions;
mod fhir;
mod grant;
mod parties;
mod request;
mod terms;

use super::{
	context::Context,
	failure::{general, usage},
	values, words,
};
use pallet_emr_consent::{types::DirectiveStatus, DirectiveOf};
use salus_client::chain::Chain;
use salus_primitives::{consent::Actor, DirectiveId};
use salus_runtime::{AccountId, Runtime};

/// Who may do what with a patient's records.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Ask a patient to be allowed something.
	Request(request::RequestOptions),
	/// List the open requests to a patient, or show one.
	Requests(request::ListOptions),
	/// Agree to a request, as an organisation that holds the data.
	Agree {
		/// The request.
		request: u64,
	},
	/// Agree to a request, as one whom the patient named for this.
	CoApprove {
		/// The request.
		request: u64,
	},
	/// Turn a request down.
	Deny {
		/// The request.
		request: u64,
	},
	/// Take your request back.
	Withdraw {
		/// The request.
		request: u64,
	},
	/// Grant a request, as it is or narrowed, with the keys that open the data.
	Grant(grant::Options),
	/// Permit or forbid something on your own initiative.
	Direct(direct::Options),
	/// Make directives of a FHIR Consent.
	Import(fhir::ImportOptions),
	/// Write a directive as a FHIR Consent.
	Export(fhir::ExportOptions),
	/// List a patient's directives that are in force or will be.
	List {
		/// Whose; yours if absent.
		#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
		patient: Option<AccountId>,
	},
	/// Show one directive.
	Show {
		/// The directive.
		directive: u64,
	},
	/// Ask the chain whether something is allowed. Exit code 4 means that it is not.
	Decide(directives::DecideOptions),
	/// End a directive, and move the keys that it gave away.
	Revoke(directives::RevokeOptions),
	/// End your directives that expired while somebody holds keys under them, and move those keys on.
	EndLapsed,
	/// Seal present keys to one more reader whom a directive permits to read.
	SealKeys(directives::SealOptions),
	/// Seal present keys to all who may still read, after keys were rotated.
	Rewrap(directives::RewrapOptions),
	/// Confirm, as a reader, that what was read under a directive that ended is erased.
	ConfirmErasure(parties::ConfirmOptions),
	/// What readers owe or confirmed after a directive ended, or what is overdue.
	Erasures(parties::ErasureOptions),
	/// Third parties whose permission is needed as well.
	#[command(subcommand)]
	CoApprovers(parties::CoApproverCommand),
	/// Organisations that hold your keys for emergencies.
	#[command(subcommand)]
	Keyholders(parties::KeyholderCommand),
	/// Take emergency access to a patient's records. It takes a bond, and has to be justified.
	BreakGlass(emergency::BreakOptions),
	/// Justify an emergency access of yours.
	Justify(emergency::JustifyOptions),
	/// Uphold or reject a justification, as a health authority.
	Review(emergency::ReviewOptions),
	/// Settle an emergency access whose deadline has passed.
	Settle {
		/// The emergency access.
		emergency: u64,
	},
	/// Let an account break the glass again, as a health authority.
	Reinstate {
		/// The account.
		#[arg(value_parser = values::account)]
		actor: AccountId,
	},
	/// List the emergency accesses to a patient's records.
	Emergencies {
		/// Whose; yours if absent.
		#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
		patient: Option<AccountId>,
	},
	/// Release, as a keyholder, a patient's emergency keys to a provider whose emergency access is running.
	ReleaseKeys(emergency::ReleaseOptions),
	/// The log of what was done with records.
	#[command(subcommand)]
	AccessLog(access_log::Command),
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Request(options) => request::request(context, options).await,
		Command::Requests(options) => request::list(context, options).await,
		Command::Agree { request } => request::agree(context, request).await,
		Command::CoApprove { request } => request::co_approve(context, request).await,
		Command::Deny { request } => request::deny(context, request).await,
		Command::Withdraw { request } => request::withdraw(context, request).await,
		Command::Grant(options) => grant::run(context, options).await,
		Command::Direct(options) => direct::run(context, options).await,
		Command::Import(options) => fhir::import(context, options).await,
		Command::Export(options) => fhir::export(context, options).await,
		Command::List { patient } => directives::list(context, patient).await,
		Command::Show { directive } => directives::show(context, DirectiveId(directive)).await,
		Command::Decide(options) => directives::decide(context, options).await,
		Command::Revoke(options) => directives::revoke(context, options).await,
		Command::EndLapsed => directives::end_lapsed(context).await,
		Command::SealKeys(options) => directives::seal_keys(context, options).await,
		Command::Rewrap(options) => directives::rewrap(context, options).await,
		Command::ConfirmErasure(options) => parties::confirm_erasure(context, options).await,
		Command::Erasures(options) => parties::erasures(context, options).await,
		Command::CoApprovers(command) => parties::co_approvers(context, command).await,
		Command::Keyholders(command) => parties::keyholders(context, command).await,
		Command::BreakGlass(options) => emergency::break_glass(context, options).await,
		Command::Justify(options) => emergency::justify(context, options).await,
		Command::Review(options) => emergency::review(context, options).await,
		Command::Settle { emergency } => emergency::settle(context, emergency).await,
		Command::Reinstate { actor } => emergency::reinstate(context, actor).await,
		Command::Emergencies { patient } => emergency::list(context, patient).await,
		Command::ReleaseKeys(options) => emergency::release_keys(context, options).await,
		Command::AccessLog(command) => access_log::run(context, command).await,
	}
}

/// A directive, whatever became of it.
async fn directive_of(chain: &Chain, id: DirectiveId) -> anyhow::Result<DirectiveOf<Runtime>> {
	let view = pallet_emr_consent::DirectiveViewFunction::<Runtime>::new(id);
	let found = chain.view(view).await?;
	found.ok_or_else(|| general(format!("there is no directive {id}")))
}

/// The directive, if it is the signer's own and has not been ended.
async fn own_directive(chain: &Chain, me: &AccountId, id: DirectiveId) -> anyhow::Result<DirectiveOf<Runtime>> {
	let directive = directive_of(chain, id).await?;
	if directive.patient != *me {
		return Err(general(format!("directive {id} is of {}", directive.patient)));
	}
	match directive.status {
		DirectiveStatus::Active => Ok(directive),
		status => Err(general(format!("directive {id} is {} already", words::kebab(&status)))),
	}
}

/// Refuses a directive about the patient's own account: patients need nobody's permission.
fn ensure_somebody_else(patient: &AccountId, actor: &Actor<AccountId>) -> anyhow::Result<()> {
	match actor {
		Actor::Account(account) | Actor::Organisation(account) if account == patient => {
			Err(usage("you need nobody's permission for your own records, and cannot forbid them to yourself"))
		},
		_ => Ok(()),
	}
}

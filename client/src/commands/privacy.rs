//! Keeping payments apart from records. What is paid, ordered or put out to tender is public with the account that did it; so that
//! nobody ties it to records, it is done under a persona that has none.

use super::failure::usage;
use salus_client::{chain::Chain, keys::Persona};
use salus_primitives::{records::RecordClass, roles::Role};
use salus_runtime::{AccountId, Runtime};

/// What a command asks before it makes money of an account public.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Anyway {
	/// Do it also if the account has health records, so that everybody can tie the payment to them.
	#[arg(long)]
	pub anyway: bool,
}

/// Whether the account is a patient's and there are records or directives of it on chain.
pub async fn has_records(chain: &Chain, account: &AccountId) -> anyhow::Result<bool> {
	// Only patients have records, so that nothing more is asked about others.
	let view = pallet_participants::ParticipantViewFunction::<Runtime>::new(account.clone());
	if chain.view(view).await?.is_none_or(|info| info.role != Role::Patient) {
		return Ok(false);
	}
	let directives = pallet_emr_consent::DirectivesViewFunction::<Runtime>::new(account.clone());
	if !chain.view(directives).await?.is_empty() {
		return Ok(true);
	}
	// Of the 256 compartments the first ones, as elsewhere: to ask about each would take long before every payment.
	for class in RecordClass::OPEN.into_iter().chain((0..8).map(RecordClass::Restricted)) {
		let count = pallet_emr_records::RecordCountViewFunction::<Runtime>::new(account.clone(), class);
		if chain.view(count).await? > 0 {
			return Ok(true);
		}
	}
	Ok(false)
}

/// Refuses to pay, order or put out to tender as an account that has health records, unless that is wanted.
pub async fn ensure_not_record_holder(chain: &Chain, me: &Persona, anyway: bool) -> anyhow::Result<()> {
	if anyway || !has_records(chain, &me.account_id()).await? {
		return Ok(());
	}
	Err(usage(
		"this account has health records, and whoever sees the payment would tie it to them. Do it under a persona of its own: add \
		 --persona payments (it needs tokens, which do not come from this account); or --anyway, if all may know",
	))
}

/// Refuses to make payments of another's account public that has health records, unless that is wanted.
pub async fn ensure_pays_apart(chain: &Chain, account: &AccountId, anyway: bool) -> anyhow::Result<()> {
	if anyway || !has_records(chain, account).await? {
		return Ok(());
	}
	Err(usage(format!(
		"{account} has health records, and whoever sees the payment would tie it to them. Ask the patient for the account of a persona \
		 for payments (salus keys persona show payments); or add --anyway, if the patient wants all to know"
	)))
}

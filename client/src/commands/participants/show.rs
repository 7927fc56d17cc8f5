//! What is public about an account.

use super::participant;
use crate::commands::{context::Context, values::Hex, words};
use pallet_participants::types::CertificateStatus;
use salus_client::fhir::consent::role_label;
use salus_primitives::roles::{GroupSet, Role};
use salus_runtime::{AccountId, Runtime};
use serde_json::{json, Value};

/// Shows an account.
pub async fn run(context: &Context, account: Option<AccountId>) -> anyhow::Result<()> {
	let account = context.or_mine(account)?;
	let chain = context.connect().await?;
	let info = participant(&chain, &account).await?;
	let mut json = json!({
		"account": account,
		"role": role_label(info.role),
		"standing": words::kebab(&info.standing),
		"encryption_key": Hex(info.encryption_key.0),
		"key_version": info.key_version,
		"registered": words::instant(info.registered),
		"depositor": info.depositor,
	});
	let mut fields = vec![
		("account", account.to_string()),
		("role", role_label(info.role).to_owned()),
		("standing", words::kebab(&info.standing)),
		("registered", words::moment(info.registered)),
		("encryption key", format!("{} (version {})", Hex(info.encryption_key.0), info.key_version)),
	];

	let view = pallet_participants::CertificateViewFunction::<Runtime>::new(account.clone());
	if let Some(certificate) = chain.view(view).await? {
		let status = match &certificate.status {
			CertificateStatus::Active => String::new(),
			CertificateStatus::Suspended { by, since } => {
				format!(", suspended by {by} since {}", words::moment(*since))
			},
			CertificateStatus::Revoked { at, reason } => {
				format!(", revoked {}: {}", words::moment(*at), words::kebab(reason))
			},
		};
		json["certificate"] = json!({
			"issuer": certificate.issuer,
			"commitment": Hex(certificate.commitment.0),
			"issued": words::instant(certificate.issued),
			"expires": words::instant(certificate.expires),
			"status": words::kebab(&certificate.status),
		});
		let text = format!(
			"by {}, until {}{status}\ncommitment {}",
			certificate.issuer,
			words::moment(certificate.expires),
			Hex(certificate.commitment.0)
		);
		fields.push(("certificate", text));
	}
	if info.role == Role::CertificationAuthority {
		let key = pallet_participants::Authorities::<Runtime>::hashed_key_for(&account);
		let scope = chain.storage::<GroupSet>(&key).await?;
		let names = scope.map(words::group_names).unwrap_or_default();
		json["certifies"] = json!(names);
		fields.push(("certifies", if names.is_empty() { "nobody".into() } else { names.join(", ") }));
	}
	let view = pallet_participants::EndpointViewFunction::<Runtime>::new(account.clone());
	if let Some(endpoint) = chain.view(view).await? {
		let endpoint = String::from_utf8_lossy(&endpoint).into_owned();
		json["endpoint"] = json!(endpoint);
		fields.push(("endpoint", endpoint));
	}
	let view = pallet_participants::AffiliationsViewFunction::<Runtime>::new(account.clone());
	let affiliations = chain.view(view).await?;
	if !affiliations.is_empty() {
		fields.push(("works for", accounts(&affiliations)));
	}
	json["affiliations"] = json!(affiliations);
	let view = pallet_participants::PendingAffiliationsViewFunction::<Runtime>::new(account.clone());
	let pending = chain.view(view).await?;
	if !pending.sent.is_empty() {
		fields.push(("proposed to", accounts(&pending.sent)));
	}
	if !pending.received.is_empty() {
		fields.push(("proposed by", accounts(&pending.received)));
	}
	json["proposals"] = json!({ "sent": pending.sent, "received": pending.received });
	json["free_calls"] = Value::Null;
	if info.role == Role::Patient {
		let view = pallet_participants::FreeCallsRemainingViewFunction::<Runtime>::new(account.clone());
		let left = chain.view(view).await?;
		json["free_calls"] = json!(left);
		fields.push(("free calls", format!("{left} left today")));
	}
	context.out.fields(&json, &fields);
	Ok(())
}

fn accounts(accounts: &[AccountId]) -> String {
	accounts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

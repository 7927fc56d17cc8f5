//! What always holds, block after block. One function each; all run after every test.

use crate::{
	endpoint::Endpoint, types, Affiliations, Authorities, Certificates, Config, Endpoints, FreeCallUsage, Pallet,
	Participants, PendingAffiliations,
};
use alloc::collections::BTreeSet;
use frame_support::ensure;
use salus_primitives::roles::{Group, ProviderKind, Role};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_participants()?;
		Self::try_authorities()?;
		Self::try_certificates()?;
		Self::try_endpoints()?;
		Self::try_affiliations()?;
		Self::try_pending_affiliations()?;
		Self::try_free_call_usage()
	}

	fn registered_role(account: &T::AccountId) -> Option<Role> {
		Participants::<T>::get(account).map(|participant| participant.role)
	}

	/// Every participant can be sealed to, can sign without a token, and was registered in the past.
	fn try_participants() -> Result<(), TryRuntimeError> {
		for (account, participant) in Participants::<T>::iter() {
			ensure!(participant.encryption_key.is_valid(), "a participant cannot be sealed to");
			ensure!(frame_system::Pallet::<T>::providers(&account) > 0, "a participant's account can vanish");
			ensure!(participant.registered <= Self::now(), "a participant was registered in the future");
		}
		Ok(())
	}

	/// Every authority is registered as one, and certifies some groups other than its own.
	fn try_authorities() -> Result<(), TryRuntimeError> {
		for (account, scope) in Authorities::<T>::iter() {
			ensure!(
				Self::registered_role(&account) == Some(Role::CertificationAuthority),
				"an authority is not registered as one"
			);
			ensure!(types::is_valid_scope(scope), "an authority's scope is not valid");
		}
		Ok(())
	}

	/// Every certificate is of a participant whom not the council certifies, by somebody who could issue it, and its moments are
	/// in order.
	fn try_certificates() -> Result<(), TryRuntimeError> {
		for (account, certificate) in Certificates::<T>::iter() {
			let role = Self::registered_role(&account).ok_or("a certificate is of nobody")?;
			ensure!(role != Role::CertificationAuthority, "an authority has a certificate");
			let issuer = Self::registered_role(&certificate.issuer).ok_or("a certificate is by nobody")?;
			ensure!(
				issuer == Role::CertificationAuthority
					|| (role.group() == Group::Patient && issuer.may_enrol_patients()),
				"a certificate is by somebody who could not issue it"
			);
			let changed = match certificate.status {
				types::CertificateStatus::Active => certificate.issued,
				types::CertificateStatus::Suspended { since, .. } => since,
				types::CertificateStatus::Revoked { at, .. } => at,
			};
			ensure!(certificate.issued < certificate.expires, "a certificate expired before it was issued");
			ensure!(
				certificate.issued <= changed && changed <= Self::now(),
				"a certificate's moments are out of order"
			);
		}
		Ok(())
	}

	/// Only organisations have endpoints, and these are valid.
	fn try_endpoints() -> Result<(), TryRuntimeError> {
		for (account, endpoint) in Endpoints::<T>::iter() {
			ensure!(
				Self::registered_role(&account).is_some_and(Role::is_organisation),
				"somebody other than an organisation has an endpoint"
			);
			ensure!(Endpoint::parse(endpoint.as_bytes()).is_ok(), "an endpoint is not valid");
		}
		Ok(())
	}

	/// Only practitioners are affiliated, only with organisations that can have members, with each once.
	fn try_affiliations() -> Result<(), TryRuntimeError> {
		for (member, organisations) in Affiliations::<T>::iter() {
			ensure!(
				Self::registered_role(&member) == Some(Role::Provider(ProviderKind::Practitioner)),
				"somebody other than a practitioner is affiliated"
			);
			ensure!(!organisations.is_empty(), "an empty list of affiliations is stored");
			let distinct: BTreeSet<_> = organisations.iter().collect();
			ensure!(distinct.len() == organisations.len(), "a practitioner is affiliated twice");
			ensure!(
				distinct
					.into_iter()
					.all(|organisation| Self::registered_role(organisation).is_some_and(types::may_have_members)),
				"a practitioner is affiliated with somebody who has no members"
			);
		}
		Ok(())
	}

	/// Every proposal is known to both sides, is made once and in one direction, and is not an affiliation yet.
	fn try_pending_affiliations() -> Result<(), TryRuntimeError> {
		for (account, pending) in PendingAffiliations::<T>::iter() {
			ensure!(!pending.sent.is_empty() || !pending.received.is_empty(), "an empty list of proposals is stored");
			let counterparts: BTreeSet<_> = pending.sent.iter().chain(pending.received.iter()).collect();
			ensure!(
				counterparts.len() == pending.sent.len().saturating_add(pending.received.len()),
				"an affiliation is proposed twice"
			);
			for other in counterparts {
				ensure!(
					!Affiliations::<T>::get(&account).contains(other)
						&& !Affiliations::<T>::get(other).contains(&account),
					"an affiliation that exists is proposed"
				);
			}
			let of = |other: &T::AccountId| PendingAffiliations::<T>::get(other).unwrap_or_default();
			ensure!(
				pending.sent.iter().all(|to| of(to).received.contains(&account))
					&& pending.received.iter().all(|from| of(from).sent.contains(&account)),
				"a proposal is known to one side only"
			);
		}
		Ok(())
	}

	/// Only patients make free calls, and none on a day that has not come.
	fn try_free_call_usage() -> Result<(), TryRuntimeError> {
		for (account, usage) in FreeCallUsage::<T>::iter() {
			ensure!(
				Self::registered_role(&account) == Some(Role::Patient),
				"somebody other than a patient made a free call"
			);
			ensure!(usage.day <= types::day_of(Self::now()), "a free call was made in the future");
		}
		Ok(())
	}
}

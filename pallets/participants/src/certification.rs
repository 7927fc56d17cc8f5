//! Authorities and certificates: who may say of whom that it is what its role says.

use crate::{
	types::{self, Certificate, CertificateStatus, RevocationReason, Standing},
	Authorities, CertificateOf, Certificates, Config, Error, Event, Pallet, Participants,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use salus_primitives::{
	roles::{Group, GroupSet, Role},
	traits, Commitment, Moment,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn standing_of(account: &T::AccountId) -> Standing {
		Participants::<T>::get(account)
			.map_or(Standing::Uncertified, |participant| Self::standing_in(account, participant.role))
	}

	/// How the account, whose role is known, stands now.
	pub(crate) fn standing_in(account: &T::AccountId, role: Role) -> Standing {
		let group = role.group();
		if group == Group::CertificationAuthority {
			return if Authorities::<T>::contains_key(account) { Standing::Active } else { Standing::Uncertified };
		}
		let certificate = Certificates::<T>::get(account);
		let issuer_scope = certificate
			.as_ref()
			.filter(|_| types::depends_on_issuer(group))
			.and_then(|certificate| Authorities::<T>::get(&certificate.issuer));
		types::standing(group, certificate.as_ref(), issuer_scope, Self::now())
	}

	/// Whether `who` is an authority for the group now.
	fn is_authority_for(who: &T::AccountId, group: Group) -> bool {
		Authorities::<T>::get(who).is_some_and(|scope| scope.contains(group))
	}

	/// Whether `who` may issue certificates of the group now: an authority for it, or for patients an institution that may enrol
	/// them.
	fn may_issue(who: &T::AccountId, group: Group) -> bool {
		Self::is_authority_for(who, group)
			|| (group == Group::Patient
				&& <Self as traits::Participants<_>>::certified_role(who).is_some_and(Role::may_enrol_patients))
	}

	/// Ensures that `who` may suspend, reinstate and revoke the certificate of a member of the group.
	fn ensure_supervises(who: &T::AccountId, group: Group, certificate: &CertificateOf<T>) -> Result<(), Error<T>> {
		// A patient's certificate outlives its issuer's authority, so there must be others who can end it.
		if group == Group::Patient && Self::is_authority_for(who, group) {
			return Ok(());
		}
		Self::ensure_issues(who, group, certificate)
	}

	/// Ensures that `who` issued the certificate and might issue it today.
	fn ensure_issues(who: &T::AccountId, group: Group, certificate: &CertificateOf<T>) -> Result<(), Error<T>> {
		ensure!(certificate.issuer == *who, Error::NotIssuer);
		ensure!(Self::may_issue(who, group), Error::NotAuthorized);
		Ok(())
	}

	/// Ensures that a certificate issued now may expire then.
	pub(crate) fn ensure_expiry(expires: Moment, now: Moment) -> Result<(), Error<T>> {
		ensure!(expires > now, Error::ExpiresInPast);
		ensure!(expires <= now.saturating_add(T::MaxCertificateLifetime::get()), Error::LifetimeTooLong);
		Ok(())
	}

	/// Issues a certificate to whom one may be issued.
	pub(crate) fn issue(
		issuer: T::AccountId,
		account: T::AccountId,
		commitment: Commitment,
		expires: Moment,
		now: Moment,
	) {
		Certificates::<T>::insert(&account, Certificate::issue(issuer.clone(), commitment, now, expires));
		Self::deposit_event(Event::Certified { account, issuer, expires });
	}

	/// Changes the certificate of `account`, whose group is told to `change`, or leaves it as it is.
	fn change_certificate(
		account: &T::AccountId,
		change: impl FnOnce(Group, &mut CertificateOf<T>) -> Result<(), Error<T>>,
	) -> DispatchResult {
		let group = Self::role_of(account)?.group();
		let mut certificate = Certificates::<T>::get(account).ok_or(Error::<T>::CertificateNotFound)?;
		change(group, &mut certificate)?;
		Certificates::<T>::insert(account, certificate);
		Ok(())
	}

	pub(crate) fn do_authorize_authority(account: T::AccountId, scope: GroupSet) -> DispatchResult {
		ensure!(Self::role_of(&account)? == Role::CertificationAuthority, Error::<T>::NotCertificationAuthority);
		ensure!(types::is_valid_scope(scope), Error::<T>::InvalidScope);
		Authorities::<T>::insert(&account, scope);
		Self::deposit_event(Event::AuthorityAuthorized { account, scope });
		Ok(())
	}

	pub(crate) fn do_revoke_authority(account: T::AccountId) -> DispatchResult {
		ensure!(Authorities::<T>::take(&account).is_some(), Error::<T>::NotAuthorized);
		Self::deposit_event(Event::AuthorityRevoked { account });
		Ok(())
	}

	pub(crate) fn do_certify(
		issuer: T::AccountId,
		account: T::AccountId,
		commitment: Commitment,
		expires: Moment,
	) -> DispatchResult {
		let group = Self::role_of(&account)?.group();
		ensure!(group != Group::CertificationAuthority, Error::<T>::CertifiedByCouncil);
		ensure!(Self::is_authority_for(&issuer, group), Error::<T>::NotAuthorized);
		let now = Self::now();
		Self::ensure_expiry(expires, now)?;
		let free = Certificates::<T>::get(&account).is_none_or(|current| {
			current.issuer == issuer || current.is_past(now) || !Self::may_issue(&current.issuer, group)
		});
		ensure!(free, Error::<T>::AlreadyCertified);
		Self::issue(issuer, account, commitment, expires, now);
		Ok(())
	}

	pub(crate) fn do_renew(
		who: T::AccountId,
		account: T::AccountId,
		commitment: Commitment,
		expires: Moment,
	) -> DispatchResult {
		let now = Self::now();
		Self::change_certificate(&account, |group, certificate| {
			Self::ensure_issues(&who, group, certificate)?;
			Self::ensure_expiry(expires, now)?;
			Ok(certificate.renew(commitment, now, expires)?)
		})?;
		Self::deposit_event(Event::Renewed { account, expires });
		Ok(())
	}

	pub(crate) fn do_suspend(who: T::AccountId, account: T::AccountId) -> DispatchResult {
		Self::change_certificate(&account, |group, certificate| {
			Self::ensure_supervises(&who, group, certificate)?;
			Ok(certificate.suspend(who.clone(), Self::now())?)
		})?;
		Self::deposit_event(Event::Suspended { account, by: who });
		Ok(())
	}

	pub(crate) fn do_reinstate(who: T::AccountId, account: T::AccountId) -> DispatchResult {
		Self::change_certificate(&account, |group, certificate| {
			Self::ensure_supervises(&who, group, certificate)?;
			if let CertificateStatus::Suspended { by, .. } = &certificate.status {
				ensure!(*by == who || Self::is_authority_for(&who, group), Error::SuspendedByAuthority);
			}
			Ok(certificate.reinstate()?)
		})?;
		Self::deposit_event(Event::Reinstated { account, by: who });
		Ok(())
	}

	pub(crate) fn do_revoke(who: T::AccountId, account: T::AccountId, reason: RevocationReason) -> DispatchResult {
		Self::change_certificate(&account, |group, certificate| {
			Self::ensure_supervises(&who, group, certificate)?;
			Ok(certificate.revoke(reason, Self::now())?)
		})?;
		Self::deposit_event(Event::Revoked { account, by: who, reason });
		Ok(())
	}
}

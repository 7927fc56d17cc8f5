//! Participants, their certificates and their agreements, without any `Config`.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{
	roles::{Group, GroupSet, Role},
	time::DAY,
	Commitment, EncryptionKey, Moment,
};
use scale_info::TypeInfo;

/// What the bytes that a patient signs for an enrolment begin with, so that they can be taken for nothing else.
pub const ENROLMENT_DOMAIN: &[u8; 13] = b"salus/enrol/1";

/// The storage deposit for a registration and whose it is. The payer need not be the participant.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Deposit<AccountId, Ticket> {
	/// Whose tokens are held.
	pub depositor: AccountId,
	/// What stands for them.
	pub ticket: Ticket,
}

/// A registered account. It stays registered for ever; what it may do depends on its certificate.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Participant<AccountId, Ticket> {
	/// What the account says it is; a certificate says that it is true.
	pub role: Role,
	/// The key to which others seal for it.
	pub encryption_key: EncryptionKey,
	/// How often the key was replaced.
	pub key_version: u32,
	/// When the account was registered.
	pub registered: Moment,
	/// The deposit; none for participants of the genesis block.
	pub deposit: Option<Deposit<AccountId, Ticket>>,
}

/// What is public about a participant, as wallets show it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ParticipantInfo<AccountId> {
	/// What the account says it is.
	pub role: Role,
	/// Whether that is certified at this moment.
	pub standing: Standing,
	/// The key to which others seal for it.
	pub encryption_key: EncryptionKey,
	/// How often the key was replaced.
	pub key_version: u32,
	/// When the account was registered.
	pub registered: Moment,
	/// Who paid the deposit; none for participants of the genesis block.
	pub depositor: Option<AccountId>,
}

/// Why a certificate was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RevocationReason {
	/// Another certificate takes its place.
	Superseded,
	/// It should never have been issued.
	IssuedInError,
	/// Somebody else may hold the account's keys.
	KeyCompromise,
	/// The holder no longer does what it was certified for.
	CessationOfOperation,
	/// The issuer takes it back for another reason.
	Withdrawn,
}

/// What the issuer, or whoever may act in its place, has said of a certificate. Expiry is no status: it follows from time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum CertificateStatus<AccountId> {
	/// In force until it expires.
	Active,
	/// Not in force, but may be reinstated.
	Suspended {
		/// By whom: an issuer must not undo what an authority decided.
		by: AccountId,
		/// Since when.
		since: Moment,
	},
	/// Never again in force. Another may be issued.
	Revoked {
		/// When.
		at: Moment,
		/// Why.
		reason: RevocationReason,
	},
}

/// An issuer's word that an account is what its role says, bound to a document that stays off chain.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Certificate<AccountId> {
	/// Who says so.
	pub issuer: AccountId,
	/// The salted commitment to the certificate's document.
	pub commitment: Commitment,
	/// When this document was issued.
	pub issued: Moment,
	/// The last millisecond in which the certificate counts.
	pub expires: Moment,
	/// What has become of it.
	pub status: CertificateStatus<AccountId>,
}

/// Why a certificate cannot go from its status into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// It is suspended.
	Suspended,
	/// It is not suspended.
	NotSuspended,
	/// It is revoked, which is final.
	Revoked,
}

impl<AccountId> Certificate<AccountId> {
	/// A fresh certificate.
	pub const fn issue(issuer: AccountId, commitment: Commitment, issued: Moment, expires: Moment) -> Self {
		Self { issuer, commitment, issued, expires, status: CertificateStatus::Active }
	}

	/// Replaces document and expiry. An active certificate that has expired can be renewed as well.
	///
	/// # Errors
	/// When it is suspended or revoked.
	pub fn renew(&mut self, commitment: Commitment, now: Moment, expires: Moment) -> Result<(), Refusal> {
		match self.status {
			CertificateStatus::Active => {
				self.commitment = commitment;
				self.issued = now;
				self.expires = expires;
				Ok(())
			},
			CertificateStatus::Suspended { .. } => Err(Refusal::Suspended),
			CertificateStatus::Revoked { .. } => Err(Refusal::Revoked),
		}
	}

	/// Active → Suspended.
	///
	/// # Errors
	/// When it is suspended already, or revoked.
	pub fn suspend(&mut self, by: AccountId, now: Moment) -> Result<(), Refusal> {
		match self.status {
			CertificateStatus::Active => {
				self.status = CertificateStatus::Suspended { by, since: now };
				Ok(())
			},
			CertificateStatus::Suspended { .. } => Err(Refusal::Suspended),
			CertificateStatus::Revoked { .. } => Err(Refusal::Revoked),
		}
	}

	/// Suspended → Active.
	///
	/// # Errors
	/// When it is not suspended, or revoked.
	pub fn reinstate(&mut self) -> Result<(), Refusal> {
		match self.status {
			CertificateStatus::Suspended { .. } => {
				self.status = CertificateStatus::Active;
				Ok(())
			},
			CertificateStatus::Active => Err(Refusal::NotSuspended),
			CertificateStatus::Revoked { .. } => Err(Refusal::Revoked),
		}
	}

	/// Active or Suspended → Revoked.
	///
	/// # Errors
	/// When it is revoked already.
	pub fn revoke(&mut self, reason: RevocationReason, now: Moment) -> Result<(), Refusal> {
		match self.status {
			CertificateStatus::Active | CertificateStatus::Suspended { .. } => {
				self.status = CertificateStatus::Revoked { at: now, reason };
				Ok(())
			},
			CertificateStatus::Revoked { .. } => Err(Refusal::Revoked),
		}
	}

	/// Whether the certificate is past: revoked or expired, so that anybody in scope may issue another.
	pub fn is_past(&self, now: Moment) -> bool {
		matches!(self.status, CertificateStatus::Revoked { .. }) || now > self.expires
	}
}

/// How an account stands at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Standing {
	/// Certified.
	Active,
	/// The certificate is suspended.
	Suspended,
	/// The certificate was revoked.
	Revoked,
	/// The certificate has expired.
	Expired,
	/// The certificate itself would count, but its issuer is no longer authorised for this group.
	IssuerNotAuthorized,
	/// There is no certificate, or not even a participant.
	Uncertified,
}

/// Whether certificates of the group count only while their issuer is authorised for it. Those of patients do not: a patient
/// must not lose rights because a hospital left.
pub const fn depends_on_issuer(group: Group) -> bool {
	!matches!(group, Group::Patient)
}

/// How a holder's certificate stands at `now`, given for which groups its issuer is authorised at that moment. Not for
/// certification authorities, who have no certificate: the council's word is all they need.
pub fn standing<AccountId>(
	group: Group,
	certificate: Option<&Certificate<AccountId>>,
	issuer_scope: Option<GroupSet>,
	now: Moment,
) -> Standing {
	let Some(certificate) = certificate else { return Standing::Uncertified };
	match certificate.status {
		CertificateStatus::Revoked { .. } => Standing::Revoked,
		_ if certificate.is_past(now) => Standing::Expired,
		CertificateStatus::Suspended { .. } => Standing::Suspended,
		CertificateStatus::Active
			if depends_on_issuer(group) && !issuer_scope.is_some_and(|scope| scope.contains(group)) =>
		{
			Standing::IssuerNotAuthorized
		},
		CertificateStatus::Active => Standing::Active,
	}
}

/// The groups that a certification authority can be authorised for: all but its own, which only the council certifies.
pub fn certifiable_groups() -> GroupSet {
	GroupSet::of(&[Group::Patient, Group::Provider, Group::HealthAuthority, Group::FinancialEntity])
}

/// Whether an authority can be given this scope: at least one group, and none that only the council certifies.
pub fn is_valid_scope(scope: GroupSet) -> bool {
	scope.is_valid() && !scope.is_empty() && !scope.contains(Group::CertificationAuthority)
}

/// Whether accounts of this role can have practitioners working for them.
pub const fn may_have_members(role: Role) -> bool {
	role.is_organisation() && !matches!(role, Role::CertificationAuthority)
}

/// What a patient agrees to when a hospital enrols it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment<AccountId> {
	/// The institution that enrols, certifies and pays.
	pub institution: AccountId,
	/// The patient's account.
	pub patient: AccountId,
	/// The key to which others seal for the patient.
	pub encryption_key: EncryptionKey,
	/// The salted commitment to the certificate's document.
	pub certificate: Commitment,
	/// The last millisecond in which the certificate counts.
	pub expires: Moment,
	/// The last millisecond in which the signature counts.
	pub deadline: Moment,
}

impl<AccountId: Encode> Enrolment<AccountId> {
	/// The bytes that the patient signs. They name the chain and every detail, so that the signature serves for this enrolment
	/// alone.
	pub fn payload<Hash: Encode>(&self, genesis_hash: &Hash) -> Vec<u8> {
		let Self { institution, patient, encryption_key, certificate, expires, deadline } = self;
		(ENROLMENT_DOMAIN, genesis_hash, institution, patient, encryption_key, certificate, expires, deadline).encode()
	}
}

/// `payload` as wallets sign raw bytes (`signRaw`), which is how they prevent that a transaction is signed unseen.
pub fn wrapped(payload: &[u8]) -> Vec<u8> {
	[b"<Bytes>".as_slice(), payload, b"</Bytes>".as_slice()].concat()
}

/// An account's proposals of affiliation that nobody has answered yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Pending<Accounts> {
	/// To whom it proposed.
	pub sent: Accounts,
	/// Who proposed to it.
	pub received: Accounts,
}

/// How many free calls an account made on its latest day with any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct DailyUsage {
	/// Days since 1970-01-01, UTC.
	pub day: u32,
	/// Calls on that day.
	pub count: u32,
}

impl DailyUsage {
	/// Calls made on the day of `now`.
	pub fn used(&self, now: Moment) -> u32 {
		if self.day == day_of(now) {
			self.count
		} else {
			0
		}
	}

	/// The usage after one call more at `now`.
	pub fn counted(&self, now: Moment) -> Self {
		Self { day: day_of(now), count: self.used(now).saturating_add(1) }
	}
}

/// The day of a moment: days since 1970-01-01, UTC.
pub fn day_of(now: Moment) -> u32 {
	now.checked_div(DAY).and_then(|day| u32::try_from(day).ok()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn statuses() -> impl Strategy<Value = CertificateStatus<u8>> {
		prop_oneof![
			Just(CertificateStatus::Active),
			(any::<u8>(), 0..4u64).prop_map(|(by, since)| CertificateStatus::Suspended { by, since }),
			(0..4u64).prop_map(|at| CertificateStatus::Revoked { at, reason: RevocationReason::Withdrawn }),
		]
	}

	fn certificates() -> impl Strategy<Value = Certificate<u8>> {
		(any::<u8>(), 0..4u64, 0..8u64, statuses()).prop_map(|(issuer, issued, expires, status)| Certificate {
			issuer,
			commitment: Commitment([0; 32]),
			issued,
			expires,
			status,
		})
	}

	fn scopes() -> impl Strategy<Value = Option<GroupSet>> {
		proptest::option::of(proptest::sample::subsequence(Group::ALL.to_vec(), 0..=5).prop_map(|g| GroupSet::of(&g)))
	}

	proptest! {
		/// Every standing has its condition, written out in full; exactly one holds.
		#[test]
		fn standing_is_the_only_one_whose_condition_holds(
			group in proptest::sample::select(&Group::ALL[..4]),
			certificate in proptest::option::of(certificates()),
			scope in scopes(),
			now in 0..10u64,
		) {
			let exists = certificate.is_some();
			let status = certificate.as_ref().map(|c| c.status.clone());
			let revoked = matches!(status, Some(CertificateStatus::Revoked { .. }));
			let suspended = matches!(status, Some(CertificateStatus::Suspended { .. }));
			let in_time = certificate.as_ref().is_some_and(|c| now <= c.expires);
			let vouched = group == Group::Patient
				|| scope.is_some_and(|s| Group::ALL.iter().any(|g| *g == group && s.contains(*g)));
			let conditions = [
				(Standing::Uncertified, !exists),
				(Standing::Revoked, exists && revoked),
				(Standing::Expired, exists && !revoked && !in_time),
				(Standing::Suspended, exists && !revoked && in_time && suspended),
				(Standing::IssuerNotAuthorized, exists && !revoked && in_time && !suspended && !vouched),
				(Standing::Active, exists && !revoked && in_time && !suspended && vouched),
			];
			let holding: Vec<_> = conditions.iter().filter(|(_, holds)| *holds).map(|(s, _)| *s).collect();
			prop_assert_eq!(holding, vec![standing(group, certificate.as_ref(), scope, now)]);
		}

		/// Time alone only ever takes away.
		#[test]
		fn what_is_not_active_does_not_become_active_by_waiting(
			group in proptest::sample::select(&Group::ALL[..4]),
			certificate in certificates(),
			scope in scopes(),
			now in 0..10u64,
			later in 0..10u64,
		) {
			if standing(group, Some(&certificate), scope, now) != Standing::Active {
				prop_assert_ne!(standing(group, Some(&certificate), scope, now + later), Standing::Active);
			}
		}

		#[test]
		fn revocation_is_final_and_refusals_change_nothing(mut certificate in certificates(), calls in proptest::collection::vec(0..4u8, 0..8)) {
			for call in calls {
				let before = certificate.clone();
				let result = match call {
					0 => certificate.renew(Commitment([1; 32]), 5, 9),
					1 => certificate.suspend(1, 5),
					2 => certificate.reinstate(),
					_ => certificate.revoke(RevocationReason::Superseded, 5),
				};
				let revoked = matches!(before.status, CertificateStatus::Revoked { .. });
				prop_assert!(!revoked || result == Err(Refusal::Revoked));
				prop_assert!(result.is_ok() || certificate == before);
			}
		}

		#[test]
		fn usage_counts_the_calls_of_the_day(times in proptest::collection::vec(0..4 * DAY, 0..24)) {
			let mut times = times;
			times.sort_unstable();
			let mut usage = DailyUsage::default();
			for (index, now) in times.iter().enumerate() {
				let today = times[..index].iter().filter(|earlier| *earlier / DAY == now / DAY).count();
				prop_assert_eq!(usage.used(*now) as usize, today);
				usage = usage.counted(*now);
			}
		}
	}

	#[test]
	fn a_certificate_counts_in_its_last_millisecond() {
		let certificate = Certificate::issue(1u8, Commitment([0; 32]), 5, 10);
		assert_eq!(standing(Group::Patient, Some(&certificate), None, 10), Standing::Active);
		assert_eq!(standing(Group::Patient, Some(&certificate), None, 11), Standing::Expired);
	}

	#[test]
	fn a_scope_is_some_certifiable_groups() {
		assert!(is_valid_scope(certifiable_groups()));
		assert!(!is_valid_scope(GroupSet::default()));
		assert!(!is_valid_scope(GroupSet::ALL));
		assert!(!is_valid_scope(GroupSet::decode(&mut &[0b10_0001u8][..]).unwrap()));
	}

	#[test]
	fn payloads_differ_in_every_detail() {
		let enrolment = Enrolment {
			institution: 1u64,
			patient: 2,
			encryption_key: EncryptionKey([9; 32]),
			certificate: Commitment([7; 32]),
			expires: 10,
			deadline: 5,
		};
		let others = [
			Enrolment { institution: 3, ..enrolment.clone() },
			Enrolment { patient: 3, ..enrolment.clone() },
			Enrolment { encryption_key: EncryptionKey([8; 32]), ..enrolment.clone() },
			Enrolment { certificate: Commitment([8; 32]), ..enrolment.clone() },
			Enrolment { expires: 11, ..enrolment.clone() },
			Enrolment { deadline: 6, ..enrolment.clone() },
		];
		let payload = enrolment.payload(&[1u8; 32]);
		assert!(payload.starts_with(b"salus/enrol/1"));
		assert!(others.iter().all(|other| other.payload(&[1u8; 32]) != payload));
		assert_ne!(enrolment.payload(&[2u8; 32]), payload);
	}

	#[test]
	fn days_begin_at_midnight_and_do_not_overflow() {
		assert_eq!((day_of(0), day_of(DAY - 1), day_of(DAY), day_of(Moment::MAX)), (0, 0, 1, u32::MAX));
	}
}

//! One file per call; the rest by subject.

mod accept_affiliation;
mod authorize_authority;
mod certify;
mod end_affiliation;
mod enrol_patient;
mod free_calls;
mod genesis;
mod propose_affiliation;
mod provider;
mod register;
mod reinstate;
mod renew;
mod revoke;
mod revoke_authority;
mod rotate_encryption_key;
mod sequences;
mod set_endpoint;
mod suspend;
mod views;

pub(crate) use crate::{
	mock::*,
	types::{certifiable_groups, CertificateStatus, RevocationReason, Standing},
	Affiliations, Authorities, Certificates, Endpoints, Error, Event, FreeCallUsage, Participants as Registry,
	PendingAffiliations,
};
pub(crate) use frame_support::{assert_noop, assert_ok};
pub(crate) use salus_primitives::{
	roles::{Group, GroupSet, ProviderKind, Role},
	time::DAY,
	traits::{FreeCalls, Participants as _},
	EncryptionKey, Moment,
};
pub(crate) use sp_runtime::DispatchError::BadOrigin;

/// How the account stands.
pub(crate) fn standing(who: AccountId) -> Standing {
	Participants::standing(who)
}

/// The council gives [`OTHER_CERTIFIER`] these groups.
pub(crate) fn authorize_other(groups: &[Group]) {
	assert_ok!(Participants::authorize_authority(signed(COUNCIL), OTHER_CERTIFIER, GroupSet::of(groups)));
}

/// The council takes the authorisation of [`CERTIFIER`] back.
pub(crate) fn revoke_certifier() {
	assert_ok!(Participants::revoke_authority(signed(COUNCIL), CERTIFIER));
}

/// The authority suspends the certificate of [`HOSPITAL`].
pub(crate) fn suspend_hospital() {
	assert_ok!(Participants::suspend(signed(CERTIFIER), HOSPITAL));
}

//! What people do with Salus, each as one step: calls, keys, sealing and storage together. The `salus` command and programs of
//! institutions build on these.

pub mod consent;
pub mod council;
pub mod import;
pub mod keyholders;
pub mod market;
pub mod money;
pub mod participants;
pub mod reading;
pub mod records;
pub mod serving;
pub mod sharing;
pub mod writing;

use crate::{
	chain::{Chain, ChainError, Included},
	keys::{class_label, KeyError},
	sealing::{EnvelopeError, KeySealError},
	store::StoreError,
};
use frame_support::BoundedVec;
use salus_primitives::{records::RecordClass, Epoch, RecordId};
use salus_runtime::{AccountId, RuntimeEvent};

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
	/// The chain refused, or could not be reached.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// The blob store failed.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// The envelope does not open, or is not what the chain says.
	#[error(transparent)]
	Envelope(#[from] EnvelopeError),
	/// A sealed key does not open.
	#[error(transparent)]
	KeySeal(#[from] KeySealError),
	/// A key cannot be derived.
	#[error(transparent)]
	Key(#[from] KeyError),
	/// More was given than a call takes.
	#[error("too many {what}: at most {max} at once")]
	TooMany {
		/// Of what.
		what: &'static str,
		/// How many are taken.
		max: usize,
	},
	/// The account is not a participant.
	#[error("{0} is not registered as a participant")]
	NotAParticipant(AccountId),
	/// The patient has no key for the class yet.
	#[error("the patient has no key for {} yet; it is published with `salus records publish-key`", class_label(*.0))]
	NoClassKey(RecordClass),
	/// The class key was retired by a revocation.
	#[error("the patient's key for {} is retired: the patient has to publish the next one first", class_label(*.0))]
	ClassKeyRetired(RecordClass),
	/// The key that the node gives for a class of the patient's own does not follow from the patient's phrase.
	#[error(
		"the key of {} in epoch {} that the node gives is not yours: nothing was sealed to it. Ask another node, and move the class \
		 on with `salus records rotate-key` if it says the same",
		class_label(*class),
		epoch.0
	)]
	ForeignClassKey {
		/// The class.
		class: RecordClass,
		/// The epoch.
		epoch: Epoch,
	},
	/// The record is not on chain.
	#[error("there is no record {0}")]
	NoRecord(RecordId),
	/// The tender is not on chain.
	#[error("there is no tender {0}: see salus market tenders")]
	NoTender(salus_primitives::TenderId),
	/// The group is not on chain.
	#[error("there is no group {0}: see salus market group list")]
	NoGroup(salus_primitives::GroupId),
	/// No consent allows this.
	#[error("no consent of the patient allows this")]
	NoConsent,
	/// A directive forbids this.
	#[error("the patient's directive {0} forbids this")]
	Denied(salus_primitives::DirectiveId),
	/// No key for the class was sealed to the account.
	#[error("no key for {} from epoch {} on was sealed to this account", class_label(*class), epoch.0)]
	NoKeyHeld {
		/// The class.
		class: RecordClass,
		/// The epoch that would have to be covered.
		epoch: Epoch,
	},
	/// No emergency access is running.
	#[error("no emergency access of this account to this patient is running")]
	NoBreakGlass,
	/// The event that tells the outcome is missing.
	#[error("the chain did not report {0}: is this client as new as the chain?")]
	NoEvent(&'static str),
}

/// Bounds a list as a call takes it.
///
/// # Errors
/// [`ActionError::TooMany`].
pub fn bounded<T, S: frame_support::traits::Get<u32>>(
	what: &'static str,
	items: Vec<T>,
) -> Result<BoundedVec<T, S>, ActionError> {
	BoundedVec::try_from(items).map_err(|_| ActionError::TooMany { what, max: S::get() as usize })
}

/// Takes from the events what `pick` finds first.
///
/// # Errors
/// [`ActionError::NoEvent`].
pub fn outcome<T>(
	included: &Included,
	what: &'static str,
	pick: impl Fn(&RuntimeEvent) -> Option<T>,
) -> Result<T, ActionError> {
	included.events.iter().find_map(pick).ok_or(ActionError::NoEvent(what))
}

/// The key to which others seal for a participant.
///
/// # Errors
/// [`ActionError::NotAParticipant`] and [`ActionError::Chain`].
pub async fn encryption_key_of(
	chain: &Chain,
	account: &AccountId,
) -> Result<salus_primitives::EncryptionKey, ActionError> {
	chain
		.view(pallet_participants::EncryptionKeyViewFunction::<salus_runtime::Runtime>::new(account.clone()))
		.await?
		.ok_or_else(|| ActionError::NotAParticipant(account.clone()))
}

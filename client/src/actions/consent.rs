//! Asking for, giving and taking back consent, with the keys that go with it.

use super::{
	bounded, encryption_key_of,
	keyholders::{emergency_classes, seal_to_keyholders, set_keyholders},
	outcome, ActionError,
};
use crate::{
	chain::{Chain, Included, Wait},
	keys::{ClassSecret, Persona},
	sealing::{open_key, seal_key, SealContext, SealPurpose},
};
use pallet_emr_consent::{types::SealedClassKey, TermsOf};
use salus_primitives::{
	consent::{AccessMode, ActionSet, Obligations},
	purpose::Purpose,
	records::RecordClass,
	BreakGlassId, Commitment, DirectiveId, EncryptionKey, Epoch, Period, RequestId, SealedKey,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};

/// Terms as the runtime takes them.
pub type Terms = TermsOf<Runtime>;

/// Terms for all data of some classes, from now on without end.
///
/// # Errors
/// [`ActionError::TooMany`].
pub fn terms(classes: Vec<RecordClass>, actions: ActionSet, purposes: Vec<Purpose>) -> Result<Terms, ActionError> {
	Ok(Terms {
		classes: bounded("classes", classes)?,
		actions,
		purposes: bounded("purposes", purposes)?,
		data_period: Period::ALWAYS,
		period: Period::ALWAYS,
		mode: AccessMode::View,
		erase_by: None,
	})
}

/// Asks a patient to be allowed something.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn request(
	chain: &Chain,
	requester: &Persona,
	patient: &AccountId,
	terms: Terms,
	wait: Wait,
) -> Result<(RequestId, Included), ActionError> {
	let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::request { patient: patient.clone(), terms });
	let included = chain.send(requester, call, wait).await?;
	let id = outcome(&included, "the request's id", |event| match event {
		RuntimeEvent::EmrConsent(pallet_emr_consent::Event::Requested { request, .. }) => Some(*request),
		_ => None,
	})?;
	Ok((id, included))
}

/// Seals the patient's keys of some classes, at their current epoch, to a reader. Classes without a key on chain are left out:
/// nothing was written to them yet.
///
/// # Errors
/// [`ActionError::NotAParticipant`], [`ActionError::Key`], [`ActionError::KeySeal`] and [`ActionError::Chain`].
pub async fn seal_class_keys(
	chain: &Chain,
	patient: &Persona,
	reader: &AccountId,
	classes: &[RecordClass],
	purpose: SealPurpose,
) -> Result<Vec<SealedClassKey>, ActionError> {
	let recipient = encryption_key_of(chain, reader).await?;
	let mut sealed = Vec::new();
	for class in classes {
		let current =
			chain.view(pallet_emr_records::ClassKeyViewFunction::<Runtime>::new(patient.account_id(), *class)).await?;
		if let Some(current) = current {
			let secret = patient.class_secret(*class, current.epoch)?;
			sealed.push(seal_class_key(&recipient, patient, &secret, purpose)?);
		}
	}
	Ok(sealed)
}

fn seal_class_key(
	recipient: &EncryptionKey,
	patient: &Persona,
	secret: &ClassSecret,
	purpose: SealPurpose,
) -> Result<SealedClassKey, ActionError> {
	let context = SealContext { patient: patient.account_id(), class: secret.class(), epoch: secret.epoch(), purpose };
	Ok(SealedClassKey {
		class: secret.class(),
		epoch: secret.epoch(),
		key: seal_key(recipient, &context, secret.secret())?,
	})
}

/// Grants a request as it is or narrowed, with the keys that open the data.
///
/// # Errors
/// [`ActionError::Chain`] and what sealing reports.
pub async fn grant(
	chain: &Chain,
	patient: &Persona,
	request: RequestId,
	narrowed: Option<Terms>,
	obligations: Obligations,
	sealed: Vec<SealedClassKey>,
	wait: Wait,
) -> Result<(DirectiveId, Included), ActionError> {
	let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::grant {
		request,
		narrowed,
		obligations,
		sealed: bounded("sealed keys", sealed)?,
	});
	let included = chain.send(patient, call, wait).await?;
	let id = outcome(&included, "the directive's id", |event| match event {
		RuntimeEvent::EmrConsent(pallet_emr_consent::Event::Granted { directive, .. }) => Some(*directive),
		_ => None,
	})?;
	Ok((id, included))
}

/// Revokes a directive and moves every class whose keys it gave away to its next epoch.
///
/// # Errors
/// [`ActionError::Chain`] and [`ActionError::Key`].
pub async fn revoke(
	chain: &Chain,
	patient: &Persona,
	directive: DirectiveId,
	wait: Wait,
) -> Result<(Vec<RecordClass>, Included), ActionError> {
	let mut classes = Vec::new();
	for holder in chain.view(pallet_emr_consent::HoldersViewFunction::<Runtime>::new(directive)).await? {
		let held = chain.view(pallet_emr_consent::SealedKeysViewFunction::<Runtime>::new(directive, holder)).await?;
		classes.extend(held.into_iter().map(|key| key.class));
	}
	classes.sort();
	classes.dedup();
	let mut next_keys = Vec::new();
	for class in &classes {
		let current =
			chain.view(pallet_emr_records::ClassKeyViewFunction::<Runtime>::new(patient.account_id(), *class)).await?;
		if let Some(next) = current.and_then(|key| key.epoch.next()) {
			next_keys.push((*class, patient.class_secret(*class, next)?.public_key()));
		}
	}
	let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::revoke {
		directive,
		next_keys: bounded("next keys", next_keys)?,
	});
	let included = chain.send(patient, call, wait).await?;
	Ok((classes, included))
}

/// Ends the patient's directives that expired while somebody holds keys under them, and moves the classes on. Until then those
/// readers can open what is written, should they get hold of it. Gives the directives, and the classes that moved.
///
/// # Errors
/// As [`revoke`].
pub async fn end_lapsed(
	chain: &Chain,
	patient: &Persona,
	wait: Wait,
) -> Result<(Vec<DirectiveId>, Vec<RecordClass>), ActionError> {
	let view = pallet_emr_consent::LapsedDirectivesViewFunction::<Runtime>::new(patient.account_id());
	let (mut ended, mut classes) = (Vec::new(), Vec::new());
	for (directive, _) in chain.view(view).await? {
		let (moved, _) = revoke(chain, patient, directive, wait).await?;
		ended.push(directive);
		classes.extend(moved);
	}
	classes.sort();
	classes.dedup();
	Ok((ended, classes))
}

/// The secret that opens a class for a reader, from the newest of the patient's grants to it.
///
/// # Errors
/// [`ActionError::NoKeyHeld`], [`ActionError::KeySeal`] and [`ActionError::Chain`].
pub async fn class_secret_of(
	chain: &Chain,
	reader: &Persona,
	patient: &AccountId,
	class: RecordClass,
	epoch: Epoch,
) -> Result<ClassSecret, ActionError> {
	if reader.account_id() == *patient {
		return Ok(reader.class_secret(class, epoch)?);
	}
	let directives = chain.view(pallet_emr_consent::DirectivesViewFunction::<Runtime>::new(patient.clone())).await?;
	let mut best: Option<SealedClassKey> = None;
	for (directive, _) in directives {
		let held = chain
			.view(pallet_emr_consent::SealedKeysViewFunction::<Runtime>::new(directive, reader.account_id()))
			.await?;
		let covering = held.into_iter().filter(|key| key.class == class && key.epoch >= epoch);
		best = best.into_iter().chain(covering).max_by_key(|key| key.epoch);
	}
	let sealed = best.ok_or(ActionError::NoKeyHeld { class, epoch })?;
	open_class_key(chain, reader, patient, &sealed, SealPurpose::ClassGrant).await
}

/// Opens a sealed class key with the reader's encryption key, trying the versions that it had.
async fn open_class_key(
	chain: &Chain,
	reader: &Persona,
	patient: &AccountId,
	sealed: &SealedClassKey,
	purpose: SealPurpose,
) -> Result<ClassSecret, ActionError> {
	let versions = chain
		.view(pallet_participants::ParticipantViewFunction::<Runtime>::new(reader.account_id()))
		.await?
		.ok_or_else(|| ActionError::NotAParticipant(reader.account_id()))?
		.key_version;
	let context = SealContext { patient: patient.clone(), class: sealed.class, epoch: sealed.epoch, purpose };
	let mut last = None;
	for version in (0..=versions).rev() {
		match open_key(&reader.encryption_key(version), &context, &sealed.key) {
			Ok(secret) => return Ok(ClassSecret::received(sealed.class, sealed.epoch, secret)?),
			Err(error) => last = Some(error),
		}
	}
	Err(last.map_or(ActionError::NoKeyHeld { class: sealed.class, epoch: sealed.epoch }, ActionError::from))
}

/// Names the organisations that hold a patient's emergency keys, and seals to each the classes that matter in an emergency.
///
/// # Errors
/// [`ActionError::Chain`] and what sealing reports.
pub async fn name_emergency_keyholders(
	chain: &Chain,
	patient: &Persona,
	keyholders: Vec<AccountId>,
	wait: Wait,
) -> Result<Included, ActionError> {
	let named = set_keyholders(chain, patient, keyholders, wait).await?;
	seal_to_keyholders(chain, patient, &emergency_classes(), wait).await?;
	Ok(named)
}

/// Opens, as a licensed provider in an emergency, a patient's record for a short time.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn break_glass(
	chain: &Chain,
	actor: &Persona,
	patient: &AccountId,
	reason: Commitment,
	wait: Wait,
) -> Result<(BreakGlassId, Included), ActionError> {
	let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::break_glass { patient: patient.clone(), reason });
	let included = chain.send(actor, call, wait).await?;
	let id = outcome(&included, "the emergency access", |event| match event {
		RuntimeEvent::EmrConsent(pallet_emr_consent::Event::GlassBroken { break_glass, .. }) => Some(*break_glass),
		_ => None,
	})?;
	Ok((id, included))
}

/// An emergency key, sealed by its keyholder to the provider who broke the glass. It goes from one to the other, never over the
/// chain.
#[derive(Clone, Copy, Debug)]
pub struct ReleasedKey {
	/// The class that it opens.
	pub class: RecordClass,
	/// The latest epoch that it opens.
	pub epoch: Epoch,
	/// Sealed to the provider.
	pub key: SealedKey,
}

/// Releases, as a keyholder, the patient's emergency keys to a provider, only while that provider's emergency access is live on
/// chain.
///
/// # Errors
/// [`ActionError::NoBreakGlass`] without a live emergency access; [`ActionError::Chain`] and what sealing reports.
pub async fn release_emergency_keys(
	chain: &Chain,
	keyholder: &Persona,
	patient: &AccountId,
	actor: &AccountId,
) -> Result<Vec<ReleasedKey>, ActionError> {
	let live = chain
		.view(pallet_emr_consent::LiveBreakGlassViewFunction::<Runtime>::new(patient.clone(), actor.clone()))
		.await?;
	if live.is_none() {
		return Err(ActionError::NoBreakGlass);
	}
	let recipient = encryption_key_of(chain, actor).await?;
	let held = chain
		.view(pallet_emr_consent::EmergencyKeysViewFunction::<Runtime>::new(patient.clone(), keyholder.account_id()))
		.await?;
	let mut released = Vec::new();
	for sealed in held {
		let secret = open_class_key(chain, keyholder, patient, &sealed, SealPurpose::Emergency).await?;
		let context = SealContext {
			patient: patient.clone(),
			class: sealed.class,
			epoch: sealed.epoch,
			purpose: SealPurpose::Emergency,
		};
		let key = seal_key(&recipient, &context, secret.secret())?;
		released.push(ReleasedKey { class: sealed.class, epoch: sealed.epoch, key });
	}
	Ok(released)
}

/// Opens a released emergency key.
///
/// # Errors
/// [`ActionError::KeySeal`], [`ActionError::NotAParticipant`] and [`ActionError::Chain`].
pub async fn open_released_key(
	chain: &Chain,
	actor: &Persona,
	patient: &AccountId,
	released: &ReleasedKey,
) -> Result<ClassSecret, ActionError> {
	let sealed = SealedClassKey { class: released.class, epoch: released.epoch, key: released.key };
	open_class_key(chain, actor, patient, &sealed, SealPurpose::Emergency).await
}

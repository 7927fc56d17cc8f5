//! Class keys: for each record class a chain of secrets, one per epoch.

use super::{DecryptionKey, KeyError, Secret};
use salus_primitives::{records::RecordClass, EncryptionKey, Epoch};

/// The name of a class in labels and contexts. It never changes, whatever becomes of the enum.
pub fn class_label(class: RecordClass) -> String {
	match class {
		RecordClass::Summary => "summary".into(),
		RecordClass::Encounter => "encounter".into(),
		RecordClass::Condition => "condition".into(),
		RecordClass::Medication => "medication".into(),
		RecordClass::Procedure => "procedure".into(),
		RecordClass::Laboratory => "laboratory".into(),
		RecordClass::Imaging => "imaging".into(),
		RecordClass::Immunization => "immunization".into(),
		RecordClass::Allergy => "allergy".into(),
		RecordClass::Device => "device".into(),
		RecordClass::Document => "document".into(),
		RecordClass::Financial => "financial".into(),
		RecordClass::Restricted(compartment) => format!("restricted-{compartment}"),
	}
}

/// The secret of a class at an epoch: it opens what was sealed in that epoch and in all before, and nothing later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassSecret {
	class: RecordClass,
	epoch: Epoch,
	secret: Secret,
}

impl ClassSecret {
	/// The secret as its owner derives it.
	pub(super) fn of_owner(owner: &Secret, class: RecordClass, epoch: Epoch) -> Result<Self, KeyError> {
		let secret = owner.derive(&format!("salus/v1/class/{}", class_label(class)));
		let last = Self { class, epoch: Epoch::LAST, secret };
		last.at(epoch).map_err(|_| KeyError::EpochOutOfRange(epoch))
	}

	/// The secret as a reader received it in a grant.
	///
	/// # Errors
	/// [`KeyError::EpochOutOfRange`].
	pub fn received(class: RecordClass, epoch: Epoch, secret: Secret) -> Result<Self, KeyError> {
		if epoch > Epoch::LAST {
			return Err(KeyError::EpochOutOfRange(epoch));
		}
		Ok(Self { class, epoch, secret })
	}

	/// The class.
	pub fn class(&self) -> RecordClass {
		self.class
	}

	/// The latest epoch that the secret opens.
	pub fn epoch(&self) -> Epoch {
		self.epoch
	}

	/// The 32 bytes that a grant seals.
	pub fn secret(&self) -> &Secret {
		&self.secret
	}

	/// The secret of the same or an earlier epoch.
	///
	/// # Errors
	/// [`KeyError::EpochNotHeld`] for a later epoch.
	pub fn at(&self, epoch: Epoch) -> Result<Self, KeyError> {
		let steps =
			self.epoch.0.checked_sub(epoch.0).ok_or(KeyError::EpochNotHeld { held: self.epoch, asked: epoch })?;
		let secret = (0..steps).fold(self.secret.clone(), |secret, _| secret.derive("salus/v1/epoch"));
		Ok(Self { class: self.class, epoch, secret })
	}

	/// The private key of this epoch.
	pub fn decryption_key(&self) -> DecryptionKey {
		DecryptionKey::from_secret(&self.secret.derive("x25519"))
	}

	/// The public key of this epoch, which goes on chain for others to seal to.
	pub fn public_key(&self) -> EncryptionKey {
		self.decryption_key().public()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::{PersonaId, Root};
	use proptest::prelude::*;
	use std::collections::BTreeSet;

	fn owner() -> Secret {
		Secret::from_bytes([42; 32])
	}

	fn any_class() -> impl Strategy<Value = RecordClass> {
		prop_oneof![
			(0..RecordClass::OPEN.len()).prop_map(|index| RecordClass::OPEN[index]),
			any::<u8>().prop_map(RecordClass::Restricted),
		]
	}

	#[test]
	fn labels_are_unique() {
		let classes = RecordClass::OPEN.into_iter().chain((0..=u8::MAX).map(RecordClass::Restricted));
		let labels: BTreeSet<_> = classes.map(class_label).collect();
		assert_eq!(labels.len(), 12 + 256);
	}

	#[test]
	fn epochs_beyond_the_last_do_not_exist() {
		let beyond = Epoch(Epoch::LAST.0 + 1);
		let class = RecordClass::Summary;
		assert_eq!(ClassSecret::of_owner(&owner(), class, beyond).unwrap_err(), KeyError::EpochOutOfRange(beyond));
		assert_eq!(ClassSecret::received(class, beyond, owner()).unwrap_err(), KeyError::EpochOutOfRange(beyond));
		let persona = Root::from_uri("//Alice").unwrap().persona(PersonaId::ROOT);
		assert!(persona.class_secret(class, Epoch::LAST).is_ok());
	}

	#[test]
	fn all_epochs_have_keys_of_their_own() {
		let mut secret = ClassSecret::of_owner(&owner(), RecordClass::Allergy, Epoch(300)).unwrap();
		let mut seen = BTreeSet::new();
		for epoch in (0..300).rev() {
			assert!(seen.insert(secret.public_key()));
			secret = secret.at(Epoch(epoch)).unwrap();
		}
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(24))]

		#[test]
		fn a_granted_secret_opens_every_earlier_epoch_and_no_later_one(
			class in any_class(),
			granted in 0u16..=Epoch::LAST.0,
			asked in 0u16..=Epoch::LAST.0,
		) {
			let of_owner = |epoch| ClassSecret::of_owner(&owner(), class, Epoch(epoch)).unwrap();
			let bytes = *of_owner(granted).secret().expose();
			let received = ClassSecret::received(class, Epoch(granted), Secret::from_bytes(bytes)).unwrap();
			match received.at(Epoch(asked)) {
				Ok(secret) => {
					prop_assert!(asked <= granted);
					prop_assert_eq!(secret.public_key(), of_owner(asked).public_key());
				},
				Err(error) => {
					prop_assert!(asked > granted);
					prop_assert_eq!(error, KeyError::EpochNotHeld { held: Epoch(granted), asked: Epoch(asked) });
				},
			}
		}

		#[test]
		fn classes_share_no_key(one in any_class(), other in any_class(), epoch in 0u16..=Epoch::LAST.0) {
			let key = |class| ClassSecret::of_owner(&owner(), class, Epoch(epoch)).unwrap().public_key();
			prop_assert_eq!(key(one) == key(other), one == other);
		}
	}
}

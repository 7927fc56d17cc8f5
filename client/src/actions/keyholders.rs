//! The organisations that hold a patient's keys for emergencies.

use super::{bounded, consent::seal_class_keys, ActionError};
use crate::{
	chain::{Chain, Included, Wait},
	keys::Persona,
	sealing::SealPurpose,
};
use salus_primitives::records::RecordClass;
use salus_runtime::{AccountId, Runtime, RuntimeCall};

/// The classes that matter in an emergency.
pub fn emergency_classes() -> Vec<RecordClass> {
	RecordClass::OPEN.into_iter().filter(|class| class.matters_in_emergency()).collect()
}

/// Names the keyholders in place of those before. Keys are sealed to them by [`seal_to_keyholders`].
///
/// # Errors
/// [`ActionError::TooMany`] and [`ActionError::Chain`].
pub async fn set_keyholders(
	chain: &Chain,
	patient: &Persona,
	keyholders: Vec<AccountId>,
	wait: Wait,
) -> Result<Included, ActionError> {
	let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::set_emergency_keyholders {
		keyholders: bounded("keyholders", keyholders)?,
	});
	Ok(chain.send(patient, call, wait).await?)
}

/// Seals the patient's present keys of the classes that matter in an emergency, as far as they are among `classes`, to every
/// keyholder. Classes without a key yet are left out. Gives how many keyholders were served.
///
/// # Errors
/// [`ActionError::Chain`] and what sealing reports.
pub async fn seal_to_keyholders(
	chain: &Chain,
	patient: &Persona,
	classes: &[RecordClass],
	wait: Wait,
) -> Result<usize, ActionError> {
	let wanted: Vec<_> = emergency_classes().into_iter().filter(|class| classes.contains(class)).collect();
	if wanted.is_empty() {
		return Ok(0);
	}
	let keyholders =
		chain.view(pallet_emr_consent::EmergencyKeyholdersViewFunction::<Runtime>::new(patient.account_id())).await?;
	let mut served = 0;
	for keyholder in keyholders {
		let sealed = seal_class_keys(chain, patient, &keyholder, &wanted, SealPurpose::Emergency).await?;
		if sealed.is_empty() {
			continue;
		}
		let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::seal_emergency_keys {
			keyholder,
			sealed: bounded("sealed keys", sealed)?,
		});
		chain.send(patient, call, wait).await?;
		served += 1;
	}
	Ok(served)
}

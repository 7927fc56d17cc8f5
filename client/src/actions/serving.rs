//! Keeping readers served: whoever holds keys under a directive gets the present ones of all that it lets them read.

use super::{bounded, consent::seal_class_keys, ActionError};
use crate::{
	chain::{Chain, Wait},
	keys::Persona,
	sealing::SealPurpose,
};
use pallet_emr_consent::types::Ruling;
use salus_primitives::{records::RecordClass, Epoch};
use salus_runtime::{Runtime, RuntimeCall};
use std::collections::BTreeMap;

/// Seals the patient's present keys of these classes to every reader who holds keys under a directive and lacks these: because a
/// class moved to its next epoch, or had no key when the directive was made. Gives how many readers were served.
///
/// # Errors
/// [`ActionError::Chain`] and what sealing reports.
pub async fn serve_readers(
	chain: &Chain,
	patient: &Persona,
	classes: &[RecordClass],
	wait: Wait,
) -> Result<usize, ActionError> {
	let account = patient.account_id();
	let mut present = BTreeMap::<RecordClass, Epoch>::new();
	for class in classes {
		let view = pallet_emr_records::ClassKeyViewFunction::<Runtime>::new(account.clone(), *class);
		present.extend(chain.view(view).await?.map(|key| (*class, key.epoch)));
	}
	let mut calls = Vec::new();
	let directives = chain.view(pallet_emr_consent::DirectivesViewFunction::<Runtime>::new(account)).await?;
	for (directive, says) in directives {
		if says.root.decision != Ruling::Permit || !says.root.terms.discloses() {
			continue;
		}
		for holder in chain.view(pallet_emr_consent::HoldersViewFunction::<Runtime>::new(directive)).await? {
			let view = pallet_emr_consent::SealedKeysViewFunction::<Runtime>::new(directive, holder.clone());
			let held: BTreeMap<_, _> = chain.view(view).await?.iter().map(|key| (key.class, key.epoch)).collect();
			let lacking: Vec<RecordClass> = present
				.iter()
				.filter(|(class, epoch)| {
					says.root.terms.classes.contains(class) && held.get(class).is_none_or(|held| held < epoch)
				})
				.map(|(class, _)| *class)
				.collect();
			if lacking.is_empty() {
				continue;
			}
			let sealed = seal_class_keys(chain, patient, &holder, &lacking, SealPurpose::ClassGrant).await?;
			let sealed = bounded("sealed keys", sealed)?;
			calls.push(RuntimeCall::EmrConsent(pallet_emr_consent::Call::seal_keys { directive, holder, sealed }));
		}
	}
	let served = calls.len();
	for answer in chain.send_all(patient, calls, wait).await? {
		answer?;
	}
	Ok(served)
}

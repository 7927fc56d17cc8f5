//! Importing many records at once, again and again: what is on chain already is found and left.

use super::ActionError;
use crate::{chain::Chain, fhir::ImportedRecord};
use futures::{stream, StreamExt, TryStreamExt};
use salus_primitives::{
	commitment::{FactKey, FactValue},
	consent::{Action, Decision, Query},
	purpose::Purpose,
	records::RecordClass,
	EncryptionKey, Epoch, Moment, RecordId,
};
use salus_runtime::{AccountId, Runtime};
use std::collections::{BTreeMap, BTreeSet};

/// How many questions to the chain are under way at once.
const AT_ONCE: usize = 16;

/// What an import does with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
	/// It is to be anchored.
	New,
	/// The patient has this record already.
	Known(RecordId),
	/// It says the same as another record of this import, which is the one with this place.
	Repeats(usize),
	/// It states facts with another value than the one that stands, or than another record of this import. The chain would refuse it;
	/// such facts are reported.
	Contradicts(Vec<FactKey>),
}

/// A record with what an import does with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
	/// The record.
	pub record: ImportedRecord,
	/// What becomes of it.
	pub fate: Fate,
}

/// Most facts that one record may state.
fn max_facts() -> usize {
	<<Runtime as pallet_emr_records::Config>::MaxFacts as frame_support::traits::Get<u32>>::get() as usize
}

/// States each fact once and no more facts than the chain takes. Gives the facts that the record itself contradicts.
fn normalise(record: &mut ImportedRecord) -> Vec<FactKey> {
	let mut stated = BTreeMap::<FactKey, FactValue>::new();
	let mut torn = Vec::new();
	let mut facts = Vec::new();
	for (key, value) in record.facts.drain(..) {
		match stated.insert(key, value) {
			None => facts.push((key, value)),
			Some(other) if other == value => {},
			Some(_) => torn.push(key),
		}
	}
	if facts.len() > max_facts() {
		record.notes.push(format!(
			"it states {} critical facts; the chain compares the first {} with others",
			facts.len(),
			max_facts()
		));
		facts.truncate(max_facts());
	}
	record.facts = facts;
	torn
}

/// Finds out what is to be done with each record. `looked_up` is told after each record that was looked up.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn plan(
	chain: &Chain,
	patient: &AccountId,
	mut records: Vec<ImportedRecord>,
	looked_up: impl Fn(),
) -> Result<Vec<Planned>, ActionError> {
	let torn: Vec<_> = records.iter_mut().map(normalise).collect();
	let known: Vec<Option<RecordId>> = stream::iter(records.iter().map(|record| record.fingerprint))
		.map(|fingerprint| {
			let view =
				pallet_emr_records::RecordByFingerprintViewFunction::<Runtime>::new(patient.clone(), fingerprint);
			async { chain.view(view).await.inspect(|_| looked_up()) }
		})
		.buffered(AT_ONCE)
		.try_collect()
		.await?;
	let stated: BTreeSet<FactKey> = records.iter().flat_map(|record| &record.facts).map(|(key, _)| *key).collect();
	let mut standing: BTreeMap<FactKey, FactValue> = stream::iter(stated)
		.map(|key| {
			let view = pallet_emr_records::FactViewFunction::<Runtime>::new(patient.clone(), key);
			async move { chain.view(view).await.map(|fact| fact.map(|fact| (key, fact.value))) }
		})
		.buffered(AT_ONCE)
		.try_filter_map(|fact| async move { Ok(fact) })
		.try_collect()
		.await?;

	let mut seen = BTreeMap::new();
	let mut planned = Vec::with_capacity(records.len());
	for (place, ((record, known), mut conflicts)) in records.into_iter().zip(known).zip(torn).enumerate() {
		let different = record.facts.iter().filter(|(key, value)| standing.get(key).is_some_and(|one| one != value));
		conflicts.extend(different.map(|(key, _)| *key));
		let fate = match (known, seen.get(&record.fingerprint)) {
			(Some(id), _) => Fate::Known(id),
			(None, Some(first)) => Fate::Repeats(*first),
			(None, None) if !conflicts.is_empty() => Fate::Contradicts(conflicts),
			(None, None) => {
				seen.insert(record.fingerprint, place);
				standing.extend(record.facts.iter().copied());
				Fate::New
			},
		};
		planned.push(Planned { record, fate });
	}
	Ok(planned)
}

/// Asks the chain whether the author may collect or correct data of these classes now: data from `data_time`, or new ones.
///
/// # Errors
/// [`ActionError::Denied`], [`ActionError::NoConsent`] and [`ActionError::Chain`].
pub async fn ensure_may_write(
	chain: &Chain,
	author: &AccountId,
	patient: &AccountId,
	classes: impl IntoIterator<Item = RecordClass>,
	action: Action,
	purpose: Purpose,
	data_time: Option<Moment>,
) -> Result<(), ActionError> {
	let data_time = match data_time {
		Some(time) => time,
		None => chain.now().await?,
	};
	for class in classes {
		let query = Query {
			patient: patient.clone(),
			actor: author.clone(),
			action,
			purpose,
			class,
			data_time: Some(data_time),
		};
		match chain.view(pallet_emr_consent::DecideViewFunction::<Runtime>::new(query)).await? {
			Decision::Permit { .. } => {},
			Decision::Deny { directive } => return Err(ActionError::Denied(directive)),
			Decision::NoConsent => return Err(ActionError::NoConsent),
		}
	}
	Ok(())
}

/// The keys to which records of these classes are sealed now, and the classes that have none yet.
///
/// # Errors
/// [`ActionError::ClassKeyRetired`] and [`ActionError::Chain`].
pub async fn class_keys(
	chain: &Chain,
	patient: &AccountId,
	classes: impl IntoIterator<Item = RecordClass>,
) -> Result<(BTreeMap<RecordClass, (Epoch, EncryptionKey)>, Vec<RecordClass>), ActionError> {
	let (mut keys, mut missing) = (BTreeMap::new(), Vec::new());
	for class in classes {
		match super::records::class_key(chain, patient, class).await {
			Ok(key) => drop(keys.insert(class, key)),
			Err(ActionError::NoClassKey(class)) => missing.push(class),
			Err(error) => return Err(error),
		}
	}
	Ok((keys, missing))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		fhir::{records, RestrictionPolicy},
		keys::{PersonaId, Root},
	};

	fn record() -> ImportedRecord {
		let json = br#"{"resourceType": "Procedure", "status": "completed", "subject": {"reference": "Patient/1"}}"#;
		let keys = Root::from_uri("//Alice").unwrap().persona(PersonaId::ROOT).matching_keys();
		records(json, &keys, &RestrictionPolicy::default()).unwrap().remove(0)
	}

	fn fact(key: u8, value: u8) -> (FactKey, FactValue) {
		(FactKey([key; 32]), FactValue([value; 32]))
	}

	#[test]
	fn a_fact_is_stated_once() {
		let mut record = ImportedRecord { facts: vec![fact(1, 1), fact(2, 1), fact(1, 1)], ..record() };
		assert!(normalise(&mut record).is_empty());
		assert_eq!(record.facts, [fact(1, 1), fact(2, 1)]);
	}

	#[test]
	fn a_record_that_contradicts_itself_is_named() {
		let mut record = ImportedRecord { facts: vec![fact(1, 1), fact(1, 2)], ..record() };
		assert_eq!(normalise(&mut record), [FactKey([1; 32])]);
	}

	#[test]
	fn facts_beyond_the_bound_are_noted() {
		let facts = (0..=max_facts() as u8).map(|key| fact(key, 0)).collect();
		let mut record = ImportedRecord { facts, ..record() };
		assert!(normalise(&mut record).is_empty());
		assert_eq!(record.facts.len(), max_facts());
		assert_eq!(record.notes.len(), 1);
	}
}

//! What holds between any two calls.

use crate::{
	pallet::*,
	types::{ContradictionStatus, RecordStatus, Side},
};
use alloc::collections::BTreeSet;
use frame_support::ensure;
use salus_primitives::{
	records::{RecordClass, Relation},
	Epoch,
};
use sp_runtime::TryRuntimeError;

/// What a check finds.
type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	///
	/// 1. Ids in use are below the next one.
	/// 2. Every record stands at exactly one position of its patient's class, and positions count from 0 without a gap.
	/// 3. Versions form chains: each names the one before, which names it as the one that came after.
	/// 4. Every record that is not retracted is found by its fingerprint, and no other is.
	/// 5. Every record is found by its ciphertext.
	/// 6. Every fact rests on a latest version that is not retracted, of the same patient, which lists it; or on a
	///    contradiction that was resolved for its value, and no record lists it.
	/// 7. Every class has a key for each epoch up to the present one, and no record is of a later one.
	/// 8. There is exactly one open contradiction for each entry that says so, and it is about the standing value.
	/// 9. Custodians are listed once, for classes of which they hold a record. One that was released is not listed.
	pub fn do_try_state() -> Check {
		Self::ids_are_below_the_next()?;
		Self::positions_are_those_of_the_records()?;
		Self::versions_form_chains()?;
		Self::fingerprints_find_their_records()?;
		Self::ciphertexts_find_their_records()?;
		Self::facts_rest_on_records_in_force()?;
		Self::epochs_have_keys()?;
		Self::open_contradictions_are_about_standing_facts()?;
		Self::custodians_are_listed()
	}

	fn ids_are_below_the_next() -> Check {
		ensure!(Records::<T>::iter_keys().all(|id| id < NextRecordId::<T>::get()), "record id not below the next");
		ensure!(
			Contradictions::<T>::iter_keys().all(|id| id < NextContradictionId::<T>::get()),
			"contradiction id not below the next"
		);
		Ok(())
	}

	fn positions_are_those_of_the_records() -> Check {
		let mut placed = BTreeSet::new();
		for ((patient, class, index), id) in RecordsByClass::<T>::iter() {
			let record = Records::<T>::get(id).ok_or("position without a record")?;
			ensure!(record.patient == patient && record.class == class, "record at another's position");
			ensure!(index < RecordCounts::<T>::get(&patient, class), "position beyond the count");
			ensure!(placed.insert(id), "record at two positions");
		}
		let counted = RecordCounts::<T>::iter_values().map(u64::from).sum::<u64>();
		ensure!(counted == placed.len() as u64, "counts are not the number of positions");
		ensure!(Records::<T>::iter_keys().all(|id| placed.contains(&id)), "record without a position");
		Ok(())
	}

	fn versions_form_chains() -> Check {
		for (id, record) in Records::<T>::iter() {
			if let Some(earlier_id) = record.relation.earlier() {
				let earlier = Records::<T>::get(earlier_id).ok_or("version without the one before")?;
				let status = match record.relation {
					Relation::Retracts(_) => RecordStatus::Retracted { by: id },
					Relation::Original | Relation::Amends(_) => RecordStatus::Amended { by: id },
				};
				ensure!(earlier.status == status, "earlier version does not name the later one");
				ensure!(earlier_id < id, "version before the one it follows");
				ensure!(earlier.patient == record.patient, "version of another patient's record");
				ensure!(earlier.class == record.class, "version of another class");
			}
			if let Some(later_id) = record.status.later() {
				let later = Records::<T>::get(later_id).ok_or("later version is missing")?;
				ensure!(later.relation.earlier() == Some(id), "later version does not name the earlier one");
				ensure!(!matches!(record.relation, Relation::Retracts(_)), "retraction with a later version");
			}
		}
		Ok(())
	}

	fn fingerprints_find_their_records() -> Check {
		for (patient, fingerprint, id) in Fingerprints::<T>::iter() {
			let record = Records::<T>::get(id).ok_or("fingerprint without a record")?;
			ensure!(record.patient == patient && record.fingerprint == fingerprint, "fingerprint of another record");
		}
		for (id, record) in Records::<T>::iter() {
			let found = Fingerprints::<T>::get(&record.patient, record.fingerprint);
			let retracted = matches!(record.status, RecordStatus::Retracted { .. });
			ensure!(retracted != (found == Some(id)), "fingerprint taken by a retracted record, or not by another");
		}
		Ok(())
	}

	fn ciphertexts_find_their_records() -> Check {
		for (id, record) in Records::<T>::iter() {
			ensure!(
				Ciphertexts::<T>::get(&record.patient, record.ciphertext) == Some(id),
				"record not found by its ciphertext"
			);
		}
		ensure!(Ciphertexts::<T>::iter().count() == Records::<T>::iter().count(), "ciphertext without a record");
		Ok(())
	}

	fn facts_rest_on_records_in_force() -> Check {
		let mut resting = 0usize;
		for (patient, key, fact) in Facts::<T>::iter() {
			let source = Records::<T>::get(fact.source).ok_or("fact without a source")?;
			ensure!(source.patient == patient, "fact rests on another patient's record");
			if let Some(id) = fact.corrected {
				let by = Contradictions::<T>::get(id).ok_or("fact corrected by nothing")?;
				let accepted = matches!(by.status, ContradictionStatus::Resolved { accepted: Side::Claimed, .. });
				ensure!(accepted && by.claimed.value == fact.value, "fact corrected to another value");
				ensure!(by.patient == patient && by.fact == key, "fact corrected by another's contradiction");
				continue;
			}
			resting = resting.saturating_add(1);
			ensure!(source.ensure_in_force().is_ok(), "fact rests on a record that is not in force");
			let listed = FactsBySource::<T>::get(fact.source).ok_or("source lists no facts")?;
			ensure!(listed.contains(&key), "source does not list its fact");
		}
		let mut listed = 0usize;
		for (id, facts) in FactsBySource::<T>::iter() {
			ensure!(!facts.is_empty(), "empty list of facts");
			let record = Records::<T>::get(id).ok_or("facts of a missing record")?;
			let rests = |key| {
				Facts::<T>::get(&record.patient, key).is_some_and(|fact| fact.source == id && fact.corrected.is_none())
			};
			ensure!(facts.iter().all(rests), "listed fact rests elsewhere");
			listed = facts.len().saturating_add(listed);
		}
		ensure!(listed == resting, "fact listed twice");
		Ok(())
	}

	fn epochs_have_keys() -> Check {
		for (patient, class, key) in ClassKeys::<T>::iter() {
			ensure!(key.epoch <= Epoch::LAST, "epoch beyond the last");
			ensure!(key.key.is_valid(), "invalid class key");
			let past = PastClassKeys::<T>::iter_prefix((&patient, class)).map(|(epoch, _)| epoch);
			let past = past.collect::<BTreeSet<_>>();
			ensure!(past.iter().all(|epoch| *epoch < key.epoch), "past key of an epoch to come");
			ensure!(past.len() == usize::from(key.epoch.0), "past key is missing");
		}
		for (patient, class, _) in PastClassKeys::<T>::iter_keys() {
			ensure!(ClassKeys::<T>::contains_key(patient, class), "past key without a present one");
		}
		for record in Records::<T>::iter_values() {
			let key = ClassKeys::<T>::get(&record.patient, record.class).ok_or("record without a class key")?;
			ensure!(record.epoch <= key.epoch, "record of an epoch to come");
		}
		Ok(())
	}

	fn open_contradictions_are_about_standing_facts() -> Check {
		for (patient, key, id) in OpenContradictions::<T>::iter() {
			let contradiction = Contradictions::<T>::get(id).ok_or("open contradiction is missing")?;
			ensure!(contradiction.is_open(), "closed contradiction listed as open");
			ensure!(contradiction.patient == patient && contradiction.fact == key, "contradiction about another fact");
			let fact = Facts::<T>::get(&patient, key).ok_or("contradiction about no fact")?;
			ensure!(fact.value == contradiction.standing.value, "contradiction about another value");
		}
		for contradiction in Contradictions::<T>::iter_values() {
			ensure!(contradiction.standing.value != contradiction.claimed.value, "nothing contradicts");
			if let ContradictionStatus::Open { patient_vote, reviewer_vote } = &contradiction.status {
				let reviewer_vote = reviewer_vote.as_ref().map(|(_, vote)| *vote);
				ensure!(patient_vote.is_none() || *patient_vote != reviewer_vote, "agreement without resolution");
			}
		}
		let open = Contradictions::<T>::iter_values().filter(|contradiction| contradiction.is_open()).count();
		ensure!(open == OpenContradictions::<T>::iter().count(), "open contradiction not listed");
		Ok(())
	}

	fn custodians_are_listed() -> Check {
		let holds = |patient: &T::AccountId, class: RecordClass, custodian: &T::AccountId| {
			Records::<T>::iter_values().any(|record| {
				record.patient == *patient && record.class == class && record.custodian.as_ref() == Some(custodian)
			})
		};
		for (patient, class, custodians) in Custodians::<T>::iter() {
			let distinct = custodians.iter().map(codec::Encode::encode).collect::<BTreeSet<_>>();
			ensure!(distinct.len() == custodians.len(), "custodian listed twice");
			ensure!(!custodians.is_empty(), "an empty list of custodians is stored");
			let all_hold = custodians.iter().all(|custodian| holds(&patient, class, custodian));
			ensure!(all_hold, "custodian without a record");
		}
		Ok(())
	}
}

use super::*;
use frame_support::traits::ConstU32;
use proptest::prelude::*;

type Account = u8;

fn key(seed: u8) -> EncryptionKey {
	// 0 stands for a key that cannot be sealed to.
	EncryptionKey([seed; 32])
}

fn new_record(facts: &[u8]) -> NewRecord<ConstU32<8>> {
	let facts = facts.iter().map(|fact| (FactKey([*fact; 32]), FactValue([0; 32]))).collect::<Vec<_>>();
	NewRecord {
		class: RecordClass::Allergy,
		epoch: Epoch(0),
		commitment: Commitment([1; 32]),
		ciphertext: CiphertextDigest([2; 32]),
		size: 10,
		relation: Relation::Original,
		fingerprint: Fingerprint([3; 32]),
		emergency: false,
		facts: facts.try_into().unwrap(),
	}
}

fn record(relation: Relation, status: RecordStatus) -> Record<Account> {
	Record {
		patient: 1,
		author: 2,
		custodian: Some(3),
		class: RecordClass::Allergy,
		epoch: Epoch(0),
		commitment: Commitment([1; 32]),
		ciphertext: CiphertextDigest([2; 32]),
		size: 10,
		relation,
		fingerprint: Fingerprint([3; 32]),
		emergency: false,
		anchored: 5,
		status,
	}
}

fn contradiction() -> Contradiction<Account> {
	Contradiction {
		patient: 1,
		fact: FactKey([1; 32]),
		standing: StandingValue {
			value: FactValue([1; 32]),
			record: RecordId(1),
			author: 2,
			organisations: vec![3].try_into().unwrap(),
		},
		claimed: ClaimedValue { value: FactValue([2; 32]), reporter: 4, organisations: vec![5, 6].try_into().unwrap() },
		evidence: Commitment([1; 32]),
		status: ContradictionStatus::Open { patient_vote: None, reviewer_vote: None },
	}
}

#[test]
fn the_last_epoch_can_be_retired_but_not_followed() {
	let last = ClassKey { epoch: Epoch::LAST, key: key(9), state: KeyState::Current };
	assert_eq!(ClassKey::publish(Some(&last), Epoch::LAST, key(8)), Err(Fault::EpochsExhausted));
	assert_eq!(last.rotate(Some(key(8))), Err(Fault::EpochsExhausted));
	assert_eq!(last.rotate(None), Ok(ClassKey { state: KeyState::Retired, ..last }));
}

#[test]
fn a_record_seals_to_the_present_epoch_only() {
	let current = ClassKey { epoch: Epoch(3), key: key(9), state: KeyState::Current };
	assert_eq!(current.ensure_seals(Epoch(3)), Ok(()));
	assert_eq!(current.ensure_seals(Epoch(2)), Err(Fault::EpochNotCurrent));
	assert_eq!(current.ensure_seals(Epoch(4)), Err(Fault::EpochNotCurrent));
	let retired = current.rotate(None).unwrap();
	assert_eq!(retired.ensure_seals(Epoch(3)), Err(Fault::ClassKeyRetired));
}

#[test]
fn a_record_is_of_a_size_and_states_each_fact_once() {
	assert_eq!(new_record(&[1, 2, 3]).ensure_well_formed(10), Ok(()));
	assert_eq!(new_record(&[]).ensure_well_formed(9), Err(Fault::RecordTooLarge));
	assert_eq!(NewRecord { size: 0, ..new_record(&[]) }.ensure_well_formed(9), Err(Fault::RecordEmpty));
	assert_eq!(new_record(&[1, 2, 1]).ensure_well_formed(10), Err(Fault::FactStatedTwice));
}

#[test]
fn a_retraction_is_bare() {
	let bare = NewRecord { relation: Relation::Retracts(RecordId(1)), ..new_record(&[]) };
	assert_eq!(bare.ensure_well_formed(10), Ok(()));
	let emergency = NewRecord { emergency: true, ..bare };
	assert_eq!(emergency.ensure_well_formed(10), Err(Fault::RetractionNotBare));
	let stating = NewRecord { relation: Relation::Retracts(RecordId(1)), ..new_record(&[1]) };
	assert_eq!(stating.ensure_well_formed(10), Err(Fault::RetractionNotBare));
}

#[test]
fn first_versions_are_collected_and_others_corrected() {
	let of = |relation| NewRecord { relation, ..new_record(&[]) }.action();
	assert_eq!(of(Relation::Original), Action::Collect);
	assert_eq!(of(Relation::Amends(RecordId(1))), Action::Correct);
	assert_eq!(of(Relation::Retracts(RecordId(1))), Action::Correct);
}

#[test]
fn parties_are_authors_reporters_and_their_organisations() {
	let contradiction = contradiction();
	for party in 2..=6 {
		assert!(contradiction.is_party(&party, &[]), "{party}");
		assert!(contradiction.is_party(&9, &[8, party]), "member of {party}");
	}
	assert!(!contradiction.is_party(&9, &[7, 8]));
	// The patient is no party: it votes on its own side.
	assert!(!contradiction.is_party(&1, &[]));
}

proptest! {
	/// Keys of a class against a plain list of all there were.
	#[test]
	fn class_keys_follow_their_table(
		steps in prop::collection::vec((any::<bool>(), 0..4u16, 0..4u8, any::<bool>()), 0..30),
	) {
		let mut keys: Vec<EncryptionKey> = Vec::new();
		let mut retired = false;
		let mut current: Option<ClassKey> = None;
		for (publish, ahead, seed, name_next) in steps {
			let seed = if seed == 0 { 0 } else { seed + 8 };
			let usable = seed != 0 && keys.last() != Some(&key(seed));
			let (allowed, result) = if publish {
				let epoch = (keys.len() as u16).saturating_sub(1) + ahead;
				let result = ClassKey::publish(current.as_ref(), Epoch(epoch), key(seed)).map(Some);
				(usable && usize::from(epoch) == keys.len(), result)
			} else {
				let next = name_next.then(|| key(seed));
				let result = current.map(|current| current.rotate(next)).transpose();
				(current.is_none() || !name_next || usable, result)
			};
			prop_assert_eq!(result.is_ok(), allowed);
			let Ok(next) = result else { continue };
			if publish || (name_next && current.is_some()) {
				keys.push(key(seed));
				retired = false;
			} else if current.is_some() {
				retired = true;
			}
			current = next;
			let expected = keys.last().map(|last| ClassKey {
				epoch: Epoch(keys.len() as u16 - 1),
				key: *last,
				state: if retired { KeyState::Retired } else { KeyState::Current },
			});
			prop_assert_eq!(current, expected);
		}
	}

	/// The version-chain check against the rules written one by one.
	#[test]
	fn a_version_follows_by_the_rules_only(
		patient in 1..3u8,
		author in 1..4u8,
		custodian in prop::option::of(3..5u8),
		same_class in any::<bool>(),
		status in 0..3u8,
		retraction in any::<bool>(),
		amends in any::<bool>(),
		emergency in any::<bool>(),
	) {
		let earlier = record(
			if retraction { Relation::Retracts(RecordId(0)) } else { Relation::Original },
			match status {
				0 => RecordStatus::Current,
				1 => RecordStatus::Amended { by: RecordId(8) },
				_ => RecordStatus::Retracted { by: RecordId(8) },
			},
		);
		let next = Successor {
			patient: &patient,
			author: &author,
			custodian: custodian.as_ref(),
			class: if same_class { RecordClass::Allergy } else { RecordClass::Summary },
			relation: if amends { Relation::Amends(RecordId(1)) } else { Relation::Retracts(RecordId(1)) },
			emergency,
		};
		let rules = [
			(patient == 1, Fault::WrongPatient),
			(same_class, Fault::WrongClass),
			(status != 1, Fault::NotLatest),
			(status != 2, Fault::AlreadyRetracted),
			(!retraction, Fault::RetractionIsFinal),
			(author == 2 || custodian == Some(3), Fault::NotAuthor),
			(!amends || !emergency || author == patient, Fault::EmergencyMarkChanged),
		];
		let expected = rules.iter().find(|(kept, _)| !kept).map_or(Ok(()), |(_, fault)| Err(*fault));
		prop_assert_eq!(earlier.ensure_followed_by(&next), expected);
	}

	/// Votes against a plain scan for the last word of each side.
	#[test]
	fn a_contradiction_is_resolved_when_the_last_words_agree(
		votes in prop::collection::vec((0..3u8, any::<bool>()), 0..12),
	) {
		let mut contradiction = contradiction();
		let mut entered: Vec<(u8, Side)> = Vec::new();
		for (now, (voter, claimed)) in votes.into_iter().enumerate() {
			let side = if claimed { Side::Claimed } else { Side::Standing };
			let last_of = |entered: &[(u8, Side)], patient: bool| {
				entered.iter().rev().find(|(other, _)| (*other == 0) == patient).copied()
			};
			let agreed = |entered: &[(u8, Side)]| {
				let (_, patient) = last_of(entered, true)?;
				let (_, reviewer) = last_of(entered, false)?;
				(patient == reviewer).then_some(patient)
			};
			let expected = if agreed(&entered).is_some() {
				Err(Fault::ContradictionClosed)
			} else if last_of(&entered, voter == 0) == Some((voter, side)) {
				Err(Fault::VoteUnchanged)
			} else {
				entered.push((voter, side));
				Ok(agreed(&entered))
			};
			let before = contradiction.clone();
			let by = if voter == 0 { Voter::Patient } else { Voter::Reviewer(voter) };
			let result = contradiction.vote(by, side, now as Moment);
			prop_assert_eq!(result, expected);
			if result.is_err() {
				prop_assert_eq!(&contradiction, &before);
			}
			if let Ok(Some(accepted)) = result {
				let resolved = ContradictionStatus::Resolved { accepted, at: now as Moment };
				prop_assert_eq!(&contradiction.status, &resolved);
			}
			prop_assert_eq!(contradiction.is_open(), agreed(&entered).is_none());
		}
	}
}

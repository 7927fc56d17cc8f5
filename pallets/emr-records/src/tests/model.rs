//! Random sequences of anchoring, amending and retracting against a plain model that looks everything up by scanning.

use crate::{
	mock::*,
	pallet::*,
	types::{NewRecord, RecordStatus},
	NewRecordOf,
};
use proptest::prelude::*;
use salus_primitives::{
	commitment::{CiphertextDigest, Fingerprint},
	records::Relation,
	RecordId,
};

/// What the model keeps of a record.
#[derive(Clone, Debug)]
struct Plain {
	patient: AccountId,
	author: AccountId,
	custodian: Option<AccountId>,
	new: NewRecordOf<Test>,
	/// Facts that it was the first to state.
	introduced: Vec<(u8, u8)>,
}

/// One attempt.
#[derive(Clone, Debug)]
struct Attempt {
	author: AccountId,
	patient: AccountId,
	kind: u8,
	/// Picks the earlier record; beyond the last one now and then.
	earlier: usize,
	/// Whether a version is written by the author of the earlier one.
	by_author: bool,
	content: u8,
	ciphertext: u8,
	facts: Vec<(u8, u8)>,
}

#[derive(Default)]
struct Model {
	records: Vec<Plain>,
}

impl Model {
	fn follower(&self, id: usize) -> Option<usize> {
		self.records.iter().position(|record| record.new.relation.earlier() == Some(RecordId(id as u64)))
	}

	fn is_retraction(&self, id: usize) -> bool {
		matches!(self.records[id].new.relation, Relation::Retracts(_))
	}

	fn is_retracted(&self, id: usize) -> bool {
		self.follower(id).is_some_and(|next| self.is_retraction(next))
	}

	/// The last version of the chain, the retraction aside.
	fn latest(&self, id: usize) -> usize {
		match self.follower(id) {
			Some(next) if !self.is_retraction(next) => self.latest(next),
			_ => id,
		}
	}

	/// The value and the source of a fact that stands: some chain that is not retracted was the first to state it.
	fn fact(&self, patient: AccountId, key: u8) -> Option<(u8, usize)> {
		let standing = |(id, record): (usize, &Plain)| {
			let (_, stated) = record.introduced.iter().find(|(other, _)| *other == key)?;
			let latest = self.latest(id);
			(record.patient == patient && !self.is_retracted(latest)).then_some((*stated, latest))
		};
		self.records.iter().enumerate().find_map(standing)
	}

	/// How many facts rest on a record.
	fn resting(&self, id: usize) -> usize {
		let patient = self.records[id].patient;
		(0..=u8::MAX).filter(|key| self.fact(patient, *key).is_some_and(|(_, source)| source == id)).count()
	}

	/// Whether the attempt should succeed; if so, it is entered.
	fn attempt(&mut self, attempt: &Attempt, new: NewRecordOf<Test>) -> bool {
		let custodian = match attempt.author {
			HOSPITAL | DOCTOR | COLLEAGUE => Some(HOSPITAL),
			CLINIC | CLINICIAN => Some(CLINIC),
			_ => None,
		};
		let retracts = matches!(new.relation, Relation::Retracts(_));
		if retracts && !attempt.facts.is_empty() {
			return false;
		}
		let mut keys = attempt.facts.iter().map(|(key, _)| *key).collect::<Vec<_>>();
		keys.sort();
		keys.dedup();
		if keys.len() != attempt.facts.len() {
			return false;
		}
		let mut resting = 0;
		if let Some(RecordId(earlier)) = new.relation.earlier() {
			let earlier = earlier as usize;
			let Some(version) = self.records.get(earlier) else { return false };
			let may_follow =
				version.author == attempt.author || (custodian.is_some() && version.custodian == custodian);
			if version.patient != attempt.patient
				|| self.follower(earlier).is_some()
				|| self.is_retraction(earlier)
				|| !may_follow
			{
				return false;
			}
			resting = self.resting(earlier);
		}
		let of_patient = || self.records.iter().enumerate().filter(|(_, record)| record.patient == attempt.patient);
		if of_patient().any(|(id, record)| record.new.fingerprint == new.fingerprint && !self.is_retracted(id)) {
			return false;
		}
		if of_patient().any(|(_, record)| record.new.ciphertext == new.ciphertext) {
			return false;
		}
		let mut introduced = Vec::new();
		for (key, stated) in &attempt.facts {
			match self.fact(attempt.patient, *key) {
				Some((standing, _)) if standing != *stated => return false,
				Some(_) => {},
				None => introduced.push((*key, *stated)),
			}
		}
		if resting + introduced.len() > MaxFacts::get() as usize {
			return false;
		}
		let (patient, author) = (attempt.patient, attempt.author);
		self.records.push(Plain { patient, author, custodian, new, introduced });
		true
	}

	/// Compares all that can be seen.
	fn check(&self) {
		assert_eq!(NextRecordId::<Test>::get(), RecordId(self.records.len() as u64));
		for (id, plain) in self.records.iter().enumerate() {
			let stored = record(RecordId(id as u64));
			let expected = match self.follower(id) {
				None => RecordStatus::Current,
				Some(next) if self.is_retraction(next) => RecordStatus::Retracted { by: RecordId(next as u64) },
				Some(next) => RecordStatus::Amended { by: RecordId(next as u64) },
			};
			assert_eq!(stored.status, expected);
			assert_eq!(
				(stored.patient, stored.author, stored.custodian),
				(plain.patient, plain.author, plain.custodian)
			);
			assert_eq!(stored.commitment, plain.new.commitment);
		}
		for patient in [PATIENT, OTHER_PATIENT] {
			for key in 0..FACT_KEYS {
				let stored = EmrRecords::fact(patient, fact(key)).map(|fact| (fact.value, fact.source));
				let expected = self.fact(patient, key).map(|(stated, id)| (value(stated), RecordId(id as u64)));
				assert_eq!(stored, expected);
			}
		}
	}
}

/// How many critical facts there are.
const FACT_KEYS: u8 = 5;

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
	let authors = prop::sample::select(vec![PATIENT, HOSPITAL, DOCTOR, COLLEAGUE, CLINIC, REVIEWER]);
	let patients = prop::sample::select(vec![PATIENT, PATIENT, PATIENT, OTHER_PATIENT]);
	let facts = prop::collection::vec((0..FACT_KEYS, 0..2u8), 0..3);
	let attempt = (authors, patients, 0..8u8, any::<usize>(), prop::bool::weighted(0.8), 0..60u8, any::<u8>(), facts)
		.prop_map(|(author, patient, kind, earlier, by_author, content, ciphertext, mut facts)| {
			// Mostly what is not refused for its form, or else nothing else would be tried.
			if kind == 7 && content % 8 != 0 {
				facts.clear();
			}
			if content % 8 != 1 {
				facts.dedup_by_key(|(key, _)| *key);
			}
			Attempt { author, patient, kind, earlier, by_author, content, ciphertext, facts }
		});
	prop::collection::vec(attempt, 1..60)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn sequences_of_records_agree_with_the_plain_model(attempts in attempts()) {
		ExtBuilder::default().build_and_execute(|| {
			let mut model = Model::default();
			for attempt in &attempts {
				let mut attempt = attempt.clone();
				let earlier = attempt.earlier % (model.records.len() + 1);
				if let Some(version) = model.records.get(earlier).filter(|_| attempt.by_author && attempt.kind > 2) {
					(attempt.author, attempt.patient) = (version.author, version.patient);
				}
				// A patient writes to its own records only; the rest has a test of its own.
				if attempt.author == PATIENT {
					attempt.patient = PATIENT;
				}
				let earlier = RecordId(earlier as u64);
				let relation = match attempt.kind {
					0..=2 => Relation::Original,
					3..=6 => Relation::Amends(earlier),
					_ => Relation::Retracts(earlier),
				};
				let new = NewRecord {
					relation,
					fingerprint: Fingerprint([attempt.content; 32]),
					ciphertext: CiphertextDigest([attempt.ciphertext; 32]),
					..stating(original(attempt.content), &attempt.facts)
				};
				let expected = model.attempt(&attempt, new.clone());
				let result = try_anchor(attempt.author, attempt.patient, new);
				assert_eq!(result.is_ok(), expected, "{attempt:?}: {result:?}");
			}
			model.check();
		});
	}
}

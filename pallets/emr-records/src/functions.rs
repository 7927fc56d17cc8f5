//! What the calls do. Every call runs in a storage layer of its own, so whatever fails on the way leaves nothing behind.

use crate::{pallet::*, types::*, ContradictionOf, NewRecordOf, RecordOf, WeightInfo};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{pallet_prelude::*, traits::Time};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use salus_primitives::{
	commitment::{FactKey, FactValue},
	consent::{Action, Decision, Query},
	purpose::Purpose,
	records::{RecordClass, Relation},
	roles::Role,
	traits::{Consent, FreeCalls, Participants},
	Commitment, ContradictionId, EncryptionKey, Epoch, Moment, RecordId,
};

/// Facts that rest on one record.
type FactKeysOf<T> = BoundedVec<FactKey, <T as Config>::MaxFacts>;

impl<T: Config> Pallet<T> {
	/// The signer, if it is one who may call without a fee at this moment.
	pub(crate) fn free_caller(origin: &OriginFor<T>) -> Option<T::AccountId> {
		ensure_signed(origin.clone()).ok().filter(|who| T::FreeCalls::remaining(who) > 0)
	}

	/// What anchoring `record` alone costs.
	pub(crate) fn weight_of(record: &NewRecordOf<T>) -> Weight {
		let facts = record.facts.len() as u32;
		match record.relation {
			Relation::Original => T::WeightInfo::anchor(facts),
			Relation::Amends(_) => T::WeightInfo::anchor_amendment(facts),
			Relation::Retracts(_) => T::WeightInfo::anchor_retraction(),
		}
	}

	/// What anchoring `records` at once costs. First versions of one class share the work that is done once. Every correction,
	/// and the first of each further class, is counted as if it came alone, since consent is asked for it anew.
	pub(crate) fn weight_of_batch(records: &[NewRecordOf<T>]) -> Weight {
		let mut classes = BTreeSet::new();
		let (mut sharing, mut facts, mut others) = (0u32, 0u32, Weight::zero());
		for record in records {
			let original = record.relation == Relation::Original;
			let class_is_new = original && classes.insert(record.class);
			if original && (!class_is_new || classes.len() == 1) {
				sharing = sharing.saturating_add(1);
				facts = facts.saturating_add(record.facts.len() as u32);
			} else {
				others = others.saturating_add(Self::weight_of(record));
			}
		}
		T::WeightInfo::anchor_batch(sharing, facts).saturating_add(others)
	}

	/// Refuses whoever is not a certified patient.
	pub(crate) fn ensure_patient(who: &T::AccountId) -> Result<(), Error<T>> {
		match T::Participants::certified_role(who) {
			Some(Role::Patient) => Ok(()),
			Some(_) => Err(Error::NotPatient),
			None => Err(Error::NotCertified),
		}
	}

	/// The role of one who treats patients.
	fn clinical_role_of(who: &T::AccountId) -> Result<Role, Error<T>> {
		let role = T::Participants::certified_role(who).ok_or(Error::NotCertified)?;
		ensure!(role.is_clinical(), Error::NotClinical);
		Ok(role)
	}

	/// Refuses what the patient does not allow.
	fn ensure_permitted(query: &Query<T::AccountId>) -> Result<(), Error<T>> {
		match T::Consent::decide(query) {
			Decision::Permit { .. } => Ok(()),
			Decision::Deny { .. } => Err(Error::ConsentDenied),
			Decision::NoConsent => Err(Error::NoConsent),
		}
	}

	/// The organisation in whose name a provider writes.
	fn custodian_for(
		author: &T::AccountId,
		on_behalf_of: Option<T::AccountId>,
	) -> Result<Option<T::AccountId>, Error<T>> {
		let acts_for_itself = Self::clinical_role_of(author)?.is_organisation();
		let Some(organisation) = on_behalf_of else {
			return Ok(acts_for_itself.then(|| author.clone()));
		};
		ensure!(!acts_for_itself && T::Participants::is_affiliated(author, &organisation), Error::NotAffiliated);
		// A custodian is asked before others may read, so nobody becomes one who could not write by itself.
		Self::clinical_role_of(&organisation)?;
		Ok(Some(organisation))
	}

	/// Finds out in which capacity `author` writes to the records of `patient`.
	pub(crate) fn writing(
		author: T::AccountId,
		patient: T::AccountId,
		purpose: Purpose,
		on_behalf_of: Option<T::AccountId>,
	) -> Result<Writing<T>, Error<T>> {
		let custodian = if author == patient {
			Self::ensure_patient(&patient)?;
			ensure!(on_behalf_of.is_none(), Error::NotAffiliated);
			None
		} else {
			Self::custodian_for(&author, on_behalf_of)?
		};
		Ok(Writing {
			author,
			patient,
			custodian,
			purpose,
			now: T::Time::now(),
			first: NextRecordId::<T>::get(),
			granted: BTreeSet::new(),
		})
	}

	/// Publishes a patient's next class key.
	pub(crate) fn do_publish_class_key(
		patient: &T::AccountId,
		class: RecordClass,
		epoch: Epoch,
		key: EncryptionKey,
	) -> DispatchResult {
		let current = ClassKeys::<T>::get(patient, class);
		let next = ClassKey::publish(current.as_ref(), epoch, key).map_err(Error::<T>::from)?;
		Self::replace_class_key(patient, class, current, next);
		Ok(())
	}

	/// Puts `next` in force and keeps the key of the epoch that ends with it.
	pub(crate) fn replace_class_key(
		patient: &T::AccountId,
		class: RecordClass,
		current: Option<ClassKey>,
		next: ClassKey,
	) {
		if current == Some(next) {
			return;
		}
		let patient = patient.clone();
		let ClassKey { epoch, key, state } = next;
		ClassKeys::<T>::insert(&patient, class, next);
		if let Some(past) = current.filter(|past| past.epoch != epoch) {
			PastClassKeys::<T>::insert((&patient, class, past.epoch), past.key);
		}
		Self::deposit_event(match state {
			KeyState::Current => Event::ClassKeyPublished { patient, class, epoch, key },
			KeyState::Retired => Event::ClassKeyRetired { patient, class, epoch },
		});
	}

	/// Opens a contradiction.
	pub(crate) fn do_report_contradiction(
		reporter: T::AccountId,
		patient: T::AccountId,
		fact: FactKey,
		value: FactValue,
		evidence: Commitment,
		purpose: Purpose,
	) -> DispatchResult {
		Self::clinical_role_of(&reporter)?;
		let standing = Facts::<T>::get(&patient, fact).ok_or(Error::<T>::FactNotFound)?;
		ensure!(standing.value != value, Error::<T>::ValueUnchanged);
		ensure!(!OpenContradictions::<T>::contains_key(&patient, fact), Error::<T>::ContradictionOpen);
		let source = Self::record_of(standing.source)?;
		Self::ensure_permitted(&Query {
			patient: patient.clone(),
			actor: reporter.clone(),
			action: Action::Collect,
			purpose,
			class: source.class,
			data_time: Some(T::Time::now()),
		})?;

		let id = NextContradictionId::<T>::get();
		NextContradictionId::<T>::put(id.next().ok_or(Error::<T>::TooManyContradictions)?);
		OpenContradictions::<T>::insert(&patient, fact, id);
		Contradictions::<T>::insert(
			id,
			Contradiction {
				patient: patient.clone(),
				fact,
				standing: Self::standing_value(standing, source),
				claimed: ClaimedValue {
					value,
					reporter: reporter.clone(),
					organisations: T::Participants::all_affiliations(&reporter),
				},
				evidence,
				status: ContradictionStatus::Open { patient_vote: None, reviewer_vote: None },
			},
		);
		Self::deposit_event(Event::ContradictionReported { contradiction: id, patient, fact, reporter });
		Ok(())
	}

	/// A fact's value and who said so: the author of its source or, if it was corrected, the reporter.
	fn standing_value(fact: Fact, source: RecordOf<T>) -> StandingValue<T::AccountId> {
		let Fact { value, source: record, corrected } = fact;
		let reported = corrected.and_then(Contradictions::<T>::get).map(|contradiction| contradiction.claimed);
		let (author, organisations) = match reported {
			Some(claimed) => (claimed.reporter, claimed.organisations),
			None => (source.author, BoundedVec::truncate_from(source.custodian.into_iter().collect())),
		};
		StandingValue { value, record, author, organisations }
	}

	/// Enters a vote on a contradiction, and the value on which both sides agree.
	pub(crate) fn do_resolve_contradiction(who: T::AccountId, id: ContradictionId, accept: Side) -> DispatchResult {
		let mut contradiction = Contradictions::<T>::get(id).ok_or(Error::<T>::ContradictionNotFound)?;
		let voter = if who == contradiction.patient {
			Self::ensure_patient(&who)?;
			Voter::Patient
		} else {
			Self::ensure_reviewer(&who, &contradiction)?;
			Voter::Reviewer(who.clone())
		};
		let agreed = contradiction.vote(voter, accept, T::Time::now()).map_err(Error::<T>::from)?;

		Contradictions::<T>::insert(id, &contradiction);
		Self::deposit_event(Event::ContradictionVoted { contradiction: id, voter: who, accept });
		let Some(accepted) = agreed else { return Ok(()) };
		OpenContradictions::<T>::remove(&contradiction.patient, contradiction.fact);
		if accepted == Side::Claimed {
			Self::correct_fact(id, &contradiction);
		}
		Self::deposit_event(Event::ContradictionResolved { contradiction: id, accepted });
		Ok(())
	}

	/// Gives a fact the claimed value, which rests on the contradiction from now on.
	fn correct_fact(id: ContradictionId, contradiction: &ContradictionOf<T>) {
		let Contradiction { patient, fact: key, claimed, .. } = contradiction;
		Facts::<T>::mutate(patient, key, |fact| {
			let Some(fact) = fact else { return };
			FactsBySource::<T>::mutate_exists(fact.source, |facts| {
				let mut rest = facts.take().unwrap_or_default();
				rest.retain(|other| other != key);
				*facts = Some(rest).filter(|rest| !rest.is_empty());
			});
			fact.value = claimed.value;
			fact.corrected = Some(id);
		});
	}

	/// Refuses whoever treats no patients, is a party, or may neither collect nor correct what the contradiction is about.
	fn ensure_reviewer(who: &T::AccountId, contradiction: &ContradictionOf<T>) -> DispatchResult {
		Self::clinical_role_of(who)?;
		ensure!(!contradiction.is_party(who, &T::Participants::all_affiliations(who)), Error::<T>::NotIndependent);
		let record = Self::record_of(contradiction.standing.record)?;
		let may = |action, data_time| {
			Self::ensure_permitted(&Query {
				patient: contradiction.patient.clone(),
				actor: who.clone(),
				action,
				purpose: Purpose::Treatment,
				class: record.class,
				data_time: Some(data_time),
			})
		};
		may(Action::Collect, T::Time::now()).or_else(|_| may(Action::Correct, record.anchored))?;
		Ok(())
	}

	/// Sets a record's emergency mark as its patient wants it.
	pub(crate) fn do_set_emergency(patient: &T::AccountId, id: RecordId, emergency: bool) -> DispatchResult {
		let mut record = Self::record_of(id)?;
		ensure!(record.patient == *patient, Error::<T>::WrongPatient);
		record.ensure_in_force().map_err(Error::<T>::from)?;
		ensure!(record.emergency != emergency, Error::<T>::EmergencyMarkUnchanged);
		record.emergency = emergency;
		Records::<T>::insert(id, record);
		Self::deposit_event(Event::EmergencyMarkSet { record: id, emergency });
		Ok(())
	}

	/// Takes an organisation off the list of a class's custodians.
	pub(crate) fn do_release_custodian(
		who: &T::AccountId,
		patient: T::AccountId,
		class: RecordClass,
		custodian: T::AccountId,
	) -> DispatchResult {
		ensure!(*who == custodian || *who == patient, Error::<T>::NotCustodianNorPatient);
		Custodians::<T>::try_mutate_exists(&patient, class, |slot| {
			let custodians = slot.as_mut().ok_or(Error::<T>::CustodianNotFound)?;
			let position = custodians.iter().position(|other| *other == custodian);
			custodians.remove(position.ok_or(Error::<T>::CustodianNotFound)?);
			if custodians.is_empty() {
				*slot = None;
			}
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::CustodianReleased { patient, class, custodian });
		Ok(())
	}

	/// The record with this id.
	fn record_of(id: RecordId) -> Result<RecordOf<T>, Error<T>> {
		Records::<T>::get(id).ok_or(Error::RecordNotFound)
	}

	/// The records of a patient's class by position, at most a page.
	pub(crate) fn page(
		patient: &T::AccountId,
		class: RecordClass,
		from: u32,
		limit: u32,
	) -> impl Iterator<Item = (RecordId, RecordOf<T>)> + '_ {
		let end = from.saturating_add(limit.min(T::MaxPage::get())).min(RecordCounts::<T>::get(patient, class));
		(from..end).filter_map(move |index| {
			let id = RecordsByClass::<T>::get((patient, class, index))?;
			Some((id, Records::<T>::get(id)?))
		})
	}

	/// The versions of a record, oldest first, at most a page.
	pub(crate) fn history_of(record: RecordId) -> Vec<(RecordId, RecordOf<T>)> {
		let limit = T::MaxPage::get() as usize;
		let mut versions = Vec::new();
		let mut next = Some(record);
		while let Some(id) = next.filter(|_| versions.len() < limit) {
			let Some(version) = Records::<T>::get(id) else { break };
			next = version.relation.earlier();
			versions.push((id, version));
		}
		versions.reverse();
		next = versions.last().and_then(|(_, version)| version.status.later());
		while let Some(id) = next.filter(|_| versions.len() < limit) {
			let Some(version) = Records::<T>::get(id) else { break };
			next = version.status.later();
			versions.push((id, version));
		}
		versions
	}
}

/// One call's writing to the records of one patient.
pub(crate) struct Writing<T: Config> {
	/// Whose records.
	patient: T::AccountId,
	/// Who writes: the patient, or a certified provider of care.
	author: T::AccountId,
	/// The organisation in whose name, which the author may act for.
	custodian: Option<T::AccountId>,
	/// What for.
	purpose: Purpose,
	/// The time of the block.
	now: Moment,
	/// The first id that this call gives. What it anchors itself has no earlier version among them.
	first: RecordId,
	/// What the patient was found to allow, so that a batch asks once: what, in which class, with data from when.
	granted: BTreeSet<(Action, RecordClass, Moment)>,
}

impl<T: Config> Writing<T> {
	/// Anchors one record.
	pub(crate) fn anchor(&mut self, record: NewRecordOf<T>) -> DispatchResult {
		record.ensure_well_formed(T::MaxRecordSize::get()).map_err(Error::<T>::from)?;
		let earlier = self.earlier_of(&record)?;
		// New data are from now; a correction touches data from when the earlier version was anchored.
		let data_time = earlier.as_ref().map_or(self.now, |(_, version)| version.anchored);
		self.ensure_right(record.action(), record.class, data_time)?;
		ClassKeys::<T>::get(&self.patient, record.class)
			.ok_or(Error::<T>::NoClassKey)?
			.ensure_seals(record.epoch)
			.map_err(Error::<T>::from)?;
		ensure!(!Fingerprints::<T>::contains_key(&self.patient, record.fingerprint), Error::<T>::Duplicate);
		ensure!(!Ciphertexts::<T>::contains_key(&self.patient, record.ciphertext), Error::<T>::CiphertextTaken);

		let id = self.add_to_class(record.class)?;
		Fingerprints::<T>::insert(&self.patient, record.fingerprint, id);
		Ciphertexts::<T>::insert(&self.patient, record.ciphertext, id);
		let inherited = match earlier {
			Some((earlier, version)) => self.end_version(earlier, version, record.relation, id),
			None => FactKeysOf::<T>::new(),
		};
		self.state_facts(id, inherited, &record.facts)?;
		self.add_custodian(record.class)?;
		Pallet::<T>::deposit_event(Event::RecordAnchored {
			record: id,
			patient: self.patient.clone(),
			author: self.author.clone(),
			custodian: self.custodian.clone(),
			class: record.class,
			relation: record.relation,
		});
		Records::<T>::insert(id, self.sign(record));
		Ok(())
	}

	/// The version that `record` is to follow.
	fn earlier_of(&self, record: &NewRecordOf<T>) -> Result<Option<(RecordId, RecordOf<T>)>, Error<T>> {
		let Some(id) = record.relation.earlier() else { return Ok(None) };
		ensure!(id < self.first, Error::RecordNotFound);
		let earlier = Pallet::<T>::record_of(id)?;
		earlier.ensure_followed_by(&Successor {
			patient: &self.patient,
			author: &self.author,
			custodian: self.custodian.as_ref(),
			class: record.class,
			relation: record.relation,
			emergency: record.emergency,
		})?;
		Ok(Some((id, earlier)))
	}

	/// Refuses what the patient does not allow the author. Patients need nobody's leave.
	fn ensure_right(&mut self, action: Action, class: RecordClass, data_time: Moment) -> Result<(), Error<T>> {
		if self.author == self.patient || self.granted.contains(&(action, class, data_time)) {
			return Ok(());
		}
		Pallet::<T>::ensure_permitted(&Query {
			patient: self.patient.clone(),
			actor: self.author.clone(),
			action,
			purpose: self.purpose,
			class,
			data_time: Some(data_time),
		})?;
		self.granted.insert((action, class, data_time));
		Ok(())
	}

	/// Takes the next id and the next place in the class.
	fn add_to_class(&self, class: RecordClass) -> Result<RecordId, Error<T>> {
		let id = NextRecordId::<T>::get();
		let following = id.next().ok_or(Error::TooManyRecords)?;
		let index = RecordCounts::<T>::get(&self.patient, class);
		let count = index.checked_add(1).ok_or(Error::TooManyRecords)?;
		NextRecordId::<T>::put(following);
		RecordCounts::<T>::insert(&self.patient, class, count);
		RecordsByClass::<T>::insert((&self.patient, class, index), id);
		Ok(id)
	}

	/// Ends the time of `version` as the latest. An amendment takes over the facts that rest on it, which are returned; a
	/// retraction gives them free, and its fingerprint.
	fn end_version(&self, id: RecordId, mut version: RecordOf<T>, relation: Relation, by: RecordId) -> FactKeysOf<T> {
		let facts = FactsBySource::<T>::take(id).unwrap_or_default();
		let inherited = if matches!(relation, Relation::Retracts(_)) {
			Fingerprints::<T>::remove(&self.patient, version.fingerprint);
			facts.iter().for_each(|fact| self.release_fact(fact, by));
			version.status = RecordStatus::Retracted { by };
			FactKeysOf::<T>::new()
		} else {
			facts.iter().for_each(|fact| self.move_fact(fact, by));
			version.status = RecordStatus::Amended { by };
			facts
		};
		Records::<T>::insert(id, version);
		inherited
	}

	/// Lets a fact rest on the version that replaced its source.
	fn move_fact(&self, fact: &FactKey, by: RecordId) {
		Facts::<T>::mutate(&self.patient, fact, |fact| {
			if let Some(fact) = fact {
				fact.source = by;
			}
		});
	}

	/// Removes a fact whose record is retracted, and the contradiction about it.
	fn release_fact(&self, fact: &FactKey, by: RecordId) {
		Facts::<T>::remove(&self.patient, fact);
		if let Some(contradiction) = OpenContradictions::<T>::take(&self.patient, fact) {
			Contradictions::<T>::mutate_extant(contradiction, |contradiction| {
				contradiction.status = ContradictionStatus::Lapsed { by, at: self.now };
			});
			Pallet::<T>::deposit_event(Event::ContradictionLapsed { contradiction, by });
		}
	}

	/// Enters the facts that record `id` states besides those it inherited.
	fn state_facts(
		&self,
		id: RecordId,
		mut resting: FactKeysOf<T>,
		stated: &[(FactKey, FactValue)],
	) -> Result<(), Error<T>> {
		for (key, value) in stated {
			match Facts::<T>::get(&self.patient, key) {
				Some(fact) if fact.value != *value => return Err(Error::ContradictsFact),
				Some(_) => {},
				None => {
					resting.try_push(*key).map_err(|_| Error::TooManyFacts)?;
					Facts::<T>::insert(&self.patient, key, Fact { value: *value, source: id, corrected: None });
				},
			}
		}
		if !resting.is_empty() {
			FactsBySource::<T>::insert(id, resting);
		}
		Ok(())
	}

	/// Lists the organisation that holds the record.
	fn add_custodian(&self, class: RecordClass) -> Result<(), Error<T>> {
		let Some(custodian) = &self.custodian else { return Ok(()) };
		let mut custodians = Custodians::<T>::get(&self.patient, class);
		if custodians.contains(custodian) {
			return Ok(());
		}
		custodians.try_push(custodian.clone()).map_err(|_| Error::TooManyCustodians)?;
		Custodians::<T>::insert(&self.patient, class, custodians);
		Pallet::<T>::deposit_event(Event::CustodianAdded {
			patient: self.patient.clone(),
			class,
			custodian: custodian.clone(),
		});
		Ok(())
	}

	/// The record as it is stored.
	fn sign(&self, record: NewRecordOf<T>) -> RecordOf<T> {
		Record {
			patient: self.patient.clone(),
			author: self.author.clone(),
			custodian: self.custodian.clone(),
			class: record.class,
			epoch: record.epoch,
			commitment: record.commitment,
			ciphertext: record.ciphertext,
			size: record.size,
			relation: record.relation,
			fingerprint: record.fingerprint,
			emergency: record.emergency,
			anchored: self.now,
			status: RecordStatus::Current,
		}
	}
}

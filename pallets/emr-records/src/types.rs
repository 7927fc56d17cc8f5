//! What is stored, and the rules by which it changes. Nothing here knows storage or `Config`.

use crate::pallet::Error;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use salus_primitives::{
	commitment::{CiphertextDigest, FactKey, FactValue, Fingerprint},
	consent::Action,
	records::{RecordClass, Relation},
	traits::Affiliations,
	Commitment, ContradictionId, EncryptionKey, Epoch, Moment, RecordId,
};
use scale_info::TypeInfo;

/// What a rule of this module finds wrong. Each has the error of the same name in the pallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// See [`Error::EpochNotNext`].
	EpochNotNext,
	/// See [`Error::EpochsExhausted`].
	EpochsExhausted,
	/// See [`Error::InvalidKey`].
	InvalidKey,
	/// See [`Error::KeyUnchanged`].
	KeyUnchanged,
	/// See [`Error::ClassKeyRetired`].
	ClassKeyRetired,
	/// See [`Error::EpochNotCurrent`].
	EpochNotCurrent,
	/// See [`Error::RecordEmpty`].
	RecordEmpty,
	/// See [`Error::RecordTooLarge`].
	RecordTooLarge,
	/// See [`Error::RetractionNotBare`].
	RetractionNotBare,
	/// See [`Error::FactStatedTwice`].
	FactStatedTwice,
	/// See [`Error::WrongPatient`].
	WrongPatient,
	/// See [`Error::WrongClass`].
	WrongClass,
	/// See [`Error::NotLatest`].
	NotLatest,
	/// See [`Error::AlreadyRetracted`].
	AlreadyRetracted,
	/// See [`Error::RetractionIsFinal`].
	RetractionIsFinal,
	/// See [`Error::NotAuthor`].
	NotAuthor,
	/// See [`Error::EmergencyMarkChanged`].
	EmergencyMarkChanged,
	/// See [`Error::ContradictionClosed`].
	ContradictionClosed,
	/// See [`Error::VoteUnchanged`].
	VoteUnchanged,
}

impl<T> From<Fault> for Error<T> {
	fn from(fault: Fault) -> Self {
		match fault {
			Fault::EpochNotNext => Error::EpochNotNext,
			Fault::EpochsExhausted => Error::EpochsExhausted,
			Fault::InvalidKey => Error::InvalidKey,
			Fault::KeyUnchanged => Error::KeyUnchanged,
			Fault::ClassKeyRetired => Error::ClassKeyRetired,
			Fault::EpochNotCurrent => Error::EpochNotCurrent,
			Fault::RecordEmpty => Error::RecordEmpty,
			Fault::RecordTooLarge => Error::RecordTooLarge,
			Fault::RetractionNotBare => Error::RetractionNotBare,
			Fault::FactStatedTwice => Error::FactStatedTwice,
			Fault::WrongPatient => Error::WrongPatient,
			Fault::WrongClass => Error::WrongClass,
			Fault::NotLatest => Error::NotLatest,
			Fault::AlreadyRetracted => Error::AlreadyRetracted,
			Fault::RetractionIsFinal => Error::RetractionIsFinal,
			Fault::NotAuthor => Error::NotAuthor,
			Fault::EmergencyMarkChanged => Error::EmergencyMarkChanged,
			Fault::ContradictionClosed => Error::ContradictionClosed,
			Fault::VoteUnchanged => Error::VoteUnchanged,
		}
	}
}

/// Whether a class can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum KeyState {
	/// New records are sealed to the key.
	Current,
	/// The key was withdrawn without a successor: nothing is written until the patient publishes the next.
	Retired,
}

/// The public key to which records of one patient's class are sealed.
///
/// | from | by | to |
/// |---|---|---|
/// | no key | publish, epoch 0 | `Current` in epoch 0 |
/// | `Current` or `Retired` in epoch e | publish epoch e + 1, or rotate to a next key | `Current` in epoch e + 1 |
/// | `Current` in epoch e | rotate without a next key | `Retired` in epoch e |
/// | `Retired` | rotate without a next key | unchanged |
/// | no key | rotate | no key |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ClassKey {
	/// Grows by one with each key.
	pub epoch: Epoch,
	/// The X25519 public key.
	pub key: EncryptionKey,
	/// Whether it is in use.
	pub state: KeyState,
}

impl ClassKey {
	/// The class's key after the patient published `key` for `epoch`.
	///
	/// # Errors
	/// When `epoch` is not the one that follows, there is none, or `key` cannot be sealed to or is the one in force.
	pub fn publish(current: Option<&Self>, epoch: Epoch, key: EncryptionKey) -> Result<Self, Fault> {
		let next = match current {
			None => Epoch::default(),
			Some(current) => current.epoch.next().ok_or(Fault::EpochsExhausted)?,
		};
		if epoch != next {
			return Err(Fault::EpochNotNext);
		}
		if !key.is_valid() {
			return Err(Fault::InvalidKey);
		}
		if current.is_some_and(|current| current.key == key) {
			return Err(Fault::KeyUnchanged);
		}
		Ok(Self { epoch, key, state: KeyState::Current })
	}

	/// The class's key after a right to read was withdrawn: the next epoch under `next`, or this one retired.
	///
	/// # Errors
	/// As [`ClassKey::publish`].
	pub fn rotate(&self, next: Option<EncryptionKey>) -> Result<Self, Fault> {
		match next {
			Some(key) => Self::publish(Some(self), self.epoch.next().ok_or(Fault::EpochsExhausted)?, key),
			None => Ok(Self { state: KeyState::Retired, ..*self }),
		}
	}

	/// Refuses what was sealed to another key than the one in use.
	///
	/// # Errors
	/// When the key is retired, or another epoch's.
	pub fn ensure_seals(&self, epoch: Epoch) -> Result<(), Fault> {
		match self.state {
			KeyState::Retired => Err(Fault::ClassKeyRetired),
			KeyState::Current if epoch != self.epoch => Err(Fault::EpochNotCurrent),
			KeyState::Current => Ok(()),
		}
	}
}

/// A record as it is handed in.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[codec(mel_bound())]
#[scale_info(skip_type_params(MaxFacts))]
pub struct NewRecord<MaxFacts: Get<u32>> {
	/// What it is about, coarsely. A version has the class of the one before.
	pub class: RecordClass,
	/// The epoch of the class key to which its content key is sealed.
	pub epoch: Epoch,
	/// Binds its content.
	pub commitment: Commitment,
	/// Names its ciphertext in the blob store.
	pub ciphertext: CiphertextDigest,
	/// Length of the ciphertext in bytes.
	pub size: u64,
	/// How it relates to records before it.
	pub relation: Relation,
	/// Finds the same content of the same patient again.
	pub fingerprint: Fingerprint,
	/// Whether it belongs to what is read in an emergency.
	pub emergency: bool,
	/// The critical facts that it states.
	pub facts: BoundedVec<(FactKey, FactValue), MaxFacts>,
}

impl<MaxFacts: Get<u32>> NewRecord<MaxFacts> {
	/// Refuses what is wrong whatever is stored already.
	///
	/// # Errors
	/// When the ciphertext has no bytes or more than `max_size`, a fact occurs twice, or a retraction carries facts or the
	/// emergency mark.
	pub fn ensure_well_formed(&self, max_size: u64) -> Result<(), Fault> {
		if self.size == 0 {
			return Err(Fault::RecordEmpty);
		}
		if self.size > max_size {
			return Err(Fault::RecordTooLarge);
		}
		if matches!(self.relation, Relation::Retracts(_)) && (self.emergency || !self.facts.is_empty()) {
			return Err(Fault::RetractionNotBare);
		}
		let mut rest = self.facts.iter();
		while let Some((key, _)) = rest.next() {
			if rest.clone().any(|(other, _)| other == key) {
				return Err(Fault::FactStatedTwice);
			}
		}
		Ok(())
	}

	/// What the author does by handing it in.
	pub fn action(&self) -> Action {
		match self.relation {
			Relation::Original => Action::Collect,
			Relation::Amends(_) | Relation::Retracts(_) => Action::Correct,
		}
	}
}

/// Whether a record is the latest version.
///
/// | from | by | to |
/// |---|---|---|
/// | – | anchoring | `Current` |
/// | `Current` | anchoring a record that amends it | `Amended` |
/// | `Current`, not itself a retraction | anchoring a record that retracts it | `Retracted` |
///
/// `Amended` and `Retracted` are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RecordStatus {
	/// The latest version.
	Current,
	/// Replaced by a newer version.
	Amended {
		/// The newer version.
		by: RecordId,
	},
	/// Entered in error.
	Retracted {
		/// The record that says so.
		by: RecordId,
	},
}

impl RecordStatus {
	/// The version that follows, if there is one.
	pub const fn later(self) -> Option<RecordId> {
		match self {
			RecordStatus::Current => None,
			RecordStatus::Amended { by } | RecordStatus::Retracted { by } => Some(by),
		}
	}
}

/// An anchored record. Its content is off chain, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Record<AccountId> {
	/// Whose record it is.
	pub patient: AccountId,
	/// Who wrote it.
	pub author: AccountId,
	/// The organisation in whose name it was written and which holds it.
	pub custodian: Option<AccountId>,
	/// What it is about, coarsely.
	pub class: RecordClass,
	/// The epoch of the class key to which its content key is sealed.
	pub epoch: Epoch,
	/// Binds its content.
	pub commitment: Commitment,
	/// Names its ciphertext in the blob store.
	pub ciphertext: CiphertextDigest,
	/// Length of the ciphertext in bytes.
	pub size: u64,
	/// How it relates to records before it.
	pub relation: Relation,
	/// Finds the same content of the same patient again.
	pub fingerprint: Fingerprint,
	/// Whether it belongs to what is read in an emergency.
	pub emergency: bool,
	/// When it was anchored (Unix milliseconds).
	pub anchored: Moment,
	/// Whether it is the latest version.
	pub status: RecordStatus,
}

/// A version that is about to follow another, as far as the version chain is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successor<'a, AccountId> {
	/// Whose record it is.
	pub patient: &'a AccountId,
	/// Who writes it.
	pub author: &'a AccountId,
	/// The organisation in whose name it is written.
	pub custodian: Option<&'a AccountId>,
	/// Its class.
	pub class: RecordClass,
	/// How it relates to the version before.
	pub relation: Relation,
	/// Whether it is marked for emergencies.
	pub emergency: bool,
}

impl<AccountId: PartialEq> Record<AccountId> {
	/// Refuses a version that must not follow this one.
	///
	/// # Errors
	/// When it is another patient's or of another class; when this record is not the latest version or is a retraction; when
	/// neither its author nor the organisation that holds it writes; or when a provider's amendment changes the emergency mark.
	pub fn ensure_followed_by(&self, next: &Successor<AccountId>) -> Result<(), Fault> {
		if self.patient != *next.patient {
			return Err(Fault::WrongPatient);
		}
		if self.class != next.class {
			return Err(Fault::WrongClass);
		}
		self.ensure_in_force()?;
		let same_custodian = self.custodian.is_some() && self.custodian.as_ref() == next.custodian;
		if self.author != *next.author && !same_custodian {
			return Err(Fault::NotAuthor);
		}
		let by_patient = next.author == next.patient;
		let amends = matches!(next.relation, Relation::Amends(_));
		if amends && !by_patient && self.emergency != next.emergency {
			return Err(Fault::EmergencyMarkChanged);
		}
		Ok(())
	}

	/// Refuses a record that a newer version replaced, that was retracted, or that is itself a retraction.
	///
	/// # Errors
	/// One for each of these.
	pub fn ensure_in_force(&self) -> Result<(), Fault> {
		match (self.status, self.relation) {
			(RecordStatus::Amended { .. }, _) => Err(Fault::NotLatest),
			(RecordStatus::Retracted { .. }, _) => Err(Fault::AlreadyRetracted),
			(RecordStatus::Current, Relation::Retracts(_)) => Err(Fault::RetractionIsFinal),
			(RecordStatus::Current, _) => Ok(()),
		}
	}
}

/// A critical fact that stands: no record that says otherwise is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Fact {
	/// Its value.
	pub value: FactValue,
	/// The record on which it rests: the latest version of the one that first stated it. A corrected fact keeps the record on
	/// which it rested when it was corrected.
	pub source: RecordId,
	/// The contradiction that gave it this value, which it rests on instead of its source. It outlasts its source: no party
	/// alone undoes what patient and reviewer agreed on.
	pub corrected: Option<ContradictionId>,
}

/// One of the two values of a contradiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Side {
	/// The value that stood when the contradiction was reported.
	Standing,
	/// The value that was reported against it.
	Claimed,
}

/// The value that stood when a contradiction was reported, and who said so.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct StandingValue<AccountId> {
	/// The value.
	pub value: FactValue,
	/// The fact's source then. Whoever reviews needs the patient's consent for its class.
	pub record: RecordId,
	/// Who wrote the record or, if the fact was corrected, who reported the value that it got.
	pub author: AccountId,
	/// The organisation that holds the record or, if the fact was corrected, those of the reporter.
	pub organisations: Affiliations<AccountId>,
}

/// The value reported against the standing one, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ClaimedValue<AccountId> {
	/// The value.
	pub value: FactValue,
	/// Who reported it.
	pub reporter: AccountId,
	/// The organisations with which the reporter was affiliated then. Kept, so that leaving one does not make a colleague
	/// there an independent reviewer.
	pub organisations: Affiliations<AccountId>,
}

/// How far a contradiction is.
///
/// | from | by | to |
/// |---|---|---|
/// | – | reporting | `Open` without votes |
/// | `Open` | a vote of the patient or of an independent reviewer, the other's absent or different | `Open` with that vote |
/// | `Open` | a vote that agrees with the other's | `Resolved` |
/// | `Open` | retraction of the record on which the fact rests | `Lapsed` |
///
/// `Resolved` and `Lapsed` are final.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ContradictionStatus<AccountId> {
	/// Patient and reviewer do not agree yet. The standing value stands.
	Open {
		/// What the patient says.
		patient_vote: Option<Side>,
		/// What the last reviewer says, and who that was.
		reviewer_vote: Option<(AccountId, Side)>,
	},
	/// Both agreed.
	Resolved {
		/// On which value.
		accepted: Side,
		/// When (Unix milliseconds).
		at: Moment,
	},
	/// The record on which the fact rested was retracted, so that nothing contradicts any more.
	Lapsed {
		/// The retraction.
		by: RecordId,
		/// When (Unix milliseconds).
		at: Moment,
	},
}

/// Two different values of one critical fact.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Contradiction<AccountId> {
	/// Whose fact.
	pub patient: AccountId,
	/// Which fact.
	pub fact: FactKey,
	/// One value.
	pub standing: StandingValue<AccountId>,
	/// The other.
	pub claimed: ClaimedValue<AccountId>,
	/// Binds what the reporter goes by.
	pub evidence: Commitment,
	/// How far it is.
	pub status: ContradictionStatus<AccountId>,
}

/// Who votes on a contradiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voter<AccountId> {
	/// The patient whose fact it is.
	Patient,
	/// A provider who is not a party.
	Reviewer(AccountId),
}

impl<AccountId: Clone + PartialEq> Contradiction<AccountId> {
	/// Whether `who`, affiliated with `affiliations`, is a party: said that one of the values is right, or belongs to an
	/// organisation of one who did.
	pub fn is_party(&self, who: &AccountId, affiliations: &[AccountId]) -> bool {
		let belongs_to = |organisation: &AccountId| organisation == who || affiliations.contains(organisation);
		belongs_to(&self.standing.author)
			|| belongs_to(&self.claimed.reporter)
			|| self.standing.organisations.iter().any(belongs_to)
			|| self.claimed.organisations.iter().any(belongs_to)
	}

	/// Enters a vote. Returns the value on which both sides now agree, if they do; the contradiction is then resolved as of
	/// `now`.
	///
	/// # Errors
	/// When the contradiction is no longer open, or the voter has said the same before. It is unchanged then.
	pub fn vote(&mut self, voter: Voter<AccountId>, side: Side, now: Moment) -> Result<Option<Side>, Fault> {
		let ContradictionStatus::Open { patient_vote, reviewer_vote } = &mut self.status else {
			return Err(Fault::ContradictionClosed);
		};
		let other = match voter {
			Voter::Patient => {
				if patient_vote.replace(side) == Some(side) {
					return Err(Fault::VoteUnchanged);
				}
				reviewer_vote.as_ref().map(|(_, vote)| *vote)
			},
			Voter::Reviewer(reviewer) => {
				let vote = Some((reviewer, side));
				if *reviewer_vote == vote {
					return Err(Fault::VoteUnchanged);
				}
				*reviewer_vote = vote;
				*patient_vote
			},
		};
		if other != Some(side) {
			return Ok(None);
		}
		self.status = ContradictionStatus::Resolved { accepted: side, at: now };
		Ok(Some(side))
	}

	/// Whether patient and reviewer do not agree yet.
	pub fn is_open(&self) -> bool {
		matches!(self.status, ContradictionStatus::Open { .. })
	}
}

#[cfg(test)]
mod tests;

//! A patient's decision, in the form of FHIR R5 `Consent`: one root decision, and exceptions that turn it around.
//!
//! | from | call | to |
//! |---|---|---|
//! | nothing | `direct`, `grant` | Active |
//! | Active | `revoke` | Inactive |
//! | Active | `mark_entered_in_error` | EnteredInError |
//!
//! Inactive and EnteredInError are final. That a directive has expired is computed from the time.

// The derives of codec bound each field that is a bare parameter once more.
#![allow(clippy::multiple_bound_locations)]

use super::terms::{self, Terms, TermsFlaw};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, Parameter, PartialEqNoBound,
};
use salus_primitives::{
	consent::{ActionSet, Actor, Obligations},
	purpose::Purpose,
	records::RecordClass,
	Moment, Period,
};
use scale_info::TypeInfo;

/// What a directive, or an exception to it, decides.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Ruling {
	/// It is allowed.
	Permit,
	/// It is forbidden. The greater of the two: among directives of one block it wins.
	Deny,
}

impl Ruling {
	/// The opposite.
	pub const fn flipped(self) -> Self {
		match self {
			Ruling::Permit => Ruling::Deny,
			Ruling::Deny => Ruling::Permit,
		}
	}
}

/// What a directive says before its exceptions.
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
#[scale_info(skip_type_params(C, P))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct Provision<AccountId: Parameter, C: Get<u32>, P: Get<u32>> {
	/// Allowed or forbidden.
	pub decision: Ruling,
	/// To whom.
	pub actor: Actor<AccountId>,
	/// Which data, what for, when and how.
	pub terms: Terms<C, P>,
	/// What the actor owes where the directive allows something.
	pub obligations: Obligations,
}

/// A part of what the root covers in which the opposite holds. Every field that is present narrows it; at least one is.
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
#[scale_info(skip_type_params(C, P))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct Exception<AccountId: Parameter, C: Get<u32>, P: Get<u32>> {
	/// For these actors only.
	pub actor: Option<Actor<AccountId>>,
	/// For these actions only.
	pub actions: Option<ActionSet>,
	/// For these purposes, and those below them, only.
	pub purposes: Option<BoundedVec<Purpose, P>>,
	/// For these classes only.
	pub classes: Option<BoundedVec<RecordClass, C>>,
	/// For data of this period only.
	pub data_period: Option<Period>,
	/// During this period only.
	pub period: Option<Period>,
}

/// Why an exception is refused as input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExceptionFlaw {
	/// It narrows nothing, and would turn the whole directive into its opposite.
	Unlimited,
	/// One of its fields is refused.
	Field(TermsFlaw),
}

impl From<TermsFlaw> for ExceptionFlaw {
	fn from(flaw: TermsFlaw) -> Self {
		ExceptionFlaw::Field(flaw)
	}
}

impl<AccountId: Parameter, C: Get<u32>, P: Get<u32>> Exception<AccountId, C, P> {
	/// The exception that narrows nothing: a start from which to set fields. It is refused as input as it is.
	pub const fn unlimited() -> Self {
		Self { actor: None, actions: None, purposes: None, classes: None, data_period: None, period: None }
	}

	/// Refuses an exception that narrows nothing or has a field without meaning.
	///
	/// # Errors
	/// With the first flaw found.
	pub fn check(&self) -> Result<(), ExceptionFlaw> {
		if *self == Self::unlimited() {
			return Err(ExceptionFlaw::Unlimited);
		}
		self.actions.map_or(Ok(()), terms::check_actions)?;
		self.purposes.as_ref().map_or(Ok(()), |purposes| terms::check_purposes(purposes))?;
		self.classes.as_ref().map_or(Ok(()), |classes| terms::check_classes(classes))?;
		self.data_period.as_ref().map_or(Ok(()), terms::check_period)?;
		self.period.as_ref().map_or(Ok(()), terms::check_period)?;
		Ok(())
	}
}

/// What became of a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DirectiveStatus {
	/// In force within its period.
	Active,
	/// Revoked by the patient.
	Inactive {
		/// When.
		at: Moment,
	},
	/// Declared a mistake by the patient.
	EnteredInError {
		/// When.
		at: Moment,
	},
}

/// How a directive stands at a moment: its status, with expiry as computed from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Standing {
	/// Its period has not begun.
	Upcoming,
	/// It is asked when a decision is made.
	InForce,
	/// Its period has ended.
	Expired,
	/// Revoked by the patient.
	Inactive,
	/// Declared a mistake by the patient.
	EnteredInError,
}

/// A decision of a patient about who may do what with which data. `C` bounds the classes, `P` the purposes, `E` the exceptions.
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
#[scale_info(skip_type_params(C, P, E))]
#[codec(mel_bound(AccountId: MaxEncodedLen))]
pub struct Directive<AccountId: Parameter, C: Get<u32>, P: Get<u32>, E: Get<u32>> {
	/// Whose decision it is.
	pub patient: AccountId,
	/// When it was made. The newest directive that matches decides.
	pub created: Moment,
	/// What it says before its exceptions.
	pub root: Provision<AccountId, C, P>,
	/// Where the opposite holds.
	pub exceptions: BoundedVec<Exception<AccountId, C, P>, E>,
	/// What became of it.
	pub status: DirectiveStatus,
}

impl<AccountId: Parameter, C: Get<u32>, P: Get<u32>, E: Get<u32>> Directive<AccountId, C, P, E> {
	/// Whether the directive permits anything to anybody: by its root, or by an exception to a denial.
	pub fn permits_something(&self) -> bool {
		self.root.decision == Ruling::Permit || !self.exceptions.is_empty()
	}

	/// Whether nothing of the directive can match at `now` or later, although it was not ended by the patient.
	///
	/// A permit is over as well once the data had to be erased: what must not be kept may not be read.
	pub fn is_over(&self, now: Moment) -> bool {
		let over = |end: Option<Moment>| end.is_some_and(|end| end < now);
		over(self.root.terms.period.end) || (self.root.decision == Ruling::Permit && over(self.root.terms.erase_by))
	}

	/// How the directive stands at `now`.
	pub fn standing(&self, now: Moment) -> Standing {
		match self.status {
			DirectiveStatus::Inactive { .. } => Standing::Inactive,
			DirectiveStatus::EnteredInError { .. } => Standing::EnteredInError,
			DirectiveStatus::Active if self.is_over(now) => Standing::Expired,
			DirectiveStatus::Active if self.root.terms.period.contains(now) => Standing::InForce,
			DirectiveStatus::Active => Standing::Upcoming,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::traits::ConstU32;
	use salus_primitives::consent::AccessMode;

	type TestException = Exception<u64, ConstU32<4>, ConstU32<4>>;
	type TestDirective = Directive<u64, ConstU32<4>, ConstU32<4>, ConstU32<2>>;

	fn directive(decision: Ruling) -> TestDirective {
		Directive {
			patient: 1,
			created: 100,
			root: Provision {
				decision,
				actor: Actor::Account(2),
				terms: Terms {
					classes: BoundedVec::truncate_from(vec![RecordClass::Laboratory]),
					actions: ActionSet::ACCESS,
					purposes: BoundedVec::truncate_from(vec![Purpose::Treatment]),
					data_period: Period::ALWAYS,
					period: Period::between(100, 200),
					mode: AccessMode::View,
					erase_by: Some(150),
				},
				obligations: Obligations::NONE,
			},
			exceptions: BoundedVec::new(),
			status: DirectiveStatus::Active,
		}
	}

	#[test]
	fn an_exception_must_narrow_something_and_mean_something() {
		let check = |change: fn(&mut TestException)| {
			let mut exception = TestException::unlimited();
			change(&mut exception);
			exception.check()
		};
		assert_eq!(check(|_| ()), Err(ExceptionFlaw::Unlimited));
		assert_eq!(check(|e| e.actor = Some(Actor::Account(3))), Ok(()));
		assert_eq!(check(|e| e.actions = Some(ActionSet::NONE)), Err(TermsFlaw::InvalidActions.into()));
		assert_eq!(check(|e| e.purposes = Some(BoundedVec::new())), Err(TermsFlaw::NoPurpose.into()));
		assert_eq!(check(|e| e.classes = Some(BoundedVec::new())), Err(TermsFlaw::NoClass.into()));
		assert_eq!(check(|e| e.data_period = Some(Period::between(2, 1))), Err(TermsFlaw::InvalidPeriod.into()));
		assert_eq!(check(|e| e.period = Some(Period::between(2, 1))), Err(TermsFlaw::InvalidPeriod.into()));
	}

	#[test]
	fn a_permit_ends_with_its_period_or_when_its_data_must_be_gone() {
		let permit = directive(Ruling::Permit);
		assert_eq!(permit.standing(99), Standing::Upcoming);
		assert_eq!(permit.standing(100), Standing::InForce);
		assert_eq!(permit.standing(150), Standing::InForce);
		assert_eq!(permit.standing(151), Standing::Expired);
		let deny = directive(Ruling::Deny);
		assert_eq!(deny.standing(151), Standing::InForce);
		assert_eq!(deny.standing(201), Standing::Expired);
	}

	#[test]
	fn what_the_patient_ended_stays_ended() {
		let revoked = Directive { status: DirectiveStatus::Inactive { at: 120 }, ..directive(Ruling::Permit) };
		assert_eq!(revoked.standing(130), Standing::Inactive);
		let mistaken = Directive { status: DirectiveStatus::EnteredInError { at: 120 }, ..directive(Ruling::Permit) };
		assert_eq!(mistaken.standing(500), Standing::EnteredInError);
	}

	#[test]
	fn a_denial_with_an_exception_permits_something() {
		let mut deny = directive(Ruling::Deny);
		assert!(!deny.permits_something());
		deny.exceptions.force_push(Exception { actor: Some(Actor::Account(3)), ..Exception::unlimited() });
		assert!(deny.permits_something());
		assert!(directive(Ruling::Permit).permits_something());
	}
}

//! The words of consent: actions, actors, obligations, queries and decisions, after FHIR R5 `Consent` and the HL7 v3 code systems.

use crate::{purpose::Purpose, records::RecordClass, roles::Role, BreakGlassId, DirectiveId, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What is done with data (FHIR `Consent.provision.action`).
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum Action {
	/// Gather data and write them into the record.
	Collect,
	/// Read.
	Access,
	/// Use what was read.
	Use,
	/// Pass on.
	Disclose,
	/// Amend or retract what was written.
	Correct,
}

macro_rules! flags {
	($(#[$doc:meta])* $name:ident($bits:ty) { $($(#[$flag_doc:meta])* $flag:ident = $bit:literal $code:literal,)* }) => {
		$(#[$doc])*
		#[derive(
			Clone,
			Copy,
			Debug,
			Default,
			PartialEq,
			Eq,
			Encode,
			Decode,
			DecodeWithMemTracking,
			MaxEncodedLen,
			TypeInfo,
			Serialize,
			Deserialize,
		)]
		pub struct $name(pub $bits);

		impl $name {
			$($(#[$flag_doc])* pub const $flag: Self = Self(1 << $bit);)*

			/// The empty set.
			pub const NONE: Self = Self(0);
			/// Every member with its code.
			pub const CODES: &'static [(Self, &'static str)] = &[$((Self::$flag, $code),)*];
			/// The set of all members.
			pub const ALL: Self = Self(0 $(| (1 << $bit))*);

			/// The members of either set.
			pub const fn union(self, other: Self) -> Self {
				Self(self.0 | other.0)
			}

			/// Whether every member of `other` is in the set.
			pub const fn contains(self, other: Self) -> bool {
				self.0 & other.0 == other.0
			}

			/// Whether the set has a member.
			pub const fn is_empty(self) -> bool {
				self.0 == 0
			}

			/// Whether no bit is set that has no meaning; such input is refused.
			pub const fn is_valid(self) -> bool {
				self.0 & !Self::ALL.0 == 0
			}
		}
	};
}

flags! {
	/// A set of [`Action`]s.
	ActionSet(u8) {
		/// [`Action::Collect`].
		COLLECT = 0 "collect",
		/// [`Action::Access`].
		ACCESS = 1 "access",
		/// [`Action::Use`].
		USE = 2 "use",
		/// [`Action::Disclose`].
		DISCLOSE = 3 "disclose",
		/// [`Action::Correct`].
		CORRECT = 4 "correct",
	}
}

impl From<Action> for ActionSet {
	fn from(action: Action) -> Self {
		match action {
			Action::Collect => Self::COLLECT,
			Action::Access => Self::ACCESS,
			Action::Use => Self::USE,
			Action::Disclose => Self::DISCLOSE,
			Action::Correct => Self::CORRECT,
		}
	}
}

flags! {
	/// What a permit obliges to (v3 ObligationPolicy) and to refrain from (v3 RefrainPolicy).
	Obligations(u16) {
		/// Delete after use.
		DELETE_AFTER_USE = 0 "DELAU",
		/// Redact.
		REDACT = 1 "REDACT",
		/// Mask.
		MASK = 2 "MASK",
		/// Use the minimum necessary.
		MINIMUM_NECESSARY = 3 "MINEC",
		/// Remove what identifies.
		DEIDENTIFY = 4 "DEID",
		/// Replace what identifies by a pseudonym.
		PSEUDONYMIZE = 5 "PSEUD",
		/// No redisclosure without the patient.
		NO_REDISCLOSURE = 6 "NORDSCLCD",
		/// No use beyond the purpose.
		NO_REUSE = 7 "NOREUSE",
		/// No linking back to the person.
		NO_RELINKING = 8 "NORELINK",
	}
}

/// How data are reached.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum AccessMode {
	/// Looked at, not kept.
	View,
	/// Kept.
	Store,
	/// Followed as they come.
	Stream,
	/// Asked about, without being handed over.
	Query,
}

/// Whom a directive is about.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Actor<AccountId> {
	/// One account.
	Account(AccountId),
	/// An organisation and all who are affiliated with it.
	Organisation(AccountId),
	/// Everybody certified in this role.
	Role(Role),
}

/// A question to the consent of one patient: may `actor` do `action` with data of `class`, for `purpose`, now?
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Query<AccountId> {
	/// Whose data.
	pub patient: AccountId,
	/// Who asks.
	pub actor: AccountId,
	/// To do what.
	pub action: Action,
	/// What for.
	pub purpose: Purpose,
	/// With data of which class.
	pub class: RecordClass,
	/// When the data are from; absent for data of any time, which only a directive without a data period permits.
	pub data_time: Option<Moment>,
}

/// On what a permit rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Basis {
	/// The data are the actor's own.
	Patient,
	/// A directive of the patient.
	Directive(DirectiveId),
	/// An emergency access that is running.
	BreakGlass(BreakGlassId),
}

/// The answer to a [`Query`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Decision {
	/// Allowed.
	Permit {
		/// On what ground.
		basis: Basis,
		/// What the actor owes.
		obligations: Obligations,
		/// Until when the data may be kept; open if absent.
		erase_by: Option<Moment>,
	},
	/// Forbidden by a directive of the patient.
	Deny {
		/// Which.
		directive: DirectiveId,
	},
	/// Nothing allows it.
	NoConsent,
}

impl Decision {
	/// Whether the answer is a permit.
	pub const fn is_permit(&self) -> bool {
		matches!(self, Decision::Permit { .. })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sets_hold_their_members_only() {
		let set = ActionSet::ACCESS.union(ActionSet::CORRECT);
		assert!(set.contains(Action::Access.into()));
		assert!(!set.contains(Action::Disclose.into()));
		assert!(ActionSet::ALL.is_valid() && !ActionSet(0b10_0000).is_valid());
		assert!(ActionSet::NONE.is_empty());
	}
}

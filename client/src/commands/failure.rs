//! How commands fail: one exit code per kind, and what to do about it.

use salus_client::{
	actions::ActionError,
	chain::{ChainError, Refusal},
	fhir::FhirError,
	journey::JourneyError,
	keys::{shares::ShareError, JsonAccountError, KeyError},
	sealing::{EnvelopeError, KeySealError},
	store::StoreError,
};
use std::process::ExitCode;

/// The kinds of failure that scripts can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// Anything else.
	General = 1,
	/// The command was used wrongly, or asks for what is wrong in itself.
	Usage = 2,
	/// The chain refused.
	Refused = 3,
	/// Consent does not allow it.
	NotAllowed = 4,
	/// Node or blob store cannot be reached.
	Unreachable = 5,
	/// Data were tampered with, or cannot be verified.
	Unverified = 6,
}

impl From<Kind> for ExitCode {
	fn from(kind: Kind) -> Self {
		ExitCode::from(kind as u8)
	}
}

/// What the command itself finds wrong.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
	/// See [`Kind::General`].
	#[error("{0}")]
	General(String),
	/// See [`Kind::Usage`].
	#[error("{0}")]
	Usage(String),
	/// The question was answered, and the answer is no: see [`Kind::NotAllowed`].
	#[error("not allowed")]
	AnsweredNo,
	/// See [`Kind::Unverified`].
	#[error("{0}")]
	Unverified(String),
}

/// What is wrong with what was asked for.
pub fn usage(problem: impl Into<String>) -> anyhow::Error {
	Failure::Usage(problem.into()).into()
}

/// What stands in the way on chain.
pub fn general(problem: impl Into<String>) -> anyhow::Error {
	Failure::General(problem.into()).into()
}

/// What cannot be verified.
pub fn unverified(problem: impl Into<String>) -> anyhow::Error {
	Failure::Unverified(problem.into()).into()
}

/// The kind of a failure: that of the innermost cause that has one.
pub fn kind_of(error: &anyhow::Error) -> Kind {
	error.chain().filter_map(kind_of_cause).last().unwrap_or(Kind::General)
}

fn kind_of_cause(cause: &(dyn std::error::Error + 'static)) -> Option<Kind> {
	if let Some(failure) = cause.downcast_ref::<Failure>() {
		return Some(match failure {
			Failure::General(_) => Kind::General,
			Failure::Usage(_) => Kind::Usage,
			Failure::AnsweredNo => Kind::NotAllowed,
			Failure::Unverified(_) => Kind::Unverified,
		});
	}
	if let Some(action) = cause.downcast_ref::<ActionError>() {
		return kind_of_action(action);
	}
	if let Some(journey) = cause.downcast_ref::<JourneyError>() {
		// These stand for their cause, which therefore is not among the causes.
		return match journey {
			JourneyError::Chain(error) => Some(kind_of_chain(error)),
			JourneyError::Store(error) => Some(kind_of_store(error)),
			JourneyError::Action(error) => kind_of_action(error),
			_ => None,
		};
	}
	if let Some(share) = cause.downcast_ref::<ShareError>() {
		return match share {
			ShareError::Corrupted | ShareError::WrongSeed => Some(Kind::Unverified),
			ShareError::Key(_) => None,
			_ => Some(Kind::Usage),
		};
	}
	if let Some(key) = cause.downcast_ref::<KeyError>() {
		return matches!(
			key,
			KeyError::WordCount(_)
				| KeyError::UnknownWord(_)
				| KeyError::Checksum
				| KeyError::Uri(_)
				| KeyError::PersonaName(_)
		)
		.then_some(Kind::Usage);
	}
	if let Some(file) = cause.downcast_ref::<JsonAccountError>() {
		return match file {
			JsonAccountError::WrongPassword => None,
			JsonAccountError::Damaged(_) => Some(Kind::Unverified),
			_ => Some(Kind::Usage),
		};
	}
	if cause.is::<FhirError>() {
		return Some(Kind::Usage);
	}
	cause
		.downcast_ref()
		.map(kind_of_chain)
		.or_else(|| cause.downcast_ref().map(kind_of_store))
		.or_else(|| cause.downcast_ref().map(kind_of_envelope))
		.or_else(|| cause.downcast_ref().map(kind_of_key_seal))
}

fn kind_of_action(error: &ActionError) -> Option<Kind> {
	match error {
		ActionError::Chain(error) => Some(kind_of_chain(error)),
		ActionError::Store(error) => Some(kind_of_store(error)),
		ActionError::Envelope(error) => Some(kind_of_envelope(error)),
		ActionError::KeySeal(error) => Some(kind_of_key_seal(error)),
		ActionError::TooMany { .. } => Some(Kind::Usage),
		ActionError::NoConsent | ActionError::Denied(_) | ActionError::NoKeyHeld { .. } | ActionError::NoBreakGlass => {
			Some(Kind::NotAllowed)
		},
		_ => None,
	}
}

fn kind_of_chain(error: &ChainError) -> Kind {
	match error {
		ChainError::Unreachable { .. } => Kind::Unreachable,
		ChainError::Refused(refusal) if is_about_consent(refusal) => Kind::NotAllowed,
		ChainError::Refused(_) | ChainError::NotAccepted(_) => Kind::Refused,
		_ => Kind::General,
	}
}

fn is_about_consent(refusal: &Refusal) -> bool {
	refusal.is("EmrRecords", "NoConsent") || refusal.is("EmrRecords", "ConsentDenied")
}

fn kind_of_store(error: &StoreError) -> Kind {
	match error {
		StoreError::Url { .. } | StoreError::NotBuilt { .. } => Kind::Usage,
		StoreError::Altered(_) => Kind::Unverified,
		StoreError::Store(_) | StoreError::Folder { .. } => Kind::Unreachable,
		_ => Kind::General,
	}
}

fn kind_of_envelope(error: &EnvelopeError) -> Kind {
	match error {
		EnvelopeError::TooLarge(_) | EnvelopeError::MediaType(_) => Kind::Usage,
		EnvelopeError::EpochNotHeld { .. } => Kind::NotAllowed,
		EnvelopeError::NotSealed | EnvelopeError::InvalidClassKey | EnvelopeError::WrongClass { .. } => Kind::General,
		_ => Kind::Unverified,
	}
}

fn kind_of_key_seal(error: &KeySealError) -> Kind {
	match error {
		KeySealError::NotOpened => Kind::Unverified,
		_ => Kind::General,
	}
}

/// The refusal behind a failure, if the chain refused.
pub fn refusal_of(error: &anyhow::Error) -> Option<&Refusal> {
	error.chain().find_map(|cause| {
		let chain = match cause.downcast_ref::<ActionError>() {
			Some(ActionError::Chain(error)) => Some(error),
			_ => cause.downcast_ref::<ChainError>(),
		};
		match chain {
			Some(ChainError::Refused(refusal)) => Some(refusal),
			_ => cause.downcast_ref::<Refusal>(),
		}
	})
}

/// What to do about a failure, where the message does not say it already.
pub fn advice(error: &anyhow::Error) -> Option<&'static str> {
	if let Some(refusal) = refusal_of(error) {
		return advice_on_refusal(refusal);
	}
	match error.chain().find_map(|cause| cause.downcast_ref::<ActionError>()) {
		Some(ActionError::NoConsent) => Some("ask the patient: salus consent request"),
		Some(ActionError::NoKeyHeld { .. }) => Some(
			"the patient seals it to you: salus consent seal-keys, or salus consent rewrap after a key was rotated; in an emergency a \
			 keyholder releases it: salus consent release-keys",
		),
		Some(ActionError::NotAParticipant(_)) => Some("it registers with: salus participants register"),
		Some(ActionError::Store(StoreError::NotFound(_))) => {
			Some("is --store the one in which the record was put? its custodian publishes where: salus participants show")
		},
		_ => None,
	}
}

fn advice_on_refusal(refusal: &Refusal) -> Option<&'static str> {
	if refusal.pallet.is_none() && refusal.name == "BadOrigin" {
		return Some(
			"the account may not do this, or the motion had fewer votes than this takes: salus council propose",
		);
	}
	let advice = match (refusal.pallet.as_deref()?, refusal.name.as_str()) {
		("System", "CallFiltered") => {
			"safe mode or a pause stops this for now (salus chain info), or the proxy's type does"
		},
		(_, "NotCertified" | "CounterpartNotCertified" | "RequesterNotCertified") => {
			"see how the account stands: salus participants show"
		},
		("EmrRecords" | "EmrConsent", "NoClassKey") => "the patient publishes it: salus records publish-key",
		("EmrRecords", "ClassKeyRetired") => "the patient publishes the next: salus records rotate-key",
		("EmrRecords", "EpochNotCurrent") => "the key was rotated meanwhile: run the command again",
		("EmrRecords", "NoConsent") => "ask the patient: salus consent request --action collect",
		("EmrRecords", "ContradictsFact") => "report it: salus records contradiction report",
		("EmrConsent", "CustodiansPending" | "CoApproversPending") => "see who has to agree: salus consent requests",
		("EmrConsent", "CoApprovalRequired") => "let the other side ask, and grant it: salus consent request",
		("EmrConsent", "Barred") => "a health authority lifts it: salus consent reinstate",
		("EmrConsent", "RequestExpired") => "the requester has to ask again: salus consent request",
		("HealthToken", "AttestationExpired" | "ReservesExceeded") => "the attestor attests: salus desk attest",
		("HealthToken", "NotEnoughTokens") => "see what is there: salus balance",
		("HealthToken", "ReceiptUsed") => "the tokens were issued already: see salus desk show",
		("HealthToken", "TooManyInvoicesToPayer" | "TooManyOpenInvoices") => {
			"the payer makes room by paying or declining: salus pay inbox"
		},
		("HealthToken", "TooManyListings" | "TooManyProviders") => "what is over makes room: salus tariff delist",
		("CareMarket", "ConsentMissing") => "ask the patient: salus consent request --action collect --purpose TREAT",
		("CareMarket", "SealMismatch") => "the file that was kept with the bid opens it: salus market reveal",
		("CareMarket", "InsufficientFunds") => "see what is there: salus balance",
		("Council", "DuplicateProposal") => "it is proposed already: salus council motions",
		("Council", "TooEarly") => "more votes are needed: salus council motions",
		("Consortium", "NoSessionKeys") => {
			"the validator account sets its session keys first: salus consortium set-keys"
		},
		("Consortium", "ValidatorNotAccepted") => {
			"the validator account agrees first: salus consortium accept-validation"
		},
		("Balances", "InsufficientBalance" | "Expendability") => "see what is there: salus balance",
		_ => return None,
	};
	Some(advice)
}

#[cfg(test)]
mod tests {
	use super::*;
	use anyhow::Context as _;
	use salus_primitives::{records::RecordClass, DirectiveId, Epoch};

	fn refusal(pallet: &str, name: &str) -> ChainError {
		ChainError::Refused(Refusal { pallet: Some(pallet.into()), name: name.into(), meaning: String::new() })
	}

	fn kind(error: impl Into<anyhow::Error>) -> Kind {
		kind_of(&error.into())
	}

	#[test]
	fn each_kind_of_failure_has_its_exit_code() {
		assert_eq!(kind(anyhow::anyhow!("anything")), Kind::General);
		assert_eq!(kind(usage("wrong")), Kind::Usage);
		assert_eq!(kind(Failure::AnsweredNo), Kind::NotAllowed);
		assert_eq!(kind(ActionError::TooMany { what: "keys", max: 1 }), Kind::Usage);
		assert_eq!(kind(refusal("Participants", "NotRegistered")), Kind::Refused);
		assert_eq!(kind(ActionError::Chain(refusal("Participants", "NotRegistered"))), Kind::Refused);
		assert_eq!(kind(ChainError::NotAccepted("no tokens".into())), Kind::Refused);
		assert_eq!(kind(refusal("EmrRecords", "NoConsent")), Kind::NotAllowed);
		assert_eq!(kind(ActionError::Denied(DirectiveId(1))), Kind::NotAllowed);
		let no_key = ActionError::NoKeyHeld { class: RecordClass::Allergy, epoch: Epoch(0) };
		assert_eq!(kind(no_key), Kind::NotAllowed);
		let unreachable = || ChainError::Unreachable { url: "ws://x".into(), reason: "refused".into() };
		assert_eq!(kind(unreachable()), Kind::Unreachable);
		assert_eq!(kind(ActionError::Chain(unreachable())), Kind::Unreachable);
		assert_eq!(kind(StoreError::Altered("00".into())), Kind::Unverified);
		assert_eq!(kind(ActionError::Envelope(EnvelopeError::CommitmentMismatch)), Kind::Unverified);
		assert_eq!(kind(ActionError::KeySeal(KeySealError::NotOpened)), Kind::Unverified);
		assert_eq!(kind(ShareError::WrongSeed), Kind::Unverified);
		assert_eq!(kind(ShareError::NotAShare), Kind::Usage);
		assert_eq!(kind(KeyError::Checksum), Kind::Usage);
		assert_eq!(kind(JsonAccountError::WrongPassword), Kind::General);
		assert_eq!(kind(FhirError::Empty), Kind::Usage);
	}

	#[test]
	fn what_is_said_around_a_cause_does_not_change_its_kind() {
		let error: anyhow::Error = Err::<(), _>(ActionError::NoConsent).context("record 7").unwrap_err();
		assert_eq!(kind_of(&error), Kind::NotAllowed);
		assert!(advice(&error).is_some());
	}

	#[test]
	fn refusals_are_found_wherever_they_are() {
		let direct: anyhow::Error = refusal("EmrConsent", "Barred").into();
		let inside: anyhow::Error = ActionError::Chain(refusal("EmrConsent", "Barred")).into();
		for error in [direct, inside] {
			assert!(refusal_of(&error).is_some_and(|refusal| refusal.is("EmrConsent", "Barred")));
			assert!(advice(&error).is_some_and(|advice| advice.contains("health authority")));
		}
	}

	#[test]
	fn the_runtime_says_what_its_errors_mean() {
		let index = 52;
		let error = sp_runtime::DispatchError::Module(sp_runtime::ModuleError { index, error: [0; 4], message: None });
		let refusal = Refusal::of(&error);
		assert!(refusal.is("EmrConsent", "NotCertified"), "{refusal}");
		assert!(refusal.to_string().contains("certificate is not in force"));
	}
}

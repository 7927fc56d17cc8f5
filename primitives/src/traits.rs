//! How the pallets meet. Each trait is answered by one pallet and asked by others; the runtime wires them. The `()` impls stand for
//! a chain without the answering pallet: nobody is certified, nothing is permitted, no record is held.
//!
//! What an answer costs is part of the asking call's benchmark, which runs against the runtime's real wiring.

use crate::{
	consent::{Decision, Query},
	records::RecordClass,
	roles::Role,
	services::ServiceCode,
	Commitment, DocumentId, EncryptionKey, Epoch, Moment, ReceiptId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::DispatchResult, traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Most organisations that one practitioner may be affiliated with.
pub const MAX_AFFILIATIONS: u32 = 8;

/// Most organisations that may hold records of one patient and class.
pub const MAX_CUSTODIANS: u32 = 16;

/// Organisations a practitioner is affiliated with.
pub type Affiliations<AccountId> = BoundedVec<AccountId, ConstU32<MAX_AFFILIATIONS>>;

/// Organisations that hold records of a patient and class.
pub type Custodians<AccountId> = BoundedVec<AccountId, ConstU32<MAX_CUSTODIANS>>;

/// Who is who. Answered by `participants`.
pub trait Participants<AccountId> {
	/// The role in which the account is certified at this moment; `None` if it is unknown, or its certificate or that of its
	/// issuer is not in force.
	fn certified_role(who: &AccountId) -> Option<Role>;

	/// The role under which the account is registered, whatever became of its certificate.
	fn registered_role(who: &AccountId) -> Option<Role>;

	/// The organisations with which the account is affiliated by both sides' agreement, whose certificates are in force now. What
	/// gives a right asks this.
	fn affiliations(member: &AccountId) -> Affiliations<AccountId>;

	/// All organisations with which the account is affiliated, whatever became of their certificates. What takes a right away asks
	/// this: nobody becomes independent of an organisation because it was suspended.
	fn all_affiliations(member: &AccountId) -> Affiliations<AccountId>;

	/// The key to which others seal for the account.
	fn encryption_key(who: &AccountId) -> Option<EncryptionKey>;

	/// Whether the account is affiliated with the organisation and the organisation's certificate is in force.
	fn is_affiliated(member: &AccountId, organisation: &AccountId) -> bool
	where
		AccountId: PartialEq,
	{
		Self::affiliations(member).contains(organisation)
	}
}

impl<AccountId> Participants<AccountId> for () {
	fn certified_role(_: &AccountId) -> Option<Role> {
		None
	}

	fn registered_role(_: &AccountId) -> Option<Role> {
		None
	}

	fn affiliations(_: &AccountId) -> Affiliations<AccountId> {
		BoundedVec::new()
	}

	fn all_affiliations(_: &AccountId) -> Affiliations<AccountId> {
		BoundedVec::new()
	}

	fn encryption_key(_: &AccountId) -> Option<EncryptionKey> {
		None
	}
}

/// How many calls a certified patient may still make today without a fee. Answered by `participants`, which also counts them.
pub trait FreeCalls<AccountId> {
	/// Free calls left today; zero for whoever is not a certified patient.
	fn remaining(who: &AccountId) -> u32;
}

impl<AccountId> FreeCalls<AccountId> for () {
	fn remaining(_: &AccountId) -> u32 {
		0
	}
}

/// What a patient allows. Answered by `emr-consent`.
pub trait Consent<AccountId> {
	/// Whether the query is permitted at this moment.
	fn decide(query: &Query<AccountId>) -> Decision;
}

impl<AccountId> Consent<AccountId> for () {
	fn decide(_: &Query<AccountId>) -> Decision {
		Decision::NoConsent
	}
}

/// Where a patient's records are and to which keys they are sealed. Answered by `emr-records`.
pub trait Records<AccountId> {
	/// The organisations that hold records of the patient's class.
	fn custodians(patient: &AccountId, class: RecordClass) -> Custodians<AccountId>;

	/// The epoch of the patient's current class key, if one was published.
	fn current_epoch(patient: &AccountId, class: RecordClass) -> Option<Epoch>;

	/// Moves the patient's class to its next epoch under `next`; without a key, the current one is retired, and nothing can be
	/// written to the class until the patient publishes the next. A class that has no key yet needs none and is left as it is.
	///
	/// # Errors
	/// When `next` is no valid key, was the class's key before, or the class is in its last epoch.
	fn rotate_class_key(patient: &AccountId, class: RecordClass, next: Option<EncryptionKey>) -> DispatchResult;
}

impl<AccountId> Records<AccountId> for () {
	fn custodians(_: &AccountId, _: RecordClass) -> Custodians<AccountId> {
		BoundedVec::new()
	}

	fn current_epoch(_: &AccountId, _: RecordClass) -> Option<Epoch> {
		None
	}

	fn rotate_class_key(_: &AccountId, _: RecordClass, _: Option<EncryptionKey>) -> DispatchResult {
		Ok(())
	}
}

/// What services cost. Answered by `health-token`.
pub trait Tariffs<AccountId, Balance> {
	/// What the provider charges for one unit of the service at this moment, in plancks; `None` if it publishes no price.
	fn price(provider: &AccountId, service: &ServiceCode) -> Option<Balance>;

	/// The most that may be charged for one unit of the service at this moment, in plancks, if an authority set a ceiling.
	fn ceiling(service: &ServiceCode) -> Option<Balance>;
}

impl<AccountId, Balance> Tariffs<AccountId, Balance> for () {
	fn price(_: &AccountId, _: &ServiceCode) -> Option<Balance> {
		None
	}

	fn ceiling(_: &ServiceCode) -> Option<Balance> {
		None
	}
}

/// What others need to know of a receipt that they cite.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ReceiptSummary<AccountId, Balance> {
	/// Who was paid.
	pub provider: AccountId,
	/// Who paid: a persona, never the account that holds the records.
	pub payer: AccountId,
	/// For whom, as the payer commits to it.
	pub patient: Commitment,
	/// How much, in plancks, over all lines.
	pub total: Balance,
	/// When.
	pub paid_at: Moment,
}

/// What was paid. Answered by `health-token`.
pub trait Receipts<AccountId, Balance> {
	/// A receipt by its id.
	fn receipt(receipt: ReceiptId) -> Option<ReceiptSummary<AccountId, Balance>>;
}

impl<AccountId, Balance> Receipts<AccountId, Balance> for () {
	fn receipt(_: ReceiptId) -> Option<ReceiptSummary<AccountId, Balance>> {
		None
	}
}

/// How a cited document stands with its registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DocumentStanding {
	/// Notarized by the issuer that was asked about, and valid.
	Valid,
	/// Unknown, of another issuer, revoked or expired.
	Invalid,
	/// The chain has no registry of documents: nothing can be said.
	NoRegistry,
}

/// Which documents are notarized. Answered by `notarization`.
pub trait Documents<AccountId> {
	/// How the document stands now, if `issuer` is the one that must have notarized it.
	fn standing(document: DocumentId, issuer: &AccountId) -> DocumentStanding;
}

impl<AccountId> Documents<AccountId> for () {
	fn standing(_: DocumentId, _: &AccountId) -> DocumentStanding {
		DocumentStanding::NoRegistry
	}
}

/// Ways to bring about, in a benchmark, what a call presupposes in another pallet, at its most expensive.
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking {
	use super::*;
	use crate::consent::ActionSet;

	/// Setting up participants. Implemented by `participants`.
	pub trait ParticipantsSetup<AccountId> {
		/// Makes `who` a participant certified as `role`, with an encryption key, for all times.
		fn certify(who: &AccountId, role: Role);

		/// Affiliates `member` with `organisation`; both are certified already.
		fn affiliate(member: &AccountId, organisation: &AccountId);
	}

	impl<AccountId> ParticipantsSetup<AccountId> for () {
		fn certify(_: &AccountId, _: Role) {}

		fn affiliate(_: &AccountId, _: &AccountId) {}
	}

	/// Setting up consent. Implemented by `emr-consent`.
	pub trait ConsentSetup<AccountId> {
		/// Lets `actor` do `actions` with all data of the patient's `class`, decided by the last of as many directives as a patient
		/// may have.
		fn permit(patient: &AccountId, actor: &AccountId, actions: ActionSet, class: RecordClass);
	}

	impl<AccountId> ConsentSetup<AccountId> for () {
		fn permit(_: &AccountId, _: &AccountId, _: ActionSet, _: RecordClass) {}
	}

	/// Setting up records. Implemented by `emr-records`.
	pub trait RecordsSetup<AccountId> {
		/// Publishes a first key for the patient's class.
		fn publish_class_key(patient: &AccountId, class: RecordClass);

		/// Makes `custodian` hold records of the patient's class.
		fn add_custodian(patient: &AccountId, class: RecordClass, custodian: &AccountId);
	}

	impl<AccountId> RecordsSetup<AccountId> for () {
		fn publish_class_key(_: &AccountId, _: RecordClass) {}

		fn add_custodian(_: &AccountId, _: RecordClass, _: &AccountId) {}
	}

	/// Setting up prices. Implemented by `health-token`.
	pub trait TariffsSetup<AccountId, Balance> {
		/// Publishes `price` for one unit of the service, in force now, among as many prices of the provider as there may be.
		fn publish_price(provider: &AccountId, service: &ServiceCode, price: Balance);

		/// Sets the ceiling for one unit of the service, in force now.
		fn set_ceiling(service: &ServiceCode, ceiling: Balance);
	}

	impl<AccountId, Balance> TariffsSetup<AccountId, Balance> for () {
		fn publish_price(_: &AccountId, _: &ServiceCode, _: Balance) {}

		fn set_ceiling(_: &ServiceCode, _: Balance) {}
	}

	/// Setting the clock, which stands at zero before the first block. Implemented by the runtime, over the timestamp pallet.
	pub trait ClockSetup {
		/// Lets it be `now`.
		fn set_time(now: Moment);
	}

	impl ClockSetup for () {
		fn set_time(_: Moment) {}
	}
}

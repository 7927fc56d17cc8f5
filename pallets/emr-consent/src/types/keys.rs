//! Sealed class keys, and the receipts for erasing what they opened.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{records::RecordClass, Commitment, DirectiveId, Epoch, Moment, SealedKey};
use scale_info::TypeInfo;

/// The private half of a patient's class key, sealed to one holder. The secret of an epoch opens that epoch and all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SealedClassKey {
	/// Of which class.
	pub class: RecordClass,
	/// Of which epoch.
	pub epoch: Epoch,
	/// The secret, sealed by HPKE to the holder's registered encryption key.
	pub key: SealedKey,
}

/// What a holder of sealed keys owes after the directive ended.
///
/// | from | call | to |
/// |---|---|---|
/// | nothing | `revoke`, `mark_entered_in_error` | Owed |
/// | nothing | `confirm_erasure` of an expired directive | Confirmed |
/// | Owed | `confirm_erasure` | Confirmed |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Erasure {
	/// The holder has yet to erase and say so.
	Owed {
		/// Last moment to do so in time.
		due: Moment,
	},
	/// The holder says that everything was erased.
	Confirmed {
		/// Commitment to the receipt.
		receipt: Commitment,
		/// When.
		at: Moment,
	},
}

/// An erasure that was owed by now and not confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct OverdueErasure<AccountId> {
	/// Under which directive the keys were given.
	pub directive: DirectiveId,
	/// Who owes it.
	pub holder: AccountId,
	/// Since when.
	pub due: Moment,
}

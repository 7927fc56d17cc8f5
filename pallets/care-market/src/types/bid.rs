//! Bids: sealed first, opened after the bidding.

use super::Score;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use salus_primitives::{Commitment, ContentDigest, Moment, Salt, TenderId};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// The seal of a bid: the commitment, under `salt`, to the SCALE encoding of tender, bidder, price and plan in this order. The
/// bidder is in it, so a seal that is copied cannot be opened by who copied it.
pub fn seal<AccountId: Encode, Balance: Encode>(
	tender: TenderId,
	bidder: &AccountId,
	price: &Balance,
	plan: &Commitment,
	salt: &Salt,
) -> Commitment {
	Commitment::new(salt, &ContentDigest::of(&(tender, bidder, price, plan).encode()))
}

/// What is known of a bid.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum BidState<Balance> {
	/// Nothing yet.
	Sealed {
		/// The seal.
		seal: Commitment,
	},
	/// Everything.
	Revealed {
		/// What the bidder asks for everything, in plancks.
		price: Balance,
		/// Commitment to what the bidder offers for it.
		plan: Commitment,
	},
}

/// A bid for a tender that is open.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Bid<AccountId, Balance> {
	/// The organisation for which the bidder bids, or the bidder. A house has one bid for a tender.
	pub house: AccountId,
	/// What is held of the bidder's, in plancks.
	pub bond: Balance,
	/// Which bid for the tender it was, from 0; numbers of bids withdrawn are not given again. Of equal bids the first wins.
	pub number: u32,
	/// When it was placed.
	pub placed: Moment,
	/// What is known of it.
	pub state: BidState<Balance>,
}

/// A revealed bid that may be awarded, with what it scores now. For wallets.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct RankedBid<AccountId, Balance> {
	/// Whose.
	pub bidder: AccountId,
	/// What is asked, in plancks.
	pub price: Balance,
	/// Commitment to what is offered for it.
	pub plan: Commitment,
	/// The bidder's quality.
	pub quality: Permill,
	/// What counts if the tender is awarded by score.
	pub score: Score,
	/// Which bid it was.
	pub number: u32,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_seal_binds_everything_in_it() {
		let (plan, salt) = (Commitment([1; 32]), Salt([2; 32]));
		let sealed = seal(TenderId(1), &7u64, &100u128, &plan, &salt);
		assert_eq!(sealed, seal(TenderId(1), &7u64, &100u128, &plan, &salt));
		for other in [
			seal(TenderId(2), &7u64, &100u128, &plan, &salt),
			seal(TenderId(1), &8u64, &100u128, &plan, &salt),
			seal(TenderId(1), &7u64, &101u128, &plan, &salt),
			seal(TenderId(1), &7u64, &100u128, &Commitment([3; 32]), &salt),
			seal(TenderId(1), &7u64, &100u128, &plan, &Salt([3; 32])),
		] {
			assert_ne!(sealed, other);
		}
	}
}

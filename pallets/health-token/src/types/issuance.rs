//! Where all tokens came from and went to.

use super::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// All tokens that ever came and went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Ledger {
	/// Tokens that there were at genesis, in plancks.
	pub genesis: Balance,
	/// Tokens issued by desks, in rounds as well.
	pub issued: Balance,
	/// Tokens burnt by desks on redemption.
	pub redeemed: Balance,
	/// Tokens burnt otherwise: dust, slashed bonds, fees without an author, and what owners burnt by themselves.
	pub burnt_elsewhere: Balance,
}

impl Ledger {
	/// The ledger of a chain that begins with `genesis`.
	pub fn new(genesis: Balance) -> Self {
		Self { genesis, issued: 0, redeemed: 0, burnt_elsewhere: 0 }
	}

	/// The issuance that it explains: genesis + issued − redeemed − burnt elsewhere.
	pub fn explained(&self) -> Balance {
		let gone = self.redeemed.saturating_add(self.burnt_elsewhere);
		self.genesis.saturating_add(self.issued).saturating_sub(gone)
	}

	/// Takes down what is missing from the actual issuance as burnt elsewhere. Returns how much that was. It never explains tokens
	/// that are too many.
	pub fn reconcile(&mut self, actual: Balance) -> Balance {
		let missing = self.explained().saturating_sub(actual);
		self.burnt_elsewhere = self.burnt_elsewhere.saturating_add(missing);
		missing
	}

	/// What can be told of an issuance of `actual`.
	pub fn figures(mut self, actual: Balance) -> Issuance {
		self.reconcile(actual);
		Issuance {
			total: actual,
			genesis: self.genesis,
			issued: self.issued,
			redeemed: self.redeemed,
			burnt_elsewhere: self.burnt_elsewhere,
			unexplained: actual.saturating_sub(self.explained()),
		}
	}
}

/// The issuance, explained: `total = genesis + issued − redeemed − burnt elsewhere + unexplained`, all in plancks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Issuance {
	/// All tokens that there are.
	pub total: Balance,
	/// Tokens that there were at genesis.
	pub genesis: Balance,
	/// Tokens issued by desks.
	pub issued: Balance,
	/// Tokens burnt by desks on redemption.
	pub redeemed: Balance,
	/// Tokens burnt otherwise.
	pub burnt_elsewhere: Balance,
	/// Tokens that nothing explains. Anything but zero is a fault of the chain.
	pub unexplained: Balance,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_missing_was_burnt_elsewhere() {
		let mut ledger = Ledger { issued: 50, redeemed: 20, ..Ledger::new(100) };
		assert_eq!(ledger.explained(), 130);
		assert_eq!(ledger.reconcile(130), 0);
		assert_eq!(ledger.reconcile(123), 7);
		assert_eq!((ledger.burnt_elsewhere, ledger.explained()), (7, 123));
	}

	#[test]
	fn what_is_too_much_stays_unexplained() {
		let mut ledger = Ledger::new(100);
		assert_eq!(ledger.reconcile(101), 0);
		assert_eq!(ledger.figures(101).unexplained, 1);
		assert_eq!(ledger.figures(99).burnt_elsewhere, 1);
	}
}

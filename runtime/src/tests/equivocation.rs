//! A validator that votes twice in one round of GRANDPA is found out by the report and loses its place.

use super::*;
use frame_support::{
	assert_ok,
	traits::{Hooks, KeyOwnerProofSystem},
};
use pallet_consortium::types::Status;
use sp_consensus_grandpa::{localized_payload, Equivocation, EquivocationProof, RoundNumber, SetId};
use sp_keyring::Ed25519Keyring;

/// A proof that `voter` prevoted for two blocks in one round of the authority set.
fn proof(voter: Ed25519Keyring, set: SetId) -> EquivocationProof<Hash, BlockNumber> {
	const ROUND: RoundNumber = 1;
	let prevote = |target: u8| {
		let prevote = finality_grandpa::Prevote { target_hash: Hash::repeat_byte(target), target_number: 1 };
		let message = finality_grandpa::Message::Prevote(prevote.clone());
		let signature = voter.sign(&localized_payload(ROUND, set, &message)).into();
		(prevote, signature)
	};
	let equivocation = finality_grandpa::Equivocation {
		round_number: ROUND,
		identity: voter.public().into(),
		first: prevote(1),
		second: prevote(2),
	};
	EquivocationProof::new(set, Equivocation::Prevote(equivocation))
}

/// The second of four institutions, which is reported.
fn accused() -> AccountId {
	Sr25519Keyring::Bob.to_account_id()
}

fn report(voter: Ed25519Keyring, set: SetId) -> sp_runtime::DispatchResult {
	let key: sp_consensus_grandpa::AuthorityId = voter.public().into();
	let owner = Historical::prove((sp_consensus_grandpa::KEY_TYPE, key)).expect("the key is an authority's");
	Grandpa::report_equivocation(
		RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id()),
		alloc::boxed::Box::new(proof(voter, set)),
		owner,
	)
	.map(|_| ())
	.map_err(|error| error.error)
}

fn status_of(institution: &AccountId) -> Status {
	Consortium::institution(institution.clone()).expect("the institution exists").status
}

#[test]
fn a_validator_that_votes_twice_loses_its_place() {
	externalities("local_testnet").execute_with(|| {
		System::set_block_number(1);
		assert!(matches!(status_of(&accused()), Status::Member { .. }));
		assert_ok!(report(Ed25519Keyring::Bob, 0));
		assert!(matches!(status_of(&accused()), Status::Suspended { .. }));

		// Nobody is reported twice for the same.
		assert_noop!(report(Ed25519Keyring::Bob, 0), pallet_grandpa::Error::<Runtime>::DuplicateOffenceReport);

		// It validates until the session after the next begins.
		for block in 2..=2 * configs::consensus::SESSION_LENGTH + 1 {
			System::set_block_number(block);
			Session::on_initialize(block);
		}
		let validator = Sr25519Keyring::BobStash.to_account_id();
		assert!(!Session::validators().contains(&validator));
		assert_eq!(Session::validators().len(), 3);
	});
}

#[test]
fn a_report_that_proves_nothing_is_refused() {
	externalities("local_testnet").execute_with(|| {
		System::set_block_number(1);
		// Signed for another authority set than that of the proof's session.
		assert_noop!(report(Ed25519Keyring::Bob, 7), pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof);
		assert!(matches!(status_of(&accused()), Status::Member { .. }));
	});
}

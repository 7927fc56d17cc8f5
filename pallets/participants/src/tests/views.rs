//! What wallets read.

use super::*;
use crate::types::ParticipantInfo;

#[test]
fn participant_should_tell_all_when_the_account_is_registered() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		let expected = ParticipantInfo {
			role: Role::Patient,
			standing: Standing::Active,
			encryption_key: KEY,
			key_version: 0,
			registered: NOW,
			depositor: Some(HOSPITAL),
		};
		assert_eq!(Participants::participant(PATIENT), Some(expected));
		assert_eq!(Participants::participant(CERTIFIER).unwrap().depositor, None);
		assert_eq!(Participants::participant(STRANGER), None);
	});
}

#[test]
fn certificate_should_be_shown_when_it_is_no_longer_in_force() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::revoke(signed(HOSPITAL), PATIENT, RevocationReason::IssuedInError));
		let certificate = Participants::certificate(PATIENT).unwrap();
		assert_eq!(certificate.issuer, HOSPITAL);
		assert_eq!(certificate.status, CertificateStatus::Revoked { at: NOW, reason: RevocationReason::IssuedInError });
		assert_eq!(Participants::certificate(STRANGER), None);
	});
}

#[test]
fn affiliations_should_be_shown_when_both_sides_agreed() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, HOSPITAL);
		assert_eq!(Participants::affiliations(DOCTOR), vec![HOSPITAL]);
		assert_eq!(Participants::affiliations(HOSPITAL), vec![]);
		assert_eq!(Participants::pending_affiliations(DOCTOR), Default::default());
	});
}

#[test]
fn enrolment_payload_should_be_what_the_documentation_says() {
	use codec::Encode;
	ExtBuilder::default().build_and_execute(|| {
		let payload = Participants::enrolment_payload(HOSPITAL, PATIENT, KEY, COMMITMENT, EXPIRY, NOW);
		let genesis = [0x5au8; 32];
		let expected = (*b"salus/enrol/1", genesis, HOSPITAL, PATIENT, KEY.0, COMMITMENT.0, EXPIRY, NOW).encode();
		assert_eq!(payload, expected);
		assert_eq!(payload.len(), 13 + 5 * 32 + 2 * 8);
	});
}

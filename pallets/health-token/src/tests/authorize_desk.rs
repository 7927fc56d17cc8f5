use super::*;

fn authorize(desk: AccountId, period: Moment, attestor: AccountId) -> DispatchResult {
	HealthToken::authorize_desk(RuntimeOrigin::root(), desk, ALLOWANCE, period, attestor)
}

#[test]
fn authorize_desk_should_let_it_issue_when_it_is_a_bank_or_an_exchange() {
	ExtBuilder::default().build_and_execute(|| {
		for desk in [BANK, EXCHANGE] {
			assert_ok!(authorize(desk, PERIOD, AUDITOR));
			assert_last_event(Event::DeskAuthorized { desk, allowance: ALLOWANCE, period: PERIOD, attestor: AUDITOR });
			assert_ok!(attested(desk, 1_000));
			assert_ok!(HealthToken::issue(signed(desk), PATIENT, 1_000, commitment(1), euros(1)));
		}
	});
}

#[test]
fn authorize_desk_should_keep_what_is_used_and_owed_when_terms_change() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_ok!(HealthToken::issue(signed(BANK), PATIENT, 9_000, commitment(1), euros(1)));
		assert_ok!(authorize(BANK, PERIOD, AUDITOR));
		let desk = HealthToken::desk(BANK).unwrap();
		assert_eq!((desk.issued, desk.attestation.is_some()), (9_000, true));
		assert_eq!(HealthToken::issuable(BANK), 1_000);
		// Another attestor has to attest anew.
		assert_ok!(authorize(BANK, PERIOD, MINISTRY));
		assert_eq!(HealthToken::desk(BANK).unwrap().attestation, None);
		assert_noop!(HealthToken::issue(signed(BANK), PATIENT, 1, commitment(2), euros(1)), E::AttestationExpired);
	});
}

#[test]
fn authorize_desk_should_fail_when_it_is_no_bank_or_exchange() {
	ExtBuilder::default().build_and_execute(|| {
		for desk in [INSURER, HOSPITAL, MINISTRY, STRANGER] {
			assert_noop!(authorize(desk, PERIOD, AUDITOR), E::NotFinancialEntity);
		}
	});
}

#[test]
fn authorize_desk_should_fail_when_the_terms_are_invalid() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(authorize(BANK, 0, AUDITOR), E::InvalidAllowance);
		assert_noop!(authorize(BANK, PERIOD, BANK), E::OwnAttestation);
	});
}

#[test]
fn authorize_desk_should_fail_when_there_are_too_many() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(authorize(BANK, PERIOD, AUDITOR));
		assert_ok!(authorize(EXCHANGE, PERIOD, AUDITOR));
		certify(STRANGER, Role::FinancialEntity(FinancialKind::Bank));
		assert_noop!(authorize(STRANGER, PERIOD, AUDITOR), E::TooManyDesks);
		assert_ok!(authorize(BANK, PERIOD, MINISTRY));
	});
}

#[test]
fn authorize_desk_should_fail_when_the_council_does_not_ask() {
	ExtBuilder::default().build_and_execute(|| {
		let call = HealthToken::authorize_desk(signed(BANK), BANK, ALLOWANCE, PERIOD, AUDITOR);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

use super::*;

fn attest(who: AccountId, reserves: Balance, as_of: Moment) -> DispatchResult {
	HealthToken::attest_reserve(signed(who), BANK, commitment(3), reserves, as_of)
}

#[test]
fn attest_reserve_should_show_in_the_ratio_when_something_is_owed() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_eq!(HealthToken::reserve(BANK).unwrap().ratio, None);
		assert_ok!(HealthToken::issue(signed(BANK), PATIENT, 8_000, commitment(1), euros(1)));
		pass(2);
		assert_ok!(attest(AUDITOR, 6_000, START + 1));
		assert_last_event(Event::ReserveAttested {
			desk: BANK,
			attestor: AUDITOR,
			commitment: commitment(3),
			reserves: 6_000,
			as_of: START + 1,
		});
		let reserve = Reserve { reserves: 6_000, liabilities: 8_000, ratio: Some(750_000), as_of: Some(START + 1) };
		assert_eq!(HealthToken::reserve(BANK), Some(reserve));
		assert_eq!(HealthToken::total_reserve(), reserve);
		// It counts no more when it is too old, whatever it says.
		at(START + 2 + MaxAttestationAge::get());
		assert_eq!(HealthToken::reserve(BANK).unwrap().ratio, Some(0));
	});
}

#[test]
fn attest_reserve_should_fail_when_the_caller_is_not_the_attestor() {
	ExtBuilder::default().desk().build_and_execute(|| {
		for who in [BANK, MINISTRY, STRANGER] {
			assert_noop!(attest(who, 1, START), E::NotAttestor);
		}
		let call = HealthToken::attest_reserve(signed(AUDITOR), EXCHANGE, commitment(3), 1, START);
		assert_noop!(call, E::DeskNotFound);
		let call = HealthToken::attest_reserve(RuntimeOrigin::root(), BANK, commitment(3), 1, START);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn attest_reserve_should_fail_when_its_day_is_out_of_order() {
	ExtBuilder::default().desk().build_and_execute(|| {
		assert_noop!(attest(AUDITOR, 1, START + 1), E::InvalidAttestation);
		assert_noop!(attest(AUDITOR, 1, START - 1), E::InvalidAttestation);
		// A correction of the same day is fine.
		assert_ok!(attest(AUDITOR, 1, START));
	});
}

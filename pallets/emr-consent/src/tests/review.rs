use super::*;

fn review(who: AccountId, id: BreakGlassId, outcome: ReviewOutcome) -> sp_runtime::DispatchResult {
	EmrConsent::review(signed(who), id, outcome)
}

#[test]
fn review_should_release_the_bond_when_it_upholds() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		pass(ReviewPeriod::get());
		assert_ok!(review(MINISTRY, id, ReviewOutcome::Upheld));
		assert_has_event(Event::Reviewed { break_glass: id, outcome: ReviewOutcome::Upheld, by: MINISTRY });
		assert_last_event(Event::BondReleased { break_glass: id, actor: DOCTOR, amount: BOND });
		assert_eq!(bonded(DOCTOR), 0);
		assert_eq!(Balances::free_balance(DOCTOR), ENDOWMENT);
		assert!(!EmrConsent::is_barred(DOCTOR));
		assert_eq!(
			EmrConsent::break_glass_info(id).unwrap().status,
			BreakGlassStatus::Upheld { justification: commitment(2), by: MINISTRY, at: now() }
		);
	});
}

#[test]
fn review_should_slash_and_bar_when_it_rejects() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		assert_ok!(review(REGULATOR, id, ReviewOutcome::Rejected));
		assert_has_event(Event::BondSlashed { break_glass: id, actor: DOCTOR, amount: BOND });
		assert_last_event(Event::ActorBarred { actor: DOCTOR, break_glass: id, reason: BarReason::Rejected });
		assert_eq!(bonded(DOCTOR), 0);
		assert_eq!(Balances::free_balance(DOCTOR), ENDOWMENT - BOND);
		assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + BOND);
		assert!(EmrConsent::is_barred(DOCTOR));
	});
}

#[test]
fn review_should_touch_one_bond_only_when_the_actor_has_several() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		broken_by(DOCTOR, OTHER_PATIENT);
		assert_ok!(review(MINISTRY, id, ReviewOutcome::Rejected));
		assert_eq!(bonded(DOCTOR), BOND);
	});
}

#[test]
fn review_should_fail_when_the_caller_has_no_oversight() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		for caller in [PATIENT, DOCTOR, CLINIC, HOSPITAL, INSURER, RESEARCHER] {
			assert_noop!(review(caller, id, ReviewOutcome::Upheld), E::NotAuthority);
		}
		assert_noop!(review(STRANGER, id, ReviewOutcome::Upheld), E::NotCertified);
		decertify(MINISTRY);
		assert_noop!(review(MINISTRY, id, ReviewOutcome::Upheld), E::NotCertified);
		assert_noop!(EmrConsent::review(RuntimeOrigin::root(), id, ReviewOutcome::Upheld), DispatchError::BadOrigin);
	});
}

#[test]
fn review_should_fail_when_the_authority_is_the_actors_own_organisation() {
	ExtBuilder::default().build_and_execute(|| {
		affiliate(DOCTOR, MINISTRY);
		affiliate(REGULATOR, DOCTOR);
		let id = justified();
		for authority in [MINISTRY, REGULATOR] {
			assert_noop!(review(authority, id, ReviewOutcome::Upheld), E::ConflictOfInterest);
		}
	});
}

#[test]
fn review_should_fail_when_the_actor_has_become_the_authority() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		certify(DOCTOR, Role::HealthAuthority(AuthorityKind::Ministry));
		assert_noop!(review(DOCTOR, id, ReviewOutcome::Upheld), E::ConflictOfInterest);
	});
}

#[test]
fn review_should_fail_when_it_is_not_the_time_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(review(MINISTRY, BreakGlassId(9), ReviewOutcome::Upheld), E::BreakGlassNotFound);
		let id = broken();
		assert_noop!(review(MINISTRY, id, ReviewOutcome::Upheld), E::NotJustified);
		assert_ok!(EmrConsent::justify(signed(DOCTOR), id, commitment(2)));
		pass(ReviewPeriod::get() + 1);
		assert_noop!(review(MINISTRY, id, ReviewOutcome::Rejected), E::DeadlinePassed);
	});
}

#[test]
fn review_should_fail_when_it_was_settled_before() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		assert_ok!(review(MINISTRY, id, ReviewOutcome::Upheld));
		assert_noop!(review(REGULATOR, id, ReviewOutcome::Rejected), E::AlreadySettled);
	});
}

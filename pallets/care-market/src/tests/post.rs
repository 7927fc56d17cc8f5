use super::*;

fn post(who: AccountId, specification: SpecificationOf<Test>) -> DispatchResult {
	call(who, Call::post { specification })
}

#[test]
fn post_should_hold_the_budget_when_a_patient_posts() {
	ExtBuilder::default().build_and_execute(|| {
		let id = posted();
		let tender = CareMarket::tender(id).unwrap();
		assert_eq!((tender.poster, tender.bond, tender.ceiling), (PATIENT, BOND, None));
		assert_eq!(tender.state, TenderState::Open { sealed: 0, revealed: 0, taken: 0 });
		assert_eq!(held_for(HoldReason::Budget, PATIENT), BUDGET);
		assert_eq!(phase(id), TenderPhase::Bidding);
		assert_last_event(Event::TenderPosted {
			tender: id,
			poster: PATIENT,
			kind: Kind::Procedure,
			budget: BUDGET,
			bid_by: START + DAY,
		});
	});
}

#[test]
fn post_should_fail_when_the_poster_is_no_certified_patient() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [HOSPITAL, INSURER, MINISTRY, STRANGER] {
			assert_noop!(post(who, specification()), E::NotPatient);
		}
		decertify(PATIENT);
		assert_noop!(post(PATIENT, specification()), E::NotPatient);
	});
}

#[test]
fn post_should_fail_when_it_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(dispatch(origin, Call::post { specification: specification() }), bad_origin());
		}
	});
}

#[test]
fn post_should_fail_when_the_specification_is_flawed() {
	ExtBuilder::default().build_and_execute(|| {
		let nothing = ServiceCode { code: BoundedVec::new(), ..service() };
		let excluded = Exclusion { organisation: None, region: Some(region(b"de")) };
		let good = specification();
		let short = Schedule { reveal_by: good.schedule.bid_by + HOUR - 1, ..good.schedule };
		let long = Schedule { deliver_by: START + 365 * DAY + 1, ..good.schedule };
		let hasty = Schedule { acceptance: DAY - 1, ..good.schedule };
		for (flawed, error) in [
			(Specification { service: nothing, ..good.clone() }, E::InvalidService),
			(Specification { budget: 9, ..good.clone() }, E::BudgetTooSmall),
			(Specification { milestones: milestones(&[50, 49]), ..good.clone() }, E::InvalidMilestones),
			(Specification { milestones: milestones(&[]), ..good.clone() }, E::InvalidMilestones),
			(Specification { exclusion: excluded, ..good.clone() }, E::InvalidRegion),
			(Specification { schedule: short, ..good.clone() }, E::PhaseTooShort),
			(Specification { schedule: long, ..good.clone() }, E::DurationTooLong),
			(Specification { schedule: hasty, ..good.clone() }, E::InvalidAcceptance),
		] {
			assert_noop!(post(PATIENT, flawed), error);
		}
	});
}

#[test]
fn post_should_fail_when_the_tokens_are_not_there_or_locked() {
	ExtBuilder::default().build_and_execute(|| {
		let all = Specification { budget: ENDOWMENT, ..specification() };
		assert_noop!(post(PATIENT, all), E::InsufficientFunds);
		// What is locked could be held, and then be paid to whom it was not meant for yet.
		use frame_support::traits::{LockableCurrency, WithdrawReasons};
		<Balances as LockableCurrency<_>>::set_lock(*b"vesting ", &PATIENT, ENDOWMENT - 999, WithdrawReasons::all());
		assert_noop!(post(PATIENT, specification()), E::InsufficientFunds);
		assert_ok!(post(PATIENT, Specification { budget: 999, ..specification() }));
	});
}

#[test]
fn post_should_fail_when_the_poster_has_too_many_tenders_unsettled() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..4 {
			posted();
		}
		assert_noop!(post(PATIENT, specification()), E::TooManyActive);
		assert_ok!(post(OTHER_PATIENT, specification()));
		assert_ok!(call(PATIENT, Call::cancel { tender: TenderId(0) }));
		assert_ok!(post(PATIENT, specification()));
	});
}

#[test]
fn post_should_never_reuse_an_id_when_ids_run_out() {
	ExtBuilder::default().build_and_execute(|| {
		let first = posted();
		assert_ok!(call(PATIENT, Call::cancel { tender: first }));
		assert_eq!(posted(), TenderId(first.0 + 1));
		NextTenderId::<Test>::put(TenderId(u64::MAX));
		assert_noop!(post(PATIENT, specification()), E::OutOfIds);
	});
}

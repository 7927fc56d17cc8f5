use super::*;

fn propose(who: AccountId, id: TenderId, to: Option<AccountId>) -> DispatchResult {
	call(who, Call::propose_referral { tender: id, to })
}

#[test]
fn propose_referral_should_await_the_patient_when_the_provider_proposes() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		assert_ok!(propose(HOSPITAL, id, Some(CLINIC)));
		assert_last_event(Event::ReferralProposed { tender: id, to: Some(CLINIC) });
		let referral = Some(Referral { to: CLINIC, agreed: false });
		assert_eq!(order(id).escrow, Escrow::Funded { milestone: 0, referral });
		assert_ok!(propose(HOSPITAL, id, None));
		assert_eq!(order(id).escrow, Escrow::Funded { milestone: 0, referral: None });
		assert_noop!(propose(HOSPITAL, id, None), E::NoReferral);
	});
}

#[test]
fn propose_referral_should_need_agreement_anew_when_it_changes() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		assert_ok!(propose(HOSPITAL, id, Some(CLINIC)));
		assert_ok!(call(PATIENT, Call::accept_referral { tender: id, to: CLINIC }));
		assert_ok!(propose(HOSPITAL, id, Some(THERAPIST)));
		let take = |to| call(to, Call::accept_referral { tender: id, to });
		assert_noop!(take(CLINIC), E::NoReferral);
		assert_noop!(take(THERAPIST), E::PatientNotAgreed);
	});
}

#[test]
fn propose_referral_should_fail_when_the_other_may_not_deliver() {
	ExtBuilder::default().build_and_execute(|| {
		let id = awarded();
		assert_noop!(propose(HOSPITAL, id, Some(HOSPITAL)), E::ReferralToSelf);
		assert_noop!(propose(HOSPITAL, id, Some(STRANGER)), E::NotProvider);
		assert_noop!(propose(HOSPITAL, id, Some(PHARMACY)), E::KindDoesNotFit);
		let exclusion = Exclusion { organisation: Some(CLINIC), region: None };
		let excluding = revealed_with(Specification { exclusion, ..specification() }, &[(HOSPITAL, 100)]);
		at(schedule_of(excluding).reveal_by + 1);
		assert_ok!(call(PATIENT, Call::award { tender: excluding }));
		for to in [CLINIC, DOCTOR] {
			assert_noop!(propose(HOSPITAL, excluding, Some(to)), E::Excluded);
		}
	});
}

#[test]
fn propose_referral_should_fail_when_it_is_not_the_providers_to_pass_on() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		assert_noop!(propose(HOSPITAL, id, Some(CLINIC)), E::NotFunded);
		let id = awarded();
		for who in [PATIENT, CLINIC, STRANGER] {
			assert_noop!(propose(who, id, Some(THERAPIST)), E::NotAwardee);
		}
		at(order(id).deliver_by + 1);
		assert_noop!(propose(HOSPITAL, id, Some(CLINIC)), E::DeadlinePassed);
		assert_noop!(propose(HOSPITAL, TenderId(9), None), E::TenderNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::propose_referral { tender: id, to: None }), bad_origin());
	});
}

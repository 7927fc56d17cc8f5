use super::*;

fn agree(who: AccountId, id: TenderId, to: AccountId) -> DispatchResult {
	call(who, Call::accept_referral { tender: id, to })
}

fn proposed(shares: &[u8]) -> TenderId {
	let id = awarded_in(shares);
	assert_ok!(call(HOSPITAL, Call::propose_referral { tender: id, to: Some(CLINIC) }));
	id
}

#[test]
fn accept_referral_should_pass_the_order_on_when_patient_and_provider_agree() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered_in(&[25, 75]);
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 0 }));
		assert_ok!(call(HOSPITAL, Call::propose_referral { tender: id, to: Some(CLINIC) }));
		assert_noop!(agree(CLINIC, id, CLINIC), E::PatientNotAgreed);
		assert_ok!(agree(PATIENT, id, CLINIC));
		assert_last_event(Event::ReferralAgreed { tender: id, to: CLINIC });
		assert_noop!(agree(PATIENT, id, CLINIC), E::AlreadyAgreed);
		assert_ok!(agree(CLINIC, id, CLINIC));
		assert_last_event(Event::OrderReferred { tender: id, from: HOSPITAL, to: CLINIC });
		// Who had it keeps what was paid, and has its bond back.
		assert_eq!(free(HOSPITAL), ENDOWMENT + 200);
		assert_eq!(held_for(HoldReason::BidBond, CLINIC), BOND);
		assert_eq!(CareMarket::orders_of(CLINIC, 0, 9).len(), 1);
		assert_noop!(deliver(id, 1, 8), E::NotAwardee);
		assert_ok!(call(CLINIC, Call::deliver { tender: id, milestone: 1, document: DocumentId(8) }));
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 1 }));
		assert_eq!(free(CLINIC), ENDOWMENT + 600);
		assert_eq!((record(CLINIC).delivered, record(HOSPITAL).delivered), (1, 0));
	});
}

#[test]
fn accept_referral_should_fail_when_somebody_else_was_proposed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = proposed(&[100]);
		// What the patient agreed to cannot be exchanged on the way.
		assert_noop!(agree(PATIENT, id, THERAPIST), E::NoReferral);
		assert_ok!(agree(PATIENT, id, CLINIC));
		assert_noop!(agree(THERAPIST, id, THERAPIST), E::NoReferral);
		for who in [THERAPIST, HOSPITAL, STRANGER] {
			assert_noop!(agree(who, id, CLINIC), E::NotParty);
		}
		assert_noop!(agree(PATIENT, TenderId(9), CLINIC), E::TenderNotFound);
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::accept_referral { tender: id, to: CLINIC }), bad_origin());
	});
}

#[test]
fn accept_referral_should_fail_when_the_new_provider_cannot_take_it() {
	ExtBuilder::default().build_and_execute(|| {
		let id = proposed(&[100]);
		assert_ok!(agree(PATIENT, id, CLINIC));
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), CLINIC, BOND));
		assert_noop!(agree(CLINIC, id, CLINIC), E::InsufficientFunds);
		decertify(CLINIC);
		assert_noop!(agree(CLINIC, id, CLINIC), E::NotProvider);
		assert_eq!(order(id).provider, HOSPITAL);
	});
}

#[test]
fn accept_referral_should_fail_when_it_is_too_late() {
	ExtBuilder::default().build_and_execute(|| {
		let id = proposed(&[100]);
		assert_ok!(agree(PATIENT, id, CLINIC));
		assert_ok!(deliver(id, 0, 1));
		assert_noop!(agree(CLINIC, id, CLINIC), E::NotFunded);
		let id = proposed(&[100]);
		at(order(id).deliver_by + 1);
		assert_noop!(agree(PATIENT, id, CLINIC), E::DeadlinePassed);
	});
}

use super::*;

fn break_glass(who: AccountId) -> sp_runtime::DispatchResult {
	EmrConsent::break_glass(signed(who), PATIENT, commitment(1))
}

#[test]
fn break_glass_should_open_access_at_once_when_a_clinician_breaks_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_not_permitted(emergency(DOCTOR));
		let id = broken();
		let until = START + BreakGlassDuration::get();
		assert_last_event(Event::GlassBroken {
			break_glass: id,
			patient: PATIENT,
			actor: DOCTOR,
			reason: commitment(1),
			until,
		});
		assert_eq!(bonded(DOCTOR), BOND);
		assert_eq!(EmrConsent::live_break_glass(PATIENT, DOCTOR), Some((id, until)));
		assert_decided(
			emergency(DOCTOR),
			Decision::Permit { basis: Basis::BreakGlass(id), obligations: BREAK_GLASS_OBLIGATIONS, erase_by: None },
		);
		let [(seen, record)] = &EmrConsent::break_glasses(PATIENT, 0, 10)[..] else { panic!("not seen") };
		assert_eq!((*seen, record.actor, record.reason), (id, DOCTOR, commitment(1)));
		assert_eq!(record.status, BreakGlassStatus::Open { justify_by: START + JustificationPeriod::get() });
	});
}

#[test]
fn break_glass_should_fail_when_the_caller_does_not_treat_patients() {
	ExtBuilder::default().build_and_execute(|| {
		for caller in [INSURER, MINISTRY, MANUFACTURER, OTHER_PATIENT] {
			assert_noop!(break_glass(caller), E::NotClinical);
		}
		assert_noop!(break_glass(STRANGER), E::NotCertified);
		decertify(DOCTOR);
		assert_noop!(break_glass(DOCTOR), E::NotCertified);
		assert_noop!(EmrConsent::break_glass(RuntimeOrigin::root(), PATIENT, commitment(1)), DispatchError::BadOrigin);
	});
}

#[test]
fn break_glass_should_fail_when_it_is_about_somebody_who_is_no_patient() {
	ExtBuilder::default().build_and_execute(|| {
		for target in [HOSPITAL, STRANGER] {
			assert_noop!(EmrConsent::break_glass(signed(DOCTOR), target, commitment(1)), E::NotPatient);
		}
		// An emergency does not wait for the patient's certificate to be renewed.
		decertify(PATIENT);
		broken();
	});
}

#[test]
fn break_glass_should_fail_when_the_data_are_the_callers_own() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(EmrConsent::break_glass(signed(DOCTOR), DOCTOR, commitment(1)), E::OwnData);
	});
}

#[test]
fn break_glass_should_fail_when_the_caller_cannot_pay_the_bond() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Balances::transfer_allow_death(signed(DOCTOR), CLINIC, ENDOWMENT - BOND));
		assert_noop!(break_glass(DOCTOR), sp_runtime::TokenError::FundsUnavailable);
	});
}

#[test]
fn break_glass_should_fail_when_access_is_open_already() {
	ExtBuilder::default().build_and_execute(|| {
		broken();
		assert_noop!(break_glass(DOCTOR), E::AlreadyBroken);
		// The data of one patient do not open another's, nor one doctor's access a colleague's.
		assert_not_permitted(emergency(HOSPITAL));
		assert_ok!(break_glass(HOSPITAL));
		pass(BreakGlassDuration::get());
		assert_noop!(break_glass(DOCTOR), E::AlreadyBroken);
		pass(1);
		assert_ok!(break_glass(DOCTOR));
	});
}

#[test]
fn break_glass_should_fail_when_the_caller_is_barred() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		assert_ok!(EmrConsent::review(signed(MINISTRY), id, ReviewOutcome::Rejected));
		pass(BreakGlassDuration::get() + 1);
		assert_noop!(break_glass(DOCTOR), E::Barred);
		assert_noop!(EmrConsent::break_glass(signed(DOCTOR), OTHER_PATIENT, commitment(1)), E::Barred);
	});
}

#[test]
fn break_glass_should_fail_when_an_earlier_deadline_passed_and_nobody_settled_it() {
	ExtBuilder::default().build_and_execute(|| {
		broken();
		pass(JustificationPeriod::get() + 1);
		assert!(!Barred::<Test>::contains_key(DOCTOR));
		assert!(EmrConsent::is_barred(DOCTOR));
		assert_noop!(break_glass(DOCTOR), E::Barred);
	});
}

#[test]
fn break_glass_should_fail_when_the_actor_has_too_many_unsettled() {
	ExtBuilder::default().build_and_execute(|| {
		let third = 3;
		certify(third, Role::Patient);
		broken();
		broken_by(DOCTOR, OTHER_PATIENT);
		assert_noop!(EmrConsent::break_glass(signed(DOCTOR), third, commitment(1)), E::TooManyBreakGlasses);
	});
}

#[test]
fn break_glass_should_fail_when_the_queue_is_full() {
	ExtBuilder::default().build_and_execute(|| {
		for actor in [DOCTOR, CLINIC, HOSPITAL, PHARMACY] {
			assert_ok!(break_glass(actor));
		}
		assert_noop!(break_glass(LABORATORY), E::QueueFull);
		// Having justified it makes no room: it is not settled.
		assert_ok!(EmrConsent::justify(signed(DOCTOR), BreakGlassId(0), commitment(2)));
		assert_noop!(break_glass(LABORATORY), E::QueueFull);
		assert_ok!(EmrConsent::review(signed(MINISTRY), BreakGlassId(0), ReviewOutcome::Upheld));
		assert_ok!(break_glass(LABORATORY));
	});
}

#[test]
fn break_glass_should_end_by_itself_when_its_time_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		broken();
		pass(BreakGlassDuration::get());
		assert_permitted(emergency(DOCTOR));
		pass(1);
		assert_decided(emergency(DOCTOR), Decision::NoConsent);
		assert_eq!(EmrConsent::live_break_glass(PATIENT, DOCTOR), None);
	});
}

#[test]
fn break_glass_should_end_at_once_when_the_certificate_is_not_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		broken();
		decertify(DOCTOR);
		assert_decided(emergency(DOCTOR), Decision::NoConsent);
		assert_eq!(EmrConsent::live_break_glass(PATIENT, DOCTOR), None);
	});
}

#[test]
fn break_glass_should_end_at_once_when_the_actor_is_barred() {
	ExtBuilder::default().build_and_execute(|| {
		let id = justified();
		broken_by(DOCTOR, OTHER_PATIENT);
		assert_ok!(EmrConsent::review(signed(MINISTRY), id, ReviewOutcome::Rejected));
		assert_not_permitted(emergency(DOCTOR));
		assert_eq!(EmrConsent::live_break_glass(OTHER_PATIENT, DOCTOR), None);
	});
}

#[test]
fn break_glass_should_fail_when_no_id_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		NextBreakGlassId::<Test>::put(BreakGlassId(u64::MAX));
		assert_noop!(break_glass(DOCTOR), E::OutOfIds);
	});
}

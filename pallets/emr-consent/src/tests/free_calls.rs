//! Patients' calls are free as often as the participants' pallet says.

use super::*;
use frame_support::dispatch::CheckIfFeeless;

fn patients_calls() -> Vec<RuntimeCall> {
	vec![
		Call::deny { request: RequestId(0) }.into(),
		Call::grant { request: RequestId(0), narrowed: None, obligations: Obligations::NONE, sealed: keys(vec![]) }
			.into(),
		Call::direct { root: denial(Actor::Account(DOCTOR)), exceptions: no_exceptions() }.into(),
		Call::seal_keys { directive: DirectiveId(0), holder: DOCTOR, sealed: keys(vec![]) }.into(),
		Call::revoke { directive: DirectiveId(0), next_keys: BoundedVec::new() }.into(),
		Call::mark_entered_in_error { directive: DirectiveId(0) }.into(),
		Call::set_co_approvers { approvers: BoundedVec::new(), threshold: 0 }.into(),
		Call::set_emergency_keyholders { keyholders: BoundedVec::new() }.into(),
		Call::seal_emergency_keys { keyholder: HOSPITAL, sealed: keys(vec![]) }.into(),
	]
}

#[test]
fn patients_calls_should_be_free_when_free_calls_are_left() {
	ExtBuilder::default().build_and_execute(|| {
		grant_free_calls(PATIENT, 1);
		for call in patients_calls() {
			assert!(call.is_feeless(&signed(PATIENT)), "{call:?}");
		}
	});
}

#[test]
fn patients_calls_should_cost_when_free_calls_are_exhausted() {
	ExtBuilder::default().build_and_execute(|| {
		grant_free_calls(PATIENT, 0);
		for call in patients_calls() {
			assert!(!call.is_feeless(&signed(PATIENT)), "{call:?}");
			assert!(!call.is_feeless(&signed(DOCTOR)), "{call:?}");
			assert!(!call.is_feeless(&RuntimeOrigin::root()), "{call:?}");
			assert!(!call.is_feeless(&RuntimeOrigin::none()), "{call:?}");
		}
	});
}

#[test]
fn others_calls_should_cost_when_the_patient_has_free_calls() {
	ExtBuilder::default().build_and_execute(|| {
		grant_free_calls(PATIENT, 1);
		let calls: Vec<RuntimeCall> = vec![
			Call::request { patient: OTHER_PATIENT, terms: terms() }.into(),
			Call::break_glass { patient: OTHER_PATIENT, reason: commitment(1) }.into(),
			Call::confirm_erasure { directive: DirectiveId(0), receipt: commitment(1) }.into(),
			Call::settle_break_glass { break_glass: BreakGlassId(0) }.into(),
		];
		for call in calls {
			assert!(!call.is_feeless(&signed(PATIENT)), "{call:?}");
		}
	});
}

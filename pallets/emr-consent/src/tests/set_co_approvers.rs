use super::*;

fn set(who: AccountId, approvers: &[AccountId], threshold: u32) -> sp_runtime::DispatchResult {
	EmrConsent::set_co_approvers(signed(who), BoundedVec::truncate_from(approvers.to_vec()), threshold)
}

fn current() -> (Vec<AccountId>, u32) {
	let CoApproval { current, .. } = EmrConsent::co_approvers(PATIENT);
	(current.approvers.into_inner(), current.threshold)
}

#[test]
fn set_co_approvers_should_hold_at_once_when_it_is_stricter() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set(PATIENT, &[SPOUSE], 1));
		assert_last_event(Event::CoApproversSet { patient: PATIENT, approvers: 1, threshold: 1, from: START });
		assert_ok!(set(PATIENT, &[SPOUSE, FRIEND], 2));
		assert_eq!(current(), (vec![SPOUSE, FRIEND], 2));
	});
}

#[test]
fn set_co_approvers_should_wait_when_it_is_weaker() {
	for (approvers, threshold) in [
		(vec![], 0),
		(vec![SPOUSE], 1),
		(vec![SPOUSE, FRIEND], 1),
		(vec![SPOUSE, STRANGER], 2),
		// Accounts of a thief's own must not outvote the others.
		(vec![SPOUSE, FRIEND, STRANGER], 2),
	] {
		ExtBuilder::default().co_approvers(&[SPOUSE, FRIEND], 2).build_and_execute(|| {
			assert_ok!(set(PATIENT, &approvers, threshold));
			let from = START + CoApproverDelay::get();
			assert_last_event(Event::CoApproversSet {
				patient: PATIENT,
				approvers: approvers.len() as u32,
				threshold,
				from,
			});
			at(from - 1);
			assert_eq!(current(), (vec![SPOUSE, FRIEND], 2));
			at(from);
			assert_eq!(current(), (approvers, threshold));
		});
	}
}

#[test]
fn set_co_approvers_should_cancel_a_waiting_change_when_the_present_panel_is_named_again() {
	ExtBuilder::default().co_approvers(&[SPOUSE], 1).build_and_execute(|| {
		assert_ok!(set(PATIENT, &[], 0));
		assert_ok!(set(PATIENT, &[SPOUSE], 1));
		pass(CoApproverDelay::get());
		assert_eq!(current(), (vec![SPOUSE], 1));
	});
}

#[test]
fn set_co_approvers_should_leave_requests_alone_when_they_were_made_before() {
	ExtBuilder::default().co_approvers(&[SPOUSE], 1).build_and_execute(|| {
		let id = requested();
		assert_ok!(set(PATIENT, &[], 0));
		pass(CoApproverDelay::get());
		let grant = |id| EmrConsent::grant(signed(PATIENT), id, None, Obligations::NONE, keys(vec![]));
		assert_noop!(grant(id), E::CoApproversPending);
		let later = requested();
		assert_ok!(grant(later));
	});
}

#[test]
fn set_co_approvers_should_fail_when_the_panel_is_flawed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set(PATIENT, &[SPOUSE, SPOUSE], 1), E::DuplicateCoApprover);
		assert_noop!(set(PATIENT, &[PATIENT], 1), E::OwnData);
		assert_noop!(set(PATIENT, &[SPOUSE], 2), E::InvalidThreshold);
		assert_noop!(set(PATIENT, &[SPOUSE], 0), E::InvalidThreshold);
		assert_noop!(set(PATIENT, &[], 1), E::InvalidThreshold);
	});
}

#[test]
fn set_co_approvers_should_fail_when_the_caller_is_no_certified_patient() {
	ExtBuilder::default().build_and_execute(|| {
		for caller in [DOCTOR, STRANGER] {
			assert_noop!(set(caller, &[SPOUSE], 1), E::NotPatient);
		}
		assert_noop!(
			EmrConsent::set_co_approvers(RuntimeOrigin::root(), BoundedVec::new(), 0),
			DispatchError::BadOrigin
		);
	});
}

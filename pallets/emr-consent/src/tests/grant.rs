use super::*;

fn grant(who: AccountId, id: RequestId, narrowed: Option<TermsOf<Test>>) -> sp_runtime::DispatchResult {
	EmrConsent::grant(signed(who), id, narrowed, Obligations::NONE, keys(vec![]))
}

#[test]
fn grant_should_permit_what_was_asked_for_when_everybody_agreed() {
	ExtBuilder::default().custodian(RecordClass::Laboratory, HOSPITAL).co_approvers(&[SPOUSE], 1).build_and_execute(
		|| {
			publish_key(PATIENT, RecordClass::Laboratory, 3);
			let id = requested();
			assert_noop!(grant(PATIENT, id, None), E::CustodiansPending);
			assert_ok!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id));
			assert_noop!(grant(PATIENT, id, None), E::CoApproversPending);
			assert_ok!(EmrConsent::agree_as_co_approver(signed(SPOUSE), id));
			assert_not_permitted(query(DOCTOR));

			let key = sealed(RecordClass::Laboratory, 2);
			assert_ok!(EmrConsent::grant(signed(PATIENT), id, None, Obligations::REDACT, keys(vec![key])));
			let directive = DirectiveId(0);
			assert_has_event(Event::Granted { request: id, directive, patient: PATIENT, requester: DOCTOR });
			assert_last_event(Event::KeysSealed { directive, holder: DOCTOR, keys: 1 });
			assert_eq!(EmrConsent::request_info(id).unwrap().state, RequestState::Granted { directive });
			assert_eq!(OpenRequestCount::<Test>::get(DOCTOR), 0);
			assert_eq!(EmrConsent::sealed_keys(directive, DOCTOR), vec![key]);
			assert_decided(
				query(DOCTOR),
				Decision::Permit {
					basis: Basis::Directive(directive),
					obligations: Obligations::REDACT,
					erase_by: None,
				},
			);
			// To the requester, not to its organisation or its colleagues.
			assert_not_permitted(query(CLINIC));
		},
	);
}

#[test]
fn grant_should_permit_less_when_narrowed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested_with(Terms {
			actions: ActionSet::ACCESS.union(ActionSet::USE),
			classes: classes(&[RecordClass::Laboratory, RecordClass::Imaging]),
			..terms()
		});
		let narrower = Terms {
			purposes: purposes(&[Purpose::CareCoordination]),
			period: Period::until(START + DAY),
			erase_by: Some(START + 2 * DAY),
			..terms()
		};
		assert_ok!(grant(PATIENT, id, Some(narrower.clone())));
		assert_eq!(EmrConsent::directive(DirectiveId(0)).unwrap().root.terms, narrower);
		assert_not_permitted(query(DOCTOR));
		assert_permitted(salus_primitives::consent::Query { purpose: Purpose::CareCoordination, ..query(DOCTOR) });
	});
}

#[test]
fn grant_should_fail_when_it_would_widen_the_request_in_any_field() {
	ExtBuilder::default().build_and_execute(|| {
		let asked = Terms {
			data_period: Period::between(0, START),
			period: Period::until(START + DAY),
			mode: salus_primitives::consent::AccessMode::View,
			erase_by: Some(START + DAY),
			..terms()
		};
		let id = requested_with(asked.clone());
		for wider in [
			Terms { classes: classes(&[RecordClass::Laboratory, RecordClass::Imaging]), ..asked.clone() },
			Terms { classes: classes(&[RecordClass::Imaging]), ..asked.clone() },
			Terms { actions: ActionSet::ALL, ..asked.clone() },
			Terms { purposes: purposes(&[Purpose::Treatment, Purpose::Marketing]), ..asked.clone() },
			Terms { data_period: Period::ALWAYS, ..asked.clone() },
			Terms { period: Period::until(START + DAY + 1), ..asked.clone() },
			Terms { mode: salus_primitives::consent::AccessMode::Store, ..asked.clone() },
			Terms { erase_by: None, ..asked.clone() },
		] {
			assert_noop!(grant(PATIENT, id, Some(wider)), E::Widened);
		}
		assert_ok!(grant(PATIENT, id, Some(asked)));
	});
}

#[test]
fn grant_should_fail_when_the_narrowed_terms_are_flawed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested();
		assert_noop!(grant(PATIENT, id, Some(Terms { classes: classes(&[]), ..terms() })), E::NoClass);
		assert_noop!(grant(PATIENT, id, Some(Terms { actions: ActionSet::NONE, ..terms() })), E::InvalidActions);
		let over = Terms { period: Period::until(START - 1), ..terms() };
		assert_noop!(grant(PATIENT, id, Some(over)), E::PeriodOver);
		assert_noop!(
			EmrConsent::grant(signed(PATIENT), id, None, Obligations(1 << 15), keys(vec![])),
			E::InvalidObligations
		);
	});
}

#[test]
fn grant_should_fail_when_anybody_but_the_patient_grants() {
	ExtBuilder::default().custodian(RecordClass::Laboratory, HOSPITAL).build_and_execute(|| {
		let id = requested();
		assert_ok!(EmrConsent::agree_as_custodian(signed(HOSPITAL), id));
		for caller in [DOCTOR, CLINIC, HOSPITAL, OTHER_PATIENT, MINISTRY, STRANGER] {
			assert_noop!(grant(caller, id, None), E::NotOwner);
		}
		assert_noop!(
			EmrConsent::grant(RuntimeOrigin::root(), id, None, Obligations::NONE, keys(vec![])),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn grant_should_fail_when_a_certificate_lapsed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = requested();
		decertify(DOCTOR);
		assert_noop!(grant(PATIENT, id, None), E::RequesterNotCertified);
		decertify(PATIENT);
		assert_noop!(grant(PATIENT, id, None), E::NotPatient);
	});
}

#[test]
fn grant_should_fail_when_the_request_is_not_open() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(grant(PATIENT, RequestId(9), None), E::RequestNotFound);
		let id = requested();
		let expired = requested();
		assert_ok!(grant(PATIENT, id, None));
		assert_noop!(grant(PATIENT, id, None), E::RequestClosed);
		pass(RequestLifetime::get() + 1);
		assert_noop!(grant(PATIENT, expired, None), E::RequestExpired);
	});
}

#[test]
fn grant_should_fail_when_the_keys_do_not_fit() {
	ExtBuilder::default().build_and_execute(|| {
		let lab = RecordClass::Laboratory;
		publish_key(PATIENT, lab, 3);
		publish_key(PATIENT, RecordClass::Imaging, 3);
		let id = requested();
		let grant_with = |list| EmrConsent::grant(signed(PATIENT), id, None, Obligations::NONE, keys(list));
		assert_noop!(grant_with(vec![sealed(RecordClass::Imaging, 1)]), E::ClassNotCovered);
		assert_noop!(grant_with(vec![sealed(lab, 4)]), E::EpochInFuture);
		assert_noop!(grant_with(vec![sealed(lab, 1), sealed(lab, 2)]), E::DuplicateClass);

		let collect = requested_with(Terms { actions: ActionSet::COLLECT, ..terms() });
		let key = keys(vec![sealed(lab, 1)]);
		assert_noop!(EmrConsent::grant(signed(PATIENT), collect, None, Obligations::NONE, key), E::NothingDisclosed);
	});
}

#[test]
fn grant_should_fail_when_the_patient_has_too_many_directives() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..5 {
			directed(permit(Actor::Account(DOCTOR)));
		}
		let id = requested();
		assert_noop!(grant(PATIENT, id, None), E::TooManyDirectives);
	});
}

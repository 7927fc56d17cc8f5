use super::*;
use codec::Encode;
use frame_support::traits::KeyOwnerProofSystem;
use sp_core::crypto::key_types::DUMMY;
use sp_runtime::{testing::UintAuthorityId, traits::Convert, Perbill};
use sp_session::MembershipProof;
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

/// Reports offenders, by validator and institution, as the offences pallet does.
fn report(offenders: &[(AccountId, AccountId)], session: SessionIndex) {
	let details: Vec<_> = offenders
		.iter()
		.map(|offender| OffenceDetails::<AccountId, _> { offender: *offender, reporters: vec![] })
		.collect();
	let fractions = vec![Perbill::from_percent(10); details.len()];
	Consortium::on_offence(&details, &fractions, session);
}

fn offender(institution: AccountId) -> (AccountId, AccountId) {
	(validator_of(institution), institution)
}

/// A proof that the validator's key is in the current session.
fn prove(validator: AccountId) -> MembershipProof {
	Historical::prove((DUMMY, UintAuthorityId(validator).encode())).unwrap()
}

fn check(validator: AccountId, proof: MembershipProof) -> Option<(AccountId, AccountId)> {
	Historical::check_proof((DUMMY, UintAuthorityId(validator).encode()), proof)
}

fn by_offence(session: SessionIndex) -> Option<Status> {
	Some(Status::Suspended { since: Timestamp::get(), reason: SuspensionReason::Offence { session } })
}

#[test]
fn on_offence_should_suspend_the_offender_when_it_can_be_spared() {
	ExtBuilder::default().build_and_execute(|| {
		let proof = prove(validator_of(HOSPITAL));
		let identified = check(validator_of(HOSPITAL), proof).unwrap();
		assert_eq!(identified, offender(HOSPITAL));
		report(&[identified], 0);
		assert_has_event(Event::OffenceRecorded { institution: HOSPITAL, session: 0 });
		assert_has_event(Event::Suspended { institution: HOSPITAL, reason: SuspensionReason::Offence { session: 0 } });
		assert_eq!(status(HOSPITAL), by_offence(0));
		assert!(!seats().contains(&HOSPITAL));
		rotate(2);
		assert!(!in_office().contains(&validator_of(HOSPITAL)));
	});
}

#[test]
fn on_offence_should_keep_the_offender_when_too_few_validators_would_remain() {
	ExtBuilder::default().founders(&[HOSPITAL, PHARMACY, LABORATORY]).build_and_execute(|| {
		report(&[offender(HOSPITAL)], 0);
		assert_last_event(Event::OffenderKept { institution: HOSPITAL, session: 0 });
		assert!(status(HOSPITAL).unwrap().is_member());
		assert_eq!(Consortium::institution(HOSPITAL).unwrap().last_offence, Some(0));
		assert!(seats().contains(&HOSPITAL));
	});
}

#[test]
fn on_offence_should_suspend_as_many_as_can_be_spared_when_several_offend_together() {
	ExtBuilder::default().build_and_execute(|| {
		report(&[offender(HOSPITAL), offender(PHARMACY)], 0);
		assert_eq!(status(HOSPITAL), by_offence(0));
		assert!(status(PHARMACY).unwrap().is_member());
		assert_last_event(Event::OffenderKept { institution: PHARMACY, session: 0 });
	});
}

#[test]
fn on_offence_should_keep_the_offender_and_change_nothing_else_when_its_seat_cannot_be_taken() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), validator_of(CLINIC)));
		SeatsAreStuck::set(true);
		report(&[offender(HOSPITAL)], 0);
		assert_last_event(Event::OffenderKept { institution: HOSPITAL, session: 0 });
		assert!(status(HOSPITAL).unwrap().is_member());
		assert_eq!(Consortium::nominated_validator(HOSPITAL), Some(validator_of(CLINIC)));
	});
}

#[test]
fn on_offence_should_not_suspend_again_when_the_report_repeats_an_offender_whom_the_council_reinstated() {
	ExtBuilder::default().minimum(2).build_and_execute(|| {
		report(&[offender(HOSPITAL)], 0);
		assert_ok!(Consortium::reinstate(council(), HOSPITAL));
		report(&[offender(HOSPITAL), offender(PHARMACY)], 0);
		assert!(status(HOSPITAL).unwrap().is_member());
		assert_eq!(status(PHARMACY), by_offence(0));
		report(&[offender(HOSPITAL)], 4);
		assert_eq!(status(HOSPITAL), by_offence(4));
	});
}

#[test]
fn on_offence_should_find_the_offender_when_it_has_replaced_its_validator() {
	ExtBuilder::default().build_and_execute(|| {
		let proof = prove(validator_of(HOSPITAL));
		set_keys(HOSPITAL);
		assert_ok!(Consortium::replace_validator(signed(HOSPITAL), HOSPITAL));
		assert_eq!(check(validator_of(HOSPITAL), proof.clone()), Some(offender(HOSPITAL)));
		rotate(3);
		assert!(!in_office().contains(&validator_of(HOSPITAL)));
		let identified = check(validator_of(HOSPITAL), proof).unwrap();
		report(&[identified], 0);
		assert_eq!(status(HOSPITAL), by_offence(0));
	});
}

#[test]
fn on_offence_should_blame_the_former_operator_when_the_validator_serves_another_by_now() {
	ExtBuilder::default().minimum(2).build_and_execute(|| {
		let proof = prove(validator_of(HOSPITAL));
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		assert_ok!(Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(HOSPITAL)));
		assert_ok!(Consortium::accept_validation(signed(validator_of(HOSPITAL)), CLINIC));
		assert_ok!(Consortium::admit(council(), CLINIC, NOW));
		rotate(3);
		let identified = check(validator_of(HOSPITAL), proof).unwrap();
		assert_eq!(identified, offender(HOSPITAL));
		report(&[identified], 0);
		assert!(status(CLINIC).unwrap().is_member());
		assert_eq!(Consortium::institution(HOSPITAL).unwrap().last_offence, Some(0));
	});
}

#[test]
fn on_offence_should_stay_on_record_when_the_offender_left_and_applies_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::depart(signed(HOSPITAL)));
		report(&[offender(HOSPITAL)], 1);
		assert_last_event(Event::OffenceRecorded { institution: HOSPITAL, session: 1 });
		assert_ok!(Consortium::apply(signed(HOSPITAL), name("Innocent"), HOSPITAL));
		assert_eq!(Consortium::institution(HOSPITAL).unwrap().last_offence, Some(1));
		assert_ok!(Consortium::withdraw_application(signed(HOSPITAL)));
		assert_eq!(Consortium::institution(HOSPITAL).unwrap().last_offence, Some(1));
	});
}

#[test]
fn on_offence_should_leave_the_reason_as_it_is_when_the_council_suspended_before() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Consortium::suspend(council(), HOSPITAL));
		report(&[offender(HOSPITAL)], 1);
		assert_eq!(status(HOSPITAL), Some(Status::Suspended { since: NOW, reason: SuspensionReason::Council }));
		assert_eq!(Consortium::institution(HOSPITAL).unwrap().last_offence, Some(1));
	});
}

#[test]
fn on_offence_should_change_nothing_when_the_institution_is_not_on_record() {
	ExtBuilder::default().build_and_execute(|| {
		let before = System::events().len();
		report(&[(STRANGER, STRANGER)], 1);
		assert_eq!(System::events().len(), before);
	});
}

#[test]
fn on_offence_should_stop_at_the_number_of_places_when_a_report_names_more() {
	ExtBuilder::default().build_and_execute(|| {
		let mut offenders = vec![(STRANGER, STRANGER); 6];
		offenders.push(offender(HOSPITAL));
		report(&offenders, 1);
		assert!(status(HOSPITAL).unwrap().is_member());
	});
}

#[test]
fn institution_of_validator_should_answer_for_those_in_office_only_when_the_historical_pallet_asks() {
	ExtBuilder::default().build_and_execute(|| {
		join(CLINIC);
		assert_eq!(InstitutionOfValidator::<Test>::convert(validator_of(CLINIC)), None);
		rotate(2);
		assert_eq!(InstitutionOfValidator::<Test>::convert(validator_of(CLINIC)), Some(CLINIC));
		assert_eq!(InstitutionOfValidator::<Test>::convert(STRANGER), None);
	});
}

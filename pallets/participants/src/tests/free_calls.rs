//! Free calls, sent through the extensions as transactions.

use super::*;
use crate::{extension::Counted, types::DailyUsage, Call, CountFreeCalls, WeightInfo};
use codec::Encode;
use frame_support::{
	dispatch::{CheckIfFeeless, GetDispatchInfo},
	pallet_prelude::{InvalidTransaction, TransactionValidityError, Weight},
};
use sp_runtime::traits::{DispatchTransaction, TransactionExtension};

fn rotate(new: EncryptionKey) -> Call<Test> {
	Call::rotate_encryption_key { new }
}

/// A key that is different for every number.
fn numbered(number: u8) -> EncryptionKey {
	EncryptionKey([20 + number; 32])
}

fn remaining(who: AccountId) -> u32 {
	Participants::free_calls_remaining(who)
}

#[test]
fn a_free_call_should_cost_nothing_and_be_counted_when_a_certified_patient_signs() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_eq!(remaining(PATIENT), 3);
		assert_ok!(submit(PATIENT, rotate(OTHER_KEY)).unwrap());
		assert_eq!(remaining(PATIENT), 2);
		assert_eq!(FreeCallUsage::<Test>::get(PATIENT), DailyUsage { day: 20_000, count: 1 });
	});
}

#[test]
fn a_free_call_should_be_counted_when_it_fails() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		for left in [2, 1, 0] {
			let result = submit(PATIENT, rotate(KEY)).unwrap();
			assert_eq!(result.unwrap_err().error, error(Error::EncryptionKeyUnchanged));
			assert_eq!(remaining(PATIENT), left);
		}
		assert_eq!(submit(PATIENT, rotate(KEY)).unwrap_err(), InvalidTransaction::Payment.into());
		assert_eq!(System::account_nonce(&PATIENT), 3);
	});
}

#[test]
fn a_call_should_cost_its_fee_when_no_free_calls_are_left() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		for number in 0..3 {
			assert_ok!(submit(PATIENT, rotate(numbered(number))).unwrap());
		}
		assert_eq!(submit(PATIENT, rotate(KEY)).unwrap_err(), InvalidTransaction::Payment.into());
		assert_ok!(Balances::transfer_allow_death(signed(STRANGER), PATIENT, 100));
		assert_ok!(submit(PATIENT, rotate(KEY)).unwrap());
		assert_eq!(Balances::free_balance(PATIENT), 100 - FEE);
		assert_eq!(FreeCallUsage::<Test>::get(PATIENT).count, 3);
	});
}

#[test]
fn free_calls_should_be_given_anew_when_the_day_changes() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		for number in 0..3 {
			assert_ok!(submit(PATIENT, rotate(numbered(number))).unwrap());
		}
		set_time(NOW + DAY - 1);
		assert_eq!(remaining(PATIENT), 0);
		set_time(NOW + DAY);
		assert_eq!(remaining(PATIENT), 3);
		assert_ok!(submit(PATIENT, rotate(KEY)).unwrap());
		assert_eq!(FreeCallUsage::<Test>::get(PATIENT), DailyUsage { day: 20_001, count: 1 });
	});
}

#[test]
fn free_calls_should_follow_the_council_when_it_changes_their_number() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(submit(PATIENT, rotate(OTHER_KEY)).unwrap());
		FreeCallsPerDay::set(10);
		assert_eq!(remaining(PATIENT), 9);
		FreeCallsPerDay::set(0);
		assert_eq!(remaining(PATIENT), 0);
		assert_eq!(submit(PATIENT, rotate(KEY)).unwrap_err(), InvalidTransaction::Payment.into());
	});
}

#[test]
fn no_call_should_be_free_when_the_signer_is_no_patient() {
	ExtBuilder::default().build_and_execute(|| {
		let before = Balances::free_balance(DOCTOR);
		assert_ok!(submit(DOCTOR, rotate(OTHER_KEY)).unwrap());
		assert_eq!(Balances::free_balance(DOCTOR), before - FEE);
		assert_eq!(remaining(DOCTOR), 0);
		assert_eq!(FreeCallUsage::<Test>::iter().count(), 0);
	});
}

#[test]
fn no_call_should_be_free_when_the_patient_is_not_certified() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Participants::suspend(signed(HOSPITAL), PATIENT));
		assert_eq!(remaining(PATIENT), 0);
		assert_eq!(submit(PATIENT, rotate(OTHER_KEY)).unwrap_err(), InvalidTransaction::Payment.into());
		assert_ok!(Participants::reinstate(signed(HOSPITAL), PATIENT));
		set_time(EXPIRY + 1);
		assert_eq!(submit(PATIENT, rotate(OTHER_KEY)).unwrap_err(), InvalidTransaction::Payment.into());
	});
}

#[test]
fn no_call_should_be_free_when_its_pallet_does_not_say_so() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(Balances::transfer_allow_death(signed(STRANGER), PATIENT, 100));
		let call = pallet_balances::Call::transfer_allow_death { dest: DOCTOR, value: 1 };
		assert_ok!(submit(PATIENT, call).unwrap());
		assert_eq!(Balances::free_balance(PATIENT), 99 - FEE);
		assert_eq!(remaining(PATIENT), 3);
	});
}

#[test]
fn a_call_should_not_be_free_when_its_origin_is_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let call = RuntimeCall::from(rotate(OTHER_KEY));
		assert!(!call.is_feeless(&RuntimeOrigin::root()));
		assert!(!call.is_feeless(&RuntimeOrigin::none()));
	});
}

#[test]
fn a_transaction_should_not_be_sent_twice_when_it_was_free() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		assert_ok!(submit_with_nonce(PATIENT, rotate(OTHER_KEY), 0).unwrap());
		let again = submit_with_nonce(PATIENT, rotate(OTHER_KEY), 0).unwrap_err();
		assert_eq!(again, TransactionValidityError::from(InvalidTransaction::Stale));
		assert_eq!(remaining(PATIENT), 2);
	});
}

#[test]
fn validation_alone_should_count_nothing() {
	ExtBuilder::default().enrolled().build_and_execute(|| {
		let call = RuntimeCall::from(rotate(OTHER_KEY));
		let info = call.get_dispatch_info();
		let extension = CountFreeCalls::<Test>::new();
		let source = sp_runtime::transaction_validity::TransactionSource::External;
		let (_, patient, origin) = extension.validate_only(signed(PATIENT), &call, &info, 0, source, 0).unwrap();
		assert_eq!(patient, Some(PATIENT));
		assert_eq!(remaining(PATIENT), 3);
		assert_eq!(extension.prepare(patient, &origin, &call, &info, 0).unwrap(), Counted::Free);
		assert_eq!(remaining(PATIENT), 2);
	});
}

#[test]
fn the_extension_should_give_its_weight_back_when_nothing_was_counted() {
	ExtBuilder::default().build_and_execute(|| {
		let call = RuntimeCall::from(rotate(OTHER_KEY));
		let info = call.get_dispatch_info();
		let unspent =
			|counted| CountFreeCalls::<Test>::post_dispatch_details(counted, &info, &().into(), 0, &Ok(())).unwrap();
		assert_eq!(unspent(Counted::Free), Weight::zero());
		assert_eq!(unspent(Counted::No), <() as WeightInfo>::count_free_call());
		assert_eq!(CountFreeCalls::<Test>::new().weight(&call), <() as WeightInfo>::count_free_call());
	});
}

#[test]
fn the_extension_should_add_nothing_to_a_transaction() {
	assert!(CountFreeCalls::<Test>::new().encode().is_empty());
	assert_eq!(<CountFreeCalls<Test> as TransactionExtension<RuntimeCall>>::IDENTIFIER, "CountFreeCalls");
}

//! What holding, paying and giving back do where accounts are not as they were.

use super::*;
use frame_support::traits::{LockableCurrency, WithdrawReasons};

#[test]
fn paying_should_work_when_the_payers_tokens_were_locked_afterwards() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered();
		<Balances as LockableCurrency<_>>::set_lock(*b"vesting ", &PATIENT, ENDOWMENT, WithdrawReasons::all());
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 0 }));
		assert_eq!(free(HOSPITAL), ENDOWMENT + PRICE);
	});
}

#[test]
fn giving_back_should_leave_nothing_held_when_the_account_cannot_keep_it() {
	ExtBuilder::default().build_and_execute(|| {
		// All but three plancks, which are less than the existential deposit.
		let specification = specification();
		let id = revealed_with(specification, &[(HOSPITAL, BUDGET - 3)]);
		System::inc_providers(&PATIENT);
		let all = free(PATIENT);
		assert_ok!(Balances::transfer_allow_death(signed(PATIENT), STRANGER, all));
		at(schedule_of(id).choose_by + 1);
		assert_ok!(call(STRANGER, Call::award { tender: id }));
		assert_eq!(held_for(HoldReason::Budget, PATIENT), BUDGET - 3);
		assert_eq!((free(PATIENT), free(TREASURY)), (0, ENDOWMENT + 3));
	});
}

#[test]
fn paying_should_give_back_when_the_payee_cannot_be_paid() {
	ExtBuilder::default().build_and_execute(|| {
		let specification = Specification { milestones: milestones(&[1, 99]), budget: 100, ..specification() };
		let id = revealed_with(specification, &[(HOSPITAL, 100)]);
		at(schedule_of(id).reveal_by + 1);
		assert_ok!(call(PATIENT, Call::award { tender: id }));
		System::inc_providers(&HOSPITAL);
		let all = free(HOSPITAL);
		assert_ok!(Balances::transfer_allow_death(signed(HOSPITAL), STRANGER, all));
		assert_ok!(deliver(id, 0, 1));
		let before = free(PATIENT);
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 0 }));
		assert_eq!((free(HOSPITAL), free(PATIENT)), (0, before + 1));
		// The rest is enough to be kept.
		assert_ok!(deliver(id, 1, 2));
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 1 }));
		assert_eq!(free(HOSPITAL), 99 + 10);
	});
}

#[test]
fn a_bond_should_be_the_share_or_the_least() {
	ExtBuilder::default().build_and_execute(|| {
		for (limit, bond) in [(0, 10), (100, 10), (110, 11), (1_000, 100), (u64::MAX, u64::MAX / 10)] {
			assert_eq!(CareMarket::bond_for(limit), bond);
		}
	});
}

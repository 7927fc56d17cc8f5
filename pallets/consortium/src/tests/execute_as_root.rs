use super::*;
use frame_support::dispatch::GetDispatchInfo;

fn transfer(amount: u64) -> Box<RuntimeCall> {
	Box::new(pallet_balances::Call::force_transfer { source: STRANGER, dest: CLINIC, value: amount }.into())
}

#[test]
fn execute_as_root_should_dispatch_as_root_when_the_call_is_allowed() {
	ExtBuilder::default().build_and_execute(|| {
		let post = Consortium::execute_as_root(council(), transfer(10)).unwrap();
		assert_last_event(Event::ExecutedAsRoot);
		assert_eq!(Balances::free_balance(CLINIC), FUNDS + 10);
		let weight = transfer(10).get_dispatch_info().call_weight;
		assert!(post.actual_weight.unwrap().all_gte(<() as WeightInfo>::execute_as_root()));
		assert!(post.actual_weight.unwrap().all_lte(<() as WeightInfo>::execute_as_root() + weight));
	});
}

#[test]
fn execute_as_root_should_fail_when_the_call_fails() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = Consortium::execute_as_root(council(), transfer(FUNDS * 2)).unwrap_err();
		assert_eq!(refused.error, sp_runtime::TokenError::FundsUnavailable.into());
		assert!(refused.post_info.actual_weight.is_some());
		assert_noop!(
			Consortium::execute_as_root(council(), transfer(FUNDS * 2)).map_err(|refused| refused.error),
			sp_runtime::TokenError::FundsUnavailable
		);
	});
}

#[test]
fn execute_as_root_should_fail_when_the_call_is_not_allowed() {
	ExtBuilder::default().build_and_execute(|| {
		let forbidden: [RuntimeCall; 4] = [
			frame_system::Call::set_code { code: vec![] }.into(),
			frame_system::Call::kill_storage { keys: vec![] }.into(),
			Call::remove { institution: HOSPITAL }.into(),
			Call::execute_as_root { call: transfer(10) }.into(),
		];
		for call in forbidden {
			assert_noop!(Consortium::execute_as_root(council(), Box::new(call)), Error::<Test>::CallNotAllowed);
		}
	});
}

#[test]
fn execute_as_root_should_fail_when_the_origin_is_not_the_council() {
	ExtBuilder::default().build_and_execute(|| {
		for caller in [HOSPITAL, PHARMACY, STRANGER] {
			assert_noop!(Consortium::execute_as_root(signed(caller), transfer(10)), BadOrigin);
		}
		assert_noop!(Consortium::execute_as_root(RuntimeOrigin::none(), transfer(10)), BadOrigin);
	});
}

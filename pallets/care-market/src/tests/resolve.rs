use super::*;

fn resolve(origin: RuntimeOrigin, id: TenderId, percent: u8, forfeit_bond: bool) -> DispatchResult {
	dispatch(origin, Call::resolve { tender: id, to_provider: Percent::from_percent(percent), forfeit_bond })
}

#[test]
fn resolve_should_split_what_is_not_paid_when_an_authority_decides() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed_in(&[50, 50]);
		assert_ok!(resolve(signed(REGULATOR), id, 30, false));
		let by = Arbiter::Authority(REGULATOR);
		assert_has_event(Event::OrderResolved { tender: id, by: by.clone(), to_provider: 240, to_patient: 560 });
		assert_last_event(Event::BondReleased { tender: id, provider: HOSPITAL, amount: BOND });
		assert_eq!(order(id).escrow, Escrow::Resolved { at: now(), by, to_provider: 240 });
		assert_eq!((free(HOSPITAL), free(PATIENT)), (ENDOWMENT + 240, ENDOWMENT - 240));
		assert_eq!(record(HOSPITAL), ProviderRecord { disputed: 1, ..Default::default() });
		assert_noop!(resolve(signed(REGULATOR), id, 30, false), E::NotDisputed);
	});
}

#[test]
fn resolve_should_count_as_delivered_when_the_provider_gets_everything() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed_in(&[100]);
		assert_ok!(resolve(RuntimeOrigin::root(), id, 100, false));
		assert!(matches!(order(id).escrow, Escrow::Resolved { by: Arbiter::Council, to_provider: PRICE, .. }));
		assert_eq!(record(HOSPITAL), ProviderRecord { delivered: 1, ..Default::default() });
	});
}

#[test]
fn resolve_should_take_the_bond_when_the_arbiter_says_so() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed_in(&[100]);
		assert_ok!(resolve(signed(MINISTRY), id, 0, true));
		assert_last_event(Event::BondForfeited { tender: id, provider: HOSPITAL, amount: BOND });
		assert_eq!((free(HOSPITAL), free(PATIENT)), (ENDOWMENT - BOND, ENDOWMENT));
		assert_eq!(record(HOSPITAL), ProviderRecord { lost: 1, ..Default::default() });
	});
}

#[test]
fn resolve_should_leave_alone_what_was_paid_when_an_earlier_milestone_was_accepted() {
	ExtBuilder::default().build_and_execute(|| {
		let id = delivered_in(&[50, 50]);
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 0 }));
		assert_ok!(deliver(id, 1, 77));
		assert_ok!(call(PATIENT, Call::dispute { tender: id, reason: commitment(7) }));
		assert_ok!(resolve(signed(MINISTRY), id, 0, false));
		assert_eq!((free(HOSPITAL), free(PATIENT)), (ENDOWMENT + 400, ENDOWMENT - 400));
	});
}

#[test]
fn resolve_should_fail_when_the_arbiter_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed_in(&[100]);
		for who in [PATIENT, HOSPITAL, CLINIC, INSURER, RESEARCHER, STRANGER] {
			assert_noop!(resolve(signed(who), id, 50, false), E::NotArbiter);
		}
		decertify(MINISTRY);
		assert_noop!(resolve(signed(MINISTRY), id, 50, false), E::NotArbiter);
		assert_noop!(resolve(RuntimeOrigin::none(), id, 50, false), bad_origin());
	});
}

#[test]
fn resolve_should_fail_when_the_provider_belongs_to_the_arbiter() {
	ExtBuilder::default().build_and_execute(|| {
		let id = disputed_in(&[100]);
		affiliate(HOSPITAL, MINISTRY);
		assert_noop!(resolve(signed(MINISTRY), id, 50, false), E::ConflictOfInterest);
		assert_ok!(resolve(signed(REGULATOR), id, 50, false));
	});
}

#[test]
fn resolve_should_fail_when_the_share_is_more_than_the_whole() {
	ExtBuilder::default().build_and_execute(|| {
		// Such bytes are no call.
		let whole = Call::<Test>::resolve { tender: TenderId(0), to_provider: Percent::one(), forfeit_bond: false };
		let mut bytes = whole.encode();
		assert!(Call::<Test>::decode(&mut &bytes[..]).is_ok());
		let share = bytes.iter().position(|byte| *byte == 100).unwrap();
		bytes[share] = 101;
		assert!(Call::<Test>::decode(&mut &bytes[..]).is_err());
	});
}

#[test]
fn resolve_should_fail_when_nothing_is_disputed_or_it_is_too_late() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(resolve(signed(MINISTRY), TenderId(9), 50, false), E::TenderNotFound);
		let open = posted();
		assert_noop!(resolve(signed(MINISTRY), open, 50, false), E::NotAwarded);
		let id = delivered();
		assert_noop!(resolve(signed(MINISTRY), id, 50, false), E::NotDisputed);
		let id = disputed_in(&[100]);
		pass(ARBITRATION + 1);
		assert_noop!(resolve(signed(MINISTRY), id, 50, false), E::DeadlinePassed);
		assert_noop!(resolve(RuntimeOrigin::root(), id, 50, false), E::DeadlinePassed);
	});
}

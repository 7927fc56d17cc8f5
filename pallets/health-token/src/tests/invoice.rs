use super::*;

fn invoice(provider: AccountId, payer: AccountId, list: &[(&str, u32)], due: Moment) -> DispatchResult {
	HealthToken::invoice(signed(provider), payer, commitment(9), items(list), due)
}

fn builder() -> ExtBuilder {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).price(HOSPITAL, "day", 20).price(CLINIC, "hip", 90)
}

#[test]
fn invoice_should_resolve_prices_on_chain_when_all_is_in_order() {
	builder().build_and_execute(|| {
		assert_ok!(invoice(HOSPITAL, PATIENT, &[("hip", 1), ("day", 7)], START + DAY));
		let id = InvoiceId(0);
		assert_last_event(Event::Invoiced {
			invoice: id,
			provider: HOSPITAL,
			payer: PATIENT,
			total: 240,
			due: START + DAY,
		});
		let InvoiceState::Open { lines, deposit } = HealthToken::invoice_info(id).unwrap().state else {
			panic!("is open")
		};
		let figures: Vec<_> =
			lines.iter().map(|line| (line.version.0, line.quantity, line.unit_price, line.amount)).collect();
		assert_eq!(figures, [(0, 1, 100, 100), (1, 7, 20, 140)]);
		assert_eq!((deposit, held(HoldReason::InvoiceDeposit, HOSPITAL)), (INVOICE_DEPOSIT, INVOICE_DEPOSIT));
		assert_eq!(HealthToken::inbox(PATIENT).len(), 1);
	});
}

#[test]
fn invoice_should_stay_as_it_was_when_the_price_changes() {
	builder().build_and_execute(|| {
		let id = invoiced(&[("hip", 1)]);
		published(HOSPITAL, "hip", 500);
		assert_eq!(HealthToken::invoice_info(id).unwrap().total, 100);
		assert_ok!(HealthToken::pay(signed(PATIENT), id, 100));
		assert_eq!(HealthToken::receipt_info(ReceiptId(0)).unwrap().lines[0].version, PriceVersion(0));
	});
}

#[test]
fn invoice_should_fail_when_the_caller_is_no_certified_provider_or_charges_itself() {
	builder().build_and_execute(|| {
		assert_noop!(invoice(STRANGER, PATIENT, &[("hip", 1)], START + DAY), E::NotProvider);
		assert_noop!(invoice(HOSPITAL, HOSPITAL, &[("hip", 1)], START + DAY), E::OwnPayment);
		decertify(HOSPITAL);
		assert_noop!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], START + DAY), E::NotProvider);
		let call =
			HealthToken::invoice(RuntimeOrigin::none(), PATIENT, commitment(9), items(&[("hip", 1)]), START + DAY);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn invoice_should_fail_when_the_due_moment_is_past_or_too_far_off() {
	builder().build_and_execute(|| {
		let latest = START + MaxInvoiceLifetime::get();
		assert_noop!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], START), E::InvalidDue);
		assert_noop!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], latest + 1), E::InvalidDue);
		assert_ok!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], latest));
	});
}

#[test]
fn invoice_should_fail_when_lines_cannot_be_charged() {
	builder().price(HOSPITAL, "gold", Balance::MAX / 2).build_and_execute(|| {
		let charge = |list: &[(&str, u32)]| invoice(HOSPITAL, PATIENT, list, START + DAY);
		assert_noop!(charge(&[]), E::NoItems);
		assert_noop!(charge(&[("hip", 0)]), E::InvalidQuantity);
		assert_noop!(charge(&[("hip", 1), ("knee", 1)]), E::NotPriced);
		assert_noop!(charge(&[("gold", 3)]), E::Overflow);
		assert_noop!(charge(&[("gold", 2), ("gold", 1)]), E::Overflow);
		assert_ok!(HealthToken::withdraw_price(signed(HOSPITAL), service("hip"), PriceVersion(0)));
		assert_noop!(charge(&[("hip", 1)]), E::NotPriced);
	});
}

#[test]
fn invoice_should_fail_when_a_ceiling_came_below_the_price() {
	builder().build_and_execute(|| {
		assert_ok!(HealthToken::set_reference(signed(MINISTRY), service("hip"), 80, Some(95)));
		assert_noop!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], START + DAY), E::AboveCeiling);
		assert_ok!(invoice(CLINIC, PATIENT, &[("hip", 1)], START + DAY));
	});
}

#[test]
fn invoice_should_leave_room_for_others_when_one_provider_fills_its_share_of_an_inbox() {
	builder().build_and_execute(|| {
		for _ in 0..2 {
			assert_ok!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], START + DAY));
		}
		assert_noop!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], START + DAY), E::TooManyInvoicesToPayer);
		assert_ok!(invoice(CLINIC, PATIENT, &[("hip", 1)], START + DAY));
		assert_noop!(invoice(CLINIC, PATIENT, &[("hip", 1)], START + DAY), E::TooManyOpenInvoices);
		// The payer makes room by declining.
		assert_ok!(HealthToken::decline(signed(PATIENT), InvoiceId(0)));
		assert_ok!(invoice(CLINIC, PATIENT, &[("hip", 1)], START + DAY));
	});
}

#[test]
fn invoice_should_take_the_place_of_an_overdue_one_when_that_was_not_settled_yet() {
	builder().build_and_execute(|| {
		assert_ok!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], START + DAY));
		assert_ok!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], START + 9 * DAY));
		assert_ok!(invoice(CLINIC, PATIENT, &[("hip", 1)], START + DAY));
		pass(DAY + 1);
		assert_ok!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], now() + DAY));
		assert_eq!(HealthToken::invoice_info(InvoiceId(0)).unwrap().state, InvoiceState::Expired { at: now() });
		assert_noop!(invoice(HOSPITAL, PATIENT, &[("hip", 1)], now() + DAY), E::TooManyInvoicesToPayer);
		// The clinic has a share left, and its own overdue invoice makes room.
		assert_ok!(invoice(CLINIC, PATIENT, &[("hip", 1)], now() + DAY));
		assert_noop!(invoice(CLINIC, PATIENT, &[("hip", 1)], now() + DAY), E::TooManyOpenInvoices);
	});
}

#[test]
fn invoice_should_fail_when_the_provider_has_too_many_or_cannot_pay_the_deposit() {
	builder().build_and_execute(|| {
		for payer in [PATIENT, PATIENT, OTHER_PATIENT, INSURER] {
			assert_ok!(invoice(HOSPITAL, payer, &[("hip", 1)], START + DAY));
		}
		assert_noop!(invoice(HOSPITAL, INSURER, &[("hip", 1)], START + DAY), E::TooManyInvoices);
		assert_ok!(Balances::transfer_allow_death(signed(CLINIC), STRANGER, free(CLINIC) - EXISTENTIAL_DEPOSIT));
		assert_noop!(invoice(CLINIC, INSURER, &[("hip", 1)], START + DAY), E::NotEnoughTokens);
	});
}

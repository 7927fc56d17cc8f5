use super::*;

#[test]
fn views_should_be_empty_when_nothing_happened() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(HealthToken::price_in_force(HOSPITAL, service("hip")), None);
		assert!(HealthToken::price_history(HOSPITAL, service("hip")).is_empty());
		assert!(HealthToken::prices(service("hip"), 0, 10).is_empty());
		assert!(HealthToken::services(HOSPITAL, 0, 10).is_empty());
		assert_eq!(HealthToken::reference(service("hip")), None);
		assert_eq!(HealthToken::quote(HOSPITAL, items(&[("hip", 1)])), None);
		assert!(HealthToken::desks().is_empty());
		assert_eq!(HealthToken::desk(BANK), None);
		assert_eq!(HealthToken::issuable(BANK), 0);
		assert_eq!(HealthToken::reserve(BANK), None);
		assert_eq!(HealthToken::total_reserve().ratio, None);
		assert_eq!(HealthToken::redemption_info(RedemptionId(0)), None);
		assert!(HealthToken::redemptions_of(PATIENT).is_empty());
		assert!(HealthToken::redemptions_at(BANK, RedemptionId(0), 10).is_empty());
		assert_eq!(HealthToken::round_info(RoundId(0)), None);
		assert!(HealthToken::latest_rounds(10).is_empty());
		assert_eq!(HealthToken::tokens_in_round(RoundId(0), 1), None);
		assert_eq!(HealthToken::invoice_info(InvoiceId(0)), None);
		assert_eq!(HealthToken::invoice_standing(InvoiceId(0)), None);
		assert!(HealthToken::inbox(PATIENT).is_empty());
		assert_eq!(HealthToken::receipt_info(ReceiptId(0)), None);
		assert_eq!(HealthToken::authorization_info(AuthorizationId(0)), None);
		assert_eq!(HealthToken::reclaimable(AuthorizationId(0)), 0);
	});
}

#[test]
fn prices_should_come_cheapest_first_by_page_when_several_offer_a_service() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).price(CLINIC, "hip", 90).build_and_execute(|| {
		let page = |from, limit| -> Vec<_> {
			HealthToken::prices(service("hip"), from, limit).into_iter().map(|(who, it)| (who, it.price)).collect()
		};
		assert_eq!(page(0, 9), [(CLINIC, 90), (HOSPITAL, 100)]);
		assert_eq!(page(1, 9), [(HOSPITAL, 100)]);
		assert_eq!(page(0, 1), [(CLINIC, 90)]);
		assert!(page(2, 9).is_empty());
		decertify(CLINIC);
		assert_eq!(page(0, u32::MAX), [(HOSPITAL, 100)]);
		published(HOSPITAL, "day", 1);
		assert_eq!(HealthToken::services(HOSPITAL, 0, 9).len(), 2);
		assert_eq!(HealthToken::services(HOSPITAL, 1, 9).len(), 1);
	});
}

#[test]
fn quotes_should_be_what_would_be_charged_when_there_are_prices() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		let quote = HealthToken::quote(HOSPITAL, items(&[("hip", 3)])).unwrap();
		assert_eq!(Line::total(&quote), Some(300));
		assert_eq!(HealthToken::quote(HOSPITAL, items(&[("hip", 3), ("knee", 1)])), None);
	});
}

#[test]
fn receipts_and_open_matters_should_come_in_order_by_page_when_there_are_several() {
	ExtBuilder::default().desk().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		for _ in 0..3 {
			let id = invoiced(&[("hip", 1)]);
			assert_ok!(HealthToken::pay(signed(PATIENT), id, 100));
		}
		let page = |from, limit| -> Vec<u64> {
			HealthToken::receipts_of_payer(PATIENT, ReceiptId(from), limit).into_iter().map(|(id, _)| id.0).collect()
		};
		assert_eq!(page(0, 2), [0, 1]);
		assert_eq!(page(2, 2), [2]);
		assert_eq!(page(0, u32::MAX), [0, 1, 2]);
		assert!(page(3, 2).is_empty() && page(u64::MAX, 2).is_empty());
		assert_eq!(HealthToken::receipts_of_provider(HOSPITAL, ReceiptId(1), 9).len(), 2);
		assert!(HealthToken::receipts_of_payer(HOSPITAL, ReceiptId(0), 9).is_empty());

		let (first, second) = (redeemed(600), redeemed(700));
		let at_bank: Vec<_> =
			HealthToken::redemptions_at(BANK, RedemptionId(0), 9).into_iter().map(|(id, _)| id).collect();
		assert_eq!(at_bank, [first, second]);
		invoiced(&[("hip", 1)]);
		assert_eq!(HealthToken::open_invoices(HOSPITAL, InvoiceId(0), 9).len(), 1);
		let (a, b) = (opened(round_terms()), opened(round_terms()));
		assert_eq!(HealthToken::latest_rounds(9).into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [b, a]);
		assert_eq!(HealthToken::latest_rounds(1).len(), 1);
		assert_eq!(HealthToken::desks(), [BANK]);
	});
}

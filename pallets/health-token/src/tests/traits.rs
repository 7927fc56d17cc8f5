use super::*;
use salus_primitives::traits::{Receipts, Tariffs};

#[test]
fn other_pallets_should_see_prices_ceilings_and_receipts_when_there_are_some() {
	ExtBuilder::default().price(HOSPITAL, "hip", 100).build_and_execute(|| {
		assert_ok!(HealthToken::set_reference(signed(MINISTRY), service("hip"), 80, Some(120)));
		assert_eq!(<HealthToken as Tariffs<_, _>>::price(&HOSPITAL, &service("hip")), Some(100));
		assert_eq!(<HealthToken as Tariffs<_, _>>::price(&CLINIC, &service("hip")), None);
		assert_eq!(<HealthToken as Tariffs<AccountId, _>>::ceiling(&service("hip")), Some(120));
		assert_eq!(<HealthToken as Tariffs<AccountId, _>>::ceiling(&service("knee")), None);
		let id = invoiced(&[("hip", 2)]);
		assert_eq!(<HealthToken as Receipts<AccountId, _>>::receipt(ReceiptId(0)), None);
		assert_ok!(HealthToken::pay(signed(PATIENT), id, 200));
		let receipt = <HealthToken as Receipts<AccountId, _>>::receipt(ReceiptId(0)).unwrap();
		assert_eq!((receipt.provider, receipt.payer, receipt.total), (HOSPITAL, PATIENT, 200));
		assert_eq!((receipt.patient, receipt.paid_at), (commitment(9), START));
	});
}

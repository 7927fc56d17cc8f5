use super::*;

#[test]
fn views_should_be_empty_when_nothing_happened() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(CareMarket::tender(TenderId(0)), None);
		assert_eq!(CareMarket::tender_phase(TenderId(0)), None);
		assert_eq!(CareMarket::escrow(TenderId(0)), None);
		assert_eq!(CareMarket::group(GroupId(0)), None);
		assert_eq!(CareMarket::group_phase(GroupId(0)), None);
		assert_eq!(CareMarket::region(HOSPITAL), None);
		assert!(CareMarket::bids(TenderId(0)).is_empty() && CareMarket::ranking(TenderId(0)).is_empty());
		assert!(!CareMarket::may_deliver(TenderId(0)) && !CareMarket::may_bid(TenderId(0), HOSPITAL));
		assert!(CareMarket::open_tenders(Kind::Procedure, None, 9).is_empty());
		assert!(CareMarket::tenders_of(PATIENT, 0, 9).is_empty() && CareMarket::orders_of(PATIENT, 0, 9).is_empty());
		assert!(CareMarket::open_groups(None, 9).is_empty() && CareMarket::groups_of(THERAPIST, 0, 9).is_empty());
		assert!(CareMarket::open_bids(HOSPITAL).is_empty() && CareMarket::places(GroupId(0)).is_empty());
		assert_eq!(CareMarket::scheduled(), 0);
		assert_eq!(CareMarket::provider_record(HOSPITAL), (ProviderRecord::default(), Permill::from_percent(50)));
	});
}

#[test]
fn open_tenders_should_come_in_pages_of_their_kind_when_there_are_many() {
	ExtBuilder::default().build_and_execute(|| {
		for poster in [PATIENT, OTHER_PATIENT] {
			for _ in 0..3 {
				posted_by(poster, specification());
			}
		}
		let opinion = posted_with(Specification { kind: Kind::SecondOpinion, ..specification() });
		let mut seen = Vec::new();
		let mut after = None;
		loop {
			let page = CareMarket::open_tenders(Kind::Procedure, after, 4);
			assert!(page.len() <= 4);
			let Some((last, _)) = page.last() else { break };
			after = Some(*last);
			seen.extend(page.into_iter().map(|(id, _)| id));
		}
		seen.sort();
		assert_eq!(seen, (0..6).map(TenderId).collect::<Vec<_>>());
		let others = CareMarket::open_tenders(Kind::SecondOpinion, None, u32::MAX);
		assert_eq!(others.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [opinion]);
	});
}

#[test]
fn tenders_of_should_come_in_pages_when_there_are_many() {
	ExtBuilder::default().build_and_execute(|| {
		let ids: Vec<_> = (0..3).map(|_| posted()).collect();
		posted_by(OTHER_PATIENT, specification());
		let page = |from, limit| -> Vec<TenderId> {
			CareMarket::tenders_of(PATIENT, from, limit).into_iter().map(|(id, _)| id).collect()
		};
		assert_eq!(page(0, 2), ids[..2]);
		assert_eq!(page(2, 2), ids[2..]);
		assert_eq!(page(0, u32::MAX), ids);
		assert!(page(3, 2).is_empty() && page(u32::MAX, u32::MAX).is_empty());
	});
}

#[test]
fn groups_should_be_listed_when_they_are_offered() {
	ExtBuilder::default().build_and_execute(|| {
		let ids = [offered(), offered()];
		let hosted: Vec<_> = CareMarket::groups_of(THERAPIST, 0, 9).into_iter().map(|(id, _)| id).collect();
		assert_eq!(hosted, ids);
		let first = CareMarket::open_groups(None, 1);
		let second = CareMarket::open_groups(Some(first[0].0), 1);
		assert_ne!(first[0].0, second[0].0);
		assert!(CareMarket::open_groups(Some(second[0].0), 1).is_empty());
		assert_ok!(call(THERAPIST, Call::cancel_group { group: ids[0], forfeit: false }));
		assert_eq!(CareMarket::open_groups(None, 9).len(), 1);
	});
}

#[test]
fn escrow_should_tell_where_the_money_is_when_a_tender_is_awarded() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(CareMarket::escrow(posted()), None);
		let id = delivered_in(&[25, 75]);
		let status = CareMarket::escrow(id).unwrap();
		assert_eq!((status.price, status.released, status.held, status.next), (PRICE, 0, PRICE, 200));
		assert_ok!(call(PATIENT, Call::accept { tender: id, milestone: 0 }));
		let status = CareMarket::escrow(id).unwrap();
		assert_eq!((status.released, status.held, status.next), (200, 600, 600));
		assert_ok!(call(HOSPITAL, Call::step_back { tender: id, forfeit: true }));
		let status = CareMarket::escrow(id).unwrap();
		assert_eq!((status.released, status.held, status.next), (200, 0, 0));
	});
}

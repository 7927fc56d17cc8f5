//! What is stored, and how large it may become.

use super::*;

/// The pallets of Salus.
const OURS: [&str; 6] = ["Participants", "EmrRecords", "EmrConsent", "Consortium", "HealthToken", "CareMarket"];

/// Every storage item of ours with the most bytes that key and value of one entry take. Whoever changes one changes the format in
/// which chains keep it, and so owes a migration.
const SIZES: &[(&str, u32)] = &[
	("HealthToken.NextPriceVersion", 56),
	("HealthToken.Prices", 1253),
	("HealthToken.ListingCount", 52),
	("HealthToken.Providers", 8309),
	("HealthToken.References", 773),
	("HealthToken.ReferenceCount", 52),
	("HealthToken.Desks", 234),
	("HealthToken.CounterForDesks", 4),
	("HealthToken.OutsideReceipts", 105),
	("HealthToken.TokenLedger", 64),
	("HealthToken.NextRedemptionId", 8),
	("HealthToken.Redemptions", 177),
	("HealthToken.PendingRedemptions", 305),
	("HealthToken.NextRoundId", 8),
	("HealthToken.Rounds", 168),
	("HealthToken.Purchases", 80),
	("HealthToken.NextInvoiceId", 8),
	("HealthToken.Invoices", 3022),
	("HealthToken.Inbox", 4146),
	("HealthToken.OpenInvoiceCount", 52),
	("HealthToken.NextReceiptId", 8),
	("HealthToken.Receipts", 3014),
	("HealthToken.NextAuthorizationId", 8),
	("HealthToken.Authorizations", 154),
	("HealthToken.OpenAuthorizations", 305),
	("HealthToken.Index", 57),
	("HealthToken.Queue", 17),
	("HealthToken.QueueLength", 13),
	("Consortium.Institutions", 169),
	("Consortium.CounterForInstitutions", 4),
	("Consortium.Applications", 64),
	("Consortium.CounterForApplications", 4),
	("Consortium.Roster", 3202),
	("Consortium.OperatorOf", 80),
	("Consortium.Nominations", 80),
	("Consortium.PlannedValidators", 6402),
	("Consortium.ActiveValidators", 6402),
	("Participants.Participants", 143),
	("Participants.Authorities", 49),
	("Participants.Certificates", 169),
	("Participants.Endpoints", 306),
	("Participants.Affiliations", 305),
	("Participants.PendingAffiliations", 562),
	("Participants.FreeCallUsage", 56),
	("EmrRecords.ClassKeys", 101),
	("EmrRecords.PastClassKeys", 108),
	("EmrRecords.NextRecordId", 8),
	("EmrRecords.Records", 248),
	("EmrRecords.RecordCounts", 70),
	("EmrRecords.RecordsByClass", 86),
	("EmrRecords.Fingerprints", 104),
	("EmrRecords.Ciphertexts", 104),
	("EmrRecords.Facts", 145),
	("EmrRecords.FactsBySource", 145),
	("EmrRecords.Custodians", 579),
	("EmrRecords.NextContradictionId", 8),
	("EmrRecords.Contradictions", 799),
	("EmrRecords.OpenContradictions", 104),
	("EmrConsent.NextDirectiveId", 8),
	("EmrConsent.NextRequestId", 8),
	("EmrConsent.NextBreakGlassId", 8),
	("EmrConsent.Directives", 1135),
	("EmrConsent.ActiveDirectives", 562),
	("EmrConsent.Requests", 1730),
	("EmrConsent.OpenRequests", 562),
	("EmrConsent.OpenRequestCount", 52),
	("EmrConsent.Holders", 2066),
	("EmrConsent.SealedKeys", 1409),
	("EmrConsent.Erasures", 105),
	("EmrConsent.OwedErasures", 104),
	("EmrConsent.CoApprovers", 579),
	("EmrConsent.EmergencyKeyholders", 177),
	("EmrConsent.EmergencyKeys", 1441),
	("EmrConsent.BreakGlasses", 217),
	("EmrConsent.LatestBreakGlass", 104),
	("EmrConsent.BreakGlassCount", 52),
	("EmrConsent.BreakGlassIndex", 68),
	("EmrConsent.OpenBreakGlasses", 449),
	("EmrConsent.Unsettled", 4),
	("EmrConsent.Barred", 65),
	("EmrConsent.Queue", 33),
	("EmrConsent.QueueSpans", 25),
	("EmrConsent.AccessCount", 56),
	("EmrConsent.AccessRoots", 108),
	("CareMarket.NextTenderId", 8),
	("CareMarket.NextGroupId", 8),
	("CareMarket.Tenders", 561),
	("CareMarket.Bids", 173),
	("CareMarket.OpenBids", 562),
	("CareMarket.OpenTenders", 25),
	("CareMarket.Groups", 280),
	("CareMarket.Places", 97),
	("CareMarket.OpenGroups", 16),
	("CareMarket.Active", 52),
	("CareMarket.TenderCount", 53),
	("CareMarket.TenderIndex", 69),
	("CareMarket.GroupCount", 52),
	("CareMarket.GroupIndex", 68),
	("CareMarket.ProviderRecords", 64),
	("CareMarket.Served", 96),
	("CareMarket.Cited", 73),
	("CareMarket.Regions", 55),
	("CareMarket.Agenda", 33),
	("CareMarket.AgendaCursor", 8),
	("CareMarket.Scheduled", 8),
];

#[test]
fn everything_stored_by_our_pallets_is_bounded_and_has_the_size_that_it_had() {
	let found: Vec<_> = AllPalletsWithSystem::storage_info()
		.into_iter()
		.map(|info| {
			let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
			(text(&info.pallet_name), text(&info.storage_name), info.max_size)
		})
		.filter(|(pallet, ..)| OURS.contains(&pallet.as_str()))
		.map(|(pallet, storage, size)| {
			let size = size.unwrap_or_else(|| panic!("{pallet}.{storage} has no bound"));
			(format!("{pallet}.{storage}"), size)
		})
		.collect();
	let listed: Vec<_> = SIZES.iter().map(|(name, size)| ((*name).to_string(), *size)).collect();
	let table: Vec<_> = found.iter().map(|(name, size)| format!("\t(\"{name}\", {size}),")).collect();
	assert!(found == listed, "the sizes are now\n{}", table.join("\n"));
}

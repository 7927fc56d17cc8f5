//! What is stored, and how large it may become.

use super::*;

/// The pallets of Salus.
const OURS: [&str; 4] = ["Participants", "EmrRecords", "EmrConsent", "Consortium"];

/// Every storage item of ours with the most bytes that key and value of one entry take. Whoever changes one changes the format in
/// which chains keep it, and so owes a migration.
const SIZES: &[(&str, u32)] = &[];

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

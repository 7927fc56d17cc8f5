//! How large what is stored may get, with the accounts and amounts of the real chain, so that a change of format is seen.

use super::*;
use sp_runtime::AccountId32;

#[test]
fn stored_types_have_the_sizes_that_they_had() {
	assert_eq!(Specification::<AccountId32, u128>::max_encoded_len(), 252);
	assert_eq!(Tender::<AccountId32, u128>::max_encoded_len(), 545);
	assert_eq!(Order::<AccountId32, u128>::max_encoded_len(), 219);
	assert_eq!(Bid::<AccountId32, u128>::max_encoded_len(), 109);
	assert_eq!(Group::<AccountId32, u128>::max_encoded_len(), 264);
	assert_eq!(Place::max_encoded_len(), 33);
	assert_eq!(ProviderRecord::max_encoded_len(), 16);
	assert_eq!(Region::max_encoded_len(), 7);
	assert_eq!(Due::max_encoded_len(), 9);
}

//! The nouns of Salus and the traits by which its pallets meet.
//!
//! Everything here is plain data and pure logic: no storage, no `Config`. A pallet that needs to know something about
//! another's subject asks through a trait of [`traits`]; only the runtime says which pallet answers.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	target_arch = "wasm32",
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::panic,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::float_arithmetic
	)
)]

extern crate alloc;

pub mod commitment;
pub mod consent;
pub mod ids;
pub mod keys;
pub mod merkle;
pub mod purpose;
pub mod records;
pub mod roles;
pub mod services;
pub mod time;
pub mod traits;

pub use commitment::{Commitment, ContentDigest, Salt};
pub use ids::*;
pub use keys::{EncryptionKey, Epoch, SealedKey};
pub use services::ServiceCode;
pub use time::{Moment, Period};

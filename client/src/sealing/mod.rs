//! Sealing: keys to readers, records to classes.
//!
//! - [`key`] seals 32 bytes to an X25519 key by HPKE, bound to what they are for.
//! - [`envelope`] seals a record to a class key, with its size hidden by [`padding`].

pub mod envelope;
pub mod key;
pub mod padding;

pub use envelope::{open, open_with_content_key, seal, Anchored, EnvelopeError, OpenedRecord, SealTo, SealedRecord};
pub use key::{open_key, seal_key, KeySealError, SealContext, SealPurpose};

//! The client library of Salus, and what the `salus` command is made of.
//!
//! Everything that must not be on chain happens here, on the device of whoever holds the keys:
//!
//! | module | what it answers |
//! |---|---|
//! | [`keys`] | Which keys follow from a patient's words, and how are the words kept by several hands? |
//! | [`sealing`] | How does a record become an envelope that only the right reader opens? |
//! | [`store`] | Where are envelopes kept, and is what comes back what was put? |
//! | [`fhir`] | What do health records in FHIR R4 say, whose are they, and what does a FHIR consent mean on chain? |
//! | [`report`] | What happened to this patient, on one page? |
//!
//! These modules know nothing of a running chain and never use the network, except for the blob store that they are given. The
//! way of a record:
//!
//! ```
//! use salus_client::{
//!     fhir::{self, RestrictionPolicy},
//!     keys::{PersonaId, Seed, Words},
//!     sealing::{open, seal, Anchored, SealTo},
//!     store::BlobStore,
//! };
//! use salus_primitives::Epoch;
//!
//! # fn main() -> anyhow::Result<()> {
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! // The patient, and what the chain will know of the patient's keys.
//! let patient = Seed::generate(Words::Twelve)?.root()?.persona(PersonaId::ROOT);
//! let account = patient.account_id();
//!
//! // A record, classified and fingerprinted.
//! let json = br#"{"resourceType": "Procedure", "status": "completed", "subject": {"reference": "Patient/1"}}"#;
//! let record = fhir::records(json, &patient.matching_keys(), &RestrictionPolicy::default())?.remove(0);
//!
//! // Sealed to the class key, which is public, and stored.
//! let secret = patient.class_secret(record.class, Epoch(0))?;
//! let to = SealTo { patient: &account, class: record.class, epoch: Epoch(0), class_key: &secret.public_key() };
//! let sealed = seal(&to, fhir::MEDIA_TYPE, &record.canonical)?;
//! let store = BlobStore::memory();
//! store.put(sealed.bytes).await?;
//!
//! // Read back by what the chain says of it.
//! let anchored = Anchored {
//!     patient: &account,
//!     class: record.class,
//!     ciphertext: sealed.ciphertext,
//!     commitment: sealed.commitment,
//! };
//! let opened = open(&store.get(&anchored.ciphertext).await?, &anchored, &secret)?;
//! assert_eq!(&opened.content[..], &record.canonical[..]);
//! # anyhow::Ok(())
//! # })
//! # }
//! ```

pub mod actions;
pub mod chain;
pub mod fhir;
pub mod journey;
pub mod keys;
pub mod report;
pub mod sealing;
pub mod store;

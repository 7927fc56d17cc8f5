//! How the pallets are configured, one file per theme.

pub mod accounts;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
pub mod consensus;
pub mod governance;
pub mod health;
pub mod market;
pub mod system;
pub mod tokens;

//! One file per call, and what spans several.

mod anchor;
mod anchor_batch;
mod facts;
mod model;
mod provider;
mod publish_class_key;
mod release_custodian;
mod report_contradiction;
mod resolve_contradiction;
mod set_emergency;
mod versions;
mod views;

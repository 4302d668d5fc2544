//! The register of reads, read and kept for a year: who opened which person's file, and when. It is written by
//! `access::Caller::opened`, which the nouns call that tell of people.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::purge;
pub use model::{FileRead, ReadFilter};

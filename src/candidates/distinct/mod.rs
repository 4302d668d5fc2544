//! Pairs of records that look alike and that an officer found to be about two people: they are no possible duplicates any
//! more.

pub mod actions;
pub mod api;
mod model;

pub use model::Distinction;

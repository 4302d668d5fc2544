//! Decisions: officers validate or reject many submitted cells at once, by ids, by versions or by a filter.

pub mod actions;
pub mod api;
mod model;

pub use model::{Decided, Decision, Expected, Selection, Tally};

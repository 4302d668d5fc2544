//! Decisions: officers validate or reject many submitted cells at once, by ids or by a filter.

pub mod actions;
pub mod api;
mod model;

pub use model::{Decided, Decision, Expected, Selection, Tally};

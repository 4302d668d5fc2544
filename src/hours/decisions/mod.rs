//! Decisions on what was submitted: officers validate or reject many cells at once, by their ids or by a filter.

pub mod actions;
pub mod api;
mod model;

pub use model::{Chosen, Decided, Decision, Expected, Tally};

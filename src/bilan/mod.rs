//! The yearly bilan: every table of the report, each figure with its denominator and the rule it was counted by.

mod actions;
pub mod api;
mod facts;
mod model;
mod rules;
mod store;

pub use crate::totals::Reach;
pub use actions::bilan;
pub use model::{Bilan, Denominator, Figure, Finding, Table, Value};

//! The yearly bilan (`/v1/bilans/{year}`): the tables of the report, each figure with its denominator and rule.

mod actions;
pub mod api;
mod facts;
mod model;
pub mod published;
mod rules;
mod store;

pub use crate::totals::Reach;
pub use actions::bilan;
pub use model::{Bilan, Denominator, Figure, Finding, Table, Value};
pub use rules::HOURS_RULE;

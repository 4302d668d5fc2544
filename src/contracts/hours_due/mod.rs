//! Hours due: what was promised on a lot, entry by entry; the latest one in force is what is owed.

pub mod actions;
pub mod api;
mod model;
mod rules;
pub(super) mod store;

pub use model::{Calculation, Computation, Estimate, HoursDue, NewHoursDue};

//! Hours due (`/v1/lots/{id}/hours-due`): the hours promised on a lot, as entries; the latest in force is due.

pub mod actions;
pub mod api;
mod model;
mod rules;
pub(super) mod store;

pub use model::{Calculation, Computation, Estimate, HoursDue, NewHoursDue};
pub use store::in_force;

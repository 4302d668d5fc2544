//! Hours due (`/v1/lots/{id}/hours-due`): the hours promised on a lot, as entries; the latest in force is due.

pub mod actions;
pub mod api;
mod model;
pub(super) mod rules;
pub(super) mod store;

pub use model::{Calculation, Computation, Estimate, HoursDue, NewHoursDue, UsualInputs};
pub use rules::computed;
pub use store::in_force;

//! Positive exits: the day a person meets one of the PLIE's criteria, which ends the PLIE period that it lies in.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use actions::link_to_periods;
pub use model::{ExitDetails, ExitFilter, PositiveExit};

//! Evidence for a lot and month: what proves all the hours of the lot in that month, where it is not said cell by cell.

pub(super) mod actions;
pub(super) mod api;
mod model;
mod store;

pub use model::{LotEvidence, NewLotEvidence};

//! Evidence for all hours of a lot in a month (`/v1/months/{month}/evidence`), instead of evidence for each cell.

pub(super) mod actions;
pub(super) mod api;
mod model;
mod store;

pub use model::{LotEvidence, NewLotEvidence};

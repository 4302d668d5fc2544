//! Lots (`/v1/lots`): the parts of a public contract that are awarded separately, each with its hours due.

pub mod actions;
pub mod api;
mod model;
pub(super) mod store;

pub use model::{Lot, LotDetails, NewLot};

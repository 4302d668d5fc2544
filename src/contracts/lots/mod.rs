//! Lots: the parts of a public contract that are awarded apart; each carries its own hours due.

pub mod actions;
pub mod api;
mod model;
pub(super) mod store;

pub use model::{Lot, LotDetails, NewLot};

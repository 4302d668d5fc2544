//! Comments on lots (`/v1/lots/{id}/comments`): what an officer writes to the buyer about how far a lot has come. The latest
//! one up to a day stands in the buyer's account of that day.

pub mod actions;
pub mod api;
mod model;
mod store;

pub use model::{LotComment, NewLotComment};
pub use store::in_force;

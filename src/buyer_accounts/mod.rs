//! Each buyer's account (`/v1/organisations/{id}/account`): how far the hours due under each of its public contracts have come
//! on a day. It counts everyone's hours, as they are owed to the buyer.

mod actions;
pub mod api;
mod assembly;
mod document;
mod facts;
pub mod links;
mod masking;
mod model;
mod store;
mod tally;

pub use actions::{account, must_be_of, written};
pub use model::{AccountContract, AccountLot, BuyerAccount, Completed, HoursOfCode, Shortfall, Work};

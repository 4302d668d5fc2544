//! Public contracts with an insertion clause: their lots, the hours due on each lot, and how far these have come.

pub mod actions;
pub mod api;
pub mod hours_due;
pub mod lots;
mod model;
pub mod progress;
mod rules;
mod store;

pub use hours_due::{Calculation, Computation, Estimate, HoursDue, NewHoursDue};
pub use lots::{Lot, LotDetails, NewLot};
pub use model::{NewPublicContract, PublicContract, PublicContractDetails, PublicContractFilter};
pub use progress::{Progress, ProgressStatus};

//! Public contracts with an insertion clause (`/v1/public-contracts`), their lots, hours due and progress.

pub mod actions;
pub mod api;
pub mod comments;
pub mod hours_due;
pub mod lots;
mod model;
pub mod progress;
mod rules;
mod store;
pub mod withdrawal;

pub use comments::{LotComment, NewLotComment};
pub use hours_due::{Calculation, Computation, Estimate, HoursDue, NewHoursDue, UsualInputs};
pub use lots::{Lot, LotDetails, NewLot};
pub use model::{NewPublicContract, PublicContract, PublicContractDetails, PublicContractFilter};
pub use progress::{COUNTED_BY as PROGRESS_COUNTED_BY, Completion, Progress, ProgressStatus};

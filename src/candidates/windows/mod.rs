//! Eligibility windows that officers open beyond what the rules give, and the list of people whose eligibility ends
//! soon.

pub mod actions;
pub mod api;
mod model;
mod store;

pub use model::{EligibilityWindow, EndingEligibility, WindowDetails};

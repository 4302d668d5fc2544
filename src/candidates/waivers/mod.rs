//! Waivers: an officer lets a person work in a sector without a validated referral, with a reason.

pub mod actions;
pub mod api;
mod model;
mod store;

pub use model::{Waiver, WaiverDetails};

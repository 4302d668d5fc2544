//! Referrals: a person sent by a prescriber, or come by themselves, on one day, for one sector or several, until the
//! referral ends in one outcome. A validated outcome lets the person work in its sector.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{Outcome, Referral, ReferralDetails, ReferralFilter, SeenReferral};

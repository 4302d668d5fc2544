//! Findings: what is not refused and not changed, but what somebody should look at. So far, hours of closed months that
//! keep what is no longer so.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::settle;
pub use model::{Drift, Finding, FindingFilter};

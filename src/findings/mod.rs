//! Findings (`/v1/findings`): what the service does not refuse or change but an officer should look at. So far, hours of
//! closed months whose snapshot differs from its source. `hours` updates them.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::{list_in, update};
pub use model::{Drift, Finding, FindingFilter};

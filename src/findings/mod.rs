//! Findings (`/v1/findings`): what the service does not refuse or change but an officer should look at: hours of
//! closed months whose snapshot differs from its source, which `hours` updates, and records that may be about one person,
//! which `candidates` updates.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::{list_in, update, update_duplicates};
pub use model::{Drift, Finding, FindingFilter, PossibleDuplicate};

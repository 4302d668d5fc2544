//! Progress: how much of the hours due on a lot has been done, and when the rest will be.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{Progress, ProgressStatus};

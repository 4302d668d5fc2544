//! Taking back an organisation that should not have been recorded.

pub mod actions;
pub mod api;
mod store;

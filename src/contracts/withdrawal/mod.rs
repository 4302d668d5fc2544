//! Taking back a public contract, or a lot, that should not have been recorded.

pub mod actions;
pub mod api;
mod store;

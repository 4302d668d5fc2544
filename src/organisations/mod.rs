//! Organisations. One may have several roles: buyer, holder, employer, prescriber.

pub mod actions;
pub mod api;
pub mod merges;
mod model;
pub mod store;
pub mod withdrawal;

pub use model::{Contact, Organisation, OrganisationDetails, OrganisationFilter, OrganisationRole};

//! Organisations. One may have several roles: buyer, holder, employer, prescriber.

pub mod actions;
pub mod api;
mod model;
pub mod store;

pub use model::{Contact, Organisation, OrganisationDetails, OrganisationFilter, OrganisationRole};

//! Organisations: a buyer, a holder, an employer and a prescriber are roles that one organisation may play together.

pub mod actions;
pub mod api;
mod model;
pub mod store;

pub use model::{Contact, Organisation, OrganisationDetails, OrganisationFilter, OrganisationRole};

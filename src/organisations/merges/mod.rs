//! Merging two records of one organisation: `/v1/organisations/{id}/merges`. One record stays and gets what the other has;
//! which record something names changes, and no figure.

pub mod actions;
pub mod api;
mod model;
mod records;
mod rules;
mod store;

pub use model::{Conflict, NewMerge, OrganisationMerge, OrganisationMoves};

//! Organisations with what they play: the list with its counts, and one organisation's file. It reads across nouns and writes
//! nothing; the pages of organisations call it.

mod actions;
mod model;
mod rules;
mod store;

pub use actions::{file, organisations, similar};
pub use model::{
    AccessRow, BoughtContract, Counts, Employee, HeldLot, LastWord, OrganisationFile, OrganisationFilter,
    OrganisationRow, Played, SortedBy,
};

//! Queries of participant links, and of the records that steps are made of.

pub mod due;
pub mod links;
pub(super) mod referent;
mod row;
pub(super) mod steps;

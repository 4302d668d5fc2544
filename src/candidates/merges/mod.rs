//! Merging two records of one person: `/v1/candidates/{id}/merges`. One record stays and gets what the other has; nothing of
//! hours moves but whose they are. Pages show what a merge would do before it is done.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{
    Comparison, Conflict, DistinctPair, HoursTotal, Merge, Moves, NewMerge, PairedPerson, PeopleTotal, PossiblePair,
    Side,
};

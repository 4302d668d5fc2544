//! Candidates in the database. Only officers and administrators come here, and a person is of no sector: what the
//! scope narrows is the sectors that one may ask for.

mod eligibility;
mod lists;
mod people;

pub(crate) use eligibility::facts_of;
pub(super) use eligibility::facts_of_everyone;
pub(super) use lists::{PlacedAddress, replace};
pub(super) use people::{alike, find, insert, list, names, update, with_external_ref};
pub(crate) use people::{exists, lock};

//! Candidates in the database. A person is of no sector: to officers everybody exists, and what the scope narrows is the
//! sectors that they may ask for; to a partner those whom it recorded and those of its sectors exist.

mod lists;
mod people;
mod visible;

pub(super) use lists::{PlacedAddress, replace};
pub(super) use people::{alike, find, insert, list, names, update, with_external_ref};
pub(crate) use people::{exists, lock};

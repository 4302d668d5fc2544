//! Queries of candidates. Officers see all people; a partner sees those whom it recorded and those with a referral or
//! an employment in its sectors.

mod first_event;
mod lists;
mod people;
mod references;
mod visible;

pub(super) use first_event::first_event;
pub(super) use lists::{AddressRecord, replace_lists};
pub(crate) use people::{exists, lock};
pub(super) use people::{find, insert, list, names, possible_duplicates, update};
pub(super) use references::{lock_named, set_of_others};

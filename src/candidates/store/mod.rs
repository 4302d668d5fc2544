//! Queries of candidates. Officers see all people; a partner sees those whom it recorded and those with a referral or
//! an employment in its sectors.

mod distinct;
mod filtered;
mod first_event;
mod lists;
mod merged;
mod people;
mod references;
mod sorted;
mod visible;
mod withdrawal;

pub(super) use distinct::{
    DistinctRow, all as all_distinct, move_to as move_distinct, others as distinct_from, pairs as distinct_pairs,
};
pub(super) use distinct::{remove as remove_distinct, set as set_distinct};
pub(super) use first_event::first_event;
pub(super) use lists::{AddressRecord, replace_lists};
pub(super) use merged::not_found;
pub(crate) use people::{exists, lock};
pub(super) use people::{find, insert, list, names, possible_duplicates, update};
pub(super) use references::{lock_named, set_of_others};
pub(super) use sorted::{Home, OfColumns, by_ids, count, homes, ids, neighbourhood_names, references};
pub(super) use withdrawal::{delete, lock_for_deletion};

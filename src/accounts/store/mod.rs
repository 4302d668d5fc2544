//! Accounts in the database: people, what opens their accounts, and where they came in from.

mod factors;
mod links;
mod people;

pub(super) use factors::{Factor, confirm, factor, keep_factor, remove_factor, spend_step};
pub(super) use links::{FoundLink, forget_links, issue, usable, use_up, void};
pub(super) use people::{
    Opening, administrators, any, any_administrators_key, find, forget_places, insert, is_somebodys_place, key_name,
    list, lock_administrators, lock_opening, note_places, opening, opening_of, own_place, raise, set_password, update,
    with_email,
};

//! Queries of the outbox.

mod claims;
mod lists;
mod queue;

pub(super) use claims::{claim, clear_payload, give_back, has_due, settle};
pub(super) use lists::{count, find, list};
pub(super) use queue::{discard_untried, insert, move_subject, replace_dead, retry, written};

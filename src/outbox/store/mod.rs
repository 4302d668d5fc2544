//! Queries of the outbox.

mod lists;
mod queue;

pub(super) use lists::{count, find, list};
pub(super) use queue::{
    claim, clear_payload, give_back, has_due, hold, insert, move_subject, release, retry, settle, written,
};

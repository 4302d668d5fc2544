//! Queries of the outbox.

mod lists;
mod queue;

pub(super) use lists::{count, find, list};
pub(super) use queue::{
    claim, clear_payload, discard_untried, give_back, has_due, insert, move_subject, replace_dead, retry, settle,
    written,
};

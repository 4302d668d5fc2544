//! Use cases on hours.

pub(super) mod cell_queue;
pub(super) mod cells;
pub(super) mod history;
pub(super) mod record;
pub(super) mod recorded;
pub(super) mod recount;
pub(super) mod refresh;
mod sealed;
pub(super) mod verify;
pub(super) mod warn;

//! The audit trail and its blocks in the database.

mod list;
pub(super) mod records;
mod seal;
mod walk;

use chrono::NaiveDateTime;

pub(super) use list::{Walk, list};
pub(super) use seal::{block_of, first_seal, head, last_sealed, seal, unsealed};
pub(super) use walk::{SealedRow, sealed_after, seals_after, unsealed_count, waiting, waiting_count};

use super::rules::StoredEvent;

/// The columns of an event, in the order of `event_columns!`.
type EventRow =
    (i64, NaiveDateTime, String, String, String, Option<i64>, String, Option<String>, Option<String>, Option<String>);

macro_rules! event_columns {
    () => {
        (
            audit_events::id,
            audit_events::at,
            audit_events::actor,
            audit_events::action,
            audit_events::subject,
            audit_events::subject_id,
            audit_events::changes,
            audit_events::request_id,
            audit_events::digests,
            audit_events::made,
        )
    };
}
use event_columns;

fn event((id, at, actor, action, subject, subject_id, changes, request_id, digests, made): EventRow) -> StoredEvent {
    StoredEvent { id, at, actor, action, subject, subject_id, changes, request_id, digests, made }
}

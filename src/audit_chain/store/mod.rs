//! The trail's tables.

mod list;
mod seal;
mod walk;

use chrono::NaiveDateTime;

pub(super) use list::list;
pub(super) use seal::{head, last_sealed, seal, unsealed};
pub(super) use walk::{Found, sealed_behind, seals_behind, unsealed_count, waiting, waiting_count};

use super::rules::StoredEvent;

/// An event's columns, in the order in which every query of this slice selects them.
type EventRow = (i64, NaiveDateTime, String, String, String, Option<i64>, String, Option<String>, Option<String>);

/// What selects them.
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
        )
    };
}
use event_columns;

fn event((id, at, actor, action, subject, subject_id, changes, request_id, digests): EventRow) -> StoredEvent {
    StoredEvent { id, at, actor, action, subject, subject_id, changes, request_id, digests }
}

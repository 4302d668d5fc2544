//! The audit trail in the database; a trigger refuses any change to it.

use diesel::prelude::*;

use super::Event;
use crate::access::{Tx, WriteTx};
use crate::db::schema::audit_events;
use crate::error::Result;

/// Appends an event.
pub(super) fn append(tx: &mut WriteTx<'_>, event: &Event, changes: &str) -> Result<()> {
    let (now, scope) = (tx.now(), tx.scope());
    diesel::insert_into(audit_events::table)
        .values((
            audit_events::at.eq(now),
            audit_events::actor.eq(&scope.actor),
            audit_events::action.eq(event.action),
            audit_events::subject.eq(event.subject),
            audit_events::subject_id.eq(event.subject_id),
            audit_events::changes.eq(changes),
            audit_events::reason.eq(event.reason.as_deref()),
            audit_events::request_id.eq(scope.request_id.as_deref()),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Whether there is such an event.
pub(super) fn has(tx: &mut Tx<'_>, action: &str, subject: &str) -> Result<bool> {
    let found: Option<i64> = audit_events::table
        .filter(audit_events::subject.eq(subject))
        .filter(audit_events::action.eq(action))
        .select(audit_events::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}

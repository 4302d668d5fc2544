//! The audit trail in the database; a trigger refuses any change to it, but for what is personal.

use diesel::prelude::*;

use super::Event;
use crate::access::{Tx, WriteTx};
use crate::db::schema::{audit_events, audit_personal};
use crate::error::Result;
use crate::values::CandidateId;

/// Appends an event and gives its id.
pub(super) fn append(tx: &mut WriteTx<'_>, event: &Event, changes: &str, digests: Option<&str>) -> Result<i64> {
    let (now, scope) = (tx.now(), tx.scope());
    let id = diesel::insert_into(audit_events::table)
        .values((
            audit_events::at.eq(now),
            audit_events::actor.eq(&scope.actor),
            audit_events::action.eq(event.action),
            audit_events::subject.eq(event.subject),
            audit_events::subject_id.eq(event.subject_id),
            audit_events::changes.eq(changes),
            audit_events::digests.eq(digests),
            audit_events::request_id.eq(scope.request_id.as_deref()),
        ))
        .returning(audit_events::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Keeps what is personal in an event, with the secret that its digests were made with.
pub(super) fn keep_personal(
    tx: &mut WriteTx<'_>,
    event: i64,
    person: Option<CandidateId>,
    secret: &str,
    content: &str,
) -> Result<()> {
    diesel::insert_into(audit_personal::table)
        .values((
            audit_personal::event_id.eq(event),
            audit_personal::candidate_id.eq(person),
            audit_personal::secret.eq(secret),
            audit_personal::content.eq(content),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Erases what events tell of a person in clear.
pub(super) fn erase(tx: &mut WriteTx<'_>, person: CandidateId) -> Result<usize> {
    let theirs = audit_personal::table.filter(audit_personal::candidate_id.eq(person));
    Ok(diesel::delete(theirs).execute(tx.conn())?)
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

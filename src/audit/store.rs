//! The audit trail in the database. Triggers refuse every change to events; only personal values can be erased.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Event;
use crate::access::{self, Actor, Tx};
use crate::db::WriteTx;
use crate::db::schema::{audit_events, audit_personal, merged_candidates};
use crate::error::Result;
use crate::values::CandidateId;

/// Appends an event and returns its id.
pub(super) fn append<S: Actor>(
    tx: &mut WriteTx<'_, S>,
    event: &Event,
    changes: &str,
    digests: Option<&str>,
    made: Option<&str>,
) -> Result<i64> {
    let (now, scope) = (tx.now(), tx.scope());
    let id = diesel::insert_into(audit_events::table)
        .values((
            audit_events::at.eq(now),
            audit_events::actor.eq(scope.actor()),
            audit_events::action.eq(event.action),
            audit_events::subject.eq(event.subject),
            audit_events::subject_id.eq(event.subject_id),
            audit_events::changes.eq(changes),
            audit_events::digests.eq(digests),
            audit_events::made.eq(made),
            audit_events::request_id.eq(event.request_id.as_deref().or(scope.request_id())),
        ))
        .returning(audit_events::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Inserts the personal values of an event with the secret of their digests.
pub(super) fn insert_personal<S>(
    tx: &mut WriteTx<'_, S>,
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

/// Deletes the personal values of a person's events.
pub(super) fn erase(tx: &mut access::WriteTx<'_>, person: CandidateId) -> Result<usize> {
    let of_person = audit_personal::table.filter(audit_personal::candidate_id.eq(person));
    Ok(diesel::delete(of_person).execute(tx.conn())?)
}

/// The numbers of records that were merged into a person's.
pub(super) fn merged_into(tx: &mut Tx<'_>, person: CandidateId) -> Result<Vec<CandidateId>> {
    let merged = merged_candidates::table.filter(merged_candidates::kept_id.eq(person)).order(merged_candidates::id);
    Ok(merged.select(merged_candidates::id).load(tx.conn())?)
}

/// An event as it is stored: id, time, actor, action, changes and personal values.
pub(super) type StoredRow = (i64, NaiveDateTime, String, String, String, Option<String>);

/// The events of a subject, in the order of their ids, with their personal values.
pub(super) fn of_subject(tx: &mut Tx<'_>, subject: &str, subject_id: i64) -> Result<Vec<StoredRow>> {
    let events = audit_events::table
        .left_join(audit_personal::table.on(audit_personal::event_id.eq(audit_events::id)))
        .filter(audit_events::subject.eq(subject))
        .filter(audit_events::subject_id.eq(subject_id))
        .order(audit_events::id)
        .select((
            audit_events::id,
            audit_events::at,
            audit_events::actor,
            audit_events::action,
            audit_events::changes,
            audit_personal::content.nullable(),
        ));
    Ok(events.load(tx.conn())?)
}

/// The events of one action about a person on one kind of subject, each behind its subject's id, in the order of their ids.
pub(super) fn events_about(
    tx: &mut Tx<'_>,
    person: CandidateId,
    action: &str,
    subject: &str,
) -> Result<Vec<(i64, StoredRow)>> {
    let events = audit_events::table
        .inner_join(audit_personal::table.on(audit_personal::event_id.eq(audit_events::id)))
        .filter(audit_personal::candidate_id.eq(person))
        .filter(audit_events::action.eq(action))
        .filter(audit_events::subject.eq(subject))
        .order(audit_events::id)
        .select((
            audit_events::subject_id.assume_not_null(),
            (
                audit_events::id,
                audit_events::at,
                audit_events::actor,
                audit_events::action,
                audit_events::changes,
                audit_personal::content.nullable(),
            ),
        ));
    Ok(events.load(tx.conn())?)
}

/// An event without its personal values: id, time, actor, action and changes.
pub(super) type ChangeRow = (i64, NaiveDateTime, String, String, String);

/// The events of these subjects of one kind, in the order of their ids.
pub(super) fn of_subjects(tx: &mut Tx<'_>, subject: &str, ids: &[i64]) -> Result<Vec<ChangeRow>> {
    let events = audit_events::table
        .filter(audit_events::subject.eq(subject))
        .filter(audit_events::subject_id.eq_any(ids))
        .order(audit_events::id)
        .select((audit_events::id, audit_events::at, audit_events::actor, audit_events::action, audit_events::changes));
    Ok(events.load(tx.conn())?)
}

/// Whether an event of this action and subject exists.
pub(super) fn has(tx: &mut Tx<'_>, action: &str, subject: &str) -> Result<bool> {
    let id: Option<i64> = audit_events::table
        .filter(audit_events::subject.eq(subject))
        .filter(audit_events::action.eq(action))
        .select(audit_events::id)
        .first(tx.conn())
        .optional()?;
    Ok(id.is_some())
}

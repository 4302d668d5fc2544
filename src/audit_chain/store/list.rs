//! Queries of listed events.

use diesel::prelude::*;

use super::super::EventFilter;
use super::super::rules::StoredEvent;
use super::{EventRow, event, event_columns};
use crate::access::Tx;
use crate::db::schema::{audit_events, audit_personal, audit_sealed};
use crate::error::Result;

/// An event, its block, and its personal values in clear.
type ListedEvent = (StoredEvent, Option<i64>, Option<String>);

/// Which events of a list are read.
#[derive(Debug, Clone, Copy)]
pub(in crate::audit_chain) enum Walk {
    /// Those after an id, the oldest first.
    After(i64),
    /// Those before an id, the latest first.
    Before(i64),
}

/// Events in one of the two orders of their ids. The action checks that the caller sees every sector, so no query
/// filters by scope.
pub(in crate::audit_chain) fn list(
    tx: &mut Tx<'_>,
    filter: &EventFilter,
    walk: Walk,
    rows: i64,
) -> Result<Vec<ListedEvent>> {
    let mut query = audit_events::table
        .left_join(audit_sealed::table.on(audit_sealed::event_id.eq(audit_events::id)))
        .left_join(audit_personal::table.on(audit_personal::event_id.eq(audit_events::id)))
        .into_boxed();
    query = match walk {
        Walk::After(id) => query.filter(audit_events::id.gt(id)).order(audit_events::id.asc()),
        Walk::Before(id) => query.filter(audit_events::id.lt(id)).order(audit_events::id.desc()),
    };
    if let Some(subject) = &filter.subject {
        query = query.filter(audit_events::subject.eq(subject));
    }
    if let Some(id) = filter.subject_id {
        query = query.filter(audit_events::subject_id.eq(id));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(audit_events::actor.eq(actor));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit_events::action.eq(action));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_events::at.ge(from.naive_utc()));
    }
    if let Some(end) = filter.before {
        query = query.filter(audit_events::at.lt(end.naive_utc()));
    }
    let rows: Vec<(EventRow, Option<i64>, Option<String>)> = query
        .limit(rows)
        .select((event_columns!(), audit_sealed::block.nullable(), audit_personal::content.nullable()))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(row, block, content)| (event(row), block, content)).collect())
}

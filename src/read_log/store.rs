//! The read log in the database. Only administrators who see every sector read it, so no query filters by scope.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{FileRead, ReadFilter};
use crate::access::Tx;
use crate::db::schema::{merged_candidates, reads as table};
use crate::error::Result;
use crate::values::CandidateId;

/// How many reads one transaction deletes.
const AT_ONCE: i64 = 1000;

#[derive(Queryable)]
struct ReadRow {
    id: i64,
    at: NaiveDateTime,
    actor: String,
    what: String,
    candidate_id: Option<CandidateId>,
    request_id: Option<String>,
}

impl From<ReadRow> for FileRead {
    fn from(ReadRow { id, at, actor, what, candidate_id, request_id }: ReadRow) -> Self {
        Self { id, at: at.and_utc(), actor, what, candidate_id, request_id }
    }
}

/// Which reads of a list are read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Walk {
    /// Those after an id, the oldest first.
    After(i64),
    /// Those before an id, the latest first.
    Before(i64),
}

/// Reads in one of the two orders of their ids; those of a person with the reads of records that were merged into theirs.
pub(super) fn list(tx: &mut Tx<'_>, filter: &ReadFilter, walk: Walk, rows: i64) -> Result<Vec<FileRead>> {
    let mut query = table::table.limit(rows).into_boxed();
    query = match walk {
        Walk::After(id) => query.filter(table::id.gt(id)).order(table::id.asc()),
        Walk::Before(id) => query.filter(table::id.lt(id)).order(table::id.desc()),
    };
    if let Some(candidate) = filter.candidate {
        let merged = merged_candidates::table.filter(merged_candidates::kept_id.eq(candidate));
        let merged = merged.select(merged_candidates::id.nullable());
        query = query.filter(table::candidate_id.eq(candidate).or(table::candidate_id.eq_any(merged)));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(table::actor.eq(actor));
    }
    if let Some(from) = filter.from {
        query = query.filter(table::at.ge(from.naive_utc()));
    }
    if let Some(end) = filter.before {
        query = query.filter(table::at.lt(end.naive_utc()));
    }
    let rows: Vec<ReadRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(FileRead::from).collect())
}

/// Deletes some of the reads before a time, the oldest first. A background job: no request, so no scope.
pub(super) fn delete_some_before(tx: &mut crate::db::WriteTx<'_, ()>, oldest: NaiveDateTime) -> Result<usize> {
    let some: Vec<NaiveDateTime> =
        table::table.filter(table::at.lt(oldest)).order(table::at).limit(AT_ONCE).select(table::at).load(tx.conn())?;
    let Some(last) = some.last() else { return Ok(0) };
    Ok(diesel::delete(table::table.filter(table::at.le(last))).execute(tx.conn())?)
}

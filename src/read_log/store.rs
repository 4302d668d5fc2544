//! The register of reads in the database. It tells of people of every sector, to administrators alone.

use chrono::{Days, NaiveDateTime, NaiveTime};
use diesel::prelude::*;

use super::{FileRead, ReadFilter};
use crate::access::Tx;
use crate::db::schema::reads as table;
use crate::error::Result;
use crate::values::CandidateId;

/// How many are deleted in one transaction.
const AT_ONCE: i64 = 1000;

#[derive(Queryable)]
struct Row {
    id: i64,
    at: NaiveDateTime,
    actor: String,
    what: String,
    candidate_id: Option<CandidateId>,
    request_id: Option<String>,
}

impl From<Row> for FileRead {
    fn from(Row { id, at, actor, what, candidate_id, request_id }: Row) -> Self {
        Self { id, at: at.and_utc(), actor, what, candidate_id, request_id }
    }
}

/// Reads by id, after the last one seen.
pub(super) fn list(tx: &mut Tx<'_>, filter: &ReadFilter, after: i64, rows: i64) -> Result<Vec<FileRead>> {
    let mut query = table::table.filter(table::id.gt(after)).order(table::id).limit(rows).into_boxed();
    if let Some(candidate) = filter.candidate {
        query = query.filter(table::candidate_id.eq(candidate));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(table::actor.eq(actor));
    }
    if let Some(from) = filter.from {
        query = query.filter(table::at.ge(from.and_time(NaiveTime::MIN)));
    }
    // The last day there is has none behind it.
    if let Some(behind) = filter.to.and_then(|to| to.checked_add_days(Days::new(1))) {
        query = query.filter(table::at.lt(behind.and_time(NaiveTime::MIN)));
    }
    let rows: Vec<Row> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(FileRead::from).collect())
}

/// Deletes some of the oldest from before a moment, whoever's they are: this is nobody's request and has no scope.
pub(super) fn delete_some_before(tx: &mut crate::db::WriteTx<'_, ()>, oldest: NaiveDateTime) -> Result<usize> {
    let some: Vec<NaiveDateTime> =
        table::table.filter(table::at.lt(oldest)).order(table::at).limit(AT_ONCE).select(table::at).load(tx.conn())?;
    let Some(last) = some.last() else { return Ok(0) };
    Ok(diesel::delete(table::table.filter(table::at.le(last))).execute(tx.conn())?)
}

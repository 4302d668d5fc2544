//! Queries of eligibility windows. They belong to no sector, so the scope does not narrow them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{EligibilityWindow, WindowDetails};
use crate::access::{Tx, WriteTx};
use crate::db::schema::eligibility_windows as table;
use crate::error::Result;
use crate::values::{CandidateId, FreeText, WindowId};

#[derive(Queryable)]
struct WindowRow {
    id: WindowId,
    candidate_id: CandidateId,
    ends_on: NaiveDate,
    reason: FreeText,
    opened_by: String,
    opened_at: NaiveDateTime,
}

impl From<WindowRow> for EligibilityWindow {
    fn from(row: WindowRow) -> Self {
        Self {
            id: row.id,
            candidate_id: row.candidate_id,
            ends_on: row.ends_on,
            reason: row.reason,
            opened_by: row.opened_by,
            opened_at: row.opened_at.and_utc(),
        }
    }
}

/// Inserts a window, opened by the caller.
pub(super) fn insert(tx: &mut WriteTx<'_>, candidate: CandidateId, details: &WindowDetails) -> Result<WindowId> {
    let (now, scope) = (tx.now(), tx.scope());
    let id = diesel::insert_into(table::table)
        .values((
            table::candidate_id.eq(candidate),
            table::ends_on.eq(details.ends_on),
            table::reason.eq(&details.reason),
            table::opened_by.eq(&scope.actor),
            table::opened_at.eq(now),
        ))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Lists a person's windows, in the order they were opened.
pub(super) fn list(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<EligibilityWindow>> {
    let rows: Vec<WindowRow> =
        table::table.filter(table::candidate_id.eq(candidate)).order(table::id).load(tx.conn())?;
    Ok(rows.into_iter().map(EligibilityWindow::from).collect())
}

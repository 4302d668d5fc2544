//! Queries of PLIE periods. They belong to no sector, so the scope does not narrow them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{PliePeriod, PliePeriodDetails};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{plie_periods as table, positive_exits};
use crate::error::{ProblemCode, Result};
use crate::values::{CandidateId, PeriodId, PeriodSource, PositiveExitId};

#[derive(Queryable)]
struct PliePeriodRow {
    id: PeriodId,
    candidate_id: CandidateId,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    source: PeriodSource,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    counts: bool,
}

impl From<PliePeriodRow> for PliePeriod {
    fn from(row: PliePeriodRow) -> Self {
        Self {
            id: row.id,
            candidate_id: row.candidate_id,
            from: row.starts_on,
            to: row.ends_on,
            source: row.source,
            counts: row.counts,
            version: row.version,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
            warnings: Vec::new(),
        }
    }
}

/// Inserts a period; `counts` says whether its source counts for the person.
pub(super) fn insert(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
    details: PliePeriodDetails,
    source: PeriodSource,
    counts: bool,
) -> Result<PeriodId> {
    let now = tx.now();
    let id = diesel::insert_into(table::table)
        .values((
            table::candidate_id.eq(candidate),
            table::starts_on.eq(details.period.from),
            table::ends_on.eq(details.period.to),
            table::source.eq(source),
            table::counts.eq(counts),
            table::version.eq(1_i64),
            table::created_at.eq(now),
            table::updated_at.eq(now),
        ))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Updates a period, if its version is still `expected`.
///
/// # Errors
/// `precondition_failed`.
pub(super) fn update(tx: &mut WriteTx<'_>, id: PeriodId, expected: i64, details: PliePeriodDetails) -> Result<()> {
    let now = tx.now();
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(expected)))
        .set((
            table::starts_on.eq(details.period.from),
            table::ends_on.eq(details.period.to),
            table::version.eq(expected.saturating_add(1)),
            table::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Returns a period.
pub(super) fn find(tx: &mut Tx<'_>, id: PeriodId) -> Result<PliePeriod> {
    let row: PliePeriodRow = table::table.find(id).first(tx.conn())?;
    Ok(row.into())
}

/// Lists a person's periods, in order of time.
pub(super) fn list(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<PliePeriod>> {
    let query = table::table.filter(table::candidate_id.eq(candidate)).order((table::starts_on, table::source));
    let rows: Vec<PliePeriodRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(PliePeriod::from).collect())
}

/// The positive exit that ends the period, with its date.
pub(super) fn exit_of(tx: &mut Tx<'_>, id: PeriodId) -> Result<Option<(PositiveExitId, NaiveDate)>> {
    Ok(positive_exits::table
        .filter(positive_exits::plie_period_id.eq(id))
        .select((positive_exits::id, positive_exits::met_on))
        .first(tx.conn())
        .optional()?)
}

/// Deletes a period, and returns the exit that ended it and ends none now.
pub(super) fn delete(tx: &mut WriteTx<'_>, id: PeriodId) -> Result<Vec<i64>> {
    let exits = release_exits(tx, id)?;
    diesel::delete(table::table.filter(table::id.eq(id))).execute(tx.conn())?;
    Ok(exits)
}

/// Gives a period to another person: both are one.
pub(super) fn hand_over(tx: &mut WriteTx<'_>, id: PeriodId, into: CandidateId) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id))).set(table::candidate_id.eq(into)).execute(tx.conn())?;
    Ok(())
}

/// Makes the positive exit that ends a period end none, and returns it.
pub(super) fn release_exits(tx: &mut WriteTx<'_>, id: PeriodId) -> Result<Vec<i64>> {
    let of_period = positive_exits::table.filter(positive_exits::plie_period_id.eq(id));
    let exits: Vec<i64> = of_period.select(positive_exits::id).load(tx.conn())?;
    diesel::update(of_period).set(positive_exits::plie_period_id.eq(None::<PeriodId>)).execute(tx.conn())?;
    Ok(exits)
}

/// Sets whether a period counts.
pub(super) fn set_counts(tx: &mut WriteTx<'_>, id: PeriodId, counts: bool) -> Result<()> {
    let now = tx.now();
    diesel::update(table::table.filter(table::id.eq(id)))
        .set((table::counts.eq(counts), table::version.eq(table::version + 1), table::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

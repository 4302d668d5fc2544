//! Queries of positive exits. Callers of every sector see an exit without a sector.

mod listing;
mod rows;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

pub(super) use self::listing::{count, ordered, people};
use self::rows::{ExitRow, visible, with_warnings};
use super::{ExitDetails, ExitFilter, PositiveExit};
use crate::access::{Tx, WriteTx};
use crate::db::load_for_update;
use crate::db::schema::{candidates, merged_candidates, plie_periods, positive_exits as table};
use crate::error::{ProblemCode, Result};
use crate::values::{CandidateId, ExitKind, Hours, Name, OrganisationId, PeriodId, PositiveExitId, Sector};

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = table, treat_none_as_null = true, treat_none_as_default_value = false)]
struct ExitColumns<'a> {
    candidate_id: CandidateId,
    plie_period_id: Option<PeriodId>,
    kind: ExitKind,
    started_on: NaiveDate,
    met_on: NaiveDate,
    employer_id: Option<OrganisationId>,
    weekly_hours: Option<Hours>,
    sector: Option<Sector>,
    proof_reference: Option<&'a Name>,
    version: i64,
    updated_at: NaiveDateTime,
}

impl<'a> ExitColumns<'a> {
    fn of(details: &'a ExitDetails, period: Option<PeriodId>, version: i64, now: NaiveDateTime) -> Self {
        Self {
            candidate_id: details.candidate_id,
            plie_period_id: period,
            kind: details.kind,
            started_on: details.started_on,
            met_on: details.met_on,
            employer_id: details.employer_id,
            weekly_hours: details.weekly_hours,
            sector: details.sector,
            proof_reference: details.proof_reference.as_ref(),
            version,
            updated_at: now,
        }
    }
}

/// The person's birth date, if there is such a person. Locks the person exclusively, so that it stays.
pub(super) fn lock_person(tx: &mut WriteTx<'_>, id: CandidateId) -> Result<Option<NaiveDate>> {
    let births: Vec<NaiveDate> =
        load_for_update!(tx.conn(), candidates::table.filter(candidates::id.eq(id)).select(candidates::birth_date))?;
    Ok(births.into_iter().next())
}

/// The record into which a person's record was merged. Officers read exits, and see everyone.
pub(super) fn merged_into(tx: &mut Tx<'_>, id: CandidateId) -> Result<Option<CandidateId>> {
    let kept = merged_candidates::table.filter(merged_candidates::id.eq(id)).select(merged_candidates::kept_id);
    Ok(kept.first(tx.conn()).optional()?)
}

/// The person's PLIE period that contains a day, its last day included. Locks it exclusively, so that it does not change
/// and no other exit ends it.
pub(super) fn period_on(tx: &mut WriteTx<'_>, candidate: CandidateId, day: NaiveDate) -> Result<Option<PeriodId>> {
    let periods: Vec<PeriodId> = load_for_update!(
        tx.conn(),
        plie_periods::table
            .filter(plie_periods::candidate_id.eq(candidate))
            .filter(plie_periods::counts.eq(true))
            .filter(plie_periods::starts_on.le(day))
            .filter(plie_periods::ends_on.is_null().or(plie_periods::ends_on.ge(day)))
            .order(plie_periods::starts_on)
            .select(plie_periods::id)
    )?;
    Ok(periods.into_iter().next())
}

/// The exit that ends a period, with its sector, in any sector.
pub(super) fn ending(tx: &mut Tx<'_>, period: PeriodId) -> Result<Option<(PositiveExitId, Option<Sector>)>> {
    Ok(table::table
        .filter(table::plie_period_id.eq(period))
        .select((table::id, table::sector))
        .first(tx.conn())
        .optional()?)
}

/// The person's exits that end no period, by the day on which they were met, in any sector.
pub(super) fn unlinked(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<(PositiveExitId, NaiveDate)>> {
    Ok(table::table
        .filter(table::candidate_id.eq(candidate))
        .filter(table::plie_period_id.is_null())
        .order((table::met_on, table::id))
        .select((table::id, table::met_on))
        .load(tx.conn())?)
}

/// Sets the period that an exit ends.
pub(super) fn link(tx: &mut WriteTx<'_>, id: PositiveExitId, period: PeriodId) -> Result<()> {
    let now = tx.now();
    diesel::update(table::table.filter(table::id.eq(id)))
        .set((table::plie_period_id.eq(period), table::version.eq(table::version + 1), table::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert(tx: &mut WriteTx<'_>, details: &ExitDetails, period: Option<PeriodId>) -> Result<PositiveExitId> {
    let now = tx.now();
    let id = diesel::insert_into(table::table)
        .values((ExitColumns::of(details, period, 1, now), table::created_at.eq(now)))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Replaces the exit's fields.
///
/// # Errors
/// `precondition_failed` if the version differs.
pub(super) fn update(
    tx: &mut WriteTx<'_>,
    id: PositiveExitId,
    version: i64,
    details: &ExitDetails,
    period: Option<PeriodId>,
) -> Result<()> {
    let changes = ExitColumns::of(details, period, version.saturating_add(1), tx.now());
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(version)))
        .set(changes)
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// # Errors
/// `precondition_failed` if the version differs.
pub(super) fn delete(tx: &mut WriteTx<'_>, id: PositiveExitId, version: i64) -> Result<()> {
    let deleted =
        diesel::delete(table::table.filter(table::id.eq(id)).filter(table::version.eq(version))).execute(tx.conn())?;
    if deleted == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// An exit that the caller sees.
///
/// # Errors
/// `not_found`.
pub fn find(tx: &mut Tx<'_>, id: PositiveExitId) -> Result<PositiveExit> {
    let row: ExitRow = visible(tx.scope()).filter(table::id.eq(id)).first(tx.conn())?;
    with_warnings(tx, vec![row])?.pop().ok_or_else(|| ProblemCode::NotFound.into())
}

/// Exits by id, after `after`.
pub(super) fn list(tx: &mut Tx<'_>, filter: &ExitFilter, after: i64, rows: i64) -> Result<Vec<PositiveExit>> {
    let query = listing::matching(tx.scope(), filter).filter(table::id.gt(after)).order(table::id).limit(rows);
    let rows: Vec<ExitRow> = query.load(tx.conn())?;
    with_warnings(tx, rows)
}

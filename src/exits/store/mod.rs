//! Queries of positive exits. Callers of every sector see an exit without a sector.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{ExitDetails, ExitFilter, PositiveExit, rules};
use crate::access::{Scope, Tx, WriteTx};
use crate::db::schema::{candidates, merged_candidates, organisations, plie_periods, positive_exits as table};
use crate::db::{MultiBackend, load_for_update};
use crate::error::{ProblemCode, Result};
use crate::values::{
    CandidateId, EmployerKind, ExitKind, Hours, Name, OrganisationId, PeriodId, PositiveExitId, Sector,
};

#[derive(Queryable)]
struct ExitRow {
    id: PositiveExitId,
    candidate_id: CandidateId,
    plie_period_id: Option<PeriodId>,
    kind: ExitKind,
    started_on: NaiveDate,
    met_on: NaiveDate,
    employer_id: Option<OrganisationId>,
    weekly_hours: Option<Hours>,
    sector: Option<Sector>,
    proof_reference: Option<Name>,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl ExitRow {
    /// The exit with its warnings, of which see [`rules::warnings`].
    fn into_exit(self, birth: Option<NaiveDate>, in_aci: bool) -> PositiveExit {
        let row = self;
        let details = ExitDetails {
            candidate_id: row.candidate_id,
            kind: row.kind,
            started_on: row.started_on,
            met_on: row.met_on,
            employer_id: row.employer_id,
            weekly_hours: row.weekly_hours,
            sector: row.sector,
            proof_reference: row.proof_reference,
        };
        PositiveExit {
            id: row.id,
            plie_period_id: row.plie_period_id,
            version: row.version,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
            warnings: rules::warnings(&details, row.plie_period_id, birth, in_aci),
            candidate_id: details.candidate_id,
            kind: details.kind,
            started_on: details.started_on,
            met_on: details.met_on,
            employer_id: details.employer_id,
            weekly_hours: details.weekly_hours,
            sector: details.sector,
            proof_reference: details.proof_reference,
        }
    }
}

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
    let mut query = visible(tx.scope()).filter(table::id.gt(after)).order(table::id).limit(rows);
    if let Some(candidate) = filter.candidate_id {
        query = query.filter(table::candidate_id.eq(candidate));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(table::kind.eq(kind));
    }
    if let Some(from) = filter.from {
        query = query.filter(table::met_on.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(table::met_on.le(to));
    }
    let rows: Vec<ExitRow> = query.load(tx.conn())?;
    with_warnings(tx, rows)
}

/// The exits with their warnings, which look at the birth date and at the employer's kind.
fn with_warnings(tx: &mut Tx<'_>, rows: Vec<ExitRow>) -> Result<Vec<PositiveExit>> {
    let people: Vec<CandidateId> = rows.iter().map(|row| row.candidate_id).collect();
    let births: HashMap<CandidateId, NaiveDate> = candidates::table
        .filter(candidates::id.eq_any(people))
        .select((candidates::id, candidates::birth_date))
        .load::<(CandidateId, NaiveDate)>(tx.conn())?
        .into_iter()
        .collect();
    let employers: Vec<OrganisationId> = rows.iter().filter_map(|row| row.employer_id).collect();
    let chantiers: Vec<OrganisationId> = organisations::table
        .filter(organisations::id.eq_any(employers))
        .filter(organisations::employer_kind.eq(EmployerKind::Aci))
        .select(organisations::id)
        .load(tx.conn())?;
    let exits = rows.into_iter().map(|row| {
        let birth = births.get(&row.candidate_id).copied();
        let in_aci = row.employer_id.is_some_and(|id| chantiers.contains(&id));
        row.into_exit(birth, in_aci)
    });
    Ok(exits.collect())
}

fn visible<'q>(scope: &Scope) -> table::BoxedQuery<'q, MultiBackend> {
    let query = table::table.into_boxed();
    if scope.sectors.is_all() {
        return query;
    }
    query.filter(table::sector.is_null().or(table::sector.eq_any(scope.visible_sectors())))
}

//! The rows of exits that a caller sees, with their warnings.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::access::{Scope, Tx};
use crate::db::MultiBackend;
use crate::db::schema::{candidates, organisations, positive_exits as table};
use crate::error::Result;
use crate::exits::{ExitDetails, PositiveExit, rules};
use crate::values::{
    CandidateId, EmployerKind, ExitKind, Hours, Name, OrganisationId, PeriodId, PositiveExitId, Sector,
};

#[derive(Queryable)]
pub(super) struct ExitRow {
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

/// The exits with their warnings, which look at the birth date and at the employer's kind.
pub(super) fn with_warnings(tx: &mut Tx<'_>, rows: Vec<ExitRow>) -> Result<Vec<PositiveExit>> {
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

/// The exits that the caller sees.
pub(super) fn visible<'q>(scope: &Scope) -> table::BoxedQuery<'q, MultiBackend> {
    let query = table::table.into_boxed();
    if scope.sectors.is_all() {
        return query;
    }
    query.filter(table::sector.is_null().or(table::sector.eq_any(scope.visible_sectors())))
}

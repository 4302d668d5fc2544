//! Queries of findings: at most one of each kind for a row of hours, and one for two records of people.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::upsert::excluded;

use super::model::{explanation_of, frozen_explanation};
use super::{Drift, Finding, FindingFilter};
use crate::access::{PersonField, Tx, WriteTx};
use crate::db::schema::{findings as table, hours};
use crate::db::{CHUNK, native};
use crate::error::Result;
use crate::values::{CandidateId, EmploymentId, FindingId, FindingKind, HoursId, LotId, Month, Sector};

#[derive(Queryable)]
struct FindingRow {
    id: FindingId,
    kind: FindingKind,
    month: Option<Month>,
    sector: Option<Sector>,
    hours_id: Option<HoursId>,
    employment_id: Option<EmploymentId>,
    lot_id: Option<LotId>,
    candidate_id: CandidateId,
    other_candidate_id: Option<CandidateId>,
    fields: String,
    noted_at: NaiveDateTime,
}

impl From<FindingRow> for Finding {
    fn from(row: FindingRow) -> Self {
        let fields: Vec<String> = row.fields.split(',').map(str::to_owned).collect();
        let explanation = match (row.month, row.sector) {
            (Some(month), Some(sector)) => frozen_explanation(month, sector, &fields),
            _ => explanation_of(row.kind, &fields),
        };
        Self {
            id: row.id,
            kind: row.kind,
            month: row.month,
            sector: row.sector,
            hours_id: row.hours_id,
            employment_id: row.employment_id,
            lot_id: row.lot_id,
            candidate_id: row.candidate_id,
            other_candidate_id: row.other_candidate_id,
            fields,
            explanation,
            noted_at: row.noted_at.and_utc(),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct NewFinding {
    kind: FindingKind,
    hours_id: HoursId,
    month: Month,
    sector: Sector,
    fields: String,
    noted_at: NaiveDateTime,
}

/// Findings about hours in the caller's sectors and about people, by id, after `after`.
pub(super) fn list(tx: &mut Tx<'_>, filter: &FindingFilter, after: i64, rows: i64) -> Result<Vec<Finding>> {
    let sectors = tx.scope().visible_sectors();
    let mut query = table::table
        .left_join(hours::table)
        .filter(table::id.gt(after))
        .select((
            table::id,
            table::kind,
            table::month,
            table::sector,
            table::hours_id,
            hours::employment_id.nullable(),
            hours::lot_id.nullable(),
            sql::<BigInt>("COALESCE(findings.candidate_id, hours.candidate_id)"),
            table::other_candidate_id,
            table::fields,
            table::noted_at,
        ))
        .order(table::id)
        .limit(rows)
        .into_boxed();
    query = if tx.scope().shows(PersonField::PossibleDuplicates) {
        query.filter(table::sector.eq_any(sectors).or(table::sector.is_null()))
    } else {
        query.filter(table::sector.eq_any(sectors))
    };
    if let Some(kind) = filter.kind {
        query = query.filter(table::kind.eq(kind));
    }
    if let Some(sector) = filter.sector {
        query = query.filter(table::sector.eq(sector));
    }
    let rows: Vec<FindingRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(Finding::from).collect())
}

/// The fields of the findings of rows of hours, by row, in any sector.
pub(super) fn recorded(tx: &mut Tx<'_>, kind: FindingKind, drifts: &[Drift]) -> Result<HashMap<HoursId, String>> {
    let mut fields = HashMap::new();
    for chunk in drifts.chunks(CHUNK) {
        let ids: Vec<HoursId> = chunk.iter().map(|drift| drift.hours).collect();
        let rows: Vec<(HoursId, String)> = table::table
            .filter(table::hours_id.eq_any(ids))
            .filter(table::kind.eq(kind))
            .select((table::hours_id.assume_not_null(), table::fields))
            .load(tx.conn())?;
        fields.extend(rows);
    }
    Ok(fields)
}

/// Records findings, in place of earlier ones of the same rows.
pub(super) fn upsert(tx: &mut WriteTx<'_>, kind: FindingKind, drifts: &[&Drift]) -> Result<()> {
    let noted_at = tx.now();
    let row = |drift: &&Drift| NewFinding {
        kind,
        hours_id: drift.hours,
        month: drift.month,
        sector: drift.sector,
        fields: drift.fields.join(","),
        noted_at,
    };
    for chunk in drifts.chunks(CHUNK) {
        let rows: Vec<NewFinding> = chunk.iter().map(row).collect();
        native!(tx.conn(), |conn| diesel::insert_into(table::table)
            .values(&rows)
            .on_conflict((table::hours_id, table::kind))
            .do_update()
            .set((table::fields.eq(excluded(table::fields)), table::noted_at.eq(excluded(table::noted_at))))
            .execute(conn))?;
    }
    Ok(())
}

/// Deletes the findings of rows of hours.
pub(super) fn delete(tx: &mut WriteTx<'_>, kind: FindingKind, ids: &[HoursId]) -> Result<()> {
    for chunk in ids.chunks(CHUNK) {
        let those = table::table.filter(table::hours_id.eq_any(chunk)).filter(table::kind.eq(kind));
        diesel::delete(those).execute(tx.conn())?;
    }
    Ok(())
}

/// The findings about this person's record: their ids, the other records and the fields that agree.
pub(super) fn recorded_duplicates(
    tx: &mut Tx<'_>,
    person: CandidateId,
) -> Result<Vec<(FindingId, CandidateId, String)>> {
    let rows: Vec<(FindingId, CandidateId, CandidateId, String)> = table::table
        .filter(table::candidate_id.eq(person).or(table::other_candidate_id.eq(person)))
        .filter(table::kind.eq(FindingKind::PossibleDuplicate))
        .select((
            table::id,
            table::candidate_id.assume_not_null(),
            table::other_candidate_id.assume_not_null(),
            table::fields,
        ))
        .load(tx.conn())?;
    let other = |(id, later, earlier, fields)| (id, if later == person { earlier } else { later }, fields);
    Ok(rows.into_iter().map(other).collect())
}

/// Records that two records may be about one person.
pub(super) fn insert_duplicate(tx: &mut WriteTx<'_>, one: CandidateId, other: CandidateId, fields: &str) -> Result<()> {
    let noted_at = tx.now();
    diesel::insert_into(table::table)
        .values((
            table::kind.eq(FindingKind::PossibleDuplicate),
            table::candidate_id.eq(one.max(other)),
            table::other_candidate_id.eq(one.min(other)),
            table::fields.eq(fields),
            table::noted_at.eq(noted_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Records a finding of the link to a participant record, unless it is recorded; about two people the later record first.
pub(super) fn insert_about(
    tx: &mut WriteTx<'_>,
    kind: FindingKind,
    person: CandidateId,
    other: Option<CandidateId>,
    field: &str,
) -> Result<()> {
    let later = other.map_or(person, |other| person.max(other));
    let earlier = other.map(|other| person.min(other));
    if about(tx, kind, later)?.iter().any(|(_, of)| *of == earlier) {
        return Ok(());
    }
    let noted_at = tx.now();
    diesel::insert_into(table::table)
        .values((
            table::kind.eq(kind),
            table::candidate_id.eq(later),
            table::other_candidate_id.eq(earlier),
            table::fields.eq(field),
            table::noted_at.eq(noted_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The findings of a kind about a person, with the earlier record of two.
pub(super) fn about(
    tx: &mut Tx<'_>,
    kind: FindingKind,
    person: CandidateId,
) -> Result<Vec<(FindingId, Option<CandidateId>)>> {
    Ok(table::table
        .filter(table::candidate_id.eq(person).or(table::other_candidate_id.eq(person)))
        .filter(table::kind.eq(kind))
        .select((table::id, table::other_candidate_id))
        .load(tx.conn())?)
}

/// The other people of findings of a kind about a person and somebody.
pub(super) fn others(tx: &mut Tx<'_>, kind: FindingKind, person: CandidateId) -> Result<Vec<CandidateId>> {
    let rows: Vec<(Option<CandidateId>, Option<CandidateId>)> = table::table
        .filter(table::candidate_id.eq(person).or(table::other_candidate_id.eq(person)))
        .filter(table::kind.eq(kind))
        .select((table::candidate_id, table::other_candidate_id))
        .load(tx.conn())?;
    Ok(rows.into_iter().flat_map(|(one, other)| [one, other]).flatten().filter(|id| *id != person).collect())
}

/// Deletes findings.
pub(super) fn delete_by_id(tx: &mut WriteTx<'_>, ids: &[FindingId]) -> Result<()> {
    for chunk in ids.chunks(CHUNK) {
        diesel::delete(table::table.filter(table::id.eq_any(chunk))).execute(tx.conn())?;
    }
    Ok(())
}

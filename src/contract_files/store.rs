//! Queries: a fixed number, whatever the number of rows. Those about a lot do not check the caller's sectors: actions find
//! the lot first.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{LotPerson, LotProof};
use super::rules::MonthSum;
use crate::access::Tx;
use crate::db::schema::{assignments, candidates, employments, hours, hours_due, lot_evidence, organisations};
use crate::error::Result;
use crate::values::{
    CandidateId, ContractType, EmploymentId, EvidenceKind, Hours, HoursDueId, HoursStatus, LotId, Modality, Month, Name,
};

/// The actors who recorded the entries of a lot's hours due.
pub(super) fn due_recorded_by(tx: &mut Tx<'_>, lot: LotId) -> Result<HashMap<HoursDueId, String>> {
    let entries = hours_due::table.filter(hours_due::lot_id.eq(lot));
    let rows: Vec<(HoursDueId, String)> = entries.select((hours_due::id, hours_due::recorded_by)).load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// The hours of a lot that are not rejected, by month, status and whether they count, in the order of months.
pub(super) fn month_sums(tx: &mut Tx<'_>, lot: LotId) -> Result<Vec<MonthSum>> {
    type Row = (Month, HoursStatus, bool, i64, i64, i64);
    let mut rows: Vec<Row> = hours::table
        .filter(hours::lot_id.eq(lot))
        .filter(hours::status.ne(HoursStatus::Rejected))
        .group_by((hours::month, hours::status, hours::counted))
        .select((
            hours::month,
            hours::status,
            hours::counted,
            sql::<BigInt>("CAST(SUM(worked) AS BIGINT)"),
            sql::<BigInt>("COUNT(*)"),
            sql::<BigInt>("COUNT(evidence_kind)"),
        ))
        .load(tx.conn())?;
    rows.sort_by_key(|(month, ..)| *month);
    let sum = |(month, status, is_counted, worked, rows, proven): Row| {
        let worked = Hours::from_hundredths(worked);
        MonthSum { month, status, is_counted, worked, rows, proven }
    };
    Ok(rows.into_iter().map(sum).collect())
}

/// The validated hours on a lot that count, by employment.
fn done_by_employment(tx: &mut Tx<'_>, lot: LotId) -> Result<HashMap<EmploymentId, Hours>> {
    let rows: Vec<(EmploymentId, i64)> = hours::table
        .filter(hours::lot_id.eq(lot))
        .filter(hours::status.eq(HoursStatus::Validated))
        .filter(hours::counted.eq(true))
        .group_by(hours::employment_id)
        .select((hours::employment_id, sql::<BigInt>("CAST(SUM(worked) AS BIGINT)")))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(employment, worked)| (employment, Hours::from_hundredths(worked))).collect())
}

/// The assignments to a lot, by employment.
pub(super) fn assigned(tx: &mut Tx<'_>, lot: LotId) -> Result<Vec<LotPerson>> {
    type Who = (CandidateId, String, String);
    type Work = (EmploymentId, String, ContractType, Option<NaiveDate>);
    type Place = (Modality, NaiveDate, Option<NaiveDate>);
    let done = done_by_employment(tx, lot)?;
    let rows: Vec<(Who, Work, Place)> = assignments::table
        .inner_join(employments::table)
        .inner_join(candidates::table.on(candidates::id.eq(employments::candidate_id)))
        .inner_join(organisations::table.on(organisations::id.eq(employments::employer_id)))
        .filter(assignments::lot_id.eq(lot))
        .order((employments::id, assignments::starts_on))
        .select((
            (candidates::id, candidates::last_name, candidates::first_name),
            (employments::id, organisations::name, employments::contract_type, employments::ends_on),
            (assignments::modality, assignments::starts_on, assignments::ends_on),
        ))
        .load(tx.conn())?;
    let person = |(who, work, place): (Who, Work, Place)| {
        let (candidate, last_name, first_name) = who;
        let (employment, employer, contract_type, employed_until) = work;
        let (modality, from, assigned_until) = place;
        LotPerson {
            candidate,
            employment,
            last_name,
            first_name,
            employer,
            contract_type,
            modality,
            from,
            // An assignment without an end lasts as long as its employment.
            to: [assigned_until, employed_until].into_iter().flatten().min(),
            done: done.get(&employment).copied().unwrap_or_default(),
        }
    };
    Ok(rows.into_iter().map(person).collect())
}

/// The evidence for a lot as a whole, by month.
pub(super) fn evidence(tx: &mut Tx<'_>, lot: LotId) -> Result<Vec<LotProof>> {
    type Row = (Month, EvidenceKind, Name, Option<NaiveDate>, String);
    let rows: Vec<Row> = lot_evidence::table
        .filter(lot_evidence::lot_id.eq(lot))
        .order((lot_evidence::month, lot_evidence::id))
        .select((
            lot_evidence::month,
            lot_evidence::kind,
            lot_evidence::reference,
            lot_evidence::evidence_on,
            lot_evidence::source,
        ))
        .load(tx.conn())?;
    let proof = |(month, kind, reference, dated_on, source): Row| LotProof { month, kind, reference, dated_on, source };
    Ok(rows.into_iter().map(proof).collect())
}

//! Queries of what the remarks rest on: a fixed number, whatever the size of the year.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::access::Tx;
use crate::bilan::remarks::{Assigned, Criterion, HoursThere};
use crate::db::schema::{
    assignments, eligibility_criteria as criteria, employments, findings, hours, lots, organisations, public_contracts,
};
use crate::db::{InListMethods as _, KeyList, RawQuery};
use crate::error::Result;
use crate::totals::{Question, Reach};
use crate::values::{
    CandidateId, ContractType, EmployerKind, EmploymentId, FindingKind, Hours, HoursStatus, LotId, Period, Sector,
};

/// The hours of the months by status, and whether they count and have evidence.
pub(in crate::bilan) fn hours_there(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<HoursThere>> {
    let mut query: RawQuery<(Text, Bool, Bool, BigInt, BigInt)> = RawQuery::default();
    query.push(
        "SELECT status, counted, is_proven, CAST(SUM(worked) AS BIGINT), COUNT(*) FROM (SELECT hours.status, hours.counted, \
         hours.evidence_kind IS NOT NULL OR EXISTS (SELECT 1 FROM lot_evidence WHERE lot_evidence.lot_id = hours.lot_id \
         AND lot_evidence.month = hours.month) AS is_proven, hours.worked FROM hours WHERE hours.month BETWEEN ",
    );
    query.bind_integer(*question.from.number());
    query.push(" AND ");
    query.bind_integer(*question.to.number());
    if question.reach == Reach::Plie {
        query.push(" AND hours.in_plie");
    }
    query.push(" AND hours.sector IN (");
    query.bind_texts(tx.scope().visible_sectors().iter().map(|sector| sector.as_str()));
    query.push(")) AS there GROUP BY status, counted, is_proven");
    let rows: Vec<(HoursStatus, bool, bool, i64, i64)> = query.load(tx.conn())?;
    let there = |(status, counted, is_proven, worked, rows)| HoursThere {
        status,
        counted,
        is_proven,
        worked: Hours::from_hundredths(worked),
        rows,
    };
    Ok(rows.into_iter().map(there).collect())
}

/// Who is assigned to lots of the caller's sectors on a day of the period. Filters sectors here and not in SQL, where SQLite
/// would start with the contracts of all years.
pub(in crate::bilan) fn assigned(tx: &mut Tx<'_>, question: &Question, days: Period) -> Result<Vec<Assigned>> {
    type Row = (Sector, CandidateId, EmploymentId, LotId, ContractType, Option<EmployerKind>, bool);
    let visible = tx.scope().sectors.clone();
    let cell = hours::table
        .filter(hours::employment_id.eq(assignments::employment_id))
        .filter(hours::lot_id.eq(assignments::lot_id))
        .filter(hours::month.between(question.from, question.to));
    let rows: Vec<Row> = assignments::table
        .inner_join(
            employments::table.inner_join(organisations::table.on(organisations::id.eq(employments::employer_id))),
        )
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(assignments::starts_on.le(days.to.unwrap_or(NaiveDate::MAX)))
        .filter(assignments::ends_on.is_null().or(assignments::ends_on.ge(days.from)))
        .filter(employments::ends_on.is_null().or(employments::ends_on.ge(days.from)))
        .select((
            public_contracts::sector,
            employments::candidate_id,
            employments::id,
            assignments::lot_id,
            employments::contract_type,
            organisations::employer_kind,
            diesel::dsl::exists(cell),
        ))
        .load(tx.conn())?;
    let assigned = |(_, candidate, employment, lot, contract_type, employer, has_hours): Row| Assigned {
        candidate,
        employment,
        lot,
        contract_type,
        employer,
        has_hours,
    };
    Ok(rows.into_iter().filter(|row| visible.contains(row.0)).map(assigned).collect())
}

/// Pairs of records that may be about one person.
pub(in crate::bilan) fn possible_duplicates(tx: &mut Tx<'_>) -> Result<Vec<(CandidateId, CandidateId)>> {
    let query = findings::table
        .filter(findings::kind.eq(FindingKind::PossibleDuplicate))
        .filter(findings::candidate_id.is_not_null())
        .filter(findings::other_candidate_id.is_not_null());
    let pairs = (findings::candidate_id.assume_not_null(), findings::other_candidate_id.assume_not_null());
    Ok(query.select(pairs).load(tx.conn())?)
}

/// The people of the rows of closed months that would have other values today.
pub(in crate::bilan) fn altered(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<CandidateId>> {
    let mut query = findings::table
        .inner_join(hours::table)
        .filter(findings::month.between(question.from, question.to))
        .filter(findings::sector.in_list(KeyList::texts(tx.scope().visible_sectors())))
        .select(hours::candidate_id)
        .into_boxed();
    if question.reach == Reach::Plie {
        query = query.filter(hours::in_plie.eq(true));
    }
    Ok(query.load(tx.conn())?)
}

/// The lots of contracts that run on a day of the period, with the last day of the contract.
pub(in crate::bilan) fn lots_of(tx: &mut Tx<'_>, days: Period) -> Result<Vec<(LotId, NaiveDate)>> {
    let query = lots::table
        .inner_join(public_contracts::table)
        .filter(public_contracts::starts_on.le(days.to.unwrap_or(NaiveDate::MAX)))
        .filter(public_contracts::ends_on.ge(days.from))
        .filter(public_contracts::sector.in_list(KeyList::texts(tx.scope().visible_sectors())));
    Ok(query.select((lots::id, public_contracts::ends_on)).order(lots::id).load(tx.conn())?)
}

/// The eligibility criteria of these people.
pub(in crate::bilan) fn criteria_of(tx: &mut Tx<'_>, people: &BTreeSet<CandidateId>) -> Result<Vec<Criterion>> {
    let rows: Vec<(CandidateId, NaiveDate, Option<NaiveDate>, Option<NaiveDate>)> = criteria::table
        .filter(criteria::candidate_id.in_list(KeyList::numbers(people.iter().copied())))
        .select((criteria::candidate_id, criteria::starts_on, criteria::ends_on, criteria::proof_on))
        .load(tx.conn())?;
    let criterion = |(candidate, from, to, proof_on)| Criterion { candidate, period: Period { from, to }, proof_on };
    Ok(rows.into_iter().map(criterion).collect())
}

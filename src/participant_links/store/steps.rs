//! The records of people that make steps of their path.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::{Map, Value, json};

use super::super::model::{Step, StepKind};
use super::super::rules::about_hours;
use crate::access::Tx;
use crate::db::schema::{
    assignments, employments, hours, lots, months, organisations, participant_links, positive_exits, public_contracts,
    referrals,
};
use crate::error::Result;
use crate::values::{
    CandidateId, ClosureState, ContractType, EmploymentId, ExitKind, Hours, HoursStatus, Month, Name, OutcomeKind,
    PositiveExitId, Sector,
};

/// The steps of these people up to today.
pub(in crate::participant_links) fn steps(
    tx: &mut Tx<'_>,
    people: &[CandidateId],
    today: NaiveDate,
) -> Result<HashMap<CandidateId, Vec<Step>>> {
    let mut steps: HashMap<CandidateId, Vec<Step>> = HashMap::new();
    for (candidate, step) in of_employments(tx, people, today)? {
        steps.entry(candidate).or_default().push(step);
    }
    for (candidate, step) in of_closed_months(tx, people)? {
        steps.entry(candidate).or_default().push(step);
    }
    for (candidate, step) in of_exits(tx, people, today)? {
        steps.entry(candidate).or_default().push(step);
    }
    Ok(steps)
}

/// The first day and, once it is past, the last day of employments that are assigned to a lot.
fn of_employments(tx: &mut Tx<'_>, people: &[CandidateId], today: NaiveDate) -> Result<Vec<(CandidateId, Step)>> {
    type EmploymentRow = (EmploymentId, CandidateId, ContractType, Name, NaiveDate, Option<NaiveDate>, Sector);
    let rows: Vec<EmploymentRow> = assignments::table
        .inner_join(employments::table)
        .inner_join(organisations::table.on(organisations::id.eq(employments::employer_id)))
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(employments::candidate_id.eq_any(people))
        .filter(employments::starts_on.le(today))
        .order((employments::id, assignments::starts_on, assignments::id))
        .select((
            employments::id,
            employments::candidate_id,
            employments::contract_type,
            organisations::name,
            employments::starts_on,
            employments::ends_on,
            public_contracts::sector,
        ))
        .load(tx.conn())?;
    let mut steps = Vec::new();
    let mut seen = HashSet::new();
    for (id, candidate, contract_type, employer, from, to, sector) in rows {
        // The sector is that of the first assignment.
        if !seen.insert(id) {
            continue;
        }
        let details = members([
            ("contract_type", json!(contract_type)),
            ("employer", json!(employer.as_str())),
            ("sector", json!(sector)),
        ]);
        let step = |kind, part: &str, occurred_on| Step {
            kind,
            about: format!("employment/{id}/{part}"),
            occurred_on,
            details: details.clone(),
        };
        steps.push((candidate, step(StepKind::ClauseEmploymentStarted, "start", from)));
        if let Some(to) = to.filter(|to| *to < today) {
            steps.push((candidate, step(StepKind::ClauseEmploymentEnded, "end", to)));
        }
    }
    Ok(steps)
}

/// The validated hours of closed months, by sector.
fn of_closed_months(tx: &mut Tx<'_>, people: &[CandidateId]) -> Result<Vec<(CandidateId, Step)>> {
    let rows: Vec<(CandidateId, Month, Sector, i64)> = hours::table
        .inner_join(months::table.on(months::month.eq(hours::month).and(months::sector.eq(hours::sector))))
        .filter(months::state.eq(ClosureState::Closed))
        .filter(hours::candidate_id.eq_any(people))
        .filter(hours::status.eq(HoursStatus::Validated))
        .group_by((hours::candidate_id, hours::month, hours::sector))
        .select((hours::candidate_id, hours::month, hours::sector, sql::<BigInt>("CAST(SUM(hours.worked) AS BIGINT)")))
        .load(tx.conn())?;
    let steps = rows.into_iter().filter(|(.., worked)| *worked > 0).map(|(candidate, month, sector, worked)| {
        let details = members([
            ("sector", json!(sector)),
            ("month", json!(month)),
            ("hours", json!(Hours::from_hundredths(worked).to_string())),
        ]);
        let about = about_hours(candidate, month, sector);
        (candidate, Step { kind: StepKind::ClauseHoursClosed, about, occurred_on: month.last_day(), details })
    });
    Ok(steps.collect())
}

fn of_exits(tx: &mut Tx<'_>, people: &[CandidateId], today: NaiveDate) -> Result<Vec<(CandidateId, Step)>> {
    type ExitRow = (PositiveExitId, CandidateId, ExitKind, NaiveDate, Option<Sector>, Option<Name>);
    let rows: Vec<ExitRow> = positive_exits::table
        .left_join(organisations::table.on(positive_exits::employer_id.eq(organisations::id.nullable())))
        .filter(positive_exits::candidate_id.eq_any(people))
        .filter(positive_exits::met_on.le(today))
        .select((
            positive_exits::id,
            positive_exits::candidate_id,
            positive_exits::kind,
            positive_exits::met_on,
            positive_exits::sector,
            organisations::name.nullable(),
        ))
        .load(tx.conn())?;
    let steps = rows.into_iter().map(|(id, candidate, kind, met_on, sector, employer)| {
        let details = members([
            ("exit_kind", json!(kind)),
            ("sector", json!(sector)),
            ("employer", json!(employer.as_ref().map(Name::as_str))),
        ]);
        let about = format!("exit/{id}");
        (candidate, Step { kind: StepKind::PositiveExit, about, occurred_on: met_on, details })
    });
    Ok(steps.collect())
}

fn members<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Which of these months are closed.
pub(in crate::participant_links) fn closed(
    tx: &mut Tx<'_>,
    wanted: &HashSet<Month>,
) -> Result<HashSet<(Month, Sector)>> {
    let rows: Vec<(Month, Sector)> = months::table
        .filter(months::month.eq_any(wanted.iter().copied().collect::<Vec<_>>()))
        .filter(months::state.eq(ClosureState::Closed))
        .select((months::month, months::sector))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// Those of these people who are to be linked: a referral for the PLIE was validated.
pub(in crate::participant_links) fn to_be_linked(tx: &mut Tx<'_>, people: &[CandidateId]) -> Result<Vec<CandidateId>> {
    Ok(referrals::table
        .filter(referrals::candidate_id.eq_any(people))
        .filter(referrals::outcome.eq(OutcomeKind::Validated))
        .filter(referrals::for_plie.eq(true))
        .order(referrals::candidate_id)
        .select(referrals::candidate_id)
        .distinct()
        .load(tx.conn())?)
}

/// The people with hours of a month and sector, whatever came of them.
pub(in crate::participant_links) fn people_of_month(
    tx: &mut Tx<'_>,
    month: Month,
    sector: Sector,
) -> Result<Vec<CandidateId>> {
    Ok(hours::table
        .filter(hours::month.eq(month))
        .filter(hours::sector.eq(sector))
        .order(hours::candidate_id)
        .select(hours::candidate_id)
        .distinct()
        .load(tx.conn())?)
}

/// People from an id on, at most `rows`, who have a link or are to be linked.
pub(in crate::participant_links) fn people_after(
    tx: &mut Tx<'_>,
    after: CandidateId,
    rows: i64,
) -> Result<Vec<CandidateId>> {
    let mut people: Vec<CandidateId> = referrals::table
        .filter(referrals::candidate_id.gt(after))
        .filter(referrals::outcome.eq(OutcomeKind::Validated))
        .filter(referrals::for_plie.eq(true))
        .order(referrals::candidate_id)
        .select(referrals::candidate_id)
        .distinct()
        .limit(rows)
        .load(tx.conn())?;
    let linked: Vec<CandidateId> = participant_links::table
        .filter(participant_links::candidate_id.gt(after))
        .order(participant_links::candidate_id)
        .select(participant_links::candidate_id)
        .limit(rows)
        .load(tx.conn())?;
    people.extend(linked);
    people.sort_unstable();
    people.dedup();
    people.truncate(usize::try_from(rows).unwrap_or(usize::MAX));
    Ok(people)
}

//! Queries of proposals: employments that may meet a criterion, and what is recorded about their people.

use std::collections::{HashMap, HashSet};

use chrono::{Months, NaiveDate};
use diesel::prelude::*;

use super::model::{ProposalFilter, Spell};
use super::rules::{TYPES, kind_of};
use crate::access::{Scope, Tx};
use crate::db::schema::{
    assignments, candidates, employments, lots, organisations, plie_periods, positive_exits, public_contracts,
};
use crate::db::{InListMethods as _, KeyList, MultiBackend};
use crate::error::Result;
use crate::values::{
    CandidateId, ContractType, EmployerKind, EmploymentId, Hours, Name, OrganisationId, Period, PeriodId,
    PositiveExitId, Sector,
};

/// The months within which a CDI meets its criterion, and some days more.
const MONTHS_BEFORE: u32 = 7;

/// The employments of types that count.
fn counting<'q>() -> employments::BoxedQuery<'q, MultiBackend> {
    employments::table.filter(employments::contract_type.eq_any(TYPES)).into_boxed()
}

/// Those that the caller sees: a caller limited to some sectors sees those with an assignment there.
fn visible<'q>(scope: &Scope) -> employments::BoxedQuery<'q, MultiBackend> {
    if scope.sectors.is_all() {
        return counting();
    }
    let assigned = assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(scope.visible_sectors()))
        .select(assignments::employment_id);
    counting().filter(employments::id.eq_any(assigned))
}

/// At most `rows` employments after the id `after`, during which a criterion may have been met on a day of the filter.
pub(super) fn may_meet(
    tx: &mut Tx<'_>,
    filter: &ProposalFilter,
    today: NaiveDate,
    (after, rows): (i64, i64),
) -> Result<Vec<(EmploymentId, CandidateId)>> {
    let last = filter.to.map_or(today, |to| to.min(today));
    let mut query = visible(tx.scope()).filter(employments::id.gt(after)).filter(employments::starts_on.le(last));
    if let Some(from) = filter.from {
        query = query.filter(employments::ends_on.is_null().or(employments::ends_on.ge(from)));
        // A CDI meets its criterion once, six months after its first day: those of years ago need not be read.
        if let Some(begun) = from.checked_sub_months(Months::new(MONTHS_BEFORE)) {
            let may_meet = employments::contract_type.ne(ContractType::Cdi).or(employments::starts_on.ge(begun));
            query = query.filter(may_meet);
        }
    }
    if let Some(candidate) = filter.candidate_id {
        query = query.filter(employments::candidate_id.eq(candidate));
    }
    if let Some(kind) = filter.kind {
        let types: Vec<ContractType> = TYPES.into_iter().filter(|of| kind_of(*of) == Some(kind)).collect();
        query = query.filter(employments::contract_type.eq_any(types));
    }
    if filter.in_plie {
        let first = filter.from.unwrap_or_default();
        let accompanied = plie_periods::table
            .filter(plie_periods::counts.eq(true))
            .filter(plie_periods::starts_on.le(last))
            .filter(plie_periods::ends_on.is_null().or(plie_periods::ends_on.ge(first)))
            .select(plie_periods::candidate_id);
        query = query.filter(employments::candidate_id.eq_any(accompanied));
    }
    let query = query.order(employments::id).limit(rows);
    Ok(query.select((employments::id, employments::candidate_id)).load(tx.conn())?)
}

/// An employment with its person and employer.
#[derive(Debug, Clone)]
pub(super) struct Worked {
    pub candidate: CandidateId,
    pub employer: OrganisationId,
    pub spell: Spell,
}

/// Which of these employments the caller sees.
pub(super) fn seen(tx: &mut Tx<'_>, ids: impl Iterator<Item = EmploymentId>) -> Result<HashSet<EmploymentId>> {
    if tx.scope().sectors.is_all() {
        return Ok(ids.collect());
    }
    let query = visible(tx.scope()).filter(employments::id.in_list(KeyList::numbers(ids)));
    let ids: Vec<EmploymentId> = query.select(employments::id).load(tx.conn())?;
    Ok(ids.into_iter().collect())
}

/// The employments of these people that count, in every sector: a criterion is met on one day for every caller.
pub(super) fn worked(tx: &mut Tx<'_>, people: &KeyList) -> Result<Vec<Worked>> {
    type Row = (EmploymentId, CandidateId, OrganisationId, ContractType, NaiveDate, Option<NaiveDate>, Option<Hours>);
    let rows: Vec<Row> = counting()
        .filter(employments::candidate_id.in_list(people.clone()))
        .select((
            employments::id,
            employments::candidate_id,
            employments::employer_id,
            employments::contract_type,
            employments::starts_on,
            employments::ends_on,
            employments::weekly_hours,
        ))
        .load(tx.conn())?;
    let kinds = employer_kinds(tx, rows.iter().map(|(_, _, employer, ..)| *employer))?;
    let worked = |(id, candidate, employer, contract_type, from, to, weekly_hours): Row| {
        let employer_kind = kinds.get(&employer).copied();
        let spell = Spell { id, contract_type, employer_kind, period: Period { from, to }, weekly_hours };
        Worked { candidate, employer, spell }
    };
    Ok(rows.into_iter().map(worked).collect())
}

fn employer_kinds(
    tx: &mut Tx<'_>,
    ids: impl Iterator<Item = OrganisationId>,
) -> Result<HashMap<OrganisationId, EmployerKind>> {
    let ids: std::collections::BTreeSet<OrganisationId> = ids.collect();
    let rows: Vec<(OrganisationId, Option<EmployerKind>)> = organisations::table
        .filter(organisations::id.in_list(KeyList::numbers(ids)))
        .select((organisations::id, organisations::employer_kind))
        .load(tx.conn())?;
    Ok(rows.into_iter().filter_map(|(id, kind)| Some((id, kind?))).collect())
}

/// The birth dates of these people.
pub(super) fn births(tx: &mut Tx<'_>, people: &KeyList) -> Result<HashMap<CandidateId, NaiveDate>> {
    let rows: Vec<(CandidateId, NaiveDate)> = candidates::table
        .filter(candidates::id.in_list(people.clone()))
        .select((candidates::id, candidates::birth_date))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// The last and first names of these people.
pub(super) fn names(
    tx: &mut Tx<'_>,
    people: impl Iterator<Item = CandidateId>,
) -> Result<HashMap<CandidateId, (Name, Name)>> {
    let rows: Vec<(CandidateId, Name, Name)> = candidates::table
        .filter(candidates::id.in_list(KeyList::numbers(people)))
        .select((candidates::id, candidates::last_name, candidates::first_name))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, last_name, first_name)| (id, (last_name, first_name))).collect())
}

/// The PLIE periods of these people that count.
pub(super) fn periods(tx: &mut Tx<'_>, people: &KeyList) -> Result<HashMap<CandidateId, Vec<(PeriodId, Period)>>> {
    let rows: Vec<(CandidateId, PeriodId, NaiveDate, Option<NaiveDate>)> = plie_periods::table
        .filter(plie_periods::candidate_id.in_list(people.clone()))
        .filter(plie_periods::counts.eq(true))
        .order((plie_periods::starts_on, plie_periods::id))
        .select((plie_periods::candidate_id, plie_periods::id, plie_periods::starts_on, plie_periods::ends_on))
        .load(tx.conn())?;
    let mut periods: HashMap<CandidateId, Vec<(PeriodId, Period)>> = HashMap::new();
    for (candidate, id, from, to) in rows {
        periods.entry(candidate).or_default().push((id, Period { from, to }));
    }
    Ok(periods)
}

/// A recorded exit, in any sector.
#[derive(Debug, Clone)]
pub(super) struct RecordedExit {
    pub id: PositiveExitId,
    pub period: Option<PeriodId>,
    pub met_on: NaiveDate,
    pub sector: Option<Sector>,
}

/// The exits of these people.
pub(super) fn exits(tx: &mut Tx<'_>, people: &KeyList) -> Result<HashMap<CandidateId, Vec<RecordedExit>>> {
    type Row = (CandidateId, PositiveExitId, Option<PeriodId>, NaiveDate, Option<Sector>);
    let rows: Vec<Row> = positive_exits::table
        .filter(positive_exits::candidate_id.in_list(people.clone()))
        .order(positive_exits::id)
        .select((
            positive_exits::candidate_id,
            positive_exits::id,
            positive_exits::plie_period_id,
            positive_exits::met_on,
            positive_exits::sector,
        ))
        .load(tx.conn())?;
    let mut exits: HashMap<CandidateId, Vec<RecordedExit>> = HashMap::new();
    for (candidate, id, period, met_on, sector) in rows {
        exits.entry(candidate).or_default().push(RecordedExit { id, period, met_on, sector });
    }
    Ok(exits)
}

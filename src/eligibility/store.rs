//! The facts of eligibility in the database. A person is eligible in all sectors alike, so the scope does not narrow
//! them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Date;

use super::model::OwnedEligibilityFacts;
use super::rules::THAT_PROLONG;
use crate::access::Tx;
use crate::db::schema::{assignments, eligibility_windows as windows, employments};
use crate::error::Result;
use crate::values::{CandidateId, ContractType, Period};

/// The facts of these people; one without any fact is absent.
///
/// # Errors
/// `unavailable`.
pub fn facts_of(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, OwnedEligibilityFacts>> {
    load(tx, Some(ids))
}

/// The facts of all people who have any.
///
/// # Errors
/// `unavailable`.
pub fn facts_of_everyone(tx: &mut Tx<'_>) -> Result<HashMap<CandidateId, OwnedEligibilityFacts>> {
    load(tx, None)
}

fn load(tx: &mut Tx<'_>, ids: Option<&[CandidateId]>) -> Result<HashMap<CandidateId, OwnedEligibilityFacts>> {
    let mut employed = employments::table
        .filter(employments::contract_type.eq_any(THAT_PROLONG))
        .select((employments::candidate_id, employments::contract_type, employments::starts_on, employments::ends_on))
        .into_boxed();
    let mut opened = windows::table.select((windows::candidate_id, windows::ends_on)).into_boxed();
    if let Some(ids) = ids {
        employed = employed.filter(employments::candidate_id.eq_any(ids));
        opened = opened.filter(windows::candidate_id.eq_any(ids));
    }
    let mut facts: HashMap<_, OwnedEligibilityFacts> = HashMap::new();
    for (id, day) in first_assignments(tx, ids)? {
        facts.entry(id).or_default().first_assignment = Some(day);
    }
    type Employed = (CandidateId, ContractType, NaiveDate, Option<NaiveDate>);
    for (id, contract_type, from, to) in employed.load::<Employed>(tx.conn())? {
        facts.entry(id).or_default().employments.push((contract_type, Period { from, to }));
    }
    for (id, end) in opened.load::<(CandidateId, NaiveDate)>(tx.conn())? {
        facts.entry(id).or_default().windows.push(end);
    }
    Ok(facts)
}

/// The first day on which each of these people, or everybody, was assigned to a lot. The database finds it: of everybody
/// there are some times as many assignments.
fn first_assignments(tx: &mut Tx<'_>, ids: Option<&[CandidateId]>) -> Result<Vec<(CandidateId, NaiveDate)>> {
    let assigned = assignments::table.inner_join(employments::table);
    let first = (employments::candidate_id, sql::<Date>("MIN(assignments.starts_on)"));
    Ok(match ids {
        Some(ids) => assigned
            .filter(employments::candidate_id.eq_any(ids))
            .group_by(employments::candidate_id)
            .select(first)
            .load(tx.conn())?,
        None => assigned.group_by(employments::candidate_id).select(first).load(tx.conn())?,
    })
}

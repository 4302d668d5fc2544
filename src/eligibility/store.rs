//! The facts of eligibility in the database. A person is eligible in all sectors alike, so the scope does not narrow
//! them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::OwnedEligibilityFacts;
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
    let mut assigned = assignments::table
        .inner_join(employments::table)
        .select((employments::candidate_id, assignments::starts_on))
        .into_boxed();
    let mut employed = employments::table
        .select((employments::candidate_id, employments::contract_type, employments::starts_on, employments::ends_on))
        .into_boxed();
    let mut opened = windows::table.select((windows::candidate_id, windows::ends_on)).into_boxed();
    if let Some(ids) = ids {
        assigned = assigned.filter(employments::candidate_id.eq_any(ids));
        employed = employed.filter(employments::candidate_id.eq_any(ids));
        opened = opened.filter(windows::candidate_id.eq_any(ids));
    }
    let mut facts: HashMap<_, OwnedEligibilityFacts> = HashMap::new();
    for (id, day) in assigned.load::<(CandidateId, NaiveDate)>(tx.conn())? {
        let first = &mut facts.entry(id).or_default().first_assignment;
        *first = Some(first.map_or(day, |earlier| earlier.min(day)));
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

//! Adds the last day of eligibility to people.

use chrono::NaiveDate;

use crate::access::Tx;
use crate::candidates::Candidate;
use crate::error::{AppError, ProblemCode, Result};
use crate::{eligibility, settings};

/// Adds the last day of eligibility to each person, by the settings of today.
pub(super) fn with_eligibilities(tx: &mut Tx<'_>, people: Vec<Candidate>, today: NaiveDate) -> Result<Vec<Candidate>> {
    let settings = settings::in_force(tx, today)?;
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let facts = eligibility::facts_of(tx, &ids)?;
    let people = people.into_iter().map(|person| {
        let until = facts.get(&person.id).and_then(|facts| eligibility::eligible_until(*facts, &settings));
        let days_left = until.map(|until| (until - today).num_days().max(0));
        Candidate { eligible_until: until, days_left, ..person }
    });
    Ok(people.collect())
}

/// Adds the last day of eligibility to one person.
pub(super) fn with_eligibility(tx: &mut Tx<'_>, person: Candidate, today: NaiveDate) -> Result<Candidate> {
    with_eligibilities(tx, vec![person], today)?.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

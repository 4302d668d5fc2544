//! Use cases of eligibility windows.

use super::model::cursor;
use super::{EligibilityWindow, EndingEligibility, WindowDetails, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditEligibility, PersonField, ReadEligibility, Tx};
use crate::audit::{self, Event};
use crate::candidates::store as candidates;
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{CandidateId, before_birth};
use crate::{eligibility, hours, settings};

/// Opens a window for a person, beyond what the rules give.
///
/// # Errors
/// `not_found` if the person is unknown; `before_birth`.
pub fn open(
    caller: &Caller<EditEligibility>,
    candidate: CandidateId,
    details: &WindowDetails,
) -> Result<Idempotent<EligibilityWindow>> {
    caller.create(|tx| {
        let birth = candidates::lock(tx, candidate)?;
        if let Some(error) = before_birth("/ends_on", birth, details.ends_on) {
            return Err(error.into());
        }
        let id = store::insert(tx, candidate, details)?;
        let event = Event::new("create", "eligibility_window", id.0)
            .with("candidate_id", candidate)
            .with("ends_on", details.ends_on)
            .about(candidate)
            .personal("reason", None, &details.reason);
        audit::record(tx, &event)?;
        hours::refresh_candidate(tx, candidate)?;
        let opened = store::list(tx, candidate)?.into_iter().find(|window| window.id == id);
        opened.ok_or_else(|| AppError::new(ProblemCode::NotFound))
    })
}

/// Lists the windows that officers opened for a person.
///
/// # Errors
/// `not_found` if the person is unknown.
pub fn list(caller: &Caller<ReadEligibility>, candidate: CandidateId) -> Result<Vec<EligibilityWindow>> {
    let windows = caller.snapshot(|tx| {
        candidates::exists(tx, candidate)?;
        store::list(tx, candidate)
    })?;
    caller.log_read("eligibility_windows", candidate)?;
    Ok(windows)
}

/// A person's windows, in a transaction with other records. The caller logs the read.
///
/// # Errors
/// `unavailable`.
pub fn list_in(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<EligibilityWindow>> {
    store::list(tx, candidate)
}

/// Lists the people whose eligibility ends within `within_days` from today, the soonest first, from the one after the
/// cursor `after`, at most `rows`.
///
/// # Errors
/// `unavailable`.
pub fn ending(
    caller: &Caller<ReadEligibility>,
    within_days: i64,
    after: i64,
    rows: i64,
) -> Result<Vec<EndingEligibility>> {
    let today = caller.today();
    caller.scope().must_show(&[PersonField::Names, PersonField::EligibleUntil])?;
    let people: Vec<EndingEligibility> = caller.snapshot(|tx| {
        let settings = settings::in_force(tx, today)?;
        let facts = eligibility::facts_of_everyone(tx)?;
        let mut ending: Vec<_> = facts
            .iter()
            .filter_map(|(id, facts)| Some((*id, eligibility::eligibility(*facts, &settings)?)))
            .filter(|(_, eligibility)| (0..=within_days).contains(&(eligibility.until - today).num_days()))
            .filter(|(id, eligibility)| cursor(eligibility.until, *id) > after)
            .collect();
        ending.sort_unstable_by_key(|(id, eligibility)| cursor(eligibility.until, *id));
        ending.truncate(usize::try_from(rows).unwrap_or(usize::MAX));
        let ids: Vec<_> = ending.iter().map(|(id, _)| *id).collect();
        let mut names = candidates::names(tx, &ids)?;
        let named = ending.into_iter().filter_map(|(candidate_id, eligibility)| {
            let (last_name, first_name) = names.remove(&candidate_id)?;
            let days_left = (eligibility.until - today).num_days();
            let (eligible_until, rule) = (eligibility.until, eligibility.rule);
            Some(EndingEligibility { candidate_id, last_name, first_name, eligible_until, days_left, rule })
        });
        Ok(named.collect())
    })?;
    caller.log_list_read("ending_eligibility", &people, |person| person.candidate_id)?;
    Ok(people)
}

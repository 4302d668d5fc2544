//! Records what a look-up found, in one transaction with what follows from it.

use std::time::Duration;

use super::look_up::Found;
use crate::access::WriteTx;
use crate::audit::{self, Event};
use crate::error::{ProblemCode, Result};
use crate::outbox;
use crate::participant_links::store::due::{self, DueLink};
use crate::participant_links::store::links::{self, LinkState};
use crate::participant_links::{self, Match, Referent};
use crate::plie::client::CallError;
use crate::plie::contract::Participant;
use crate::values::{CallFailure, CandidateId, LinkStatus, ParticipantNumber};
use crate::{candidates, findings, hours};

/// How long a record is not looked up again, unless something changes.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// After so many answers in a row that do not fit, an officer is asked.
const MOST_UNFIT: i32 = 8;

/// Records what a look-up found; nothing if the link or the person changed meanwhile, or is gone: it is looked up again.
///
/// # Errors
/// `unavailable`.
pub(super) fn settle(tx: &mut WriteTx<'_>, due: &DueLink, found: &std::result::Result<Found, CallError>) -> Result<()> {
    match candidates::store::lock(tx, due.candidate) {
        Err(error) if error.code == ProblemCode::NotFound => return Ok(()),
        locked => drop(locked?),
    }
    // Months come before links in the lock order, and a record's periods move hours.
    hours::lock_months_of(tx, &[due.candidate])?;
    links::lock(tx, due.candidate)?;
    if !due::is_leased(tx, due)? || !due::is_informed(tx, due.candidate)? {
        return Ok(());
    }
    match found {
        Ok(Found::Record(record)) => link(tx, due, record),
        Ok(Found::Several(matches)) => ambiguous(tx, due, None, matches.clone()),
        Ok(Found::Nobody) => not_found(tx, due),
        Err(error) => failed(tx, due, error),
    }
}

/// Links the person to a record, unless another person has its number and no officer decided that both do.
fn link(tx: &mut WriteTx<'_>, due: &DueLink, record: &Participant) -> Result<()> {
    let number = &record.number;
    tx.lock_name(&format!("participant/{number}"))?;
    let others = due::others_with(tx, due.candidate, number)?;
    let (before, _) = links::lock(tx, due.candidate)?;
    let is_chosen = before.chosen.is_some();
    let is_shared = if is_chosen { before.chosen_is_shared } else { before.is_shared };
    if !others.is_empty() && !is_shared {
        findings::update_same_participant(tx, due.candidate, &others)?;
        let matches = vec![Match::masked(number, &record.last_name, &record.first_name, None)];
        return ambiguous(tx, due, Some(CallFailure::NumberTaken), matches);
    }
    if let Some(old) = before.number.as_ref().filter(|old| *old != number) {
        participant_links::take_off(tx, due.candidate, old)?;
    }
    candidates::follow_record(tx, due.candidate, Some(&record.periods))?;
    // Others who found this record go on waiting for a decision.
    for other in findings::same_participant_as(tx, due.candidate)? {
        if !links::find(tx, other).is_ok_and(|link| link.failure == Some(CallFailure::NumberTaken)) {
            findings::remove_same_participant(tx, due.candidate, other)?;
        }
    }
    let after = LinkState {
        status: Some(LinkStatus::Linked),
        number: Some(number.clone()),
        is_shared,
        chosen: None,
        chosen_is_shared: false,
        names_accepted: before.names_accepted || is_chosen,
        failure: None,
        matches: Vec::new(),
        referent: record
            .referent
            .clone()
            .map(|referent| Referent { name: referent.name, organisation: referent.organisation }),
        ..before.clone()
    };
    write(tx, due.candidate, &before, &after)?;
    participant_links::retarget(tx, due.candidate)
}

fn ambiguous(tx: &mut WriteTx<'_>, due: &DueLink, failure: Option<CallFailure>, matches: Vec<Match>) -> Result<()> {
    let (before, _) = links::lock(tx, due.candidate)?;
    if failure.is_none() {
        findings::update_same_participant(tx, due.candidate, &[])?;
    }
    unlink(tx, due.candidate, &before)?;
    let status = Some(LinkStatus::Ambiguous);
    let after = LinkState { status, number: None, chosen: None, failure, matches, referent: None, ..before.clone() };
    write(tx, due.candidate, &before, &after)?;
    participant_links::follow(tx, &[due.candidate])
}

/// The PLIE has no record: a referent is asked for, once.
fn not_found(tx: &mut WriteTx<'_>, due: &DueLink) -> Result<()> {
    let (before, _) = links::lock(tx, due.candidate)?;
    findings::update_same_participant(tx, due.candidate, &[])?;
    unlink(tx, due.candidate, &before)?;
    participant_links::request_referent(tx, due.candidate)?;
    let after = LinkState {
        status: Some(LinkStatus::NotFound),
        number: None,
        failure: None,
        matches: Vec::new(),
        referent: None,
        ..before.clone()
    };
    write(tx, due.candidate, &before, &after)?;
    participant_links::follow(tx, &[due.candidate])
}

/// A service that is away says nothing of the link, which is looked up again later. An answer that does not fit is asked
/// for again some times; then, and after a refusal, the link has failed.
fn failed(tx: &mut WriteTx<'_>, due: &DueLink, error: &CallError) -> Result<()> {
    let failure = error.failure;
    let is_unfit = |failure: CallFailure| CallError::of(failure).is_unfit() || failure == CallFailure::Missing;
    let is_in_a_row = due.failure.is_some_and(is_unfit);
    let is_away = error.is_service_down() || !error.was_sent;
    let attempts = if is_in_a_row || is_away { due.attempts } else { 1 };
    // A record that is missing may be a fault of the service: it is asked for again, too.
    let is_final = failure == CallFailure::Refused || failure == CallFailure::TooManyMatches;
    if is_away || (!is_final && attempts < MOST_UNFIT) {
        let pause = outbox::backoff(attempts).max(error.retry_after.unwrap_or_default());
        return due::put_off(tx, due, failure, attempts, pause);
    }
    let (before, _) = links::lock(tx, due.candidate)?;
    let after = LinkState { status: Some(LinkStatus::Failed), failure: Some(failure), ..before.clone() };
    write(tx, due.candidate, &before, &after)
}

/// Takes what a number gave off a person who has it no longer.
fn unlink(tx: &mut WriteTx<'_>, candidate: CandidateId, before: &LinkState) -> Result<()> {
    let Some(number) = &before.number else { return Ok(()) };
    participant_links::take_off(tx, candidate, number)?;
    candidates::follow_record(tx, candidate, None)?;
    Ok(())
}

/// Writes a link that changed, with its audit event, or that it was looked up. That an earlier look-up failed is no change.
fn write(tx: &mut WriteTx<'_>, candidate: CandidateId, before: &LinkState, after: &LinkState) -> Result<()> {
    let had_answer = LinkState { failure: after.failure, ..before.clone() };
    let is_same =
        had_answer == *after && (before.failure == after.failure || before.status != Some(LinkStatus::Failed));
    if !is_same {
        write_changed(tx, candidate, before, after, Some(A_DAY))?;
    }
    links::checked(tx, candidate, after.failure, A_DAY)
}

/// Writes a link that changed, with its audit event.
///
/// # Errors
/// `unavailable`.
pub(super) fn write_changed(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
    before: &LinkState,
    after: &LinkState,
    next_check_in: Option<Duration>,
) -> Result<()> {
    links::write(tx, candidate, after, next_check_in)?;
    let text = |number: &Option<ParticipantNumber>| number.as_ref().map(ToString::to_string);
    let event = Event::new("update", "participant_link", candidate.0)
        .with("status", after.status)
        .with("failure", after.failure)
        .with("is_shared", after.is_shared)
        .about(candidate)
        .because(after.reason.clone().filter(|_| before.reason != after.reason))
        .personal("participant_number", Some(&text(&before.number)), &text(&after.number))
        .personal("chosen_number", Some(&text(&before.chosen)), &text(&after.chosen))
        .personal("referent", Some(&before.referent), &after.referent);
    audit::record(tx, &event)
}

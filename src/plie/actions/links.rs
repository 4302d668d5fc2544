//! Use cases: a person's link is shown, chosen and taken off.

use std::time::Duration;

use super::settle::write_changed;
use crate::access::{Caller, EditEligibility, ReadEligibility, WriteTx};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::participant_links::store::due;
use crate::participant_links::store::links::{self, LinkState};
use crate::participant_links::{self, LinkFilter, ParticipantLink};
use crate::plie::LinkChoice;
use crate::values::{CandidateId, ExpectedVersions, FreeText, LinkStatus};
use crate::{candidates, findings, hours};

/// A record that was looked up longer ago is looked up again when somebody opens the person's file.
const FRESH: Duration = Duration::from_secs(15 * 60);

/// A person's link. A record that was not looked up for a while is looked up again.
///
/// # Errors
/// `not_found` if there is no such person, or no link.
pub fn show(caller: &Caller<ReadEligibility>, id: CandidateId) -> Result<ParticipantLink> {
    let link = caller.read(|tx| links::find(tx, id))?;
    caller.log_read("participant_link", id)?;
    look_up_older(caller, &link)?;
    Ok(link)
}

/// Has a record looked up again that was not for a while.
pub(super) fn look_up_older(caller: &Caller<ReadEligibility>, link: &ParticipantLink) -> Result<()> {
    let now = caller.now();
    let is_old = |at| now.signed_duration_since(at).to_std().is_ok_and(|age| age > FRESH);
    if link.checked_at.is_some_and(is_old) {
        caller.write(|tx| due::refresh_older(tx, link.candidate_id, FRESH))?;
    }
    Ok(())
}

/// Has a person's record looked up in the next seconds.
///
/// # Errors
/// `not_found` if there is no link; `person_not_informed`.
pub fn look_up_again(caller: &Caller<EditEligibility>, id: CandidateId) -> Result<()> {
    caller.write(|tx| {
        links::lock(tx, id)?;
        if !due::is_informed(tx, id)? {
            return Err(ProblemCode::PersonNotInformed.into());
        }
        due::look_up_now(tx, id)
    })
}

/// Links, in the order of people's ids, after `after`.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadEligibility>,
    filter: &LinkFilter,
    after: i64,
    rows: i64,
) -> Result<Vec<ParticipantLink>> {
    let links = caller.read(|tx| links::list(tx, filter, after, rows))?;
    caller.log_list_read("participant_links", &links, |link| link.candidate_id)?;
    Ok(links)
}

/// Chooses the participant record of a person. It is read at once; the link stands when it was. A person who has no link
/// yet gets one.
///
/// # Errors
/// `not_found`; `precondition_required` and `precondition_failed` if there is a link; `person_not_informed`;
/// `reason_required` for a number that was not found for the person, or that another person has.
pub fn choose(
    caller: &Caller<EditEligibility>,
    id: CandidateId,
    expected: Option<&ExpectedVersions>,
    choice: &LinkChoice,
) -> Result<ParticipantLink> {
    let link = caller.write(|tx| {
        tx.lock_settings()?;
        candidates::store::lock(tx, id)?;
        if !due::is_informed(tx, id)? {
            return Err(ProblemCode::PersonNotInformed.into());
        }
        let before = locked_or_begun(tx, id, expected)?;
        let is_found = before.matches.iter().any(|one| one.number == choice.number.as_str());
        if choice.reason.is_none() && (!is_found || choice.is_shared) {
            let detail = "Ce dossier n’est pas de ceux qui ont été trouvés, ou vaut pour deux fiches : dites pourquoi.";
            return Err(FieldError::new("/reason", ProblemCode::ReasonRequired).with_detail(detail).into());
        }
        let status = before.status.filter(|status| *status != LinkStatus::Ambiguous);
        let after = LinkState {
            status,
            chosen: Some(choice.number.clone()),
            chosen_is_shared: choice.is_shared,
            decided_by: Some(tx.scope().actor.clone()),
            reason: choice.reason.as_ref().map(|reason| reason.as_str().to_owned()),
            refused: before.refused.iter().filter(|one| *one != choice.number.as_str()).cloned().collect(),
            failure: None,
            ..before.clone()
        };
        write_changed(tx, id, &before, &after, Some(Duration::ZERO))?;
        links::find(tx, id)
    })?;
    caller.log_read("participant_link", id)?;
    Ok(link)
}

/// Takes a person's participant record off, or those among which to choose: they are not the person's, and are not found
/// again. What was announced to it is withdrawn, and the search begins again.
///
/// # Errors
/// `not_found` if there is nothing to take off; `precondition_failed`; `reason_required`.
pub fn take_off(
    caller: &Caller<EditEligibility>,
    id: CandidateId,
    expected: &ExpectedVersions,
    reason: Option<&FreeText>,
) -> Result<()> {
    let Some(reason) = reason else {
        let detail = "Dites pourquoi ce dossier n’est pas celui de la personne.";
        return Err(FieldError::new("?reason", ProblemCode::ReasonRequired).with_detail(detail).into());
    };
    caller.write(|tx| {
        tx.lock_settings()?;
        candidates::store::lock(tx, id)?;
        hours::lock_months_of(tx, &[id])?;
        let (before, version) = links::lock(tx, id)?;
        expected.require(version)?;
        let wrong: Vec<String> = before
            .matches
            .iter()
            .map(|one| one.number.clone())
            .chain(before.number.as_ref().or(before.chosen.as_ref()).map(ToString::to_string))
            .collect();
        if wrong.is_empty() {
            return Err(ProblemCode::NotFound.into());
        }
        if let Some(number) = &before.number {
            participant_links::take_off(tx, id, number)?;
            candidates::follow_record(tx, id, None)?;
        }
        let mut refused = before.refused.clone();
        refused.extend(wrong.into_iter().filter(|number| !before.refused.contains(number)));
        let after = LinkState {
            refused,
            decided_by: Some(tx.scope().actor.clone()),
            reason: Some(reason.as_str().to_owned()),
            ..LinkState::default()
        };
        findings::update_same_participant(tx, id, &[])?;
        write_changed(tx, id, &before, &after, Some(Duration::ZERO))?;
        participant_links::follow(tx, &[id])
    })
}

/// The link at one of the `expected` versions; a new one if there is none.
fn locked_or_begun(tx: &mut WriteTx<'_>, id: CandidateId, expected: Option<&ExpectedVersions>) -> Result<LinkState> {
    match links::lock(tx, id) {
        Ok((state, version)) => {
            let expected = expected.ok_or_else(|| AppError::new(ProblemCode::PreconditionRequired))?;
            expected.require(version)?;
            Ok(state)
        }
        Err(error) if error.code == ProblemCode::NotFound => {
            participant_links::begin(tx, id)?;
            Ok(links::lock(tx, id)?.0)
        }
        Err(error) => Err(error),
    }
}

//! Use case: one person's file.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use super::model::{Change, PersonFile, Subject};
use crate::access::{Caller, ReadEligibility, Tx};
use crate::candidates::{actions as candidates, merges, periods, waivers, windows};
use crate::eligibility;
use crate::error::{ProblemCode, Result};
use crate::hours::{self, HoursFilter};
use crate::participant_links::ParticipantLink;
use crate::participant_links::store::links;
use crate::values::{CandidateId, Name, OrganisationId, Place, RecordKind};
use crate::withdrawals::actions as withdrawals;
use crate::{audit, employments, exits, organisations, referrals, settings};

/// What is recorded about a person in the caller's sectors, from one snapshot. It is logged as one read of the person,
/// and one of each whose record may be about the same person.
///
/// # Errors
/// `not_found`.
pub fn person_file(caller: &Caller<ReadEligibility>, id: CandidateId) -> Result<PersonFile> {
    let today = caller.today();
    let file = caller.snapshot(|tx| {
        let file = read(tx, id, today)?;
        let changes = changes(tx, &file)?;
        Ok(PersonFile { organisations: organisations(tx, &file)?, changes, ..file })
    })?;
    caller.log_read("candidate", id)?;
    file.doubles.iter().try_for_each(|other| caller.log_read("possible_duplicate", other.id))?;
    Ok(file)
}

/// The file without changes and names.
fn read(tx: &mut Tx<'_>, id: CandidateId, today: NaiveDate) -> Result<PersonFile> {
    let person = candidates::find_in(tx, id, today)?;
    let filter = HoursFilter { candidate_id: Some(id), ..HoursFilter::default() };
    let mut hours = hours::list_in(tx, &filter, Place::Position(0), i64::MAX, today)?;
    hours::add_names(tx, &mut hours)?;
    Ok(PersonFile {
        person,
        eligibility: eligibility_of(tx, id, today)?,
        periods: periods::list_in(tx, id)?,
        waivers: waivers::actions::list_in(tx, id)?,
        windows: windows::actions::list_in(tx, id)?,
        referrals: referrals::actions::list_of_in(tx, id)?,
        employments: employments::actions::list_of_in(tx, id)?,
        hours,
        exits: exits::actions::list_of_in(tx, id)?,
        link: link(tx, id)?,
        doubles: merges::actions::possible_of_in(tx, id)?,
        changes: Vec::new(),
        organisations: HashMap::new(),
    })
}

fn eligibility_of(tx: &mut Tx<'_>, id: CandidateId, today: NaiveDate) -> Result<String> {
    let settings = settings::in_force(tx, today)?;
    let facts = eligibility::facts_of(tx, &[id])?;
    let of_person = facts.get(&id).and_then(|facts| eligibility::eligibility(*facts, &settings));
    Ok(eligibility::in_words(of_person, &settings, today))
}

fn link(tx: &mut Tx<'_>, id: CandidateId) -> Result<Option<ParticipantLink>> {
    match links::find(tx, id) {
        Ok(link) => Ok(Some(link)),
        Err(error) if error.code == ProblemCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The changes of what the file shows, the latest first.
fn changes(tx: &mut Tx<'_>, file: &PersonFile) -> Result<Vec<Change>> {
    let person = file.person.id.0;
    let subjects: [(Subject, Vec<i64>); 8] = [
        (Subject::Candidate, vec![person]),
        (Subject::PliePeriod, file.periods.iter().map(|one| one.id.0).collect()),
        (Subject::Waiver, file.waivers.iter().map(|one| one.id.0).collect()),
        (Subject::EligibilityWindow, file.windows.iter().map(|one| one.id.0).collect()),
        (Subject::Referral, file.referrals.iter().map(|one| one.id.0).collect()),
        (Subject::Employment, file.employments.iter().map(|one| one.id.0).collect()),
        (Subject::PositiveExit, file.exits.iter().map(|one| one.id.0).collect()),
        (Subject::ParticipantLink, vec![person]),
    ];
    let mut events = Vec::new();
    for (subject, ids) in subjects {
        if !ids.is_empty() {
            events.extend(audit::changes_of(tx, subject.code(), &ids)?.into_iter().map(|event| (subject, event)));
        }
    }
    let mut changes: Vec<Change> = events.into_iter().map(|(subject, event)| change(subject, event)).collect();
    changes.extend(withdrawals::of_person_in(tx, file.person.id)?.into_iter().map(withdrawn));
    changes.sort_by_key(|change| Reverse((change.at, change.id)));
    Ok(changes)
}

/// The withdrawal of a referral or an employment.
fn withdrawn((kind, event): (RecordKind, audit::PastEvent)) -> Change {
    Change {
        id: event.id,
        at: event.at,
        actor: event.actor,
        subject: if kind == RecordKind::Employment { Subject::Employment } else { Subject::Referral },
        action: event.action,
        fields: Vec::new(),
        reason: event.reason,
    }
}

/// The last change of a record that a page has shown to the caller; none if the audit trail has none.
///
/// # Errors
/// `unavailable`.
pub fn last_change_of(caller: &Caller<ReadEligibility>, subject: Subject, id: i64) -> Result<Option<Change>> {
    let changes = caller.read(|tx| audit::changes_of(tx, subject.code(), &[id]))?;
    Ok(changes.into_iter().max_by_key(|event| (event.at, event.id)).map(|event| change(subject, event)))
}

fn change(subject: Subject, event: audit::PastChange) -> Change {
    Change {
        id: event.id,
        at: event.at,
        actor: event.actor,
        subject,
        action: event.action,
        fields: event.fields,
        reason: None,
    }
}

fn organisations(tx: &mut Tx<'_>, file: &PersonFile) -> Result<HashMap<OrganisationId, Name>> {
    let prescribers = file.referrals.iter().filter_map(|one| one.prescriber_id);
    let ids: BTreeSet<OrganisationId> =
        prescribers.chain(file.exits.iter().filter_map(|one| one.employer_id)).collect();
    organisations::store::names(tx, ids)
}

/// The actor who changed a person's record last, and when (UTC).
///
/// # Errors
/// `not_found`.
pub fn last_change(caller: &Caller<ReadEligibility>, id: CandidateId) -> Result<Option<(String, DateTime<Utc>)>> {
    caller.snapshot(|tx| {
        candidates::find_in(tx, id, caller.today())?;
        let last = audit::changes_of(tx, Subject::Candidate.code(), &[id.0])?.pop();
        Ok(last.map(|change| (change.actor, change.at)))
    })
}

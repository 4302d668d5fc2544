//! Use cases of findings.

use super::{Drift, Finding, FindingFilter, PossibleDuplicate, store};
use crate::access::{Caller, ReadFindings, Tx, WriteTx};
use crate::error::Result;
use crate::values::{CandidateId, FindingKind, HoursId};

/// Findings, in the order they were first recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadFindings>, filter: &FindingFilter, after: i64, rows: i64) -> Result<Vec<Finding>> {
    caller.read(|tx| store::list(tx, filter, after, rows))
}

/// All findings in the caller's sectors.
///
/// # Errors
/// `unavailable`.
pub fn list_in(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    store::list(tx, &FindingFilter::default(), 0, i64::MAX)
}

/// Updates the findings of these rows: records one where the snapshot differs from its source, deletes it where they
/// agree again, and leaves an equal one as it is. Writes no audit event, as the change of the source has its own.
///
/// # Errors
/// `unavailable`.
pub fn update(tx: &mut WriteTx<'_>, drifts: &[Drift]) -> Result<()> {
    const KIND: FindingKind = FindingKind::FrozenValues;
    let recorded = store::recorded(tx, KIND, drifts)?;
    let differs = |drift: &&Drift| recorded.get(&drift.hours) != Some(&drift.fields.join(","));
    let new: Vec<&Drift> = drifts.iter().filter(|drift| !drift.fields.is_empty()).filter(differs).collect();
    let without_drift = drifts.iter().filter(|drift| drift.fields.is_empty()).map(|drift| drift.hours);
    let resolved: Vec<HoursId> = without_drift.filter(|id| recorded.contains_key(id)).collect();
    store::upsert(tx, KIND, &new)?;
    store::delete(tx, KIND, &resolved)
}

/// Updates the findings about this person's record: records one for each that may be about the same person, deletes those
/// that no longer may, and leaves equal ones as they are. Writes no audit event, as the change of the record has its own.
///
/// # Errors
/// `unavailable`.
pub fn update_duplicates(tx: &mut WriteTx<'_>, person: CandidateId, duplicates: &[PossibleDuplicate]) -> Result<()> {
    let recorded = store::recorded_duplicates(tx, person)?;
    let fields = |duplicate: &PossibleDuplicate| duplicate.fields.join(",");
    let is_there = |duplicate: &PossibleDuplicate| {
        recorded.iter().any(|(_, other, of_both)| *other == duplicate.candidate && *of_both == fields(duplicate))
    };
    let is_outdated = |other: CandidateId, of_both: &str| {
        !duplicates.iter().any(|duplicate| duplicate.candidate == other && fields(duplicate) == of_both)
    };
    let outdated = recorded.iter().filter(|(_, other, of_both)| is_outdated(*other, of_both));
    store::delete_by_id(tx, &outdated.map(|(id, ..)| *id).collect::<Vec<_>>())?;
    for duplicate in duplicates.iter().filter(|duplicate| !is_there(duplicate)) {
        store::insert_duplicate(tx, person, duplicate.candidate, &fields(duplicate))?;
    }
    Ok(())
}

/// Records a finding if officers' periods of the PLIE are others than those of the participant record; deletes it otherwise.
///
/// # Errors
/// `unavailable`.
pub fn update_plie_periods(tx: &mut WriteTx<'_>, person: CandidateId, differ: bool) -> Result<()> {
    const KIND: FindingKind = FindingKind::PliePeriodsDiffer;
    if differ { store::insert_about(tx, KIND, person, None, "plie_periods") } else { delete_about(tx, KIND, person) }
}

/// Records a finding for each of these people who have the participant record that this person was found to have; without
/// others it deletes them.
///
/// # Errors
/// `unavailable`.
pub fn update_same_participant(tx: &mut WriteTx<'_>, person: CandidateId, others: &[CandidateId]) -> Result<()> {
    const KIND: FindingKind = FindingKind::SameParticipant;
    if others.is_empty() {
        return delete_about(tx, KIND, person);
    }
    others.iter().try_for_each(|other| store::insert_about(tx, KIND, person, Some(*other), "participant_number"))
}

/// The other people of findings that their record and this person's may be about one person.
///
/// # Errors
/// `unavailable`.
pub fn possible_duplicates_of(tx: &mut Tx<'_>, person: CandidateId) -> Result<Vec<CandidateId>> {
    store::others(tx, FindingKind::PossibleDuplicate, person)
}

/// The other people of findings that this person has one participant record with somebody.
///
/// # Errors
/// `unavailable`.
pub fn same_participant_as(tx: &mut Tx<'_>, person: CandidateId) -> Result<Vec<CandidateId>> {
    store::others(tx, FindingKind::SameParticipant, person)
}

/// Deletes the finding that these two people have one participant record.
///
/// # Errors
/// `unavailable`.
pub fn remove_same_participant(tx: &mut WriteTx<'_>, one: CandidateId, other: CandidateId) -> Result<()> {
    let (later, earlier) = (one.max(other), one.min(other));
    let about = store::about(tx, FindingKind::SameParticipant, later)?.into_iter();
    let ids: Vec<_> = about.filter(|(_, of)| *of == Some(earlier)).map(|(id, _)| id).collect();
    store::delete_by_id(tx, &ids)
}

fn delete_about(tx: &mut WriteTx<'_>, kind: FindingKind, person: CandidateId) -> Result<()> {
    let ids: Vec<_> = store::about(tx, kind, person)?.into_iter().map(|(id, _)| id).collect();
    store::delete_by_id(tx, &ids)
}

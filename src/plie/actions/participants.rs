//! Use cases: what the PLIE reads of its participants.

use crate::access::{Caller, ReadParticipants};
use crate::error::{AppError, ProblemCode, Result};
use crate::participant_links;
use crate::plie::model::{LinkedParticipant, ParticipantHours};
use crate::plie::store;
use crate::values::{Hours, ParticipantNumber, Place};

/// Linked participants, by our ids or in the order of change, at most `rows`.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadParticipants>, place: Place, rows: i64) -> Result<Vec<LinkedParticipant>> {
    let participants = caller.read(|tx| store::participants(tx, place, rows))?;
    caller.log_list_read("participants", &participants, |participant| participant.candidate_id)?;
    Ok(participants)
}

/// The validated hours of a participant, in the caller's sectors.
///
/// # Errors
/// `not_found` if nobody is linked to the record.
pub fn hours(caller: &Caller<ReadParticipants>, number: &ParticipantNumber) -> Result<ParticipantHours> {
    let (people, rows) = caller.snapshot(|tx| {
        let people = store::people_of(tx, number)?;
        let mut rows = store::hours_of(tx, &people)?;
        let closed = participant_links::closed_months(tx, &rows.iter().map(|row| row.month).collect())?;
        rows.iter_mut().for_each(|row| row.closed = closed.contains(&(row.month, row.sector)));
        Ok((people, rows))
    })?;
    if people.is_empty() {
        return Err(AppError::new(ProblemCode::NotFound));
    }
    people.iter().try_for_each(|person| caller.log_read("participant_hours", *person))?;
    let worked = rows.iter().map(|row| *row.worked.hundredths()).sum();
    Ok(ParticipantHours { participant_number: number.clone(), worked: Hours::from_hundredths(worked), rows })
}

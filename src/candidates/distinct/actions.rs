//! Use cases of distinctions.

use super::super::store as candidates;
use super::Distinction;
use crate::access::{Caller, MergeCandidates, Tx, WriteTx};
use crate::audit::records::CANDIDATE;
use crate::audit::{self, Event};
use crate::error::{FieldError, ProblemCode, Result};
use crate::findings::{self, PossibleDuplicate};
use crate::values::{CandidateId, FreeText};

/// The records that were found to be about another person than this one.
///
/// # Errors
/// `not_found`.
pub fn list(caller: &Caller<MergeCandidates>, person: CandidateId) -> Result<Vec<Distinction>> {
    let pairs = caller.snapshot(|tx| {
        candidates::exists(tx, person)?;
        pairs(tx, person)
    })?;
    caller.log_read("distinctions", person)?;
    Ok(pairs)
}

/// Records that two records are about two people, in place of an earlier reason. They are no possible duplicates any more.
///
/// # Errors
/// `not_found` if either is unknown, `same_candidate`.
pub fn set(
    caller: &Caller<MergeCandidates>,
    person: CandidateId,
    other: CandidateId,
    reason: &FreeText,
) -> Result<Distinction> {
    caller.write(|tx| {
        lock(tx, person, other)?;
        candidates::set_distinct(tx, person, other, reason)?;
        update_findings(tx, person)?;
        let event = Event::new("distinguish", "candidate", person.0).about(person).with("other_id", other);
        audit::record(tx, &event.because(Some(reason.to_string())).wrote(&CANDIDATE, [person.max(other).0]))?;
        let found = pairs(tx, person)?.into_iter().find(|pair| pair.other_candidate_id == other);
        found.ok_or_else(|| ProblemCode::NotFound.into())
    })
}

/// Takes such a decision back: if the two look alike, they are possible duplicates again.
///
/// # Errors
/// `not_found` if there is none.
pub fn remove(caller: &Caller<MergeCandidates>, person: CandidateId, other: CandidateId) -> Result<()> {
    caller.write(|tx| {
        lock(tx, person, other)?;
        if !candidates::remove_distinct(tx, person, other)? {
            return Err(ProblemCode::NotFound.into());
        }
        update_findings(tx, person)?;
        let event = Event::new("undo_distinguish", "candidate", person.0).with("other_id", other);
        audit::record(tx, &event.wrote(&CANDIDATE, [person.max(other).0]))
    })
}

fn lock(tx: &mut WriteTx<'_>, person: CandidateId, other: CandidateId) -> Result<()> {
    if person == other {
        return Err(FieldError::new("/other_id", ProblemCode::SameCandidate).into());
    }
    candidates::lock(tx, person.min(other))?;
    candidates::lock(tx, person.max(other)).map(drop)
}

fn update_findings(tx: &mut WriteTx<'_>, person: CandidateId) -> Result<()> {
    let details = candidates::find(tx, person)?.identity();
    let duplicates = candidates::possible_duplicates(tx, Some(person), &details)?.into_iter();
    let duplicates: Vec<_> = duplicates.map(|(candidate, fields)| PossibleDuplicate { candidate, fields }).collect();
    findings::update_duplicates(tx, person, &duplicates)
}

fn pairs(tx: &mut Tx<'_>, person: CandidateId) -> Result<Vec<Distinction>> {
    let pair = |(later, earlier, reason, decided_by, at): candidates::DistinctRow| Distinction {
        candidate_id: person,
        other_candidate_id: if later == person { earlier } else { later },
        reason,
        decided_by,
        decided_at: at.and_utc(),
    };
    let mut pairs: Vec<_> = candidates::distinct_pairs(tx, person)?.into_iter().map(pair).collect();
    pairs.sort_by_key(|pair| pair.other_candidate_id);
    Ok(pairs)
}

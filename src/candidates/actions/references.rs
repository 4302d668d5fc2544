//! References of people. One names a single person of its owner: one that the owner recorded, or one of others.

use super::super::{Candidate, store};
use crate::access::{Owner, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{CandidateId, Name};

/// Refuses a reference of the owner that names another person. One that the caller does not see gets no id.
///
/// # Errors
/// `external_ref_taken`.
pub(super) fn refuse_taken(
    tx: &mut WriteTx<'_>,
    itself: Option<CandidateId>,
    owner: &Owner,
    reference: Option<&Name>,
) -> Result<()> {
    let Some(reference) = reference else { return Ok(()) };
    match store::lock_named(tx, owner, reference)? {
        Some(other) if Some(other) != itself => {
            let refusal = AppError::from(FieldError::new("/external_ref", ProblemCode::ExternalRefTaken));
            Err(refusal.with_existing_id_if_seen(other, store::find(tx, other))?)
        }
        _ => Ok(()),
    }
}

/// Gives a person whom others recorded the caller's own reference, or takes it away. The record stays as it is.
///
/// # Errors
/// `external_ref_taken`.
pub(super) fn give(tx: &mut WriteTx<'_>, person: &Candidate, reference: Option<&Name>) -> Result<()> {
    if person.external_ref.as_ref() == reference {
        return Ok(());
    }
    refuse_taken(tx, Some(person.id), &tx.scope().owner(), reference)?;
    store::set_of_others(tx, person.id, reference)?;
    let event = Event::new("name", "candidate", person.id.0).about(person.id);
    audit::record(tx, &event.personal("external_ref", Some(&person.external_ref.as_ref()), &reference))
}

//! References of employments. One names a single employment of its owner: one that the owner recorded, or one of others.

use super::super::{Employment, store};
use crate::access::{Owner, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{EmploymentId, Name};

/// Refuses a reference of the owner that names another employment. Another key of the owner may have given it in sectors
/// that the caller does not see: the refusal has no id then.
///
/// # Errors
/// `external_ref_taken`.
pub(super) fn refuse_taken(
    tx: &mut WriteTx<'_>,
    itself: Option<EmploymentId>,
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

/// Gives an employment that others recorded the caller's own reference, or takes it away. The record stays as it is.
///
/// # Errors
/// `external_ref_taken`.
pub(super) fn give(tx: &mut WriteTx<'_>, employment: &Employment, reference: Option<&Name>) -> Result<()> {
    if employment.external_ref.as_ref() == reference {
        return Ok(());
    }
    refuse_taken(tx, Some(employment.id), &tx.scope().owner(), reference)?;
    store::set_of_others(tx, employment.id, reference)?;
    let event = Event::new("name", "employment", employment.id.0).about(employment.candidate_id);
    audit::record(tx, &event.personal("external_ref", Some(&employment.external_ref.as_ref()), &reference))
}

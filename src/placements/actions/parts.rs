//! What several use cases of placements share: the person, and errors that say whose they are.

use chrono::NaiveDate;

use super::super::PlacedPerson;
use crate::access::WriteTx;
use crate::candidates;
use crate::error::{AppError, FieldError, Result};
use crate::values::CandidateId;

/// The person, who is recorded if they have no record.
///
/// # Errors
/// `already_exists` for a new person whom a record may be about already; those of the record.
pub(super) fn person(tx: &mut WriteTx<'_>, person: &PlacedPerson, today: NaiveDate) -> Result<CandidateId> {
    match person {
        PlacedPerson::Recorded(id) => candidates::store::lock(tx, *id).map(|_| *id),
        PlacedPerson::New { details, is_distinct } => {
            candidates::actions::refuse_double(tx, details, *is_distinct)?;
            Ok(candidates::actions::create_in(tx, details, today)?.id)
        }
    }
}

/// The result of a part, with the part's name before the pointers of its errors.
pub(super) fn below<T>(part: &str, result: Result<T>) -> Result<T> {
    result.map_err(|error| with_pointers(error, |pointer| format!("{part}{pointer}")))
}

/// The error, with other pointers.
pub(super) fn with_pointers(error: AppError, change: impl Fn(&str) -> String) -> AppError {
    let field_errors = error.field_errors.into_iter();
    let field_errors = field_errors.map(|error| FieldError { pointer: change(&error.pointer), ..error }).collect();
    AppError { field_errors, ..error }
}

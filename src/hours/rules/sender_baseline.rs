//! Rows of a batch are compared with the figure that their sender sent last, not with what others made of it since.

use super::{Current, Figure, Writer, changes_nothing};
use crate::error::{FieldError, ProblemCode};
use crate::hours::Entry;
use crate::values::HoursStatus;

/// Refusals of rows whose cell others changed since their sender's last figure.
pub const CODES: &[ProblemCode] =
    &[ProblemCode::PreconditionFailed, ProblemCode::PreconditionRequired, ProblemCode::ChangedByOfficer];

/// Whether a row changes its cell. Without an expected version, a change by others since the sender's last figure wins:
/// the sender's same figure changes nothing, and another one is refused until the sender gives the cell's version.
pub fn against_senders_last(
    entry: &Entry,
    expected: Option<i64>,
    current: Option<&Current>,
    writer: &Writer<'_>,
) -> Result<bool, FieldError> {
    let failed = || FieldError::new("/version", ProblemCode::PreconditionFailed);
    let Some(current) = current else { return if expected.is_some() { Err(failed()) } else { Ok(true) } };
    if expected.is_some_and(|version| version != current.version) {
        return Err(failed());
    }
    if let Some(rejected) = rejected(current).filter(|rejected| has_same_hours(entry, rejected)) {
        return Ok(entry.reason.is_some() || asks_for_another_status(entry, rejected));
    }
    if changes_nothing(entry, current.latest()) {
        return Ok(false);
    }
    if expected.is_some() || !changed_by_others(current) {
        return Ok(true);
    }
    if current.senders_last.as_ref().is_some_and(|(_, figure)| has_same_hours(entry, figure)) {
        return Ok(false);
    }
    let code = if writer.is_officer { ProblemCode::PreconditionRequired } else { ProblemCode::ChangedByOfficer };
    Err(FieldError::new("/version", code))
}

/// Whether another source has the latest version of the cell.
fn changed_by_others(current: &Current) -> bool {
    current.senders_last.as_ref().is_none_or(|(version, _)| *version < current.version)
}

/// The sender's last figure, if it is the latest version and was rejected.
fn rejected(current: &Current) -> Option<&Figure> {
    let (_, figure) = current.senders_last.as_ref().filter(|_| !changed_by_others(current))?;
    Some(figure).filter(|figure| figure.status == HoursStatus::Rejected)
}

fn has_same_hours(entry: &Entry, figure: &Figure) -> bool {
    entry.worked == figure.worked && entry.training == figure.training
}

fn asks_for_another_status(entry: &Entry, figure: &Figure) -> bool {
    entry.status.is_some_and(|status| status != figure.status)
}

/// The figure that replaced the one that the entry repeats, if another did.
pub fn corrected<'a>(entry: &Entry, current: &'a Current) -> Option<&'a Figure> {
    Some(current.latest()).filter(|latest| !has_same_hours(entry, latest) && rejected(current).is_none())
}

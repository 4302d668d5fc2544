//! Rows of a batch: each is compared with what its sender said last of the cell, not with what others made of it since.

use super::{Current, Figure, Writer, says_the_same};
use crate::error::{FieldError, ProblemCode};
use crate::hours::Entry;
use crate::values::HoursStatus;

/// Whether a row says something new. Without a version, what others changed since the sender's last figure stands: the
/// same figure again is no news, another one is refused until the sender says that it saw the change.
pub fn against_senders_last(
    entry: &Entry,
    version: Option<i64>,
    current: Option<&Current>,
    writer: &Writer<'_>,
) -> Result<bool, FieldError> {
    let Some(current) = current else {
        return if version.is_some() {
            Err(FieldError::new("/version", ProblemCode::PreconditionFailed))
        } else {
            Ok(true)
        };
    };
    if version.is_some_and(|version| version != current.version) {
        return Err(FieldError::new("/version", ProblemCode::PreconditionFailed));
    }
    if let Some(rejected) = rejected(current).filter(|rejected| says_the_hours(entry, rejected)) {
        return Ok(entry.reason.is_some() || asks_for_another_status(entry, rejected));
    }
    if says_the_same(entry, current.latest()) {
        return Ok(false);
    }
    if version.is_some() || !changed_since(current) {
        return Ok(true);
    }
    if current.own.as_ref().is_some_and(|(_, own)| says_the_hours(entry, own)) {
        return Ok(false);
    }
    let code = if writer.is_officer { ProblemCode::PreconditionRequired } else { ProblemCode::ChangedByOfficer };
    Err(FieldError::new("/version", code))
}

/// Whether somebody else has said something of the cell since the writer's house did, or before it ever did.
fn changed_since(current: &Current) -> bool {
    current.own.as_ref().is_none_or(|(version, _)| *version < current.version)
}

/// What the house said last, if that was rejected and nothing was said since.
fn rejected(current: &Current) -> Option<&Figure> {
    let (_, own) = current.own.as_ref().filter(|_| !changed_since(current))?;
    Some(own).filter(|own| own.status == HoursStatus::Rejected)
}

fn says_the_hours(entry: &Entry, figure: &Figure) -> bool {
    entry.worked == figure.worked && entry.training == figure.training
}

fn asks_for_another_status(entry: &Entry, figure: &Figure) -> bool {
    entry.status.is_some_and(|status| status != figure.status)
}

/// The figure that stands instead of the one that was said again, if another does.
pub fn corrected<'a>(entry: &Entry, current: &'a Current) -> Option<&'a Figure> {
    Some(current.latest()).filter(|latest| !says_the_hours(entry, latest) && rejected(current).is_none())
}

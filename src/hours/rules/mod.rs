//! The rules on entries for cells (domain rules 1 to 5). Pure: no database, no clock. `hours::actions::record` calls
//! them.

pub(super) mod sender_baseline;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::snapshot::{Facts, Snapshot};
use super::{Basis, CellKey, Entry, Evidence};
use crate::error::{FieldError, ProblemCode};
use crate::values::{ExpectedVersions, FreeText, Hours, HoursStatus, LotId, Month, Sector};

/// Refusals that any entry for a cell may meet, a withdrawal too.
pub const CELL_CODES: &[ProblemCode] = &[
    ProblemCode::PreconditionFailed,
    ProblemCode::PreconditionRequired,
    ProblemCode::HoursBeforeEmployment,
    ProblemCode::HoursAfterEmploymentEnd,
    ProblemCode::HoursOutsideAssignment,
    ProblemCode::MonthClosed,
    ProblemCode::StatusNotAllowed,
    ProblemCode::ReasonRequired,
    ProblemCode::EvidenceRequired,
];

/// Refusals of a figure: a withdrawal of hours that were recorded never meets them.
pub const FIGURE_CODES: &[ProblemCode] =
    &[ProblemCode::HoursInFuture, ProblemCode::HoursOverCalendar, ProblemCode::TrainingOverWorked];

/// Refusals of entries sent with others; a single cell of an unknown employment or lot is `not_found`.
pub const BATCH_CODES: &[ProblemCode] =
    &[ProblemCode::UnknownEmployment, ProblemCode::UnknownLot, ProblemCode::DuplicateCell];

/// A cell before an entry is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    pub version: i64,
    /// The figure that the writer's source sent last, and its version; loaded only for [`Basis::SendersLast`].
    pub senders_last: Option<(i64, Figure)>,
    /// The figure that counts: the validated one while a correction of it waits.
    pub figure: Figure,
    /// The correction that waits.
    pub pending: Option<Figure>,
}

/// A figure of a cell, with its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub worked: Hours,
    pub training: Hours,
    pub status: HoursStatus,
    pub source: String,
    pub evidence: Option<Evidence>,
}

/// Who sends the entries, and on which day.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    pub is_officer: bool,
    pub source: &'a str,
    pub today: NaiveDate,
}

/// A new version of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub version: i64,
    /// The figure that counts from now on.
    pub figure: Figure,
    /// The figure that this version states. It differs from `figure` if it waits for an officer or was rejected.
    pub stated: Figure,
    /// Whether the stated figure waits for an officer.
    pub waits: bool,
    pub reason: Option<FreeText>,
    pub snapshot: Snapshot,
}

impl Current {
    /// The correction that waits, or else the figure that counts.
    pub fn latest(&self) -> &Figure {
        self.pending.as_ref().unwrap_or(&self.figure)
    }
}

/// Cells that several of the entries name.
pub fn repeated(keys: &[CellKey]) -> HashSet<CellKey> {
    let mut distinct = HashSet::new();
    keys.iter().filter(|key| !distinct.insert(**key)).copied().collect()
}

/// All entries for a repeated cell are refused, since none of them is more right than the others.
pub fn duplicate_error(key: &CellKey, repeated: &HashSet<CellKey>) -> Option<FieldError> {
    repeated.contains(key).then(|| FieldError::new("", ProblemCode::DuplicateCell))
}

/// Judges one entry: the change that it makes, or `None` if it changes nothing.
///
/// # Errors
/// Every refusal of the entry.
pub fn judge(
    entry: &Entry,
    facts: &Facts,
    closed: &HashSet<(Month, Sector)>,
    current: Option<&Current>,
    writer: &Writer<'_>,
) -> Result<Option<Change>, Vec<FieldError>> {
    if let Some(field_error) = unknown_error(&entry.key, facts) {
        return Err(vec![field_error]);
    }
    let changes = match &entry.basis {
        Basis::Version(expected) => against_version(entry, expected.as_ref(), current),
        Basis::SendersLast(expected) => sender_baseline::against_senders_last(entry, *expected, current, writer),
    };
    if !changes.map_err(|field_error| vec![field_error])? {
        return Ok(None);
    }
    let mut field_errors = calendar_errors(entry, facts, closed, writer.today);
    field_errors.extend(status_error(entry, current, writer));
    field_errors.extend(reason_error(entry, current));
    match facts.snapshot(&entry.key) {
        Some(snapshot) if field_errors.is_empty() => Ok(Some(change(entry, snapshot, current, writer))),
        _ => Err(field_errors),
    }
}

/// Whether the entry changes the version that its sender read.
fn against_version(
    entry: &Entry,
    expected: Option<&ExpectedVersions>,
    current: Option<&Current>,
) -> Result<bool, FieldError> {
    let is_expected = |expected: &ExpectedVersions| current.is_some_and(|current| expected.contains(current.version));
    if !expected.is_none_or(is_expected) {
        return Err(FieldError::new("", ProblemCode::PreconditionFailed));
    }
    match current {
        Some(current) if changes_nothing(entry, current.latest()) => Ok(false),
        Some(_) if expected.is_none() => Err(FieldError::new("", ProblemCode::PreconditionRequired)),
        _ => Ok(true),
    }
}

/// Employments and lots outside the writer's sectors do not exist for them; checked before the cell itself.
fn unknown_error(key: &CellKey, facts: &Facts) -> Option<FieldError> {
    if !facts.employments.contains_key(&key.employment) {
        return Some(FieldError::new("/employment_id", ProblemCode::UnknownEmployment));
    }
    (!facts.lots.contains_key(&key.lot)).then(|| FieldError::new("/lot_id", ProblemCode::UnknownLot))
}

/// The same figure changes nothing, unless the entry asks for another status or brings other evidence.
fn changes_nothing(entry: &Entry, latest: &Figure) -> bool {
    entry.worked == latest.worked
        && entry.training == latest.training
        && entry.status.is_none_or(|status| status == latest.status)
        && (entry.evidence.is_none() || entry.evidence == latest.evidence)
}

/// The refusals of the calendar (domain rule 3).
fn calendar_errors(
    entry: &Entry,
    facts: &Facts,
    closed: &HashSet<(Month, Sector)>,
    today: NaiveDate,
) -> Vec<FieldError> {
    let mut field_errors = Vec::new();
    let month = entry.key.month;
    let mut refuse = |pointer: &str, code| field_errors.push(FieldError::new(pointer, code));
    if let Some(employed) = facts.employments.get(&entry.key.employment) {
        if month.last_day() < employed.period.from {
            refuse("/month", ProblemCode::HoursBeforeEmployment);
        } else if employed.period.to.is_some_and(|to| to < month.first_day()) {
            refuse("/month", ProblemCode::HoursAfterEmploymentEnd);
        } else if facts.assigned(&entry.key).is_none() {
            refuse("/month", ProblemCode::HoursOutsideAssignment);
        }
    }
    if facts.lots.get(&entry.key.lot).is_some_and(|work| closed.contains(&(month, work.sector))) {
        refuse("/month", ProblemCode::MonthClosed);
    }
    if today < month.first_day() {
        refuse("/month", ProblemCode::HoursInFuture);
    }
    if entry.training > entry.worked {
        refuse("/training", ProblemCode::TrainingOverWorked);
    }
    field_errors.extend(over_calendar(month, entry.worked));
    field_errors
}

/// No more hours than the month has.
fn over_calendar(month: Month, worked: Hours) -> Option<FieldError> {
    let most = month.days().saturating_mul(24);
    let (title, stated) = (month.in_title(), worked.in_french());
    let detail = format!("{title} compte {most} heures au plus : {stated} est refusé.");
    let is_over = worked > Hours::from_hundredths(i64::from(most).saturating_mul(100));
    is_over.then(|| FieldError::new("/worked", ProblemCode::HoursOverCalendar).with_detail(detail))
}

/// Partners submit, officers decide on submitted hours, and only a draft may stay one (domain rule 5).
fn status_error(entry: &Entry, current: Option<&Current>, writer: &Writer<'_>) -> Option<FieldError> {
    let is_submitted = current.is_some_and(|current| current.latest().status == HoursStatus::Submitted);
    let is_draft = current.is_none_or(|current| current.figure.status == HoursStatus::Draft);
    let allowed = match entry.status {
        None | Some(HoursStatus::Submitted) => true,
        Some(HoursStatus::Draft) => is_draft,
        Some(HoursStatus::Validated) => writer.is_officer && (is_submitted || !entry.decides),
        Some(HoursStatus::Rejected) => writer.is_officer && is_submitted && entry.decides,
    };
    (!allowed).then(|| FieldError::new("/status", ProblemCode::StatusNotAllowed))
}

/// A change of validated hours needs a reason (domain rule 1).
fn reason_error(entry: &Entry, current: Option<&Current>) -> Option<FieldError> {
    let counted = current.filter(|current| current.figure.status == HoursStatus::Validated)?;
    let latest = counted.latest();
    let corrects = entry.worked != latest.worked || entry.training != latest.training;
    let detail = "Ces heures ont déjà été validées : donnez le motif de leur correction.";
    (corrects && entry.reason.is_none())
        .then(|| FieldError::new("/reason", ProblemCode::ReasonRequired).with_detail(detail))
}

/// Lots and months with evidence for the whole.
pub type LotsWithEvidence = HashSet<(LotId, Month)>;

/// Whether the entry asks for hours to be validated.
pub fn asks_for_validation(entry: &Entry) -> bool {
    entry.status == Some(HoursStatus::Validated)
}

/// Whether a change validates hours without evidence; withdrawn hours need none.
pub fn validates_without_evidence(key: &CellKey, change: &Change, evidenced: &LotsWithEvidence) -> bool {
    !change.waits
        && change.figure.status == HoursStatus::Validated
        && change.figure.worked > Hours::ZERO
        && change.figure.evidence.is_none()
        && !evidenced.contains(&(key.lot, key.month))
}

/// If the setting asks for it, hours are not validated without evidence (domain rule 4).
pub fn evidence_error(
    entry: &Entry,
    change: Option<&Change>,
    needed: bool,
    evidenced: &LotsWithEvidence,
) -> Option<FieldError> {
    let lacks = needed && change.is_some_and(|change| validates_without_evidence(&entry.key, change, evidenced));
    lacks.then(|| FieldError::new("/evidence", ProblemCode::EvidenceRequired))
}

/// The status of an entry that asks for none: a draft stays one, the same hours from an officer keep their status, all
/// else is submitted.
fn default_status(current: Option<&Current>, same_hours: Option<&Figure>, writer: &Writer<'_>) -> HoursStatus {
    let draft = current.map(|current| current.figure.status).filter(|status| *status == HoursStatus::Draft);
    let kept = same_hours.filter(|_| writer.is_officer).map(|latest| latest.status);
    let kept = kept.filter(|status| *status != HoursStatus::Rejected);
    draft.or(kept).unwrap_or(HoursStatus::Submitted)
}

fn change(entry: &Entry, snapshot: Snapshot, current: Option<&Current>, writer: &Writer<'_>) -> Change {
    let latest = current.map(Current::latest);
    let states = |figure: &&Figure| figure.worked == entry.worked && figure.training == entry.training;
    let same_hours = latest.filter(states).or(current.map(|current| &current.figure).filter(states));
    let stated = Figure {
        worked: entry.worked,
        training: entry.training,
        status: entry.status.unwrap_or_else(|| default_status(current, same_hours, writer)),
        // A decision on hours leaves their source as it is.
        source: same_hours.map_or_else(|| writer.source.to_owned(), |latest| latest.source.clone()),
        evidence: entry.evidence.clone().or_else(|| same_hours.and_then(|latest| latest.evidence.clone())),
    };
    let version = current.map_or(0, |current| current.version).saturating_add(1);
    let (figure, waits) = counting_after(current.map(|current| &current.figure), &stated);
    Change { version, figure, stated, waits, reason: entry.reason.clone(), snapshot }
}

/// The figure that counts once a version states another one, and whether that waits: a validated one counts until the next.
pub fn counting_after(counting: Option<&Figure>, stated: &Figure) -> (Figure, bool) {
    match counting.filter(|counting| counting.status == HoursStatus::Validated) {
        Some(counting) if stated.status != HoursStatus::Validated => {
            (counting.clone(), stated.status != HoursStatus::Rejected)
        }
        _ => (stated.clone(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_24_hours_a_day() {
        let in_april = |worked: &str| over_calendar(Month::parse("2023-04").unwrap(), Hours::parse(worked).unwrap());
        assert!(in_april("720").is_none());
        let detail = in_april("720.01").unwrap().detail;
        assert_eq!(detail, "Avril 2023 compte 720 heures au plus\u{a0}: 720,01 est refusé.");
    }
}

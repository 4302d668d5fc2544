//! What may be said of a cell, and what it becomes (domain rules 1 to 5). Pure: no database, no clock.

pub(super) mod sender_baseline;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::snapshot::{Facts, Snapshot};
use super::{Basis, CellKey, Entry, Evidence};
use crate::error::{FieldError, ProblemCode};
use crate::values::{FreeText, Hours, HoursStatus, LotId, Month, Sector};

/// A cell as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    pub version: i64,
    /// What the writer's own house said last, and in which version; known only where it is compared with.
    pub own: Option<(i64, Figure)>,
    /// What counts: the validated figure while a correction of it waits.
    pub figure: Figure,
    /// The correction that waits.
    pub pending: Option<Figure>,
}

/// One figure said of a cell, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub worked: Hours,
    pub training: Hours,
    pub status: HoursStatus,
    pub source: String,
    pub evidence: Option<Evidence>,
}

/// Who says it, and when.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    pub is_officer: bool,
    pub source: &'a str,
    pub today: NaiveDate,
}

/// What a cell becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub version: i64,
    /// What counts from now on.
    pub figure: Figure,
    /// What this version says: another figure, where it waits while the one above counts, or was rejected.
    pub said: Figure,
    /// Whether what this version says waits for an officer.
    pub waits: bool,
    pub reason: Option<FreeText>,
    pub snapshot: Snapshot,
}

impl Current {
    /// What was said last and was not rejected since: the correction that waits, or else what counts.
    pub fn latest(&self) -> &Figure {
        self.pending.as_ref().unwrap_or(&self.figure)
    }
}

/// Decides on one entry: the change it makes, `None` if it says what is so already, or everything that is wrong with it.
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
        Basis::Version(seen) => against_version(entry, *seen, current),
        Basis::SendersLast(given) => sender_baseline::against_senders_last(entry, *given, current, writer),
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

/// Whether the entry says something new of the version that its sender saw.
fn against_version(entry: &Entry, seen: Option<i64>, current: Option<&Current>) -> Result<bool, FieldError> {
    if seen.is_some() && seen != current.map(|current| current.version) {
        return Err(FieldError::new("", ProblemCode::PreconditionFailed));
    }
    match current {
        Some(current) if says_the_same(entry, current.latest()) => Ok(false),
        Some(_) if seen.is_none() => Err(FieldError::new("", ProblemCode::PreconditionRequired)),
        _ => Ok(true),
    }
}

/// What the writer does not see does not exist, before anything is said of the cell that may be there.
fn unknown_error(key: &CellKey, facts: &Facts) -> Option<FieldError> {
    if !facts.employments.contains_key(&key.employment) {
        return Some(FieldError::new("/employment_id", ProblemCode::UnknownEmployment));
    }
    (!facts.lots.contains_key(&key.lot)).then(|| FieldError::new("/lot_id", ProblemCode::UnknownLot))
}

/// The same figure again changes nothing; another status asked for is another thing said.
fn says_the_same(entry: &Entry, latest: &Figure) -> bool {
    entry.worked == latest.worked
        && entry.training == latest.training
        && entry.status.is_none_or(|status| status == latest.status)
        && (entry.evidence.is_none() || entry.evidence == latest.evidence)
}

/// What the calendar refuses (domain rule 3).
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
    if entry.worked > Hours::from_hundredths(i64::from(month.days()).saturating_mul(2_400)) {
        refuse("/worked", ProblemCode::HoursOverCalendar);
    }
    if entry.training > entry.worked {
        refuse("/training", ProblemCode::TrainingOverWorked);
    }
    field_errors
}

/// Partners submit, officers decide, on what was submitted; what was once said aloud does not become a draft again
/// (domain rule 5).
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

/// Another figure over hours that were ever validated is explained (domain rule 1).
fn reason_error(entry: &Entry, current: Option<&Current>) -> Option<FieldError> {
    let counted = current.filter(|current| current.figure.status == HoursStatus::Validated)?;
    let latest = counted.latest();
    let corrects = entry.worked != latest.worked || entry.training != latest.training;
    (corrects && entry.reason.is_none()).then(|| FieldError::new("/reason", ProblemCode::ReasonRequired))
}

/// Lots and months for which evidence stands as a whole.
pub type Evidenced = HashSet<(LotId, Month)>;

/// Whether the entry asks for hours to be validated.
pub fn asks_for_validation(entry: &Entry) -> bool {
    entry.status == Some(HoursStatus::Validated)
}

/// Whether a change validates hours that nothing proves; hours withdrawn need no proof.
pub fn validates_without_evidence(key: &CellKey, change: &Change, evidenced: &Evidenced) -> bool {
    !change.waits
        && change.figure.status == HoursStatus::Validated
        && change.figure.worked > Hours::ZERO
        && change.figure.evidence.is_none()
        && !evidenced.contains(&(key.lot, key.month))
}

/// Where the setting asks for it, hours are not validated without evidence (domain rule 4).
pub fn evidence_error(
    entry: &Entry,
    change: Option<&Change>,
    needed: bool,
    evidenced: &Evidenced,
) -> Option<FieldError> {
    let lacks = needed && change.is_some_and(|change| validates_without_evidence(&entry.key, change, evidenced));
    lacks.then(|| FieldError::new("/evidence", ProblemCode::EvidenceRequired))
}

/// Without a word about the status, a draft stays one, and an officer who only adds evidence decides nothing anew; all
/// else is submitted.
fn unsaid_status(current: Option<&Current>, same_hours: Option<&Figure>, writer: &Writer<'_>) -> HoursStatus {
    let draft = current.map(|current| current.figure.status).filter(|status| *status == HoursStatus::Draft);
    let kept = same_hours.filter(|_| writer.is_officer).map(|latest| latest.status);
    let kept = kept.filter(|status| *status != HoursStatus::Rejected);
    draft.or(kept).unwrap_or(HoursStatus::Submitted)
}

fn change(entry: &Entry, snapshot: Snapshot, current: Option<&Current>, writer: &Writer<'_>) -> Change {
    let latest = current.map(Current::latest);
    let says = |figure: &&Figure| figure.worked == entry.worked && figure.training == entry.training;
    let same_hours = latest.filter(says).or(current.map(|current| &current.figure).filter(says));
    let said = Figure {
        worked: entry.worked,
        training: entry.training,
        status: entry.status.unwrap_or_else(|| unsaid_status(current, same_hours, writer)),
        // Deciding on hours does not make them one's own.
        source: same_hours.map_or_else(|| writer.source.to_owned(), |latest| latest.source.clone()),
        evidence: entry.evidence.clone().or_else(|| same_hours.and_then(|latest| latest.evidence.clone())),
    };
    let version = current.map_or(0, |current| current.version).saturating_add(1);
    let counting = current.map(|current| &current.figure).filter(|counting| counting.status == HoursStatus::Validated);
    let (figure, waits) = match counting {
        Some(counting) if said.status != HoursStatus::Validated => {
            (counting.clone(), said.status != HoursStatus::Rejected)
        }
        _ => (said.clone(), false),
    };
    Change { version, figure, said, waits, reason: entry.reason.clone(), snapshot }
}

//! What may be said of a cell, and what it becomes (domain rules 1 to 5). Pure: no database, no clock.

pub(super) mod own;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::copied::{Copied, Facts};
use super::{Basis, CellKey, Entry, Evidence};
use crate::error::{Fault, Situation};
use crate::units::{FreeText, Hours, HoursStatus, LotId, Month, Sector};

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
    pub copied: Copied,
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
) -> Result<Option<Change>, Vec<Fault>> {
    if let Some(fault) = unknown_fault(&entry.key, facts) {
        return Err(vec![fault]);
    }
    let changes = match &entry.basis {
        Basis::Version(seen) => against_version(entry, *seen, current),
        Basis::Own(given) => own::against_own(entry, *given, current, writer),
    };
    if !changes.map_err(|fault| vec![fault])? {
        return Ok(None);
    }
    let mut faults = calendar_faults(entry, facts, closed, writer.today);
    faults.extend(status_fault(entry, current, writer));
    faults.extend(reason_fault(entry, current));
    match facts.copied(&entry.key) {
        Some(copied) if faults.is_empty() => Ok(Some(change(entry, copied, current, writer))),
        _ => Err(faults),
    }
}

/// Whether the entry says something new of the version that its sender saw.
fn against_version(entry: &Entry, seen: Option<i64>, current: Option<&Current>) -> Result<bool, Fault> {
    if seen.is_some() && seen != current.map(|current| current.version) {
        return Err(Fault::new("", Situation::PreconditionFailed));
    }
    match current {
        Some(current) if says_the_same(entry, current.latest()) => Ok(false),
        Some(_) if seen.is_none() => Err(Fault::new("", Situation::PreconditionRequired)),
        _ => Ok(true),
    }
}

/// What the writer does not see does not exist, before anything is said of the cell that may be there.
fn unknown_fault(key: &CellKey, facts: &Facts) -> Option<Fault> {
    if !facts.employments.has(&key.employment) {
        return Some(Fault::new("/employment_id", Situation::UnknownEmployment));
    }
    (!facts.lots.has(&key.lot)).then(|| Fault::new("/lot_id", Situation::UnknownLot))
}

/// The same figure again changes nothing; another status asked for is another thing said.
fn says_the_same(entry: &Entry, latest: &Figure) -> bool {
    entry.worked == latest.worked
        && entry.training == latest.training
        && entry.status.is_none_or(|status| status == latest.status)
        && (entry.evidence.is_none() || entry.evidence == latest.evidence)
}

/// What the calendar refuses (domain rule 3).
fn calendar_faults(entry: &Entry, facts: &Facts, closed: &HashSet<(Month, Sector)>, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    let month = entry.key.month;
    let mut refuse = |pointer: &str, situation| faults.push(Fault::new(pointer, situation));
    if let Some(employed) = facts.employments.one(&entry.key.employment) {
        if month.last_day() < employed.period.from {
            refuse("/month", Situation::HoursBeforeEmployment);
        } else if employed.period.to.is_some_and(|to| to < month.first_day()) {
            refuse("/month", Situation::HoursAfterEmploymentEnd);
        } else if facts.assigned(&entry.key).is_none() {
            refuse("/month", Situation::HoursOutsideAssignment);
        }
    }
    if facts.lots.one(&entry.key.lot).is_some_and(|work| closed.contains(&(month, work.sector))) {
        refuse("/month", Situation::MonthClosed);
    }
    if today < month.first_day() {
        refuse("/month", Situation::HoursInFuture);
    }
    if entry.worked > Hours::from_hundredths(i64::from(month.days()).saturating_mul(2_400)) {
        refuse("/worked", Situation::HoursOverCalendar);
    }
    if entry.training > entry.worked {
        refuse("/training", Situation::TrainingOverWorked);
    }
    faults
}

/// Partners submit, officers decide, on what was submitted; what was once said aloud does not become a draft again
/// (domain rule 5).
fn status_fault(entry: &Entry, current: Option<&Current>, writer: &Writer<'_>) -> Option<Fault> {
    let is_submitted = current.is_some_and(|current| current.latest().status == HoursStatus::Submitted);
    let is_draft = current.is_none_or(|current| current.figure.status == HoursStatus::Draft);
    let allowed = match entry.status {
        None | Some(HoursStatus::Submitted) => true,
        Some(HoursStatus::Draft) => is_draft,
        Some(HoursStatus::Validated) => writer.is_officer && (is_submitted || !entry.decides),
        Some(HoursStatus::Rejected) => writer.is_officer && is_submitted && entry.decides,
    };
    (!allowed).then(|| Fault::new("/status", Situation::StatusNotAllowed))
}

/// Another figure over hours that were ever validated is explained (domain rule 1).
fn reason_fault(entry: &Entry, current: Option<&Current>) -> Option<Fault> {
    let counted = current.filter(|current| current.figure.status == HoursStatus::Validated)?;
    let latest = counted.latest();
    let corrects = entry.worked != latest.worked || entry.training != latest.training;
    (corrects && entry.reason.is_none()).then(|| Fault::new("/reason", Situation::ReasonRequired))
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
pub fn evidence_fault(entry: &Entry, change: Option<&Change>, needed: bool, evidenced: &Evidenced) -> Option<Fault> {
    let lacks = needed && change.is_some_and(|change| validates_without_evidence(&entry.key, change, evidenced));
    lacks.then(|| Fault::new("/evidence", Situation::EvidenceRequired))
}

/// Without a word about the status, a draft stays one, and an officer who only adds evidence decides nothing anew; all
/// else is submitted.
fn unsaid_status(current: Option<&Current>, same_hours: Option<&Figure>, writer: &Writer<'_>) -> HoursStatus {
    let draft = current.map(|current| current.figure.status).filter(|status| *status == HoursStatus::Draft);
    let kept = same_hours.filter(|_| writer.is_officer).map(|latest| latest.status);
    let kept = kept.filter(|status| *status != HoursStatus::Rejected);
    draft.or(kept).unwrap_or(HoursStatus::Submitted)
}

fn change(entry: &Entry, copied: Copied, current: Option<&Current>, writer: &Writer<'_>) -> Change {
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
    Change { version, figure, said, waits, reason: entry.reason.clone(), copied }
}

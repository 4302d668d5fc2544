//! What became of an entry for a cell: the only outcome but a refusal.

use crate::audit::records::SealedRecord;
use crate::hours::rules::Change;
use crate::hours::{Evidence, FigureView, Verdict};
use crate::values::{CandidateId, HoursId, Warning};

/// The result of a recorded entry.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The id of the cell.
    pub id: HoursId,
    /// The cell's version now.
    pub version: i64,
    /// Whether the cell is new, changed or unchanged.
    pub verdict: Verdict,
    /// The figure that the entry states, with its status.
    pub stated: FigureView,
    /// The evidence for that figure.
    pub evidence: Option<Evidence>,
    /// The figure that counts instead, if another source corrected the one that the entry repeats.
    pub corrected: Option<FigureView>,
    /// What should be looked at.
    pub warnings: Vec<Warning>,
    /// The new version, if the cell changed.
    pub(in crate::hours) change: Option<Change>,
    /// The new version as its event seals it.
    pub(in crate::hours) sealed: Option<SealedRecord>,
}

impl Recorded {
    /// Whether the figure waits for an officer while an earlier one counts.
    pub fn waits(&self) -> bool {
        self.change.as_ref().is_some_and(|change| change.waits)
    }

    /// The new version as an event seals it; none if nothing changed.
    pub(in crate::hours) fn sealed(&self) -> Option<SealedRecord> {
        self.sealed.clone()
    }

    /// The person whose hours changed; `None` if nothing did.
    pub(in crate::hours) fn person(&self) -> Option<CandidateId> {
        self.change.as_ref().map(|change| change.snapshot.candidate)
    }
}

//! Entries for cells, and their outcomes.

use serde::Serialize;
use utoipa::ToSchema;

use super::{CellKey, Evidence};
use crate::audit::records::SealedRecord;
use crate::hours::rules::{Change, Figure};
use crate::values::{CandidateId, ExpectedVersions, FreeText, Hours, HoursId, HoursStatus, Warning};

/// New hours for a cell, as a caller sends them.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The cell.
    pub key: CellKey,
    /// The hours worked.
    pub worked: Hours,
    /// Hours of training among them.
    pub training: Hours,
    /// The evidence for them.
    pub evidence: Option<Evidence>,
    /// The status asked for; without it, a draft stays one and another figure is `submitted`.
    pub status: Option<HoursStatus>,
    /// The reason of the change.
    pub reason: Option<FreeText>,
    /// What the entry is compared with.
    pub basis: Basis,
    /// Whether it is an officer's decision on a submitted figure.
    pub decides: bool,
}

/// What an entry is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// The versions that the sender read; `None` if the cell must be new.
    Version(Option<ExpectedVersions>),
    /// The figure that the sender's source sent last; with a version, the cell must be at that version.
    SendersLast(Option<i64>),
}

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

/// A figure, as answers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Standing)]
pub struct FigureView {
    /// The hours worked.
    pub worked: Hours,
    /// Hours of training among them.
    pub training: Hours,
    /// Their status.
    pub status: HoursStatus,
}

impl FigureView {
    pub(in crate::hours) fn of(figure: &Figure) -> Self {
        Self { worked: figure.worked, training: figure.training, status: figure.status }
    }
}

/// What an entry did to its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The cell is new.
    Created,
    /// The cell has a new version.
    Updated,
    /// The cell had that figure already.
    Unchanged,
}

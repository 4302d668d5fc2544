//! What is said of cells, and what becomes of it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{CellKey, Evidence};
use crate::hours::rules::{Change, Figure};
use crate::values::{CandidateId, FreeText, Hours, HoursId, HoursStatus, Warning};

/// What somebody says of a cell.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which cell.
    pub key: CellKey,
    /// The hours worked.
    pub worked: Hours,
    /// Of which training.
    pub training: Hours,
    /// What proves them.
    pub evidence: Option<Evidence>,
    /// The status asked for; `submitted` if none is.
    pub status: Option<HoursStatus>,
    /// Why the figure changes.
    pub reason: Option<FreeText>,
    /// What it is compared with.
    pub basis: Basis,
    /// Whether it decides on what others said, as an officer does.
    pub decides: bool,
}

/// What an entry is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The version last seen; none means that the cell is thought to be new.
    Version(Option<i64>),
    /// What the sender's own house said last of the cell; with a version, what stands now, which must be that one.
    SendersLast(Option<i64>),
}

/// What became of an entry.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The row.
    pub id: HoursId,
    /// The version it stands at now.
    pub version: i64,
    /// What happened to it.
    pub verdict: Verdict,
    /// What was said, and where that stands.
    pub said: Standing,
    /// The figure that stands instead of what was said again, since somebody else corrected it.
    pub corrected: Option<Standing>,
    /// What an officer should look at.
    pub warnings: Vec<Warning>,
    /// What the cell has become, if it changed.
    pub(in crate::hours) change: Option<Change>,
}

impl Recorded {
    /// Whose hours changed; none where nothing did.
    pub(in crate::hours) fn person(&self) -> Option<CandidateId> {
        self.change.as_ref().map(|change| change.snapshot.candidate)
    }
}

/// A figure that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Standing {
    /// The hours worked.
    pub worked: Hours,
    /// Of which training.
    pub training: Hours,
    /// Where they stand.
    pub status: HoursStatus,
}

impl Standing {
    /// What a figure says.
    pub(in crate::hours) fn of(figure: &Figure) -> Self {
        Self { worked: figure.worked, training: figure.training, status: figure.status }
    }
}

/// What happened to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was new.
    Created,
    /// It has a new version.
    Updated,
    /// It was so already.
    Unchanged,
}

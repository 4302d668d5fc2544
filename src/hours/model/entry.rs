//! Entries for cells, and their outcomes.

use serde::Serialize;
use utoipa::ToSchema;

use super::{CellKey, Evidence};
use crate::hours::rules::Figure;
use crate::values::{ExpectedVersions, FreeText, Hours, HoursStatus};

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

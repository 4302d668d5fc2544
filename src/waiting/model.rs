//! Types.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::hours::{Cell, CellNames, Evidence};
use crate::values::{Hours, HoursId, LotId, Month, Sector};

/// Which of the waiting rows to show.
#[derive(Debug, Clone, Default)]
pub struct WaitingFilter {
    /// Only this month.
    pub month: Option<Month>,
    /// Only this sector.
    pub sector: Option<Sector>,
    /// Only what this sender sent.
    pub source: Option<String>,
    /// Only this lot.
    pub lot_id: Option<LotId>,
}

impl WaitingFilter {
    /// Whether the cell passes. Its source is that of the waiting figure.
    pub(super) fn passes(&self, cell: &Cell) -> bool {
        self.month.is_none_or(|month| month == cell.month)
            && self.sector.is_none_or(|sector| sector == cell.sector)
            && self.lot_id.is_none_or(|lot| lot == cell.lot_id)
            && self.source.as_deref().is_none_or(|source| source == cell.latest_source())
    }
}

/// What waits in the caller's sectors.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// The first rows that pass the filter, by sender, contract, lot, month and name.
    pub rows: Vec<WaitingRow>,
    /// How many rows pass it.
    pub count: usize,
    /// Their hours.
    pub worked: Hours,
    /// All cells that wait, whatever the filter.
    pub ids: HashSet<HoursId>,
    /// Their months.
    pub months: BTreeSet<Month>,
    /// Their senders.
    pub sources: BTreeSet<String>,
    /// Reasons of earlier rejections that concern no one person, the most frequent first.
    pub reasons: Vec<String>,
}

/// A cell that waits.
#[derive(Debug, Clone)]
pub struct WaitingRow {
    /// The cell, with what should be looked at.
    pub cell: Cell,
    /// Whose it is, and where.
    pub names: CellNames,
    /// What was sent with the figure.
    pub sent: Sent,
    /// The reference of the evidence for the lot as a whole.
    pub lot_evidence: Option<String>,
    /// The day in France on which it was sent.
    pub sent_on: NaiveDate,
}

/// What was sent with a waiting figure.
#[derive(Debug, Clone)]
pub struct Sent {
    /// When the waiting figure was sent.
    pub sent_at: DateTime<Utc>,
    /// Why, if its sender said so.
    pub reason: Option<String>,
    /// The evidence for the waiting figure.
    pub evidence: Option<Evidence>,
}

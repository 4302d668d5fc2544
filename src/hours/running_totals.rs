//! The sums that warnings compare: a person's month, and a lot against its hours due.

use std::collections::HashMap;

use super::CellKey;
use crate::values::{CandidateId, Hours, LotId, Month};

/// Sums over rows that were not rejected, and the rows of people that are among them.
#[derive(Debug, Default)]
pub struct RunningTotals {
    /// What each cell adds to what its person worked; nothing, if it was rejected.
    cells: HashMap<CellKey, Hours>,
    /// What people worked in each month.
    worked: HashMap<(CandidateId, Month), Hours>,
    /// What counts on each lot.
    done: HashMap<LotId, Hours>,
    /// What is due on those lots where something is.
    due: HashMap<LotId, Hours>,
}

impl RunningTotals {
    /// What is done on some lots, and due on them.
    pub fn of_lots(done: HashMap<LotId, Hours>, due: HashMap<LotId, Hours>) -> Self {
        Self { done, due, ..Self::default() }
    }

    /// Adds a person's row.
    pub fn add_cell(&mut self, person: CandidateId, key: CellKey, worked: Hours) {
        self.cells.insert(key, worked);
        let sum = self.worked.entry((person, key.month)).or_default();
        *sum = *sum + worked;
    }

    /// Whether the cell is there.
    pub fn has(&self, key: &CellKey) -> bool {
        self.cells.contains_key(key)
    }

    /// A cell will say that a person worked so much.
    pub fn say_worked(&mut self, person: CandidateId, key: &CellKey, worked: Hours) {
        let before = self.before(key);
        let sum = self.worked.entry((person, key.month)).or_default();
        *sum = *sum + (worked - before);
    }

    /// A cell will say that so much is done on its lot.
    pub fn say_done(&mut self, key: &CellKey, done: Hours) {
        let before = self.before(key);
        let sum = self.done.entry(key.lot).or_default();
        *sum = *sum + (done - before);
    }

    fn before(&self, key: &CellKey) -> Hours {
        self.cells.get(key).copied().unwrap_or_default()
    }

    /// What a person worked in a month.
    pub fn worked(&self, person: CandidateId, month: Month) -> Hours {
        self.worked.get(&(person, month)).copied().unwrap_or_default()
    }

    /// Whether more is done on the lot than is due on the day asked about.
    pub fn is_past_due(&self, lot: LotId) -> bool {
        self.due.get(&lot).is_some_and(|due| self.done.get(&lot).is_some_and(|done| done > due))
    }
}

//! The sums that warnings compare with their limits: the hours of a person in a month, and of a lot against its hours
//! due.

use std::collections::HashMap;

use super::CellKey;
use crate::values::{CandidateId, Hours, LotId, Month};

/// Sums over rows that were not rejected. `store::facts` loads them; `actions::warn` replaces the cells about to
/// change.
#[derive(Debug, Default)]
pub struct RunningTotals {
    /// The hours of each cell of the people concerned; zero if it was rejected.
    cells: HashMap<CellKey, Hours>,
    /// The hours of each person and month.
    worked: HashMap<(CandidateId, Month), Hours>,
    /// The hours that count on each lot.
    done: HashMap<LotId, Hours>,
    /// The hours due on each lot that has any.
    due: HashMap<LotId, Hours>,
}

impl RunningTotals {
    /// Sums of lots, without cells yet.
    pub fn of_lots(done: HashMap<LotId, Hours>, due: HashMap<LotId, Hours>) -> Self {
        Self { done, due, ..Self::default() }
    }

    /// Adds a person's cell.
    pub fn add_cell(&mut self, person: CandidateId, key: CellKey, worked: Hours) {
        self.cells.insert(key, worked);
        let sum = self.worked.entry((person, key.month)).or_default();
        *sum = *sum + worked;
    }

    /// Whether the cell exists.
    pub fn has(&self, key: &CellKey) -> bool {
        self.cells.contains_key(key)
    }

    /// Replaces the hours of a cell in its person's sum.
    pub fn replace_worked(&mut self, person: CandidateId, key: &CellKey, worked: Hours) {
        let sum = self.worked_with(person, key, worked);
        self.worked.insert((person, key.month), sum);
    }

    /// The hours of a person in the month of a cell, with these in the cell.
    pub fn worked_with(&self, person: CandidateId, key: &CellKey, worked: Hours) -> Hours {
        self.worked(person, key.month) + (worked - self.before(key))
    }

    /// Replaces the hours of a cell in its lot's sum.
    pub fn replace_done(&mut self, key: &CellKey, done: Hours) {
        let before = self.before(key);
        let sum = self.done.entry(key.lot).or_default();
        *sum = *sum + (done - before);
    }

    fn before(&self, key: &CellKey) -> Hours {
        self.cells.get(key).copied().unwrap_or_default()
    }

    /// The hours of a person in a month.
    pub fn worked(&self, person: CandidateId, month: Month) -> Hours {
        self.worked.get(&(person, month)).copied().unwrap_or_default()
    }

    /// Whether more hours count on the lot than are due.
    pub fn is_past_due(&self, lot: LotId) -> bool {
        self.due.get(&lot).is_some_and(|due| self.done.get(&lot).is_some_and(|done| done > due))
    }
}

//! Suppression in a whole bilan. Its tables share totals and people, so they are treated together: what one table
//! shows must not give away what another hides. Hours are never hidden.
//!
//! Works on counts by their figure's key; `bilan` hides the figures that [`Sheet::hides`] names.

#[cfg(test)]
pub(crate) mod attack;
mod referrals;

use std::collections::{BTreeMap, BTreeSet};

pub use referrals::PRESCRIBERS;

use super::{Zeros, is_small, suppress};
use crate::values::{ExitKind, Sector};

/// A cell of a breakdown: its key, none if it is the remainder of the whole, and its count.
type Cell = (Option<String>, usize);

/// Every count of a bilan by its key, and which are hidden.
#[derive(Debug)]
pub struct Sheet {
    counts: BTreeMap<String, usize>,
    hidden: BTreeSet<String>,
    omitted: BTreeSet<String>,
}

impl Sheet {
    /// Decides which of a bilan's counts are hidden.
    pub fn suppressed(counts: BTreeMap<String, usize>) -> Self {
        let mut sheet = Self { counts, hidden: BTreeSet::new(), omitted: BTreeSet::new() };
        referrals::suppress(&mut sheet);
        sheet.employees();
        sheet.exits();
        sheet
    }

    /// Whether the count is hidden.
    pub fn hides(&self, key: &str) -> bool {
        self.hidden.contains(key)
    }

    /// Whether a count is hidden whose key has this prefix.
    pub fn hides_under(&self, prefix: &str) -> bool {
        self.hidden.iter().any(|key| key.starts_with(prefix))
    }

    /// Whether the figure is left out, because its presence shows that it is not zero.
    pub fn omits(&self, key: &str) -> bool {
        self.omitted.contains(key)
    }

    fn count(&self, key: &str) -> usize {
        self.counts.get(key).copied().unwrap_or_default()
    }

    fn cell(&self, key: impl Into<String>) -> Cell {
        let key = key.into();
        let count = self.count(&key);
        (Some(key), count)
    }

    /// The cells whose keys have this prefix, without a total.
    fn cells_under(&self, prefix: &str) -> Vec<Cell> {
        let cells = self.counts.iter().filter(|(key, _)| key.starts_with(prefix) && !key.ends_with(".total"));
        cells.map(|(key, count)| (Some(key.clone()), *count)).collect()
    }

    fn hide(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.hidden.extend(cells.into_iter().filter_map(|(key, _)| key));
    }

    fn hide_under(&mut self, prefix: &str) {
        let keys: Vec<String> = self.counts.keys().filter(|key| key.starts_with(prefix)).cloned().collect();
        self.hidden.extend(keys);
    }

    /// Suppresses the cells of a shown whole; returns whether any is hidden.
    fn breakdown(&mut self, whole: usize, cells: Vec<Cell>) -> bool {
        let counts: Vec<usize> = cells.iter().map(|(_, count)| *count).collect();
        let hidden = suppress(whole, &counts, Zeros::Hideable).cells;
        let any = hidden.contains(&true);
        self.hide(cells.into_iter().zip(hidden).filter(|(_, hidden)| *hidden).map(|(cell, _)| cell));
        any
    }

    /// Suppresses one part of a shown whole, with the remainder as the other cell; returns whether it is hidden.
    fn part(&mut self, whole: usize, key: &str) -> bool {
        let part = self.cell(key);
        let rest = (None, whole.saturating_sub(part.1));
        self.breakdown(whole, vec![part, rest])
    }

    fn employees(&mut self) {
        const ALL: &str = "employees.total";
        const SHARE: &str = "shares.qpv_share_of_employees";
        let four = self.cells_under("validated_and_employed.");
        let everyone = self.count(ALL);
        if is_small(everyone) {
            for prefix in ["employees.", "validated_and_employed.", "qpv.employees.", SHARE] {
                self.hide_under(prefix);
            }
            return;
        }
        self.breakdown(everyone, vec![self.cell("employees.women"), self.cell("employees.men")]);
        let by_sector = Sector::ALL.iter().map(|sector| self.cell(format!("employees.{sector}"))).collect();
        self.breakdown(everyone, by_sector);
        self.part(everyone, "employees.without_counted_hours");
        // Three of the four add up to the employees, two to the people validated in the year: hidden all or none.
        if four.iter().any(|(_, count)| is_small(*count)) || referrals::hides_validated(self) {
            self.hide(four);
        }
        if self.neighbourhoods("qpv.employees.", everyone) {
            self.hide_under(SHARE);
        }
    }

    fn exits(&mut self) {
        let all = self.count("positive_exits.total");
        if is_small(all) {
            self.hide_under("positive_exits.");
            self.hide_under("qpv.positive_exits.");
            return;
        }
        let by_kind = ExitKind::ALL.iter().map(|kind| self.cell(format!("positive_exits.{kind}"))).collect();
        self.breakdown(all, by_kind);
        self.neighbourhoods("qpv.positive_exits.", all);
    }

    /// Suppresses the people of the listed neighbourhoods in a shown whole; returns whether their total is hidden.
    fn neighbourhoods(&mut self, prefix: &str, whole: usize) -> bool {
        let total = format!("{prefix}total");
        if self.part(whole, &total) {
            self.hide_under(prefix);
            return true;
        }
        self.breakdown(self.count(&total), self.cells_under(prefix));
        false
    }
}

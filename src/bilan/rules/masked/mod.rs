//! A bilan without what could single a person out. Its tables share totals and people, so they are looked at together:
//! what one table shows must not give away what another hides. Hours by sector and type of contract stay.

mod referrals;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::{Figure, Finding, Table, Value};
use crate::values::masking::{self, Zeros, is_small};
use crate::values::{ExitKind, Sector};

/// A cell of a breakdown: its key, none if it is only what the others leave of the whole, and its count.
type Cell = (Option<String>, usize);

/// The tables and findings as a dashboard may read them.
pub(in crate::bilan) fn masked(tables: Vec<Table>, findings: Vec<Finding>) -> (Vec<Table>, Vec<Finding>) {
    let mut sheet = Sheet::of(&tables);
    referrals::mask(&mut sheet);
    sheet.employees();
    sheet.exits();
    // What does not add up is told where both sides are shown; the other findings tell of single people.
    let findings = findings
        .into_iter()
        .filter(|finding| finding.kind == "not_additive" && !sheet.hides_under(&format!("{}.", finding.figure)))
        .collect();
    (tables.into_iter().map(|table| sheet.shown(table)).collect(), findings)
}

/// Every count of a bilan by its key, and which are hidden.
#[derive(Debug)]
struct Sheet {
    counts: BTreeMap<String, usize>,
    hidden: BTreeSet<String>,
    /// Those that are left out, as their being there tells that they are not zero.
    left_out: BTreeSet<String>,
}

impl Sheet {
    fn of(tables: &[Table]) -> Self {
        let figures = tables.iter().flat_map(|table| &table.figures);
        let counts = figures.filter_map(|figure| match figure.value {
            Value::Count(count) => Some((figure.key.clone(), count)),
            Value::Hours(_) | Value::Hidden => None,
        });
        Self { counts: counts.collect(), hidden: BTreeSet::new(), left_out: BTreeSet::new() }
    }

    fn count(&self, key: &str) -> usize {
        self.counts.get(key).copied().unwrap_or_default()
    }

    fn cell(&self, key: impl Into<String>) -> Cell {
        let key = key.into();
        let count = self.count(&key);
        (Some(key), count)
    }

    /// The cells whose keys begin so, but for a total.
    fn cells_under(&self, prefix: &str) -> Vec<Cell> {
        let own = self.counts.iter().filter(|(key, _)| key.starts_with(prefix) && !key.ends_with(".total"));
        own.map(|(key, count)| (Some(key.clone()), *count)).collect()
    }

    fn hides(&self, key: &str) -> bool {
        self.hidden.contains(key)
    }

    fn hides_under(&self, prefix: &str) -> bool {
        self.hidden.iter().any(|key| key.starts_with(prefix))
    }

    fn hide(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.hidden.extend(cells.into_iter().filter_map(|(key, _)| key));
    }

    fn hide_under(&mut self, prefix: &str) {
        let own: Vec<String> = self.counts.keys().filter(|key| key.starts_with(prefix)).cloned().collect();
        self.hidden.extend(own);
    }

    /// Hides what has to be of the cells of a whole that is shown; whether it was anything.
    fn breakdown(&mut self, whole: usize, cells: Vec<Cell>) -> bool {
        let counts: Vec<usize> = cells.iter().map(|(_, count)| *count).collect();
        let hidden = masking::hidden(whole, &counts, Zeros::Hideable).cells;
        let any = hidden.contains(&true);
        self.hide(cells.into_iter().zip(hidden).filter(|(_, hidden)| *hidden).map(|(cell, _)| cell));
        any
    }

    /// The same for one part of a whole and what it leaves.
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
        // Three of the four are the employees, two are the people validated in the year: they go together.
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

    /// Those of the listed neighbourhoods among a whole that is shown; whether their number is hidden.
    fn neighbourhoods(&mut self, prefix: &str, whole: usize) -> bool {
        let total = format!("{prefix}total");
        if self.part(whole, &total) {
            self.hide_under(prefix);
            return true;
        }
        self.breakdown(self.count(&total), self.cells_under(prefix));
        false
    }

    /// A table without what is hidden; of a share neither part nor whole, where either is.
    fn shown(&self, table: Table) -> Table {
        let figures = table.figures.into_iter().filter(|figure| !self.left_out.contains(&figure.key));
        let mut figures: Vec<Figure> = figures.map(|figure| self.figure(figure)).collect();
        if table.key == referrals::PRESCRIBERS {
            referrals::reorder(&mut figures);
        }
        Table { figures, ..table }
    }

    fn figure(&self, figure: Figure) -> Figure {
        if self.hides(&figure.key) {
            return Figure { value: Value::Hidden, denominator: None, share: None, masked: true, ..figure };
        }
        let whole_is_hidden = figure.denominator.as_ref().is_some_and(|whole| self.hides(&whole.figure));
        if whole_is_hidden { Figure { denominator: None, share: None, ..figure } } else { figure }
    }
}

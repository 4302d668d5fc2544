//! Shares against their count and their denominator.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::model::{Certainty, Finding, Kind, Report};
use super::labels::Role;
use super::layout::{Axis, Cell, Layout};
use super::number::{Printed, Unit, numbers};
use super::wording::place;
use crate::values::decimal_in_french;

/// How many counts and totals are tried for a line of shares, the nearest ones.
const MOST_COUNTS: usize = 24;

/// How many numbers of the prose around a table are tried as denominators.
const MOST_NAMED: usize = 20;

/// Where the denominator of a share stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Base {
    /// In the total of the counts.
    Total(usize),
    /// In another count at the same place.
    Beside(usize),
    /// In the count that this one is a part of.
    Parent,
    /// It is the sum of the counts, which the table does not print.
    Sum,
    /// A number that the title, a label or a note names.
    Named(Decimal),
}

/// Which counts a line of shares divides by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    counts: usize,
    base: Base,
}

/// The shares of a line, and the places where counts may stand.
struct Shares<'a> {
    layout: &'a Layout,
    axis: Axis,
    line: usize,
    named: Vec<Decimal>,
    /// What the shares of other lines, which stand in one cell with their count, are divided by.
    habits: Vec<Base>,
    /// The sum of the addends of each line.
    sums: &'a [Decimal],
}

/// The shares of a table that do not follow. `notes` is the text around it.
pub fn check(layout: &Layout, notes: &str, report: &mut Report) {
    let mut findings = Vec::new();
    let mut explained = BTreeSet::new();
    for axis in [Axis::Columns, Axis::Rows] {
        let lines = 0..layout.lines(axis).len();
        let lines: Vec<usize> = lines.filter(|line| layout.lines(axis)[*line].role != Role::Evolution).collect();
        let sums = sums(layout, axis);
        let of = |line: usize, habits| Shares {
            layout,
            axis,
            line,
            named: named(layout, axis, line, notes),
            habits,
            sums: &sums,
        };
        let habits: Vec<Base> = lines
            .iter()
            .flat_map(|line| of(*line, Vec::new()).proven())
            .filter_map(|(line, rule)| Some(rule.base).filter(|_| rule.counts == line))
            .collect();
        for line in lines {
            let shares = of(line, habits.clone());
            for (at, finding) in shares.findings() {
                let cell = if axis == Axis::Rows { (line, at) } else { (at, line) };
                match finding {
                    None => drop(explained.insert(cell)),
                    Some(finding) => findings.push((cell, finding)),
                }
            }
        }
    }
    // A share that is right along its row or its column is right.
    findings.retain(|(cell, _)| !explained.contains(cell));
    findings.dedup_by_key(|(cell, _)| *cell);
    report.checked += explained.len() + findings.len();
    report.findings.extend(findings.into_iter().map(|(_, finding)| finding));
}

/// The sum of the addends of each line.
fn sums(layout: &Layout, axis: Axis) -> Vec<Decimal> {
    let addends: Vec<usize> =
        layout.across(axis).filter(|at| layout.lines(axis.other())[*at].role == Role::Addend).collect();
    let count = |line: usize, at: usize| layout.cell(axis, line, at).count.as_ref().map(|count| count.value);
    (0..layout.lines(axis).len()).map(|line| addends.iter().filter_map(|at| count(line, *at)).sum()).collect()
}

/// The numbers that the table's title, the line's label or the notes name as denominators.
fn named(layout: &Layout, axis: Axis, line: usize, notes: &str) -> Vec<Decimal> {
    let texts = [layout.title.as_str(), layout.lines(axis)[line].label.as_str(), notes];
    let found = texts.iter().flat_map(|text| numbers(text));
    let plain = found
        .filter(|one| one.printed.unit == Unit::Plain && !one.printed.is_year() && one.printed.value > Decimal::ONE);
    plain.map(|one| one.printed.value).take(MOST_NAMED).collect()
}

impl Shares<'_> {
    fn cell(&self, line: usize, at: usize) -> &Cell {
        self.layout.cell(self.axis, line, at)
    }

    /// The share at a place: a percent, or a bare number under a head that says so.
    fn share(&self, at: usize) -> Option<&Printed> {
        let cell = self.cell(self.line, at);
        let bare = cell.count.as_ref().filter(|count| {
            self.layout.lines(self.axis)[self.line].role == Role::Share && count.value <= Decimal::ONE_HUNDRED
        });
        let is_change = self.layout.lines(self.axis.other())[at].role == Role::Evolution;
        cell.share
            .as_ref()
            .filter(|share| share.unit == Unit::Percent && !share.is_signed)
            .or(bare)
            .filter(|_| !is_change)
    }

    /// The count in a cell; not the bare number of a share.
    fn count(&self, line: usize, at: usize) -> Option<Decimal> {
        let lines = self.layout.lines(self.axis);
        let is_count = !matches!(lines[line].role, Role::Share | Role::Evolution | Role::Ratio);
        self.cell(line, at).count.as_ref().filter(|_| is_count).map(|count| count.value)
    }

    fn role(&self, at: usize) -> Role {
        self.layout.lines(self.axis.other())[at].role
    }

    /// The exact share by a rule, with its count and its denominator.
    fn exact(&self, rule: Rule, at: usize) -> Option<(Decimal, Decimal, Decimal)> {
        let count = self.count(rule.counts, at)?;
        let base = match rule.base {
            Base::Total(total) => self.count(rule.counts, total)?,
            Base::Beside(line) => self.count(line, at)?,
            Base::Parent => {
                let parent = (0..at).rev().find(|before| self.role(*before) != Role::Part)?;
                self.count(rule.counts, parent).filter(|_| self.role(at) == Role::Part)?
            }
            Base::Sum => *self.sums.get(rule.counts)?,
            Base::Named(number) => number,
        };
        let share = (count * Decimal::ONE_HUNDRED).checked_div(base)?;
        Some((share, count, base))
    }

    /// The rules by which the line may be counted, the nearest counts first.
    fn rules(&self) -> Vec<Rule> {
        let lines = self.layout.lines(self.axis);
        let mut counts: Vec<usize> = (0..lines.len())
            .filter(|line| self.layout.across(self.axis).any(|at| self.count(*line, at).is_some()))
            .collect();
        counts.sort_by_key(|line| (line.abs_diff(self.line), *line > self.line));
        counts.truncate(MOST_COUNTS);
        let totals = self.layout.across(self.axis).filter(|at| matches!(self.role(*at), Role::Total | Role::Subtotal));
        let mut bases: Vec<Base> = totals.map(Base::Total).take(MOST_COUNTS).collect();
        bases.extend([Base::Sum, Base::Parent]);
        bases.extend(counts.iter().map(|line| Base::Beside(*line)));
        bases.extend(self.named.iter().map(|number| Base::Named(*number)));
        let rules = counts.iter().flat_map(|counts| bases.iter().map(|base| Rule { counts: *counts, base: *base }));
        rules.filter(|rule| rule.base != Base::Beside(rule.counts)).collect()
    }

    fn places(&self) -> Vec<usize> {
        self.layout.across(self.axis).filter(|at| self.share(*at).is_some()).collect()
    }

    /// Whether the share at a place follows by a rule.
    fn is_right(&self, rule: Rule, at: usize) -> Option<bool> {
        Some(self.share(at)?.is_print_of(self.exact(rule, at)?.0))
    }

    /// How many shares follow by a rule, those of nothing and of all apart, and how many do not.
    fn support(&self, rule: Rule) -> (usize, usize) {
        let says = |at: &usize| {
            self.exact(rule, *at).is_some_and(|(exact, ..)| !exact.is_zero() && exact != Decimal::ONE_HUNDRED)
        };
        let places = self.places();
        let (mut right, mut wrong) = (0, 0);
        for at in &places {
            match self.is_right(rule, *at) {
                Some(true) if says(at) => right += 1,
                Some(false) => wrong += 1,
                _ => {}
            }
            // No rule that most of the shares contradict is ever taken.
            if wrong * 2 > places.len() {
                break;
            }
        }
        (right, wrong)
    }

    /// The rules by which two shares of the line follow and most of them, with the line.
    fn proven(&self) -> Vec<(usize, Rule)> {
        if self.places().len() < 2 && self.habits.is_empty() {
            return Vec::new();
        }
        let is_habit = |rule: &Rule| rule.counts == self.line && self.habits.contains(&rule.base);
        let holds = |rule: &Rule| {
            let (right, wrong) = self.support(*rule);
            right >= 2 && right > wrong || is_habit(rule) && right > 0 && right >= wrong
        };
        self.rules().into_iter().filter(holds).map(|rule| (self.line, rule)).collect()
    }

    /// Each place with a share: no finding where it is right.
    fn findings(&self) -> Vec<(usize, Option<Finding>)> {
        let proven: Vec<Rule> = self.proven().into_iter().map(|(_, rule)| rule).collect();
        let strength = |rule: &Rule| {
            let (right, wrong) = self.support(*rule);
            (right, std::cmp::Reverse(wrong))
        };
        let Some(best) = proven.iter().copied().max_by_key(strength) else { return Vec::new() };
        let rules = self.rules();
        let by_another = |at: usize| {
            let mut others = rules.iter().filter(|rule| self.may_hold(rule, &best, &proven, at));
            others.any(|rule| self.is_right(*rule, at) == Some(true))
        };
        let described = |at: usize| match self.is_right(best, at)? {
            false if !by_another(at) => Some((at, Some(self.described(best, at)?))),
            _ => Some((at, None)),
        };
        self.places().into_iter().filter_map(described).collect()
    }

    /// Whether a rule may hold at one place although another holds for the line.
    fn may_hold(&self, rule: &Rule, best: &Rule, proven: &[Rule], at: usize) -> bool {
        let is_of_group = matches!(rule.base, Base::Total(total) if self.role(total) == Role::Subtotal && total > at);
        proven.contains(rule)
            || rule.counts == best.counts && (is_of_group || matches!(rule.base, Base::Parent | Base::Named(_)))
            || matches!(self.role(at), Role::Total | Role::Subtotal | Role::Part)
                && matches!(rule.base, Base::Beside(_) | Base::Total(_))
    }

    fn described(&self, rule: Rule, at: usize) -> Option<Finding> {
        let (exact, count, base) = self.exact(rule, at)?;
        let printed = self.share(at)?;
        let decimals = printed.decimals.max(1);
        let shown = exact.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        Some(Finding {
            kind: Kind::Share,
            certainty: Certainty::Certain,
            place: place(self.layout, self.axis, self.line, at),
            printed: self.cell(self.line, at).text.clone(),
            computed: shown,
            explanation: format!(
                "{} sur {} font {} %, et non {} %.",
                decimal_in_french(count),
                decimal_in_french(base),
                decimal_in_french(shown),
                decimal_in_french(printed.value)
            ),
        })
    }
}

//! Shares against their count and their denominator.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::finding::{Certainty, Finding, Kind, place};
use super::labels::Role;
use super::layout::{Axis, Cell, Layout};
use super::number::{Printed, Unit, in_french, numbers};

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
}

/// The shares of a table that do not follow. `notes` is the text around it.
pub fn check(number: usize, layout: &Layout, notes: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut explained = BTreeSet::new();
    for axis in [Axis::Columns, Axis::Rows] {
        let lines = 0..layout.lines(axis).len();
        let lines: Vec<usize> = lines.filter(|line| layout.lines(axis)[*line].role != Role::Evolution).collect();
        let of = |line: usize, habits| Shares { layout, axis, line, named: named(layout, axis, line, notes), habits };
        let habits: Vec<Base> = lines.iter().flat_map(|line| of(*line, Vec::new()).proven()).filter_map(|(line, rule)| Some(rule.base).filter(|_| rule.counts == line)).collect();
        for line in lines {
            let shares = of(line, habits.clone());
            for (at, finding) in shares.findings(number) {
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
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// The numbers that the table's title, the line's label or the notes name as denominators.
fn named(layout: &Layout, axis: Axis, line: usize, notes: &str) -> Vec<Decimal> {
    let texts = [layout.title.as_str(), layout.lines(axis)[line].label.as_str(), notes];
    let found = texts.iter().flat_map(|text| numbers(text));
    let plain = found.filter(|one| one.printed.unit == Unit::Plain && !one.printed.is_year() && one.printed.value > Decimal::ONE);
    plain.map(|one| one.printed.value).collect()
}

impl Shares<'_> {
    fn cell(&self, line: usize, at: usize) -> &Cell {
        self.layout.cell(self.axis, line, at)
    }

    /// The share at a place: a percent, or a bare number under a head that says so.
    fn share(&self, at: usize) -> Option<&Printed> {
        let cell = self.cell(self.line, at);
        let bare = cell.count.as_ref().filter(|count| self.layout.lines(self.axis)[self.line].role == Role::Share && count.value <= Decimal::ONE_HUNDRED);
        let is_change = self.layout.lines(self.axis.other())[at].role == Role::Evolution;
        cell.share.as_ref().filter(|share| share.unit == Unit::Percent && !share.is_signed).or(bare).filter(|_| !is_change)
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
            Base::Sum => {
                let places = self.layout.across(self.axis).filter(|at| self.role(*at) == Role::Addend);
                places.filter_map(|at| self.count(rule.counts, at)).sum()
            }
            Base::Named(number) => number,
        };
        let share = (count * Decimal::ONE_HUNDRED).checked_div(base)?;
        Some((share, count, base))
    }

    /// The rules by which the line may be counted, the nearest counts first.
    fn rules(&self) -> Vec<Rule> {
        let lines = self.layout.lines(self.axis);
        let mut counts: Vec<usize> = (0..lines.len()).filter(|line| self.layout.across(self.axis).any(|at| self.count(*line, at).is_some())).collect();
        counts.sort_by_key(|line| (line.abs_diff(self.line), *line > self.line));
        let totals = self.layout.across(self.axis).filter(|at| matches!(self.role(*at), Role::Total | Role::Subtotal));
        let mut bases: Vec<Base> = totals.map(Base::Total).collect();
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
        let says = |at: &usize| self.exact(rule, *at).is_some_and(|(exact, ..)| !exact.is_zero() && exact != Decimal::ONE_HUNDRED);
        let places = self.places();
        let right = places.iter().filter(|at| says(at) && self.is_right(rule, **at) == Some(true)).count();
        (right, places.iter().filter(|at| self.is_right(rule, **at) == Some(false)).count())
    }

    /// The rules by which two shares of the line follow and most of them, with the line.
    fn proven(&self) -> Vec<(usize, Rule)> {
        let is_habit = |rule: &Rule| rule.counts == self.line && self.habits.contains(&rule.base);
        let holds = |rule: &Rule| {
            let (right, wrong) = self.support(*rule);
            right >= 2 && right > wrong || is_habit(rule) && right > 0 && right >= wrong
        };
        self.rules().into_iter().filter(holds).map(|rule| (self.line, rule)).collect()
    }

    /// Each place with a share: no finding where it is right.
    fn findings(&self, number: usize) -> Vec<(usize, Option<Finding>)> {
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
        let told = |at: usize| match self.is_right(best, at)? {
            false if !by_another(at) => Some((at, Some(self.told(number, best, at)?))),
            _ => Some((at, None)),
        };
        self.places().into_iter().filter_map(told).collect()
    }

    /// Whether a rule may hold at one place although another holds for the line.
    fn may_hold(&self, rule: &Rule, best: &Rule, proven: &[Rule], at: usize) -> bool {
        let is_of_group = matches!(rule.base, Base::Total(total) if self.role(total) == Role::Subtotal && total > at);
        proven.contains(rule) || rule.counts == best.counts && (is_of_group || matches!(rule.base, Base::Parent | Base::Named(_)))
            || matches!(self.role(at), Role::Total | Role::Subtotal | Role::Part) && matches!(rule.base, Base::Beside(_) | Base::Total(_))
    }

    fn told(&self, number: usize, rule: Rule, at: usize) -> Option<Finding> {
        let (exact, count, base) = self.exact(rule, at)?;
        let printed = self.share(at)?;
        let decimals = printed.decimals.max(1);
        let shown = exact.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        Some(Finding {
            kind: Kind::Share,
            certainty: Certainty::Fault,
            place: place(number, self.layout, self.axis, self.line, at),
            printed: self.cell(self.line, at).text.clone(),
            computed: shown,
            explanation: format!(
                "{} sur {} font {} %, et non {} %.",
                in_french(count), in_french(base), in_french(shown), in_french(printed.value)
            ),
        })
    }
}

//! What the start page shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::shell::Shell;
use super::chart::Chart;
use crate::accounts::User;
use crate::overview::{LotBehind, NamedFinding, Overview, SectorOverview, WindowEnding, YearOverview};
use crate::plie::DeskCounts;
use crate::reminders::{Owed, OwedBy};
use crate::values::{ClosureState, Hours, Month, NextAct, day_in_words};

/// How many lines of each list stand on the start page.
const SHOWN: usize = 5;

/// The start page of those who do not follow hours.
#[derive(Template)]
#[template(path = "home.html", config = "src/pages/askama.toml")]
pub(super) struct Home<'a> {
    pub shell: Shell,
    pub user: &'a User,
}

/// The start page of officers.
#[derive(Template)]
#[template(path = "dashboard.html", config = "src/pages/askama.toml")]
pub(super) struct Dashboard<'a> {
    shell: Shell,
    user: &'a User,
    month: Month,
    next: Option<Month>,
    /// The last day on which hours are awaited, and the first on which they are late.
    deadline: String,
    late_since: String,
    is_past_due: bool,
    sectors: &'a [SectorOverview],
    missing: i64,
    year: &'a YearOverview,
    change: Option<String>,
    chart: Chart,
    has_contracts: bool,
    has_people: bool,
    lots_behind: Shown<'a, LotBehind>,
    windows_ending: Shown<'a, WindowEnding>,
    findings: Shown<'a, NamedFinding>,
    /// Who owes hours of the month after its deadline.
    owing: Shown<'a, OwedBy>,
    duplicates: Shown<'a, NamedFinding>,
    plie: PlieState,
}

/// The link to the PLIE: what an officer has to do about it, and whether its service fails.
pub(super) struct PlieState {
    pub counts: DeskCounts,
    pub is_away: bool,
}

impl PlieState {
    /// What there is to do.
    fn to_do(&self) -> i64 {
        self.counts.ambiguous + self.counts.failed + self.counts.dead
    }
}

/// The first lines of a list, and how many it has.
struct Shown<'a, T> {
    count: usize,
    first: &'a [T],
}

impl<'a> Dashboard<'a> {
    pub fn new(
        (shell, user): (Shell, &'a User),
        overview: &'a Overview,
        owed: &'a Owed,
        plie: PlieState,
        today: NaiveDate,
    ) -> Self {
        let owing: &[OwedBy] = if owed.is_late { &owed.organisations } else { &[] };
        let (year, attention) = (&overview.year, &overview.attention);
        let next = overview.month.next();
        Self {
            shell,
            user,
            month: overview.month,
            next: (next.first_day() <= today).then_some(next),
            deadline: day_in_words(overview.deadline),
            late_since: day_in_words(overview.deadline.succ_opt().unwrap_or(overview.deadline)),
            is_past_due: today > overview.deadline,
            sectors: &overview.sectors,
            missing: overview
                .sectors
                .iter()
                .filter(|sector| !is_closed(sector))
                .map(|sector| sector.lots.awaited + sector.lots.late)
                .sum(),
            year,
            change: change(year.total, year.total_before),
            chart: Chart::new(year),
            has_contracts: overview.has_contracts,
            has_people: overview.has_people,
            lots_behind: Shown::of(&attention.lots_behind),
            windows_ending: Shown::of(&attention.windows_ending),
            findings: Shown::of(&attention.findings),
            owing: Shown::of(owing),
            duplicates: Shown::of(&attention.duplicates),
            plie,
        }
    }
}

impl<'a, T> Shown<'a, T> {
    fn of(items: &'a [T]) -> Self {
        Self { count: items.len(), first: &items[..items.len().min(SHOWN)] }
    }
}

/// The change in percent with one decimal and its sign; none without hours before.
fn change(now: Hours, before: Hours) -> Option<String> {
    let (now, before) = (i128::from(*now.hundredths()), i128::from(*before.hundredths()));
    if before <= 0 {
        return None;
    }
    let (difference, half) = ((now - before) * 1000, before / 2);
    let tenths = if difference < 0 { (difference - half) / before } else { (difference + half) / before };
    let sign = if tenths < 0 { '−' } else { '+' };
    Some(format!("{sign}{},{}\u{a0}%", tenths.abs() / 10, tenths.abs() % 10))
}

/// Whether the month is closed.
const fn is_closed(sector: &SectorOverview) -> bool {
    matches!(sector.state, ClosureState::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_rounded_to_a_tenth_of_a_percent() {
        for (now, before, text) in [
            (2_130_642, 1_987_100, Some("+7,2\u{a0}%")),
            (90, 100, Some("−10,0\u{a0}%")),
            (100, 100, Some("+0,0\u{a0}%")),
            (100, 0, None),
        ] {
            let of = |hundredths| Hours::from_hundredths(hundredths);
            assert_eq!(change(of(now), of(before)).as_deref(), text);
        }
    }
}

//! The curve of a lot: the hours done month by month, how they would go on at the average pace, and the hours due. All in
//! whole units, so that no figure becomes inexact on its way.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::super::scale::{round_top, whole_hours};
use super::words::part;
use crate::contract_files::{LotFile, Outlook};
use crate::values::{Hours, day_in_table};

/// The left edge of the drawing.
const LEFT: i64 = 56;
/// Its width.
const WIDTH: i64 = 584;
/// Its upper edge.
const TOP: i64 = 16;
/// Its height.
const HEIGHT: i64 = 150;
/// Its lower edge.
const BOTTOM: i64 = TOP + HEIGHT;

/// The width of a day in the letters of a narrow screen, which are the largest.
const LABEL: i64 = 140;

/// A horizontal line with its hours.
pub(super) struct Line {
    pub y: i64,
    pub label: String,
}

/// The curve.
pub(super) struct Curve {
    pub lines: Vec<Line>,
    /// The corners of the lines of hours due, done and projected.
    pub due: String,
    pub done: String,
    pub projected: String,
    /// Where the contract ends.
    pub end: i64,
    /// The contract's first day, unless its last day needs the room.
    pub starts_on: Option<String>,
    /// The contract's last day, and whether it is written before the place where the contract ends.
    pub ends_on: String,
    pub is_before_end: bool,
    pub bottom: i64,
}

impl Curve {
    /// The curve; none before the contract has begun and without hours due or done.
    pub fn new(file: &LotFile, today: NaiveDate) -> Option<Self> {
        let (starts_on, ends_on) = (file.contract.starts_on, file.contract.ends_on);
        if today < starts_on || file.hours_due.is_empty() && file.months.is_empty() {
            return None;
        }
        let projected = projected(file, today);
        let last = [today, ends_on].into_iter().chain(projected.map(|(day, _)| day)).max()?;
        let dues = file.hours_due.iter().map(|due| due.entry.hours);
        let dones = file.months.iter().map(|month| month.total).chain(projected.map(|(_, hours)| hours));
        let top = round_top(*dues.chain(dones).max()?.hundredths());
        let scale = Scale { starts_on, last, top: Hours::from_hundredths(top) };
        let end = scale.x(ends_on);
        let line = |half: i64| Line { y: BOTTOM - HEIGHT * half / 2, label: whole_hours(top * half / 2) };
        Some(Self {
            lines: (0..=2).map(line).collect(),
            due: points(&due(file, &scale)),
            done: points(&done(file, &scale, today)),
            projected: projected.map(|to| points(&ahead(file, &scale, today, to))).unwrap_or_default(),
            end,
            starts_on: Some(day_in_table(starts_on)).filter(|_| end >= LEFT + LABEL),
            ends_on: day_in_table(ends_on),
            is_before_end: end >= LEFT + 2 * LABEL,
            bottom: BOTTOM,
        })
    }
}

/// What the drawing's edges stand for.
struct Scale {
    starts_on: NaiveDate,
    last: NaiveDate,
    top: Hours,
}

impl Scale {
    fn x(&self, day: NaiveDate) -> i64 {
        let days = |until: NaiveDate| (until - self.starts_on).num_days();
        LEFT + (days(day) * WIDTH).checked_div(days(self.last)).unwrap_or(0).clamp(0, WIDTH)
    }

    fn y(&self, hours: Hours) -> i64 {
        BOTTOM - part(hours, self.top, HEIGHT)
    }
}

/// Where the average pace leads: to the hours due, or else to the contract's last day. A day that is so far away that the
/// rest of the drawing would be too narrow to read is left out.
fn projected(file: &LotFile, today: NaiveDate) -> Option<(NaiveDate, Hours)> {
    let contract = &file.contract;
    let most = (contract.ends_on - contract.starts_on) + (contract.ends_on - contract.starts_on);
    let progress = &file.lot.progress;
    let done = progress.projected_end.map(|day| (day, progress.due));
    let near = done.filter(|(day, _)| *day - contract.starts_on <= most && *day > today);
    let Outlook { done_at_end, .. } = file.outlook?;
    near.or_else(|| Some((contract.ends_on, done_at_end.filter(|_| progress.projected_end.is_some())?)))
}

/// The hours due are those of the latest entry, from its day on.
fn due(file: &LotFile, scale: &Scale) -> Vec<(i64, i64)> {
    let mut corners: Vec<(i64, i64)> = Vec::new();
    for due in &file.hours_due {
        let (x, y) = (scale.x(due.entry.effective_on), scale.y(due.entry.hours));
        let before = corners.last().map(|(_, before)| (x, *before));
        corners.extend(before);
        corners.push((x, y));
    }
    let to_the_edge = corners.last().map(|(_, y)| (LEFT + WIDTH, *y));
    corners.extend(to_the_edge);
    corners
}

/// The hours done at the end of each month.
fn done(file: &LotFile, scale: &Scale, today: NaiveDate) -> Vec<(i64, i64)> {
    let months = file.months.iter();
    let corners = months.map(|month| (scale.x(month.month.last_day().min(today)), scale.y(month.total)));
    let now = (scale.x(today), scale.y(file.lot.progress.done));
    std::iter::once((LEFT, BOTTOM)).chain(corners).chain([now]).collect()
}

/// From the hours done today to where the pace leads.
fn ahead(file: &LotFile, scale: &Scale, today: NaiveDate, (day, hours): (NaiveDate, Hours)) -> Vec<(i64, i64)> {
    vec![(scale.x(today), scale.y(file.lot.progress.done)), (scale.x(day), scale.y(hours))]
}

/// Corners as SVG writes them.
fn points(corners: &[(i64, i64)]) -> String {
    corners.iter().fold(String::new(), |mut text, (x, y)| {
        let _ = write!(text, "{x},{y} ");
        text
    })
}

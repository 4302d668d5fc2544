//! A chart of hours by month: bars of the year, stacked by sector, beside those of the year before. All in whole units, so
//! that no figure becomes inexact on its way.

use super::super::scale::{round_top, whole_hours};
use crate::overview::YearOverview;
use crate::values::{Hours, Month};

/// The height of the highest bar.
const HEIGHT: i64 = 140;
/// The upper edge of the chart.
const TOP: i64 = 16;
/// The width of a month.
const MONTH: i64 = 50;
/// The width of a bar.
const BAR: i64 = 18;
/// The left edge of the first month.
const LEFT: i64 = 48;

/// A bar, or a part of one.
pub(super) struct Bar {
    pub x: i64,
    pub y: i64,
    pub height: i64,
    pub class: String,
}

/// A horizontal line with its hours.
pub(super) struct Line {
    pub y: i64,
    pub label: String,
}

/// A month below the chart.
pub(super) struct Label {
    pub x: i64,
    pub text: String,
}

/// The chart.
pub(super) struct Chart {
    pub lines: Vec<Line>,
    pub bars: Vec<Bar>,
    pub labels: Vec<Label>,
    pub bar: i64,
    pub bottom: i64,
}

impl Chart {
    pub fn new(year: &YearOverview) -> Self {
        let sums = year.months.iter().map(|month| month.by_sector.iter().map(|(_, hours)| *hours).sum());
        let highest: Hours = sums.chain(year.months.iter().map(|month| month.before)).max().unwrap_or_default();
        let top = round_top(*highest.hundredths());
        let height = |hours: Hours| hours.hundredths().saturating_mul(HEIGHT).checked_div(top).unwrap_or(0);
        let bottom = TOP + HEIGHT;
        let mut bars = Vec::new();
        for (place, month) in (0..).zip(&year.months) {
            let x = LEFT + place * MONTH;
            let before = height(month.before);
            bars.push(Bar { x, y: bottom - before, height: before, class: "before".to_owned() });
            let mut y = bottom;
            for (sector, hours) in &month.by_sector {
                let height = height(*hours);
                y -= height;
                bars.push(Bar { x: x + BAR + 2, y, height, class: sector.as_str().to_lowercase() });
            }
        }
        bars.retain(|bar| bar.height > 0);
        let line = |part: i64| Line { y: bottom - HEIGHT * part / 2, label: whole_hours(top * part / 2) };
        let label =
            |(place, month): (i64, Month)| Label { x: LEFT + place * MONTH + BAR, text: short_name(month).to_owned() };
        Self {
            lines: (0..=2).map(line).collect(),
            bars,
            labels: (0..).zip(year.months.iter().map(|month| month.month)).map(label).collect(),
            bar: BAR,
            bottom,
        }
    }
}

/// The month's name as charts write it.
fn short_name(month: Month) -> &'static str {
    const NAMES: [&str; 12] =
        ["janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
    usize::try_from(month.number() % 100).ok().and_then(|number| NAMES.get(number.checked_sub(1)?)).unwrap_or(&"")
}

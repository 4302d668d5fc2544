//! Bar charts: a picture of numbers that stand in a table, with the same numbers as its text.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::super::model::{Cell, Chart, Table};
use super::super::text::{french, number};
use super::flow::{Colour, Flow, MARGIN, Style, WIDTH, What};
use super::lengths::Twips;
use super::structure::{ElementId, Kind};

/// How thick a bar is, and from one to the next.
const BAR: (Twips, Twips) = (170, 260);

/// The widths of the names and of the numbers.
const NAMES: Twips = 3_000;
const NUMBERS: Twips = 1_300;

/// Puts the chart of a table, if it has one with something to show.
pub(super) fn chart(flow: &mut Flow<'_>, parent: ElementId, table: &Table) {
    let Some(chart) = &table.chart else { return };
    let bars = bars(table, chart);
    let most = bars.iter().map(|(_, _, size)| *size).max().unwrap_or_default();
    if most <= Decimal::ZERO {
        return;
    }
    let all = BAR.1.saturating_mul(Twips::try_from(bars.len()).unwrap_or(Twips::MAX));
    flow.keep(all.saturating_add(Style::NOTE.leading()));
    let figure = flow.structure.add(parent, Kind::Figure(alternative(chart, &bars)));
    flow.put_text(Some(figure), (MARGIN, flow.y), Style::NOTE.bold(true), chart.title.clone());
    flow.y += Style::NOTE.leading() + 40;
    for (name, shown, size) in bars {
        put_bar(flow, figure, (name, shown), length(size, most));
    }
    flow.y += 120;
}

/// The names of the bars, their numbers as they are shown, and their sizes.
fn bars(table: &Table, chart: &Chart) -> Vec<(String, String, Decimal)> {
    let rows = table.rows.get(chart.rows.clone()).unwrap_or_default();
    let bar = |row: &super::super::model::Row| {
        let (name, cell): (&Cell, &Cell) = (row.cells.get(chart.names)?, row.cells.get(chart.numbers)?);
        let size = number(cell)?.parse().ok()?;
        Some((french(name), french(cell), size))
    };
    rows.iter().filter_map(bar).collect()
}

fn alternative(chart: &Chart, bars: &[(String, String, Decimal)]) -> String {
    let bars: Vec<String> = bars.iter().map(|(name, shown, _)| format!("{name}\u{a0}: {shown}")).collect();
    format!("Diagramme en barres. {}. {}.", chart.title, bars.join("\u{a0}; "))
}

/// How long a bar is: the longest fills what names and numbers leave.
fn length(size: Decimal, most: Decimal) -> Twips {
    let room = Decimal::from(WIDTH - NAMES - NUMBERS);
    let length = size.checked_mul(room).and_then(|product| product.checked_div(most));
    length.and_then(|length| length.to_i32()).unwrap_or_default().max(0)
}

fn put_bar(flow: &mut Flow<'_>, figure: ElementId, (name, shown): (String, String), length: Twips) {
    let first = flow.fonts.face(false).one_line(&name, Style::NOTE.size, NAMES - 160);
    let y = flow.y;
    flow.put_text(Some(figure), (MARGIN, y), Style::NOTE, first);
    let x = MARGIN + NAMES;
    if length > 0 {
        let (width, height) = (length, BAR.0);
        flow.put(Some(figure), What::Area { x, y: y + 20, width, height, colour: Colour::Accent });
    }
    flow.put_text(Some(figure), (x + length + 80, y), Style::NOTE, shown);
    flow.y += BAR.1;
}

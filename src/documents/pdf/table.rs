//! Tables: columns as wide as their numbers, rows that are not torn apart, headings repeated on each page.

use super::super::model::{ColumnKind, Row, RowKind, Table};
use super::super::text::french;
use super::flow::{Colour, END, Flow, MARGIN, Style, WIDTH, What};
use super::lengths::Twips;
use super::structure::{ElementId, Kind};

/// The space inside a cell at its left and right, and above and below.
const INSIDE: (Twips, Twips) = (80, 45);

/// The thickness of the line below a row.
const LINE: Twips = 8;

/// No heading of numbers is wider: it is broken.
const HEADING: Twips = 1_500;

/// The most of a page that a table takes before it is torn apart rather than moved.
const MOVED_WHOLE: Twips = 6_500;

/// A column as it is laid out.
struct Place {
    column: usize,
    kind: ColumnKind,
    x: Twips,
    width: Twips,
    heading: String,
}

/// A cell's lines.
type Lines = Vec<String>;

/// Puts a table below its title.
pub(super) fn table(flow: &mut Flow<'_>, parent: ElementId, table: &Table) {
    let places = places(flow, table);
    let rows: Vec<(&Row, Vec<Lines>)> = table.rows.iter().map(|row| (row, cells(flow, row, &places))).collect();
    let head = head_cells(flow, &places);
    let whole = rows.iter().map(|(_, cells)| height(cells)).sum::<Twips>().saturating_add(height(&head));
    let first = height(&head).saturating_add(1_000);
    let with = if whole <= MOVED_WHOLE { whole.saturating_add(300) } else { first };
    flow.heading(parent, (3, Style::HEADING), &table.title, with);
    let element = flow.structure.add(parent, Kind::Table);
    let head_element = flow.structure.add(element, Kind::Head);
    put_head(flow, Some(head_element), &places, &head);
    let body = flow.structure.add(element, Kind::Body);
    let mut group = None;
    for (row, cells) in &rows {
        let is_new = row.group != group;
        let needed = height(cells).min(most(&head)) + if is_new { group_height() } else { 0 };
        if !flow.has_room(needed) {
            flow.keep(needed);
            put_head(flow, None, &places, &head);
        }
        if is_new {
            put_group(flow, body, row.group.as_deref().unwrap_or_default());
            group.clone_from(&row.group);
        }
        put_row(flow, body, row, &places, cells, &head);
    }
    flow.y += 80;
    table.notes.iter().for_each(|note| flow.paragraph(parent, Style::NOTE, note));
}

/// Where the columns stand: those of numbers as wide as they need, the others share the rest.
fn places(flow: &Flow<'_>, table: &Table) -> Vec<Place> {
    let columns = table.read_columns();
    let needed = |place: usize, heading: &str| {
        let numbers = table.rows.iter().filter_map(|row| {
            let style = Style::CELL.bold(row.kind == RowKind::Total);
            Some(flow.fonts.face(style.is_bold).width(&french(row.cells.get(place)?), style.size))
        });
        let heading = flow.fonts.face(true).width(heading, Style::CELL.size).min(HEADING);
        numbers.chain([heading]).max().unwrap_or_default() + 2 * INSIDE.0
    };
    let mut places: Vec<Place> = Vec::new();
    for (place, column) in &columns {
        let width = if column.kind == ColumnKind::Number { needed(*place, &column.heading) } else { 0 };
        places.push(Place { column: *place, kind: column.kind, x: 0, width, heading: column.heading.clone() });
    }
    let texts = Twips::try_from(places.iter().filter(|place| place.kind == ColumnKind::Text).count()).unwrap_or(1);
    let left = WIDTH.saturating_sub(places.iter().map(|place| place.width).sum());
    let mut x = MARGIN;
    for place in &mut places {
        if place.kind == ColumnKind::Text {
            place.width = left.checked_div(texts).unwrap_or(left).max(600);
        }
        place.x = x;
        x = x.saturating_add(place.width);
    }
    places
}

fn lines(flow: &Flow<'_>, text: &str, width: Twips, is_bold: bool) -> Lines {
    flow.fonts.face(is_bold).lines(text, Style::CELL.size, width.saturating_sub(2 * INSIDE.0).max(200))
}

fn cells(flow: &Flow<'_>, row: &Row, places: &[Place]) -> Vec<Lines> {
    let is_bold = row.kind == RowKind::Total;
    let text = |place: &Place| row.cells.get(place.column).map(french).unwrap_or_default();
    places.iter().map(|place| lines(flow, &text(place), place.width, is_bold)).collect()
}

fn head_cells(flow: &Flow<'_>, places: &[Place]) -> Vec<Lines> {
    places.iter().map(|place| lines(flow, &place.heading, place.width, true)).collect()
}

fn height(cells: &[Lines]) -> Twips {
    let most = cells.iter().map(Vec::len).max().unwrap_or(1);
    Style::CELL.leading().saturating_mul(Twips::try_from(most).unwrap_or(1)).saturating_add(2 * INSIDE.1)
}

fn group_height() -> Twips {
    Style::CELL.leading() + 2 * INSIDE.1
}

/// The headings of the columns; those that are repeated on a further page belong to no element.
fn put_head(flow: &mut Flow<'_>, head: Option<ElementId>, places: &[Place], cells: &[Lines]) {
    let height = height(cells);
    let row = head.map(|head| flow.structure.add(head, Kind::Row));
    area(flow, height, Colour::Fill);
    for (place, lines) in places.iter().zip(cells) {
        let cell = row.map(|row| flow.structure.add(row, Kind::ColumnHeading));
        put_cell(flow, cell, place, lines, Style::CELL.bold(true));
    }
    end_row(flow, height);
}

fn put_group(flow: &mut Flow<'_>, body: ElementId, group: &str) {
    let row = flow.structure.add(body, Kind::Row);
    let cell = flow.structure.add(row, Kind::RowHeading);
    area(flow, group_height(), Colour::Tint);
    let text = flow.fonts.face(true).one_line(group, Style::CELL.size, WIDTH - 2 * INSIDE.0);
    flow.put_text(Some(cell), (MARGIN + INSIDE.0, flow.y + INSIDE.1), Style::CELL.bold(true), text);
    end_row(flow, group_height());
}

/// What of a row stands on one page below the headings at most; a higher row is torn apart.
fn most(head: &[Lines]) -> Twips {
    END.saturating_sub(MARGIN).saturating_sub(height(head)).saturating_sub(group_height())
}

fn put_row(flow: &mut Flow<'_>, body: ElementId, row: &Row, places: &[Place], cells: &[Lines], head: &[Lines]) {
    let element = flow.structure.add(body, Kind::Row);
    let style = Style::CELL.bold(row.kind == RowKind::Total);
    let kind = |at| if at == 0 { Kind::RowHeading } else { Kind::Cell };
    let of_cells: Vec<ElementId> = (0..places.len()).map(|at| flow.structure.add(element, kind(at))).collect();
    let lines = usize::try_from((most(head) - 2 * INSIDE.1) / Style::CELL.leading()).unwrap_or(1).max(1);
    let longest = cells.iter().map(Vec::len).max().unwrap_or_default().max(1);
    for first in (0..longest).step_by(lines) {
        let part: Vec<Lines> =
            cells.iter().map(|cell| cell.iter().skip(first).take(lines).cloned().collect()).collect();
        if first > 0 {
            flow.keep(END);
            put_head(flow, None, places, head);
        }
        for ((place, cell), lines) in places.iter().zip(&of_cells).zip(&part) {
            put_cell(flow, Some(*cell), place, lines, style);
        }
        end_row(flow, height(&part));
    }
}

fn put_cell(flow: &mut Flow<'_>, element: Option<ElementId>, place: &Place, lines: &Lines, style: Style) {
    let mut y = flow.y + INSIDE.1;
    for line in lines {
        let x = match place.kind {
            ColumnKind::Text => place.x + INSIDE.0,
            ColumnKind::Number => {
                let width = flow.fonts.face(style.is_bold).width(line, style.size);
                place.x + place.width - INSIDE.0 - width
            }
        };
        flow.put_text(element, (x, y), style, line.clone());
        y += style.leading();
    }
}

/// An area across the line, behind what is put next.
fn area(flow: &mut Flow<'_>, height: Twips, colour: Colour) {
    let (x, y, width) = (MARGIN, flow.y, WIDTH);
    flow.put(None, What::Area { x, y, width, height, colour });
}

fn end_row(flow: &mut Flow<'_>, height: Twips) {
    flow.y += height;
    let (x, y, width) = (MARGIN, flow.y - LINE, WIDTH);
    flow.put(None, What::Area { x, y, width, height: LINE, colour: Colour::Line });
}

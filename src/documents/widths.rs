//! How wide the columns of a table are in files that word processors lay out: those of numbers as wide as their longest text,
//! the others share the rest.

use super::model::{Column, ColumnKind, RowKind, Table};
use super::text::french;

/// What a page is wide between its margins, in twentieths of a point.
pub(super) const WIDTH: usize = 9_638;

/// What a letter takes at nine points, and what a cell takes beside its text, in twentieths of a point.
const LETTER: usize = 100;
const LETTER_OF_A_TOTAL: usize = 106;
const INSIDE: usize = 190;

/// The least that a column of texts keeps.
const LEAST: usize = 1_400;

/// The widths of these columns of a table, in twentieths of a point.
pub(super) fn widths(table: &Table, columns: &[(usize, &Column)]) -> Vec<usize> {
    let texts = columns.iter().filter(|(_, column)| column.kind == ColumnKind::Text).count();
    let needed = |place: usize, column: &Column| {
        let cells = table.rows.iter().filter_map(|row| {
            let letter = if row.kind == RowKind::Total { LETTER_OF_A_TOTAL } else { LETTER };
            Some(french(row.cells.get(place)?).chars().count().saturating_mul(letter))
        });
        let heading = column.heading.chars().count().saturating_mul(LETTER_OF_A_TOTAL);
        cells.chain([heading]).max().unwrap_or_default().saturating_add(INSIDE)
    };
    let of_numbers: Vec<usize> = columns
        .iter()
        .map(|(place, column)| if column.kind == ColumnKind::Number { needed(*place, column) } else { 0 })
        .collect();
    let left = WIDTH.saturating_sub(of_numbers.iter().sum());
    let of_a_text = left.checked_div(texts).unwrap_or_default().max(LEAST);
    of_numbers.into_iter().map(|width| if width == 0 { of_a_text } else { width }).collect()
}

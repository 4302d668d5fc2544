//! How places and sums are written in what is found.

use rust_decimal::Decimal;

use super::super::model::{CellPlace, Place};
use super::layout::{Axis, Layout};
use crate::values::decimal_in_french;

/// Where a figure of a table stands.
pub fn place(layout: &Layout, axis: Axis, line: usize, at: usize) -> Place {
    let (row, column) = match axis {
        Axis::Rows => (line, at),
        Axis::Columns => (at, line),
    };
    Place::Cell(CellPlace {
        table: layout.number,
        sheet: layout.sheet.clone(),
        row: layout.rows[row].label.clone(),
        column: layout.columns[column].label.clone(),
        at: (layout.head + row, layout.width + column),
    })
}

/// A sum as one writes it: `24 + 67 = 91`; of many addends, the first and the last.
pub fn written_sum(addends: &[Decimal], sum: Decimal) -> String {
    const MOST: usize = 12;
    let written =
        |addends: &[Decimal]| addends.iter().map(|addend| decimal_in_french(*addend)).collect::<Vec<_>>().join(" + ");
    let addends = match addends {
        [first @ .., last] if addends.len() > MOST => {
            format!(
                "{} + … + {} ({} lignes ou colonnes)",
                written(&first[..MOST - 2]),
                decimal_in_french(*last),
                addends.len()
            )
        }
        _ => written(addends),
    };
    format!("{addends} = {}", decimal_in_french(sum))
}

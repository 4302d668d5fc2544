//! Cells and names as texts.

use super::model::Cell;
use crate::values::decimal_in_french;

/// A cell as the forms for readers write it.
pub(super) fn french(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Hours(hours) => hours.in_french(),
        Cell::Count(count) | Cell::Distinct(count) => decimal_in_french((*count).into()),
        Cell::Decimal(decimal) => decimal_in_french(*decimal),
        Cell::Percent(percent) => format!("{}\u{a0}%", decimal_in_french(*percent)),
        Cell::Undefined => "–".to_owned(),
        Cell::Unavailable => "non disponible".to_owned(),
        Cell::Masked => "masqué".to_owned(),
    }
}

/// The exact number of a cell with a decimal point; none if it has no number.
pub(super) fn number(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Hours(hours) => Some(hours.to_string()),
        Cell::Count(count) | Cell::Distinct(count) => Some(count.to_string()),
        Cell::Decimal(decimal) | Cell::Percent(decimal) => Some(decimal.to_string()),
        Cell::Empty | Cell::Text(_) | Cell::Undefined | Cell::Unavailable | Cell::Masked => None,
    }
}

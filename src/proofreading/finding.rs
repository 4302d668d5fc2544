//! What proofreading finds.

use rust_decimal::Decimal;

use super::layout::{Axis, Layout};
use super::number::in_french;

/// What a figure should follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A total from its parts.
    Total,
    /// A share from its count and its denominator.
    Share,
    /// A change from the figures of two years.
    Evolution,
    /// A figure that stands elsewhere too.
    Repeated,
    /// A sentence from a table, or from its own numbers.
    Prose,
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The figures contradict one another.
    Fault,
    /// They may be right, for a reason that is given.
    Doubt,
}

/// A figure that does not follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it should follow from.
    pub kind: Kind,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it stands, in French.
    pub place: String,
    /// The figure as it is printed.
    pub printed: String,
    /// What the others give.
    pub computed: Decimal,
    /// The arithmetic, in French.
    pub explanation: String,
}

/// Where a figure of a table stands: `tableau 2, ligne « Total », colonne « 2023 »`.
pub fn place(number: usize, layout: &Layout, axis: Axis, line: usize, at: usize) -> String {
    let (row, column) = match axis {
        Axis::Rows => (line, at),
        Axis::Columns => (at, line),
    };
    let mut place = format!("tableau {number}");
    for (kind, label) in [("ligne", &layout.rows[row].label), ("colonne", &layout.columns[column].label)] {
        if !label.is_empty() {
            place.push_str(&format!(", {kind} « {label} »"));
        }
    }
    place
}

/// A sum as one writes it: `24 + 67 = 91`.
pub fn written_sum(addends: &[Decimal], sum: Decimal) -> String {
    let addends: Vec<String> = addends.iter().map(|addend| in_french(*addend)).collect();
    format!("{} = {}", addends.join(" + "), in_french(sum))
}

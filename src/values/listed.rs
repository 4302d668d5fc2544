//! Items of lists, in pages of JSON and in CSV tables.

use std::borrow::Cow;

use serde::Serialize;

use super::Role;

/// An item of a list.
pub trait Listed: Serialize {
    /// The columns of a table, in order.
    const COLUMNS: &'static [Column];

    /// The columns of a table for a caller with this role.
    fn columns(_: Role) -> Vec<Column> {
        Self::COLUMNS.to_vec()
    }

    /// Its position in the list's order: the next page begins after the last item's. Unused by lists without pages.
    fn position(&self) -> i64;
}

/// An item of a list that can be read in the order of change.
pub trait Followed: Listed {
    /// Its last change.
    fn mark(&self) -> Mark;
}

/// The last change of a row, in the order of change: the transaction, then the row's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The number of the transaction.
    pub change: i64,
    /// The row's id.
    pub id: i64,
}

/// Where a page of a list begins, and in which order it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Behind this position in the list's own order; 0 is the beginning.
    Position(i64),
    /// Behind a change, in the order of change.
    Change {
        /// The last change before the page.
        after: Mark,
        /// The first transaction that may still run: what it changes is not read yet.
        below: i64,
    },
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading, and the path of the value in the item's JSON: names separated by dots.
    pub name: Cow<'static, str>,
    /// The kind of its values.
    pub kind: ColumnKind,
}

/// The kind of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Exact decimals, which French spreadsheets write with a comma.
    Decimal,
    /// Anything else.
    Other,
}

impl Column {
    /// A column of other values than decimals.
    pub const fn plain(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind: ColumnKind::Other }
    }

    /// A column of exact decimals.
    pub const fn decimal(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind: ColumnKind::Decimal }
    }
}

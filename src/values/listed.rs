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

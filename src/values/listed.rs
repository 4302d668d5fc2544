//! Things that stand in lists: as items of a page, and as lines of a table.

use std::borrow::Cow;

use serde::Serialize;

use super::Role;

/// A thing that stands in a list.
pub trait Listed: Serialize {
    /// What a table shows of it, in this order.
    const COLUMNS: &'static [Column];

    /// What a table shows of it to somebody of this role.
    fn columns(_: Role) -> Vec<Column> {
        Self::COLUMNS.to_vec()
    }

    /// Where it stands in its list's order, in lists that come in pages: the next page begins behind it.
    fn place(&self) -> i64;
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading, and where it stands in the item: names with dots between them.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Exact decimals, which French spreadsheets write with a comma.
    Decimal,
    /// Anything else.
    Other,
}

impl Column {
    /// A column of anything but decimals.
    pub const fn plain(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind: ColumnKind::Other }
    }

    /// A column of exact decimals.
    pub const fn decimal(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind: ColumnKind::Decimal }
    }
}

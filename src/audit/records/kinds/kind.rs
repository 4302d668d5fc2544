//! What a kind of record is made of.

/// A kind of record: a row of one table, with the rows of other tables that belong to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The name, which is that of the event's subject if there is one.
    pub name: &'static str,
    /// Its tables; a record exists if the first one has a row of it.
    pub tables: &'static [Table],
}

impl Kind {
    /// Whether it is about hours, of which there are many.
    pub fn is_of_hours(&self) -> bool {
        self.name.contains("hours_version") || self.name == "closed_hours"
    }
}

/// A table of a kind of record.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The name.
    pub name: &'static str,
    /// What is read: the table, or a query in its place.
    pub from: &'static str,
    /// The column with the record's number.
    pub id: &'static str,
    /// The column with the record's part, or 0.
    pub part: &'static str,
    /// The column with the number of the person concerned, or NULL.
    pub person: &'static str,
    /// Whether a record may have several rows of it.
    pub is_list: bool,
    /// The columns that are sealed.
    pub columns: &'static [Column],
    /// Columns that are no facts.
    pub left_out: &'static [&'static str],
}

/// A sealed column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name.
    pub name: &'static str,
    /// How its values are written.
    pub form: Form,
    /// Whether it is a personal datum or typed text, which only a keyed digest may show.
    pub is_personal: bool,
}

/// How a value is written before it is hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A number or text as it is, a day as `2024-03-15`.
    Plain,
    /// `true` or `false`.
    Flag,
    /// A moment: microseconds since 1970 (UTC).
    Moment,
}

pub(super) const fn plain(name: &'static str) -> Column {
    Column { name, form: Form::Plain, is_personal: false }
}

pub(super) const fn flag(name: &'static str) -> Column {
    Column { name, form: Form::Flag, is_personal: false }
}

pub(super) const fn moment(name: &'static str) -> Column {
    Column { name, form: Form::Moment, is_personal: false }
}

pub(super) const fn personal(name: &'static str) -> Column {
    Column { name, form: Form::Plain, is_personal: true }
}

pub(super) const fn personal_flag(name: &'static str) -> Column {
    Column { name, form: Form::Flag, is_personal: true }
}

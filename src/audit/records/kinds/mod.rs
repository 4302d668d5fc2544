//! Which tables carry facts, and as which records they are sealed. `docs/operate/audit-records.md` documents the form for
//! programs of others, and a test compares the list with the tables of the database: a new table belongs here, or among
//! those that carry no facts.

mod contracts;
mod hours;
mod people;
mod reference;

pub use self::contracts::{HOURS_DUE, LOT, LOT_EVIDENCE, MONTH_OF_SECTOR, NIL_STATEMENT, PUBLIC_CONTRACT, REMINDER};
pub use self::hours::{CLOSED_HOURS, HOURS_BATCH, HOURS_REFERENCES, HOURS_VERSION};
pub use self::people::{
    CANDIDATE, ELIGIBILITY_WINDOW, EMPLOYMENT, MERGED_CANDIDATE, PARTICIPANT_LINK, PLIE_PERIOD, POSITIVE_EXIT,
    REFERRAL, WAIVER,
};
pub use self::reference::{
    API_KEY, COMMUNE, MERGED_ORGANISATION, NEIGHBOURHOOD, ORGANISATION, SETTING, USER, WITHDRAWAL,
};

/// A kind of record: a row of one table, with the rows of other tables that belong to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The name, which is that of the event's subject if there is one.
    pub name: &'static str,
    /// Its tables; a record exists if the first one has a row of it.
    pub tables: &'static [Table],
}

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }

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

/// Every kind of record.
pub static KINDS: &[&Kind] = &[
    &COMMUNE,
    &NEIGHBOURHOOD,
    &SETTING,
    &ORGANISATION,
    &MERGED_ORGANISATION,
    &API_KEY,
    &USER,
    &PUBLIC_CONTRACT,
    &LOT,
    &HOURS_DUE,
    &LOT_EVIDENCE,
    &NIL_STATEMENT,
    &MONTH_OF_SECTOR,
    &REMINDER,
    &CANDIDATE,
    &MERGED_CANDIDATE,
    &PLIE_PERIOD,
    &PARTICIPANT_LINK,
    &WAIVER,
    &ELIGIBILITY_WINDOW,
    &REFERRAL,
    &POSITIVE_EXIT,
    &EMPLOYMENT,
    &WITHDRAWAL,
    &HOURS_VERSION,
    &CLOSED_HOURS,
    &HOURS_REFERENCES,
    &HOURS_BATCH,
];

/// Tables that carry no facts, each with the reason.
pub const WITHOUT_FACTS: &[(&str, &str)] = &[
    ("reads", "a register of its own, which no figure rests on"),
    ("audit_events", "sealed in blocks"),
    ("audit_personal", "compared with the events' digests"),
    ("audit_records", "sealed with their events"),
    ("audit_adoption", "how far older records are sealed"),
    ("audit_seals", "the chain"),
    ("audit_sealed", "the chain"),
    ("deliveries", "the outbox, made from the facts"),
    ("findings", "made from the facts, again and again"),
    ("idempotent_answers", "answers that are forgotten after a while"),
    ("change_origin", "where marks of `changed_since` were made"),
    ("__diesel_schema_migrations", "which migrations ran"),
    ("data_version", "compared with the number of events"),
    ("user_links", "one-time links, which end by themselves"),
    ("user_places", "browsers from which an account signed in"),
    ("sessions", "sessions, which end by themselves"),
];

const fn plain(name: &'static str) -> Column {
    Column { name, form: Form::Plain, is_personal: false }
}

const fn flag(name: &'static str) -> Column {
    Column { name, form: Form::Flag, is_personal: false }
}

const fn moment(name: &'static str) -> Column {
    Column { name, form: Form::Moment, is_personal: false }
}

const fn personal(name: &'static str) -> Column {
    Column { name, form: Form::Plain, is_personal: true }
}

const fn personal_flag(name: &'static str) -> Column {
    Column { name, form: Form::Flag, is_personal: true }
}

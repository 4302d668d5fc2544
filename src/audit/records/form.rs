//! The form in which a record is hashed: the same on both engines, and documented for programs of others in
//! `docs/operate/audit-records.md`. Every part is prefixed with its length, so that different records never hash the same
//! bytes.

use std::borrow::Cow;

use chrono::NaiveDateTime;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::super::hex;
use super::kinds::{Column, Form, Kind};
use crate::error::{AppError, Result};
use crate::values::DigestParts;

/// The values of one row of a record's tables, as text in the order of the sealed columns; none for `NULL`.
pub struct Row {
    /// The table's place in its kind.
    pub table: usize,
    /// The values.
    pub values: Vec<Option<String>>,
}

/// What an event says of a record that it made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRecord {
    /// The name of the kind.
    pub record: Cow<'static, str>,
    /// The record's number.
    pub id: i64,
    /// The record's part; 0 for all of it.
    pub part: i64,
    /// The person concerned.
    pub person: Option<i64>,
    /// SHA-256 of the record; none if it is gone.
    pub digest: Option<[u8; 32]>,
    /// HMAC-SHA-256 of the personal values; none without one.
    pub personal: Option<[u8; 32]>,
    /// The key of the HMAC.
    pub secret: Option<[u8; 16]>,
}

impl SealedRecord {
    /// Seals a record under a new secret.
    ///
    /// # Errors
    /// `internal` when there is no randomness.
    pub fn new(kind: &Kind, (id, part): (i64, i64), person: Option<i64>, rows: &[Row]) -> Result<Self> {
        let secret = has_personal(kind, rows).then(random_secret).transpose()?;
        let personal = secret.as_ref().map(|secret| personal_digest(secret, kind, rows)).transpose()?;
        let digest = Some(digest(kind, (id, part), rows, personal.as_ref()));
        Ok(Self { record: kind.name.into(), id, part, person, digest, personal, secret })
    }

    /// The kind, number and part.
    pub fn key(&self) -> (&str, i64, i64) {
        (&self.record, self.id, self.part)
    }

    /// A record that is no longer there.
    pub fn gone(kind: &Kind, id: i64) -> Self {
        Self { record: kind.name.into(), id, part: 0, person: None, digest: None, personal: None, secret: None }
    }
}

fn random_secret() -> Result<[u8; 16]> {
    let mut bits = [0_u8; 16];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(bits)
}

/// Whether any personal value is not `NULL`.
pub fn has_personal(kind: &Kind, rows: &[Row]) -> bool {
    values(kind, rows).any(|(_, column, _)| column.is_personal)
}

/// The digest of a record, given that of its personal values.
pub fn digest(kind: &Kind, (id, part): (i64, i64), rows: &[Row], personal: Option<&[u8; 32]>) -> [u8; 32] {
    let mut parts = DigestParts::begin("clauses record 1");
    parts.text(Some(kind.name));
    parts.number(id);
    parts.number(part);
    let mut last = None;
    for (row, column, value) in values(kind, rows).filter(|(_, column, _)| !column.is_personal) {
        if last != Some(row) {
            parts.text(kind.tables.get(rows.get(row).map_or(0, |row| row.table)).map(|table| table.name));
            last = Some(row);
        }
        parts.text(Some(column.name));
        parts.text(Some(value));
    }
    parts.bytes(personal.map(|digest| digest.as_slice()));
    parts.end()
}

/// The keyed digest of a record's personal values.
///
/// # Errors
/// `internal`; HMAC accepts keys of any length, so it does not occur.
pub fn personal_digest(secret: &[u8; 16], kind: &Kind, rows: &[Row]) -> Result<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(AppError::internal)?;
    let mut text = |text: &str| {
        mac.update(&i64::try_from(text.len()).unwrap_or(i64::MAX).to_be_bytes());
        mac.update(text.as_bytes());
    };
    let mut last = None;
    for (row, column, value) in values(kind, rows).filter(|(_, column, _)| column.is_personal) {
        if last != Some(row) {
            text(kind.tables.get(rows.get(row).map_or(0, |row| row.table)).map_or("", |table| table.name));
            last = Some(row);
        }
        text(column.name);
        text(value);
    }
    Ok(mac.finalize().into_bytes().into())
}

/// The values that are not `NULL`, with the places of their rows and their columns. A column that is added later, and
/// empty in older rows, so leaves their digests as they are.
fn values<'r>(kind: &'r Kind, rows: &'r [Row]) -> impl Iterator<Item = (usize, &'r Column, &'r str)> {
    rows.iter().enumerate().flat_map(move |(place, row)| {
        let columns = kind.tables.get(row.table).map_or(&[][..], |table| table.columns);
        let of_row = columns.iter().zip(&row.values);
        of_row.filter_map(move |(column, value)| Some((place, column, value.as_deref()?)))
    })
}

/// A value that an engine wrote as text, in the form that is hashed; none if it is no value of the form.
pub fn canonical(form: Form, text: String) -> Option<String> {
    match form {
        Form::Plain => Some(text),
        Form::Flag => match text.as_str() {
            "1" | "true" => Some("true".to_owned()),
            "0" | "false" => Some("false".to_owned()),
            _ => None,
        },
        Form::Moment => {
            NaiveDateTime::parse_from_str(&text.replacen('T', " ", 1), "%Y-%m-%d %H:%M:%S%.f").ok().map(moment)
        }
    }
}

/// A moment in the form that is hashed.
pub fn moment(at: NaiveDateTime) -> String {
    at.and_utc().timestamp_micros().to_string()
}

/// The digest of what an event made, to which its records are added in the order of their keys.
pub struct Made(DigestParts);

impl Default for Made {
    fn default() -> Self {
        Self(DigestParts::begin("clauses made 1"))
    }
}

impl Made {
    /// Adds a record.
    pub fn add(&mut self, record: &SealedRecord) {
        self.0.text(Some(&record.record));
        self.0.number(record.id);
        self.0.number(record.part);
        self.0.text(record.person.map(|person| person.to_string()).as_deref());
        self.0.bytes(record.digest.as_ref().map(|digest| digest.as_slice()));
        self.0.bytes(record.personal.as_ref().map(|digest| digest.as_slice()));
    }

    /// The digest, as 64 hexadecimal digits.
    pub fn end(self) -> String {
        hex(&self.0.end())
    }
}

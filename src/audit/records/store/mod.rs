//! Records in the database: read from the tables in the form that is hashed, and kept beside their events.

mod kept;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

pub use self::kept::{StoredDigest, known, of_events_after, of_kind_after};
use super::form::{Row, SealedRecord, canonical};
use super::kinds::{Column, Kind, Table};
use crate::db::schema::audit_records;
use crate::db::{self, AnyConn, KeyList, RawQuery, bulk};
use crate::error::{AppError, Result};

/// A record as the tables have it.
pub struct StoredRecord {
    /// The record's number.
    pub id: i64,
    /// The record's part; 0 for all of it.
    pub part: i64,
    /// The person concerned.
    pub person: Option<i64>,
    /// Its rows, in the order of their tables and keys.
    pub rows: Vec<Row>,
}

impl StoredRecord {
    /// The rows of a table are in the order of their values, byte by byte: engines sort text by their own rules.
    fn sort(&mut self) {
        self.rows.sort_by(|one, other| (one.table, &one.values).cmp(&(other.table, &other.values)));
    }
}

/// Which records to read.
pub enum Which {
    /// Those with these numbers.
    Ids(KeyList),
    /// The next ones after a number and part.
    After {
        /// The number of the last one read.
        id: i64,
        /// The part of the last one read.
        part: i64,
        /// The most to read.
        most: i32,
    },
}

/// The records of a kind, in the order of their numbers and parts.
pub fn read(conn: &mut AnyConn, kind: &'static Kind, which: &Which) -> Result<Vec<StoredRecord>> {
    let Some((root, others)) = kind.tables.split_first() else { return Ok(Vec::new()) };
    let rows = table_rows(conn, root, which)?;
    let mut records: Vec<StoredRecord> = Vec::with_capacity(rows.len());
    for TextRow { id, part, person, content } in rows {
        let row = Row { table: 0, values: values(root, &content)? };
        match records.last_mut().filter(|last| (last.id, last.part) == (id, part)) {
            Some(last) => last.rows.push(row),
            None => records.push(StoredRecord { id, part, person, rows: vec![row] }),
        }
    }
    let others = if records.is_empty() { &[] } else { others };
    let ids = Which::Ids(KeyList::numbers(records.iter().map(|record| record.id)));
    for (place, table) in (1..).zip(others) {
        let mut place_in = records.iter_mut().peekable();
        for TextRow { id, content, .. } in table_rows(conn, table, &ids)? {
            while place_in.peek().is_some_and(|record| record.id < id) {
                place_in.next();
            }
            if let Some(record) = place_in.peek_mut().filter(|record| record.id == id) {
                record.rows.push(Row { table: place, values: values(table, &content)? });
            }
        }
    }
    records.iter_mut().for_each(StoredRecord::sort);
    Ok(records)
}

/// The numbers of the records of a kind that are about these people.
pub(super) fn ids_of_people(conn: &mut AnyConn, kind: &'static Kind, people: &[i64]) -> Result<Vec<i64>> {
    let Some(Table { id, from, person, .. }) = kind.tables.first().filter(|table| table.person != "NULL") else {
        return Ok(Vec::new());
    };
    let mut query: RawQuery<(BigInt,)> = RawQuery::default();
    query.push(format!("SELECT CAST({id} AS BIGINT) FROM {from} WHERE {person}"));
    query.bind_keys(KeyList::numbers(people.iter().copied()));
    let ids: Vec<(i64,)> = query.load(conn)?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Keeps others from writing records of a kind until the transaction ends, and waits for those who do. Versions of hours
/// are never changed.
pub fn lock(conn: &mut AnyConn, kind: &Kind) -> Result<()> {
    if kind.is_of_hours() {
        return Ok(());
    }
    let tables: Vec<&str> = kind.tables.iter().map(|table| table.name).collect();
    db::lock_tables(conn, &tables)
}

#[derive(Queryable)]
struct TextRow {
    id: i64,
    part: i64,
    person: Option<i64>,
    content: String,
}

fn table_rows(conn: &mut AnyConn, table: &Table, which: &Which) -> Result<Vec<TextRow>> {
    let columns: Vec<String> = table.columns.iter().map(|column| format!("CAST({} AS TEXT)", column.name)).collect();
    let content = db::json_array(conn, &columns.join(", "));
    let Table { from, id, part, person, is_list, .. } = table;
    let mut query: RawQuery<(BigInt, BigInt, Nullable<BigInt>, Text)> = RawQuery::default();
    query.push(format!(
        "SELECT CAST({id} AS BIGINT) AS record_id, CAST({part} AS BIGINT) AS part, CAST({person} AS BIGINT) AS person, \
         {content} AS content FROM {from} WHERE "
    ));
    // By the columns themselves: no index is in the order of a cast.
    let order = if *part == "0" { format!("ORDER BY {id}") } else { format!("ORDER BY {id}, {part}") };
    match which {
        Which::Ids(ids) => {
            query.push(*id);
            query.bind_keys(ids.clone());
            query.push(format!(" {order}"));
        }
        Which::After { id: last, part: last_part, most } => {
            // The keys of a page are those of the table alone: with a join, PostgreSQL would read the other table from its
            // first row on. A record of several rows is read whole. Where the part is no column, an index on the number
            // serves.
            let name = table.name;
            query.push(match (*part, is_list) {
                ("0", false) => format!("{id} > {last} {order} LIMIT {most}"),
                ("0", true) => format!(
                    "{id} IN (SELECT DISTINCT {id} FROM {name} WHERE {id} > {last} ORDER BY {id} LIMIT {most}) {order}"
                ),
                (part, _) => format!(
                    "({id}, {part}) IN (SELECT {id}, {part} FROM {name} WHERE ({id}, {part}) > ({last}, {last_part}) \
                     {order} LIMIT {most}) {order}"
                ),
            });
            query.uncached();
        }
    }
    Ok(query.load(conn)?)
}

/// The values of a row that the engine wrote as a JSON array of texts.
fn values(table: &Table, content: &str) -> Result<Vec<Option<String>>> {
    let texts: Vec<Option<String>> = serde_json::from_str(content).map_err(AppError::internal)?;
    let value = |(column, text): (&Column, Option<String>)| {
        // What is no value of its form can only have been put there past the program: it is hashed as it is.
        text.map(|text| canonical(column.form, text.clone()).unwrap_or(text))
    };
    Ok(table.columns.iter().zip(texts).map(value).collect())
}

bulk! {
    /// A record as an event left it.
    struct RecordRow<'a> in RecordRows of "audit_records" {
        record: &'a str as Text,
        record_id: i64 as BigInt,
        part: i64 as BigInt,
        event_id: i64 as BigInt,
        candidate_id: Option<i64> as Nullable<BigInt>,
        digest: Option<&'a [u8]> as Nullable<diesel::sql_types::Binary>,
        personal: Option<&'a [u8]> as Nullable<diesel::sql_types::Binary>,
        secret: Option<&'a [u8]> as Nullable<diesel::sql_types::Binary>,
    }
}

/// Keeps what an event made.
pub fn insert(conn: &mut AnyConn, event: i64, records: &[SealedRecord]) -> Result<()> {
    let rows: RecordRows<'_> = records
        .iter()
        .map(|record| RecordRow {
            record: &record.record,
            record_id: record.id,
            part: record.part,
            event_id: event,
            candidate_id: record.person,
            digest: record.digest.as_ref().map(|digest| digest.as_slice()),
            personal: record.personal.as_ref().map(|digest| digest.as_slice()),
            secret: record.secret.as_ref().map(|secret| secret.as_slice()),
        })
        .collect();
    if records.is_empty() { Ok(()) } else { db::insert(conn, &rows) }
}

/// Erases the secrets of what these events say of a person.
pub fn erase_secrets(conn: &mut AnyConn, person: i64) -> Result<()> {
    let of_person = audit_records::table.filter(audit_records::candidate_id.eq(person));
    diesel::update(of_person).set(audit_records::secret.eq(None::<Vec<u8>>)).execute(conn)?;
    Ok(())
}

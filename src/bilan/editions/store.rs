//! Queries of editions, and of the events since. The actions check that the caller sees every sector, so no query filters
//! by scope.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::causes::{KINDS, Written};
use super::comparison::AmountsOf;
use super::model::{Cause, Edition, NewEdition};
use crate::access::{Tx, WriteTx};
use crate::bilan::MonthRun;
use crate::db::schema::{audit_events, bilan_edition_people as people, bilan_editions, bilan_editions as table};
use crate::db::{self, KeyList, RawQuery, bulk, columns_of};
use crate::error::{AppError, Result};
use crate::values::{CandidateId, EditionId, Name};

/// What an edition freezes.
pub(super) struct Frozen {
    /// The bilan as JSON, and its SHA-256.
    pub content: String,
    pub digest: String,
    pub provisional: bool,
    pub audit_head: Option<String>,
    pub last_event: i64,
    pub amounts: AmountsOf,
}

bulk! {
    /// What a person added to the figures.
    struct PersonRow<'a> in PersonRows of "bilan_edition_people" {
        edition_id: EditionId as BigInt,
        candidate_id: CandidateId as BigInt,
        figures: std::borrow::Cow<'a, str> as Text,
    }
}

/// The last event that is visible; 0 before the first one.
pub(super) fn last_event(tx: &mut Tx<'_>) -> Result<i64> {
    let last: Option<i64> = audit_events::table.select(diesel::dsl::max(audit_events::id)).first(tx.conn())?;
    Ok(last.unwrap_or_default())
}

/// Inserts an edition under the next number of its year.
pub(super) fn insert(tx: &mut WriteTx<'_>, new: &NewEdition, frozen: &Frozen) -> Result<Edition> {
    let (now, scope) = (tx.now(), tx.scope());
    let of_year = table::table.filter(table::year.eq(new.year));
    let last: Option<i32> = of_year.select(diesel::dsl::max(table::number)).first(tx.conn())?;
    let named = (
        table::year.eq(new.year),
        table::number.eq(last.unwrap_or_default().saturating_add(1)),
        table::scope.eq(new.reach.as_str()),
        table::title.eq(new.title.as_ref().map(Name::as_str)),
    );
    let stated = (
        table::provisional.eq(frozen.provisional),
        table::content.eq(&frozen.content),
        table::digest.eq(&frozen.digest),
        table::audit_head.eq(frozen.audit_head.as_deref()),
        table::last_event.eq(frozen.last_event),
    );
    let made = (table::made_by.eq(&scope.actor), table::made_at.eq(now));
    let insertion =
        diesel::insert_into(table::table).values((named, stated, made)).returning(columns_of::<EditionRow>());
    let row: EditionRow = insertion.get_result(tx.conn())?;
    let of_person = |(person, amounts): (&CandidateId, _)| {
        let figures = serde_json::to_string(amounts).map_err(AppError::internal)?.into();
        Ok(PersonRow { edition_id: row.id, candidate_id: *person, figures })
    };
    let rows = frozen.amounts.iter().map(of_person).collect::<Result<PersonRows<'_>>>()?;
    db::insert(tx.conn(), &rows)?;
    Ok(row.into())
}

/// An edition without its bilan.
#[derive(Queryable, Selectable)]
#[diesel(table_name = bilan_editions)]
struct EditionRow {
    id: EditionId,
    year: i32,
    number: i32,
    scope: String,
    title: Option<String>,
    provisional: bool,
    digest: String,
    audit_head: Option<String>,
    made_by: String,
    made_at: NaiveDateTime,
}

impl From<EditionRow> for Edition {
    fn from(row: EditionRow) -> Self {
        let EditionRow { id, year, number, scope, title, provisional, digest, audit_head, made_by, made_at } = row;
        let made_at = made_at.and_utc();
        Self { id, year, number, scope, title, provisional, digest, audit_head, made_by, made_at, version: 1 }
    }
}

/// The editions of a year after an id, in the order of their numbers.
pub(super) fn list(tx: &mut Tx<'_>, year: i32, after: i64, rows: i64) -> Result<Vec<Edition>> {
    let query = table::table.filter(table::year.eq(year)).filter(table::id.gt(after)).order(table::id).limit(rows);
    let rows: Vec<EditionRow> = query.select(columns_of::<EditionRow>()).load(tx.conn())?;
    Ok(rows.into_iter().map(Edition::from).collect())
}

/// An edition with its bilan.
///
/// # Errors
/// `not_found`.
pub(super) fn find(tx: &mut Tx<'_>, year: i32, number: i32) -> Result<(Edition, String, i64)> {
    let query = table::table.filter(table::year.eq(year)).filter(table::number.eq(number));
    let (row, content, last_event): (EditionRow, String, i64) =
        query.select((columns_of::<EditionRow>(), table::content, table::last_event)).first(tx.conn())?;
    Ok((row.into(), content, last_event))
}

/// What each person added to the figures of an edition.
pub(super) fn amounts(tx: &mut Tx<'_>, edition: EditionId) -> Result<AmountsOf> {
    let query = people::table.filter(people::edition_id.eq(edition)).select((people::candidate_id, people::figures));
    let rows: Vec<(CandidateId, String)> = query.load(tx.conn())?;
    let of = |(person, figures): (CandidateId, String)| {
        Ok((person, serde_json::from_str(&figures).map_err(AppError::internal)?))
    };
    rows.into_iter().map(of).collect()
}

type WrittenRow = (i64, NaiveDateTime, String, String, String, Option<i64>, String, Option<i64>);

/// The events after one, each with every record that it wrote on which figures of these months rest: about these people, or
/// about nobody. Hours of other months are left out, and what was created since for days outside of the months.
pub(super) fn written_since(
    tx: &mut Tx<'_>,
    event: i64,
    run: MonthRun,
    people: &BTreeSet<CandidateId>,
) -> Result<Vec<Written>> {
    type Kinds = (BigInt, Timestamp, Text, Text, Text, Nullable<BigInt>, Text, Nullable<BigInt>);
    let mut query: RawQuery<Kinds> = RawQuery::default();
    query.push(format!(
        "SELECT event.id, event.at, event.actor, event.action, event.subject, event.subject_id, written.record, \
         written.candidate_id FROM audit_events AS event JOIN audit_records AS written ON written.event_id = event.id \
         WHERE event.id > {event} AND written.record IN ("
    ));
    query.bind_texts(KINDS.iter().copied());
    query.push(") AND (written.candidate_id IS NULL OR written.candidate_id");
    query.bind_keys(KeyList::numbers(people.iter().copied()));
    query.push(format!(
        ") AND (written.record NOT IN ('hours_version', 'closed_hours') OR EXISTS (SELECT 1 FROM hours \
         WHERE hours.id = written.record_id AND hours.month BETWEEN {} AND {}))",
        run.from.number(),
        run.to.number(),
    ));
    for (kind, of_table, from, to) in DATED {
        query.push(format!(
            " AND NOT (event.action = 'create' AND written.record = '{kind}' AND EXISTS (SELECT 1 FROM {of_table} AS dated \
             WHERE dated.id = written.record_id AND ({from} > "
        ));
        query.bind_date(run.to.last_day());
        query.push(format!(" OR {to} < "));
        query.bind_date(run.from.first_day());
        query.push(")))");
    }
    query.push(" ORDER BY event.id");
    query.uncached();
    let rows: Vec<WrittenRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(written).collect())
}

/// Kinds of records that are about days: their table, and the first and the last of these.
const DATED: &[(&str, &str, &str, &str)] = &[
    ("referral", "referrals", "dated.referred_on", "COALESCE(dated.decided_on, dated.referred_on)"),
    ("positive_exit", "positive_exits", "dated.met_on", "dated.met_on"),
    ("employment", "employments", "dated.starts_on", "dated.ends_on"),
];

fn written(row: WrittenRow) -> Written {
    let (event, at, actor, action, subject, subject_id, kind, person) = row;
    let cause = Cause { event, at: at.and_utc(), actor, action, subject, subject_id };
    Written { cause, kind, person: person.map(CandidateId) }
}

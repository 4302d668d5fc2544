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

/// The last event; 0 before the first one. Waits for the transactions that are writing events, so that all events up to it
/// are visible afterwards: those of PostgreSQL are not committed in the order of their numbers.
pub(super) fn last_event(tx: &mut WriteTx<'_>) -> Result<i64> {
    db::lock_tables(tx.conn(), &["audit_events"])?;
    let last: Option<i64> = audit_events::table.select(diesel::dsl::max(audit_events::id)).first(tx.conn())?;
    Ok(last.unwrap_or_default())
}

/// Inserts an edition under the next number of its year; those of a year wait for each other.
pub(super) fn insert(tx: &mut WriteTx<'_>, new: &NewEdition, frozen: &Frozen) -> Result<Edition> {
    tx.lock_name(&format!("edition/{}", new.year))?;
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
/// about nobody. Hours of other months are left out, and exits and referrals that were recorded since for days on which they
/// move no figure. Employments of any days stay: until when hours count depends on all of a person's.
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
    query.push(
        " AND NOT (event.action = 'create' AND written.record = 'referral' AND EXISTS (SELECT 1 FROM referrals AS dated \
         WHERE dated.id = written.record_id AND dated.referred_on > ",
    );
    query.bind_date(run.to.last_day());
    query.push(
        ")) AND NOT (event.action = 'create' AND written.record = 'positive_exit' AND EXISTS (SELECT 1 FROM \
         positive_exits AS dated WHERE dated.id = written.record_id AND dated.met_on NOT BETWEEN ",
    );
    query.bind_date(run.from.first_day());
    query.push(" AND ");
    query.bind_date(run.to.last_day());
    query.push("))");
    query.push(" ORDER BY event.id");
    query.uncached();
    let rows: Vec<WrittenRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(written).collect())
}

fn written(row: WrittenRow) -> Written {
    let (event, at, actor, action, subject, subject_id, kind, person) = row;
    let cause = Cause { event, at: at.and_utc(), actor, action, subject, subject_id };
    Written { cause, kind, person: person.map(CandidateId) }
}

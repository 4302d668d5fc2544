//! What the verification of records needs of events, and how far older records are sealed.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use serde_json::Value;

use crate::access::{Tx, WriteTx};
use crate::db::RawQuery;
use crate::db::schema::{audit_adoption, audit_events};
use crate::error::Result;

/// Events after an id, with what they made.
pub(in crate::audit_chain) fn made_after(tx: &mut Tx<'_>, id: i64, rows: i64) -> Result<Vec<(i64, Option<String>)>> {
    let in_order = audit_events::table.filter(audit_events::id.gt(id)).order(audit_events::id).limit(rows);
    Ok(in_order.select((audit_events::id, audit_events::made)).load(tx.conn())?)
}

/// The people whose personal values were erased, with the event of it.
pub(in crate::audit_chain) fn erased(tx: &mut Tx<'_>) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(Option<i64>, i64)> = audit_events::table
        .filter(audit_events::subject.eq("candidate"))
        .filter(audit_events::action.eq("erase"))
        .order(audit_events::id)
        .select((audit_events::subject_id, audit_events::id))
        .load(tx.conn())?;
    Ok(rows.into_iter().filter_map(|(person, event)| Some((person?, event))).collect())
}

/// The kinds whose older records are all sealed, with the event that says so.
pub(in crate::audit_chain) type Complete = HashMap<String, i64>;

/// The changes of the events that sealed records as they stood, with the events' ids.
fn sealed_as_found(tx: &mut Tx<'_>, after: i64, values: &str) -> Result<Vec<(i64, Value)>> {
    let rows: Vec<(i64, String)> = audit_events::table
        .filter(audit_events::id.gt(after))
        .filter(audit_events::subject.eq("records"))
        .filter(audit_events::action.eq("seal_as_found"))
        .filter(audit_events::changes.like(values))
        .order(audit_events::id)
        .select((audit_events::id, audit_events::changes))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, changes)| (id, serde_json::from_str(&changes).unwrap_or_default())).collect())
}

/// The kinds whose older records are all sealed as they stood: from then on each record has an event.
pub(in crate::audit_chain) fn complete(tx: &mut Tx<'_>) -> Result<Complete> {
    let mut complete = Complete::new();
    for (event, changes) in sealed_as_found(tx, 0, "%\"complete\":%")? {
        for name in changes["values"]["complete"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            complete.entry(name.to_owned()).or_insert(event);
        }
    }
    Ok(complete)
}

/// The events that sealed records as they stood although those of their kind were complete, with the kind.
pub(in crate::audit_chain) fn sealed_again(tx: &mut Tx<'_>, complete: &Complete) -> Result<Vec<(i64, String)>> {
    let Some(first) = complete.values().min() else { return Ok(Vec::new()) };
    let later = sealed_as_found(tx, *first, "%\"record\":%")?.into_iter();
    let named =
        later.map(|(event, changes)| (event, changes["values"]["record"].as_str().unwrap_or_default().to_owned()));
    Ok(named.filter(|(event, name)| complete.get(name).is_some_and(|complete| complete < event)).collect())
}

/// How far the older records of each kind are sealed as they stood: up to this number and part, and whether that is all.
pub(in crate::audit_chain) fn adopted(tx: &mut Tx<'_>) -> Result<HashMap<String, (i64, i64, bool)>> {
    let rows: Vec<(String, i64, i64, bool)> = audit_adoption::table
        .select((audit_adoption::record, audit_adoption::record_id, audit_adoption::part, audit_adoption::is_done))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(record, id, part, is_done)| (record, (id, part, is_done))).collect())
}

/// Notes how far they are.
pub(in crate::audit_chain) fn set_adopted(
    tx: &mut WriteTx<'_>,
    kind: &str,
    (id, part): (i64, i64),
    is_done: bool,
) -> Result<()> {
    let state = (audit_adoption::record_id.eq(id), audit_adoption::part.eq(part), audit_adoption::is_done.eq(is_done));
    let updated = diesel::update(audit_adoption::table.find(kind)).set(state).execute(tx.conn())?;
    if updated == 0 {
        diesel::insert_into(audit_adoption::table)
            .values((audit_adoption::record.eq(kind), state))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// The sum of the counters of the data version.
pub(in crate::audit_chain) fn data_version(tx: &mut Tx<'_>) -> Result<i64> {
    let mut query: RawQuery<(BigInt,)> = RawQuery::default();
    query.push("SELECT CAST(SUM(counter) AS BIGINT) FROM data_version");
    let rows: Vec<(i64,)> = query.load(tx.conn())?;
    Ok(rows.first().map_or(0, |(sum,)| *sum))
}

/// The next people after one of them, with whether the facts that triggers keep of each are others than the tables say.
pub(in crate::audit_chain) fn facts_after(tx: &mut Tx<'_>, person: i64, rows: i64) -> Result<Vec<(i64, bool)>> {
    let values = ["first_assigned_on", "trained_until", "cdi_since", "window_until", "latest_outcome"];
    let values = values.map(|name| format!("kept.{name} IS DISTINCT FROM recorded.{name}"));
    let sectors = ["in_btp", "in_ms", "in_pi"];
    let sectors = sectors.map(|name| format!("COALESCE(kept.{name}, FALSE) <> recorded.{name}"));
    let mut query: RawQuery<(BigInt, Bool)> = RawQuery::default();
    query.push(format!(
        "SELECT recorded.candidate_id, {} OR {} FROM candidate_facts_recorded recorded \
         LEFT JOIN candidate_facts kept ON kept.candidate_id = recorded.candidate_id \
         WHERE recorded.candidate_id > {person} ORDER BY 1 LIMIT {rows}",
        values.join(" OR "),
        sectors.join(" OR ")
    ));
    query.uncached();
    Ok(query.load(tx.conn())?)
}

/// The event that notes the data version as it was found, and that version; none before all older records are sealed.
pub(in crate::audit_chain) fn found_data_version(tx: &mut Tx<'_>) -> Result<Option<(i64, i64)>> {
    let found: Option<(i64, Option<i64>)> = audit_events::table
        .filter(audit_events::subject.eq("data_version"))
        .order(audit_events::id)
        .select((audit_events::id, audit_events::subject_id))
        .first(tx.conn())
        .optional()?;
    Ok(found.map(|(event, version)| (event, version.unwrap_or(0))))
}

/// How many events after this one raised the data version.
pub(in crate::audit_chain) fn raised_since(tx: &mut Tx<'_>, event: i64) -> Result<i64> {
    let raised = audit_events::table.filter(audit_events::id.gt(event)).filter(audit_events::changes.like(RAISED));
    Ok(raised.count().get_result(tx.conn())?)
}

/// The first event of a transaction that raised the data version. No text that somebody typed reads so: its quotation marks
/// are escaped.
const RAISED: &str = "%\"raises_data_version\":true%";

//! Lists of messages to another service.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::{Delivery, DeliveryFilter};
use crate::access::Tx;
use crate::db::schema::deliveries as table;
use crate::error::Result;
use crate::values::{CallFailure, DeliveryId, DeliveryState};

#[derive(Queryable)]
struct DeliveryRow {
    id: DeliveryId,
    topic: String,
    subject_id: i64,
    about: String,
    revision: i64,
    target: Option<String>,
    state: DeliveryState,
    failure: Option<CallFailure>,
    attempts: i32,
    next_attempt_at: NaiveDateTime,
    created_at: NaiveDateTime,
    settled_at: Option<NaiveDateTime>,
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id,
            topic: row.topic,
            subject: row.subject_id,
            about: row.about,
            revision: row.revision,
            target: row.target,
            state: row.state,
            failure: row.failure,
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at.and_utc(),
            created_at: row.created_at.and_utc(),
            settled_at: row.settled_at.map(|at| at.and_utc()),
        }
    }
}

macro_rules! columns {
    () => {
        (
            table::id,
            table::topic,
            table::subject_id,
            table::about,
            table::revision,
            table::target,
            table::state,
            table::failure,
            table::attempts,
            table::next_attempt_at,
            table::created_at,
            table::settled_at,
        )
    };
}

/// Messages for a receiver, in the order they were written, after `after`.
pub(in crate::outbox) fn list(
    tx: &mut Tx<'_>,
    receiver: &str,
    filter: &DeliveryFilter,
    after: i64,
    rows: i64,
) -> Result<Vec<Delivery>> {
    let mut query = table::table
        .filter(table::receiver.eq(receiver))
        .filter(table::id.gt(after))
        .order(table::id)
        .limit(rows)
        .select(columns!())
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(table::state.eq(state));
    }
    if let Some(subject) = filter.subject {
        query = query.filter(table::subject_id.eq(subject));
    }
    let rows: Vec<DeliveryRow> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(Delivery::from).collect())
}

/// A message for a receiver.
///
/// # Errors
/// `not_found`.
pub(in crate::outbox) fn find(tx: &mut Tx<'_>, receiver: &str, id: DeliveryId) -> Result<Delivery> {
    let row: DeliveryRow = table::table
        .filter(table::receiver.eq(receiver))
        .filter(table::id.eq(id))
        .select(columns!())
        .first(tx.conn())?;
    Ok(row.into())
}

/// How many messages for a receiver are in a state.
pub(in crate::outbox) fn count(tx: &mut Tx<'_>, receiver: &str, state: DeliveryState) -> Result<i64> {
    let of_state = table::table.filter(table::receiver.eq(receiver)).filter(table::state.eq(state));
    Ok(of_state.count().get_result(tx.conn())?)
}

//! Messages as actions write, replace and delete them.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use uuid::Uuid;

use super::super::{Message, Written};
use crate::access::{Tx, WriteTx};
use crate::db::schema::deliveries as table;
use crate::db::{CHUNK, native};
use crate::error::Result;
use crate::values::{CallFailure, DeliveryId, DeliveryState};

#[derive(Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct NewDelivery<'a> {
    receiver: &'a str,
    topic: &'a str,
    subject_id: i64,
    about: &'a str,
    revision: i64,
    target: Option<&'a str>,
    payload: &'a str,
    idempotency_key: String,
    state: DeliveryState,
    failure: Option<CallFailure>,
    attempts: i32,
    unfit: i32,
    next_attempt_at: NaiveDateTime,
    leased_until: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    settled_at: Option<NaiveDateTime>,
}

/// Writes messages, in their order.
pub(in crate::outbox) fn insert(tx: &mut WriteTx<'_>, messages: &[Message]) -> Result<()> {
    let now = tx.now();
    for chunk in messages.chunks(CHUNK) {
        let rows: Vec<NewDelivery<'_>> = chunk.iter().map(|message| new_delivery(message, now)).collect();
        native!(tx.conn(), |conn| diesel::insert_into(table::table).values(&rows).execute(conn))?;
    }
    Ok(())
}

fn new_delivery(message: &Message, now: NaiveDateTime) -> NewDelivery<'_> {
    NewDelivery {
        receiver: message.receiver,
        topic: message.topic,
        subject_id: message.subject,
        about: &message.about,
        revision: message.revision,
        target: message.target.as_deref(),
        payload: &message.payload,
        idempotency_key: Uuid::new_v4().to_string(),
        state: if message.target.is_some() { DeliveryState::Pending } else { DeliveryState::Held },
        failure: None,
        attempts: 0,
        unfit: 0,
        next_attempt_at: now,
        leased_until: None,
        created_at: now,
        settled_at: None,
    }
}

/// What was written for a receiver about these subjects, in the order it was written.
pub(in crate::outbox) fn written(
    tx: &mut Tx<'_>,
    receiver: &str,
    topic: &str,
    subjects: &[i64],
) -> Result<Vec<Written>> {
    type WrittenRow = (i64, String, i64, Option<String>, String, i32);
    let rows: Vec<WrittenRow> = table::table
        .filter(table::subject_id.eq_any(subjects))
        .filter(table::receiver.eq(receiver))
        .filter(table::topic.eq(topic))
        .order(table::id)
        .select((table::subject_id, table::about, table::revision, table::target, table::payload, table::attempts))
        .load(tx.conn())?;
    let written = rows.into_iter().map(|(subject, about, revision, target, payload, attempts)| Written {
        subject,
        about,
        revision,
        target,
        payload,
        is_tried: attempts > 0,
    });
    Ok(written.collect())
}

/// Marks messages that were given up as replaced by later revisions of the same.
pub(in crate::outbox) fn replace_dead(tx: &mut WriteTx<'_>, messages: &[Message]) -> Result<()> {
    for chunk in messages.chunks(CHUNK) {
        let subjects: Vec<i64> = chunk.iter().map(|message| message.subject).collect();
        let dead: Vec<(DeliveryId, String, i64, String, Option<String>)> = table::table
            .filter(table::subject_id.eq_any(subjects))
            .filter(table::state.eq(DeliveryState::Dead))
            .select((table::id, table::receiver, table::subject_id, table::about, table::target))
            .load(tx.conn())?;
        let is_replaced = |(_, receiver, subject, about, target): &(_, String, i64, String, Option<String>)| {
            chunk.iter().any(|new| {
                (new.receiver, new.subject, &new.about, &new.target) == (receiver.as_str(), *subject, about, target)
            })
        };
        let replaced: Vec<DeliveryId> = dead.into_iter().filter(is_replaced).map(|one| one.0).collect();
        diesel::update(table::table.filter(table::id.eq_any(replaced)))
            .set(table::state.eq(DeliveryState::Replaced))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Deletes the messages of a subject and topic for a target that nobody has tried to send; without a target those that are
/// held.
pub(in crate::outbox) fn discard_untried(
    tx: &mut WriteTx<'_>,
    receiver: &str,
    topic: &str,
    subject: i64,
    target: Option<&str>,
) -> Result<()> {
    let state = if target.is_some() { DeliveryState::Pending } else { DeliveryState::Held };
    let untried = table::table
        .filter(table::subject_id.eq(subject))
        .filter(table::receiver.eq(receiver))
        .filter(table::topic.eq(topic))
        .filter(table::state.eq(state))
        .filter(table::attempts.eq(0));
    match target {
        Some(target) => diesel::delete(untried.filter(table::target.eq(target))).execute(tx.conn())?,
        None => diesel::delete(untried).execute(tx.conn())?,
    };
    Ok(())
}

/// Makes all messages about one record be about another one.
pub(in crate::outbox) fn move_subject(tx: &mut WriteTx<'_>, receiver: &str, from: i64, into: i64) -> Result<()> {
    let moved = table::table.filter(table::subject_id.eq(from)).filter(table::receiver.eq(receiver));
    diesel::update(moved).set(table::subject_id.eq(into)).execute(tx.conn())?;
    Ok(())
}

/// Makes a message that was given up due again, with a count of its own.
pub(in crate::outbox) fn retry(tx: &mut WriteTx<'_>, receiver: &str, id: DeliveryId) -> Result<bool> {
    let now = tx.now();
    let dead = table::table
        .filter(table::id.eq(id))
        .filter(table::receiver.eq(receiver))
        .filter(table::state.eq(DeliveryState::Dead));
    let retried = diesel::update(dead)
        .set((
            table::state.eq(DeliveryState::Pending),
            table::unfit.eq(0),
            table::next_attempt_at.eq(now),
            table::settled_at.eq(None::<NaiveDateTime>),
        ))
        .execute(tx.conn())?;
    Ok(retried == 1)
}

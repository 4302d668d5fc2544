//! The queue of messages: written, claimed, settled.

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use uuid::Uuid;

use super::super::rules::Settlement;
use super::super::{Claimed, Message, Written};
use crate::access::{Tx, WriteTx};
use crate::db::schema::deliveries as table;
use crate::db::{CHUNK, load_unlocked_for_update, native};
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

/// Whether a message is due.
pub(in crate::outbox) fn has_due(tx: &mut Tx<'_>, receiver: &str) -> Result<bool> {
    let now = tx.now();
    let due = table::table
        .filter(table::receiver.eq(receiver))
        .filter(table::state.eq(DeliveryState::Pending))
        .filter(table::next_attempt_at.le(now))
        .filter(table::leased_until.is_null().or(table::leased_until.lt(now)));
    let first: Option<DeliveryId> = due.select(table::id).first(tx.conn()).optional()?;
    Ok(first.is_some())
}

/// Leases messages that are due for so long, at most `most` and one of a subject and target: the earliest that is not
/// settled. Several processes share the queue, each takes what no other has locked.
pub(in crate::outbox) fn claim(
    tx: &mut WriteTx<'_>,
    receiver: &str,
    most: i64,
    lease: Duration,
) -> Result<Vec<Claimed>> {
    type ClaimRow = (DeliveryId, String, i64, Option<String>, String, String, i32, i32);
    let now = tx.now();
    let earlier = diesel::alias!(table as earlier);
    let is_first = || {
        not(exists(
            earlier
                .filter(earlier.field(table::subject_id).eq(table::subject_id))
                .filter(earlier.field(table::receiver).eq(table::receiver))
                .filter(earlier.field(table::target).eq(table::target))
                .filter(earlier.field(table::id).lt(table::id))
                .filter(
                    earlier
                        .field(table::state)
                        .eq(DeliveryState::Pending)
                        .or(earlier.field(table::state).eq(DeliveryState::Dead)),
                ),
        ))
    };
    let rows: Vec<ClaimRow> = load_unlocked_for_update!(
        tx.conn(),
        table::table
            .filter(table::receiver.eq(receiver))
            .filter(table::state.eq(DeliveryState::Pending))
            .filter(table::next_attempt_at.le(now))
            .filter(table::leased_until.is_null().or(table::leased_until.lt(now)))
            .filter(is_first())
            .order(table::next_attempt_at)
            .limit(most)
            .select((
                table::id,
                table::topic,
                table::subject_id,
                table::target,
                table::payload,
                table::idempotency_key,
                table::attempts,
                table::unfit,
            ))
    )?;
    let ids: Vec<DeliveryId> = rows.iter().map(|row| row.0).collect();
    let until = now.checked_add_signed(TimeDelta::from_std(lease).unwrap_or_default());
    diesel::update(table::table.filter(table::id.eq_any(&ids)))
        .set((table::leased_until.eq(until), table::attempts.eq(table::attempts + 1)))
        .execute(tx.conn())?;
    let claimed = rows.into_iter().map(|(id, topic, subject, target, payload, idempotency_key, attempts, unfit)| {
        let target = target.unwrap_or_default();
        Claimed { id, topic, subject, target, payload, idempotency_key, attempts: attempts.saturating_add(1), unfit }
    });
    Ok(claimed.collect())
}

/// Records where a leased message stands now; not if another process has taken it over since.
pub(in crate::outbox) fn settle(
    tx: &mut WriteTx<'_>,
    claimed: &Claimed,
    settlement: &Settlement,
    next_attempt_in: Duration,
) -> Result<()> {
    let now = tx.now();
    let (state, failure, unfit) = match settlement {
        Settlement::Sent => (DeliveryState::Sent, None, claimed.unfit),
        Settlement::Again { failure, unfit, .. } => (DeliveryState::Pending, Some(*failure), *unfit),
        Settlement::Dead(failure) => (DeliveryState::Dead, Some(*failure), claimed.unfit.saturating_add(1)),
    };
    let next = now.checked_add_signed(TimeDelta::from_std(next_attempt_in).unwrap_or_default()).unwrap_or(now);
    let is_settled = state != DeliveryState::Pending;
    let leased = table::table.filter(table::id.eq(claimed.id)).filter(table::attempts.eq(claimed.attempts));
    diesel::update(leased)
        .set((
            table::state.eq(state),
            table::failure.eq(failure),
            table::unfit.eq(unfit),
            table::leased_until.eq(None::<NaiveDateTime>),
            table::next_attempt_at.eq(next),
            table::settled_at.eq(is_settled.then_some(now)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Gives back a leased message that was not tried.
pub(in crate::outbox) fn give_back(tx: &mut WriteTx<'_>, claimed: &Claimed) -> Result<()> {
    let leased = table::table.filter(table::id.eq(claimed.id)).filter(table::attempts.eq(claimed.attempts));
    diesel::update(leased)
        .set((table::leased_until.eq(None::<NaiveDateTime>), table::attempts.eq(claimed.attempts.saturating_sub(1))))
        .execute(tx.conn())?;
    Ok(())
}

/// Clears the text of a message that was sent: what it said of a person is not kept.
pub(in crate::outbox) fn clear_payload(tx: &mut WriteTx<'_>, id: DeliveryId) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id))).set(table::payload.eq("{}")).execute(tx.conn())?;
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

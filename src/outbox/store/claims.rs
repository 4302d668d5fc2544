//! Messages that are due: leased, sent by a worker, settled.

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::super::Claimed;
use super::super::rules::Settlement;
use crate::access::{Tx, WriteTx};
use crate::db::load_unlocked_for_update;
use crate::db::schema::deliveries as table;
use crate::error::Result;
use crate::values::{DeliveryId, DeliveryState};

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

#[derive(Queryable)]
struct ClaimedRow {
    id: DeliveryId,
    topic: String,
    subject: i64,
    target: Option<String>,
    payload: String,
    idempotency_key: String,
    attempts: i32,
    unfit: i32,
}

impl From<ClaimedRow> for Claimed {
    /// With the attempt that begins now.
    fn from(row: ClaimedRow) -> Self {
        Self {
            id: row.id,
            topic: row.topic,
            subject: row.subject,
            target: row.target.unwrap_or_default(),
            payload: row.payload,
            idempotency_key: row.idempotency_key,
            attempts: row.attempts.saturating_add(1),
            unfit: row.unfit,
        }
    }
}

/// Leases messages that are due for so long, at most `most` and one of a subject and target: the earliest that is not
/// settled. Several processes share the queue, each takes what no other has locked.
pub(in crate::outbox) fn claim(
    tx: &mut WriteTx<'_>,
    receiver: &str,
    most: i64,
    lease: Duration,
) -> Result<Vec<Claimed>> {
    let rows = load_due(tx, receiver, most)?;
    let ids: Vec<DeliveryId> = rows.iter().map(|row| row.id).collect();
    let until = tx.now().checked_add_signed(TimeDelta::from_std(lease).unwrap_or_default());
    diesel::update(table::table.filter(table::id.eq_any(&ids)))
        .set((table::leased_until.eq(until), table::attempts.eq(table::attempts + 1)))
        .execute(tx.conn())?;
    Ok(rows.into_iter().map(Claimed::from).collect())
}

fn load_due(tx: &mut WriteTx<'_>, receiver: &str, most: i64) -> Result<Vec<ClaimedRow>> {
    let now = tx.now();
    let earlier = diesel::alias!(table as earlier);
    let is_unsettled = || {
        let state = earlier.field(table::state);
        state.eq(DeliveryState::Pending).or(state.eq(DeliveryState::Dead))
    };
    let is_first = || {
        not(exists(
            earlier
                .filter(earlier.field(table::subject_id).eq(table::subject_id))
                .filter(earlier.field(table::receiver).eq(table::receiver))
                .filter(earlier.field(table::target).eq(table::target))
                .filter(earlier.field(table::id).lt(table::id))
                .filter(is_unsettled()),
        ))
    };
    Ok(load_unlocked_for_update!(
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
    )?)
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

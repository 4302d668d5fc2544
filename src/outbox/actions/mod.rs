//! Use cases of the outbox. Slices call them in the transaction of the change that they report.

mod worker;

pub use worker::{Receiver, Worker};

use super::{Delivery, DeliveryFilter, Message, Written, store};
use crate::access::{Tx, WriteTx};
use crate::error::Result;
use crate::values::{DeliveryId, DeliveryState};

/// Writes messages, in their order. One that was given up is replaced by a later revision and keeps nothing waiting.
///
/// # Errors
/// `unavailable`.
pub fn enqueue(tx: &mut WriteTx<'_>, messages: &[Message]) -> Result<()> {
    store::insert(tx, messages)?;
    store::replace_dead(tx, messages)
}

/// What was written for a receiver on a topic about these subjects, in the order it was written.
///
/// # Errors
/// `unavailable`.
pub fn written(tx: &mut Tx<'_>, receiver: &str, topic: &str, subjects: &[i64]) -> Result<Vec<Written>> {
    store::written(tx, receiver, topic, subjects)
}

/// Deletes the messages of a subject and topic for a target that nobody has tried to send; without a target those that are
/// held.
///
/// # Errors
/// `unavailable`.
pub fn discard_untried(
    tx: &mut WriteTx<'_>,
    receiver: &str,
    topic: &str,
    subject: i64,
    target: Option<&str>,
) -> Result<()> {
    store::discard_untried(tx, receiver, topic, subject, target)
}

/// Makes all messages about one record be about another one: both are one.
///
/// # Errors
/// `unavailable`.
pub fn move_subject(tx: &mut WriteTx<'_>, receiver: &str, from: i64, into: i64) -> Result<()> {
    store::move_subject(tx, receiver, from, into)
}

/// Messages for a receiver, in the order they were written, after `after`.
///
/// # Errors
/// `unavailable`.
pub fn list(tx: &mut Tx<'_>, receiver: &str, filter: &DeliveryFilter, after: i64, rows: i64) -> Result<Vec<Delivery>> {
    store::list(tx, receiver, filter, after, rows)
}

/// How many messages for a receiver are in a state.
///
/// # Errors
/// `unavailable`.
pub fn count(tx: &mut Tx<'_>, receiver: &str, state: DeliveryState) -> Result<i64> {
    store::count(tx, receiver, state)
}

/// A message for a receiver.
///
/// # Errors
/// `not_found`.
pub fn find(tx: &mut Tx<'_>, receiver: &str, id: DeliveryId) -> Result<Delivery> {
    store::find(tx, receiver, id)
}

/// Makes a message that was given up due again. Returns whether it was given up.
///
/// # Errors
/// `unavailable`.
pub fn retry(tx: &mut WriteTx<'_>, receiver: &str, id: DeliveryId) -> Result<bool> {
    store::retry(tx, receiver, id)
}

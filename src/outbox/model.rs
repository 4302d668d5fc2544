//! Types of the outbox.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::values::{CallFailure, DeliveryId, DeliveryState};

/// A message to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The service that receives it.
    pub receiver: &'static str,
    /// What kind of message it is.
    pub topic: &'static str,
    /// Our record that it is about.
    pub subject: i64,
    /// What it tells; a later revision replaces an earlier one.
    pub about: String,
    /// The revision, from 1.
    pub revision: i64,
    /// The record at the receiver; without one it is held.
    pub target: Option<String>,
    /// The text that is sent.
    pub payload: String,
}

/// What was written before about a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Our record that it is about.
    pub subject: i64,
    /// What it tells.
    pub about: String,
    /// The revision.
    pub revision: i64,
    /// The record at the receiver, if it is known.
    pub target: Option<String>,
    /// The text.
    pub payload: String,
    /// Whether a worker has tried to send it, so that it may have had its effect.
    pub is_tried: bool,
}

/// A message that a worker has to send.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Its id.
    pub id: DeliveryId,
    /// What kind of message it is.
    pub topic: String,
    /// Our record that it is about.
    pub subject: i64,
    /// The record at the receiver.
    pub target: String,
    /// The text to send.
    pub payload: String,
    /// The key under which it has its effect once.
    pub idempotency_key: String,
    /// Which attempt this is, from 1.
    pub attempts: i32,
    /// How many attempts were answered in a way that does not fit.
    pub unfit: i32,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver has recorded it.
    Sent,
    /// The receiver is away or busy: the attempt says nothing about the message.
    Down {
        /// Why.
        failure: CallFailure,
        /// How long the receiver asks to wait.
        retry_after: Option<Duration>,
    },
    /// The answer does not fit, which may pass.
    Unusable(CallFailure),
    /// The receiver refuses the message.
    Refused(CallFailure),
}

/// A message and where it stands.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// What kind of message it is.
    pub topic: String,
    /// Our record that it is about.
    pub subject: i64,
    /// What it tells.
    pub about: String,
    /// The revision.
    pub revision: i64,
    /// The record at the receiver, if it is known.
    pub target: Option<String>,
    /// Where it stands.
    pub state: DeliveryState,
    /// Why the last attempt failed.
    pub failure: Option<CallFailure>,
    /// How many attempts were made.
    pub attempts: i32,
    /// When the next attempt is due (UTC).
    pub next_attempt_at: DateTime<Utc>,
    /// When it was written (UTC).
    pub created_at: DateTime<Utc>,
    /// When it was sent or given up (UTC).
    pub settled_at: Option<DateTime<Utc>>,
}

/// Which messages to list.
#[derive(Debug, Clone, Default)]
pub struct DeliveryFilter {
    /// Those in this state.
    pub state: Option<DeliveryState>,
    /// Those about this record.
    pub subject: Option<i64>,
}

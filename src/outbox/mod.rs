//! The outbox: messages for other services. A change writes what another service must learn in its own transaction; workers send it
//! afterwards, at least once and under one idempotency key, in order for each subject and target. It knows no receiver:
//! a slice that has one implements [`Receiver`] and runs a [`Worker`].

pub mod actions;
mod model;
mod rules;
mod store;

pub use actions::{Receiver, Worker};
pub use model::{Claimed, Delivery, DeliveryFilter, Message, Outcome, Written};
pub use rules::backoff;

//! The audit trail read, sealed and verified: events stand in blocks, each block's head is made from the one before and
//! from its events, and so a head that somebody wrote down elsewhere proves everything up to it.

mod actions;
pub mod api;
mod check;
mod model;
mod rules;
mod sealing;
mod store;

pub use actions::{Reach, head, list, seal, verify};
pub use model::{AuditEvent, AuditHead, EventFilter, TrailFault, Verification};
pub use rules::GENESIS;
pub use sealing::{PACE, Sealing};

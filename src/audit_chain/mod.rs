//! The audit chain: seals audit events in blocks, verifies them, and lists events (`/v1/audit`).
//!
//! A block's head is a digest of the previous head and of the block's events, so a head stored elsewhere proves all
//! events up to it. `audit` writes the events.

mod actions;
pub mod api;
mod check;
mod faults;
mod model;
mod question;
mod records;
mod rules;
mod sealing;
mod store;

pub use actions::{Reach, copy_due_in, head, latest, list, note_copy, seal, seal_as_found, standing, verify};
pub use model::{
    AuditEvent, AuditHead, AuditValue, COPY_DAYS, CopyDue, EventFilter, HeadCopy, HeadStanding, NewHeadCopy,
    PersonalValue, TrailFault, Verification, VerifiedRecords,
};
pub use question::{Place, Question, Step};
pub use rules::GENESIS;
pub use sealing::{PACE, Sealing};

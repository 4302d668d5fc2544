//! Reminders: which hours of a month are owed and by whom, and what an officer noted of having asked for them. The
//! service sends nothing.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use model::{LotOwed, NewReminder, Owed, OwedBy, Reminder, ReminderFilter};

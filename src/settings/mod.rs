//! Dated settings of local practice: each value is in force from a day on.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;
mod words;

pub use actions::AfterChange;
pub use model::{SettingChange, SettingEntry, Settings, Timeline};
pub use rules::Key;
pub use store::{in_force, lock_timeline, timeline, timeline_of, timeline_with, value_on};

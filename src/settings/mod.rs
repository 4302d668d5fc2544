//! Dated settings: what local practice decides, in force from a day on. None of it is a constant of the code.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub use actions::AfterChange;
pub use model::{Change, Entry, Settings, Timeline};
pub use rules::Key;
pub use store::{held_timeline, in_force, timeline, timeline_of, value_on};

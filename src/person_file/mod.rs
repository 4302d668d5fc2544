//! One person's file: everything dated that is recorded about them, until when their hours count, and who changed what.
//! It reads across nouns and writes nothing; the page of a person calls it.

mod actions;
mod model;

pub use actions::{last_change, last_change_of, person_file};
pub use model::{Change, PersonFile, Subject};

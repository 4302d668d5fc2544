//! The records that events made: compared with the tables, and sealed as they stand where they are older.

mod adoption;
mod cells;
mod comparison;
mod events;
mod facts;
mod tables;

pub(super) use adoption::adopt;
pub(super) use cells::{check_cells, check_data_version};
pub(super) use events::{check_events, check_sealed_again};
pub(super) use facts::check_facts;
pub(super) use tables::{Kinds, Progress, check_kind};

//! Hours in the database.

pub(super) mod cells;
pub(super) mod facts;
pub(super) mod warnings;
pub(super) mod write;

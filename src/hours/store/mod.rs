//! Hours in the database.

pub(super) mod carried;
pub(super) mod cells;
pub(super) mod facts;
pub(super) mod versions;
pub(super) mod warnings;
pub(super) mod write;

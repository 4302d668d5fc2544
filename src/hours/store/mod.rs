//! Hours in the database.

pub(super) mod cells;
pub(super) mod evidence;
pub(super) mod facts;
pub(super) mod snapshot;
pub(super) mod versions;
pub(super) mod write;

//! Queries on hours: cells, versions, snapshots, and the facts that the rules need.

pub(super) mod cells;
pub(super) mod details;
pub(super) mod evidence;
pub(super) mod facts;
pub(super) mod names;
pub(super) mod snapshot;
pub(super) mod stored;
pub(super) mod versions;
pub(super) mod write;

//! Hours: what one employment did on one lot in one month. All of them go in by one path, [`record`].

mod actions;
pub mod api;
pub mod batches;
pub mod decisions;
mod model;
mod rules;
mod running_totals;
mod snapshot;
mod store;

pub use actions::cells::{list, remove, set, show};
pub use actions::history::history;
pub use actions::record::{Outcome, record, record_all, record_without_audit};
pub use actions::refresh::{
    lock_for_month, refresh_after_setting, refresh_candidate, refresh_month, refresh_public_contract,
};
pub use model::{Basis, Cell, CellKey, Entry, Evidence, HoursFilter, Recorded, Standing, Verdict, Version};

//! Hours: the cells of one employment, lot and month. [`record`] is the only path that writes them; slices whose
//! changes affect the snapshot of rows call `refresh_*`.

mod actions;
pub mod api;
pub mod batches;
pub mod decisions;
mod model;
mod rules;
mod running_totals;
mod snapshot;
mod store;

pub use actions::cell_queue::CellQueue;
pub use actions::cells::{add_names, list, list_in, remove, set, show};
pub use actions::history::history;
pub use actions::record::{Outcome, record, record_all, record_without_audit};
pub use actions::recorded::Recorded;
pub use actions::recount::{Recount, recount};
pub use actions::refresh::{
    lock_for_month, lock_months_of, refresh_after_setting, refresh_candidate, refresh_month, refresh_public_contract,
};
pub use actions::verify::{CellFault, CheckedCells, check_cells, next_cell};
pub use actions::warn::is_over_cap;
pub use model::{
    Basis, Cell, CellKey, CellNames, Entry, Evidence, FigureView, HoursFilter, LastDecision, Pending, Verdict, Version,
};

//! The sheet of a month: everyone at work on the lots of the caller's sectors, with last month's hours and this month's
//! cell. It reads across nouns and writes nothing; the page *Saisie mensuelle* and partners call it.

mod actions;
pub mod api;
mod assembly;
mod facts;
mod model;
mod store;

pub use actions::sheet;
pub use model::{Sheet, SheetCell, SheetFilter, SheetLot, SheetRow, SheetSector};

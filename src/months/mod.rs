//! Months: open or closed, sector by sector, and what is said of lots without hours. A closed month does not move.

mod actions;
pub mod api;
pub mod evidence;
mod model;
mod rules;
mod store;

pub use actions::Following;
pub use actions::nil_statements::cancel as cancel_nil_statements;
pub use model::{Board, Closure, LotBoard, NilStatement, SectorBoard};
pub use store::states::{LockedMonths, lock_shared, lock_to_record};

use actions::lock_open;
use store::nil_statements::lot as lot_of;

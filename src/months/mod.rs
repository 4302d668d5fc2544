//! Months (`/v1/months`): open or closed in each sector, with nil statements and evidence. Hours of a closed month do
//! not change. `hours` locks months here before it writes.

mod actions;
pub mod api;
pub mod evidence;
mod model;
mod rules;
mod store;

pub use actions::ReopenHooks;
pub use actions::board::{board, board_in};
pub use actions::nil_statements::{cancel as cancel_nil_statements, create as state_nil, delete as take_back_nil};
pub use actions::{close, history, reopen};
pub use evidence::actions::{create as attach_evidence, delete as detach_evidence, list as evidence_of};
pub use evidence::{LotEvidence, NewLotEvidence};
pub use model::{Board, Closure, ClosureChange, LotBoard, LotCounts, NilStatement, Obstacle, SectorBoard};
pub use rules::deadline;
pub use store::states::{LockedMonths, lock_shared};

use actions::lock_open;
use store::nil_statements::lot as lot_of;

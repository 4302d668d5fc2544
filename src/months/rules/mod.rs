//! Rules of the board and of closing a month.

mod board;
mod closing;

pub use board::{CellGroup, LotFacts, MonthFacts, board, deadline, is_closed};
pub use closing::{Terms, has_begun, record_id, refusal};

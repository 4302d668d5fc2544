//! Rules of the board and of closing a month.

mod board;
mod closing;

pub use board::{CellGroup, LotFacts, MonthFacts, Terms, board, deadline, is_closed};
pub use closing::{has_begun, refusal};

//! What is done with months.

mod board;
mod closures;
pub(super) mod nil_statements;

pub use board::board;
pub use closures::{Following, close, reopen};

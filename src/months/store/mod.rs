//! Queries of months: states, nil statements, the board.

pub(super) mod board;
pub(super) mod nil_statements;
pub(super) mod states;

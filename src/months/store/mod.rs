//! Months in the database: their states, the nil statements, and what the board shows.

pub(super) mod board;
pub(super) mod nil_statements;
pub(super) mod states;

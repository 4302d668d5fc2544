//! Batches of hours: what a sender says of many cells at once, answered row by row and sent again without fear.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub(in crate::hours) use rules::{digest as rows_digest, verdict as row_verdict};

pub use model::{Batch, EmploymentNamed, LotNamed, NewBatch, Row, RowVerdict, Summary};

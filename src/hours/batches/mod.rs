//! Batches: many cells in one request, answered row by row. Sending a batch again changes nothing.

pub mod actions;
pub mod api;
mod model;
mod rules;
mod store;

pub(in crate::hours) use rules::{digest as rows_digest, verdict as row_verdict};

pub use model::{Batch, BatchRow, EmploymentRef, LotRef, NewBatch, RowVerdict, Summary};

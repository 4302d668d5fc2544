//! `/v1/proofreading`, `clauses proofread` and what they share: files of each format, and the arithmetic of their tables.

mod cases;
mod command;
mod files;
mod random;
mod request;
mod tables;

pub use cases::{WRITINGS, cases};

//! Statistical disclosure control: what a dashboard reads of people must tell nothing about one of them.
//!
//! - Query restriction: [`totals::policy`] refuses questions that combine attributes of people.
//! - Controlled rounding: every count of people becomes a multiple of five, so that the parts of a whole still add up
//!   ([`Rounding`]; [`bilan`] for the tables of a year).
//! - Hours of a breakdown by attributes of people are given only if none of its rows is of one to four people.
//!
//! The slices `totals` and `bilan` call it with plain counts. `docs/dashboards.md` states what it cannot prevent.

pub mod bilan;
mod rounding;
pub mod totals;

pub use rounding::{BASE, Rounding, is_small};

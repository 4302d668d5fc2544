//! Statistical disclosure control: what a dashboard reads of people must tell nothing about one of them.
//!
//! - Query restriction: [`totals::policy`] refuses questions that combine attributes of people.
//! - All or none: a breakdown with a part of one to four people is withheld whole, with its hours if its parts are
//!   attributes of people ([`is_given`]).
//! - Controlled rounding: the counts that are given are multiples of five that add up ([`Rounding`]); [`bilan`] does so
//!   for the tables of a year.
//! - Levels of an account: [`accounts`] gives a buyer a breakdown of a level to all of its parts or none.
//!
//! The slices `totals`, `bilan` and `buyer_accounts` call it with plain counts. `docs/dashboards.md` states what it
//! cannot prevent.

pub mod accounts;
pub mod bilan;
mod rounding;
pub mod totals;

pub use rounding::{BASE, Rounding, is_given, is_small, whole};

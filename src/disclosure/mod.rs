//! Statistical disclosure control: hides the counts from which a dashboard could learn something about one person.
//!
//! - Query restriction: [`totals::policy`] refuses questions whose answers could be compared until a few people remain.
//! - Primary suppression: each count from 1 to 4 is hidden ([`is_small`]).
//! - Complementary suppression: further cells are hidden ([`suppress`], [`bilan`]), so that no sum or difference of
//!   shown counts gives a hidden one.
//!
//! The slices `totals` and `bilan` call it with plain counts. `docs/dashboards.md` states what it cannot prevent.

pub mod bilan;
mod suppression;
pub mod totals;

pub use suppression::{Suppression, Zeros, is_small, suppress};

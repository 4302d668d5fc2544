//! Queries of merges. They look at two people whole, in every sector: actions check that the caller sees them all.

mod facts;
mod moves;
mod references;

pub(super) use facts::{hours, lock_both, moves, paired, record};
pub(super) use moves::{
    addresses, audit_values, criteria, employments, positive_exits, referrals, remove, stored_answers, unlink_exits,
    waivers, windows,
};
pub(super) use moves::{merged_before, plie_periods};
pub(super) use references::{release, take_over};

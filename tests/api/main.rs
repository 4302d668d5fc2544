//! The tests of the API: one binary, whose modules mirror the tree of addresses. They act on the running application
//! only through HTTP, and on both databases.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test says what went wrong by panicking, and nobody reads its documentation but in place"
)]

#[allow(dead_code, unused_imports, reason = "what the next test needs is there before it")]
mod support;

mod accounts;
mod api_keys;
mod audit;
mod bilans;
mod candidates;
mod contract;
mod conventions;
mod demo;
mod eligibility_windows;
mod employments;
mod findings;
mod health;
mod hours;
mod hours_due;
mod house;
mod lots;
mod months;
mod operations;
mod organisations;
mod partners;
mod plie_periods;
mod positive_exits;
mod problems;
mod public_contracts;
mod reads;
mod reference;
mod referrals;
mod settings;
mod totals;
mod waivers;

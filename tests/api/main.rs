//! The API tests, in one binary; the modules mirror the paths of the API. The tests use the running application through
//! HTTP, on both databases.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "tests panic to report failures, and need no documentation"
)]

#[allow(dead_code, unused_imports, reason = "shared helpers may be unused for a while")]
mod support;

mod accounts;
mod api_keys;
mod attestations;
mod audit;
mod bilans;
mod buyer_accounts;
mod candidates;
mod changes;
mod contract;
mod conventions;
mod demo;
mod disclosure;
mod eligibility_windows;
mod employments;
mod exit_proposals;
mod findings;
mod health;
mod hours;
mod hours_due;
mod house;
mod lots;
mod months;
mod operations;
mod organisation_merges;
mod organisations;
mod pages;
mod partners;
mod plie;
mod plie_client;
mod plie_periods;
mod positive_exits;
mod problems;
mod proofreading;
mod public_contracts;
mod reads;
mod reference;
mod referrals;
mod reminders;
mod settings;
mod sheet;
mod totals;
mod waivers;
mod withdrawals;

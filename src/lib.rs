//! Follows the hours of insertion clauses in French public contracts.
//!
//! A slice is a noun of the trade: `organisations`, `contracts`, `candidates`, `referrals`, `employments`, `hours`,
//! `exits`, with `reference` data and dated `settings`. Slices use `values` (validated value types), `db` (both
//! database engines), `http` (requests and responses), `access` (authentication, permissions, scopes) and `audit`
//! (events of changes). `app` assembles everything. ARCHITECTURE.md has the map.

pub mod access;
pub mod accounts;
pub mod api_keys;
pub mod app;
pub mod audit;
pub mod audit_chain;
pub mod bilan;
pub mod candidates;
pub mod clock;
pub mod config;
pub mod contracts;
pub mod db;
pub mod demo;
pub mod employments;
pub mod error;
pub mod exits;
pub mod findings;
pub mod group_commit;
pub mod hours;
pub mod housekeeping;
pub mod http;
pub mod months;
pub mod organisations;
pub mod pages;
pub mod read_log;
pub mod reference;
pub mod referrals;
pub mod settings;
pub mod totals;
pub mod values;

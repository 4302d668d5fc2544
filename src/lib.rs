//! Follows the hours of insertion clauses in French public contracts.
//!
//! A slice is a noun of the trade: `organisations`, `contracts`, `candidates`, `referrals`, `employments`, `hours`,
//! `exits`, with `reference` data and dated `settings` beside them. Below them stand `units` (values that cannot be
//! wrong), `db` (two engines behind one door), `http` (how requests come in and answers go out), `access` (who may do
//! and see what) and `audit` (what was done). `app` puts everything together.

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
pub mod disclosure;
pub mod eligibility;
pub mod employments;
pub mod error;
pub mod exits;
pub mod findings;
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

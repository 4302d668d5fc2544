//! Follows the hours of insertion clauses in French public contracts. ARCHITECTURE.md has the map.
//!
//! Each slice is a folder named after a noun of the trade, such as `contracts`, `candidates` or `hours`. Below the slices
//! are `values`, `error`, `documents`, `db`, `http`, `outbound`, `access` and `audit`; above them `pages` and `app`,
//! which assembles everything.

pub mod access;
pub mod accounts;
pub mod api_keys;
pub mod app;
pub mod attestations;
pub mod audit;
pub mod audit_chain;
pub mod awards;
pub mod bilan;
pub mod buyer_accounts;
pub mod candidates;
pub mod clock;
pub mod config;
pub mod contract_files;
pub mod contracts;
pub mod db;
pub mod demo;
pub mod disclosure;
pub mod documents;
pub mod eligibility;
pub mod employments;
pub mod error;
pub mod exits;
pub mod findings;
pub mod hours;
pub mod housekeeping;
pub mod http;
pub mod months;
pub mod organisation_files;
pub mod organisations;
pub mod outbound;
pub mod outbox;
pub mod overview;
pub mod pages;
pub mod participant_links;
pub mod person_file;
pub mod placements;
pub mod plie;
pub mod proofreading;
pub mod read_log;
pub mod reference;
pub mod referrals;
pub mod reminders;
pub mod setting_effects;
pub mod settings;
pub mod sheet;
pub mod totals;
pub mod values;
pub mod waiting;
pub mod withdrawals;

//! Follows the hours of insertion clauses in French public contracts.

pub mod access;
pub mod audit;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod units;

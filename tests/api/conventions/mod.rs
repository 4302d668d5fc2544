//! Conventions of every address, mostly tested on organisations.

mod bodies;
mod doors;
mod french_order;
pub mod idempotency;
mod if_match;
mod numbers;
mod pages;
mod passwords;
mod races;
mod representations;
mod requests;
pub mod tables;
mod text_fields;
mod texts;

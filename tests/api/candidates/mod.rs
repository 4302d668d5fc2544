//! `/v1/candidates`

mod addresses;
mod births;
mod distinct;
mod duplicates;
mod facts;
mod lists;
pub mod merges;
mod record;

//! `/v1/candidates`

mod addresses;
mod births;
mod duplicates;
mod lists;
mod record;

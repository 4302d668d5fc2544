//! `/v1/candidates`

mod addresses;
mod duplicates;
mod lists;
mod record;

//! `/v1/candidates`

mod addresses;
mod births;
mod lists;
mod record;

//! `/v1/candidates`

mod addresses;
mod lists;
mod record;

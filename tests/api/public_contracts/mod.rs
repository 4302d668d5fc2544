//! `/v1/public-contracts`

mod lists;
mod record;
mod similar;

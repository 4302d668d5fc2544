//! Hours: what one employment did on one lot in one month.

mod refresh;

pub use refresh::{refresh_candidate, refresh_employment, refresh_public_contract};
